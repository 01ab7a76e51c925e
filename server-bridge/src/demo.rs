//! A mail provider to try the app with: POP3S and SMTP submission on loopback, and a mailbox that shows what mail is like.
//! Runs only when asked for (`--demo`): the bridge itself relays to it as to any other server and knows no mail.
//!
//! ```text
//!   demo/messages/**.eml ── template ──► maildrop ──► pop3   (USER, TOP, RETR …)   127.0.0.1:0, TLS
//!   demo/assets/*                           ▲
//!                                           └──────── smtp   (AUTH, MAIL, DATA …)  127.0.0.1:0, TLS
//! ```

mod assets;
mod conversation;
mod credentials;
mod maildrop;
mod messages;
mod moment;
mod pop3;
mod smtp;
mod template;

use std::{fmt, io, net::SocketAddr, sync::Arc};

use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, sync::Semaphore};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer},
};

use crate::demo::{credentials::Account, maildrop::Maildrop, template::TemplateError};

/// The name that the certificate of both servers carries. No resolver knows it (RFC 6761).
pub const HOST: &str = "demo.restante.invalid";

/// What one needs to know to use the running demo servers.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Where POP3 over TLS is served.
    pub pop3: SocketAddr,
    /// Where mail submission over TLS is served.
    pub smtp: SocketAddr,
    /// SHA-256 of the certificate (DER) that both servers present; made anew at each start.
    pub certificate_sha256: [u8; 32],
    /// The address of the demo account.
    pub email: String,
    /// What the servers call its mailbox.
    pub username: String,
    /// Its password. No secret: whoever runs the demo may read its mail.
    pub password: String,
}

/// Starts both servers as tasks of the current runtime; they end with it.
///
/// # Errors
/// No loopback socket, no certificate, or a message of the demo mailbox that cannot be built.
pub async fn start() -> Result<Demo, DemoError> {
    let maildrop = tokio::task::spawn_blocking(Maildrop::furnished)
        .await
        .map_err(io::Error::from)??;
    start_with(Arc::new(maildrop)).await
}

async fn start_with(maildrop: Arc<Maildrop>) -> Result<Demo, DemoError> {
    let (tls, certificate_sha256) = identity()?;
    let account = Arc::new(Account::demo());

    let pop3 = TcpListener::bind(("127.0.0.1", 0)).await?;
    let smtp = TcpListener::bind(("127.0.0.1", 0)).await?;
    let demo = Demo {
        pop3: pop3.local_addr()?,
        smtp: smtp.local_addr()?,
        certificate_sha256,
        email: account.email.clone(),
        username: account.username.clone(),
        password: account.password.clone(),
    };

    let (drop, owner) = (Arc::clone(&maildrop), Arc::clone(&account));
    serve(pop3, tls.clone(), move |stream| {
        let (drop, owner) = (Arc::clone(&drop), Arc::clone(&owner));
        async move { pop3::converse(stream, &owner, &drop).await }
    });
    serve(smtp, tls, move |stream| {
        let (drop, owner) = (Arc::clone(&maildrop), Arc::clone(&account));
        async move { smtp::converse(stream, &owner, &drop).await }
    });
    Ok(demo)
}

/// A fresh key and a certificate that it signs itself, and the certificate's fingerprint.
fn identity() -> Result<(TlsAcceptor, [u8; 32]), DemoError> {
    let issued = rcgen::generate_simple_self_signed([HOST.to_owned()])?;
    let certificate = issued.cert.der().clone();
    let fingerprint = Sha256::digest(&certificate).into();
    let key = PrivatePkcs8KeyDer::from(issued.signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())?;
    Ok((TlsAcceptor::from(Arc::new(config)), fingerprint))
}

type Stream = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;

/// Accepts for ever. A client that fails, in TLS or later, ends only its own conversation.
fn serve<Converse, Conversation>(listener: TcpListener, tls: TlsAcceptor, converse: Converse)
where
    Converse: Fn(Stream) -> Conversation + Clone + Send + 'static,
    Conversation: Future<Output = io::Result<()>> + Send + 'static,
{
    let seats = Arc::new(Semaphore::new(CLIENTS_AT_ONCE));
    tokio::spawn(async move {
        while let Ok(seat) = Arc::clone(&seats).acquire_owned().await {
            let Ok((tcp, _)) = listener.accept().await else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let (tls, converse) = (tls.clone(), converse.clone());
            tokio::spawn(async move {
                let _seat = seat;
                let _ = tcp.set_nodelay(true);
                if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_LIMIT, tls.accept(tcp)).await {
                    let _ = converse(stream).await;
                }
            });
        }
    });
}

const CLIENTS_AT_ONCE: usize = 64;
const HANDSHAKE_LIMIT: std::time::Duration = std::time::Duration::from_secs(20);
/// When no socket is to be had, the next try right away would find none either.
const ACCEPT_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);

/// Why the demo did not start.
#[derive(Debug)]
pub enum DemoError {
    /// The machine gave no loopback socket, or no thread.
    System(io::Error),
    /// No key or certificate could be made.
    Certificate(rcgen::Error),
    /// The certificate and the key do not serve for TLS.
    Tls(rustls::Error),
    /// A message source has a mistake: its name, and what is wrong with it.
    Message(&'static str, String),
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System(error) => write!(f, "demo servers: {error}"),
            Self::Certificate(error) => write!(f, "demo certificate: {error}"),
            Self::Tls(error) => write!(f, "demo certificate in use: {error}"),
            Self::Message(name, mistake) => write!(f, "demo message {name}: {mistake}"),
        }
    }
}

impl std::error::Error for DemoError {}

impl From<io::Error> for DemoError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl From<rcgen::Error> for DemoError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<rustls::Error> for DemoError {
    fn from(error: rustls::Error) -> Self {
        Self::Tls(error)
    }
}

impl From<(&'static str, TemplateError)> for DemoError {
    fn from((name, error): (&'static str, TemplateError)) -> Self {
        Self::Message(name, error.to_string())
    }
}

#[cfg(test)]
mod tests;
