//! Every error that a use case can end in, as one [`Fault`]: which of the known failures it is, and the facts. The
//! sentence that people read is made from it in `ui::text`, and nowhere else.

use super::driver::{LinkError, Silence};
use crate::connection::ConnectionError;
use crate::pop3::{LooksLike, RefusalCause, Reply, ResponseCode, SessionError, Violation};
use crate::store::{self, StoreError};
use crate::tls::{self, TlsError};
use crate::transport::{Forbidden, Loss, Refusal, TransportError};
use crate::units::MessageId;
use crate::wire::{BridgeRefusal, CertificateProblem, CertificateView, Clue, Fault, FaultKind};

/// Where a fault happened.
#[derive(Clone, Debug)]
pub(super) struct Server {
    host: String,
    port: u16,
}

impl Server {
    pub(super) fn of(connection: &store::Connection) -> Self {
        Self {
            host: connection.host.clone(),
            port: connection.port,
        }
    }

    pub(super) fn fault(&self, kind: FaultKind, detail: impl std::fmt::Display) -> Fault {
        Fault {
            host: self.host.clone(),
            port: self.port,
            detail: detail.to_string(),
            ..Fault::of(kind)
        }
    }

    fn reply(&self, kind: FaultKind, reply: &Reply) -> Fault {
        Fault {
            server_text: Some(reply.text.clone()),
            link: match &reply.code {
                Some(ResponseCode::WebAlert(page)) => Some(page.clone()),
                _ => None,
            },
            ..self.fault(kind, reply)
        }
    }
}

/// A fault of ours.
pub(super) fn bug(detail: &str) -> Fault {
    Fault {
        detail: detail.to_owned(),
        ..Fault::of(FaultKind::Bug)
    }
}

/// A stored original that is no longer what came.
pub(super) fn damaged(message: MessageId) -> Fault {
    let detail = format!("the stored copy of message {} does not match its hash", message.0);
    Fault {
        detail,
        ..Fault::of(FaultKind::StorageFailed)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Full => FaultKind::StorageFull,
            StoreError::NoSuchAccount => FaultKind::NotHere,
            StoreError::Superseded => FaultKind::BusyElsewhere,
            StoreError::Folder(_) => FaultKind::FoldersChanged,
            StoreError::NewerVersion | StoreError::Unavailable(_) | StoreError::Corrupt(_) => {
                FaultKind::StorageFailed
            }
        };
        Self {
            detail: error.to_string(),
            ..Self::of(kind)
        }
    }
}

/// What ended a connection.
pub(super) fn link(error: LinkError, server: &Server) -> Fault {
    match error {
        LinkError::Transport(error) => Fault {
            clue: refusal(&error).map(Clue::Bridge),
            ..server.fault(transport_kind(&error), &error)
        },
        LinkError::Connection(error) => connection(&error, server),
        LinkError::Silent { seconds, silence } => silent(seconds, silence, server),
        LinkError::LogInRefused(reply, None) => server.reply(log_in_kind(&reply), &reply),
        LinkError::LogInRefused(reply, Some(reason)) => Fault {
            detail: format!("{reply} ({reason})"),
            ..server.reply(log_in_kind(&reply), &reply)
        },
        LinkError::LogInHungUp => {
            server.fault(FaultKind::LoginRefused, "the server hung up on name and password")
        }
        LinkError::LogInTroubled(reply) => server.reply(FaultKind::ServerTemporary, &reply),
        LinkError::WayRefused(reply) => server.reply(FaultKind::SignInUnsupported, &reply),
        LinkError::LogInCancelled(error) => server.fault(FaultKind::ProtocolViolation, error),
        LinkError::LogInIntercepted(reason) => server.fault(FaultKind::ProtocolViolation, reason),
        LinkError::NoRandomness => server.fault(FaultKind::Bug, "no unpredictable bytes"),
        LinkError::NoMechanism(error) => server.fault(FaultKind::SignInUnsupported, error),
        LinkError::Credentials(error) => server.fault(FaultKind::LoginRefused, error),
        LinkError::Misuse(error) => server.fault(FaultKind::Bug, error),
        LinkError::Cancelled => Fault::of(FaultKind::Cancelled),
    }
}

