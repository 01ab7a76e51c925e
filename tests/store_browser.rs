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
use restante::mail::MailSummary;
use restante::secret::Secret;
use restante::store::conformance::{self, Database};
use restante::store::indexeddb::IndexedDbStore;
use restante::store::{
    AccountRecord, ChoiceChange, Choices, Connection, Folder, FolderChange, MarkChange, Protection, SignIn,
    Store, StoreError, Whose,
};
use restante::units::{AccountId, FolderName, MessageId, TagId, UnixMillis};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CryptoKey, IdbDatabase, IdbOpenDbRequest};

use self::another_tab::{Patch, VERSION, raw_get, raw_open, raw_put, raw_put_in, settled};

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

/// The object stores of version 1, by hand.
const FIRST_STORES: [&str; 12] = [
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

/// Makes a database as an earlier version made it.
async fn make_old(name: &str, version: u32, stores: Vec<&'static str>) {
    let request = Factory::new()
        .expect("a factory")
        .open(name, Some(version))
        .expect("asked");
    let request = IdbOpenDbRequest::from(request);
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
}

#[wasm_bindgen_test]
async fn a_database_of_the_first_version_gets_its_ledger_and_keeps_its_mail() {
    let database = Fresh::new();
    make_old(&database.name, 1, FIRST_STORES.to_vec()).await;
    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    assert_eq!(store.deletions(account).await, Ok(Vec::new()));
    drop(store);
    assert_eq!(database.open().await.accounts().await.map(|all| all.len()), Ok(1));
}

#[wasm_bindgen_test]
async fn a_database_of_the_second_version_gets_room_for_choices_and_keeps_what_it_held() {
    let database = Fresh::new();
    let stores: Vec<_> = FIRST_STORES.into_iter().chain(["deletions"]).collect();
    make_old(&database.name, 2, stores).await;
    // As version 2 wrote it: the next account's id, in postcard behind the number of its encoding.
    let next = Uint8Array::from(&[1u8, 7][..]);
    raw_put_in(&database.name, 2, "meta", &"next-account".into(), &next).await;

    let store = database.open().await;
    let account = store.add_account(connection()).await.expect("added").id;
    assert_eq!(account, AccountId(7), "what was there is still there");
    let sender = Whose::sender("ada@example.org");
    assert_eq!(store.choices().await, Ok(Choices::default()));
    store
        .choose(&sender, ChoiceChange::Images(true))
        .await
        .expect("chosen");
    drop(store);
    let choices = database.open().await.choices().await.expect("read");
    assert!(choices.by.contains_key(&sender));
}

#[wasm_bindgen_test]
async fn a_database_of_the_third_version_keeps_its_rows_and_takes_folders() {
    let database = Fresh::new();
    let stores = FIRST_STORES.into_iter().chain(["deletions", "choices"]).collect();
    make_old(&database.name, 3, stores).await;
    // As version 3 wrote them: an account, and a page with one message, which is in the trash.
    let account = AccountRecord {
        id: AccountId(0),
        connection: connection(),
        next_message: 1,
        sync_epoch: 1,
        checked_at: None,
        sign_in: SignIn::default(),
    };
    let account = version_3(&account);
    raw_put_in(&database.name, 3, "accounts", &0.into(), &account).await;
    let page: (u32, Vec<_>) = (
        0,
        vec![(
            0_u32,
            6_u32,
            true,
            false,
            1_u64,
            2_i64,
            2_u32,
            MailSummary::default(),
        )],
    );
    let key: JsValue = js_sys::Array::of2(&0.into(), &0.into()).into();
    raw_put_in(&database.name, 3, "summaries", &key, &version_3(&page)).await;

    let store = database.open().await;
    let pages = store.summaries(AccountId(0)).await.expect("read");
    assert_eq!(pages[0].rows[0].folder, Folder::Trash);
    let name = FolderName::new("Work").expect("a name");
    let create = FolderChange::Create { name, parent: None };
    let work = store.change_folders(AccountId(0), create).await.expect("created");
    let file = MarkChange::File(Folder::Own(work));
    let filed = store.change_marks(AccountId(0), &[MessageId(0)], file).await;
    assert_eq!(filed, Ok(vec![MessageId(0)]));
    drop(store);
    let pages = database.open().await.summaries(AccountId(0)).await.expect("read");
    assert_eq!(pages[0].rows[0].folder, Folder::Own(work));
}

#[wasm_bindgen_test]
async fn a_database_of_the_fourth_version_keeps_its_rows_and_takes_tags() {
    let database = Fresh::new();
    let stores = FIRST_STORES.into_iter().chain(["deletions", "choices"]).collect();
    make_old(&database.name, 4, stores).await;
    // As version 4 wrote it: a page with a message in the inbox, and nothing behind its rows.
    let row = |id: u32| {
        (
            id,
            0_u32,
            true,
            false,
            1_u64,
            2_i64,
            2_u32,
            MailSummary::default(),
        )
    };
    let page: (u32, Vec<_>) = (0, vec![row(0), row(1)]);
    let key: JsValue = js_sys::Array::of2(&0.into(), &0.into()).into();
    raw_put_in(&database.name, 4, "summaries", &key, &version_3(&page)).await;

    let store = database.open().await;
    let (account, message) = (AccountId(0), MessageId(1));
    let rows = store.summaries(account).await.expect("read")[0].rows.clone();
    assert_eq!((rows.len(), rows[1].tags.len(), rows[1].moment), (2, 0, None));
    let tag = MarkChange::Tagged(TagId(3), true);
    let tagged = store.change_marks(account, &[message], tag).await;
    assert_eq!(tagged, Ok(vec![message]));
    let later = MarkChange::Snooze(UnixMillis(9));
    store
        .change_marks(account, &[message], later)
        .await
        .expect("put away");
    drop(store);
    let rows = database.open().await.summaries(account).await.expect("read")[0]
        .rows
        .clone();
    assert_eq!(rows[0].folder, Folder::Inbox);
    assert_eq!(
        (rows[1].folder, rows[1].moment, &rows[1].tags),
        (Folder::Snoozed, Some(UnixMillis(9)), &vec![TagId(3)])
    );
}

/// A record in postcard behind the number of its encoding.
fn version_3(record: &impl serde::Serialize) -> Uint8Array {
    let bytes = postcard::to_extend(record, vec![1]).expect("encoded");
    Uint8Array::from(bytes.as_slice())
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
