//! One sentence for each failure: what happened, whose fault, what to do next. It must treat what servers say as data.

mod bridge;
mod certificate;
#[cfg(test)]
mod tests;
mod wrong_port;

pub use certificate::certificate_problems;

use crate::ui::state::figures;
use crate::ui::text::catalogue::{filled, said, said_elsewhere};
use crate::wire::{BridgeRefusal, Clue, DamagedView, Fault, FaultKind, OnServer};

/// The one next step that a failure offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Do the same again.
    TryAgain,
    /// Ask for the password.
    EnterPassword,
    /// Look at the certificate.
    ReviewCertificate,
    /// Change the server's settings.
    EditServer,
    /// Look at what is stored.
    ReviewStorage,
    /// Say what the bridge wants to hear.
    EnterToken,
    /// Load the page anew.
    Reload,
    /// Fetch what is missing.
    CheckMail,
    /// Fetch the message that is open, before all others.
    FetchNow,
    /// Fetch a message that was passed over, however large.
    FetchAnyway,
    /// Fetch a message again whose copy here is damaged.
    FetchAgain,
    /// Save what is left of it.
    SaveDamaged,
    /// There is nothing to press.
    Nothing,
}

impl Action {
    /// What its button says; empty for [`Action::Nothing`].
    #[must_use]
    pub fn label(self) -> &'static str {
        said(match self {
            Self::TryAgain => "Try again",
            Self::EnterPassword => "Enter password",
            Self::ReviewCertificate => "Look at the certificate",
            Self::EditServer => "Server settings",
            Self::ReviewStorage => "Look at storage",
            Self::EnterToken => "Enter access token",
            Self::Reload => "Reload",
            Self::CheckMail => "Check for mail",
            Self::FetchNow => "Fetch it now",
            Self::FetchAnyway => "Fetch it anyway",
            Self::FetchAgain => "Fetch it again",
            Self::SaveDamaged => "Save it as it is",
            Self::Nothing => return "",
        })
    }
}

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, and to whom.
    pub what: String,
    /// What to do about it.
    pub next: &'static str,
    /// What the server said, to be quoted as data.
    pub quote: Option<String>,
    /// The next step.
    pub action: Action,
    /// What else can be done.
    pub also: Action,
}

/// Puts a failure in words.
#[must_use]
pub fn explain(fault: &Fault) -> Explanation {
    let server = if fault.host.is_empty() {
        said("The server")
    } else {
        fault.host.as_str()
    };
    let (subject, size) = match (&fault.skipped, &fault.damaged) {
        (Some(skipped), _) => (skipped.subject.as_str(), figures::size(skipped.octets)),
        (None, Some(damaged)) => (damaged.subject.as_str(), String::new()),
        (None, None) => ("", String::new()),
    };
    let (what, next, action) = match (&fault.skipped, &fault.damaged, fault.clue) {
        (Some(skipped), ..) => only_on_the_server(fault.kind, skipped.too_large),
        (None, Some(damaged), _) => damaged_here(damaged),
        (None, None, Some(clue)) => wrong_port::sentence(clue),
        (None, None, None) => sentence(fault.kind),
    };
    let may_be_saved = |damaged: &DamagedView| damaged.octets.0 > 0 && damaged.there != OnServer::Gone;
    let also = match &fault.damaged {
        Some(damaged) if may_be_saved(damaged) => Action::SaveDamaged,
        _ => Action::Nothing,
    };
    let subject = if subject.is_empty() {
        super::no_subject()
    } else {
        subject
    };
    let fill = [
        ("server", server),
        ("port", &fault.port.to_string()),
        ("subject", subject),
        ("size", &size),
    ];
    Explanation {
        what: filled(said_elsewhere(what), &fill),
        next: said_elsewhere(next),
        quote: fault.server_text.clone().filter(|text| !text.trim().is_empty()),
        action,
        also,
    }
}

/// What happened, what to do about it and the next step: what [`explain`] still has to say and to fill.
type Sentence = (&'static str, &'static str, Action);

fn says(what: &'static str, next: &'static str, action: Action) -> Sentence {
    (what, next, action)
}

