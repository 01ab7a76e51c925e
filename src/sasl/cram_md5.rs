//! CRAM-MD5 (RFC 2195): a digest of a challenge under the password. Whoever reads along can guess passwords from it, and
//! the server proves nothing; it is better than the password itself, and not by much.

use hmac::{Hmac, Mac};
use md5::Md5;
use zeroize::Zeroizing;

use crate::sasl::{Credentials, Response, SaslError};

#[derive(Clone, PartialEq, Eq)]
pub(super) struct CramMd5 {
    credentials: Credentials,
    sent: bool,
}

impl CramMd5 {
    pub(super) fn new(credentials: &Credentials) -> Self {
        Self {
            credentials: credentials.clone(),
            sent: false,
        }
    }

    pub(super) fn answer(&mut self, challenge: &[u8]) -> Result<Response, SaslError> {
        if std::mem::replace(&mut self.sent, true) {
            return Err(SaslError::Unexpected);
        }
        let printable = |octet: &u8| octet.is_ascii_graphic() || *octet == b' ';
        if challenge.is_empty() || !challenge.iter().all(printable) {
            return Err(SaslError::Malformed { part: "timestamp" });
        }
        let mut digest = Hmac::<Md5>::new_from_slice(&self.credentials.password_octets())
            .map_err(|_| SaslError::Unexpected)?; // HMAC takes keys of any length
        digest.update(challenge);
        let digest: String = digest
            .finalize()
            .into_bytes()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect();
        let username = self.credentials.username_octets();
        Ok(Zeroizing::new(
            [username.as_slice(), b" ", digest.as_bytes()].concat(),
        ))
    }

    pub(super) const fn is_sent(&self) -> bool {
        self.sent
    }
}
