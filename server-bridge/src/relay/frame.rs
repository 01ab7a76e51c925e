//! The control frames of `restante.tunnel.v1`, its reasons and its close codes.
//! Words only: nothing here sends or decides.

use serde::Deserialize;

use crate::limits::Shortage;
use crate::policy::Forbidden;

/// The most bytes in one frame, of either kind and in either direction.
pub const FRAME_MAX: usize = 64 * 1024;
/// What the bridge may send before the first `credit` frame.
pub const INITIAL_CREDIT: u64 = 1024 * 1024;
/// `{"connected":{}}`
pub(crate) const CONNECTED: &str = r#"{"connected":{}}"#;

/// What a browser says first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FirstFrame {
    pub(crate) connect: Connect,
    #[serde(default)]
    pub(crate) token: Option<String>,
}

/// Where to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connect {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl FirstFrame {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// The only control frame that a browser sends later: so many more bytes may come.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credit {
    credit: u64,
}

/// The credit that `text` grants, if it is such a frame.
pub(crate) fn parse_credit(text: &str) -> Option<u64> {
    serde_json::from_str(text).ok().map(|Credit { credit }| credit)
}

/// Why no connection was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The first frame is not what the protocol says.
    BadRequest,
    /// What it calls a host is neither a host name nor an address.
    BadHost,
    /// This host, port or address may not be reached.
    NotAllowed(Forbidden),
    /// The token is missing or wrong.
    Unauthorised,
    /// A limit of the bridge is reached.
    Busy(Shortage),
    /// The bridge is being stopped.
    Stopping,
    /// The name has no address.
    DnsFailed,
    /// No address took the connection.
    Unreachable,
    /// The first frame, the resolver or the server took too long.
    TimedOut,
}

impl Refusal {
    /// As the protocol writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BadRequest | Self::BadHost => "bad-request",
            Self::NotAllowed(_) => "not-allowed",
            Self::Unauthorised => "unauthorised",
            Self::Busy(_) | Self::Stopping => "busy",
            Self::DnsFailed => "dns-failed",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
        }
    }

    /// The close code that follows.
    #[must_use]
    pub fn close_code(self) -> u16 {
        match self {
            Self::BadRequest | Self::BadHost => 4001,
            Self::NotAllowed(_) => 4002,
            Self::Unauthorised => 4003,
            Self::Busy(_) | Self::Stopping => 4004,
            Self::DnsFailed => 4005,
            Self::Unreachable => 4006,
            Self::TimedOut => 4007,
        }
    }

    /// Which part of the request it is about, where the reason leaves that open.
    #[must_use]
    pub fn what(self) -> Option<&'static str> {
        match self {
            Self::BadHost | Self::NotAllowed(Forbidden::Host) => Some("host"),
            Self::NotAllowed(Forbidden::Port) => Some("port"),
            Self::NotAllowed(Forbidden::Address) => Some("address"),
            _ => None,
        }
    }

    /// What the operator learns besides: which limit, or which part of the request.
    #[must_use]
    pub fn detail(self) -> &'static str {
        match self {
            Self::Busy(shortage) => shortage.name(),
            Self::Stopping => "stopping",
            _ => self.what().unwrap_or_default(),
        }
    }

    pub(crate) fn frame(self) -> String {
        match self.what() {
            Some(what) => format!(r#"{{"refused":{{"reason":"{}","what":"{what}"}}}}"#, self.name()),
            None => format!(r#"{{"refused":{{"reason":"{}"}}}}"#, self.name()),
        }
    }
}

/// How an open tunnel ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// The server ended its stream.
    Eof,
    /// The server's connection broke.
    Reset,
    /// Neither side sent anything for too long.
    Idle,
    /// It went beyond what a tunnel may.
    Limit(Limit),
    /// The bridge is being stopped.
    Shutdown,
    /// The browser sent a control frame that the protocol does not know.
    Misuse,
    /// The browser closed the tunnel.
    Closed,
    /// The path to the browser broke.
    Vanished,
}

/// What a tunnel may not go beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The time that one may be open.
    Lifetime,
    /// The size of a frame.
    Frame,
    /// TLS, where the browser must speak it.
    Tls,
    /// The greeting that the server's port is for.
    Greeting,
    /// The bytes of one tunnel.
    TunnelBytes,
    /// The bytes of one client in an hour.
    ClientBytes,
}

impl Ending {
    /// What the operator learns besides: which limit.
    #[must_use]
    pub fn detail(self) -> &'static str {
        match self {
            Self::Limit(Limit::Lifetime) => "lifetime",
            Self::Limit(Limit::Frame) => "frame",
            Self::Limit(Limit::Tls) => "tls",
            Self::Limit(Limit::Greeting) => "greeting",
            Self::Limit(Limit::TunnelBytes) => "tunnel-bytes",
            Self::Limit(Limit::ClientBytes) => "client-bytes",
            _ => "",
        }
    }

    /// As the protocol, the log and the metrics write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Eof => "eof",
            Self::Reset => "reset",
            Self::Idle => "idle",
            Self::Limit(_) => "limit",
            Self::Shutdown => "shutdown",
            Self::Misuse => "misuse",
            Self::Closed => "closed-by-client",
            Self::Vanished => "client-vanished",
        }
    }

    /// The close code that follows; `None` where nobody is there to read one.
    #[must_use]
    pub fn close_code(self) -> Option<u16> {
        match self {
            Self::Eof => Some(1000),
            Self::Shutdown => Some(1001),
            Self::Misuse => Some(1002),
            Self::Reset => Some(4011),
            Self::Idle => Some(4012),
            Self::Limit(_) => Some(4013),
            Self::Closed | Self::Vanished => None,
        }
    }

    /// The frame that tells the browser; `None` where the protocol has no word for it.
    pub(crate) fn frame(self) -> Option<String> {
        match self {
            Self::Eof | Self::Reset | Self::Idle | Self::Limit(_) | Self::Shutdown => {
                Some(format!(r#"{{"closed":{{"reason":"{}"}}}}"#, self.name()))
            }
            Self::Misuse | Self::Closed | Self::Vanished => None,
        }
    }
}
