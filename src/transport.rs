//! A byte stream to a mail server, opened by host and port: directly, through the bridge, or scripted.
//! It must not know what the bytes mean.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;
mod tunnel;
#[cfg(target_arch = "wasm32")]
pub mod websocket;

use std::fmt;

/// Opens streams.
#[allow(async_fn_in_trait, reason = "the engine runs on one thread")]
pub trait Dial {
    /// What it opens.
    type Stream: Stream;

    /// Connects to `host:port`. Dropping the future gives up.
    ///
    /// # Errors
    /// Why there is no stream.
    async fn dial(&self, host: &str, port: u16) -> Result<Self::Stream, TransportError>;
}

/// An open stream. Dropping it closes it.
///
/// Reading and writing take `&self`, so that one task can do both at once.
#[allow(async_fn_in_trait, reason = "the engine runs on one thread")]
pub trait Stream {
    /// The next bytes, never empty; `Ok(None)` at the peer's orderly end of stream. Cancel-safe: a dropped read loses
    /// no bytes.
    ///
    /// # Errors
    /// The stream was cut.
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError>;

    /// Hands `bytes` on, waiting while the path is full.
    ///
    /// # Errors
    /// The stream was cut.
    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError>;
}

/// Why there is no stream, or no more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// The bridge did not answer at all (environment).
    BridgeUnreachable,
    /// The bridge answered that it will not connect there (its operator's policy or limits).
    BridgeRefused(Refusal),
    /// The server's name could not be resolved.
    DnsFailed,
    /// The server did not take the connection.
    Unreachable,
    /// The server did not answer in time.
    TimedOut,
    /// An open stream broke before its end.
    Lost(Loss),
}

/// Why the bridge said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It did not understand the request: versions differ.
    BadRequest,
    /// What was given as the host is no name that a host can have.
    BadHost,
    /// Something of the request is not among what it may reach; an older bridge does not say what.
    NotAllowed(Option<Forbidden>),
    /// It wants an access token.
    Unauthorised,
    /// It carries as many tunnels as it may.
    Busy,
    /// It opens no tunnels for this page, or something on the way to it does not let them through.
    Page,
}

/// What of a request the bridge may not reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
    /// This host.
    Host,
    /// This port.
    Port,
    /// Any address that the host has.
    Address,
}

/// How an open stream broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The TCP connection was reset.
    Reset,
    /// The bridge closed it for silence.
    Idle,
    /// The bridge closed it at one of its limits.
    Limit,
    /// The bridge is being stopped.
    Shutdown,
    /// The path to the bridge went away.
    Bridge,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BridgeUnreachable => f.write_str("the bridge does not answer"),
            Self::BridgeRefused(refusal) => write!(f, "the bridge refused: {refusal:?}"),
            Self::DnsFailed => f.write_str("the server's name could not be resolved"),
            Self::Unreachable => f.write_str("the server does not take connections"),
            Self::TimedOut => f.write_str("the server did not answer in time"),
            Self::Lost(loss) => write!(f, "the connection was lost: {loss:?}"),
        }
    }
}

impl std::error::Error for TransportError {}
