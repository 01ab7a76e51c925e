//! What servers that are out there do, and what the engine makes of it, under virtual time. Each test is named after the
//! server that does it. Who is who among messages is in `engine_identity.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use std::cell::RefCell;

use restante::engine::{EngineOptions, Stop, SyncEvent};
use restante::units::Octets;
use restante::wire::{AccountSetup, FaultKind};
use scene::{Scene, expected, mailbox, message, setup};
use scripted::Message;

fn gmail(username: &str) -> AccountSetup {
    AccountSetup {
        host: "pop.gmail.com".to_owned(),
        username: username.to_owned(),
        ..setup()
    }
}

#[tokio::test(start_paused = true)]
async fn gmail_lists_a_part_until_a_session_adds_nothing() {
    let messages = mailbox(23);
    let scene = Scene::at(gmail("a@gmail.com"), &messages, EngineOptions::default()).await;
    scene.server.0.served_once.set(Some(5));
    assert_eq!(scene.sync().await.unwrap().fetched, 23);
    assert_eq!(
        scene.server.heard("PASS"),
        6,
        "five sessions with mail, one without"
    );
    assert_eq!(scene.stored().await, expected(&messages));
    scene.sync().await.unwrap();
    assert_eq!(
        scene.stored().await,
        expected(&messages),
        "what vanished there stays here"
    );
    assert_eq!(scene.rows().await, 23);
}

#[tokio::test(start_paused = true)]
async fn gmail_serves_again_what_was_cut_off_before_quit() {
    let messages = mailbox(6);
    let scene = Scene::at(gmail("a@gmail.com"), &messages, EngineOptions::default()).await;
    scene.server.0.served_once.set(Some(5));
    for cut in (0..1200).step_by(41) {
        scene.server.0.cut_after.set(Some(cut));
        drop(scene.sync().await);
    }
    scene.server.0.cut_after.set(None);
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.rows().await, 6);
}

#[tokio::test(start_paused = true)]
async fn gmail_recent_mode_is_one_session_and_the_same_account() {
    let scene = Scene::at(gmail("recent:a@gmail.com"), &mailbox(3), EngineOptions::default()).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("USER recent:a@gmail.com"), 1);
    let password = restante::secret::Secret::new("p".to_owned());
    let again = scene
        .engine
        .save_account(&gmail("a@gmail.com"), password, false)
        .await;
    assert_eq!(
        again.unwrap(),
        scene.account,
        "its mail is not fetched a second time"
    );
}

#[tokio::test(start_paused = true)]
async fn gmail_wants_a_pause_between_two_sessions() {
    let scene = Scene::at(gmail("a@gmail.com"), &mailbox(8), EngineOptions::default()).await;
    scene.server.0.served_once.set(Some(5));
    let server = scene.server.clone();
    let on_event = move |event| {
        if matches!(event, SyncEvent::Fetched { .. }) {
            let answer = "-ERR [LOGIN-DELAY] too soon".to_owned();
            server.0.log_in.replace(Some(answer));
        }
    };
    let run = scene.engine.sync(scene.account, &[], &on_event, Stop::never());
    assert_eq!(run.await.unwrap().fetched, 5, "what came is no failure");
}

#[tokio::test(start_paused = true)]
async fn gmail_wants_its_web_page_visited() {
    let scene = Scene::at(gmail("a@gmail.com"), &mailbox(1), EngineOptions::default()).await;
    let answer = "-ERR [WEBALERT https://accounts.google.com/x] Web login required.";
    scene.server.0.log_in.replace(Some(answer.to_owned()));
    let fault = scene.sync().await.unwrap_err();
    assert_eq!(
        fault.kind,
        FaultKind::ServerPermanent,
        "the password is not what is wrong"
    );
    assert_eq!(fault.link.as_deref(), Some("https://accounts.google.com/x"));
}

#[tokio::test(start_paused = true)]
async fn exchange_2000_glues_the_terminator_to_the_last_line() {
    let mut messages = mailbox(4);
    let end = messages[1].bytes.len() - 2;
    messages[1].bytes.truncate(end);
    let scene = Scene::of(&messages).await;
    scene.server.0.pipelining.set(false);
    scene.server.0.glued.set(Some(2));
    let begun = tokio::time::Instant::now();
    scene.sync().await.unwrap();
    assert!(
        begun.elapsed().as_secs() < 20,
        "a size that fits ends the wait early"
    );
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn exchange_glues_the_terminator_and_its_sizes_are_wrong() {
    let mut messages = mailbox(4);
    let end = messages[1].bytes.len() - 2;
    messages[1].bytes.truncate(end);
    let scene = Scene::of(&messages).await;
    scene.server.0.pipelining.set(false);
    scene.server.0.glued.set(Some(2));
    scene.server.0.size_hundredths.set(Some(60));
    for _ in 0..2 {
        assert_eq!(scene.sync().await.unwrap_err().kind, FaultKind::TimedOut);
    }
    let mut others = messages;
    others.remove(1);
    assert_eq!(
        scene.stored().await,
        expected(&others),
        "in doubt it is left, and blocks nobody"
    );
}

#[tokio::test(start_paused = true)]
async fn exchange_lists_sizes_of_its_own_store() {
    let messages = mailbox(9);
    let scene = Scene::of(&messages).await;
    scene.server.0.size_hundredths.set(Some(31));
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.server.heard("RETR"), 9);
}

