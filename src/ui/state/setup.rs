//! The set-up form: what was typed, what follows from it, and what is still missing. It must not connect.

use crate::secret::Secret;
use crate::ui::providers::{self, Need, Provider, UserName};
use crate::units::Sha256;
use crate::wire::{AccountSetup, CheckState, Security, SetupCheck};

/// What was typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The mail address.
    pub email: String,
    /// The password, as typed.
    pub password: Secret,
    /// Whether the password outlives the tab.
    pub remember: bool,
    /// The server.
    pub host: String,
    /// The port, as typed.
    pub port: String,
    /// How the connection is protected.
    pub security: Security,
    /// What the server calls the mailbox.
    pub username: String,
    /// Whether somebody agreed to a readable password.
    pub plaintext_consent: bool,
    /// A certificate that was looked at and trusted.
    pub pinned: Option<Sha256>,
}

impl Default for Form {
    fn default() -> Self {
        Self {
            email: String::new(),
            password: Secret::new(String::new()),
            remember: false,
            host: String::new(),
            port: "995".into(),
            security: Security::Tls,
            username: String::new(),
            plaintext_consent: false,
            pinned: None,
        }
    }
}

/// What is missing or cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a sentence in `ui::text`")]
pub enum Problem {
    EmailMissing,
    EmailMalformed,
    PasswordMissing,
    HostMissing,
    HostMalformed,
    PortMalformed,
    UsernameMissing,
    ConsentMissing,
}

/// Gmail shows the mail of the last thirty days to every program that signs in with this in front of the name.
const RECENT: &str = "recent:";

impl Form {
    /// Fills the server's fields from the address: the provider's facts, or a guess.
    pub fn derive_server(&mut self) {
        let was_recent = self.is_recent();
        self.derive_fields();
        self.make_recent(was_recent && self.offers_recent());
    }

    /// Whether the server is Gmail's, which can show several programs the same mail.
    #[must_use]
    pub fn offers_recent(&self) -> bool {
        let host = self.host.trim().to_ascii_lowercase();
        matches!(host.as_str(), "pop.gmail.com" | "pop.googlemail.com")
    }

    /// Whether it is asked to.
    #[must_use]
    pub fn is_recent(&self) -> bool {
        self.username.trim().starts_with(RECENT)
    }

    /// Asks it to, or not.
    pub fn make_recent(&mut self, is_recent: bool) {
        let name = self.username.trim();
        let name = name.strip_prefix(RECENT).unwrap_or(name).to_owned();
        self.username = if is_recent {
            [RECENT, name.as_str()].concat()
        } else {
            name
        };
    }

    fn derive_fields(&mut self) {
        let email = self.email.trim().to_owned();
        let Some(domain) = providers::domain_of(&email) else {
            return;
        };
        match providers::provider(&email).filter(|provider| !provider.host.is_empty()) {
            Some(provider) => {
                self.host = provider.host.into();
                self.port = provider.port.to_string();
                self.security = provider.security;
                self.username = match provider.user {
                    UserName::Address => email,
                    UserName::LocalPart => local_part(&email).to_owned(),
                };
            }
            None => {
                self.host = format!("pop.{domain}");
                self.port = "995".into();
                self.security = Security::Tls;
                self.username = email;
            }
        }
    }

    /// Fills in what follows from the address of an account that is to be changed: of that, only the server is known.
    pub fn fill_in(&mut self) {
        if self.host.is_empty() || !self.username.is_empty() {
            return;
        }
        let known = (self.host.clone(), self.port.clone());
        self.derive_server();
        (self.host, self.port) = known;
    }

    /// Changes the protection, and the port with it where it was the usual one of another.
    pub fn protect(&mut self, security: Security) {
        if matches!(self.port.trim(), "" | "995" | "110") {
            self.port = if security == Security::Tls { "995" } else { "110" }.into();
        }
        self.security = security;
        self.plaintext_consent = false;
        self.pinned = None;
    }

    /// What is wrong in the first step.
    #[must_use]
    pub fn first_problem(&self) -> Option<Problem> {
        let email = self.email.trim();
        if email.is_empty() {
            Some(Problem::EmailMissing)
        } else if providers::domain_of(email).is_none() {
            Some(Problem::EmailMalformed)
        } else if self.password.is_empty() {
            Some(Problem::PasswordMissing)
        } else {
            None
        }
    }

