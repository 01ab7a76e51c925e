//! Who logs in, and how. It must never choose a way that gives the password to more people than the user agreed to.

use std::fmt;

use crate::pop3::Capabilities;
use crate::sasl::{Credentials, Exchange, Mechanism, Strength};

/// How to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogIn {
    /// `USER` and `PASS` (RFC 1939 §7).
    UserPass(Credentials),
    /// `APOP` (RFC 1939 §7): MD5, so never chosen unless the user asks.
    Apop(Credentials, ApopTimestamp),
    /// `AUTH` (RFC 5034).
    Sasl(Box<Exchange>),
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

/// A way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// `AUTH` with this mechanism.
    Sasl(Mechanism),
    /// `USER` and `PASS`.
    UserPass,
    /// `APOP`.
    Apop,
}

impl Way {
    /// How much it gives away.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::Sasl(mechanism) => mechanism.strength(),
            Self::UserPass => Strength::Revealing,
            Self::Apop => Strength::Digest,
        }
    }

    /// Whether the octets of the password go into it as they are, so that their encoding matters.
    #[must_use]
    pub const fn takes_any_encoding(self) -> bool {
        match self {
            Self::Sasl(mechanism) => mechanism.takes_any_encoding(),
            Self::UserPass | Self::Apop => true,
        }
    }

    /// The word that stands for it: a mechanism's name, `USER` or `APOP`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sasl(mechanism) => mechanism.name(),
            Self::UserPass => "USER",
            Self::Apop => "APOP",
        }
    }

    /// The way of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::UserPass, Self::Apop]
            .into_iter()
            .find(|way| way.name().eq_ignore_ascii_case(name))
            .or_else(|| Mechanism::of_name(name).map(Self::Sasl))
    }
}

/// What an account, its connection and its history allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed<'a> {
    /// Who can read what is sent.
    pub wire: Wire,
    /// Whether there is something to bind to.
    pub binds: bool,
    /// The one way that the user has chosen, whatever the server lists.
    pub wanted: Option<Way>,
    /// What worked before: nothing weaker is tried.
    pub worked: Option<Way>,
    /// What the server lists and was refused when something weaker then worked.
    pub useless: &'a [Way],
}

impl Allowed<'_> {
    /// Everything that is safe on such a wire, for an account without history.
    #[must_use]
    pub const fn on(wire: Wire) -> Self {
        Self {
            wire,
            binds: false,
            wanted: None,
            worked: None,
            useless: &[],
        }
    }
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
    /// The server offers only what gives away more than what it took before (peer; the user can allow it by setting the
    /// account up anew).
    OnlyWeaker {
        /// What worked before.
        worked: Way,
        /// What it offers now.
        offered: Vec<Way>,
    },
}

/// The ways to log in with a password, strongest first. `capabilities` is `None` for a server without CAPA. APOP is none
/// of them unless the user wants it.
///
/// # Errors
/// [`ChoiceError`]: nothing may be sent.
pub fn ways(
    capabilities: Option<&Capabilities>,
    apop_timestamp: Option<&ApopTimestamp>,
    allowed: &Allowed<'_>,
) -> Result<Vec<Way>, ChoiceError> {
    if allowed.wire == Wire::Clear {
        return Err(ChoiceError::NotEncrypted);
    }
    let sasl = capabilities
        .map(|found| found.sasl.as_slice())
        .unwrap_or_default();
    let nothing = || ChoiceError::NothingInCommon {
        sasl: sasl.to_vec(),
        apop: apop_timestamp.is_some(),
    };
    if let Some(wanted) = allowed.wanted {
        let possible = match wanted {
            Way::Apop => apop_timestamp.is_some(),
            Way::Sasl(mechanism) => mechanism.strength() != Strength::BoundProof || allowed.binds,
            Way::UserPass => true,
        };
        return possible.then(|| vec![wanted]).ok_or_else(nothing);
    }
    let offered = offered(capabilities, allowed);
    if offered.is_empty() {
        return Err(nothing());
    }
    let Some(worked) = allowed.worked else {
        return Ok(offered);
    };
    let (strong, weak): (Vec<Way>, Vec<Way>) = offered
        .into_iter()
        .filter(|way| *way == worked || !allowed.useless.contains(way))
        .partition(|way| way.strength() >= worked.strength());
    if strong.is_empty() {
        let offered = weak;
        return Err(ChoiceError::OnlyWeaker { worked, offered });
    }
    Ok(strong)
}

/// What a server offers of what is spoken here, strongest first.
fn offered(capabilities: Option<&Capabilities>, allowed: &Allowed<'_>) -> Vec<Way> {
    let Some(capabilities) = capabilities else {
        return vec![Way::UserPass];
    };
    let listed = |mechanism: &Mechanism| capabilities.sasl.iter().any(|name| name == mechanism.name());
    let possible = |mechanism: &Mechanism| {
        !mechanism.takes_token() && (mechanism.strength() != Strength::BoundProof || allowed.binds)
    };
    let mechanisms = Mechanism::ALL.into_iter().filter(listed).filter(possible);
    // A server that lists neither USER nor any mechanism has only forgotten to: every one of them takes USER.
    let user = capabilities.user || capabilities.sasl.is_empty();
    mechanisms
        .map(Way::Sasl)
        .chain(user.then_some(Way::UserPass))
        .collect()
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEncrypted => f.write_str("the password would be readable on the way"),
            Self::NothingInCommon { sasl, .. } => {
                write!(f, "the server offers only {}", sasl.join(", "))
            }
            Self::OnlyWeaker { worked, offered } => {
                let offered: Vec<_> = offered.iter().map(|way| way.name()).collect();
                let offered = offered.join(", ");
                write!(
                    f,
                    "the server took {worked} before, and offers only {offered} now"
                )
            }
        }
    }
}

impl std::error::Error for ChoiceError {}
