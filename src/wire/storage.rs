//! How much of an account's mail is in this browser, and how much its server had.

use serde::{Deserialize, Serialize};

use crate::units::{AccountId, Octets, UnixMillis};

/// How much of an account's mail is kept, and how much its server had when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountStorageView {
    /// Whose.
    pub account: AccountId,
    /// Its address.
    pub email: String,
    /// How many messages are here as a whole, whatever folder they lie in.
    pub messages: u32,
    /// How large those are.
    pub octets: Octets,
    /// Of how many only the header is here.
    pub headers: u32,
    /// What the server listed last, perhaps before this tab was opened; `None`: it was not asked yet.
    pub listed: Option<ListedView>,
}

/// What a server listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedView {
    /// When.
    pub at: UnixMillis,
    /// How many messages.
    pub messages: u32,
    /// How large they are, as far as anybody knows: 0 where the server does not say and none of them is here.
    pub octets: Octets,
}
