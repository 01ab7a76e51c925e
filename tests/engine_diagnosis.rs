//! The connection doctor and the transcripts against a scripted server, under virtual time: each step that fails tells its
//! fault, nothing is fetched or deleted, and nothing secret is written down.

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
use std::time::Duration;

use restante::engine::EngineOptions;
use restante::secret::Secret;
use restante::transport::{Refusal, TransportError};
use restante::wire::{
    AccountSetup, CheckState, DiagnosisView, Fault, FaultKind, Learnt, SetupCheck, StepView,
};
use scene::{Scene, mailbox, setup};
use scripted::Message;

const PASSWORD: &str = "correct-horse";
const USER: &str = "anna.lind";

async fn scene(messages: &[Message]) -> Scene {
    let setup = AccountSetup {
        username: USER.to_owned(),
        ..setup()
    };
    let scene = Scene::at(setup, messages, EngineOptions::default()).await;
    let password = Secret::new(PASSWORD.to_owned());
    let unlocked = scene.engine.unlock_account(scene.account, password, false).await;
    unlocked.unwrap();
    scene
}

async fn diagnose(scene: &Scene) -> DiagnosisView {
    scene.engine.diagnose(scene.account, &|_| {}).await.unwrap()
}

fn step(diagnosis: &DiagnosisView, check: SetupCheck) -> &StepView {
    diagnosis.steps.iter().find(|step| step.check == check).unwrap()
}

fn newest(scene: &Scene) -> String {
    scene.engine.transcripts(scene.account)[0].text.clone()
}

/// Where it ended, and why.
fn failure(diagnosis: &DiagnosisView) -> (Option<SetupCheck>, Option<FaultKind>) {
    let failed = diagnosis
        .steps
        .iter()
        .find(|step| step.state == CheckState::Failed);
    (
        failed.map(|step| step.check),
        diagnosis.fault.as_ref().map(|fault| fault.kind),
    )
}

#[tokio::test(start_paused = true)]
async fn a_healthy_connection_passes_every_step_and_nothing_is_fetched() {
    let scene = scene(&mailbox(3)).await;
    let told = RefCell::new(Vec::new());
    let on_step = |step: StepView| told.borrow_mut().push((step.check, step.state));
    let diagnosis = scene.engine.diagnose(scene.account, &on_step).await.unwrap();
    assert_eq!(diagnosis.fault, None);
    let checks: Vec<_> = diagnosis.steps.iter().map(|step| step.check).collect();
    use SetupCheck::{Bridge, Capabilities, Connect, Encryption, Greeting, Mailbox, Name, SignIn, UniqueIds};
    let all = [
        Bridge,
        Name,
        Connect,
        Encryption,
        Greeting,
        Capabilities,
        SignIn,
        UniqueIds,
        Mailbox,
    ];
    assert_eq!(checks, all);
    assert!(diagnosis.steps.iter().all(|step| step.state == CheckState::Ok));
    assert_eq!(
        told.borrow()[..2],
        [(Bridge, CheckState::Running), (Bridge, CheckState::Ok)]
    );
    assert_eq!(step(&diagnosis, Encryption).learnt, Learnt::NoEncryption);
    assert_eq!(step(&diagnosis, SignIn).learnt, Learnt::Words("USER".to_owned()));
    let ids = Learnt::UniqueIds {
        listed: 3,
        repeated: 0,
    };
    assert_eq!(step(&diagnosis, UniqueIds).learnt, ids);
    for verb in ["RETR", "TOP", "DELE"] {
        assert_eq!(scene.server.heard(verb), 0, "{verb}");
    }
    assert_eq!(scene.server.heard("QUIT"), 1);
}

