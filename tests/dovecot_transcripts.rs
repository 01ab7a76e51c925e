//! The doctor and the transcripts at a real Dovecot: however one signs in, nothing of the password is written down, even
//! where a message quotes it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/dovecot.rs"]
mod dovecot;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use dovecot::{Dovecot, HOST, PASSWORD, USER};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::units::AccountId;
use restante::wire::{AccountSetup, CheckState, FaultKind, Learnt, Security, SetupCheck};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const MECHANISMS: &str = "auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256\n";

type NativeEngine = Engine<MemoryStore, NativeDialer, TokioClock>;

/// A mailbox whose message says the password in subject and body.
fn talkative_mailbox() -> Dovecot {
    let message = format!(
        "From: Bert <bert@example.org>\r\nSubject: {PASSWORD}, as you asked, {USER}\r\n\r\n\
         It is {PASSWORD}, {} or {}.\r\n",
        BASE64_STANDARD.encode(PASSWORD),
        hex(PASSWORD.as_bytes()),
    );
    Dovecot::with_settings(MECHANISMS, [message])
}

async fn client(server: &Dovecot, security: Security, password: &str) -> (NativeEngine, AccountId) {
    let port = match security {
        Security::Tls => server.pop3s_port,
        Security::Stls | Security::Plain => server.pop3_port,
    };
    at_port(server, security, port, password).await
}

async fn at_port(
    server: &Dovecot,
    security: Security,
    port: u16,
    password: &str,
) -> (NativeEngine, AccountId) {
    let authority = CertificateDer::from_pem_slice(server.ca_pem.as_bytes()).unwrap();
    let options = EngineOptions {
        extra_roots: vec![authority.to_vec()],
        ..EngineOptions::default()
    };
    let engine = Engine::new(MemoryStore::new(), NativeDialer::direct(), TokioClock, options);
    let setup = AccountSetup {
        email: format!("{USER}@example.org"),
        host: HOST.to_owned(),
        port,
        security,
        username: USER.to_owned(),
        pinned_certificate: None,
        plaintext_consent: security == Security::Plain,
    };
    let saved = engine
        .save_account(&setup, Secret::new(password.to_owned()), false)
        .await;
    let account = saved.unwrap();
    (engine, account)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Everything by which a password, a name or a message could be told.
fn secrets(password: &str) -> Vec<String> {
    let plain = format!("\0{USER}\0{password}");
    let mut secrets: Vec<String> = [password, &plain]
        .into_iter()
        .flat_map(|text| [BASE64_STANDARD.encode(text), hex(text.as_bytes())])
        .collect();
    secrets.extend([password, "as you asked", "bert@"].map(str::to_owned));
    secrets.extend([
        USER.to_owned(),
        BASE64_STANDARD.encode(USER),
        hex(USER.as_bytes()),
    ]);
    secrets
}

fn assert_keeps_silent(text: &str, password: &str, context: &str) {
    let lower = text.to_lowercase();
    for secret in secrets(password) {
        assert!(
            !lower.contains(&secret.to_lowercase()),
            "{context}: {secret} is in\n{text}"
        );
    }
}

#[tokio::test]
async fn no_way_to_sign_in_leaves_a_secret_in_the_transcript() {
    let server = talkative_mailbox();
    for security in [Security::Tls, Security::Stls, Security::Plain] {
        for way in [
            "PLAIN",
            "LOGIN",
            "CRAM-MD5",
            "SCRAM-SHA-1",
            "SCRAM-SHA-256",
            "APOP",
            "USER",
        ] {
            for password in [PASSWORD, "wrong-password-1"] {
                let context = format!("{way} over {security:?}");
                let (engine, account) = client(&server, security, password).await;
                engine.choose_sign_in(account, Some(way)).await.unwrap();
                let synced = engine.sync(account, &[], &|_| {}, Stop::never()).await;
                assert_eq!(synced.is_ok(), password == PASSWORD, "{context}");
                let text = &engine.transcripts(account)[0].text;
                assert_keeps_silent(text, password, &context);
                assert!(
                    text.contains(&format!("C: {}", opening(way))),
                    "{context}:\n{text}"
                );
                assert_eq!(
                    text.contains("-- TLS 1.3, "),
                    security != Security::Plain,
                    "{context}"
                );
                assert_eq!(text.contains("C: STLS"), security == Security::Stls, "{context}");
                assert_eq!(text.contains("C: RETR 1"), synced.is_ok(), "{context}");
            }
        }
    }
}

/// How signing in begins on the wire.
fn opening(way: &str) -> String {
    match way {
        "APOP" => "APOP <user> <digest>".to_owned(),
        "USER" => "USER <user>".to_owned(),
        mechanism => format!("AUTH {mechanism}"),
    }
}

#[tokio::test]
async fn a_healthy_account_passes_every_step_however_it_is_protected() {
    let server = talkative_mailbox();
    for security in [Security::Tls, Security::Stls, Security::Plain] {
        let (engine, account) = client(&server, security, PASSWORD).await;
        let diagnosis = engine.diagnose(account, &|_| {}).await.unwrap();
        assert_eq!(diagnosis.fault, None, "{security:?}");
        assert_eq!(diagnosis.steps.len(), 9, "{security:?}");
        assert!(diagnosis.steps.iter().all(|step| step.state == CheckState::Ok));
        let learnt = |check| {
            let step = diagnosis.steps.iter().find(|step| step.check == check);
            step.unwrap().learnt.clone()
        };
        match learnt(SetupCheck::Encryption) {
            Learnt::Encryption {
                protocol, subject, ..
            } => {
                assert!(protocol.starts_with("TLS 1.3, "));
                assert_eq!(subject, HOST);
            }
            learnt => assert_eq!((learnt, security), (Learnt::NoEncryption, Security::Plain)),
        }
        let way = Learnt::Words("SCRAM-SHA-256".to_owned());
        assert_eq!(learnt(SetupCheck::SignIn), way);
        assert!(matches!(
            learnt(SetupCheck::Mailbox),
            Learnt::Mailbox { messages: 1, .. }
        ));
        let Learnt::Words(announced) = learnt(SetupCheck::Capabilities) else {
            unreachable!("Dovecot knows CAPA");
        };
        assert!(announced.contains("PIPELINING, "), "{announced}");
        let text = &engine.transcripts(account)[0].text;
        assert_keeps_silent(text, PASSWORD, "diagnosis");
        assert!(!text.contains("RETR") && !text.contains("DELE"), "{text}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_found_at_its_step() {
    let server = talkative_mailbox();
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let cases = [
        (
            Security::Tls,
            closed,
            PASSWORD,
            SetupCheck::Connect,
            FaultKind::ConnectFailed,
        ),
        (
            Security::Tls,
            server.pop3_port,
            PASSWORD,
            SetupCheck::Encryption,
            FaultKind::TlsFailed,
        ),
        (
            Security::Stls,
            server.pop3_port,
            "wrong",
            SetupCheck::SignIn,
            FaultKind::LoginRefused,
        ),
        (
            Security::Tls,
            server.pop3s_port,
            "wrong",
            SetupCheck::SignIn,
            FaultKind::LoginRefused,
        ),
    ];
    for (security, port, password, check, kind) in cases {
        let (engine, account) = at_port(&server, security, port, password).await;
        let diagnosis = engine.diagnose(account, &|_| {}).await.unwrap();
        let failed: Vec<_> = diagnosis
            .steps
            .iter()
            .filter(|step| step.state == CheckState::Failed)
            .map(|step| step.check)
            .collect();
        assert_eq!(failed, [check]);
        assert_eq!(diagnosis.fault.unwrap().kind, kind);
    }
}
