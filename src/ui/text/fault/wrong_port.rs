//! What to say when somebody else answers than the server that was meant. Each sentence leads to the right port.

use super::{Action, Clue, Sentence, bridge, says};

/// What answered instead, and what to change.
pub(super) fn sentence(clue: Clue) -> Sentence {
    match clue {
        Clue::WebServer => says(
            "What answers at {server}, port {port}, is a web server, not a mail server.",
            "Check the server’s name and the port: POP3 with TLS usually has port 995.",
            Action::EditServer,
        ),
        Clue::SendingServer => says(
            "{server}, port {port}, is for sending mail.",
            "Fetching has a port of its own: usually 995 with TLS, or 110 with STARTTLS.",
            Action::EditServer,
        ),
        Clue::ImapServer => says(
            "{server} speaks IMAP on port {port}, not POP3.",
            "POP3 usually has port 995 with TLS, and some providers want it switched on first.",
            Action::EditServer,
        ),
        Clue::SshServer => says(
            "What answers at {server}, port {port}, is an SSH server, not a mail server.",
            "Check the port: POP3 with TLS usually has port 995.",
            Action::EditServer,
        ),
        Clue::WantsTls => says(
            "{server} wants TLS from the start on port {port}.",
            "Choose TLS as the protection and keep the port. Your password was not sent.",
            Action::EditServer,
        ),
        Clue::SpeaksInClear => says(
            "{server} does not speak TLS on port {port}.",
            "Choose port 995 for TLS, or STARTTLS on this port. Your password was not sent.",
            Action::EditServer,
        ),
        Clue::OutdatedTls => says(
            "{server} has only outdated encryption to offer.",
            "Others could read along, so Restante does not use it. Your provider has to renew it, or may name another server.",
            Action::EditServer,
        ),
        Clue::Silent => says(
            "{server} took the connection on port {port} and then said nothing.",
            "It may be overloaded: try again. If it never worked, this is no mail port; POP3 with TLS usually has 995.",
            Action::TryAgain,
        ),
        Clue::SilentInClear => says(
            "{server} took the connection on port {port} and did not greet.",
            "Servers that expect TLS wait like that. Choose TLS as the protection, or check the port.",
            Action::EditServer,
        ),
        Clue::Bridge(refusal) => bridge::sentence(refusal),
    }
}
