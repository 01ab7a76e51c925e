//! What a connection tells: steps, wants, events and why it failed. Data only.

use std::fmt;

use crate::pop3::{self, IntentError, Reply, SessionError};
use crate::tls::{PeerFacts, TlsError};

/// What to do next. Take steps until one is a [`Step::Want`]. `Debug` keeps what is written to itself: it may be a
/// password.
#[derive(Clone, PartialEq, Eq)]
pub enum Step {
    /// Write these bytes to the server.
    Write(Vec<u8>),
    /// Something happened.
    Event(Event),
    /// Nothing goes on before this.
    Want(Want),
}

/// What a connection waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Bytes from the server.
    Input,
    /// An intent. Bytes may come all the same: the end of the stream, or a server that hangs up.
    Intent,
    /// Nothing more: close the stream.
    Close,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// TLS is up, and the server is who it should be.
    Secured(PeerFacts),
    /// The session goes on. Never [`pop3::Event::Failed`].
    Pop3(pop3::Event),
    /// The connection is over, not as it should.
    Failed(ConnectionError),
}

/// What ended a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionError {
    /// There is no safe TLS to be had (peer, or user: the certificate's facts are inside).
    Tls(TlsError),
    /// The stream ended within the TLS handshake (environment, or a server without TLS there).
    LostInHandshake,
    /// The server does not announce `STLS` (peer, or someone on the way who cut it out).
    StartTlsNotOffered,
    /// The server announces `STLS` and refuses it (peer).
    StartTlsRefused(Reply),
    /// The session ended.
    Session(SessionError),
    /// The machine misused its own session (us).
    Bug(IntentError),
}

impl fmt::Display for ConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tls(error) => write!(f, "{error}"),
            Self::LostInHandshake => f.write_str("the connection ended within the TLS handshake"),
            Self::StartTlsNotOffered => f.write_str("the server does not offer STLS"),
            Self::StartTlsRefused(reply) => write!(f, "the server refused STLS: {reply}"),
            Self::Session(error) => write!(f, "{error}"),
            Self::Bug(error) => write!(f, "bug in opening a connection: {error}"),
        }
    }
}

impl std::error::Error for ConnectionError {}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(bytes) => write!(f, "Write({} octets)", bytes.len()),
            Self::Event(event) => write!(f, "Event({event:?})"),
            Self::Want(want) => write!(f, "Want({want:?})"),
        }
    }
}
