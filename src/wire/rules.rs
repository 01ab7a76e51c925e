//! Rules for an account's mail, and what they do or would do.

use serde::{Deserialize, Serialize};

use super::{Folder, Mark};
use crate::units::{Condition, Matches, MessageId, TagId, UnixMillis, Words};

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

/// Something that a rule does.
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

/// What rules would do with a folder's messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTrialView {
    /// So many messages were looked at.
    pub looked_at: u32,
    /// So many are not here as a whole, and were not.
    pub not_here: u32,
    /// So many of them a rule is about.
    pub met: u32,
    /// The newest of those, at most 200.
    pub lines: Vec<RuleTrialLine>,
}

/// A message, and what rules would do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTrialLine {
    /// Which.
    pub message: MessageId,
    /// The sender's name, or else the address.
    pub from: String,
    /// What it is about.
    pub subject: String,
    /// Its date.
    pub date: UnixMillis,
    /// Which rules are about it, by name, and what each would change; nothing where all of it is so already.
    pub by: Vec<(Words, Vec<RuleAction>)>,
}

/// What rules did with a folder's messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRunView {
    /// How many messages changed.
    pub changed: u32,
    /// What takes it back: to be said of these messages.
    pub back: Vec<(Mark, Vec<MessageId>)>,
}
