//! What an account needs to be reached.

use serde::{Deserialize, Serialize};

use crate::units::{Octets, Sha256};

/// How to reach a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSetup {
    /// The mail address; also the account's name in the sidebar.
    pub email: String,
    /// The POP3 server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// What the server calls the mailbox.
    pub username: String,
    /// The one certificate (SHA-256 of its DER) that is trusted although it chains to no known authority.
    pub pinned_certificate: Option<Sha256>,
    /// Whether the user agreed that everybody on the way can read the password ([`Security::Plain`] only).
    pub plaintext_consent: bool,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Security {
    /// TLS from the first byte (port 995, RFC 8314).
    #[default]
    Tls,
    /// TLS after `STLS` (port 110, RFC 2595), never without.
    Stls,
    /// None at all.
    Plain,
}

/// What a successful connection test learnt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionFacts {
    /// Messages on the server.
    pub messages: u32,
    /// Their size, as the server counts.
    pub octets: Octets,
    /// TLS version and cipher, such as "TLS 1.3, ChaCha20-Poly1305"; empty without TLS.
    pub encryption: String,
    /// Whom the certificate names, and who signed it; empty without TLS.
    pub certificate: String,
}
