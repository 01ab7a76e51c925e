//! What ends a session, and what a caller did wrong, kept apart by who can act. Facts only; sentences are made elsewhere.

use std::fmt;

use crate::pop3::{CommandKind, Reply};
use crate::sasl::SaslError;
use crate::units::MessageNumber;

/// What ended a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionError {
    /// The server greeted with `-ERR` (peer).
    GreetingRefused(Reply),
    /// The server said `-ERR` unasked, as many do before they close an idle connection (peer).
    Dismissed(Reply),
    /// The stream ended early (environment). A server that hangs up on a wrong password looks like this, with
    /// [`Awaiting::Answer`] of [`CommandKind::LogIn`]; one that hangs up before it has heard it, with
    /// [`Awaiting::Challenge`].
    ConnectionLost(Awaiting),
    /// The peer does not speak POP3 as anyone could understand it (peer).
    Violation(Violation),
}

/// What a session was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaiting {
    /// The first line.
    Greeting,
    /// The answer to a command, or the rest of it.
    Answer(CommandKind),
    /// The server's next word in a log-in, before it could judge the credentials.
    Challenge,
    /// Nothing: no command was in flight.
    Nothing,
}

/// How the peer broke the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A line that is neither `+OK` nor `-ERR`.
    NotPop3 {
        /// What it looks like instead.
        looks_like: LooksLike,
        /// The line, escaped and cut short.
        excerpt: String,
    },
    /// A `+OK` that answers nothing.
    UnaskedAnswer {
        /// The line, escaped and cut short.
        excerpt: String,
    },
    /// A line without end.
    LineTooLong {
        /// The most octets that are taken.
        limit: usize,
    },
    /// A listing without end.
    ListingTooLong {
        /// The most lines that are taken.
        lines: u32,
        /// The most octets that are taken.
        octets: usize,
    },
    /// Bytes behind the answer to `STLS`, which were sent in clear and would have been taken for encrypted ones.
    BytesAfterStartTls {
        /// How many at least.
        octets: usize,
    },
    /// `STAT` without a message count.
    MalformedStat {
        /// The line, escaped and cut short.
        excerpt: String,
    },
    /// The answer is about another message than the question.
    OtherMessage {
        /// The question's.
        asked: MessageNumber,
        /// The answer's.
        answered: MessageNumber,
    },
    /// A challenge (`+ `) in answer to a command that has none.
    UnexpectedChallenge,
    /// The server's side of a log-in is not what its mechanism demands.
    LogIn(SaslError),
}

/// What a peer that does not speak POP3 seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    /// TLS records on a connection without TLS.
    Tls,
    /// A web server.
    Http,
    /// A mail server for sending.
    Smtp,
    /// An IMAP server.
    Imap,
    /// An SSH server.
    Ssh,
    /// Nothing that is known here.
    Unknown,
}

/// The caller asked for something that cannot be asked now (API misuse). Nothing was queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentError {
    /// The connection opens by itself first.
    NotOpen,
    /// The session is over, or `Quit` is queued.
    Closed,
    /// The command belongs after the log-in, and none is queued.
    NotLoggedIn,
    /// The command belongs before the log-in.
    AlreadyLoggedIn,
    /// STLS within TLS.
    AlreadyEncrypted,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GreetingRefused(reply) => write!(f, "the server refused to talk: {reply}"),
            Self::Dismissed(reply) => write!(f, "the server ended the session: {reply}"),
            Self::ConnectionLost(awaiting) => write!(f, "the connection ended early ({awaiting:?})"),
            Self::Violation(violation) => write!(f, "{violation}"),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPop3 {
                looks_like: LooksLike::Unknown,
                excerpt,
            } => {
                write!(f, "the answer is not POP3: {excerpt}")
            }
            Self::NotPop3 { looks_like, excerpt } => {
                write!(
                    f,
                    "the answer is not POP3 but looks like {looks_like:?}: {excerpt}"
                )
            }
            Self::UnaskedAnswer { excerpt } => write!(f, "an answer to no question: {excerpt}"),
            Self::LineTooLong { limit } => write!(f, "a line longer than {limit} octets"),
            Self::ListingTooLong { lines, octets } => {
                write!(f, "a listing longer than {lines} lines or {octets} octets")
            }
            Self::BytesAfterStartTls { octets } => {
                write!(f, "{octets} bytes in clear behind the answer to STLS")
            }
            Self::MalformedStat { excerpt } => write!(f, "a STAT without a count: {excerpt}"),
            Self::OtherMessage { asked, answered } => {
                write!(
                    f,
                    "asked about message {asked}, answered about message {answered}"
                )
            }
            Self::UnexpectedChallenge => f.write_str("a challenge to a command that has none"),
            Self::LogIn(error) => write!(f, "{error}"),
        }
    }
}

impl fmt::Display for IntentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOpen => "the connection is still opening",
            Self::Closed => "the session is over",
            Self::NotLoggedIn => "the command belongs after the log-in",
            Self::AlreadyLoggedIn => "the command belongs before the log-in",
            Self::AlreadyEncrypted => "the connection is encrypted already",
        })
    }
}

impl std::error::Error for SessionError {}
impl std::error::Error for IntentError {}