    /// What keeps the connection from being tried.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let host = self.host.trim();
        if let Some(problem) = self.first_problem() {
            Some(problem)
        } else if host.is_empty() {
            Some(Problem::HostMissing)
        } else if host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@')) {
            Some(Problem::HostMalformed)
        } else if !self.port.trim().parse::<u16>().is_ok_and(|port| port > 0) {
            Some(Problem::PortMalformed)
        } else if self.username.trim().is_empty() {
            Some(Problem::UsernameMissing)
        } else if self.security == Security::Plain && !self.plaintext_consent {
            Some(Problem::ConsentMissing)
        } else {
            None
        }
    }

    /// The provider of the address.
    #[must_use]
    pub fn provider(&self) -> Option<&'static Provider> {
        providers::provider(&self.email)
    }

    /// What the engine needs. Only right when there is no [`Form::problem`].
    #[must_use]
    pub fn account(&self) -> AccountSetup {
        AccountSetup {
            email: self.email.trim().into(),
            host: self.host.trim().trim_end_matches('.').to_ascii_lowercase(),
            port: self.port.trim().parse().unwrap_or(995),
            security: self.security,
            username: self.username.trim().into(),
            pinned_certificate: self.pinned,
            plaintext_consent: self.plaintext_consent,
        }
    }

    /// The password that is sent. Google prints its app passwords in four groups that belong together.
    #[must_use]
    pub fn sent_password(&self) -> Secret {
        let is_gmail = self
            .provider()
            .is_some_and(|provider| provider.need == Need::Gmail);
        let typed = self.password.reveal();
        let squeezed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        if is_gmail && squeezed.len() == 16 && squeezed.chars().all(|c| c.is_ascii_lowercase()) {
            return Secret::new(squeezed);
        }
        self.password.clone()
    }
}

fn local_part(email: &str) -> &str {
    email.rsplit_once('@').map_or(email, |(local, _)| local)
}

/// The live list of a connection test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks(Vec<(SetupCheck, CheckState, String)>);

/// All steps, in their order.
pub const CHECKS: [SetupCheck; 8] = [
    SetupCheck::Bridge,
    SetupCheck::Connect,
    SetupCheck::Encryption,
    SetupCheck::Greeting,
    SetupCheck::Capabilities,
    SetupCheck::SignIn,
    SetupCheck::UniqueIds,
    SetupCheck::Mailbox,
];

impl Default for Checks {
    fn default() -> Self {
        Self(
            CHECKS
                .iter()
                .map(|check| (*check, CheckState::Waiting, String::new()))
                .collect(),
        )
    }
}

impl Checks {
    /// Takes a step's news in.
    pub fn note(&mut self, check: SetupCheck, state: CheckState, detail: String) {
        if let Some(row) = self.0.iter_mut().find(|row| row.0 == check) {
            *row = (check, state, detail);
        }
    }

    /// How a step stands, and what was learnt.
    #[must_use]
    pub fn state(&self, check: SetupCheck) -> (CheckState, String) {
        self.0
            .iter()
            .find(|row| row.0 == check)
            .map_or((CheckState::Waiting, String::new()), |row| (row.1, row.2.clone()))
    }

    /// The test ended with a fault: what was under way has failed.
    pub fn fail(&mut self) {
        for row in self.0.iter_mut().filter(|row| row.1 == CheckState::Running) {
            row.1 = CheckState::Failed;
        }
    }
}

/// A step's name in `data-check`; stable.
#[must_use]
pub const fn check_name(check: SetupCheck) -> &'static str {
    match check {
        SetupCheck::Bridge => "bridge",
        SetupCheck::Name => "name",
        SetupCheck::Connect => "connect",
        SetupCheck::Encryption => "encryption",
        SetupCheck::Greeting => "greeting",
        SetupCheck::Capabilities => "capabilities",
        SetupCheck::SignIn => "sign-in",
        SetupCheck::UniqueIds => "unique-ids",
        SetupCheck::Mailbox => "mailbox",
    }
}

/// A step's state in `data-state`; stable.
#[must_use]
pub const fn check_state_name(state: CheckState) -> &'static str {
    match state {
        CheckState::Waiting => "waiting",
        CheckState::Running => "running",
        CheckState::Ok => "ok",
        CheckState::Failed => "failed",
    }
}

/// The protection's name in the form; stable.
#[must_use]
pub const fn security_name(security: Security) -> &'static str {
    match security {
        Security::Tls => "tls",
        Security::Stls => "stls",
        Security::Plain => "plain",
    }
}

