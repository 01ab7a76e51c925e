//! Asks a running bridge whether it lives, for images that hold no other program that could.
//! Plain HTTP only: whether a certificate is good is not what is asked about.

use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;
use std::{fmt, io};

use axum::body::Body;
use axum::http::header::HOST;
use axum::http::uri::{Authority, PathAndQuery, Scheme};
use axum::http::{Request, StatusCode, Uri};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::config::Config;
use crate::server::reachable;

const HTTP_PORT: u16 = 80;
/// A bridge that takes longer over two bytes is in no health to speak of.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whom to ask, and for what.
#[derive(Clone, Debug)]
pub struct Url {
    authority: Authority,
    path: PathAndQuery,
}

/// The text is no address of a bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoUrl;

impl fmt::Display for NoUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a plain HTTP address such as http://127.0.0.1:8025")
    }
}

impl std::error::Error for NoUrl {}

impl FromStr for Url {
    type Err = NoUrl;

    fn from_str(text: &str) -> Result<Self, NoUrl> {
        let parts = text.parse::<Uri>().map_err(|_| NoUrl)?.into_parts();
        let authority = parts.authority.filter(|_| parts.scheme == Some(Scheme::HTTP));
        Ok(Self {
            authority: authority.ok_or(NoUrl)?,
            path: parts
                .path_and_query
                .filter(|path| path != "/")
                .unwrap_or_else(healthz),
        })
    }
}

impl Url {
    /// Where a bridge with this configuration answers in plain HTTP, if anywhere.
    #[must_use]
    pub fn of(config: &Config) -> Option<Self> {
        let plain = match config.tls {
            Some(_) => config.metrics_listen,
            None => config.listen.first().copied(),
        };
        let address: SocketAddr = reachable(plain?);
        Some(Self {
            authority: address.to_string().parse().ok()?,
            path: healthz(),
        })
    }
}

fn healthz() -> PathAndQuery {
    PathAndQuery::from_static("/healthz")
}

/// Why nobody can say that the bridge lives.
#[derive(Debug)]
pub enum Unhealthy {
    /// It takes no connection.
    Unreachable(io::Error),
    /// It answers in no way that HTTP knows.
    Broken(hyper::Error),
    /// It does not answer.
    Silent,
    /// It answers with this.
    Status(StatusCode),
}

impl fmt::Display for Unhealthy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(error) => write!(f, "not reachable: {error}"),
            Self::Broken(error) => write!(f, "no answer: {error}"),
            Self::Silent => write!(f, "no answer within {} seconds", PATIENCE.as_secs()),
            Self::Status(status) => write!(f, "it answers {status}"),
        }
    }
}

impl std::error::Error for Unhealthy {}

/// Asks, and takes nothing but 200 for a yes.
#[tokio::main(flavor = "current_thread")]
pub(super) async fn check(url: &Url) -> Result<(), Unhealthy> {
    let status = timeout(PATIENCE, ask(url))
        .await
        .map_err(|_| Unhealthy::Silent)??;
    match status {
        StatusCode::OK => Ok(()),
        other => Err(Unhealthy::Status(other)),
    }
}

async fn ask(url: &Url) -> Result<StatusCode, Unhealthy> {
    let host = url.authority.host().trim_matches(['[', ']']);
    let port = url.authority.port_u16().unwrap_or(HTTP_PORT);
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(Unhealthy::Unreachable)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await.map_err(Unhealthy::Broken)?;
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = url.path.clone().into();
    if let Ok(host) = url.authority.as_str().parse() {
        request.headers_mut().insert(HOST, host);
    }
    // Without somebody who drives the connection, nothing is sent.
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(Unhealthy::Broken);
    driving.abort();
    Ok(answer?.status())
}