fn damaged_here(damaged: &DamagedView) -> Sentence {
    match (damaged.there, damaged.octets.0) {
        (OnServer::Listed, _) => says(
            "The copy of “{subject}” in this browser is damaged.",
            "The server still has it. What is here stays until a whole copy has come.",
            Action::FetchAgain,
        ),
        (OnServer::Unknown, _) => says(
            "The copy of “{subject}” in this browser is damaged.",
            "If the server still has it, it can be fetched again. What is here stays until a whole copy has come.",
            Action::FetchAgain,
        ),
        (OnServer::Gone, 0) => says(
            "The copy of “{subject}” in this browser is damaged.",
            "Nothing is left of it here, and the server does not have it any more: it cannot be fetched again.",
            Action::Nothing,
        ),
        (OnServer::Gone, _) => says(
            "The copy of “{subject}” in this browser is damaged.",
            "The server does not have it any more, so it cannot be fetched again. What is left of it can be saved as it is.",
            Action::SaveDamaged,
        ),
    }
}

fn only_on_the_server(kind: FaultKind, is_too_large: bool) -> Sentence {
    match (kind, is_too_large) {
        (FaultKind::NotFetched, true) => says(
            "“{subject}” is large ({size}) and has not been fetched yet.",
            "It is safe on the server. Fetching it may take a while.",
            Action::FetchAnyway,
        ),
        (FaultKind::NotFetched, false) => says(
            "“{subject}” has not been fetched yet.",
            "Only its headers are here so far; the rest is safe on the server.",
            Action::FetchNow,
        ),
        (_, true) => says(
            "“{subject}” is large ({size}) and was not fetched.",
            "It is still on the server, and everything else has been fetched.",
            Action::FetchAnyway,
        ),
        (_, false) => says(
            "The server would not hand over “{subject}”.",
            "It is still on the server. The other messages are not affected.",
            Action::TryAgain,
        ),
    }
}

fn sentence(kind: FaultKind) -> Sentence {
    match kind {
        FaultKind::BridgeUnreachable => says(
            "The Restante server does not answer.",
            "Your mail here still opens. Check your network, or try again in a moment.",
            Action::TryAgain,
        ),
        FaultKind::BridgeRefused => says(
            "The Restante server may not connect to {server}.",
            "Whoever runs it decides which mail servers it may reach. Ask them, or check the name and the port.",
            Action::EditServer,
        ),
        FaultKind::DnsFailed => says(
            "There is no server called {server}.",
            "Check the server’s name for a slip.",
            Action::EditServer,
        ),
        FaultKind::ConnectFailed => says(
            "{server} takes no connection on port {port}.",
            "Check the name and the port: with TLS it is usually 995. If both are right, the server is down.",
            Action::EditServer,
        ),
        FaultKind::TimedOut => says(
            "{server} did not answer in time.",
            "It may be busy or out of reach. Try again in a moment; if it never worked, check the name and the port.",
            Action::TryAgain,
        ),
        FaultKind::TlsFailed => says(
            "No encrypted connection to {server} on port {port} could be made.",
            "It broke off before the encryption was agreed, and your password was not sent. Check the port and the protection.",
            Action::EditServer,
        ),
        FaultKind::CertificateUntrusted => says(
            "The certificate of {server} could not be verified.",
            "Nothing was sent. Look at the certificate before you go on.",
            Action::ReviewCertificate,
        ),
        FaultKind::GreetingRefused => says(
            "{server} turned the connection away before signing in.",
            "It may be busy, or not serve this network. Try again later, or ask your provider.",
            Action::TryAgain,
        ),
        _ => sentence_after_greeting(kind),
    }
}

