//! Sentences of the set-up: what a provider wants, what a test does, what is missing in the form.

use crate::ui::providers::{Need, Provider};
use crate::ui::state::setup::Problem;
use crate::wire::SetupCheck;

/// A step of the connection test.
#[must_use]
pub const fn check_label(check: SetupCheck) -> &'static str {
    match check {
        SetupCheck::Bridge => "Reach the bridge",
        SetupCheck::Name => "Find the server",
        SetupCheck::Connect => "Connect to the server",
        SetupCheck::Encryption => "Encrypt the connection",
        SetupCheck::Greeting => "Hear the server’s greeting",
        SetupCheck::Capabilities => "Ask what the server can do",
        SetupCheck::SignIn => "Sign in",
        SetupCheck::UniqueIds => "Tell messages apart",
        SetupCheck::Mailbox => "Count the messages",
    }
}

/// What a provider's user has to know before going on; `None` where the usual password just works.
#[must_use]
pub fn need(provider: &Provider) -> Option<String> {
    let name = provider.name;
    let sentence = match provider.need {
        Need::Password => return None,
        Need::AppPassword => format!(
            "{name} wants an app password here, not your usual one. Make one in the security settings of your {name} account."
        ),
        Need::Gmail => "Gmail wants two things. Switch POP on in its settings (Forwarding and POP/IMAP), and make an app password in your Google account (this needs 2-step verification). Its spaces do not matter. Google Workspace accounts cannot sign in with a password.".to_owned(),
        Need::SwitchOn => format!("{name} keeps POP3 off at first. Switch it on in the settings of your {name} mailbox."),
        Need::PaidPlan => format!("{name} offers POP3 only in paid plans. It has to be switched on in its settings."),
        Need::AuthorisationCode => format!(
            "{name} wants an authorisation code in place of the password. Switch POP3 on in its settings, and it shows you one."
        ),
        Need::MailPassword => format!(
            "{name} has a separate password for mail programs. Set it in your {name} account, and type that one here."
        ),
        Need::OAuthOnly => format!(
            "{name} no longer takes passwords from mail programs, app passwords included. It needs a sign-in on Microsoft’s own page, which Restante cannot do yet, so this account cannot be added today."
        ),
        Need::NoPop3 => format!("{name} does not offer POP3, so its mail cannot be fetched here."),
    };
    Some(sentence)
}

/// What is missing in the form.
#[must_use]
pub const fn problem(problem: Problem) -> &'static str {
    match problem {
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::providers::PROVIDERS;

    #[test]
    fn whoever_cannot_be_added_is_told_why() {
        for provider in PROVIDERS.iter().filter(|provider| !provider.need.can_work()) {
            assert!(
                need(provider).is_some_and(|text| text.contains(provider.name)),
                "{}",
                provider.name
            );
        }
    }
}
