//! The store on IndexedDB, in a dedicated worker of a real browser: the conformance suite, then what only a browser can
//! do to it: run out of room, upgrade it elsewhere, delete it, hand out a key. `figures` says how fast it is.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails"
)]

#[path = "store_browser/another_tab.rs"]
mod another_tab;
#[path = "store_browser/figures.rs"]
mod figures;

use std::cell::Cell;

use idb::Factory;
use js_sys::{Reflect, Uint8Array};
use restante::secret::Secret;
use restante::store::conformance::{self, Database};
use restante::store::indexeddb::IndexedDbStore;
use restante::store::{Connection, Protection, Store, StoreError};
use restante::units::AccountId;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CryptoKey, IdbDatabase, IdbOpenDbRequest};

use self::another_tab::{Patch, VERSION, raw_get, raw_open, raw_put, settled};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

restante::store_conformance!(wasm_bindgen_test, Fresh::new());

/// A database of its own for each test.
struct Fresh {
    name: String,
}

impl Fresh {
    fn new() -> Self {
        thread_local!(static COUNT: Cell<u32> = const { Cell::new(0) });
        let count = COUNT.replace(COUNT.get() + 1);
        Self {
            name: format!("restante-test-{}-{count}", js_sys::Date::now()),
        }
    }
}

impl Database for Fresh {
    type Store = IndexedDbStore;

    async fn open(&self) -> IndexedDbStore {
        IndexedDbStore::open(&self.name)
            .await
            .expect("the database opens")
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // Its stores let go on their own; the mail of this test must not fill the quota of the next.
        Factory::new()
            .and_then(|factory| factory.delete(&self.name))
            .expect("deletion is asked for");
    }
}

#[wasm_bindgen_test]
async fn nothing_is_written_when_the_commit_finds_no_room() {
    let patch = Patch::of(
        "IDBObjectStore",
        "put",
        "if (value.bytes?.length > 5000) { \
           const error = new DOMException('no room', 'QuotaExceededError'); \
           Object.defineProperty(this.transaction, 'error', { value: error }); \
           Object.defineProperty(this.transaction, 'commit', { value() { this.abort() } }); \
         } \
         return original.call(this, value, key)",
    );
    let database = Fresh::new();
    let store = database.open().await;
    conformance::nothing_is_written_when_full(&store, 10_000, |_| patch.apply()).await;
}

#[wasm_bindgen_test]
async fn nothing_is_written_when_a_put_throws_for_want_of_room() {
    let patch = Patch::of(
        "IDBObjectStore",
        "put",
        "if (value.bytes?.length > 5000) throw new DOMException('no room', 'QuotaExceededError'); \
         return original.call(this, value, key)",
    );
    let database = Fresh::new();
    let store = database.open().await;
    conformance::nothing_is_written_when_full(&store, 10_000, |_| patch.apply()).await;
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let database = Fresh::new();
    drop(database.open().await);
    raw_open(&database.name, 99).await.close();
    assert_eq!(
        IndexedDbStore::open(&database.name).await.err(),
        Some(StoreError::NewerVersion)
    );
}

#[wasm_bindgen_test]
async fn an_upgrade_in_another_tab_is_let_through() {
    let database = Fresh::new();
    let store = database.open().await;
    let other = raw_open(&database.name, 99).await;
    assert_eq!(store.accounts().await, Err(StoreError::NewerVersion));
    assert_eq!(
        store.forget_account(AccountId(0)).await,
        Err(StoreError::NewerVersion)
    );
    other.close();
}

