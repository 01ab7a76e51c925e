//! The certificate that the bridge itself shows to browsers, where no proxy in front of it does.
//! It reads the files and sees that they fit each other; who gets in over TLS is no business of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, io};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

/// A certificate with its key, read from files.
#[derive(Clone)]
pub struct Tls {
    /// Where the certificate and those above it stand, in PEM.
    pub certificate: PathBuf,
    /// Where its key stands, in PEM.
    pub key: PathBuf,
    acceptor: TlsAcceptor,
}

/// The paths only: what was in the files is nobody's business.
impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tls")
            .field(&self.certificate)
            .field(&self.key)
            .finish()
    }
}

impl Tls {
    pub(super) fn read(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let chain: Vec<_> = CertificateDer::pem_file_iter(&certificate)
            .and_then(Iterator::collect)
            .map_err(|error| TlsError::unreadable(&certificate, error))?;
        if chain.is_empty() {
            return Err(TlsError::Missing(certificate, "certificate"));
        }
        let secret = match PrivateKeyDer::from_pem_file(&key) {
            Err(pem::Error::NoItemsFound) => return Err(TlsError::Missing(key, "key")),
            other => other.map_err(|error| TlsError::unreadable(&key, error))?,
        };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|versions| versions.with_no_client_auth().with_single_cert(chain, secret))
            .map_err(TlsError::Unusable)?;
        // WebSockets begin as HTTP/1.1, and nothing else is served.
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            certificate,
            key,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }

    /// What greets a browser.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }
}

/// Why there can be no TLS with these files.
#[derive(Debug)]
pub enum TlsError {
    /// A certificate without a key, or a key without a certificate.
    Half,
    /// The file cannot be read.
    File(PathBuf, io::Error),
    /// The file is not PEM.
    Syntax(PathBuf),
    /// The file holds none of these.
    Missing(PathBuf, &'static str),
    /// The key is not the certificate's, or of a kind that is not known.
    Unusable(rustls::Error),
}

impl TlsError {
    fn unreadable(path: &Path, error: pem::Error) -> Self {
        match error {
            pem::Error::Io(error) => Self::File(path.to_owned(), error),
            // What else the library has to say may repeat parts of a key.
            _ => Self::Syntax(path.to_owned()),
        }
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Half => f.write_str("tls-certificate and tls-key go together"),
            Self::File(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Syntax(path) => write!(f, "{}: not PEM", path.display()),
            Self::Missing(path, what) => write!(f, "{}: there is no {what} in it", path.display()),
            Self::Unusable(error) => write!(f, "tls-certificate with tls-key: {error}"),
        }
    }
}

impl std::error::Error for TlsError {}