/// Which of the known failures ended a connection.
pub(super) fn kind(error: &LinkError) -> FaultKind {
    let nowhere = Server {
        host: String::new(),
        port: 0,
    };
    link(error.clone(), &nowhere).kind
}

fn silent(seconds: u32, silence: Silence, server: &Server) -> Fault {
    let (kind, clue) = match silence {
        Silence::Greeting => (FaultKind::TimedOut, Some(Clue::Silent)),
        Silence::GreetingInClear => (FaultKind::TimedOut, Some(Clue::SilentInClear)),
        // It has answered, in the end: in TLS.
        Silence::WantsTls => (FaultKind::TlsFailed, Some(Clue::WantsTls)),
        Silence::Answer => (FaultKind::TimedOut, None),
    };
    Fault {
        clue,
        ..server.fault(kind, format_args!("no answer for {seconds} seconds"))
    }
}

pub(super) const fn transport_kind(error: &TransportError) -> FaultKind {
    match error {
        TransportError::BridgeUnreachable | TransportError::Lost(Loss::Bridge) => {
            FaultKind::BridgeUnreachable
        }
        TransportError::BridgeRefused(_) => FaultKind::BridgeRefused,
        TransportError::DnsFailed => FaultKind::DnsFailed,
        TransportError::Unreachable => FaultKind::ConnectFailed,
        TransportError::TimedOut => FaultKind::TimedOut,
        TransportError::Lost(_) => FaultKind::ConnectionLost,
    }
}

/// Why the bridge said no, where it says that.
const fn refusal(error: &TransportError) -> Option<BridgeRefusal> {
    let TransportError::BridgeRefused(refusal) = error else {
        return None;
    };
    match refusal {
        Refusal::BadRequest => Some(BridgeRefusal::Version),
        Refusal::BadHost => Some(BridgeRefusal::BadHost),
        Refusal::NotAllowed(None) => None,
        Refusal::NotAllowed(Some(Forbidden::Host)) => Some(BridgeRefusal::Host),
        Refusal::NotAllowed(Some(Forbidden::Port)) => Some(BridgeRefusal::Port),
        Refusal::NotAllowed(Some(Forbidden::Address)) => Some(BridgeRefusal::Address),
        Refusal::Unauthorised => Some(BridgeRefusal::Token),
        Refusal::Busy => Some(BridgeRefusal::Busy),
        Refusal::Page => Some(BridgeRefusal::Page),
    }
}

fn log_in_kind(reply: &Reply) -> FaultKind {
    match reply.cause() {
        RefusalCause::MailboxInUse => FaultKind::MailboxInUse,
        RefusalCause::TooSoon => FaultKind::LoginDelayed,
        RefusalCause::ServerTemporary => FaultKind::ServerTemporary,
        RefusalCause::ServerPermanent | RefusalCause::NeedsUtf8 | RefusalCause::WebSignIn => {
            FaultKind::ServerPermanent
        }
        RefusalCause::Credentials | RefusalCause::Unsaid => FaultKind::LoginRefused,
    }
}

fn connection(error: &ConnectionError, server: &Server) -> Fault {
    match error {
        ConnectionError::Session(error) => session(error, server),
        ConnectionError::Tls(error) => tls(error, server),
        ConnectionError::LostInHandshake => server.fault(FaultKind::TlsFailed, error),
        ConnectionError::StartTlsNotOffered => server.fault(FaultKind::StlsUnsupported, error),
        ConnectionError::StartTlsRefused(reply) => server.reply(FaultKind::StlsUnsupported, reply),
        ConnectionError::Bug(_) => server.fault(FaultKind::Bug, error),
    }
}

fn session(error: &SessionError, server: &Server) -> Fault {
    match error {
        SessionError::GreetingRefused(reply) => server.reply(greeting_kind(reply), reply),
        SessionError::Dismissed(reply) => server.reply(dismissed_kind(reply), reply),
        SessionError::ConnectionLost(_) => server.fault(FaultKind::ConnectionLost, error),
        SessionError::Violation(violation) => stranger(violation, server),
    }
}

