//! What the interface shows of the list that a message came by. Strangers' words: data, never markup.

use serde::{Deserialize, Serialize};

/// What a header says of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// Its display name; empty when there is none.
    pub name: String,
    /// What tells it from all others; empty when there is none.
    pub id: String,
    /// Where to turn to, and for what.
    pub links: Vec<(ListPurpose, ListLink)>,
    /// Whether one request to the first page is said to be enough to leave.
    pub one_click: bool,
    /// Such as "bulk"; empty when it does not say.
    pub precedence: String,
}

/// What an address of a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each says itself")]
pub enum ListPurpose {
    Unsubscribe,
    Post,
    Archive,
    Help,
    Owner,
}

/// Where to turn to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListLink {
    /// A page.
    Page {
        /// `https:` or `http:`.
        url: String,
        /// Its host, in ASCII.
        host: String,
    },
    /// A letter to be written.
    Letter {
        /// To whom.
        address: String,
        /// What its subject has to be; empty for any.
        subject: String,
        /// `mailto:` with nothing in it but these and a text.
        url: String,
    },
}
