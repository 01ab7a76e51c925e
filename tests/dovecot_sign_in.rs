//! Signing in to a real Dovecot with every mechanism that it has. Dovecot 2.3 has SCRAM and not its bound forms: those
//! are shown in `engine_sign_in.rs`, against a server of our own over real TLS.

#![allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]

#[path = "support/dovecot.rs"]
mod dovecot;

use dovecot::{Dovecot, HOST, PASSWORD, USER};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::units::AccountId;
use restante::wire::{AccountSetup, Fault, FaultKind, Folder, Security};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

const MECHANISMS: &str = "auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256\n";
const MESSAGE: &str = "Subject: here\r\n\r\nhere\r\n";

type NativeEngine = Engine<MemoryStore, NativeDialer, TokioClock>;

/// An engine with an account on this server.
async fn client(server: &Dovecot, password: &str) -> (NativeEngine, AccountId) {
    let authority = CertificateDer::from_pem_slice(server.ca_pem.as_bytes()).unwrap();
    let options = EngineOptions {
        extra_roots: vec![authority.to_vec()],
        ..EngineOptions::default()
    };
    let engine = Engine::new(MemoryStore::new(), NativeDialer::direct(), TokioClock, options);
    let setup = AccountSetup {
        email: "anna@example.org".to_owned(),
        host: HOST.to_owned(),
        port: server.pop3s_port,
        security: Security::Tls,
        username: USER.to_owned(),
        pinned_certificate: None,
        plaintext_consent: false,
    };
    let saved = engine
        .save_account(&setup, Secret::new(password.to_owned()), false)
        .await;
    let account = saved.unwrap();
    (engine, account)
}

async fn sync(engine: &NativeEngine, account: AccountId) -> Result<u32, Fault> {
    engine.sync(account, &[], &|_| {}, Stop::never()).await?;
    Ok(engine.rows(account, Folder::Inbox, 0, 1).await?.total)
}

/// How Dovecot says that the last one got in.
fn last_method(server: &Dovecot) -> String {
    let log = server.log();
    let (_, method) = log.rsplit_once("method=").unwrap_or_default();
    method.split(',').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_mechanism_opens_the_mailbox() {
    let server = Dovecot::with_settings(MECHANISMS, [MESSAGE]);
    for way in [
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "CRAM-MD5",
        "APOP",
        "PLAIN",
        "LOGIN",
        "USER",
    ] {
        let (engine, account) = client(&server, PASSWORD).await;
        engine.choose_sign_in(account, Some(way)).await.unwrap();
        assert_eq!(sync(&engine, account).await, Ok(1), "{way}");
        let method = if way == "USER" { "PLAIN" } else { way };
        assert_eq!(last_method(&server), method);
    }
}

#[tokio::test]
async fn every_mechanism_refuses_a_wrong_password() {
    let server = Dovecot::with_settings(MECHANISMS, [MESSAGE]);
    for way in [
        "SCRAM-SHA-256",
        "SCRAM-SHA-1",
        "CRAM-MD5",
        "APOP",
        "PLAIN",
        "LOGIN",
        "USER",
    ] {
        let (engine, account) = client(&server, "wrong").await;
        engine.choose_sign_in(account, Some(way)).await.unwrap();
        let fault = sync(&engine, account).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::LoginRefused, "{way}");
    }
}

#[tokio::test]
async fn the_strongest_is_chosen_and_chosen_again() {
    let server = Dovecot::with_settings(MECHANISMS, [MESSAGE]);
    let (engine, account) = client(&server, PASSWORD).await;
    for _ in 0..2 {
        assert_eq!(sync(&engine, account).await, Ok(1));
        assert_eq!(last_method(&server), "SCRAM-SHA-256");
    }
}

#[tokio::test]
async fn a_server_with_hashed_passwords_lists_more_than_it_can() {
    // As most providers keep them: only the password itself can be held against a hash.
    let hash: String = Sha256::digest(PASSWORD)
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let hashed = format!("{{SHA256.HEX}}{hash}");
    let server = Dovecot::with_password(&hashed, MECHANISMS, [MESSAGE]);
    let (engine, account) = client(&server, PASSWORD).await;
    assert_eq!(sync(&engine, account).await, Ok(1));
    assert_eq!(last_method(&server), "PLAIN");
}
