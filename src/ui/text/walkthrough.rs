//! What a provider's user has to do before an account can be added: a sentence that says so, and numbered steps with the
//! pages to open. Menus are named in the provider's own words, which are never translated.

use super::catalogue::{filled, said};
use crate::ui::providers::{Need, Provider};

/// The way to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walkthrough {
    /// What the provider wants, or why it cannot be had.
    pub lead: String,
    /// What to do, one thing after the other.
    pub steps: Vec<Step>,
    /// What else may happen on the way.
    pub note: Option<String>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub what: String,
    /// The page where it is done; empty where it is done here, or where that has no address.
    pub page: &'static str,
}

/// The walkthrough of a provider; `None` where the usual password just works.
#[must_use]
pub fn walkthrough(provider: &Provider) -> Option<Walkthrough> {
    let walkthrough = match provider.need {
        Need::Password => return None,
        Need::Gmail => gmail(provider),
        Need::AppPassword => app_password(provider),
        Need::SwitchOn => switch_on(provider),
        Need::PaidPlan => Walkthrough {
            lead: of(
                provider,
                said("{provider} lets mail programs in only with a paid plan."),
            ),
            steps: vec![allow(provider), type_usual_password(provider)],
            note: None,
        },
        Need::AuthorisationCode => authorisation_code(provider),
        Need::MailPassword => mail_password(provider),
        Need::NoEncryption => Walkthrough {
            lead: of(
                provider,
                said(
                    "{provider} is known to offer POP3 without encryption only. Everybody on the way can read what is fetched so.",
                ),
            ),
            steps: Vec::new(),
            note: Some(of(
                provider,
                said(
                    "Look in the help of {provider} whether it offers TLS by now: then choose TLS in the server settings.",
                ),
            )),
        },
        Need::OAuthOnly => oauth_only(provider),
        Need::NoPop3 => no_pop3(provider),
    };
    Some(walkthrough)
}

/// Fills in what the provider is called, and the way through its menus.
fn of(provider: &Provider, sentence: &str) -> String {
    filled(sentence, &[("provider", provider.name), ("menu", provider.menu)])
}

fn step(what: String, page: &'static str) -> Step {
    Step { what, page }
}

fn gmail(provider: &Provider) -> Walkthrough {
    Walkthrough {
        lead: said("Gmail wants an app password here, not your own. It is made once, in about a minute:").into(),
        steps: vec![
            step(
                said("Switch 2-Step Verification on, if it is not. Without it there are no app passwords.").into(),
                "https://myaccount.google.com/signinoptions/two-step-verification",
            ),
            step(
                said("In Gmail’s settings choose “Enable POP for all mail”, and save the changes at the bottom of the page.").into(),
                provider.switch,
            ),
            step(
                said("Make an app password: type “Restante” as its name, and copy the sixteen letters that appear.").into(),
                provider.passwords,
            ),
            step(said("Paste them above as the password. Their spaces do not matter.").into(), ""),
        ],
        note: Some(said("If Gmail finds the first sign-in suspicious, it names a page to open, and we show it to you: open it in the browser in which you use Gmail, confirm that it was you, and test again. At a firm or a school all of this works only if its administrator allows it, and most do not.").into()),
    }
}

fn app_password(provider: &Provider) -> Walkthrough {
    let page = first_of([provider.passwords, provider.help]);
    let make = if provider.menu.is_empty() || !provider.switch.is_empty() {
        of(
            provider,
            said(
                "Make an app password in the security settings of your {provider} account: name it “Restante”, and copy it.",
            ),
        )
    } else {
        of(
            provider,
            said("In your {provider} account open {menu}. Name the app password “Restante”, and copy it."),
        )
    };
    let allow_first = (!provider.switch.is_empty()).then(|| allow(provider));
    let paste = said(if provider.groups > 0 {
        "Paste it above as the password. Its spaces do not matter."
    } else {
        "Paste it above as the password, exactly as it is."
    });
    Walkthrough {
        lead: of(
            provider,
            said("{provider} wants an app password here, not your own. It is made once:"),
        ),
        steps: allow_first
            .into_iter()
            .chain([step(make, page), step(paste.into(), "")])
            .collect(),
        note: None,
    }
}

fn switch_on(provider: &Provider) -> Walkthrough {
    Walkthrough {
        lead: of(
            provider,
            said("{provider} keeps mail programs out until you let them in. That is done once:"),
        ),
        steps: vec![allow(provider), type_usual_password(provider)],
        note: Some(of(
            provider,
            said(
                "If you sign in to {provider} with a second factor, make an app password in its security settings, and type that one.",
            ),
        )),
    }
}

/// Switching POP3 on.
fn allow(provider: &Provider) -> Step {
    let menu = provider.menu;
    let what = if menu.is_empty() {
        of(
            provider,
            said("In the settings of your {provider} mailbox, allow access by POP3, and save."),
        )
    } else {
        of(
            provider,
            said("In the settings of your {provider} mailbox open {menu}, allow access by POP3, and save."),
        )
    };
    step(what, first_of([provider.switch, provider.help]))
}

fn type_usual_password(provider: &Provider) -> Step {
    step(
        of(provider, said("Type your usual {provider} password above.")),
        "",
    )
}

