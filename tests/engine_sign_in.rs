//! Signing in, against a server that knows many ways and cheats when asked to: the strongest way is taken, nothing weaker
//! than what worked, and only a wrong password is called one.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/auth_server.rs"]
mod auth_server;
#[path = "support/scripted.rs"]
mod scripted;

use std::sync::Arc;

use auth_server::{AuthServer, USERNAME};
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::Store;
use restante::store::memory::MemoryStore;
use restante::units::{AccountId, Sha256};
use restante::wire::{AccountSetup, Fault, FaultKind, Security};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use scripted::VirtualClock;
use sha2::Digest;

struct Client {
    engine: Engine<MemoryStore, AuthServer, VirtualClock>,
    store: MemoryStore,
    account: AccountId,
    setup: AccountSetup,
}

impl Client {
    async fn of(server: &AuthServer) -> Self {
        Self::with(server, "pencil", setup()).await
    }

    async fn with(server: &AuthServer, password: &str, setup: AccountSetup) -> Self {
        let store = MemoryStore::new();
        let options = EngineOptions::default();
        let engine = Engine::new(store.clone(), server.clone(), VirtualClock::start(), options);
        let account = engine
            .save_account(&setup, Secret::new(password.to_owned()), false)
            .await;
        Self {
            engine,
            store,
            account: account.unwrap(),
            setup,
        }
    }

    async fn sync(&self) -> Result<(), Fault> {
        let run = self.engine.sync(self.account, &[], &|_| {}, Stop::never());
        run.await.map(|_| ())
    }

    async fn fault(&self) -> Fault {
        self.sync().await.unwrap_err()
    }
}

fn setup() -> AccountSetup {
    AccountSetup {
        email: "anna@example.org".to_owned(),
        host: "pop.example.org".to_owned(),
        port: 110,
        security: Security::Plain,
        username: USERNAME.to_owned(),
        pinned_certificate: None,
        plaintext_consent: true,
    }
}