#[wasm_bindgen_test]
async fn a_deleted_database_is_said_to_be_gone_and_comes_back_empty() {
    let database = Fresh::new();
    let store = database.open().await;
    store.add_account(connection()).await.expect("added");
    let deletion = Factory::new()
        .expect("a factory")
        .delete(&database.name)
        .expect("asked");
    settled(&IdbOpenDbRequest::from(deletion)).await;
    assert!(matches!(store.accounts().await, Err(StoreError::Unavailable(_))));
    assert_eq!(database.open().await.accounts().await, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn a_database_without_our_object_stores_is_an_error_not_a_panic() {
    let database = Fresh::new();
    raw_open(&database.name, VERSION).await.close();
    let store = database.open().await;
    assert!(matches!(store.accounts().await, Err(StoreError::Unavailable(_))));
}

#[wasm_bindgen_test]
async fn a_record_that_does_not_decode_is_corrupt() {
    let database = Fresh::new();
    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    raw_put(
        &database.name,
        "accounts",
        &account.0.into(),
        &Uint8Array::from(&[9u8, 9, 9][..]),
    )
    .await;
    assert!(matches!(store.accounts().await, Err(StoreError::Corrupt(_))));
    assert!(matches!(
        store.begin_sync(account).await,
        Err(StoreError::Corrupt(_))
    ));
}

#[wasm_bindgen_test]
async fn a_sealed_password_opens_only_for_its_account_and_its_key() {
    let database = Fresh::new();
    let store = database.open().await;
    let ada = store.add_account(connection()).await.expect("added").id;
    let bob = store.add_account(connection()).await.expect("added").id;
    store
        .remember_password(ada, &Secret::new("ada's secret".to_owned()))
        .await
        .expect("remembered");

    let sealed = raw_get(&database.name, "passwords", &ada.0.into()).await;
    let bytes = Uint8Array::from(Reflect::get(&sealed, &"sealed".into()).expect("a field")).to_vec();
    assert!(
        !bytes
            .windows(5)
            .any(|window| b"ada's secret".windows(5).any(|part| part == window))
    );
    raw_put(&database.name, "passwords", &bob.0.into(), &sealed).await;
    assert_eq!(
        store.remembered_password(bob).await,
        Ok(None),
        "bound to the account"
    );

    let key: CryptoKey = raw_get(&database.name, "keys", &"passwords".into())
        .await
        .unchecked_into();
    assert!(!key.extractable());
    raw_put(
        &database.name,
        "keys",
        &"passwords".into(),
        &JsValue::from("lost"),
    )
    .await;
    assert_eq!(
        store.remembered_password(ada).await,
        Ok(None),
        "nobody can open it any more"
    );
}

#[wasm_bindgen_test]
async fn a_database_of_the_first_version_gets_its_ledger_and_keeps_its_mail() {
    let database = Fresh::new();
    // What version 1 was, by hand.
    let request = Factory::new()
        .expect("a factory")
        .open(&database.name, Some(1))
        .expect("asked");
    let request = IdbOpenDbRequest::from(request);
    let stores = [
        "meta",
        "accounts",
        "passwords",
        "keys",
        "summaries",
        "seen",
        "originals",
        "folders",
        "tags",
        "rules",
        "outbox",
        "search",
    ];
    let create = Closure::once_into_js(move |event: web_sys::Event| {
        let request: IdbOpenDbRequest = event.target().expect("a request").unchecked_into();
        let database: IdbDatabase = request.result().expect("a database").unchecked_into();
        for store in stores {
            database.create_object_store(store).expect("created");
        }
    });
    request.set_onupgradeneeded(Some(create.unchecked_ref()));
    let old: IdbDatabase = settled(&request).await.unchecked_into();
    old.close();

    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    assert_eq!(store.deletions(account).await, Ok(Vec::new()));
    drop(store);
    assert_eq!(database.open().await.accounts().await.map(|all| all.len()), Ok(1));
}

#[wasm_bindgen_test]
async fn there_is_room_for_what_comes_later() {
    let database = Fresh::new();
    let store = database.open().await;
    let raw = raw_open(&database.name, VERSION).await;
    let names = raw.store_names();
    for name in ["folders", "tags", "rules", "outbox", "search"] {
        assert!(names.iter().any(|there| there == name), "{name}");
    }
    raw.close();
    drop(store);
}

fn connection() -> Connection {
    Connection {
        email: "ada@example.org".to_owned(),
        host: "pop.example.org".to_owned(),
        port: 995,
        protection: Protection::Tls,
        username: "ada".to_owned(),
        pinned_certificate: None,
    }
}
