//! Why a connection cannot go on, as facts for `engine::fault`. It must not say what to do about it.

use crate::connection::ConnectionError;
use crate::pop3::auth::ChoiceError;
use crate::pop3::{Awaiting, CommandKind, IntentError, Reply, SessionError};
use crate::sasl::{CredentialsError, Reason, SaslError};
use crate::transport::TransportError;

/// Why a connection cannot go on.
#[derive(Clone, Debug)]
pub(in super::super) enum LinkError {
    /// There is no stream, or no more of it.
    Transport(TransportError),
    /// POP3 or TLS ended it.
    Connection(Box<ConnectionError>),
    /// The server said nothing for so long.
    Silent { seconds: u32, silence: Silence },
    /// The server did not accept name and password, and may have said more in the words of the mechanism.
    LogInRefused(Reply, Option<Reason>),
    /// The server hung up on name and password.
    LogInHungUp,
    /// The server refused the log-in for reasons of its own, which it does not name.
    LogInTroubled(Reply),
    /// The server did not let any way to sign in come as far as the credentials.
    WayRefused(Reply),
    /// The server's side of the log-in made no sense.
    LogInCancelled(SaslError),
    /// The server sees another connection than we do.
    LogInIntercepted(Reason),
    /// There is no way to sign in that both sides know.
    NoMechanism(ChoiceError),
    /// The platform gives no unpredictable bytes.
    NoRandomness,
    /// Name or password cannot be sent.
    Credentials(CredentialsError),
    /// It was asked for what cannot be asked now: a fault of ours.
    Misuse(IntentError),
    /// Nobody waits for it any more.
    Cancelled,
}

/// What the server was silent about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Silence {
    /// Who it is, under TLS.
    Greeting,
    /// Who it is, in clear.
    GreetingInClear,
    /// Who it is, in clear; it wants to hear TLS.
    WantsTls,
    /// A question.
    Answer,
}

/// What a server had heard of a log-in when it hung up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Heard {
    /// Its name.
    Mechanism,
    /// All that it needs to judge the credentials.
    Credentials,
}

impl LinkError {
    /// Many servers answer a wrong password, or a mechanism that they list and do not have, by hanging up: what they had
    /// heard by then.
    pub(in super::super) fn hung_up_on_log_in(&self) -> Option<Heard> {
        let Self::Connection(error) = self else {
            return None;
        };
        let ConnectionError::Session(SessionError::ConnectionLost(awaiting)) = **error else {
            return None;
        };
        match awaiting {
            Awaiting::Answer(CommandKind::LogIn) => Some(Heard::Credentials),
            Awaiting::Challenge => Some(Heard::Mechanism),
            _ => None,
        }
    }
}
