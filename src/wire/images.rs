//! What the interface shows of remote images, and what the user decides about them and about how mail looks.

use serde::{Deserialize, Serialize};

/// Whether remote images are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RemoteContent {
    /// As was decided about the sender; where nothing was, they are not loaded.
    AsChosen,
    /// Not loaded, not even named in the document.
    Blocked,
    /// Images over https, this once.
    Images,
}

/// The remote images of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagesView {
    /// Whether the document names images that its frame is to load.
    pub shown: bool,
    /// Why, or why not.
    pub rule: ImageRule,
    /// Whether somebody who is believed vouches for the sender, so that a choice about it counts.
    pub vouched: bool,
    /// How many are not loaded; those that follow are not among them.
    pub blocked: u32,
    /// The hosts they would come from.
    pub hosts: Vec<String>,
    /// The hosts from which its frame loads images.
    pub loaded_from: Vec<String>,
    /// How many would tell somebody that the message was read. They are never loaded.
    pub tracking: u32,
    /// Who would be told.
    pub trackers: Vec<TrackerView>,
    /// The sender's domain, where a choice may be about all of it; empty where it may not.
    pub domain: String,
}

/// What decided about a message's images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImageRule {
    /// Nobody has decided anything: they are loaded when the user says so.
    Ask,
    /// They are never loaded, whoever sent them.
    Never,
    /// Those of this sender or domain are loaded.
    Always(Whose),
    /// They would be, but nobody who is believed vouches for the sender.
    NotVouched(Whose),
}

/// Somebody who counts readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackerView {
    /// The service, such as "Mailchimp"; empty where it is not known.
    pub name: String,
    /// The host that would be asked.
    pub host: String,
}

/// Whom a choice is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Whoever writes from this address.
    Sender(String),
    /// Whoever writes from this domain, or one below it.
    Domain(String),
}

/// Whether remote images are ever loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImagePolicy {
    /// When the user says so.
    Ask,
    /// Never.
    Never,
}

/// Everything that was decided about how mail is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesView {
    /// For everybody.
    pub policy: ImagePolicy,
    /// For some, in order.
    pub choices: Vec<ChoiceView>,
}

/// What was decided about somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceView {
    /// About whom.
    pub whose: Whose,
    /// Images are loaded without asking.
    pub images: bool,
    /// Pages are darkened in the dark theme.
    pub darkened: bool,
}

/// A decision about how mail is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChoiceChange {
    /// For everybody.
    Policy(ImagePolicy),
    /// Images of somebody are loaded without asking, or are not.
    Images(Whose, bool),
    /// Pages of a sender are darkened in the dark theme, or are not.
    Darkened(Whose, bool),
    /// Nothing is decided about somebody any more.
    Forgotten(Whose),
    /// Nor about anybody.
    AllForgotten,
}