/// Puts TLS of these versions in front of the server, and returns how to reach it.
fn with_tls(server: &AuthServer, versions: &[&'static rustls::SupportedProtocolVersion]) -> AccountSetup {
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(["pop.example.org".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    let fingerprint = Sha256(sha2::Sha256::digest(certificate.der()).into());
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    server.0.tls.replace(Some(Arc::new(config)));
    AccountSetup {
        port: 995,
        security: Security::Tls,
        pinned_certificate: Some(fingerprint),
        plaintext_consent: false,
        ..setup()
    }
}

const TLS13: &[&rustls::SupportedProtocolVersion] = &[&rustls::version::TLS13];
const TLS12: &[&rustls::SupportedProtocolVersion] = &[&rustls::version::TLS12];
const WITH_PLUS: &[&str] = &["UIDL", "SASL PLAIN CRAM-MD5 SCRAM-SHA-256 SCRAM-SHA-256-PLUS"];
const WITHOUT_PLUS: &[&str] = &["UIDL", "USER", "SASL PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256"];

#[tokio::test(start_paused = true)]
async fn every_way_leads_in_when_it_is_the_only_one() {
    for (capability, way) in [
        ("SASL PLAIN", "AUTH PLAIN"),
        ("SASL LOGIN", "AUTH LOGIN"),
        ("SASL CRAM-MD5", "AUTH CRAM-MD5"),
        ("SASL SCRAM-SHA-256", "AUTH SCRAM-SHA-256"),
        ("USER", "USER anna"),
    ] {
        let server = AuthServer::offering(&["UIDL", capability]);
        Client::of(&server).await.sync().await.unwrap();
        assert_eq!(server.ways(), [way]);
        let wrong = Client::with(&server, "pen", setup()).await.fault().await;
        assert_eq!(wrong.kind, FaultKind::LoginRefused, "{way}");
        assert_eq!(server.ways(), [way]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_strongest_way_is_taken_and_the_password_stays_here() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    Client::of(&server).await.sync().await.unwrap();
    assert!(!server.0.heard.borrow().iter().any(|line| line.contains("pencil")));
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_is_bound_to_its_tls_connection_where_the_server_can() {
    let server = AuthServer::offering(WITH_PLUS);
    server.0.binds.set(true);
    let setup = with_tls(&server, TLS13);
    let client = Client::with(&server, "pencil", setup).await;
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256-PLUS"]);
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256-PLUS"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_sits_between_two_tls_connections_is_found_out() {
    let server = AuthServer::offering(WITH_PLUS);
    server.0.binds.set(true);
    server.0.intercepted.set(true);
    let setup = with_tls(&server, TLS13);
    let fault = Client::with(&server, "pencil", setup).await.fault().await;
    assert_eq!(fault.kind, FaultKind::ProtocolViolation);
    assert_eq!(fault.detail, "channel-bindings-dont-match");
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256-PLUS"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_cuts_the_offer_to_bind_out_is_found_out() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    server.0.binds.set(true);
    let setup = with_tls(&server, TLS13);
    let fault = Client::with(&server, "pencil", setup).await.fault().await;
    assert_eq!(fault.kind, FaultKind::ProtocolViolation);
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn with_tls_1_2_nothing_is_bound_and_the_proof_is_taken_all_the_same() {
    let server = AuthServer::offering(WITH_PLUS);
    server.0.binds.set(true);
    let setup = with_tls(&server, TLS12);
    Client::with(&server, "pencil", setup).await.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn an_impostor_is_no_wrong_password_and_hears_nothing_more() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    server.0.impostor.set(true);
    let fault = Client::of(&server).await.fault().await;
    assert_eq!(fault.kind, FaultKind::ProtocolViolation);
    assert_eq!(fault.detail, "the server did not show that it knows the password");
    let last = server.0.heard.borrow().last().cloned();
    assert!(last.unwrap().starts_with("c=biws,"), "nothing follows the proof");
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn hashing_without_end_is_called_off_and_named() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    server.0.iterations.set(2_000_000_000);
    let fault = Client::of(&server).await.fault().await;
    assert_eq!(fault.kind, FaultKind::ProtocolViolation);
    assert!(fault.detail.contains("2000000000 iterations"), "{}", fault.detail);
    assert_eq!(server.0.heard.borrow().last().map(String::as_str), Some("*"));
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn a_mechanism_without_keys_is_tried_once_and_never_again() {
    let server = AuthServer::offering(&["UIDL", "SASL PLAIN CRAM-MD5"]);
    server.0.keyless.replace(vec!["CRAM-MD5"]);
    let client = Client::of(&server).await;
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH CRAM-MD5", "AUTH PLAIN"]);
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH PLAIN"]);
    server.0.capabilities.replace(WITHOUT_PLUS.to_vec());
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"], "something better came");
}

#[tokio::test(start_paused = true)]
async fn nothing_weaker_is_tried_than_what_worked_until_the_account_is_set_up_anew() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    let client = Client::of(&server).await;
    client.sync().await.unwrap();
    server.ways();
    server.0.capabilities.replace(vec!["UIDL", "USER", "SASL PLAIN"]);
    let fault = client.fault().await;
    assert_eq!(fault.kind, FaultKind::SignInUnsupported);
    assert_eq!(
        fault.detail,
        "the server took SCRAM-SHA-256 before, and offers only PLAIN, USER now"
    );
    assert_eq!(server.ways(), [""; 0]);

    let password = Secret::new("pencil".to_owned());
    client
        .engine
        .save_account(&client.setup, password, false)
        .await
        .unwrap();
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH PLAIN"]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_tried_in_two_ways_at_most_and_once_after_it_was_right() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    let wrong = Client::with(&server, "pen", setup()).await;
    assert_eq!(wrong.fault().await.kind, FaultKind::LoginRefused);
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256", "AUTH PLAIN"]);

    let right = Client::of(&server).await;
    right.sync().await.unwrap();
    server.ways();
    server.0.password.replace(b"changed".to_vec());
    assert_eq!(right.fault().await.kind, FaultKind::LoginRefused);
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_on_one_way_is_connected_to_again_once() {
    let server = AuthServer::offering(&["UIDL", "SASL PLAIN CRAM-MD5"]);
    server.0.hangs_up.set(true);
    server.0.keyless.replace(vec!["CRAM-MD5"]);
    let client = Client::of(&server).await;
    client.sync().await.unwrap();
    assert_eq!((server.0.dials.get(), server.ways().len()), (2, 2));

    server.0.dials.set(0);
    let wrong = Client::with(&server, "pen", setup()).await;
    assert_eq!(wrong.fault().await.kind, FaultKind::LoginRefused);
    assert_eq!((server.0.dials.get(), server.ways().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_on_the_name_of_a_mechanism_has_refused_no_password() {
    let server = AuthServer::offering(&["UIDL", "SASL PLAIN SCRAM-SHA-256"]);
    server.0.crashes_on.replace(vec!["SCRAM-SHA-256"]);
    let client = Client::of(&server).await;
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH SCRAM-SHA-256", "AUTH PLAIN"]);

    let server = AuthServer::offering(&["UIDL", "SASL CRAM-MD5"]);
    server.0.crashes_on.replace(vec!["CRAM-MD5"]);
    let fault = Client::of(&server).await.fault().await;
    assert_eq!(fault.kind, FaultKind::ConnectionLost);
    assert_eq!(server.0.dials.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn only_a_refusal_of_the_credentials_asks_for_a_password() {
    for (refusal, kind) in [
        ("-ERR [AUTH] no", FaultKind::LoginRefused),
        ("-ERR no", FaultKind::LoginRefused),
        ("-ERR [IN-USE] busy", FaultKind::MailboxInUse),
        ("-ERR [LOGIN-DELAY] wait", FaultKind::LoginDelayed),
        ("-ERR [SYS/TEMP] later", FaultKind::ServerTemporary),
        ("-ERR [SYS/PERM] never", FaultKind::ServerPermanent),
    ] {
        let server = AuthServer::offering(&["UIDL", "RESP-CODES", "SASL PLAIN SCRAM-SHA-256"]);
        server.0.refusal.replace(refusal);
        let client = Client::with(&server, "pen", setup()).await;
        assert_eq!(client.fault().await.kind, kind, "{refusal}");
        let tries = if kind == FaultKind::LoginRefused { 2 } else { 1 };
        assert_eq!(server.ways().len(), tries, "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_promises_codes_and_gives_none_does_not_mean_the_password() {
    let server = AuthServer::offering(&["UIDL", "AUTH-RESP-CODE", "SASL PLAIN"]);
    server.0.refusal.replace("-ERR try again");
    let client = Client::with(&server, "pen", setup()).await;
    assert_eq!(client.fault().await.kind, FaultKind::ServerTemporary);
}

#[tokio::test(start_paused = true)]
async fn a_password_that_a_server_kept_in_latin1_is_found_and_remembered() {
    for capability in ["USER", "SASL LOGIN", "SASL CRAM-MD5"] {
        let server = AuthServer::offering(&["UIDL", capability]);
        server.0.password.replace(b"gr\xfcn".to_vec());
        let client = Client::with(&server, "grün", setup()).await;
        client.sync().await.unwrap();
        assert_eq!(server.ways().len(), 2, "{capability}");
        client.sync().await.unwrap();
        assert_eq!(server.ways().len(), 1, "{capability}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_utf8_gets_nothing_else() {
    let server = AuthServer::offering(&["UIDL", "USER", "UTF8 USER"]);
    server.0.password.replace("grün".as_bytes().to_vec());
    let client = Client::with(&server, "grün", setup()).await;
    client.sync().await.unwrap();
    assert_eq!(*server.0.heard.borrow(), ["UTF8", "USER anna", "PASS grün"]);
    server.0.password.replace(b"gr\xfcn".to_vec());
    server.ways();
    assert_eq!(client.fault().await.kind, FaultKind::LoginRefused);
    assert_eq!(server.ways().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_user_chose_is_tried_although_it_is_not_listed() {
    let server = AuthServer::offering(&["UIDL", "USER", "SASL PLAIN"]);
    server.0.password.replace(b"ya29.token".to_vec());
    let client = Client::with(&server, "ya29.token", setup()).await;
    for (way, heard) in [
        ("XOAUTH2", "AUTH XOAUTH2"),
        ("apop", "APOP anna"),
        ("LOGIN", "AUTH LOGIN"),
    ] {
        client
            .engine
            .choose_sign_in(client.account, Some(way))
            .await
            .unwrap();
        client.sync().await.unwrap();
        assert_eq!(server.ways(), [heard]);
    }
    client.engine.choose_sign_in(client.account, None).await.unwrap();
    client.sync().await.unwrap();
    assert_eq!(server.ways(), ["AUTH PLAIN"]);
    let unknown = client.engine.choose_sign_in(client.account, Some("NTLM")).await;
    assert_eq!(unknown.unwrap_err().kind, FaultKind::SignInUnsupported);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_says_what_the_server_says_of_it() {
    let server = AuthServer::offering(&["UIDL", "SASL XOAUTH2"]);
    let client = Client::with(&server, "expired", setup()).await;
    client
        .engine
        .choose_sign_in(client.account, Some("XOAUTH2"))
        .await
        .unwrap();
    let fault = client.fault().await;
    assert_eq!(fault.kind, FaultKind::LoginRefused);
    assert_eq!(fault.detail, "[AUTH] wrong (401)");
    assert_eq!(fault.server_text.as_deref(), Some("wrong"));
}

#[tokio::test(start_paused = true)]
async fn what_worked_outlives_the_tab() {
    let server = AuthServer::offering(WITHOUT_PLUS);
    let client = Client::of(&server).await;
    client.sync().await.unwrap();
    let record = &client.store.accounts().await.unwrap()[0];
    assert_eq!(record.sign_in.worked.as_deref(), Some("SCRAM-SHA-256"));
    assert!(record.sign_in.useless.is_empty());
}
