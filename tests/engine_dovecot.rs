//! The engine against a real Dovecot: over TLS, through STLS, in clear; what comes is what the server has.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/dovecot.rs"]
mod dovecot;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use dovecot::{Dovecot, HOST, PASSWORD, USER};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::Store;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::units::{AccountId, Sha256};
use restante::wire::{
    AccountSetup, CertificateProblem, CheckState, Clue, ConnectionFacts, Decision, DeletionPolicyView,
    DeletionState, Fault, FaultKind, FetchLimitsView, Folder, Security, SetupCheck,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::Digest;

type NativeEngine = Engine<MemoryStore, NativeDialer, TokioClock>;

struct Client {
    engine: NativeEngine,
    store: MemoryStore,
}

impl Client {
    /// Trusts the server's own authority, as an operator's `--ca` would.
    fn trusting(server: &Dovecot) -> Self {
        let authority = CertificateDer::from_pem_slice(server.ca_pem.as_bytes())
            .unwrap()
            .to_vec();
        Self::with(EngineOptions {
            extra_roots: vec![authority],
            ..EngineOptions::default()
        })
    }

    fn with(options: EngineOptions) -> Self {
        let store = MemoryStore::new();
        Self {
            engine: Engine::new(store.clone(), NativeDialer::direct(), TokioClock, options),
            store,
        }
    }

    async fn add(&self, setup: &AccountSetup) -> AccountId {
        self.engine
            .save_account(setup, Secret::new(PASSWORD.to_owned()), false)
            .await
            .unwrap()
    }

    async fn sync(&self, account: AccountId) -> Result<(), Fault> {
        self.engine
            .sync(account, &[], &|_| {}, Stop::never())
            .await
            .map(|_| ())
    }

    async fn test(&self, setup: &AccountSetup, password: &str) -> Result<ConnectionFacts, Fault> {
        self.engine
            .test_connection(setup, &Secret::new(password.to_owned()), &|_, _, _| {})
            .await
    }

    async fn hashes(&self, account: AccountId) -> BTreeSet<Sha256> {
        let mut hashes = BTreeSet::new();
        for row in self
            .store
            .summaries(account)
            .await
            .unwrap()
            .iter()
            .flat_map(|page| &page.rows)
        {
            let original = self.store.original(account, row.id).await.unwrap().unwrap();
            assert_eq!(
                original.sha256,
                Sha256(sha2::Sha256::digest(&original.bytes).into())
            );
            assert!(hashes.insert(original.sha256), "a message is here twice");
        }
        hashes
    }
}

fn setup(server: &Dovecot, security: Security) -> AccountSetup {
    let port = if security == Security::Tls {
        server.pop3s_port
    } else {
        server.pop3_port
    };
    AccountSetup {
        email: "anna@example.org".to_owned(),
        host: HOST.to_owned(),
        port,
        security,
        username: USER.to_owned(),
        pinned_certificate: None,
        plaintext_consent: security == Security::Plain,
    }
}

fn mixed_messages(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| {
            let line = format!("..dots and \u{e9}\u{20ac} {n}\r\n");
            let body = line.repeat(1 + (n * 37) % 400);
            format!("From: Sender {n} <s{n}@example.org>\r\nSubject: Message {n}\r\n\r\n{body}").into_bytes()
        })
        .collect()
}

fn hashes_of(messages: &[Vec<u8>]) -> BTreeSet<Sha256> {
    messages
        .iter()
        .map(|message| Sha256(sha2::Sha256::digest(message).into()))
        .collect()
}

#[tokio::test]
async fn a_mailbox_arrives_whole_over_tls() {
    let messages = mixed_messages(300);
    let server = Dovecot::with_messages(&messages);
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    client.sync(account).await.unwrap();
    assert_eq!(client.hashes(account).await, hashes_of(&messages));
    let view = client.engine.rows(account, Folder::Inbox, 0, 1000).await.unwrap();
    assert_eq!(view.total, 300);
    assert!(
        view.rows
            .iter()
            .all(|row| row.fetched && row.from_name.starts_with("Sender "))
    );
}

#[tokio::test]
async fn a_mailbox_arrives_whole_through_stls_and_in_clear() {
    let messages = mixed_messages(40);
    let server = Dovecot::with_messages(&messages);
    for security in [Security::Stls, Security::Plain] {
        let client = Client::trusting(&server);
        let account = client.add(&setup(&server, security)).await;
        client.sync(account).await.unwrap();
        assert_eq!(client.hashes(account).await, hashes_of(&messages), "{security:?}");
    }
}

#[tokio::test]
async fn new_mail_is_all_that_a_later_run_fetches() {
    let server = Dovecot::with_messages(mixed_messages(5));
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    client.sync(account).await.unwrap();
    server.deliver(USER, b"Subject: late\r\n\r\nlate\r\n");
    let report = client
        .engine
        .sync(account, &[], &|_| {}, Stop::never())
        .await
        .unwrap();
    assert_eq!(report.fetched, 1);
    assert_eq!(client.hashes(account).await.len(), 6);
}

