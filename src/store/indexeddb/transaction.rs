//! One transaction: ask, put, and know how it ended. It must not await anything but the database, because a
//! transaction that is left alone for a moment commits itself.
//!
//! Handlers are the two functions of a promise, not closures of this module: a call that is dropped half-way leaves
//! nothing behind that the browser could call into.

use idb::{KeyRange, ObjectStore, Query};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbRequest, IdbTransaction};

use super::codec::account_bounds;
use crate::store::StoreError;
use crate::units::AccountId;

/// What a transaction may do, and how durable that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It reads.
    Read,
    /// It writes; a power cut may undo the last such transactions, in order, each as a whole. For what the server still
    /// has.
    WriteRelaxed,
    /// It writes, and has reached the disk when it ends. For what exists nowhere else.
    WriteStrict,
}

/// A transaction; dropped before [`Transaction::finish`] it leaves nothing written.
pub(super) struct Transaction {
    inner: IdbTransaction,
    /// Taken by `finish`.
    end: Option<JsFuture>,
    writes: bool,
}

impl Transaction {
    /// Begins one on some object stores.
    pub(super) fn begin(database: &IdbDatabase, stores: &[&str], access: Access) -> Result<Self, StoreError> {
        let (mode, durability) = match access {
            Access::Read => ("readonly", "default"),
            Access::WriteRelaxed => ("readwrite", "relaxed"),
            Access::WriteStrict => ("readwrite", "strict"),
        };
        let names: Array = stores.iter().copied().map(JsValue::from_str).collect();
        let inner = begin_durably(database, &names, mode, durability).map_err(|error| failure(&error))?;
        let end = Promise::new(&mut |complete, abort| {
            inner.set_oncomplete(Some(&complete));
            inner.set_onabort(Some(&abort));
        });
        Ok(Self {
            end: Some(end.into()),
            inner,
            writes: access != Access::Read,
        })
    }

    /// Asks for one record; `undefined` when there is none.
    pub(super) fn ask(&self, store: &str, key: &JsValue) -> Result<Answer, StoreError> {
        let request = self
            .objects(store)?
            .get(Query::Key(key.clone()))
            .map_err(refused)?;
        Ok(Answer::of(request.into()))
    }

    /// Asks for all records of an object store.
    pub(super) fn ask_all(&self, store: &str) -> Result<Answer, StoreError> {
        let request = self.objects(store)?.get_all(None, None).map_err(refused)?;
        Ok(Answer::of(request.into()))
    }

    /// Asks for all of an account's records of an object store with array keys.
    pub(super) fn ask_all_of(&self, store: &str, account: AccountId) -> Result<Answer, StoreError> {
        let request = self
            .objects(store)?
            .get_all(Some(range_of(account)?), None)
            .map_err(refused)?;
        Ok(Answer::of(request.into()))
    }

    /// Puts a record. Whether that went well shows when the transaction ends.
    pub(super) fn put(&self, store: &str, key: &JsValue, value: &JsValue) -> Result<(), StoreError> {
        self.objects(store)?
            .put(value, Some(key))
            .map(|_| ())
            .map_err(refused)
    }

    /// Deletes a record, if it is there.
    pub(super) fn delete(&self, store: &str, key: &JsValue) -> Result<(), StoreError> {
        self.objects(store)?
            .delete(Query::Key(key.clone()))
            .map(|_| ())
            .map_err(refused)
    }

    /// Deletes all records of an object store.
    pub(super) fn clear(&self, store: &str) -> Result<(), StoreError> {
        self.objects(store)?.clear().map(|_| ()).map_err(refused)
    }

    /// Deletes all of an account's records from an object store with array keys.
    pub(super) fn delete_all_of(&self, store: &str, account: AccountId) -> Result<(), StoreError> {
        self.objects(store)?
            .delete(range_of(account)?)
            .map(|_| ())
            .map_err(refused)
    }

