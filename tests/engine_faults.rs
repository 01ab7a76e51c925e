//! The engine against a server that misbehaves, under virtual time: nothing is lost, nothing comes twice, and every
//! fault has its name.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scripted.rs"]
mod scripted;

use std::cell::RefCell;
use std::collections::BTreeMap;

use restante::engine::{Engine, EngineOptions, Stop, SyncEvent};
use restante::secret::Secret;
use restante::store::Store;
use restante::store::memory::MemoryStore;
use restante::units::{AccountId, MessageId, Octets, Sha256};
use restante::wire::{
    AccountSetup, BodyForm, Fault, FaultKind, Folder, OpenMessage, RemoteContent, Security,
};
use scripted::{Message, Scripted, VirtualClock};
use sha2::Digest;

type TestEngine = Engine<MemoryStore, Scripted, VirtualClock>;

fn mailbox(count: usize) -> Vec<Message> {
    (1..=count)
        .map(|n| {
            let text = format!(
                "Subject: message {n}\nFrom: a@example.org\n\n.leading dot {n}\n{}\n",
                "x".repeat(n)
            );
            Message::new(&format!("uid{n}"), &text)
        })
        .collect()
}

fn setup() -> AccountSetup {
    AccountSetup {
        email: "a@example.org".to_owned(),
        host: "pop.example.org".to_owned(),
        port: 110,
        security: Security::Plain,
        username: "a".to_owned(),
        pinned_certificate: None,
        plaintext_consent: true,
    }
}

async fn engine(server: &Scripted, options: EngineOptions) -> (TestEngine, MemoryStore, AccountId) {
    let store = MemoryStore::new();
    let engine = Engine::new(store.clone(), server.clone(), VirtualClock::start(), options);
    let account = engine
        .save_account(&setup(), Secret::new("p".to_owned()), false)
        .await
        .unwrap();
    (engine, store, account)
}

async fn sync(engine: &TestEngine, account: AccountId) -> Result<(), Fault> {
    engine
        .sync(account, &[], &|_| {}, Stop::never())
        .await
        .map(|_| ())
}

/// The hashes of what is stored, and how often each is.
async fn stored(store: &MemoryStore, account: AccountId) -> BTreeMap<Sha256, usize> {
    let mut hashes = BTreeMap::new();
    for row in store
        .summaries(account)
        .await
        .unwrap()
        .iter()
        .flat_map(|page| &page.rows)
    {
        if let Some(original) = store.original(account, row.id).await.unwrap() {
            *hashes.entry(original.sha256).or_default() += 1;
        }
    }
    hashes
}

