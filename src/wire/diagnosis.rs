//! What a look at an account's connection brings: its steps, and what was said. Facts; sentences are made in `ui::text`.

use serde::{Deserialize, Serialize};

use super::{CheckState, Fault, SetupCheck};
use crate::units::{Octets, UnixMillis};

/// One step of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Which.
    pub check: SetupCheck,
    /// How it stands.
    pub state: CheckState,
    /// How long it took, in milliseconds, once it is over; `None` where it is a part of the next one.
    pub took_ms: Option<u32>,
    /// What came of it.
    pub learnt: Learnt,
}

/// What came of a step. Texts are a server's: data, escaped and cut short, never markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Learnt {
    /// Nothing that anybody would want to read.
    Nothing,
    /// In the protocol's or the server's words: its greeting, what it can do, how we signed in.
    Words(String),
    /// How the connection is encrypted.
    Encryption {
        /// TLS version and cipher.
        protocol: String,
        /// Whom the certificate names.
        subject: String,
        /// Who signed it.
        issuer: String,
        /// How long it is valid.
        not_after: UnixMillis,
    },
    /// The connection is not encrypted, as the user wants it.
    NoEncryption,
    /// Messages have ids.
    UniqueIds {
        /// How many ids there are.
        listed: u32,
        /// How many of them another message had already.
        repeated: u32,
    },
    /// Messages have no ids.
    NoUniqueIds,
    /// How much mail there is.
    Mailbox {
        /// Messages on the server.
        messages: u32,
        /// Their size, as the server counts.
        octets: Octets,
    },
    /// It was not tried: the server wants a pause between two log-ins.
    NotBefore(UnixMillis),
}

/// A whole diagnosis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisView {
    /// The steps that were begun, in the order in which they ended.
    pub steps: Vec<StepView>,
    /// The first thing that does not work.
    pub fault: Option<Fault>,
}

/// What was said in one session, without what is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranscriptView {
    /// When it began.
    pub begun_at: UnixMillis,
    /// Lines: milliseconds since then, who spoke (`C:`, `S:`, or `--` for what nobody said), and what.
    pub text: String,
}