    /// Commits, and returns once everything is written or, with an error, nothing is.
    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        let Some(end) = self.end.take() else { return Ok(()) };
        // Refused when a request has failed already; then the end says why.
        let _ = idb::Transaction::from(self.inner.clone()).commit();
        match end.await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.inner.error().map_or_else(
                || StoreError::Unavailable("aborted".to_owned()),
                |error| failure(&error),
            )),
        }
    }

    fn objects(&self, store: &str) -> Result<ObjectStore, StoreError> {
        self.inner
            .object_store(store)
            .map(Into::into)
            .map_err(|error| failure(&error))
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.writes && self.end.is_some() {
            // Refused when it has ended by itself, without having been told to write anything.
            let _ = self.inner.abort();
        }
    }
}

/// A record that was asked for. Ask for all of them first, then await each: the database answers in order.
pub(super) struct Answer {
    request: IdbRequest,
    arrival: JsFuture,
}

impl Answer {
    /// What a request will say.
    pub(super) fn of(request: IdbRequest) -> Self {
        let arrival = Promise::new(&mut |success, error| {
            request.set_onsuccess(Some(&success));
            request.set_onerror(Some(&error));
        });
        Self {
            request,
            arrival: arrival.into(),
        }
    }

    /// The record.
    pub(super) async fn value(self) -> Result<JsValue, StoreError> {
        match self.arrival.await {
            Ok(_) => self.request.result().map_err(|error| failure(&error)),
            Err(_) => Err(match self.request.error() {
                Ok(Some(error)) => failure(&error),
                _ => StoreError::Unavailable("a request failed".to_owned()),
            }),
        }
    }
}

/// `database.transaction(names, mode, {durability})`: neither `idb` nor `web_sys` knows the third argument.
fn begin_durably(
    database: &IdbDatabase,
    names: &Array,
    mode: &str,
    durability: &str,
) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &durability.into())?;
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    begin.call3(database, names, &mode.into(), &options)?.dyn_into()
}

fn range_of(account: AccountId) -> Result<Query, StoreError> {
    let (from, to) = account_bounds(account);
    KeyRange::bound(&from, &to, Some(false), Some(true))
        .map(Into::into)
        .map_err(refused)
}

/// What the browser says went wrong, as the store's callers see it.
pub(super) fn failure(error: &JsValue) -> StoreError {
    let Some(error) = error.dyn_ref::<DomException>() else {
        return StoreError::Unavailable(format!("{error:?}"));
    };
    match error.name().as_str() {
        "QuotaExceededError" => StoreError::Full,
        "VersionError" => StoreError::NewerVersion,
        name => StoreError::Unavailable(format!("{name}: {}", error.message())),
    }
}

/// The same for what `idb` passes on. The browser's words say it; `idb`'s own would be downloaded for all 45 of its cases.
pub(super) fn refused(error: idb::Error) -> StoreError {
    use idb::Error::{
        DeleteFailed, GetAllFailed, GetAllKeysFailed, GetFailed, IndexedDbNotFound, IndexedDbOpenFailed,
        KeyRangeCreateFailed, ObjectStoreCreateFailed, ObjectStoreNotFound, RequestErrorNotFound,
        RequestResultNotFound, TransactionAbortError, TransactionCommitError, TransactionOpenFailed,
        UpdateFailed,
    };
    match error {
        DeleteFailed(error)
        | GetAllFailed(error)
        | GetAllKeysFailed(error)
        | GetFailed(error)
        | IndexedDbNotFound(error)
        | IndexedDbOpenFailed(error)
        | KeyRangeCreateFailed(error)
        | ObjectStoreCreateFailed(error)
        | ObjectStoreNotFound(error)
        | RequestErrorNotFound(error)
        | RequestResultNotFound(error)
        | TransactionAbortError(error)
        | TransactionCommitError(error)
        | TransactionOpenFailed(error)
        | UpdateFailed(error) => failure(&error),
        _ => StoreError::Unavailable("the database gave no reason".into()),
    }
}
