//! What is said of emptying the trash and junk.

use super::catalogue::{counted, said, sentences};

sentences! {
    /// A button over the list of the trash.
    empty_now: "Empty…",
    empty_title: "Erase for good?",
    erase_for_good: "Erase",
    erasing_nothing: "There is nothing to be erased.",
    erasing_note: "Nothing brings it back. What is on the server stays as it is.",
    erase_after: "Erase from Trash and Junk",
    erase_never: "Only when asked to",
    erase_after_note: "Counted from when a message was moved there. A message whose copy on the server is still to be deleted waits for that.",
}

/// What goes.
#[must_use]
pub fn erasing(messages: u32, size: &str) -> String {
    counted(
        "1 message ({size}) goes from this browser.",
        "{count} messages ({size}) go from this browser.",
        messages,
        &[("size", size)],
    )
}

/// What is still needed.
#[must_use]
pub fn erasing_waits(messages: u32) -> String {
    counted(
        "1 message stays until the next check has deleted its copy on the server.",
        "{count} messages stay until the next check has deleted their copies on the server.",
        messages,
        &[],
    )
}

/// What is only on the server.
#[must_use]
pub fn erasing_not_here(messages: u32) -> String {
    counted(
        "1 message stays, because only its header is here.",
        "{count} messages stay, because only their headers are here.",
        messages,
        &[],
    )
}

/// What went.
#[must_use]
pub fn erased(messages: u32) -> String {
    counted(
        "1 message is erased",
        "{count} messages are erased",
        messages,
        &[],
    )
}

/// After how long something is erased.
#[must_use]
pub fn after_days(days: u32) -> String {
    match days {
        365 => said("After a year").to_owned(),
        _ => counted("After a day", "After {count} days", days, &[]),
    }
}
