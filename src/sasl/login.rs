//! LOGIN: two questions, whose words differ from server to server, and whose order does not. It must only be used where
//! the connection keeps a password.

use crate::sasl::{Credentials, Response, SaslError};

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Login {
    credentials: Credentials,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Username,
    Password,
    Done,
}

impl Login {
    pub(super) fn new(credentials: &Credentials) -> Self {
        Self {
            credentials: credentials.clone(),
            stage: Stage::Username,
        }
    }

    pub(super) fn answer(&mut self) -> Result<Response, SaslError> {
        let (next, response) = match self.stage {
            Stage::Username => (Stage::Password, self.credentials.username_octets()),
            Stage::Password => (Stage::Done, self.credentials.password_octets()),
            Stage::Done => return Err(SaslError::Unexpected),
        };
        self.stage = next;
        Ok(response)
    }

    pub(super) const fn is_sent(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }
}
