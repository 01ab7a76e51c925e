//! SCRAM's messages (RFC 5802 §7). They must not know keys.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use zeroize::Zeroizing;

use crate::sasl::error::word;
use crate::sasl::{Reason, Response, SaslError};

/// What makes one exchange unlike every other: printable ASCII without a comma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// How many unpredictable octets one is made of.
    pub const OCTETS: usize = 18;

    /// The nonce of these octets.
    #[must_use]
    pub fn of(octets: [u8; Self::OCTETS]) -> Self {
        Self(BASE64_STANDARD.encode(octets))
    }

    /// One that is written down, as in a test vector; `None` unless it is printable and without a comma.
    #[must_use]
    pub fn written(text: &str) -> Option<Self> {
        let fits = !text.is_empty()
            && text
                .bytes()
                .all(|octet| octet.is_ascii_graphic() && octet != b',');
        fits.then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `r=…,s=…,i=…`
pub(super) struct ServerFirst<'text> {
    /// All of it.
    pub(super) text: &'text str,
    /// The client's nonce and the server's.
    nonce: &'text str,
    pub(super) salt: Vec<u8>,
    /// As the server says; not yet bounded.
    pub(super) iterations: u64,
}

impl<'text> ServerFirst<'text> {
    pub(super) fn parse(challenge: &'text [u8], ours: &Nonce) -> Result<Self, SaslError> {
        let malformed = |part| SaslError::Malformed { part };
        let text = std::str::from_utf8(challenge).map_err(|_| malformed("text"))?;
        let mut fields = text.split(',');
        let mut field = |name: &str| fields.next().and_then(|field| field.strip_prefix(name));
        if text.starts_with("m=") {
            return Err(SaslError::ExtensionRequired);
        }
        let nonce = field("r=").ok_or_else(|| malformed("nonce"))?;
        let salt = field("s=")
            .and_then(|salt| BASE64_STANDARD.decode(salt).ok())
            .filter(|salt| !salt.is_empty())
            .ok_or_else(|| malformed("salt"))?;
        let digits = field("i=").filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
        let iterations = digits
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| malformed("iteration count"))?;
        let theirs = nonce.strip_prefix(ours.as_str()).ok_or(SaslError::ForeignNonce)?;
        if theirs.is_empty() || !nonce.bytes().all(|octet| octet.is_ascii_graphic()) {
            return Err(SaslError::ForeignNonce);
        }
        Ok(Self {
            text,
            nonce,
            salt,
            iterations,
        })
    }

    /// The client's last message, but for its proof.
    pub(super) fn client_final(&self, channel: &[u8]) -> String {
        format!("c={},r={}", BASE64_STANDARD.encode(channel), self.nonce)
    }
}

pub(super) fn with_proof(without: &str, proof: &[u8]) -> Response {
    Zeroizing::new(format!("{without},p={}", BASE64_STANDARD.encode(proof)).into_bytes())
}

/// What the server says in the end.
pub(super) enum ServerFinal {
    /// `v=…`
    Signature(Vec<u8>),
    /// `e=…`
    Refused(Reason),
}

impl ServerFinal {
    /// What is neither a signature nor a refusal proves nothing.
    pub(super) fn parse(challenge: &[u8]) -> Result<Self, SaslError> {
        if let Some(reason) = Self::refusal(challenge) {
            return Ok(Self::Refused(reason));
        }
        let value = |octets: &'_ [u8]| octets.split(|octet| *octet == b',').next().map(<[u8]>::to_vec);
        challenge
            .strip_prefix(b"v=")
            .and_then(value)
            .and_then(|value| BASE64_STANDARD.decode(value).ok())
            .map(Self::Signature)
            .ok_or(SaslError::ServerUnproven)
    }

    pub(super) fn refusal(challenge: &[u8]) -> Option<Reason> {
        let value = challenge
            .strip_prefix(b"e=")?
            .split(|octet| *octet == b',')
            .next()?;
        Some(match value {
            b"invalid-proof" => Reason::InvalidProof,
            b"channel-bindings-dont-match" => Reason::ChannelBindingsDontMatch,
            b"server-does-support-channel-binding" => Reason::OfferCutOut,
            b"unsupported-channel-binding-type" | b"channel-binding-not-supported" => {
                Reason::ChannelBindingUnsupported
            }
            other => Reason::Scram(word(other)),
        })
    }
}
