//! Records as the values and keys of IndexedDB, and back. Every encoded record begins with a byte that says how the
//! rest is encoded, so that a later build can read what an earlier one wrote. It must not touch the database.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::schema::v3::{DOMAIN, SENDER};
use crate::store::{Original, StoreError, Whose};
use crate::units::{AccountId, MessageId, Sha256};

/// The first byte of a record in postcard, as the records were in schema version 1.
const POSTCARD_V1: u8 = 1;

/// A record as bytes.
pub(super) fn encoded(record: &impl Serialize) -> Result<JsValue, StoreError> {
    let bytes =
        postcard::to_extend(record, vec![POSTCARD_V1]).map_err(|error| corrupt("a new record", error))?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// What [`encoded`] made; `None` where there was nothing.
pub(super) fn decoded<T: DeserializeOwned>(value: &JsValue) -> Result<Option<T>, StoreError> {
    if value.is_undefined() {
        return Ok(None);
    }
    let what = std::any::type_name::<T>();
    let bytes = value
        .dyn_ref::<Uint8Array>()
        .ok_or_else(|| corrupt(what, "not bytes"))?
        .to_vec();
    match bytes.split_first() {
        Some((&POSTCARD_V1, record)) => postcard::from_bytes(record)
            .map(Some)
            .map_err(|error| corrupt(what, error)),
        Some((version, _)) => Err(corrupt(what, format_args!("encoded in version {version}"))),
        None => Err(corrupt(what, "empty")),
    }
}

/// All records of a `getAll`.
pub(super) fn all_decoded<T: DeserializeOwned>(values: &JsValue) -> Result<Vec<T>, StoreError> {
    Array::from(values)
        .iter()
        .filter_map(|value| decoded(&value).transpose())
        .collect()
}

/// The value kept for an original. The bytes are copied out of this module's memory once; the browser clones that copy.
pub(super) fn original_value(original: &Original) -> Result<JsValue, StoreError> {
    let bytes = Uint8Array::from(original.bytes.as_slice());
    let sha256 = Uint8Array::from(original.sha256.0.as_slice());
    object(&[("bytes", bytes.as_ref()), ("sha256", sha256.as_ref())])
}

/// What [`original_value`] made; `None` where there was nothing.
pub(super) fn original(value: &JsValue) -> Result<Option<Original>, StoreError> {
    if value.is_undefined() {
        return Ok(None);
    }
    let sha256 = bytes_of(value, "sha256")?
        .to_vec()
        .try_into()
        .map_err(|_| corrupt("an original", "its hash has a wrong length"))?;
    Ok(Some(Original {
        bytes: bytes_of(value, "bytes")?.to_vec(),
        sha256: Sha256(sha256),
    }))
}

/// A plain object with these fields.
pub(super) fn object(fields: &[(&str, &JsValue)]) -> Result<JsValue, StoreError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)
            .map_err(|_| corrupt("a new object", "it takes no fields"))?;
    }
    Ok(object.into())
}

/// A field of bytes.
pub(super) fn bytes_of(object: &JsValue, field: &str) -> Result<Uint8Array, StoreError> {
    Reflect::get(object, &JsValue::from_str(field))
        .ok()
        .and_then(|value| value.dyn_into().ok())
        .ok_or_else(|| corrupt(field, "not bytes"))
}

/// The key of an account's own record.
pub(super) fn account_key(account: AccountId) -> JsValue {
    JsValue::from(account.0)
}

/// The key in `meta` of one thing about an account.
pub(super) fn meta_key(what: &str, account: AccountId) -> JsValue {
    Array::of2(&JsValue::from_str(what), &JsValue::from(account.0)).into()
}

/// The key of what was decided about somebody.
pub(super) fn choice_key(whose: &Whose) -> JsValue {
    let (kind, name) = match whose {
        Whose::Sender(address) => (SENDER, address),
        Whose::Domain(domain) => (DOMAIN, domain),
    };
    Array::of2(&JsValue::from_str(kind), &JsValue::from_str(name)).into()
}

/// The key of a page.
pub(super) fn page_key(account: AccountId, page: u32) -> JsValue {
    Array::of2(&JsValue::from(account.0), &JsValue::from(page)).into()
}

/// The key of a message.
pub(super) fn message_key(account: AccountId, message: MessageId) -> JsValue {
    page_key(account, message.0)
}

/// The first key that may belong to an account, and the first that does not any more: an array comes after every
/// shorter one that it begins with.
pub(super) fn account_bounds(account: AccountId) -> (JsValue, JsValue) {
    let from = Array::of1(&JsValue::from(account.0));
    let to = Array::of1(&JsValue::from(f64::from(account.0) + 1.0));
    (from.into(), to.into())
}

fn corrupt(what: &str, why: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("{what}: {why}"))
}
