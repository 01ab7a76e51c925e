//! A mailbox, an engine that knows it, and what is to be found in its store afterwards. It must not know which test asks.

#![allow(dead_code, reason = "each test uses its own part")]
#![allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]

use std::collections::{BTreeMap, BTreeSet};

use restante::engine::{Engine, EngineOptions, Stop, SyncReport};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::store::{Deletion, DeletionReason, DeletionState, Store};
use restante::units::{AccountId, MessageId, Sha256};
use restante::wire::{AccountSetup, BodyForm, Fault, Folder, OpenMessage, RemoteContent, Security};
use sha2::Digest;

use crate::scripted::{Message, Scripted, VirtualClock};

pub(crate) type TestEngine = Engine<MemoryStore, Scripted, VirtualClock>;

/// An account on a scripted server, and the engine that fetches its mail.
pub(crate) struct Scene {
    pub(crate) engine: TestEngine,
    pub(crate) store: MemoryStore,
    pub(crate) account: AccountId,
    pub(crate) server: Scripted,
}

impl Scene {
    pub(crate) async fn of(messages: &[Message]) -> Self {
        Self::with(messages, EngineOptions::default()).await
    }

    pub(crate) async fn with(messages: &[Message], options: EngineOptions) -> Self {
        Self::at(setup(), messages, options).await
    }

    pub(crate) async fn at(setup: AccountSetup, messages: &[Message], options: EngineOptions) -> Self {
        let server = Scripted::with(messages.to_vec());
        let store = MemoryStore::new();
        let engine = Engine::new(store.clone(), server.clone(), VirtualClock::start(), options);
        let account = engine
            .save_account(&setup, Secret::new("p".to_owned()), false)
            .await
            .unwrap();
        Self {
            engine,
            store,
            account,
            server,
        }
    }

    pub(crate) async fn sync(&self) -> Result<SyncReport, Fault> {
        self.engine.sync(self.account, &[], &|_| {}, Stop::never()).await
    }

    /// The hashes of what is stored, and how often each is.
    pub(crate) async fn stored(&self) -> BTreeMap<Sha256, usize> {
        let mut hashes = BTreeMap::new();
        let pages = self.store.summaries(self.account).await.unwrap();
        for row in pages.iter().flat_map(|page| &page.rows) {
            if let Some(original) = self.store.original(self.account, row.id).await.unwrap() {
                *hashes.entry(original.sha256).or_default() += 1;
            }
        }
        hashes
    }

    /// The ids of what the server has.
    pub(crate) fn on_server(&self) -> Vec<String> {
        let messages = self.server.0.messages.borrow();
        messages.iter().map(|message| message.uidl.clone()).collect()
    }

    pub(crate) async fn ledger(&self) -> Vec<Deletion> {
        self.store.deletions(self.account).await.unwrap()
    }

    /// No message is nowhere but what the user gave up, none is here twice, and none that the ledger calls deleted is missing here.
    pub(crate) async fn assert_nothing_lost(&self, all: &[Message], when: &str) {
        let here = self.stored().await;
        assert!(here.values().all(|&times| times == 1), "twice: {when}");
        let ledger = self.ledger().await;
        let there: BTreeSet<String> = self.on_server().into_iter().collect();
        for message in all {
            let is_here = expected(std::slice::from_ref(message))
                .keys()
                .all(|hash| here.contains_key(hash));
            let given_up = |line: &Deletion| {
                line.reason == DeletionReason::WithoutCopy && line.key.uidl.to_string() == message.uidl
            };
            assert!(
                is_here || there.contains(&message.uidl) || ledger.iter().any(given_up),
                "{} is nowhere: {when}",
                message.uidl
            );
        }
        for deletion in ledger {
            if deletion.state == DeletionState::Deleted && deletion.reason != DeletionReason::WithoutCopy {
                assert!(here.contains_key(&deletion.sha256), "{deletion:?}: {when}");
            }
        }
    }

    /// Polls a run so many times, then drops it. Whether it had ended by then.
    pub(crate) async fn sync_until_poll(&self, polls: usize) -> bool {
        let mut left = polls;
        let mut run = Box::pin(self.sync());
        std::future::poll_fn(|context| {
            if left == 0 {
                return std::task::Poll::Ready(false);
            }
            left -= 1;
            match run.as_mut().poll(context) {
                std::task::Poll::Ready(_) => std::task::Poll::Ready(true),
                std::task::Poll::Pending => std::task::Poll::Pending,
            }
        })
        .await
    }

    /// How many rows the inbox has.
    pub(crate) async fn rows(&self) -> u32 {
        let view = self.engine.rows(self.account, Folder::Inbox, 0, 1).await;
        view.unwrap().total
    }
}

pub(crate) fn setup() -> AccountSetup {
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

/// So many messages, each with what a delivered message has.
pub(crate) fn mailbox(count: usize) -> Vec<Message> {
    (1..=count).map(|n| message(&format!("uid{n}"), n)).collect()
}

/// The `n`th message of a mailbox, under an id of its own.
pub(crate) fn message(uidl: &str, n: usize) -> Message {
    let text = format!(
        "Received: from mx by pop; {n}\nMessage-ID: <{n}@example.org>\nSubject: message {n}\nFrom: a@example.org\n\n\
         .leading dot {n}\n{}\n",
        "x".repeat(n)
    );
    Message::new(uidl, &text)
}

pub(crate) fn expected(messages: &[Message]) -> BTreeMap<Sha256, usize> {
    let mut hashes = BTreeMap::new();
    for message in messages {
        let sha256 = Sha256(sha2::Sha256::digest(&message.bytes).into());
        *hashes.entry(sha256).or_default() += 1;
    }
    hashes
}

/// Asks for a message as it is shown first.
pub(crate) const fn opening(account: AccountId, message: MessageId) -> OpenMessage {
    OpenMessage {
        account,
        message,
        within: Vec::new(),
        remote: RemoteContent::AsChosen,
        form: BodyForm::Designed,
    }
}
