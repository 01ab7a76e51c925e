//! Signing in (SASL, RFC 4422) as machines without I/O: a challenge goes in, a response or a verdict comes out.
//! It must not know POP3, base64, clocks or randomness: nonces, and what binds to TLS, are given.
//!
//! ```text
//!   Exchange::new(mechanism, credentials, setting)
//!        │ begin() ─► what the client says unasked, if it begins
//!        │ answer(challenge) ─► response, or what is wrong with the challenge
//!        ▼ accepted() ─► whether the server has proved all that its mechanism asks of it
//! ```
//!
//! # Why no library
//!
//! Those that were looked at take their nonces from the system inside, so that no transcript could replay, and take any
//! iteration count that a server asks for. `rsasl` 2.3 also brings `stringprep` with Unicode's tables, `rand` and
//! `serde_json` into a worker that counts kilobytes, and has no CRAM-MD5; `sasl` 0.5 (MPL-2.0) and `scram` 0.6 have no
//! tls-exporter or no upkeep. The cryptography is a library's all the same: `ring`, which TLS has brought along, and
//! `hmac` for the one digest that `ring` rightly lacks.

mod cram_md5;
mod credentials;
mod error;
mod login;
mod mechanism;
mod oauth;
mod plain;
mod prepare;
mod scram;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::fmt;

use zeroize::Zeroizing;

pub use credentials::{Credentials, CredentialsError, Encoding};
pub use error::{Reason, SaslError};
pub use mechanism::{Mechanism, Strength};
pub use scram::Nonce;

use cram_md5::CramMd5;
use login::Login;
use oauth::OAuth;
use plain::Plain;
use scram::Scram;

/// What goes to the server: it may hold a password, and is wiped.
pub type Response = Zeroizing<Vec<u8>>;

/// What an exchange has of its surroundings.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Never used before.
    pub nonce: &'a Nonce,
    /// What the connection offers to bind to.
    pub channel: Channel,
    /// The server's name and port, as the user has them.
    pub server: (&'a str, u16),
    /// Unicode's normalization form KC; see [`Exchange::new`].
    pub nfkc: fn(&str) -> String,
}

/// What there is to bind a log-in to its TLS connection, so that nobody can sit between two of them (RFC 5056).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Nothing: no TLS, or one that binds nothing safely.
    None,
    /// The value of `tls-exporter` (RFC 9266).
    Exporter([u8; 32]),
    /// The same, and the server has not offered to use it. It learns that we would have, which uncovers whoever cut
    /// its offer out (RFC 5802 §6).
    NotOffered,
}

/// One log-in under way.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    mechanism: Mechanism,
    machine: Machine,
}

#[derive(Clone, PartialEq, Eq)]
enum Machine {
    Plain(Plain),
    Login(Login),
    CramMd5(CramMd5),
    Scram(Box<Scram>),
    OAuth(OAuth),
}

impl Exchange {
    /// An exchange that has not begun. The secret of `credentials` is an access token for the mechanisms that say so.
    ///
    /// For SCRAM, user name and password are prepared (SASLprep, RFC 4013) as far as that changes anything: `nfkc` is
    /// asked only where there are letters beyond ASCII.
    #[must_use]
    pub fn new(mechanism: Mechanism, credentials: &Credentials, setting: &Setting<'_>) -> Self {
        let machine = match mechanism {
            Mechanism::Plain => Machine::Plain(Plain::new(credentials)),
            Mechanism::Login => Machine::Login(Login::new(credentials)),
            Mechanism::CramMd5 => Machine::CramMd5(CramMd5::new(credentials)),
            Mechanism::XOAuth2 | Mechanism::OAuthBearer => {
                Machine::OAuth(OAuth::new(mechanism, credentials, setting.server))
            }
            Mechanism::ScramSha1
            | Mechanism::ScramSha1Plus
            | Mechanism::ScramSha256
            | Mechanism::ScramSha256Plus => {
                Machine::Scram(Box::new(Scram::new(mechanism, credentials, setting)))
            }
        };
        Self { mechanism, machine }
    }

    /// Which mechanism.
    #[must_use]
    pub const fn mechanism(&self) -> Mechanism {
        self.mechanism
    }

    /// What the client says unasked, where it begins. The first call counts.
    pub fn begin(&mut self) -> Option<Response> {
        match &mut self.machine {
            Machine::Plain(plain) => plain.begin(),
            Machine::Login(_) | Machine::CramMd5(_) => None,
            Machine::Scram(scram) => scram.begin(),
            Machine::OAuth(oauth) => oauth.begin(),
        }
    }

    /// Whether the mechanism has challenges once the client has begun.
    #[must_use]
    pub const fn is_challenged(&self) -> bool {
        !matches!(self.machine, Machine::Plain(_))
    }

    /// What the client says to a challenge.
    ///
    /// # Errors
    /// The challenge makes no sense: the log-in is to be cancelled, or the session ended; see
    /// [`SaslError::ends_session`].
    pub fn answer(&mut self, challenge: &[u8]) -> Result<Response, SaslError> {
        match &mut self.machine {
            Machine::Plain(_) => Err(SaslError::Unexpected),
            Machine::Login(login) => login.answer(),
            Machine::CramMd5(cram) => cram.answer(challenge),
            Machine::Scram(scram) => scram.answer(challenge),
            Machine::OAuth(oauth) => oauth.answer(challenge),
        }
    }

    /// Takes the server's word that the user is in.
    ///
    /// # Errors
    /// [`SaslError::ServerUnproven`]: the mechanism has the server prove itself, and it has not.
    pub fn accepted(&self) -> Result<(), SaslError> {
        match &self.machine {
            Machine::Scram(scram) => scram.accepted(),
            _ => Ok(()),
        }
    }

    /// Whether the server has what it needs to judge the credentials: a refusal before that is about something else.
    #[must_use]
    pub const fn is_tested(&self) -> bool {
        match &self.machine {
            Machine::Plain(plain) => plain.is_sent(),
            Machine::Login(login) => login.is_sent(),
            Machine::CramMd5(cram) => cram.is_sent(),
            Machine::Scram(scram) => scram.is_proof_sent(),
            Machine::OAuth(oauth) => oauth.is_sent(),
        }
    }

    /// Why the server refuses, where the mechanism itself has words for it.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match &self.machine {
            Machine::Scram(scram) => scram.reason(),
            Machine::OAuth(oauth) => oauth.reason(),
            _ => None,
        }
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Exchange({} …)", self.mechanism)
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Exporter(_) => "Exporter(…)",
            Self::NotOffered => "NotOffered",
        })
    }
}
