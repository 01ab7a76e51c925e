//! What is deleted from servers, ready to be shown and changed.

use serde::{Deserialize, Serialize};

use crate::units::{MessageId, Octets, Sha256, UnixMillis};

/// Which of the server's copies may go once the message is here. A message goes when one rule says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionPolicyView {
    /// So many days after it came into this browser; 0: as soon as it is here.
    pub after_days: Option<u16>,
    /// When it is in the trash here.
    pub when_trashed: bool,
    /// When it is larger than this.
    pub larger_than: Option<Octets>,
    /// The user has said that mail may go from the server although the browser may lose it.
    pub although_browser_may_forget: bool,
}

/// What the next check would delete from the server, as far as is known without asking it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionPlanView {
    /// How many messages would go.
    pub due: u32,
    /// How large they are.
    pub due_octets: Octets,
    /// The newest of them, at most 200.
    pub lines: Vec<DeletionView>,
    /// How many messages no rule says anything about.
    pub kept: u32,
    /// How many stay because they are not here as a whole.
    pub not_here: u32,
    /// Nothing goes, because the browser may lose what is here and the user has not agreed to that.
    pub browser_may_forget: bool,
}

/// A message that is, or would be, deleted from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionView {
    /// Its id here.
    pub message: MessageId,
    /// The server's id, escaped; empty where it is not known yet.
    pub uidl: String,
    /// What it is about.
    pub subject: String,
    /// The hash of the copy here that was read back; `None` where that has not happened yet, and for
    /// [`DeletionReason::WithoutCopy`].
    pub sha256: Option<Sha256>,
    /// How large it is.
    pub octets: Octets,
    /// Which rule says so.
    pub reason: DeletionReason,
    /// When the server was asked.
    pub asked_at: Option<UnixMillis>,
    /// What became of it.
    pub state: DeletionState,
}

/// The rule by which a copy may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletionReason {
    /// It has been here for so many days.
    Days(u16),
    /// It is in the trash.
    Trashed,
    /// It is larger than this.
    LargerThan(Octets),
    /// The user asked for this one.
    Asked,
    /// The user asked for this one to go although it was never fetched.
    WithoutCopy,
}

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletionState {
    /// It would go at the next check.
    Planned,
    /// The server was asked and has not confirmed it.
    Asked,
    /// It is gone there.
    Deleted,
    /// The server still has it.
    StillThere,
}
