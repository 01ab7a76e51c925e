//! What other tabs and the browser itself do to a database: with `idb`, without asking our code.

use idb::{Database, Factory, TransactionMode};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbOpenDbRequest, IdbRequest};

/// The version of the database that this build writes.
pub(crate) const VERSION: u32 = 5;

/// What a request says.
pub(crate) async fn settled(request: &IdbRequest) -> JsValue {
    let promise = Promise::new(&mut |success, error| {
        request.set_onsuccess(Some(&success));
        request.set_onerror(Some(&error));
    });
    JsFuture::from(promise).await.expect("the request succeeds");
    request.result().expect("a result")
}

/// What another tab does: opens the database in some version, without asking our code.
pub(crate) async fn raw_open(name: &str, version: u32) -> Database {
    let request = Factory::new()
        .expect("a factory")
        .open(name, Some(version))
        .expect("asked");
    let request = IdbOpenDbRequest::from(request);
    Database::try_from(settled(&request).await).expect("a database")
}

pub(crate) async fn raw_put(name: &str, store: &str, key: &JsValue, value: &JsValue) {
    raw_put_in(name, VERSION, store, key, value).await;
}

/// The same in a database of another version.
pub(crate) async fn raw_put_in(name: &str, version: u32, store: &str, key: &JsValue, value: &JsValue) {
    let database = raw_open(name, version).await;
    let transaction = database
        .transaction(&[store], TransactionMode::ReadWrite)
        .expect("begun");
    let request = transaction
        .object_store(store)
        .expect("there")
        .put(value, Some(key))
        .expect("put");
    settled(&request.into()).await;
    database.close();
}

/// The least that writing so many bytes can cost: bare values in one transaction.
pub(crate) async fn raw_put_all<T>(
    name: &str,
    store: &str,
    first_key: u32,
    records: &[T],
    bytes: impl Fn(&T) -> &[u8],
) {
    let database = raw_open(name, VERSION).await;
    let transaction = database
        .transaction(&[store], TransactionMode::ReadWrite)
        .expect("begun");
    let store = transaction.object_store(store).expect("there");
    for (record, key) in records.iter().zip(first_key..) {
        let value = Uint8Array::from(bytes(record));
        store.put(&value, Some(&key.into())).expect("put");
    }
    let transaction = web_sys::IdbTransaction::from(transaction);
    let end = Promise::new(&mut |complete, abort| {
        transaction.set_oncomplete(Some(&complete));
        transaction.set_onabort(Some(&abort));
    });
    JsFuture::from(end).await.expect("committed");
    database.close();
}

pub(crate) async fn raw_get(name: &str, store: &str, key: &JsValue) -> JsValue {
    let database = raw_open(name, VERSION).await;
    let transaction = database
        .transaction(&[store], TransactionMode::ReadOnly)
        .expect("begun");
    let request = transaction
        .object_store(store)
        .expect("there")
        .get(key.clone())
        .expect("asked");
    let value = settled(&request.into()).await;
    database.close();
    value
}

/// A method of the browser that does something else until this is dropped.
pub(crate) struct Patch {
    prototype: Object,
    method: &'static str,
    original: JsValue,
    changed: JsValue,
}

impl Patch {
    pub(crate) fn of(class: &str, method: &'static str, body: &str) -> Self {
        let class = Reflect::get(&js_sys::global(), &class.into()).expect("a class");
        let prototype: Object = Reflect::get(&class, &"prototype".into())
            .expect("one")
            .unchecked_into();
        let original = Reflect::get(&prototype, &method.into()).expect("a method");
        let make = Function::new_with_args("original", &format!("return function (value, key) {{ {body} }}"));
        let changed = make
            .apply(&JsValue::NULL, &Array::of1(&original))
            .expect("a function");
        Self {
            prototype,
            method,
            original,
            changed,
        }
    }

    pub(crate) fn apply(&self) {
        Reflect::set(&self.prototype, &self.method.into(), &self.changed).expect("patched");
    }
}

impl Drop for Patch {
    fn drop(&mut self) {
        Reflect::set(&self.prototype, &self.method.into(), &self.original).expect("healed");
    }
}
