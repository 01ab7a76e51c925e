//! A mailbox of a hundred thousand messages: what the engine holds in memory while it lists them. Its store is in memory
//! too, and counts; a browser's does not, and has pointers of half the size.

#![allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]

#[path = "support/made_up.rs"]
mod made_up;

use made_up::MadeUp;
use peak_alloc::PeakAlloc;
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::wire::{AccountSetup, FaultKind, Folder, Security};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MESSAGES: u32 = 100_000;
const LIMIT_OCTETS: usize = 256 * 1000 * 1000;

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_rows_come_within_256_megabytes() {
    let server = MadeUp { messages: MESSAGES };
    let engine = Engine::new(MemoryStore::new(), server, TokioClock, EngineOptions::default());
    let setup = AccountSetup {
        email: "a@example.org".to_owned(),
        host: "pop.example.org".to_owned(),
        port: 110,
        security: Security::Plain,
        username: "a".to_owned(),
        pinned_certificate: None,
        plaintext_consent: true,
    };
    let password = Secret::new("p".to_owned());
    let account = engine.save_account(&setup, password, false).await.unwrap();
    MEMORY.reset_peak_usage();
    let run = engine.sync(account, &[], &|_| {}, Stop::never());
    assert_eq!(run.await.unwrap_err().kind, FaultKind::TimedOut);
    let view = engine.rows(account, Folder::Inbox, 0, 50).await.unwrap();
    assert_eq!(view.total, MESSAGES);
    let octets = MEMORY.peak_usage();
    assert!(octets < LIMIT_OCTETS, "{octets}");
}
