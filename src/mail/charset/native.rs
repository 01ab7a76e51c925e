//! The tables of `encoding_rs`. It must do what a browser's `TextDecoder` does, so that tests here speak for there.

use encoding_rs::Encoding;

/// The text in `bytes`; `name` is one of the standard's.
pub(super) fn text(name: &str, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_label(name.as_bytes())?;
    let (text, _damaged) = encoding.decode_without_bom_handling(bytes);
    Some(text.into_owned())
}
