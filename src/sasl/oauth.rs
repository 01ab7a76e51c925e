//! XOAUTH2 and OAUTHBEARER (RFC 7628): an access token, and an answer in JSON when it is refused. It must only be used
//! where the connection keeps a token, and must not fetch one.

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::sasl::error::word;
use crate::sasl::{Credentials, Mechanism, Reason, Response, SaslError};

#[derive(Clone, PartialEq, Eq)]
pub(super) struct OAuth {
    message: Response,
    /// What is said to the server's reasons, so that it comes to its refusal.
    acknowledgement: &'static [u8],
    sent: bool,
    reason: Option<Reason>,
}

/// RFC 7628 §3.2.2, as far as it decides anything.
#[derive(Deserialize)]
struct Refusal<'json> {
    #[serde(borrow)]
    status: Option<&'json str>,
}

impl OAuth {
    pub(super) fn new(mechanism: Mechanism, credentials: &Credentials, server: (&str, u16)) -> Self {
        let username = credentials.username();
        let token = credentials.password().reveal();
        let (message, acknowledgement) = if mechanism == Mechanism::OAuthBearer {
            let (host, port) = server;
            let name = username.replace('=', "=3D").replace(',', "=2C"); // RFC 5801 §4
            let fields = format!("n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
            (fields, b"\x01".as_slice())
        } else {
            let fields = format!("user={username}\x01auth=Bearer {token}\x01\x01");
            (fields, b"".as_slice())
        };
        Self {
            message: Zeroizing::new(message.into_bytes()),
            acknowledgement,
            sent: false,
            reason: None,
        }
    }

    pub(super) fn begin(&mut self) -> Option<Response> {
        self.sent = true;
        Some(self.message.clone())
    }

    pub(super) fn answer(&mut self, challenge: &[u8]) -> Result<Response, SaslError> {
        if self.reason.is_some() {
            return Err(SaslError::Unexpected);
        }
        let status = serde_json_core::from_slice::<Refusal<'_>>(challenge)
            .ok()
            .and_then(|(refusal, _)| refusal.status.map(|status| word(status.as_bytes())));
        self.reason = Some(Reason::Token {
            status: status.unwrap_or_default(),
        });
        Ok(Zeroizing::new(self.acknowledgement.to_vec()))
    }

    pub(super) const fn is_sent(&self) -> bool {
        self.sent
    }

    pub(super) const fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }
}
