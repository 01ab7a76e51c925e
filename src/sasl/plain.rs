//! PLAIN (RFC 4616): the password as it is. It must only be used where the connection keeps it.

use zeroize::Zeroizing;

use crate::sasl::{Credentials, Response};

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Plain {
    credentials: Credentials,
    sent: bool,
}

impl Plain {
    pub(super) fn new(credentials: &Credentials) -> Self {
        Self {
            credentials: credentials.clone(),
            sent: false,
        }
    }

    /// RFC 4616 §2, with no authorization identity.
    pub(super) fn begin(&mut self) -> Option<Response> {
        self.sent = true;
        let username = self.credentials.username_octets();
        let password = self.credentials.password_octets();
        Some(Zeroizing::new(
            [b"\0", username.as_slice(), b"\0", password.as_slice()].concat(),
        ))
    }

    pub(super) const fn is_sent(&self) -> bool {
        self.sent
    }
}
