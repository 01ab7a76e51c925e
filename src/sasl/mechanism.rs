//! The mechanisms, their names and how much each gives away. It must not choose between them.

use std::fmt;

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mechanism {
    /// The password as it is (RFC 4616).
    Plain,
    /// The password as it is, asked for in two questions (never standardised; old Microsoft servers know nothing else).
    Login,
    /// The password in an MD5 of a challenge (RFC 2195).
    CramMd5,
    /// Proof on both sides with SHA-1 (RFC 5802).
    ScramSha1,
    /// The same, bound to the TLS connection.
    ScramSha1Plus,
    /// Proof on both sides with SHA-256 (RFC 7677).
    ScramSha256,
    /// The same, bound to the TLS connection.
    ScramSha256Plus,
    /// An access token (Google and Microsoft, before there was RFC 7628).
    XOAuth2,
    /// An access token (RFC 7628).
    OAuthBearer,
}

/// How much a log-in gives away, the least last. Orders what is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// The server, and whoever reads along, get the password or token itself.
    Revealing,
    /// They get something to guess the password from, quickly.
    Digest,
    /// They get something to guess it from, slowly; and the server shows that it knew the password.
    Proof,
    /// As before; and nobody sits between the two ends of the encryption.
    BoundProof,
}

impl Mechanism {
    /// All of them, strongest first; where that is equal, the newer first.
    pub const ALL: [Self; 9] = [
        Self::ScramSha256Plus,
        Self::ScramSha1Plus,
        Self::ScramSha256,
        Self::ScramSha1,
        Self::CramMd5,
        Self::OAuthBearer,
        Self::XOAuth2,
        Self::Plain,
        Self::Login,
    ];

    /// Its name in the registry.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::CramMd5 => "CRAM-MD5",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::ScramSha1Plus => "SCRAM-SHA-1-PLUS",
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha256Plus => "SCRAM-SHA-256-PLUS",
            Self::XOAuth2 => "XOAUTH2",
            Self::OAuthBearer => "OAUTHBEARER",
        }
    }

    /// The mechanism of this name, in upper or lower case.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(name))
    }

    /// How much it gives away.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::Plain | Self::Login | Self::XOAuth2 | Self::OAuthBearer => Strength::Revealing,
            Self::CramMd5 => Strength::Digest,
            Self::ScramSha1 | Self::ScramSha256 => Strength::Proof,
            Self::ScramSha1Plus | Self::ScramSha256Plus => Strength::BoundProof,
        }
    }

    /// Whether it takes an access token where others take a password.
    #[must_use]
    pub const fn takes_token(self) -> bool {
        matches!(self, Self::XOAuth2 | Self::OAuthBearer)
    }

    /// Whether the octets of the password go into it as they are, so that their encoding matters. SCRAM knows UTF-8 only.
    #[must_use]
    pub const fn takes_any_encoding(self) -> bool {
        matches!(self, Self::Plain | Self::Login | Self::CramMd5)
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
