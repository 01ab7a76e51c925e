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

impl LinkError {
    /// Many servers answer a wrong password by hanging up.
    pub(in super::super) fn hung_up_on_log_in(&self) -> bool {
        let Self::Connection(error) = self else {
            return false;
        };
        matches!(
            **error,
            ConnectionError::Session(SessionError::ConnectionLost(Awaiting::Answer(CommandKind::LogIn)))
        )
    }
}
