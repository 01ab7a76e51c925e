//! Sentences of the log of what has been connected to.

use super::catalogue::{phrase, said, sentences};
use super::isolated;
use crate::ui::state::figures::size;
use crate::wire::{Errand, Fault, OutgoingEnd, OutgoingView};

sentences! {
    /// What whoever runs the bridge gives to those who may use it.
    access_token: "Access token",
    access_token_hint: "The Restante server connects only those who have it. Whoever runs the server gives it out.",
    access_token_keep: "Use this token",
    access_token_kept: "It is shown to the server from now on, and kept in this browser.",
    connections_rule: "This is everything that this tab has connected to since it was opened. Nothing else is connected to.",
    connections_scope: "The newest 500 connections are listed, of this visit and of this tab alone. The list is kept nowhere: it is gone when the tab is closed or reloaded.",
    connections_search: "Search by host",
    connections_none: "Nothing has been connected to yet.",
    connections_none_found: "No such host has been connected to.",
}

/// What the app asks of whoever hosts it.
#[must_use]
pub fn connections_own(host: &str) -> String {
    phrase(
        "The app asks {host} for itself: for its files and their new versions, for what the host offers, and for the way to the mail servers below. A link that you follow opens in a tab of its own.",
        &[("host", &isolated(host))],
    )
}

/// What a connection to a mail server is for, and whose it is: the address of an account, or nothing.
#[must_use]
pub fn errand(errand: Errand, whose: Option<&str>) -> String {
    let what = said(match errand {
        Errand::Check(_) => "Check for mail",
        Errand::Look(_) => "A look at what is on the server",
        Errand::Diagnosis(_) => "Diagnosis of the connection",
        Errand::Test => "Test of a new server",
        Errand::Meeting => "Search for a provider’s server",
    });
    match whose {
        Some(whose) => [what, " · ", &isolated(whose)].concat(),
        None => what.to_owned(),
    }
}

/// What images were loaded for.
#[must_use]
pub fn images_of(subject: &str) -> String {
    let subject = match subject.trim() {
        "" => super::no_subject(),
        subject => subject,
    };
    phrase("Images of “{subject}”", &[("subject", &isolated(subject))])
}

/// What went over a connection.
#[must_use]
pub fn traffic(view: &OutgoingView) -> String {
    let (came, went) = (size(view.bytes_in), size(view.bytes_out));
    phrase("{came} in, {went} out", &[("came", &came), ("went", &went)])
}

/// How it ended.
#[must_use]
pub fn outgoing_end(view: &OutgoingView) -> String {
    match view.end {
        OutgoingEnd::Open => said("Open").into(),
        OutgoingEnd::Closed => said("Ended by Restante").into(),
        OutgoingEnd::Failed(kind) => {
            super::explain(&Fault {
                host: view.host.clone(),
                port: view.port,
                ..Fault::of(kind)
            })
            .what
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{AccountId, Octets, UnixMillis};
    use crate::wire::FaultKind;

    fn view(end: OutgoingEnd) -> OutgoingView {
        OutgoingView {
            begun_at: UnixMillis(0),
            host: "pop.example.org".into(),
            port: 995,
            errand: Errand::Test,
            bytes_in: Octets(2048),
            bytes_out: Octets(0),
            end,
        }
    }

    #[test]
    fn a_connection_that_was_never_made_says_why_as_everywhere_else() {
        assert_eq!(
            outgoing_end(&view(OutgoingEnd::Failed(FaultKind::DnsFailed))),
            "There is no server called pop.example.org."
        );
        assert_eq!(outgoing_end(&view(OutgoingEnd::Open)), "Open");
    }

    #[test]
    fn an_account_that_is_gone_leaves_what_its_connection_was_for() {
        let check = Errand::Check(AccountId(7));
        assert_eq!(errand(check, None), "Check for mail");
        assert!(errand(check, Some("ana@example.org")).starts_with("Check for mail · "));
    }

    #[test]
    fn a_message_without_a_subject_is_named_as_in_the_list() {
        assert!(images_of("  ").contains("(no subject)"));
    }
}
