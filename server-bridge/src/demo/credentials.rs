//! Who may log in to the demo servers, and how both protocols carry a name and a password.
//! There is one account, it is public, and nothing of value hangs on it.

use base64::{Engine, engine::general_purpose::STANDARD};

/// The demo account.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) username: String,
    pub(crate) password: String,
}

impl Account {
    pub(crate) fn demo() -> Self {
        Self {
            email: "ada@fairweather.example".into(),
            username: "ada@fairweather.example".into(),
            password: "to be called for".into(),
        }
    }

    /// Whether these are the name and the password of the account. Compares in plain sight, since both are printed.
    pub(crate) fn admits(&self, login: &Login) -> bool {
        self.is_named(&login.username) && login.password == self.password.as_bytes()
    }

    /// Whether an address, or a login name, means this account.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(&self.username) || name.eq_ignore_ascii_case(&self.email)
    }
}

/// What a client says to prove who it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) password: Vec<u8>,
}

impl Login {
    /// Reads the one message of SASL PLAIN (RFC 4616): authorisation identity, NUL, name, NUL, password.
    /// An authorisation identity is accepted when it is empty or the name itself.
    pub(crate) fn from_plain(base64: &[u8]) -> Option<Self> {
        let message = decoded(base64)?;
        let mut fields = message.splitn(3, |byte| *byte == 0);
        let acting_for = fields.next()?;
        let username = fields.next()?;
        let password = fields.next()?.to_vec();
        let may_act = acting_for.is_empty() || acting_for == username;
        let username = String::from_utf8(username.to_vec()).ok()?;
        may_act.then_some(Self { username, password })
    }
}

/// The bytes behind a base64 line of a SASL exchange.
pub(crate) fn decoded(base64: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(base64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(message: &str) -> Option<Login> {
        Login::from_plain(STANDARD.encode(message).as_bytes())
    }

    #[test]
    fn plain_carries_a_name_and_a_password_with_spaces() {
        let login = plain("\0ada\0two words").unwrap();
        assert_eq!(
            (login.username.as_str(), login.password.as_slice()),
            ("ada", &b"two words"[..])
        );
    }

    #[test]
    fn plain_on_behalf_of_somebody_else_is_refused() {
        assert_eq!(plain("ben\0ada\0secret"), None);
        assert!(plain("ada\0ada\0secret").is_some());
    }

    #[test]
    fn plain_without_its_separators_is_refused() {
        assert_eq!(plain("ada secret"), None);
        assert_eq!(Login::from_plain(b"not base64!"), None);
    }
}
