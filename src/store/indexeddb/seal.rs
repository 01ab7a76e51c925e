//! Passwords under a key that the browser never hands out. It keeps nothing itself, and must not await the database:
//! WebCrypto and a transaction do not mix.

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, Crypto, CryptoKey, SubtleCrypto};

use super::codec::{bytes_of, object};
use super::transaction::failure;
use crate::secret::Secret;
use crate::store::StoreError;
use crate::units::AccountId;

/// The nonce that AES-GCM is made for; random, since a password is sealed a few times in its life.
const IV_OCTETS: u32 = 12;
const KEY_BITS: u16 = 256;

/// A new key that can seal and open, and cannot be exported.
pub(super) async fn new_key() -> Result<CryptoKey, StoreError> {
    let parameters = AesKeyGenParams::new("AES-GCM", KEY_BITS);
    let uses = js_sys::Array::of2(&"encrypt".into(), &"decrypt".into());
    let key = subtle()?
        .generate_key_with_object(&parameters, false, &uses)
        .map_err(|error| failure(&error))?;
    JsFuture::from(key)
        .await
        .and_then(JsValue::dyn_into)
        .map_err(|error| failure(&error))
}

/// The value kept for a password.
pub(super) async fn sealed(
    key: &CryptoKey,
    account: AccountId,
    password: &Secret,
) -> Result<JsValue, StoreError> {
    let iv = Uint8Array::new_with_length(IV_OCTETS);
    crypto()?
        .get_random_values_with_js_u8_array(&iv)
        .map_err(|error| failure(&error))?;
    let plain = Uint8Array::from(password.reveal().as_bytes());
    let sealing = subtle()?
        .encrypt_with_object_and_js_u8_array(&parameters(&iv, account), key, &plain)
        .map_err(|error| failure(&error))?;
    let sealed = JsFuture::from(sealing).await;
    plain.fill(0, 0, plain.length());
    let sealed = Uint8Array::new(&sealed.map_err(|error| failure(&error))?);
    object(&[("iv", iv.as_ref()), ("sealed", sealed.as_ref())])
}

/// What [`sealed`] sealed; `None` when it was sealed with another key or for another account, or is damaged.
pub(super) async fn opened(
    key: &CryptoKey,
    account: AccountId,
    value: &JsValue,
) -> Result<Option<Secret>, StoreError> {
    let (Ok(iv), Ok(sealed)) = (bytes_of(value, "iv"), bytes_of(value, "sealed")) else {
        return Ok(None);
    };
    let opening = subtle()?
        .decrypt_with_object_and_js_u8_array(&parameters(&iv, account), key, &sealed)
        .map_err(|error| failure(&error))?;
    let Ok(plain) = JsFuture::from(opening)
        .await
        .and_then(JsValue::dyn_into::<ArrayBuffer>)
    else {
        return Ok(None);
    };
    let plain = Uint8Array::new(&plain);
    let password = String::from_utf8(plain.to_vec()).ok().map(Secret::new);
    plain.fill(0, 0, plain.length());
    Ok(password)
}

/// A sealed password opens for its own account only, wherever it is copied to.
fn parameters(iv: &Uint8Array, account: AccountId) -> Object {
    let parameters = AesGcmParams::new_with_u8_array("AES-GCM", iv);
    let bound_to = Uint8Array::from(account.0.to_be_bytes().as_slice());
    parameters.set_additional_data_u8_array(&bound_to);
    parameters.into()
}

fn crypto() -> Result<Crypto, StoreError> {
    Reflect::get(&js_sys::global(), &"crypto".into())
        .and_then(JsValue::dyn_into)
        .map_err(|_| StoreError::Unavailable("no WebCrypto".to_owned()))
}

fn subtle() -> Result<SubtleCrypto, StoreError> {
    let subtle = crypto()?.subtle();
    if subtle.is_undefined() {
        // Only pages from a secure context have it.
        return Err(StoreError::Unavailable("no WebCrypto".to_owned()));
    }
    Ok(subtle)
}
