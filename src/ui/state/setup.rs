//! The set-up form: what was typed, what follows from it, and what is still missing. It must not connect.

mod draft;

pub use draft::Draft;

use crate::secret::Secret;
use crate::ui::providers::{self, Provider, UserName};
use crate::ui::state::pop_link::PopLink;
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
        let known = providers::provider(&email).and_then(|provider| Some((provider, provider.server?)));
        match known {
            Some((provider, server)) => {
                self.host = server.host.into();
                self.port = server.port.to_string();
                self.security = server.security;
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

    /// The form as a link to a mailbox fills it in. Who signs in, and with which password, is left to be typed.
    #[must_use]
    pub fn linked(link: &PopLink) -> Self {
        let is_address = providers::domain_of(&link.user).is_some();
        Self {
            email: if is_address {
                link.user.clone()
            } else {
                String::new()
            },
            host: link.host.clone(),
            port: link.port.to_string(),
            security: link.security,
            username: link.user.clone(),
            ..Self::default()
        }
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

    /// The provider whose advice counts: the one whose server is asked, where that is known, else the address's own.
    #[must_use]
    pub fn adviser(&self) -> Option<&'static Provider> {
        let of_address = self.provider();
        let asks_its_own = of_address
            .and_then(|provider| provider.server)
            .is_some_and(|server| server.host == self.host.trim());
        if asks_its_own {
            return of_address;
        }
        providers::provider_at(&self.host).or(of_address)
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

    /// The password that is sent. Some providers print theirs in groups of four letters that belong together.
    #[must_use]
    pub fn sent_password(&self) -> Secret {
        let groups = self.adviser().map_or(0, |provider| provider.groups);
        ungrouped(self.password.reveal(), groups).unwrap_or_else(|| self.password.clone())
    }
}

/// A password without the spaces between its groups of four, where it is so many of them and nothing else.
fn ungrouped(typed: &str, groups: usize) -> Option<Secret> {
    let are_groups = typed
        .split_whitespace()
        .all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_alphanumeric()));
    let is_one = groups > 0 && are_groups && typed.split_whitespace().count() == groups;
    is_one.then(|| Secret::new(typed.split_whitespace().collect()))
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
mod tests;
