//! What may be deleted from a server, and what was. Data only: who decides is the engine.

use serde::{Deserialize, Serialize};

use super::SeenKey;
use crate::units::{MessageId, Octets, Sha256, UnixMillis};

/// Which of the server's copies may go once the message is here. A message goes when one rule says so; by default none
/// does, and everything stays on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionPolicy {
    /// So many days after the message came into this browser; 0: as soon as it is here.
    pub after_days: Option<u16>,
    /// When it is in the trash here.
    pub when_trashed: bool,
    /// When it is larger than this.
    pub larger_than: Option<Octets>,
    /// The user has said in so many words that mail may go from the server although the browser may lose it.
    pub although_browser_may_forget: bool,
}

impl DeletionPolicy {
    /// Whether nothing is ever deleted.
    #[must_use]
    pub const fn keeps_all(&self) -> bool {
        self.after_days.is_none() && !self.when_trashed && self.larger_than.is_none()
    }
}

/// One line of the ledger of deletions. It outlives the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// Which of the server's messages.
    pub key: SeenKey,
    /// Its id here.
    pub message: MessageId,
    /// The hash of the copy that was read back and found whole before the server was asked; [`NO_COPY`] for
    /// [`DeletionReason::WithoutCopy`].
    pub sha256: Sha256,
    /// How long that copy is; without one, what the server said.
    pub octets: Octets,
    /// What the message was about.
    pub subject: String,
    /// Which rule said so.
    pub reason: DeletionReason,
    /// When the server was asked last.
    pub asked_at: UnixMillis,
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

/// Stands for the hash of a copy that there never was.
pub const NO_COPY: Sha256 = Sha256([0; 32]);

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeletionState {
    /// The server was asked and has not confirmed it: its next list shows.
    Asked,
    /// The server confirmed it, or its list has the message no more.
    Deleted,
    /// The server still has it.
    StillThere,
}