#[tokio::test(start_paused = true)]
async fn each_step_that_fails_tells_its_fault() {
    type Break = fn(&Scene);
    let cases: [(SetupCheck, FaultKind, Break); 10] = [
        (SetupCheck::Bridge, FaultKind::BridgeUnreachable, |scene| {
            scene
                .server
                .0
                .unreachable
                .replace(Some(TransportError::BridgeUnreachable));
        }),
        (SetupCheck::Bridge, FaultKind::BridgeRefused, |scene| {
            let refused = TransportError::BridgeRefused(Refusal::NotAllowed(None));
            scene.server.0.unreachable.replace(Some(refused));
        }),
        (SetupCheck::Name, FaultKind::DnsFailed, |scene| {
            scene
                .server
                .0
                .unreachable
                .replace(Some(TransportError::DnsFailed));
        }),
        (SetupCheck::Connect, FaultKind::ConnectFailed, |scene| {
            scene
                .server
                .0
                .unreachable
                .replace(Some(TransportError::Unreachable));
        }),
        (SetupCheck::Connect, FaultKind::TimedOut, |scene| {
            scene.server.0.unreachable.replace(Some(TransportError::TimedOut));
        }),
        (SetupCheck::Greeting, FaultKind::GreetingRefused, |scene| {
            scene.server.0.greeting.replace(Some("-ERR go away".to_owned()));
        }),
        (SetupCheck::Greeting, FaultKind::ProtocolViolation, |scene| {
            scene
                .server
                .0
                .greeting
                .replace(Some("220 smtp.example.org ESMTP".to_owned()));
        }),
        (SetupCheck::Capabilities, FaultKind::TimedOut, |scene| {
            scene.server.0.silent_after.set(Some(0));
        }),
        (SetupCheck::SignIn, FaultKind::LoginRefused, |scene| {
            scene
                .server
                .0
                .log_in
                .replace(Some("-ERR [AUTH] wrong".to_owned()));
        }),
        (SetupCheck::UniqueIds, FaultKind::TimedOut, |scene| {
            scene.server.0.silent_after.set(Some(3));
        }),
    ];
    for (check, kind, break_it) in cases {
        let scene = scene(&mailbox(2)).await;
        break_it(&scene);
        let diagnosis = diagnose(&scene).await;
        assert_eq!(failure(&diagnosis), (Some(check), Some(kind)));
        assert!(newest(&scene).contains(kind.name()), "{}", newest(&scene));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_ids_is_told_and_stops_nothing() {
    let scene = scene(&mailbox(3)).await;
    let lines = ["1 same", "2 same", "3 other"].map(str::to_owned).to_vec();
    scene.server.0.uidl_lines.replace(Some(lines));
    let diagnosis = diagnose(&scene).await;
    let repeated = Learnt::UniqueIds {
        listed: 3,
        repeated: 1,
    };
    assert_eq!(step(&diagnosis, SetupCheck::UniqueIds).learnt, repeated);

    scene.server.0.unknown.replace(vec!["UIDL"]);
    let diagnosis = diagnose(&scene).await;
    assert_eq!(
        step(&diagnosis, SetupCheck::UniqueIds).learnt,
        Learnt::NoUniqueIds
    );
    assert_eq!(step(&diagnosis, SetupCheck::Mailbox).state, CheckState::Ok);
    assert_eq!(diagnosis.fault, None);
}

#[tokio::test(start_paused = true)]
async fn a_diagnosis_says_that_the_server_wants_a_pause_and_does_not_sign_in() {
    let scene = scene(&mailbox(1)).await;
    scene.server.0.capabilities.replace(vec!["LOGIN-DELAY 600"]);
    assert_eq!(diagnose(&scene).await.fault, None);
    let diagnosis = diagnose(&scene).await;
    assert_eq!(failure(&diagnosis), (None, Some(FaultKind::LoginDelayed)));
    let sign_in = step(&diagnosis, SetupCheck::SignIn);
    assert_eq!(sign_in.state, CheckState::Waiting);
    assert!(matches!(sign_in.learnt, Learnt::NotBefore(_)));
    assert_eq!(scene.server.heard("USER"), 1, "the first time only");

    tokio::time::sleep(Duration::from_secs(601)).await;
    assert_eq!(diagnose(&scene).await.fault, None);
}

#[tokio::test(start_paused = true)]
async fn each_step_tells_how_long_it_took() {
    let scene = scene(&mailbox(1)).await;
    scene.server.0.slow.replace(vec![("CAPA", 700), ("PASS", 3000)]);
    let diagnosis = diagnose(&scene).await;
    let took_ms = |check| step(&diagnosis, check).took_ms.unwrap();
    assert_eq!(took_ms(SetupCheck::Capabilities), 700);
    assert!((3000..3100).contains(&took_ms(SetupCheck::SignIn)));
    assert_eq!(
        step(&diagnosis, SetupCheck::Bridge).took_ms,
        None,
        "nobody can tell"
    );
}

#[tokio::test(start_paused = true)]
async fn a_diagnosis_that_is_called_off_says_nothing_more() {
    let scene = scene(&mailbox(1)).await;
    scene.server.0.silent_after.set(Some(1));
    let a_second = Duration::from_secs(1);
    let called_off = tokio::time::timeout(a_second, diagnose(&scene)).await;
    assert!(called_off.is_err());
    let heard = scene.server.0.heard.borrow().len();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(scene.server.0.heard.borrow().len(), heard);
    assert!(
        newest(&scene).contains("C: USER <user>"),
        "what was said until then is kept"
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_password_nothing_is_tried() {
    let scene = Scene::of(&mailbox(1)).await;
    let forgetful = restante::engine::Engine::new(
        scene.store.clone(),
        scene.server.clone(),
        scripted::VirtualClock::start(),
        EngineOptions::default(),
    );
    let fault: Fault = forgetful.diagnose(scene.account, &|_| {}).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::PasswordNeeded);
    assert_eq!(scene.server.heard(""), 0);
}

#[tokio::test(start_paused = true)]
async fn a_transcript_has_every_command_and_no_message() {
    let scene = scene(&mailbox(150)).await;
    scene.sync().await.unwrap();
    let text = newest(&scene);
    for line in [
        "-- connecting to pop.example.org, port 110, with no encryption",
        "S: +OK scripted",
        "C: CAPA",
        "C: USER <user>",
        "C: PASS <password>",
        "S: 1 uid1",
        "S: … 147 more lines",
        "C: RETR 150 … RETR 1 (150 commands)",
        "octets of the header of 150 messages, 150 … 1",
        "octets of 150 messages, 150 … 1",
        "C: QUIT",
        "-- the end: ",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    for secret in ["Subject", "leading dot", "uid77", USER, PASSWORD] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    assert!(text.lines().count() < 60, "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_repeats_what_was_typed_is_not_written_down() {
    let scene = scene(&mailbox(1)).await;
    let refusal = format!("-ERR [AUTH] {USER}, {PASSWORD} is wrong");
    scene.server.0.log_in.replace(Some(refusal));
    let greeting = format!("+OK welcome back {USER} <1.2@pop.example.org>");
    scene.server.0.greeting.replace(Some(greeting));
    let fault = scene.sync().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::LoginRefused);
    let text = newest(&scene);
    assert!(!text.contains(USER) && !text.contains(PASSWORD), "{text}");
    assert!(text.contains("S: +OK welcome back <user> <timestamp>"), "{text}");
    assert!(text.contains("S: -ERR <left out"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_the_server_wants_visited_is_not_written_down() {
    let scene = scene(&mailbox(1)).await;
    let refusal = "-ERR [WEBALERT https://accounts.example.org/signin?a=1] Web login required.";
    scene.server.0.log_in.replace(Some(refusal.to_owned()));
    let fault = scene.sync().await.unwrap_err();
    assert!(fault.link.is_some());
    let text = newest(&scene);
    assert!(!text.contains("signin"), "{text}");
    assert!(
        text.contains("S: -ERR [WEBALERT <page>] Web login required."),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_last_two_sessions_of_an_account_are_kept_until_it_is_forgotten() {
    let scene = scene(&mailbox(1)).await;
    for _ in 0..3 {
        scene.sync().await.unwrap();
    }
    diagnose(&scene).await;
    let transcripts = scene.engine.transcripts(scene.account);
    assert_eq!(transcripts.len(), 2);
    assert!(transcripts[0].begun_at >= transcripts[1].begun_at);
    assert!(transcripts[1].text.contains("C: LIST"), "a check for mail");
    assert!(!transcripts[0].text.contains("C: LIST"), "the diagnosis");
    scene.engine.forget_account(scene.account).await.unwrap();
    assert!(scene.engine.transcripts(scene.account).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_line_that_was_cut_is_in_the_transcript() {
    let scene = scene(&mailbox(3)).await;
    scene.server.0.breaks_at.set(Some(2));
    scene.sync().await.unwrap_err();
    let text = newest(&scene);
    assert!(text.contains("-- connection-lost: "), "{text}");
}
