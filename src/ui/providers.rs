//! What providers want from a POP3 client: how an address finds its provider. Nothing here is looked up anywhere.

mod table;

use crate::wire::Security;

pub use table::PROVIDERS;

/// A provider of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub name: &'static str,
    /// The domains of its addresses. `name.*` stands for all its country domains, `*.name` for all below it. Empty where
    /// its users have domains of their own: then only its server gives it away.
    pub domains: &'static [&'static str],
    /// Its POP3 server, where there is one.
    pub server: Option<Server>,
    /// What the server calls a mailbox.
    pub user: UserName,
    /// What its users have to know or to do.
    pub need: Need,
    /// In how many groups of four letters it shows the passwords that it makes; 0 where a space is part of a password.
    pub groups: usize,
    /// Where in its settings the switch is, in its own words; empty where that is not known.
    pub menu: &'static str,
    /// The page of that switch; empty where it has no address of its own.
    pub switch: &'static str,
    /// The page where passwords for mail programs are made; empty likewise.
    pub passwords: &'static str,
    /// Where the provider explains it; empty where it does not.
    pub help: &'static str,
}

/// Where a provider's mail is fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name.
    pub host: &'static str,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
}

/// What a server calls a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserName {
    /// The whole address.
    Address,
    /// What stands before the `@`.
    LocalPart,
}

/// What a provider's users have to know or to do before a mail program can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The usual password.
    Password,
    /// A password made for one app.
    AppPassword,
    /// Gmail's: app password with two-step verification, and POP switched on.
    Gmail,
    /// POP3 has to be switched on first.
    SwitchOn,
    /// Switched on, and only in the plans that are paid for.
    PaidPlan,
    /// A code from the settings in the place of the password.
    AuthorisationCode,
    /// A password for mail programs that differs from the one of the website.
    MailPassword,
    /// Its server is known to speak only without encryption.
    NoEncryption,
    /// Passwords are not taken at all: only a sign-in at the provider's own page.
    OAuthOnly,
    /// There is no POP3.
    NoPop3,
}

impl Need {
    /// Whether an account can be added with a password at all.
    #[must_use]
    pub const fn can_work(self) -> bool {
        !matches!(self, Self::OAuthOnly | Self::NoPop3)
    }
}

/// The provider of an address, by its domain.
#[must_use]
pub fn provider(email: &str) -> Option<&'static Provider> {
    let domain = domain_of(email)?;
    PROVIDERS
        .iter()
        .find(|provider| provider.domains.iter().any(|known| is_domain(known, &domain)))
}

/// The provider that a server belongs to, for addresses that say nothing: those at a domain of one's own come first.
#[must_use]
pub fn provider_at(host: &str) -> Option<&'static Provider> {
    let host = host.trim().trim_end_matches('.').to_ascii_lowercase();
    let of_host = || {
        let is_there = |provider: &&Provider| provider.server.is_some_and(|server| server.host == host);
        PROVIDERS.iter().filter(is_there)
    };
    of_host()
        .find(|provider| provider.domains.is_empty())
        .or_else(|| of_host().next())
}

/// The domain of an address, in small letters.
#[must_use]
pub fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let is_plausible = !local.is_empty() && !domain.is_empty() && !domain.contains(char::is_whitespace);
    is_plausible.then(|| domain.trim_end_matches('.').to_ascii_lowercase())
}

fn is_domain(known: &str, domain: &str) -> bool {
    if let Some(name) = known.strip_suffix(".*") {
        // Country endings: "de", "co.uk", "com.br"; not a stranger's "live.example".
        return domain
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|ending| {
                ending.split('.').count() <= 2 && ending.split('.').all(|part| (2..=3).contains(&part.len()))
            });
    }
    match known.strip_prefix('*') {
        Some(parent) => domain.ends_with(parent),
        None => known == domain,
    }
}

#[cfg(test)]
mod tests;
