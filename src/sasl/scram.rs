//! SCRAM (RFC 5802, RFC 7677), alone and bound to TLS (RFC 9266): both sides prove that they know the password, and
//! neither says it. A server's proof that is wrong or missing is never taken for a wrong password.

mod message;

use std::num::NonZeroU32;

use ring::{digest, hmac, pbkdf2};
use zeroize::Zeroizing;

use crate::sasl::prepare::prepared;
use crate::sasl::{Channel, Credentials, Mechanism, Reason, Response, SaslError, Setting};

use message::{ServerFinal, ServerFirst};

pub use message::Nonce;

/// The most rounds of hashing that are done for a server: about a second of a worker's time.
const MAX_ITERATIONS: u32 = 600_000;

/// One SCRAM exchange.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Scram {
    hash: Hash,
    /// Prepared.
    password: Zeroizing<String>,
    nonce: Nonce,
    /// With the channel's value behind it: what `c=` repeats.
    channel: Zeroizing<Vec<u8>>,
    gs2_header: &'static str,
    first_bare: String,
    proof_sent: bool,
    stage: Stage,
}

#[derive(Clone, PartialEq, Eq)]
enum Stage {
    /// Nothing was said.
    Silent,
    /// The client's first message is sent.
    First,
    /// The client's proof is sent.
    Proved {
        server_key: Zeroizing<Vec<u8>>,
        auth_message: String,
    },
    /// The server has proved itself.
    Mutual,
    /// The server has said why it refuses.
    Refused(Reason),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha1,
    Sha256,
}

impl Scram {
    pub(super) fn new(mechanism: Mechanism, credentials: &Credentials, setting: &Setting<'_>) -> Self {
        let hash = match mechanism {
            Mechanism::ScramSha1 | Mechanism::ScramSha1Plus => Hash::Sha1,
            _ => Hash::Sha256,
        };
        let bound = matches!(mechanism, Mechanism::ScramSha1Plus | Mechanism::ScramSha256Plus);
        let (gs2_header, value) = match setting.channel {
            Channel::Exporter(value) if bound => ("p=tls-exporter,,", value.to_vec()),
            Channel::NotOffered => ("y,,", Vec::new()),
            Channel::Exporter(_) | Channel::None => ("n,,", Vec::new()),
        };
        let username = prepared(credentials.username(), setting.nfkc);
        let name = username.replace('=', "=3D").replace(',', "=2C");
        Self {
            hash,
            password: prepared(credentials.password().reveal(), setting.nfkc),
            nonce: setting.nonce.clone(),
            channel: Zeroizing::new([gs2_header.as_bytes(), &value].concat()),
            gs2_header,
            first_bare: format!("n={name},r={}", setting.nonce.as_str()),
            proof_sent: false,
            stage: Stage::Silent,
        }
    }

    pub(super) fn begin(&mut self) -> Option<Response> {
        self.stage = Stage::First;
        let message = [self.gs2_header.as_bytes(), self.first_bare.as_bytes()].concat();
        Some(Zeroizing::new(message))
    }

    pub(super) fn answer(&mut self, challenge: &[u8]) -> Result<Response, SaslError> {
        match &self.stage {
            Stage::First => match ServerFinal::refusal(challenge) {
                // Some servers refuse before they have seen a proof.
                Some(reason) => {
                    self.stage = Stage::Refused(reason);
                    Ok(Response::default())
                }
                None => self.prove(challenge),
            },
            Stage::Proved {
                server_key,
                auth_message,
            } => {
                let next = match ServerFinal::parse(challenge)? {
                    ServerFinal::Signature(signature) => {
                        self.hash.verify(server_key, auth_message, &signature)?;
                        Stage::Mutual
                    }
                    ServerFinal::Refused(reason) => Stage::Refused(reason),
                };
                self.stage = next;
                Ok(Response::default())
            }
            Stage::Silent | Stage::Mutual | Stage::Refused(_) => Err(SaslError::Unexpected),
        }
    }

    /// RFC 5802 §3.
    fn prove(&mut self, challenge: &[u8]) -> Result<Response, SaslError> {
        let first = ServerFirst::parse(challenge, &self.nonce)?;
        let asked = first.iterations;
        let iterations = u32::try_from(asked)
            .ok()
            .filter(|count| *count <= MAX_ITERATIONS)
            .ok_or(SaslError::TooManyIterations {
                asked,
                limit: MAX_ITERATIONS,
            })?;
        let iterations = NonZeroU32::new(iterations).ok_or(SaslError::Malformed {
            part: "iteration count",
        })?;
        let without_proof = first.client_final(&self.channel);
        let auth_message = format!("{},{},{without_proof}", self.first_bare, first.text);

        let salted = self.hash.salted(&self.password, &first.salt, iterations);
        let client_key = self.hash.sign(&salted, b"Client Key");
        let stored_key = Zeroizing::new(self.hash.digest(&client_key));
        let signature = self.hash.sign(&stored_key, auth_message.as_bytes());
        let proof: Zeroizing<Vec<u8>> = Zeroizing::new(
            client_key
                .iter()
                .zip(signature.iter())
                .map(|(key, signature)| key ^ signature)
                .collect(),
        );
        self.proof_sent = true;
        self.stage = Stage::Proved {
            server_key: self.hash.sign(&salted, b"Server Key"),
            auth_message,
        };
        Ok(message::with_proof(&without_proof, &proof))
    }

    pub(super) const fn accepted(&self) -> Result<(), SaslError> {
        match self.stage {
            Stage::Mutual => Ok(()),
            _ => Err(SaslError::ServerUnproven),
        }
    }

    pub(super) const fn is_proof_sent(&self) -> bool {
        self.proof_sent && !matches!(self.reason(), Some(Reason::ChannelBindingUnsupported))
    }

    pub(super) const fn reason(&self) -> Option<&Reason> {
        match &self.stage {
            Stage::Refused(reason) => Some(reason),
            _ => None,
        }
    }
}

impl Hash {
    fn salted(self, password: &str, salt: &[u8], iterations: NonZeroU32) -> Zeroizing<Vec<u8>> {
        let (algorithm, length) = match self {
            Self::Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, digest::SHA1_OUTPUT_LEN),
            Self::Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, digest::SHA256_OUTPUT_LEN),
        };
        let mut salted = Zeroizing::new(vec![0; length]);
        pbkdf2::derive(algorithm, iterations, salt, password.as_bytes(), &mut salted);
        salted
    }

    fn key(self, key: &[u8]) -> hmac::Key {
        let algorithm = match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => hmac::HMAC_SHA256,
        };
        hmac::Key::new(algorithm, key)
    }

    fn sign(self, key: &[u8], text: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(hmac::sign(&self.key(key), text).as_ref().to_vec())
    }

    /// In constant time.
    fn verify(self, key: &[u8], text: &str, signature: &[u8]) -> Result<(), SaslError> {
        hmac::verify(&self.key(key), text.as_bytes(), signature).map_err(|_| SaslError::ServerUnproven)
    }

    fn digest(self, text: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
        };
        digest::digest(algorithm, text).as_ref().to_vec()
    }
}
