//! The log of connections against a scripted server, under virtual time: every connection is in it, with what it was for
//! and how it ended, and nothing that went over it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::{EngineOptions, Stop, Stretch};
use restante::secret::Secret;
use restante::transport::TransportError;
use restante::units::Octets;
use restante::wire::{AccountSetup, Errand, FaultKind, OutgoingEnd, OutgoingView};
use scene::{Scene, mailbox, setup};

const PASSWORD: &str = "correct-horse";
const USER: &str = "anna.lind";

async fn scene() -> Scene {
    let setup = AccountSetup {
        username: USER.to_owned(),
        ..setup()
    };
    let scene = Scene::at(setup, &mailbox(3), EngineOptions::default()).await;
    let password = Secret::new(PASSWORD.to_owned());
    let unlocked = scene.engine.unlock_account(scene.account, password, false).await;
    unlocked.unwrap();
    scene
}

fn last(scene: &Scene) -> OutgoingView {
    scene.engine.outgoing()[0].clone()
}

#[tokio::test(start_paused = true)]
async fn each_connection_is_in_it_with_what_it_was_for_the_newest_first() {
    let scene = scene().await;
    let (engine, account) = (&scene.engine, scene.account);
    let (new, password) = (setup(), Secret::new(PASSWORD.to_owned()));
    scene.sync().await.unwrap();
    let stretch = Stretch { start: 0, count: 3 };
    let looked = engine.look_at_headers(account, stretch, &|_| {}, Stop::never());
    looked.await.unwrap();
    engine.diagnose(account, &|_| {}).await.unwrap();
    engine.meet_server(&new, &|_, _, _| {}).await.unwrap();
    let tested = engine.test_connection(&new, &password, &|_, _, _| {});
    tested.await.unwrap();
    let log = engine.outgoing();
    let errands: Vec<Errand> = log.iter().map(|line| line.errand).collect();
    let expected = [
        Errand::Test,
        Errand::Meeting,
        Errand::Diagnosis(account),
        Errand::Look(account),
        Errand::Check(account),
    ];
    assert_eq!(errands, expected);
    for line in &log {
        assert_eq!((line.host.as_str(), line.port), ("pop.example.org", 110));
        assert_eq!(line.end, OutgoingEnd::Closed, "{line:?}");
        assert!(
            line.bytes_in > Octets(0) && line.bytes_out > Octets(0),
            "{line:?}"
        );
    }
    assert!(
        log[4].bytes_in > log[1].bytes_in,
        "mail came with the check alone"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_never_connected_is_in_it_as_well_with_the_reason() {
    let scene = scene().await;
    let cases = [
        (TransportError::DnsFailed, FaultKind::DnsFailed),
        (TransportError::Unreachable, FaultKind::ConnectFailed),
        (TransportError::BridgeUnreachable, FaultKind::BridgeUnreachable),
    ];
    for (error, kind) in cases {
        scene.server.0.unreachable.replace(Some(error));
        scene.sync().await.unwrap_err();
        let line = last(&scene);
        assert_eq!(line.end, OutgoingEnd::Failed(kind));
        assert_eq!((line.bytes_in, line.bytes_out), (Octets(0), Octets(0)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_or_turns_us_away_is_in_it_as_that() {
    let scene = scene().await;
    scene.server.0.silent_after.set(Some(0));
    scene.sync().await.unwrap_err();
    assert_eq!(last(&scene).end, OutgoingEnd::Failed(FaultKind::TimedOut));
    scene.server.0.silent_after.set(None);
    scene.server.0.greeting.replace(Some("-ERR go away".to_owned()));
    scene.sync().await.unwrap_err();
    assert_eq!(last(&scene).end, OutgoingEnd::Failed(FaultKind::GreetingRefused));
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_open_until_whoever_uses_it_is_gone() {
    let scene = scene().await;
    scene.server.0.silent_after.set(Some(0));
    let mut run = Box::pin(scene.sync());
    while scene.engine.outgoing().is_empty() {
        std::future::poll_fn(|context| {
            let _ = run.as_mut().poll(context);
            std::task::Poll::Ready(())
        })
        .await;
    }
    assert_eq!(last(&scene).end, OutgoingEnd::Open);
    drop(run);
    assert_eq!(last(&scene).end, OutgoingEnd::Closed);
}

#[tokio::test(start_paused = true)]
async fn neither_name_nor_password_nor_mail_is_in_it() {
    let scene = scene().await;
    scene.sync().await.unwrap();
    scene
        .server
        .0
        .log_in
        .replace(Some(format!("-ERR [AUTH] wrong, {USER}")));
    scene.sync().await.unwrap_err();
    let log = format!("{:?}", scene.engine.outgoing());
    for word in [USER, PASSWORD, "message 1", "a@example.org"] {
        assert!(!log.contains(word), "{word} is in {log}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_newest_five_hundred_are_kept_and_an_account_that_is_gone_takes_none_along() {
    let scene = scene().await;
    scene.sync().await.unwrap();
    scene.engine.forget_account(scene.account).await.unwrap();
    assert_eq!(last(&scene).errand, Errand::Check(scene.account));
    scene
        .server
        .0
        .unreachable
        .replace(Some(TransportError::Unreachable));
    for _ in 0..500 {
        let met = scene.engine.meet_server(&setup(), &|_, _, _| {}).await;
        met.unwrap_err();
    }
    let log = scene.engine.outgoing();
    assert_eq!(log.len(), 500);
    assert!(log.iter().all(|line| line.errand == Errand::Meeting));
}
