//! The store's conformance suite on the memory store. The same suite runs on IndexedDB in `store_browser.rs`; that no
//! story is missing from the list that both run is looked at here, for both.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use restante::store::conformance;
use restante::store::memory::MemoryStore;

restante::store_conformance!(tokio::test, MemoryStore::new());

#[tokio::test]
async fn nothing_is_written_when_full() {
    let store = MemoryStore::new();
    conformance::nothing_is_written_when_full(&store, 1_000, |store| store.set_room_for_octets(1_000)).await;
}

/// Stories that each test file runs by itself, because they need to fill the store.
const APART: [&str; 1] = ["nothing_is_written_when_full"];

#[test]
fn every_story_is_on_the_list_that_both_stores_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let mut told = BTreeSet::new();
    for file in fs::read_dir(folder.join("conformance")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let stories = text.lines().filter_map(|line| line.strip_prefix("pub async fn "));
        told.extend(stories.map(|story| story.split(['(', '<']).next().unwrap().to_owned()));
    }
    let suite = fs::read_to_string(folder.join("conformance.rs")).unwrap();
    let (_, list) = suite.split_once("$test, $database, [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    let listed: BTreeSet<String> = list.split_whitespace().chain(APART).map(str::to_owned).collect();
    assert_eq!(told, listed);
    for story in APART {
        let browser = fs::read_to_string(folder.join("../../tests/store_browser.rs")).unwrap();
        assert!(browser.contains(&format!("conformance::{story}(")), "{story}");
    }
}
