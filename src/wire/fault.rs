//! What went wrong, as facts. The sentence that people read is made in `ui::text`, once.

use serde::{Deserialize, Serialize};

use crate::units::{MessageId, Octets, Sha256, UnixMillis};

/// One failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Which of the known failures.
    pub kind: FaultKind,
    /// The server's host name; empty where no server was involved.
    pub host: String,
    /// The server's port.
    pub port: u16,
    /// What the server said, cut to 500 characters; data, never markup.
    pub server_text: Option<String>,
    /// A page over https that the server wants visited first, as it named it; data, to be shown whole before it opens.
    pub link: Option<String>,
    /// The technical reason, for "Copy details". Holds no password and no mail.
    pub detail: String,
    /// The certificate that was not trusted.
    pub certificate: Option<CertificateView>,
    /// The message that is not here ([`FaultKind::MessageRefused`], [`FaultKind::NotFetched`]).
    pub skipped: Option<SkippedView>,
    /// The message whose stored copy is no longer what came ([`FaultKind::StorageFailed`]).
    pub damaged: Option<DamagedView>,
    /// What the failure gave away about its cause.
    pub clue: Option<Clue>,
}

impl Fault {
    /// A fault without any facts.
    #[must_use]
    pub const fn of(kind: FaultKind) -> Self {
        Self {
            kind,
            host: String::new(),
            port: 0,
            server_text: None,
            link: None,
            detail: String::new(),
            certificate: None,
            skipped: None,
            damaged: None,
            clue: None,
        }
    }
}

/// What a failure gives away: who seems to answer where a POP3 server with that protection was expected, or why the
/// bridge does not connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Clue {
    /// A web server.
    WebServer,
    /// A mail server for sending.
    SendingServer,
    /// An IMAP server.
    ImapServer,
    /// An SSH server.
    SshServer,
    /// A server that wants TLS from the first byte, asked in clear.
    WantsTls,
    /// A POP3 server without TLS on this port, asked for TLS.
    SpeaksInClear,
    /// A server whose TLS is too old to be safe.
    OutdatedTls,
    /// Somebody who took the connection and never said a word, asked for TLS.
    Silent,
    /// The same, asked in clear: servers that want TLS do that too.
    SilentInClear,
    /// The bridge would not connect.
    Bridge(BridgeRefusal),
}

/// Why the bridge would not connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BridgeRefusal {
    /// What was given as the server's name is none.
    BadHost,
    /// It reaches only other hosts.
    Host,
    /// It reaches only other ports.
    Port,
    /// The host is in a private network, or nowhere.
    Address,
    /// It wants an access token.
    Token,
    /// It carries as much as it may.
    Busy,
    /// It speaks another version of the tunnel than this page.
    Version,
    /// It opens no tunnels for this page, or something on the way does not let them through.
    Page,
}

/// A message that is still on the server only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedView {
    /// Its row here.
    pub message: MessageId,
    /// Its subject; empty when there is none.
    pub subject: String,
    /// Its size as the server says.
    pub octets: Octets,
    /// `true`: larger than what is fetched without asking. `false`: the server refused to hand it over.
    pub too_large: bool,
}

/// A message whose stored copy is no longer what came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamagedView {
    /// Which.
    pub message: MessageId,
    /// Its subject, from when it was whole; empty when there is none.
    pub subject: String,
    /// So much of it is stored; 0: nothing is left.
    pub octets: Octets,
    /// Whether it can be fetched again.
    pub there: OnServer,
}

/// Whether a server still has a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnServer {
    /// It listed it last time.
    Listed,
    /// It was not asked lately, or lists what may be this one under another name.
    Unknown,
    /// It listed others only, or deleted it.
    Gone,
}

/// The known failures; their names are stable (`data-fault`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each name is its own sentence in `ui::text`")]
pub enum FaultKind {
    BridgeUnreachable,
    BridgeRefused,
    DnsFailed,
    ConnectFailed,
    TimedOut,
    TlsFailed,
    CertificateUntrusted,
    GreetingRefused,
    LoginRefused,
    LoginDelayed,
    MailboxInUse,
    ServerTemporary,
    ServerPermanent,
    ProtocolViolation,
    ConnectionLost,
    StorageFull,
    StorageFailed,
    MessageRefused,
    /// The server offers no way to sign in that this connection allows.
    SignInUnsupported,
    /// The server does not offer `STLS`.
    StlsUnsupported,
    /// This tab does not know the account's password.
    PasswordNeeded,
    /// The account, message or attachment is not (or no longer) here.
    NotHere,
    /// The message is known, but its body is not fetched yet.
    NotFetched,
    /// A part of the app that is loaded later did not come.
    PartAbsent,
    /// The user's folders are no longer as they are shown.
    FoldersChanged,
    /// Another tab is fetching this account's mail.
    BusyElsewhere,
    /// The call was cancelled.
    Cancelled,
    /// A fault of ours.
    Bug,
}

impl FaultKind {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BridgeUnreachable => "bridge-unreachable",
            Self::BridgeRefused => "bridge-refused",
            Self::DnsFailed => "dns-failed",
            Self::ConnectFailed => "connect-failed",
            Self::TimedOut => "timed-out",
            Self::TlsFailed => "tls-failed",
            Self::CertificateUntrusted => "certificate-untrusted",
            Self::GreetingRefused => "greeting-refused",
            Self::LoginRefused => "login-refused",
            Self::LoginDelayed => "login-delayed",
            Self::MailboxInUse => "mailbox-in-use",
            Self::ServerTemporary => "server-temporary",
            Self::ServerPermanent => "server-permanent",
            Self::ProtocolViolation => "protocol-violation",
            Self::ConnectionLost => "connection-lost",
            Self::StorageFull => "storage-full",
            Self::StorageFailed => "storage-failed",
            Self::MessageRefused => "message-refused",
            Self::SignInUnsupported => "sign-in-unsupported",
            Self::StlsUnsupported => "stls-unsupported",
            Self::PasswordNeeded => "password-needed",
            Self::NotHere => "not-here",
            Self::NotFetched => "not-fetched",
            Self::PartAbsent => "part-absent",
            Self::FoldersChanged => "folders-changed",
            Self::BusyElsewhere => "busy-elsewhere",
            Self::Cancelled => "cancelled",
            Self::Bug => "bug",
        }
    }
}

/// A server's certificate, for a person to judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    /// What is wrong with it; the most telling problem.
    pub problem: CertificateProblem,
    /// What else is wrong with it.
    pub also: Vec<CertificateProblem>,
    /// The host that was asked for.
    pub host: String,
    /// The names it is for.
    pub names: Vec<String>,
    /// Whom it names as its subject.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Valid from.
    pub not_before: UnixMillis,
    /// Valid until.
    pub not_after: UnixMillis,
    /// SHA-256 of the certificate (DER).
    pub fingerprint: Sha256,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateProblem {
    /// It signs itself.
    SelfSigned,
    /// Its issuer is not among the known authorities.
    UnknownIssuer,
    /// It was valid, and no longer is.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// It is for other names.
    WrongName,
    /// It is not the one that was pinned for this account.
    Changed,
    /// Something else, in technical words in the fault's detail.
    Other,
}