#[tokio::test]
async fn what_is_fetched_goes_from_the_server_when_the_account_says_so() {
    let messages = mixed_messages(150);
    let server = Dovecot::with_messages(&messages);
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    client.engine.set_storage_persistent(true);
    let at_once = DeletionPolicyView {
        after_days: Some(0),
        ..DeletionPolicyView::default()
    };
    client.engine.set_deletion_policy(account, at_once).await.unwrap();
    client.sync(account).await.unwrap();
    assert_eq!(client.hashes(account).await, hashes_of(&messages));
    let ledger = client.engine.deletions(account, "").await.unwrap();
    assert_eq!(ledger.len(), 150);
    assert!(ledger.iter().all(|line| line.state == DeletionState::Deleted));

    let somebody_else = Client::trusting(&server);
    let account = somebody_else.add(&setup(&server, Security::Tls)).await;
    somebody_else.sync(account).await.unwrap();
    assert!(
        somebody_else.hashes(account).await.is_empty(),
        "nothing is left there"
    );
}

#[tokio::test]
async fn of_a_mailbox_whose_headers_are_enough_a_message_comes_when_it_is_asked_for() {
    let messages = mixed_messages(120);
    let server = Dovecot::with_messages(&messages);
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    let limits = FetchLimitsView {
        headers_only: true,
        ..FetchLimitsView::default()
    };
    client.engine.set_fetch_limits(account, limits).await.unwrap();
    client.sync(account).await.unwrap();
    let rows = client
        .engine
        .rows(account, Folder::Inbox, 0, 1000)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 120);
    assert!(rows.iter().all(|row| !row.fetched));
    let asked = [rows[7].message];
    let run = client.engine.sync(account, &asked, &|_| {}, Stop::never()).await;
    assert_eq!(run.unwrap().fetched, 1);
    let original = client.store.original(account, asked[0]).await.unwrap().unwrap();
    assert!(hashes_of(&messages).contains(&original.sha256));
}

#[tokio::test]
async fn so_many_a_check_bring_the_whole_mailbox_in_the_end() {
    let messages = mixed_messages(25);
    let server = Dovecot::with_messages(&messages);
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    let limits = FetchLimitsView {
        most_per_check: Some(10),
        ..FetchLimitsView::default()
    };
    client.engine.set_fetch_limits(account, limits).await.unwrap();
    for here in [10, 20, 25, 25] {
        client.sync(account).await.unwrap();
        assert_eq!(client.hashes(account).await.len(), here);
    }
    assert_eq!(client.hashes(account).await, hashes_of(&messages));
}

#[tokio::test]
async fn what_was_decided_about_single_messages_is_done_and_seen_by_others() {
    let messages = mixed_messages(6);
    let server = Dovecot::with_messages(&messages);
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    client.engine.set_storage_persistent(true);
    let look = client.engine.look_at_server(account, &|_| {}, Stop::never());
    look.await.unwrap();
    let listed = client.engine.server_box(account, 0, 100).await.unwrap();
    assert_eq!(listed.total, 6);
    let names: Vec<_> = listed.rows.into_iter().filter_map(|row| row.server).collect();
    let decide = |at: usize, decision| client.engine.decide(account, &names[at..=at], decision);
    decide(0, Decision::Leave).await.unwrap();
    decide(1, Decision::Delete).await.unwrap();
    decide(2, Decision::DeleteWithoutCopy).await.unwrap();
    client.sync(account).await.unwrap();
    let here = client.engine.rows(account, Folder::Inbox, 0, 100).await.unwrap();
    assert_eq!(here.total, 4, "one is left there, one went unseen");
    let left = client.engine.server_box(account, 0, 100).await.unwrap();
    assert_eq!((left.total, left.left, left.to_delete), (4, 1, 0));

    // Another program deletes one; the next look sees it, and what is here stays.
    let somebody_else = Client::trusting(&server);
    let theirs = somebody_else.add(&setup(&server, Security::Tls)).await;
    somebody_else.engine.set_storage_persistent(true);
    let at_once = DeletionPolicyView {
        after_days: Some(0),
        ..DeletionPolicyView::default()
    };
    somebody_else
        .engine
        .set_deletion_policy(theirs, at_once)
        .await
        .unwrap();
    somebody_else.sync(theirs).await.unwrap();
    assert_eq!(somebody_else.hashes(theirs).await.len(), 4);
    let look = client.engine.look_at_server(account, &|_| {}, Stop::never());
    look.await.unwrap();
    assert_eq!(client.engine.server_box(account, 0, 100).await.unwrap().total, 0);
    let here = client.engine.rows(account, Folder::Inbox, 0, 100).await.unwrap();
    assert_eq!(here.total, 4);
}

