//! What has been connected to from this tab: facts about connections, and nothing that went over them.

use serde::{Deserialize, Serialize};

use super::FaultKind;
use crate::units::{AccountId, Octets, UnixMillis};

/// A connection to a mail server through the bridge, open or over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingView {
    /// When it was asked for.
    pub begun_at: UnixMillis,
    /// The server's name, as it was asked for.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What for.
    pub errand: Errand,
    /// Bytes that came, encryption included.
    pub bytes_in: Octets,
    /// Bytes that went, encryption included.
    pub bytes_out: Octets,
    /// How it ended.
    pub end: OutgoingEnd,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Errand {
    /// To fetch an account's new mail.
    Check(AccountId),
    /// To see what is on an account's server.
    Look(AccountId),
    /// To find out what is wrong with an account's connection.
    Diagnosis(AccountId),
    /// To try a connection for an account that is not kept yet.
    Test,
    /// To find out whether a provider's server has this name.
    Meeting,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OutgoingEnd {
    /// It has not.
    Open,
    /// We closed it, having done what it was for or having given up.
    Closed,
    /// It was never made, or broke.
    Failed(FaultKind),
}
