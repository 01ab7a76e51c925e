//! Sentences about how a list stands: what comes first, headings, conversations.

use super::catalogue::{counted, said, sentences};
use crate::ui::state::list_order::SizeClass;
use crate::wire::SortBy;

sentences! {
    /// Heading of a dialog, and the name of the button that opens it.
    list_order: "Sort and group",
    /// Before the choice of what comes first in the list.
    sort_first: "What comes first",
    /// A choice.
    gather: "One row for each conversation",
    /// Under that choice.
    gather_note: "Messages that answer each other stand together. An answer that names no message goes by its subject.",
    /// The name of the messages that answer each other.
    conversation: "Conversation",
}

/// What comes first in the list.
#[must_use]
pub fn sort(by: SortBy) -> &'static str {
    said(match by {
        SortBy::Newest => "Newest first",
        SortBy::Oldest => "Oldest first",
        SortBy::Sender => "By sender, A to Z",
        SortBy::Subject => "By subject, A to Z",
        SortBy::Largest => "Largest first",
    })
}

/// The heading of messages that are about as large.
#[must_use]
pub fn size_class(class: SizeClass) -> &'static str {
    said(match class {
        SizeClass::Huge => "10 MB and more",
        SizeClass::Large => "1 to 10 MB",
        SizeClass::Middling => "100 kB to 1 MB",
        SizeClass::Small => "Less than 100 kB",
    })
}

/// Those messages of a conversation that are not shown at first.
#[must_use]
pub fn earlier_messages(count: usize) -> String {
    counted(
        "1 earlier message",
        "{count} earlier messages",
        u32::try_from(count).unwrap_or(u32::MAX),
        &[],
    )
}
