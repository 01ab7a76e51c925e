//! Rules that the user has made for the mail of an account, and what they make of one message as it comes. Data only: the
//! engine says which rule is about which message.

use serde::{Deserialize, Serialize};

use super::{Folder, Folders, MarkChange, SummaryRecord, Wish};
use crate::units::{Condition, Matches, TagId, Words};

/// What is done with messages of which something is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// What the user calls it.
    pub name: Words,
    /// Whether it counts.
    pub is_on: bool,
    /// How many of the conditions have to be met.
    pub matches: Matches,
    /// Of which messages; without any it is about none.
    pub conditions: Vec<Condition>,
    /// What is done with them.
    pub actions: Vec<RuleAction>,
    /// Whether the rules behind it do not count for what it is about.
    pub stops: bool,
}

/// Something that a rule does. New ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleAction {
    /// Files the message there.
    File(Folder),
    /// Stars it.
    Star,
    /// Marks it as read.
    MarkRead,
    /// Wants its copy to stay on the server, whatever the policy.
    LeaveOnServer,
    /// Wants its copy to go from the server, once it is safe here.
    DeleteOnServer,
    /// Puts a tag on it.
    Tag(TagId),
}

/// What rules make of a message as it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruling {
    /// Where it lies; `None`, or a folder that is not here: in the inbox.
    pub folder: Option<Folder>,
    /// Whether it comes with a star.
    pub starred: bool,
    /// Whether it counts as read.
    pub read: bool,
    /// The tags that it comes with.
    pub tags: Vec<TagId>,
    /// What is wanted of it on the server, unless the user has said something else.
    pub wish: Option<Wish>,
}

impl Ruling {
    /// Whether folders have to be known for it.
    #[must_use]
    pub const fn is_about_own_folder(&self) -> bool {
        matches!(self.folder, Some(Folder::Own(_)))
    }
}

impl SummaryRecord {
    /// Does what rules say. A message whose header was here before and that somebody has filed elsewhere stays there.
    pub fn obey(&mut self, ruling: &Ruling, folders: &Folders) {
        if let Some(folder) = ruling.folder
            && self.folder == Folder::Inbox
            && folders.has(folder)
        {
            self.folder = folder;
        }
        self.starred |= ruling.starred;
        self.unread &= !ruling.read;
        for tag in &ruling.tags {
            self.change(MarkChange::Tagged(*tag, true));
        }
    }
}