fn sentence_after_greeting(kind: FaultKind) -> Sentence {
    match kind {
        FaultKind::LoginRefused => says(
            "{server} did not accept this user name and password.",
            "Check both. Some providers want an app password, or POP3 switched on first.",
            Action::EnterPassword,
        ),
        FaultKind::LoginDelayed => says(
            "{server} wants a pause between two visits.",
            "Wait a few minutes; the password is fine.",
            Action::TryAgain,
        ),
        FaultKind::MailboxInUse => says(
            "Another program is reading this mailbox right now.",
            "POP3 lets in one at a time. Try again in a minute.",
            Action::TryAgain,
        ),
        FaultKind::ServerTemporary => says(
            "{server} has a passing problem.",
            "It is not your password. Try again in a few minutes.",
            Action::TryAgain,
        ),
        FaultKind::ServerPermanent => says(
            "{server} says that this mailbox cannot be opened.",
            "Only your provider can change that. Sign in on its website, or ask its support.",
            Action::Nothing,
        ),
        FaultKind::ProtocolViolation => says(
            "{server} answered with something that POP3 does not allow.",
            "Nothing was lost. Copy the details and report them, so that it can be handled.",
            Action::TryAgain,
        ),
        FaultKind::ConnectionLost => says(
            "The connection to {server} was cut.",
            "What has come is kept; the next check goes on from there.",
            Action::TryAgain,
        ),
        FaultKind::MessageRefused => says(
            "{server} would not hand over a message.",
            "It is still on the server. The other messages are not affected.",
            Action::TryAgain,
        ),
        FaultKind::SignInUnsupported => says(
            "{server} offers no way to sign in that is safe on this connection.",
            "Choose TLS, or ask your provider.",
            Action::EditServer,
        ),
        FaultKind::StlsUnsupported => says(
            "{server} does not offer STARTTLS.",
            "Choose TLS with port 995 instead. Nothing was sent in the open.",
            Action::EditServer,
        ),
        _ => sentence_at_home(kind),
    }
}

fn sentence_at_home(kind: FaultKind) -> Sentence {
    match kind {
        FaultKind::StorageFull => says(
            "There is no room left for more mail in this browser.",
            "What is here is safe, and the rest is still on the server. Free some disk space, then check again.",
            Action::ReviewStorage,
        ),
        FaultKind::StorageFailed => says(
            "The browser could not read or write its storage.",
            "Close other tabs of Restante and reload. In a private window storage may be switched off.",
            Action::Reload,
        ),
        FaultKind::PasswordNeeded => says(
            "The password of this account is needed.",
            "It was kept only for the last tab.",
            Action::EnterPassword,
        ),
        FaultKind::NotHere => says(
            "This message is not in this browser.",
            "It may have been removed.",
            Action::Nothing,
        ),
        FaultKind::NotFetched => says(
            "Only the headers of this message are here so far.",
            "The rest is still on the server.",
            Action::FetchNow,
        ),
        FaultKind::FoldersChanged => says(
            "The folders are no longer as they are shown here.",
            "They have changed in another tab.",
            Action::Reload,
        ),
        FaultKind::PartAbsent => says(
            "This part of Restante could not be loaded.",
            "Look whether the network is there, and try again. If that does not help, reload the page.",
            Action::TryAgain,
        ),
        FaultKind::BusyElsewhere => says(
            "Another tab is fetching this account’s mail.",
            "New messages appear here too.",
            Action::Nothing,
        ),
        FaultKind::Cancelled => says(
            "Stopped.",
            "What has come is kept; the next check goes on from there.",
            Action::CheckMail,
        ),
        _ => says(
            "Something went wrong inside Restante.",
            "Your mail is safe. Copy the details and report them; reloading usually helps.",
            Action::Reload,
        ),
    }
}

/// What "Copy details" copies. A fault holds no password and no mail, and so neither does this.
#[must_use]
pub fn copy_details(fault: &Fault, app_version: &str) -> String {
    let mut details = format!("Restante {app_version}\nfault: {}\n", fault.kind.name());
    if !fault.host.is_empty() {
        details.push_str(&format!("server: {}:{}\n", fault.host, fault.port));
    }
    if let Some(text) = &fault.server_text {
        details.push_str(&format!("server said: {}\n", on_one_line(text)));
    }
    if !fault.detail.is_empty() {
        details.push_str(&format!("detail: {}\n", fault.detail));
    }
    details
}

fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}
