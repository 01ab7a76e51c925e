//! Why there is no (more) TLS, split by who can act. It must not contain sentences for users.

use std::fmt;

use crate::tls::CertificateFacts;

/// Why a TLS connection cannot begin or go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsError {
    /// The server's certificate is not trusted (the user, or the server's operator).
    CertificateUntrusted {
        /// The most telling problem.
        problem: CertificateProblem,
        /// The other problems that the same certificate has.
        also: Vec<CertificateProblem>,
        /// The certificate.
        facts: Box<CertificateFacts>,
    },
    /// Something that is not TLS answered (the user: port or kind of encryption are wrong).
    NotTls {
        /// The first bytes of it, a few dozen at most.
        beginning: Vec<u8>,
    },
    /// The server ended it with this alert of RFC 8446 §6.2 (the server's operator).
    Alert(String),
    /// The server offers nothing that is still safe, such as only TLS 1.0 (the server's operator).
    Incompatible(String),
    /// The server broke the protocol, or somebody between changed the bytes.
    Protocol(String),
    /// The host is neither a DNS name nor an IP address (the user).
    HostName,
    /// One of [`super::Trust::extra_roots`] is not a usable certificate (the user).
    RootCertificate(String),
    /// A fault of ours.
    Bug(String),
}

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificateProblem {
    /// It was valid, and no longer is.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// It vouches for itself.
    SelfSigned,
    /// Its issuer is not among the known authorities.
    UnknownIssuer,
    /// It is not the one that was pinned.
    Changed,
    /// Something else, in technical words.
    Other(String),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CertificateUntrusted { problem, also, facts } => {
                write!(f, "certificate {} is not trusted: {problem}", facts.fingerprint)?;
                also.iter().try_for_each(|problem| write!(f, ", {problem}"))
            }
            Self::NotTls { beginning } => {
                let beginning = beginning.escape_ascii();
                write!(
                    f,
                    "the server answered with something that is not TLS: {beginning}"
                )
            }
            Self::Alert(alert) => write!(f, "the server sent the TLS alert {alert}"),
            Self::Incompatible(why) => write!(f, "the server's TLS is too old: {why}"),
            Self::Protocol(why) => write!(f, "TLS protocol error: {why}"),
            Self::HostName => f.write_str("the host is neither a DNS name nor an IP address"),
            Self::RootCertificate(why) => write!(f, "an extra root certificate is unusable: {why}"),
            Self::Bug(why) => write!(f, "bug in the use of TLS: {why}"),
        }
    }
}

impl std::error::Error for TlsError {}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired => f.write_str("expired"),
            Self::NotYetValid => f.write_str("not yet valid"),
            Self::WrongName => f.write_str("for another name"),
            Self::SelfSigned => f.write_str("self-signed"),
            Self::UnknownIssuer => f.write_str("unknown issuer"),
            Self::Changed => f.write_str("not the pinned one"),
            Self::Other(why) => f.write_str(why),
        }
    }
}
