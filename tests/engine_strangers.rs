//! Who answers where a POP3 server was expected: a connection test tells them apart, under virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scripted.rs"]
mod scripted;

use std::cell::RefCell;

use restante::engine::{Engine, EngineOptions};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::transport::{Forbidden, Refusal, TransportError};
use restante::wire::{AccountSetup, BridgeRefusal, CheckState, Clue, Fault, FaultKind, Security, SetupCheck};
use scripted::{Message, Scripted, VirtualClock};

const TLS_ALERT: &[u8] = &[0x15, 3, 1, 0, 2, 2, 70];
const WEB_PAGE: &[u8] = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

fn stranger(answer: &[u8]) -> Scripted {
    let server = Scripted::default();
    server.0.stranger.replace(Some(answer.to_vec()));
    server
}

fn greeting(line: &str) -> Scripted {
    let server = Scripted::default();
    server.0.greeting.replace(Some(line.to_owned()));
    server
}

fn engine(server: &Scripted) -> Engine<MemoryStore, Scripted, VirtualClock> {
    let options = EngineOptions::default();
    Engine::new(MemoryStore::new(), server.clone(), VirtualClock::start(), options)
}

fn setup(security: Security) -> AccountSetup {
    AccountSetup {
        email: "a@example.org".to_owned(),
        host: "pop.example.org".to_owned(),
        port: 995,
        security,
        username: "a".to_owned(),
        pinned_certificate: None,
        plaintext_consent: security == Security::Plain,
    }
}

/// How a connection test of this server fails.
async fn fault(server: &Scripted, security: Security) -> Fault {
    let password = Secret::new("p".to_owned());
    engine(server)
        .test_connection(&setup(security), &password, &|_, _, _| {})
        .await
        .unwrap_err()
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_only_met_hears_no_name_and_no_password() {
    let server = Scripted::with(vec![Message::new("a", "Subject: hello\n\n")]);
    let ended = RefCell::new(Vec::new());
    let on_check = |check, state, _| {
        if state != CheckState::Running {
            ended.borrow_mut().push((check, state));
        }
    };
    let setup = setup(Security::Plain);
    engine(&server).meet_server(&setup, &on_check).await.unwrap();
    assert_eq!(*server.0.heard.borrow(), ["CAPA", "QUIT"]);
    let last = ended.borrow().last().copied();
    assert_eq!(last, Some((SetupCheck::Capabilities, CheckState::Ok)));
}

#[tokio::test(start_paused = true)]
async fn whoever_is_met_and_is_no_mail_server_is_told_apart_too() {
    let (engine, setup) = (engine(&stranger(WEB_PAGE)), setup(Security::Tls));
    let fault = engine.meet_server(&setup, &|_, _, _| {}).await.unwrap_err();
    assert_eq!(
        (fault.kind, fault.clue),
        (FaultKind::ProtocolViolation, Some(Clue::WebServer))
    );
}

async fn kind_and_clue(server: &Scripted, security: Security) -> (FaultKind, Option<Clue>) {
    let fault = fault(server, security).await;
    (fault.kind, fault.clue)
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_waits_to_be_spoken_to() {
    let found = kind_and_clue(&stranger(WEB_PAGE), Security::Stls).await;
    assert_eq!(found, (FaultKind::ProtocolViolation, Some(Clue::WebServer)));
}

#[tokio::test(start_paused = true)]
async fn a_web_server_that_is_spoken_to_in_tls() {
    let found = kind_and_clue(&stranger(WEB_PAGE), Security::Tls).await;
    assert_eq!(found, (FaultKind::ProtocolViolation, Some(Clue::WebServer)));
}

#[tokio::test(start_paused = true)]
async fn a_tls_server_that_is_waited_for_in_clear() {
    for security in [Security::Stls, Security::Plain] {
        let found = kind_and_clue(&stranger(TLS_ALERT), security).await;
        assert_eq!(found, (FaultKind::TlsFailed, Some(Clue::WantsTls)));
    }
}

#[tokio::test(start_paused = true)]
async fn somebody_who_makes_no_sense_is_only_said_to_be_silent() {
    for answer in [&b"+OK, at last\r\n"[..], b"what?\r\n"] {
        let found = kind_and_clue(&stranger(answer), Security::Stls).await;
        assert_eq!(found, (FaultKind::TimedOut, Some(Clue::SilentInClear)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bridge_that_says_why_it_does_not_connect() {
    for (refusal, clue) in [
        (Refusal::NotAllowed(None), None),
        (
            Refusal::NotAllowed(Some(Forbidden::Host)),
            Some(BridgeRefusal::Host),
        ),
        (
            Refusal::NotAllowed(Some(Forbidden::Port)),
            Some(BridgeRefusal::Port),
        ),
        (
            Refusal::NotAllowed(Some(Forbidden::Address)),
            Some(BridgeRefusal::Address),
        ),
        (Refusal::BadHost, Some(BridgeRefusal::BadHost)),
        (Refusal::BadRequest, Some(BridgeRefusal::Version)),
        (Refusal::Unauthorised, Some(BridgeRefusal::Token)),
        (Refusal::Busy, Some(BridgeRefusal::Busy)),
        (Refusal::Page, Some(BridgeRefusal::Page)),
    ] {
        let server = Scripted::default();
        let refused = TransportError::BridgeRefused(refusal);
        server.0.unreachable.replace(Some(refused));
        let found = kind_and_clue(&server, Security::Tls).await;
        assert_eq!(
            found,
            (FaultKind::BridgeRefused, clue.map(Clue::Bridge)),
            "{refusal:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_says_a_word() {
    let silent = stranger(b"");
    let in_tls = kind_and_clue(&silent, Security::Tls).await;
    assert_eq!(in_tls, (FaultKind::TimedOut, Some(Clue::Silent)));
    let in_clear = kind_and_clue(&silent, Security::Plain).await;
    assert_eq!(in_clear, (FaultKind::TimedOut, Some(Clue::SilentInClear)));
}

#[tokio::test(start_paused = true)]
async fn a_connection_test_does_not_wait_as_long_as_a_fetch() {
    let begun = tokio::time::Instant::now();
    fault(&stranger(b""), Security::Stls).await;
    let options = EngineOptions::default();
    assert!(begun.elapsed().as_millis() < u128::from(options.silence_ms / 2));
}

#[tokio::test(start_paused = true)]
async fn a_pop3_server_without_tls_on_this_port() {
    let found = kind_and_clue(&greeting("+OK ready"), Security::Tls).await;
    assert_eq!(found, (FaultKind::TlsFailed, Some(Clue::SpeaksInClear)));
}

#[tokio::test(start_paused = true)]
async fn mail_servers_of_other_kinds() {
    for (line, clue) in [
        ("220 smtp.example.org ESMTP", Clue::SendingServer),
        ("* OK IMAP4rev1 ready", Clue::ImapServer),
        ("SSH-2.0-OpenSSH_9.2", Clue::SshServer),
    ] {
        for security in [Security::Tls, Security::Stls] {
            let found = kind_and_clue(&greeting(line), security).await;
            assert_eq!(found, (FaultKind::ProtocolViolation, Some(clue)), "{line}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_pop3_server_that_turns_everybody_away_is_no_stranger() {
    let found = kind_and_clue(&greeting("-ERR not today"), Security::Plain).await;
    assert_eq!(found, (FaultKind::GreetingRefused, None));
}
