//! What a message says, read from its bytes.

use serde::{Deserialize, Serialize};

use crate::units::UnixMillis;

/// What a list shows of a message. Kept with it, so that a list never parses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSummary {
    /// The sender's display name; empty when there is none.
    pub from_name: String,
    /// The sender's address; empty when there is none.
    pub from_address: String,
    /// The subject, unfolded and decoded; empty when there is none.
    pub subject: String,
    /// The beginning of the text, one line, at most 160 characters; empty when only the header was read.
    pub snippet: String,
    /// When it was sent by its own account, or delivered where that is absurd; `None` when nothing says.
    pub date: Option<UnixMillis>,
    /// Without angle brackets; empty when there is none.
    pub message_id: String,
    /// `References` and `In-Reply-To`, oldest first, at most 30: what conversations are made of.
    pub references: Vec<String>,
    /// Whether something is attached that is not part of the text.
    pub attachments: bool,
}
