//! The store's conformance suite on the memory store. The same suite runs on IndexedDB in `store_browser.rs`.
#![cfg(not(target_arch = "wasm32"))]

use restante::store::conformance;
use restante::store::memory::MemoryStore;

restante::store_conformance!(tokio::test, MemoryStore::new());

#[tokio::test]
async fn nothing_is_written_when_full() {
    let store = MemoryStore::new();
    conformance::nothing_is_written_when_full(&store, 1_000, |store| store.set_room_for_octets(1_000)).await;
}
