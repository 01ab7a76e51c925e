//! What sizes are called.

use super::catalogue::{counted, filled, phrase, said};
use crate::units::Octets;

/// "640 bytes".
#[must_use]
pub fn bytes(octets: Octets) -> String {
    counted(
        "1 byte",
        "{count} bytes",
        u32::try_from(octets.0).unwrap_or(u32::MAX),
        &[],
    )
}

/// "4.2 KB": a number of thousands of bytes for unit 0, of millions for 1, and so on.
#[must_use]
pub fn in_unit(number: &str, unit: usize) -> String {
    let sentence = said(match unit {
        0 => "{number} KB",
        1 => "{number} MB",
        2 => "{number} GB",
        _ => "{number} TB",
    });
    filled(sentence, &[("number", number)])
}

/// "38 of 61 MB".
#[must_use]
pub fn so_much_of(done: &str, total: &str) -> String {
    phrase("{done} of {size}", &[("done", done), ("size", total)])
}