/// The protection of a name in the form.
#[must_use]
pub fn security_named(name: &str) -> Security {
    match name {
        "stls" => Security::Stls,
        "plain" => Security::Plain,
        _ => Security::Tls,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(email: &str, password: &str) -> Form {
        let mut form = Form {
            email: email.into(),
            password: Secret::new(password.into()),
            ..Form::default()
        };
        form.derive_server();
        form
    }

    #[test]
    fn a_known_provider_fills_the_form() {
        let setup = typed(" ada@web.de ", "x").account();
        assert_eq!(
            (setup.host.as_str(), setup.port, setup.username.as_str()),
            ("pop3.web.de", 995, "ada")
        );
        assert_eq!(setup.email, "ada@web.de");
    }

    #[test]
    fn an_unknown_domain_is_guessed() {
        let setup = typed("ada@example.org", "x").account();
        assert_eq!((setup.host.as_str(), setup.port), ("pop.example.org", 995));
        assert_eq!(setup.username, "ada@example.org");
    }

    #[test]
    fn an_account_that_is_changed_keeps_its_server() {
        let mut form = Form {
            email: "ada@example.org".into(),
            host: "mail.example.net".into(),
            port: "9950".into(),
            ..Form::default()
        };
        form.fill_in();
        let setup = form.account();
        assert_eq!((setup.host.as_str(), setup.port), ("mail.example.net", 9950));
        assert_eq!(setup.username, "ada@example.org");
    }

    #[test]
    fn what_was_typed_is_not_filled_in_again() {
        let mut form = typed("ada@example.org", "x");
        form.username = "ada".into();
        form.protect(Security::Stls);
        form.fill_in();
        assert_eq!((form.username.as_str(), form.security), ("ada", Security::Stls));
        let mut empty = Form::default();
        empty.fill_in();
        assert_eq!(empty, Form::default());
    }

    #[test]
    fn gmail_alone_offers_to_show_several_programs_the_same_mail() {
        let mut form = typed("ada@gmail.com", "x");
        form.derive_server();
        assert!(form.offers_recent() && !form.is_recent());
        form.make_recent(true);
        form.make_recent(true);
        assert_eq!(form.account().username, "recent:ada@gmail.com");
        form.email = "adam@gmail.com".into();
        form.derive_server();
        assert_eq!(
            form.username, "recent:adam@gmail.com",
            "the choice outlives a slip"
        );
        form.make_recent(false);
        assert_eq!(form.username, "adam@gmail.com");
        form.make_recent(true);
        form.email = "ada@example.org".into();
        form.derive_server();
        assert_eq!(
            (form.username.as_str(), form.offers_recent()),
            ("ada@example.org", false)
        );
    }

    #[test]
    fn googles_groups_of_four_are_put_together() {
        assert_eq!(
            typed("ada@gmail.com", "abcd efgh ijkl mnop")
                .sent_password()
                .reveal(),
            "abcdefghijklmnop"
        );
        assert_eq!(
            typed("ada@gmail.com", "a pass phrase").sent_password().reveal(),
            "a pass phrase"
        );
        assert_eq!(
            typed("ada@example.org", "abcd efgh ijkl mnop")
                .sent_password()
                .reveal(),
            "abcd efgh ijkl mnop",
            "elsewhere spaces are part of the password"
        );
    }

    #[test]
    fn changing_the_protection_moves_only_the_usual_ports() {
        let mut form = typed("ada@example.org", "x");
        form.protect(Security::Stls);
        assert_eq!(form.port, "110");
        form.port = "10110".into();
        form.protect(Security::Tls);
        assert_eq!(form.port, "10110");
    }

    #[test]
    fn without_protection_somebody_has_to_agree_each_time() {
        let mut form = typed("ada@example.org", "x");
        form.protect(Security::Plain);
        assert_eq!(form.problem(), Some(Problem::ConsentMissing));
        form.plaintext_consent = true;
        assert_eq!(form.problem(), None);
        form.protect(Security::Plain);
        assert_eq!(form.problem(), Some(Problem::ConsentMissing));
    }

    #[test]
    fn problems_come_one_at_a_time_in_the_order_of_the_form() {
        let mut form = typed("", "");
        assert_eq!(form.problem(), Some(Problem::EmailMissing));
        form.email = "ada".into();
        assert_eq!(form.problem(), Some(Problem::EmailMalformed));
        form.email = "ada@example.org".into();
        assert_eq!(form.problem(), Some(Problem::PasswordMissing));
        form.password = Secret::new("x".into());
        assert_eq!(form.problem(), Some(Problem::HostMissing));
        form.host = "https://pop.example.org".into();
        assert_eq!(form.problem(), Some(Problem::HostMalformed));
        form.host = "pop.example.org".into();
        form.port = "0".into();
        assert_eq!(form.problem(), Some(Problem::PortMalformed));
        form.port = "995".into();
        assert_eq!(form.problem(), Some(Problem::UsernameMissing));
    }

    #[test]
    fn a_fault_fails_what_was_under_way() {
        let mut checks = Checks::default();
        checks.note(SetupCheck::Bridge, CheckState::Ok, String::new());
        checks.note(SetupCheck::Connect, CheckState::Running, String::new());
        checks.fail();
        assert_eq!(checks.state(SetupCheck::Bridge).0, CheckState::Ok);
        assert_eq!(checks.state(SetupCheck::Connect).0, CheckState::Failed);
        assert_eq!(checks.state(SetupCheck::SignIn).0, CheckState::Waiting);
    }
}