fn stranger(violation: &Violation, server: &Server) -> Fault {
    let fault = server.fault(FaultKind::ProtocolViolation, violation);
    match violation {
        Violation::NotPop3 {
            looks_like: LooksLike::Tls,
            ..
        } => Fault {
            kind: FaultKind::TlsFailed,
            clue: clue(LooksLike::Tls),
            ..fault
        },
        Violation::NotPop3 { excerpt, looks_like } => Fault {
            server_text: Some(excerpt.clone()),
            clue: clue(*looks_like),
            ..fault
        },
        _ => fault,
    }
}

fn greeting_kind(reply: &Reply) -> FaultKind {
    match reply.cause() {
        RefusalCause::Credentials | RefusalCause::NeedsUtf8 | RefusalCause::Unsaid => {
            FaultKind::GreetingRefused
        }
        _ => log_in_kind(reply),
    }
}

fn dismissed_kind(reply: &Reply) -> FaultKind {
    match reply.cause() {
        RefusalCause::Credentials | RefusalCause::NeedsUtf8 | RefusalCause::Unsaid => {
            FaultKind::ConnectionLost
        }
        _ => log_in_kind(reply),
    }
}

fn tls(error: &TlsError, server: &Server) -> Fault {
    match error {
        TlsError::CertificateUntrusted { problem, also, facts } => Fault {
            certificate: Some(CertificateView {
                problem: certificate_problem(problem),
                also: also.iter().map(certificate_problem).collect(),
                host: server.host.clone(),
                names: facts.names.clone(),
                subject: facts.subject.clone(),
                issuer: facts.issuer.clone(),
                not_before: facts.not_before,
                not_after: facts.not_after,
                fingerprint: facts.fingerprint,
            }),
            ..server.fault(FaultKind::CertificateUntrusted, error)
        },
        TlsError::NotTls { beginning } => not_tls(beginning, server.fault(FaultKind::TlsFailed, error)),
        TlsError::Incompatible(_) => Fault {
            clue: Some(Clue::OutdatedTls),
            ..server.fault(FaultKind::TlsFailed, error)
        },
        TlsError::Bug(_) => server.fault(FaultKind::Bug, error),
        _ => server.fault(FaultKind::TlsFailed, error),
    }
}

/// Somebody answered TLS's greeting in clear.
fn not_tls(beginning: &[u8], fault: Fault) -> Fault {
    if beginning.starts_with(b"+OK") || beginning.starts_with(b"-ERR") {
        return Fault {
            clue: Some(Clue::SpeaksInClear),
            ..fault
        };
    }
    match clue(LooksLike::of(beginning)) {
        Some(clue) => Fault {
            kind: FaultKind::ProtocolViolation,
            clue: Some(clue),
            ..fault
        },
        None => fault,
    }
}

const fn clue(looks_like: LooksLike) -> Option<Clue> {
    match looks_like {
        LooksLike::Tls => Some(Clue::WantsTls),
        LooksLike::Http => Some(Clue::WebServer),
        LooksLike::Smtp => Some(Clue::SendingServer),
        LooksLike::Imap => Some(Clue::ImapServer),
        LooksLike::Ssh => Some(Clue::SshServer),
        LooksLike::Unknown => None,
    }
}

const fn certificate_problem(problem: &tls::CertificateProblem) -> CertificateProblem {
    match problem {
        tls::CertificateProblem::Expired => CertificateProblem::Expired,
        tls::CertificateProblem::NotYetValid => CertificateProblem::NotYetValid,
        tls::CertificateProblem::WrongName => CertificateProblem::WrongName,
        tls::CertificateProblem::SelfSigned => CertificateProblem::SelfSigned,
        tls::CertificateProblem::UnknownIssuer => CertificateProblem::UnknownIssuer,
        tls::CertificateProblem::Changed => CertificateProblem::Changed,
        tls::CertificateProblem::Other(_) => CertificateProblem::Other,
    }
}