#[tokio::test]
async fn an_unknown_authority_is_shown_and_its_certificate_can_be_pinned() {
    let server = Dovecot::with_messages(mixed_messages(3));
    let client = Client::with(EngineOptions::default());
    for security in [Security::Tls, Security::Stls] {
        let mut setup = setup(&server, security);
        let fault = client.test(&setup, PASSWORD).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::CertificateUntrusted);
        let certificate = fault.certificate.unwrap();
        assert_eq!(certificate.problem, CertificateProblem::UnknownIssuer);
        assert_eq!(
            certificate.fingerprint,
            Sha256(sha2::Sha256::digest(&server.certificate).into())
        );

        setup.pinned_certificate = Some(certificate.fingerprint);
        assert_eq!(client.test(&setup, PASSWORD).await.unwrap().messages, 3);
        setup.pinned_certificate = Some(Sha256([7; 32]));
        let fault = client.test(&setup, PASSWORD).await.unwrap_err();
        let certificate = fault.certificate.unwrap();
        assert_eq!(certificate.problem, CertificateProblem::Changed);
        assert_eq!(certificate.also, [CertificateProblem::UnknownIssuer]);
    }
}

#[tokio::test]
async fn a_test_ends_with_every_step_done_however_the_connection_is_protected() {
    let server = Dovecot::with_messages(mixed_messages(2));
    let client = Client::trusting(&server);
    let password = Secret::new(PASSWORD.to_owned());
    for security in [Security::Tls, Security::Stls, Security::Plain] {
        let steps = RefCell::new(HashMap::new());
        let on_check = |check, state, _detail| {
            steps.borrow_mut().insert(check, state);
        };
        let mut setup = setup(&server, security);
        setup.plaintext_consent = security == Security::Plain;
        let facts = client
            .engine
            .test_connection(&setup, &password, &on_check)
            .await
            .unwrap();
        assert_eq!(facts.messages, 2);
        assert_eq!(
            facts.encryption.starts_with("TLS 1.3"),
            security != Security::Plain
        );
        for check in [
            SetupCheck::Bridge,
            SetupCheck::Connect,
            SetupCheck::Encryption,
            SetupCheck::Greeting,
            SetupCheck::Capabilities,
            SetupCheck::SignIn,
            SetupCheck::UniqueIds,
            SetupCheck::Mailbox,
        ] {
            assert_eq!(
                steps.borrow().get(&check),
                Some(&CheckState::Ok),
                "{check:?} over {security:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_named() {
    let server = Dovecot::with_messages(mixed_messages(1));
    let client = Client::trusting(&server);
    let fault = client
        .test(&setup(&server, Security::Tls), "wrong")
        .await
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::LoginRefused);
    assert!(fault.server_text.is_some());
}

#[tokio::test]
async fn a_locked_mailbox_is_named() {
    let server = Dovecot::with_settings(
        "protocol pop3 {\n  pop3_lock_session = yes\n}\n",
        mixed_messages(1),
    );
    let client = Client::trusting(&server);
    let mut other = std::net::TcpStream::connect(("127.0.0.1", server.pop3_port)).unwrap();
    std::io::Write::write_all(
        &mut other,
        format!("USER {USER}\r\nPASS {PASSWORD}\r\nSTAT\r\n").as_bytes(),
    )
    .unwrap();
    let mut heard = String::new();
    let mut reader = std::io::BufReader::new(other.try_clone().unwrap());
    while !heard.starts_with("+OK 1 ") {
        heard.clear();
        std::io::BufRead::read_line(&mut reader, &mut heard).unwrap();
    }
    let fault = client
        .test(&setup(&server, Security::Tls), PASSWORD)
        .await
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::MailboxInUse, "{fault:?}");
}

#[tokio::test]
async fn an_empty_mailbox_is_no_fault() {
    let server = Dovecot::with_messages(Vec::<Vec<u8>>::new());
    let client = Client::trusting(&server);
    let account = client.add(&setup(&server, Security::Tls)).await;
    client.sync(account).await.unwrap();
    assert_eq!(
        client
            .engine
            .rows(account, Folder::Inbox, 0, 9)
            .await
            .unwrap()
            .total,
        0
    );
}

#[tokio::test]
async fn tls_to_a_plain_port_is_named() {
    let server = Dovecot::with_messages(mixed_messages(1));
    let client = Client::trusting(&server);
    let setup = AccountSetup {
        port: server.pop3_port,
        ..setup(&server, Security::Tls)
    };
    assert_eq!(
        client.test(&setup, PASSWORD).await.unwrap_err().kind,
        FaultKind::TlsFailed
    );
}

#[tokio::test]
async fn a_clear_connection_to_a_tls_port_is_named() {
    let server = Dovecot::with_messages(mixed_messages(1));
    let client = Client::with(EngineOptions {
        probe_silence_ms: 1500,
        ..EngineOptions::default()
    });
    for security in [Security::Stls, Security::Plain] {
        let setup = AccountSetup {
            port: server.pop3s_port,
            ..setup(&server, security)
        };
        let fault = client.test(&setup, PASSWORD).await.unwrap_err();
        assert_eq!(
            (fault.kind, fault.clue),
            (FaultKind::TlsFailed, Some(Clue::WantsTls))
        );
    }
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_named() {
    let server = Dovecot::with_messages(mixed_messages(1));
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = Client::trusting(&server);
    let setup = AccountSetup {
        port: free,
        ..setup(&server, Security::Tls)
    };
    assert_eq!(
        client.test(&setup, PASSWORD).await.unwrap_err().kind,
        FaultKind::ConnectFailed
    );
}
