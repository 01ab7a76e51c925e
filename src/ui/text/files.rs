//! What is said of files of mail that somebody opens. Their names are data.

use super::catalogue::{counted, phrase, sentences};
use crate::ui::state::figures::size;
use crate::units::Octets;

sentences! {
    opened_files: "Opened files",
    only_in_file: "This message lies in a file: it can be read and saved here, but not marked or moved.",
}

/// So many messages can be read now.
#[must_use]
pub fn files_opened(messages: u32) -> String {
    counted("1 message opened", "{count} messages opened", messages, &[])
}

/// A file is something else.
#[must_use]
pub fn no_mail_in(name: &str) -> String {
    phrase(
        "There is no message in {name}. Restante opens .eml files and mailboxes in the mbox format.",
        &[("name", name)],
    )
}

/// A file cannot be read.
#[must_use]
pub fn file_unreadable(name: &str) -> String {
    phrase(
        "{name} could not be read. Has it been moved or changed?",
        &[("name", name)],
    )
}

/// Files are too large to be held in memory.
#[must_use]
pub fn files_too_large(octets: Octets, most: Octets) -> String {
    phrase(
        "That is {size}, and at most {limit} can be opened at once.",
        &[("size", &size(octets)), ("limit", &size(most))],
    )
}
