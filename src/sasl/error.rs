//! What is wrong with a server's side of a log-in, and what it says of ours. Facts only.

use std::fmt;

/// What made a log-in impossible to go on with (peer). None of it says anything about the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaslError {
    /// A challenge that the mechanism has no answer to, or one too many.
    Unexpected,
    /// A challenge that cannot be read.
    Malformed {
        /// Which part of it.
        part: &'static str,
    },
    /// A challenge longer than any mechanism needs.
    TooLong {
        /// The most octets that are taken.
        limit: usize,
    },
    /// The challenge answers somebody else's nonce.
    ForeignNonce,
    /// The server asks for an extension that does not exist yet (`m=`, RFC 5802 §5.1).
    ExtensionRequired,
    /// The server asks for more hashing than anyone would wait for.
    TooManyIterations {
        /// What it asks for.
        asked: u64,
        /// The most that is done.
        limit: u32,
    },
    /// The server did not show that it knows the password, or showed that it does not: it is not who it should be.
    ServerUnproven,
}

impl SaslError {
    /// Whether nothing more may be said to this server.
    #[must_use]
    pub const fn ends_session(self) -> bool {
        matches!(self, Self::ServerUnproven)
    }
}

/// Why a server refuses, in the words of the mechanism.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `invalid-proof`: the password is wrong, and the server could tell.
    InvalidProof,
    /// `channel-bindings-dont-match`: somebody sits between the two ends of the encryption, or the server cannot count.
    ChannelBindingsDontMatch,
    /// `server-does-support-channel-binding`: somebody cut its offer out.
    OfferCutOut,
    /// `unsupported-channel-binding-type`, `channel-binding-not-supported`.
    ChannelBindingUnsupported,
    /// Another `e=` of SCRAM: printable ASCII, cut short.
    Scram(String),
    /// The `status` of an access token's refusal: printable ASCII, cut short.
    Token {
        /// Such as `invalid_token` or `401`; empty where the server gave none.
        status: String,
    },
}

impl Reason {
    /// The server's word for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidProof => "invalid-proof",
            Self::ChannelBindingsDontMatch => "channel-bindings-dont-match",
            Self::OfferCutOut => "server-does-support-channel-binding",
            Self::ChannelBindingUnsupported => "unsupported-channel-binding-type",
            Self::Scram(word) => word,
            Self::Token { status } => status,
        }
    }
}

/// A word of the server's, safe to keep.
pub(super) fn word(octets: &[u8]) -> String {
    const MAX_CHARACTERS: usize = 60;
    octets
        .iter()
        .filter(|octet| octet.is_ascii_graphic())
        .take(MAX_CHARACTERS)
        .map(|octet| char::from(*octet))
        .collect()
}

impl fmt::Display for SaslError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected => f.write_str("a challenge that the log-in has no answer to"),
            Self::Malformed { part } => write!(f, "a challenge with an unreadable {part}"),
            Self::TooLong { limit } => write!(f, "a challenge longer than {limit} octets"),
            Self::ForeignNonce => f.write_str("a challenge with somebody else's nonce"),
            Self::ExtensionRequired => f.write_str("a challenge that asks for an unknown extension"),
            Self::TooManyIterations { asked, limit } => {
                write!(f, "the server asks for {asked} iterations; {limit} are the most")
            }
            Self::ServerUnproven => f.write_str("the server did not show that it knows the password"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for SaslError {}