#[tokio::test(start_paused = true)]
async fn maillennium_truncates_top() {
    let mut messages = mailbox(120);
    let long = format!("X-Long: {}\r\n", "y".repeat(90_000));
    messages[3].bytes = [long.as_bytes(), &messages[3].bytes].concat();
    let scene = Scene::of(&messages).await;
    scene.server.0.top_cut_at.set(Some(64 * 1024));
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("TOP"), 120);
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn no_capa_and_no_top() {
    let messages = mailbox(120);
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["CAPA", "TOP"]);
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.rows().await, 120);
}

#[tokio::test(start_paused = true)]
async fn iphh_thinks_longer_than_a_client_waits() {
    let messages = mailbox(3);
    let scene = Scene::of(&messages).await;
    scene.server.0.slow.replace(vec![("UIDL", 200_000)]);
    let says = RefCell::new(0);
    let on_event = |event| {
        if let SyncEvent::Progress(view) = event {
            let most = view.silent_s.max(*says.borrow());
            says.replace(most);
        }
    };
    for patience_s in [60, 120] {
        let fault = scene.sync().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::TimedOut);
        assert!(fault.detail.contains(&patience_s.to_string()), "{}", fault.detail);
    }
    let run = scene.engine.sync(scene.account, &[], &on_event, Stop::never());
    run.await.unwrap();
    assert_eq!(*says.borrow(), 180, "whoever waits is told so");
    assert_eq!(scene.stored().await, expected(&messages));
    scene.server.0.slow.replace(vec![("UIDL", 300_000)]);
    scene.sync().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn slow_greeting() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.server.0.slow.replace(vec![("greeting", 100_000)]);
    assert_eq!(scene.sync().await.unwrap_err().kind, FaultKind::TimedOut);
    scene.sync().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_byte_now_and_then_is_silence() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.server.0.drip_ms.set(Some(5_000));
    let begun = tokio::time::Instant::now();
    assert_eq!(scene.sync().await.unwrap_err().kind, FaultKind::TimedOut);
    assert!(begun.elapsed().as_secs() <= 61);
}

#[tokio::test(start_paused = true)]
async fn a_slow_line_is_no_silence() {
    let messages = mailbox(2);
    let scene = Scene::of(&messages).await;
    scene.server.0.drip_ms.set(Some(100));
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_message_without_end_is_passed_over_and_the_rest_comes() {
    let mut messages = mailbox(5);
    messages[2].bytes.extend("y".repeat(9000).bytes());
    messages[2].bytes.extend(*b"\r\n");
    let options = EngineOptions {
        max_message: Octets(2000),
        ..EngineOptions::default()
    };
    let scene = Scene::with(&messages, options).await;
    // It says that it is small.
    scene.server.0.size_hundredths.set(Some(10));
    let fault = scene.sync().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert!(fault.skipped.unwrap().too_large);
    assert_eq!(scene.stored().await.len(), 4, "over a second line");
    assert_eq!(scene.server.heard("PASS"), 2);
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR 3"), 1, "once is enough");
    assert_eq!(scene.rows().await, 5);
}

#[tokio::test(start_paused = true)]
async fn lines_that_look_like_answers() {
    let text = "Message-ID: <1@x>\nSubject: +OK\n\n+OK 3 messages\n-ERR no\n.\n..\nFrom here\n. \n.+OK\n";
    let messages = vec![Message::new("a", text), message("b", 2)];
    for pipelining in [false, true] {
        let scene = Scene::of(&messages).await;
        scene.server.0.pipelining.set(pipelining);
        scene.sync().await.unwrap();
        assert_eq!(scene.stored().await, expected(&messages));
    }
}

#[tokio::test(start_paused = true)]
async fn courier_and_cyrus_say_in_words_that_the_mailbox_is_locked() {
    for words in [
        "Unable to get a lock on the mailbox.",
        "Unable to lock maildrop",
        "POP lock busy! Is another session active?",
    ] {
        let scene = Scene::of(&mailbox(1)).await;
        scene.server.0.log_in.replace(Some(format!("-ERR {words}")));
        let fault = scene.sync().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::MailboxInUse, "{words}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_breaks_down_over_one_message_hands_over_the_rest() {
    let messages = mailbox(6);
    let scene = Scene::of(&messages).await;
    scene.server.0.pipelining.set(false);
    scene.server.0.breaks_at.set(Some(4));
    for _ in 0..3 {
        assert_eq!(scene.sync().await.unwrap_err().kind, FaultKind::ConnectionLost);
    }
    assert_eq!(scene.stored().await.len(), 5);
    scene.server.0.breaks_at.set(None);
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
}