fn expected(messages: &[Message]) -> BTreeMap<Sha256, usize> {
    messages
        .iter()
        .map(|message| (Sha256(sha2::Sha256::digest(&message.bytes).into()), 1))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn everything_arrives_byte_for_byte() {
    let messages = mailbox(7);
    let server = Scripted::with(messages.clone());
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    assert_eq!(stored(&store, account).await, expected(&messages));
    let view = engine.rows(account, Folder::Inbox, 0, 100).await.unwrap();
    assert_eq!((view.total, view.unread), (7, 7));
}

#[tokio::test(start_paused = true)]
async fn a_second_run_fetches_nothing() {
    let server = Scripted::with(mailbox(3));
    let (engine, _, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    sync(&engine, account).await.unwrap();
    assert_eq!(server.heard("RETR"), 3);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_ever_deleted_on_the_server() {
    let server = Scripted::with(mailbox(3));
    let (engine, _, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    assert_eq!(server.heard("DELE"), 0);
    assert_eq!(server.heard("QUIT"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_loses_nothing_and_brings_nothing_twice() {
    let messages = mailbox(4);
    let mut cut = 0;
    loop {
        let server = Scripted::with(messages.clone());
        server.0.cut_after.set(Some(cut));
        let (engine, store, account) = engine(&server, EngineOptions::default()).await;
        let first = sync(&engine, account).await;
        server.0.cut_after.set(None);
        sync(&engine, account).await.unwrap();
        assert_eq!(
            stored(&store, account).await,
            expected(&messages),
            "cut after byte {cut}"
        );
        if first.is_ok() {
            break;
        }
        cut += 1;
    }
    assert!(cut > 400, "the loop went through the whole session: {cut}");
}

#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_keeps_what_came_whole() {
    let messages = mailbox(4);
    let server = Scripted::with(messages.clone());
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    for cut in 0..5000 {
        server.0.cut_after.set(Some(cut));
        if sync(&engine, account).await.is_ok() {
            break;
        }
    }
    assert_eq!(stored(&store, account).await, expected(&messages));
    // Each cut session may ask again for what had not come whole, never for what had.
    assert_eq!(server.heard("DELE"), 0);
}

#[tokio::test(start_paused = true)]
async fn one_refused_message_does_not_stop_the_others() {
    let messages = mailbox(5);
    let server = Scripted::with(messages.clone());
    server.0.refused.set(Some(3));
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    let skipped = RefCell::new(Vec::new());
    let on_event = |event| {
        if let SyncEvent::Skipped { uidl, .. } = event {
            skipped.borrow_mut().push(uidl.to_string());
        }
    };
    let fault = engine
        .sync(account, &[], &on_event, Stop::never())
        .await
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert_eq!(*skipped.borrow(), ["uid3"]);
    assert_eq!(stored(&store, account).await.len(), 4);

    server.0.refused.set(None);
    sync(&engine, account).await.unwrap();
    assert_eq!(stored(&store, account).await, expected(&messages));
    assert_eq!(engine.rows(account, Folder::Inbox, 0, 9).await.unwrap().total, 5);
}

#[tokio::test(start_paused = true)]
async fn a_message_too_large_stays_on_the_server_until_it_is_asked_for() {
    let mut messages = mailbox(3);
    messages[1].bytes.extend([b'y'; 5000]);
    messages[1].bytes.extend(*b"\r\n");
    let server = Scripted::with(messages.clone());
    let options = EngineOptions {
        max_message: Octets(1000),
        ..EngineOptions::default()
    };
    let (engine, store, account) = engine(&server, options).await;
    let fault = sync(&engine, account).await.unwrap_err();
    let skipped = fault.skipped.unwrap();
    assert!(skipped.too_large);
    assert_eq!(skipped.subject, "message 2");
    assert_eq!(stored(&store, account).await.len(), 2);

    sync(&engine, account).await.unwrap();
    assert_eq!(
        stored(&store, account).await.len(),
        2,
        "it is not mentioned again, and not fetched"
    );
    let opened = engine
        .open_message(&opening(account, skipped.message))
        .await
        .unwrap_err();
    assert_eq!(opened.kind, FaultKind::NotFetched);
    assert_eq!(opened.skipped, Some(skipped.clone()), "whoever opens it is told");

    engine
        .sync(account, &[skipped.message], &|_| {}, Stop::never())
        .await
        .unwrap();
    assert_eq!(stored(&store, account).await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn an_empty_list_once_forgets_nothing() {
    let messages = mailbox(3);
    let server = Scripted::with(messages.clone());
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    server.0.messages.replace(Vec::new());
    sync(&engine, account).await.unwrap();
    assert_eq!(engine.rows(account, Folder::Inbox, 0, 9).await.unwrap().total, 3);
    server.0.messages.replace(messages.clone());
    sync(&engine, account).await.unwrap();
    assert_eq!(server.heard("RETR"), 3);
    assert_eq!(stored(&store, account).await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_full_store_keeps_what_it_has_and_says_so() {
    let messages = mailbox(6);
    let server = Scripted::with(messages.clone());
    let store = MemoryStore::with_room_for_octets(200);
    let engine = Engine::new(
        store.clone(),
        server.clone(),
        VirtualClock::start(),
        EngineOptions::default(),
    );
    let account = engine
        .save_account(&setup(), Secret::new("p".to_owned()), false)
        .await
        .unwrap();
    let fault = sync(&engine, account).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::StorageFull);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_pipelining_is_asked_one_thing_at_a_time() {
    let messages = mailbox(4);
    let server = Scripted::with(messages.clone());
    server.0.pipelining.set(false);
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    assert_eq!(stored(&store, account).await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn many_new_messages_show_their_rows_before_their_bodies() {
    let server = Scripted::with(mailbox(150));
    let (engine, _, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap();
    let heard = server.0.heard.borrow();
    let last_top = heard.iter().rposition(|line| line.starts_with("TOP")).unwrap();
    let first_retr = heard.iter().position(|line| line.starts_with("RETR")).unwrap();
    assert!(last_top < first_retr);
    assert_eq!(heard[first_retr], "RETR 150", "the newest comes first");
}

async fn fault_of(change: impl FnOnce(&Scripted)) -> FaultKind {
    let server = Scripted::with(mailbox(2));
    change(&server);
    let (engine, _, account) = engine(&server, EngineOptions::default()).await;
    sync(&engine, account).await.unwrap_err().kind
}

#[tokio::test(start_paused = true)]
async fn every_fault_of_a_server_has_its_name() {
    let log_in = |answer: &'static str| {
        move |server: &Scripted| {
            server.0.log_in.replace(Some(answer.to_owned()));
        }
    };
    let greeting = |line: &'static str| {
        move |server: &Scripted| {
            server.0.greeting.replace(Some(line.to_owned()));
        }
    };
    assert_eq!(fault_of(log_in("-ERR no")).await, FaultKind::LoginRefused);
    assert_eq!(fault_of(log_in("-ERR [AUTH] no")).await, FaultKind::LoginRefused);
    assert_eq!(
        fault_of(log_in("-ERR [IN-USE] busy")).await,
        FaultKind::MailboxInUse
    );
    assert_eq!(
        fault_of(log_in("-ERR maildrop already locked")).await,
        FaultKind::MailboxInUse
    );
    assert_eq!(
        fault_of(log_in("-ERR [LOGIN-DELAY] wait")).await,
        FaultKind::LoginDelayed
    );
    assert_eq!(
        fault_of(log_in("-ERR [SYS/TEMP] later")).await,
        FaultKind::ServerTemporary
    );
    assert_eq!(
        fault_of(log_in("-ERR [SYS/PERM] never")).await,
        FaultKind::ServerPermanent
    );
    assert_eq!(
        fault_of(greeting("-ERR go away")).await,
        FaultKind::GreetingRefused
    );
    assert_eq!(
        fault_of(greeting("HTTP/1.1 400 Bad Request")).await,
        FaultKind::ProtocolViolation
    );
    assert_eq!(
        fault_of(|server| server.0.silent_after.set(Some(0))).await,
        FaultKind::TimedOut
    );
    assert_eq!(
        fault_of(|server| server.0.silent_after.set(Some(5))).await,
        FaultKind::TimedOut
    );
    assert_eq!(
        fault_of(|server| server.0.cut_after.set(Some(100))).await,
        FaultKind::ConnectionLost
    );
}

#[tokio::test(start_paused = true)]
async fn a_stopped_run_keeps_what_came_and_is_no_error() {
    let messages = mailbox(5);
    let server = Scripted::with(messages.clone());
    server.0.silent_after.set(Some(9));
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    let stop = Stop::when(tokio::time::sleep(std::time::Duration::from_secs(5)));
    let fault = engine.sync(account, &[], &|_| {}, stop).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Cancelled);
    assert!(!stored(&store, account).await.is_empty());
    server.0.silent_after.set(None);
    sync(&engine, account).await.unwrap();
    assert_eq!(stored(&store, account).await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn an_account_without_its_password_asks_for_it() {
    let server = Scripted::with(mailbox(1));
    let (engine, store, account) = engine(&server, EngineOptions::default()).await;
    drop(engine);
    let reopened = Engine::new(store, server, VirtualClock::start(), EngineOptions::default());
    assert_eq!(
        sync(&reopened, account).await.unwrap_err().kind,
        FaultKind::PasswordNeeded
    );
}

const fn opening(account: AccountId, message: MessageId) -> OpenMessage {
    OpenMessage {
        account,
        message,
        within: Vec::new(),
        remote: RemoteContent::Blocked,
        form: BodyForm::Designed,
    }
}
