//! The engine against everything that the hostile server can do, over TCP on loopback: no panic, no hang, memory flat, no
//! password in clear, a fault that has a name, and an honest check for mail afterwards that ends with every message once.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/hostile.rs"]
mod hostile;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hostile::{BEHAVIOURS, Behaviour, Hostile, Identity, Kind, Wire, named};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::Store;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::units::{AccountId, Octets, Sha256};
use restante::wire::{AccountSetup, Security};
use sha2::Digest;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const PASSWORD: &str = "correct horse";
/// `\0a\0correct horse` in base64, from where it is the same whatever stands before.
const PASSWORD_IN_BASE64: &str = "Y29ycmVjdCBob3JzZQ";
const MESSAGES: usize = 110;
const MAX_MESSAGE: u64 = 4 * 1024 * 1024;
/// What all of it together may take, listener and hostile server included.
const MAX_GROWTH_KB: u64 = 64 * 1024;

type TestEngine = Engine<MemoryStore, NativeDialer, TokioClock>;

fn mailbox(prefix: &str) -> Vec<(String, Vec<u8>)> {
    let message = |n| {
        format!(
            "Received: from mx by pop; {n}\r\nMessage-ID: <{prefix}{n}@example.org>\r\nSubject: {n}\r\n\r\n.dot\r\n{}\r\n",
            "x".repeat(n)
        )
    };
    (1..=MESSAGES)
        .map(|n| (format!("{prefix}{n}"), message(n).into_bytes()))
        .collect()
}

fn hashes(mailbox: &[(String, Vec<u8>)]) -> BTreeMap<Sha256, u32> {
    let hash = |bytes: &[u8]| Sha256(sha2::Sha256::digest(bytes).into());
    mailbox.iter().map(|(_, bytes)| (hash(bytes), 1)).collect()
}

async fn stored(store: &MemoryStore, account: AccountId) -> BTreeMap<Sha256, u32> {
    let mut hashes = BTreeMap::new();
    let pages = store.summaries(account).await.unwrap();
    for row in pages.iter().flat_map(|page| &page.rows) {
        if let Some(original) = store.original(account, row.id).await.unwrap() {
            *hashes.entry(original.sha256).or_default() += 1;
        }
    }
    hashes
}

/// A server at an address that stays when another one takes it over.
struct Place {
    listener: Arc<TcpListener>,
    identity: Identity,
    task: Option<JoinHandle<()>>,
}

impl Place {
    async fn new() -> Self {
        Self {
            listener: Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap()),
            identity: Identity::of("127.0.0.1"),
            task: None,
        }
    }

    fn serve(&mut self, server: &Arc<Hostile>) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
        let (listener, server) = (Arc::clone(&self.listener), Arc::clone(server));
        self.task = Some(tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(Arc::clone(&server).serve(stream, Wire::Clear));
            }
        }));
    }

    fn setup(&self, security: Security) -> AccountSetup {
        AccountSetup {
            email: "a@example.org".to_owned(),
            host: "127.0.0.1".to_owned(),
            port: self.listener.local_addr().unwrap().port(),
            security,
            username: "a".to_owned(),
            pinned_certificate: Some(Sha256(sha2::Sha256::digest(&self.identity.certificate).into())),
            plaintext_consent: security == Security::Plain,
        }
    }
}

async fn sync(engine: &TestEngine, account: AccountId) -> String {
    let run = engine.sync(account, &[], &|_| {}, Stop::never());
    match run.await {
        Ok(_) => "ok".to_owned(),
        Err(fault) => fault.kind.name().to_owned(),
    }
}

/// What is wrong with how the engine met a behaviour; nothing, ideally.
async fn meet(behaviour: &'static Behaviour) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut place = Place::new().await;
    let honest_mailbox = mailbox("uid");
    let shown = if behaviour.kind == Kind::Lies {
        mailbox("lie")
    } else {
        honest_mailbox.clone()
    };
    let server = Hostile::new(behaviour, shown, &place.identity);
    place.serve(&server);
    let security = if behaviour.kind == Kind::Stls {
        Security::Stls
    } else {
        Security::Plain
    };
    let options = EngineOptions {
        silence_ms: 600,
        max_message: Octets(MAX_MESSAGE),
        ..EngineOptions::default()
    };
    let store = MemoryStore::new();
    let engine = Engine::new(store.clone(), NativeDialer::direct(), TokioClock, options);
    let password = Secret::new(PASSWORD.to_owned());
    let account = engine.save_account(&place.setup(security), password, false).await;
    let account = account.unwrap();

    let begun = Instant::now();
    let ended = sync(&engine, account).await;
    if ended != behaviour.ends {
        wrong.push(format!("ends in {ended}, not in {}", behaviour.ends));
    }
    if begun.elapsed() > Duration::from_secs(20) {
        wrong.push(format!("takes {:?}", begun.elapsed()));
    }
    let heard = std::mem::take(&mut *server.heard.lock().unwrap());
    let tells = |line: &str| line.contains(PASSWORD) || line.contains(PASSWORD_IN_BASE64);
    if security != Security::Plain
        && heard
            .iter()
            .any(|(wire, line)| *wire == Wire::Clear && tells(line))
    {
        wrong.push("hears the password in clear".to_owned());
    }

    let honest = Hostile::new(
        named(if behaviour.kind == Kind::Stls {
            "stls-honest"
        } else {
            "honest"
        })
        .unwrap(),
        honest_mailbox.clone(),
        &place.identity,
    );
    place.serve(&honest);
    let ended = sync(&engine, account).await;
    if ended != "ok" {
        wrong.push(format!("an honest check afterwards ends in {ended}"));
    }
    let mut found = stored(&store, account).await;
    let expected = hashes(&honest_mailbox);
    if behaviour.kind == Kind::Lies {
        found.retain(|hash, _| expected.contains_key(hash));
    }
    if found != expected {
        let missing = expected.keys().filter(|hash| !found.contains_key(hash)).count();
        let more = found
            .iter()
            .filter(|(hash, count)| expected.get(hash) != Some(count))
            .count();
        wrong.push(format!(
            "{missing} messages are missing afterwards, {more} are too many"
        ));
    }
    wrong
}

/// The most memory that this process ever had, in kilobytes.
fn peak_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[tokio::test]
async fn every_behaviour_ends_as_it_should_and_leaves_nothing_behind() {
    let before = peak_kb();
    let mut wrong = Vec::new();
    for behaviour in BEHAVIOURS {
        for what in meet(behaviour).await {
            wrong.push(format!("{}: {what}", behaviour.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if let (Some(before), Some(after)) = (before, peak_kb()) {
        assert!(
            after - before <= MAX_GROWTH_KB,
            "memory grew by {} kB",
            after - before
        );
    }
}

#[test]
fn names_are_told_once() {
    for behaviour in BEHAVIOURS {
        let named = BEHAVIOURS
            .iter()
            .filter(|other| other.name == behaviour.name)
            .count();
        assert_eq!(named, 1, "{}", behaviour.name);
    }
}
