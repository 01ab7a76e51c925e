//! The tables of the browser, through `TextDecoder`. The only place of `mail` that knows of a browser; it must not
//! keep anything between two calls.

use web_sys::TextDecoder;

/// The text in `bytes`; `name` is one of the standard's.
pub(super) fn text(name: &str, bytes: &[u8]) -> Option<String> {
    let decoder = TextDecoder::new_with_label(name).ok()?;
    decoder.decode_with_u8_array(bytes).ok()
}
