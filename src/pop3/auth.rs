//! Who logs in, and how. It must never choose a way that gives the password to more people than the user agreed to.

use std::fmt;

use crate::pop3::Capabilities;
use crate::secret::Secret;

/// A user name and a password that fit into a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Not empty; without CR, LF and NUL.
    username: String,
    /// Without CR, LF and NUL.
    password: Secret,
}

impl Credentials {
    /// Takes both as the user typed them; spaces are kept.
    ///
    /// # Errors
    /// What would break out of the command line, or name nobody.
    pub fn new(username: String, password: Secret) -> Result<Self, CredentialsError> {
        let breaks_out = |text: &str| text.contains(['\r', '\n', '\0']);
        if username.is_empty() {
            return Err(CredentialsError::UsernameEmpty);
        }
        if breaks_out(&username) {
            return Err(CredentialsError::UsernameHasControl);
        }
        if breaks_out(password.reveal()) {
            return Err(CredentialsError::PasswordHasControl);
        }
        Ok(Self { username, password })
    }

    /// The user name.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    pub(crate) const fn password(&self) -> &Secret {
        &self.password
    }
}

/// What makes a user name or password impossible to send (user).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsError {
    /// No user name.
    UsernameEmpty,
    /// CR, LF or NUL in the user name.
    UsernameHasControl,
    /// CR, LF or NUL in the password.
    PasswordHasControl,
}

/// How to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// `AUTH PLAIN` (RFC 4616, RFC 5034).
    Plain,
    /// `USER` and `PASS` (RFC 1939 §7).
    UserPass,
    /// `APOP` (RFC 1939 §7): MD5, so never chosen unless the user asks.
    Apop(ApopTimestamp),
}

/// The timestamp of a greeting: a msg-id of RFC 822, checked, since a made-up one helps to guess passwords
/// (CVE-2007-1558).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApopTimestamp(String);

impl ApopTimestamp {
    /// Finds the timestamp in a greeting's text.
    #[must_use]
    pub fn find(greeting: &[u8]) -> Option<Self> {
        let start = greeting.iter().position(|&byte| byte == b'<')?;
        let rest = greeting.get(start..)?;
        let end = rest.iter().position(|&byte| byte == b'>')?;
        let id = std::str::from_utf8(rest.get(..=end)?).ok()?;
        let (local, domain) = id.strip_prefix('<')?.strip_suffix('>')?.rsplit_once('@')?;
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && !b"<>@".contains(&byte))
        };
        (word(local) && word(domain)).then(|| Self(id.to_owned()))
    }

    /// With its angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who can read what is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// TLS.
    Encrypted,
    /// Everyone on the way, and the user agreed to that for this account.
    ClearWithConsent,
    /// Everyone on the way.
    Clear,
}

/// Why there is no way to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceError {
    /// The password would be readable on the way (user).
    NotEncrypted,
    /// The server offers only mechanisms that are not spoken here (peer).
    NothingInCommon {
        /// What it offers for AUTH.
        sasl: Vec<String>,
        /// Whether it offers APOP, which the user could ask for.
        apop: bool,
    },
}

/// Chooses how to log in: `AUTH PLAIN` where it is offered, else `USER` and `PASS`, unless the server says that it
/// wants something else. `capabilities` is `None` for a server without CAPA.
///
/// # Errors
/// [`ChoiceError`]: nothing may be sent.
pub fn choose(
    capabilities: Option<&Capabilities>,
    apop_timestamp: Option<&ApopTimestamp>,
    wire: Wire,
) -> Result<Mechanism, ChoiceError> {
    if wire == Wire::Clear {
        return Err(ChoiceError::NotEncrypted);
    }
    let Some(capabilities) = capabilities else {
        return Ok(Mechanism::UserPass);
    };
    if capabilities.sasl.iter().any(|name| name == "PLAIN") {
        return Ok(Mechanism::Plain);
    }
    // A server that lists neither USER nor any mechanism has only forgotten to: every one of them takes USER.
    if capabilities.user || capabilities.sasl.is_empty() {
        return Ok(Mechanism::UserPass);
    }
    Err(ChoiceError::NothingInCommon {
        sasl: capabilities.sasl.clone(),
        apop: apop_timestamp.is_some(),
    })
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UsernameEmpty => "the user name is empty",
            Self::UsernameHasControl => "the user name holds a line break or NUL",
            Self::PasswordHasControl => "the password holds a line break or NUL",
        })
    }
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEncrypted => f.write_str("the password would be readable on the way"),
            Self::NothingInCommon { sasl, .. } => {
                write!(f, "the server offers only {}", sasl.join(", "))
            }
        }
    }
}

impl std::error::Error for CredentialsError {}
impl std::error::Error for ChoiceError {}