fn authorisation_code(provider: &Provider) -> Walkthrough {
    Walkthrough {
        lead: of(
            provider,
            said("{provider} wants an authorisation code (授权码) here, not your password. You get it once:"),
        ),
        steps: vec![
            step(
                of(
                    provider,
                    said(
                        "In the settings of your {provider} mailbox open {menu}, and switch the POP3/SMTP service on.",
                    ),
                ),
                provider.switch,
            ),
            step(
                of(
                    provider,
                    said(
                        "{provider} asks for a text message from your phone, and then shows the code. Copy it.",
                    ),
                ),
                "",
            ),
            step(
                said("Paste it above as the password, exactly as it is.").into(),
                "",
            ),
        ],
        note: None,
    }
}

fn mail_password(provider: &Provider) -> Walkthrough {
    let menu = provider.menu;
    let page = first_of([provider.passwords, provider.help]);
    let set = if menu.is_empty() {
        of(
            provider,
            said("Set a password for mail programs in your {provider} account."),
        )
    } else {
        of(
            provider,
            said("Open {menu} in your {provider} account, and make one."),
        )
    };
    Walkthrough {
        lead: of(
            provider,
            said(
                "{provider} has a password of its own for mail programs. The one that you use on its website does not work here.",
            ),
        ),
        steps: vec![step(set, page), step(said("Type that one above.").into(), "")],
        note: None,
    }
}

fn oauth_only(provider: &Provider) -> Walkthrough {
    Walkthrough {
        lead: of(
            provider,
            said(
                "{provider} no longer takes passwords from mail programs, app passwords included. It wants a sign-in on Microsoft’s own page, which Restante cannot do yet, so this account cannot be added today.",
            ),
        ),
        steps: vec![
            step(
                of(
                    provider,
                    said(
                        "What you can do: in the settings of {provider} open {menu}, and have new mail forwarded to an address at another provider, with a copy kept.",
                    ),
                ),
                provider.switch,
            ),
            step(said("Add that address here.").into(), ""),
        ],
        note: None,
    }
}

fn no_pop3(provider: &Provider) -> Walkthrough {
    let menu = provider.menu;
    let lead = of(
        provider,
        said("{provider} does not offer POP3, so its mail cannot be fetched here."),
    );
    let steps = if menu.is_empty() {
        Vec::new()
    } else {
        vec![
            step(
                of(
                    provider,
                    said(
                        "What you can do: in {provider} Mail open {menu}, and have new mail forwarded to an address at another provider.",
                    ),
                ),
                provider.switch,
            ),
            step(said("Add that address here.").into(), ""),
        ]
    };
    Walkthrough {
        lead,
        steps,
        note: None,
    }
}

fn first_of(pages: [&'static str; 2]) -> &'static str {
    pages
        .into_iter()
        .find(|page| !page.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::providers::{PROVIDERS, provider};

    fn for_address(email: &str) -> Walkthrough {
        walkthrough(provider(email).unwrap()).unwrap()
    }

    #[test]
    fn whoever_cannot_be_added_is_told_why() {
        for provider in PROVIDERS.iter().filter(|provider| !provider.need.can_work()) {
            let told = walkthrough(provider);
            assert!(
                told.is_some_and(|told| told.lead.contains(provider.name)),
                "{}",
                provider.name
            );
        }
    }

    #[test]
    fn at_gmail_every_step_elsewhere_has_its_page_and_the_last_is_here() {
        let told = for_address("ada@gmail.com");
        let (here, elsewhere) = told.steps.split_last().unwrap();
        assert_eq!(elsewhere.len(), 3);
        assert!(
            elsewhere
                .iter()
                .all(|step| step.page.starts_with("https://") && step.page.contains("google.com/"))
        );
        assert_eq!(here.page, "");
        assert!(
            told.note
                .is_some_and(|note| note.contains("names a page to open"))
        );
    }

    #[test]
    fn steps_end_with_what_to_do_here() {
        for provider in PROVIDERS {
            let told = walkthrough(provider);
            let Some(last) = told.as_ref().and_then(|told| told.steps.last()) else {
                continue;
            };
            assert_eq!(last.page, "", "{}", provider.name);
            assert!(
                last.what.contains("above") || last.what.contains("here"),
                "{}",
                last.what
            );
        }
    }

    #[test]
    fn the_menu_is_named_where_it_is_known() {
        let told = for_address("ada@web.de");
        assert!(
            told.steps
                .first()
                .is_some_and(|step| step.what.contains("POP3/IMAP Abruf")
                    && step.page == "https://hilfe.web.de/pop-imap/einschalten.html")
        );
    }

    #[test]
    fn t_online_wants_its_mail_password() {
        let told = for_address("ada@t-online.de");
        assert!(told.lead.starts_with("T-Online has a password of its own"));
        assert!(
            told.steps
                .first()
                .is_some_and(|step| step.page.ends_with("/passwort-verwalten"))
        );
    }

    #[test]
    fn where_the_usual_password_works_nothing_is_said() {
        assert_eq!(walkthrough(provider("ada@posteo.de").unwrap()), None);
    }
}
