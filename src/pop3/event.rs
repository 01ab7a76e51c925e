//! What a session tells: steps, wants, and events in the past tense. Data only.

use std::fmt;

use crate::pop3::{ApopTimestamp, Capabilities, CommandKind, Quirk, Reply, SessionError};
use crate::sasl::{Reason, SaslError};
use crate::units::{MessageNumber, Octets, Uidl};

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

/// What a session waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// Bytes from the server.
    Input,
    /// An intent. Bytes may come all the same: the end of the stream, or a server that hangs up.
    Intent,
    /// TLS, now; then [`upgraded`](crate::pop3::Session::upgraded).
    Upgrade,
    /// Nothing more: close the connection.
    Close,
}

/// How much of a message was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All (`RETR`).
    Whole,
    /// The header and some lines (`TOP`).
    Top,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server is there.
    GreetingReceived {
        /// What it said, escaped and cut short.
        text: String,
        /// What it offers for APOP.
        apop_timestamp: Option<ApopTimestamp>,
    },
    /// Answer to `Capabilities`.
    CapabilitiesReceived(Capabilities),
    /// Answer to `Capabilities`: the server does not know CAPA. It may have TOP, UIDL and USER all the same.
    CapabilitiesUnsupported(Reply),
    /// Answer to `Utf8`: what comes from now on may be UTF-8.
    Utf8Enabled,
    /// Answer to `Language`: the server says its sentences in that language.
    LanguageChanged,
    /// The log-in was accepted; the maildrop is open.
    LoggedIn,
    /// The log-in was refused. Intents that were queued behind it are forgotten.
    LogInRefused {
        /// What the server said.
        reply: Reply,
        /// What it had said before in the words of the mechanism.
        reason: Option<Reason>,
        /// Whether it had what it needs to judge the credentials.
        tested: bool,
    },
    /// The client called the log-in off, since the server's side of it made no sense: nothing is known about the
    /// credentials. Intents that were queued behind it are forgotten.
    LogInCancelled(SaslError),
    /// Answer to `Stat`.
    StatReceived {
        /// How many messages the server claims. 0 does not mean that anything was deleted.
        messages: u32,
        /// Their size in all.
        octets: Octets,
    },
    /// One line of the answer to `List`.
    Listed {
        /// Which message.
        number: MessageNumber,
        /// How large the server thinks it is.
        octets: Octets,
    },
    /// The answer to `List` is complete.
    ListingEnded,
    /// One line of the answer to `UniqueIds`.
    UniqueIdListed {
        /// Which message.
        number: MessageNumber,
        /// Its id; servers do give one id twice.
        uidl: Uidl,
    },
    /// The answer to `UniqueIds` is complete.
    UniqueIdsEnded,
    /// A message begins.
    MessageStarted {
        /// Which.
        number: MessageNumber,
        /// All or the top of it.
        extent: Extent,
        /// What the server says of its size, when it does.
        octets: Option<Octets>,
    },
    /// The next bytes of the message that began last, never empty: dot-unstuffed, otherwise as they came.
    MessageChunk {
        /// Which.
        number: MessageNumber,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The message is complete.
    MessageEnded {
        /// Which.
        number: MessageNumber,
        /// All or the top of it.
        extent: Extent,
    },
    /// Answer to `Noop`.
    NoopAnswered,
    /// Answer to `Reset`: no message is marked as deleted.
    DeletionsReset,
    /// Answer to `Delete`. Nothing is deleted before [`Event::LoggedOut`].
    DeletionMarked {
        /// Which.
        number: MessageNumber,
    },
    /// A command was answered with `-ERR`; the session goes on (but for `Quit`, and for `StartTls`, after which queued
    /// intents are forgotten, so that nothing meant for TLS goes out in clear).
    Refused {
        /// Which command.
        command: CommandKind,
        /// What the server said.
        reply: Reply,
    },
    /// `Quit` was accepted: marked messages are deleted, the session is over.
    LoggedOut,
    /// The server bent the protocol and was understood. Told once a session for each quirk.
    QuirkSeen(Quirk),
    /// The session is over, not as it should.
    Failed(SessionError),
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(bytes) => write!(f, "Write({} octets)", bytes.len()),
            Self::Event(event) => write!(f, "Event({event:?})"),
            Self::Want(want) => write!(f, "Want({want:?})"),
        }
    }
}
