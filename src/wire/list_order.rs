//! How the rows of a folder stand.

use serde::{Deserialize, Serialize};

use super::{Folder, RowView};
use crate::units::MessageId;

/// In which order a folder's rows stand, and what a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListOrder {
    /// What stands first.
    pub by: SortBy,
    /// Whether the messages of a conversation are one row, which is then its newest message's.
    pub conversations: bool,
}

/// What stands first in a list. Among equals, the newest does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortBy {
    /// The newest message.
    #[default]
    Newest,
    /// The oldest message.
    Oldest,
    /// The sender whose name comes first in the alphabet.
    Sender,
    /// The subject that does, without `Re:` and its like.
    Subject,
    /// The largest message.
    Largest,
}

/// The messages of one conversation that lie in one folder, more than one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gathered {
    /// All of them, oldest first.
    pub messages: Vec<MessageId>,
    /// The one to read first: the oldest that is unread, else the newest.
    pub first: MessageId,
}

/// One message of a conversation, wherever it lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationLine {
    /// Where it is filed.
    pub folder: Folder,
    /// What a list says of it.
    pub row: RowView,
}
