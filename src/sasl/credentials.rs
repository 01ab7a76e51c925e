//! Who signs in, and with what. Whatever could break out of a command line never becomes credentials.

use std::fmt;

use zeroize::Zeroizing;

use crate::sasl::Response;
use crate::secret::Secret;

/// A user name and a password, or an access token, that fit into a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// Not empty; without CR, LF and NUL.
    username: String,
    /// Without CR, LF and NUL.
    password: Secret,
    encoding: Encoding,
}

/// How letters beyond ASCII become octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As every current RFC has it.
    #[default]
    Utf8,
    /// As servers do that kept what the clients of their time sent.
    Latin1,
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
        Ok(Self {
            username,
            password,
            encoding: Encoding::Utf8,
        })
    }

    /// The same in Latin-1; `None` where that cannot say it, or says nothing else.
    #[must_use]
    pub fn in_latin1(&self) -> Option<Self> {
        let fits = |text: &str| text.chars().all(|letter| u8::try_from(letter).is_ok());
        let other = !self.is_ascii() && fits(&self.username) && fits(self.password.reveal());
        other.then(|| Self {
            encoding: Encoding::Latin1,
            ..self.clone()
        })
    }

    /// Whether every encoding says the same.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.username.is_ascii() && self.password.reveal().is_ascii()
    }

    /// How letters beyond ASCII are sent.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The user name.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    pub(crate) const fn password(&self) -> &Secret {
        &self.password
    }

    /// The user name's octets.
    pub(crate) fn username_octets(&self) -> Response {
        self.octets(&self.username)
    }

    /// The password's octets.
    pub(crate) fn password_octets(&self) -> Response {
        self.octets(self.password.reveal())
    }

    fn octets(&self, text: &str) -> Response {
        Zeroizing::new(match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Latin1 => text
                .chars()
                .map(|letter| u8::try_from(letter).unwrap_or(b'?'))
                .collect(),
        })
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

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UsernameEmpty => "the user name is empty",
            Self::UsernameHasControl => "the user name holds a line break or NUL",
            Self::PasswordHasControl => "the password holds a line break or NUL",
        })
    }
}

impl std::error::Error for CredentialsError {}
