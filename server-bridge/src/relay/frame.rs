//! The control frames of `restante.tunnel.v1`, its reasons and its close codes.
//! Words only: nothing here sends or decides.

use serde::Deserialize;

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
    /// Host, port or resolved address may not be reached.
    NotAllowed,
    /// The token is missing or wrong.
    Unauthorised,
    /// A limit of the bridge is reached, or it is being stopped.
    Busy,
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
            Self::BadRequest => "bad-request",
            Self::NotAllowed => "not-allowed",
            Self::Unauthorised => "unauthorised",
            Self::Busy => "busy",
            Self::DnsFailed => "dns-failed",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
        }
    }

    /// The close code that follows.
    #[must_use]
    pub fn close_code(self) -> u16 {
        match self {
            Self::BadRequest => 4001,
            Self::NotAllowed => 4002,
            Self::Unauthorised => 4003,
            Self::Busy => 4004,
            Self::DnsFailed => 4005,
            Self::Unreachable => 4006,
            Self::TimedOut => 4007,
        }
    }

    pub(crate) fn frame(self) -> String {
        format!(r#"{{"refused":{{"reason":"{}"}}}}"#, self.name())
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
    /// The tunnel lived too long, a frame was too large, or TLS was not spoken where it must be.
    Limit,
    /// The bridge is being stopped.
    Shutdown,
    /// The browser sent a control frame that the protocol does not know.
    Misuse,
    /// The browser closed the tunnel.
    Closed,
    /// The path to the browser broke.
    Vanished,
}

impl Ending {
    /// As the protocol, the log and the metrics write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Eof => "eof",
            Self::Reset => "reset",
            Self::Idle => "idle",
            Self::Limit => "limit",
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
            Self::Limit => Some(4013),
            Self::Closed | Self::Vanished => None,
        }
    }

    /// The frame that tells the browser; `None` where the protocol has no word for it.
    pub(crate) fn frame(self) -> Option<String> {
        match self {
            Self::Eof | Self::Reset | Self::Idle | Self::Limit | Self::Shutdown => {
                Some(format!(r#"{{"closed":{{"reason":"{}"}}}}"#, self.name()))
            }
            Self::Misuse | Self::Closed | Self::Vanished => None,
        }
    }
}
