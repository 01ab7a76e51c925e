//! Folders: the app's own, and those of the user's own.

use serde::{Deserialize, Serialize};

use crate::units::{FolderId, FolderName, MessageId, Tag, TagId};

/// A local folder, or what the interface shows like one. POP3 has none: these are this browser's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "everybody knows these folders")]
pub enum Folder {
    Inbox,
    /// What has a star, wherever it lies.
    Starred,
    /// What is out of sight until it comes back.
    Snoozed,
    Archive,
    Sent,
    Drafts,
    Outbox,
    Junk,
    Trash,
    /// One of the user's own.
    Own(FolderId),
    /// What has a tag, wherever it lies.
    Tagged(TagId),
}

/// A folder in the sidebar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderView {
    /// Which.
    pub folder: Folder,
    /// The name that the user gave it; empty: it is one of the app's own.
    pub name: String,
    /// In how many others it lies. It comes right after those that lie in the folder before it.
    pub depth: u8,
    /// Messages in it.
    pub total: u32,
    /// Unread ones.
    pub unread: u32,
}

/// A change to folders in which no message moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FolderChange {
    /// A new one.
    Create {
        /// Its name.
        name: FolderName,
        /// In which.
        parent: Option<FolderId>,
    },
    /// Another name or another place, with everything in it.
    Change {
        /// Which.
        folder: FolderId,
        /// Its name from now on.
        name: FolderName,
        /// In which it is from now on.
        parent: Option<FolderId>,
    },
}

/// What was removed: all that is needed to have it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedFolders {
    /// The folder and those in it, each after the one that it was in.
    pub folders: Vec<RemovedFolder>,
    /// Where their messages went.
    pub to: Folder,
    /// Which messages those were, by id, and where each had been.
    pub messages: Vec<(MessageId, FolderId)>,
}

/// A folder that was removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedFolder {
    /// Which.
    pub folder: FolderId,
    /// Its name.
    pub name: FolderName,
    /// In which it was.
    pub parent: Option<FolderId>,
}

/// A change to the tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TagChange {
    /// Another name or colour for the tag with that id; a new tag where the id is [`TagId::NEW`].
    Keep(Tag),
    /// The tag is no more. It stays on messages, unseen, in case it comes back.
    Remove(TagId),
}
