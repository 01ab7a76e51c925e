//! Sentences of the set-up: what a test does, what is missing in the form.

use super::catalogue::{phrase, said, sentences};
use crate::ui::state::setup::Problem;
use crate::wire::SetupCheck;

sentences! {
    /// A link to a mailbox was not followed.
    link_malformed: "This link to a mailbox cannot be read, so nothing was filled in. Type your address instead.",
    /// A link to a mailbox was not followed.
    link_with_password: "This link has a password in it, which whoever wrote it knows. Nothing was filled in. Type your own address and password instead.",
    /// While the usual names of servers are tried.
    searching: "We do not know this provider, so we try the usual names for its server.",
    /// When none of them was right.
    guessed: "We do not know this provider, and none of the usual names for its server worked. Its help pages name the right one.",
}

/// A link to a mailbox was followed: anybody may have written it.
#[must_use]
pub fn linked(host: &str) -> String {
    phrase(
        "A link has filled in this server. Type your password only if {host} is really your provider’s.",
        &[("host", host)],
    )
}

/// One of the usual names is a mail server's.
#[must_use]
pub fn found_server(host: &str) -> String {
    phrase(
        "We do not know this provider, but {host} is a mail server. Your password has not been sent anywhere: go on only if that name belongs to your provider.",
        &[("host", host)],
    )
}

/// A step of the connection test.
#[must_use]
pub fn check_label(check: SetupCheck) -> &'static str {
    said(match check {
        SetupCheck::Bridge => "Reach the bridge",
        SetupCheck::Name => "Find the server",
        SetupCheck::Connect => "Connect to the server",
        SetupCheck::Encryption => "Encrypt the connection",
        SetupCheck::Greeting => "Hear the server’s greeting",
        SetupCheck::Capabilities => "Ask what the server can do",
        SetupCheck::SignIn => "Sign in",
        SetupCheck::UniqueIds => "Tell messages apart",
        SetupCheck::Mailbox => "Count the messages",
    })
}

/// What is missing in the form.
#[must_use]
pub fn problem(problem: Problem) -> &'static str {
    said(match problem {
        Problem::EmailMissing => "Type your mail address.",
        Problem::EmailMalformed => "A mail address looks like name@example.org.",
        Problem::PasswordMissing => "Type your password.",
        Problem::HostMissing => "Type the server’s name.",
        Problem::HostMalformed => "Type only the server’s name, such as pop.example.org.",
        Problem::PortMalformed => "A port is a number from 1 to 65535, usually 995.",
        Problem::UsernameMissing => "Type the user name, usually your whole address.",
        Problem::ConsentMissing => {
            "Without encryption the test alone would show your password. Tick the box first, or choose TLS."
        }
    })
}
