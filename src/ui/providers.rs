//! What the biggest providers want from a POP3 client: a small table of facts. Nothing here is looked up anywhere.

use crate::wire::Security;

/// A provider of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub name: &'static str,
    /// The domains of its addresses. `name.*` stands for all its country domains.
    pub domains: &'static [&'static str],
    /// Its POP3 server; empty where there is none.
    pub host: &'static str,
    /// The server's port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// What the server calls a mailbox.
    pub user: UserName,
    /// What its users have to know or to do.
    pub need: Need,
    /// Where the provider explains it.
    pub help: &'static str,
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

const fn tls(
    name: &'static str,
    domains: &'static [&'static str],
    host: &'static str,
    need: Need,
    help: &'static str,
) -> Provider {
    Provider {
        name,
        domains,
        host,
        port: 995,
        security: Security::Tls,
        user: UserName::Address,
        need,
        help,
    }
}

const fn by_local_part(provider: Provider) -> Provider {
    Provider {
        user: UserName::LocalPart,
        ..provider
    }
}

/// The table.
pub const PROVIDERS: &[Provider] = &[
    tls(
        "Gmail",
        &["gmail.com", "googlemail.com"],
        "pop.gmail.com",
        Need::Gmail,
        "https://support.google.com/mail/answer/7104828",
    ),
    tls(
        "Outlook.com",
        &["outlook.*", "hotmail.*", "live.*", "msn.com", "passport.com"],
        "outlook.office365.com",
        Need::OAuthOnly,
        "",
    ),
    tls(
        "Microsoft 365",
        &["onmicrosoft.com"],
        "outlook.office365.com",
        Need::OAuthOnly,
        "",
    ),
    by_local_part(tls(
        "Yahoo! Japan",
        &["yahoo.co.jp"],
        "pop.mail.yahoo.co.jp",
        Need::Password,
        "",
    )),
    tls(
        "Yahoo",
        &["yahoo.*", "ymail.com", "rocketmail.com", "myyahoo.com"],
        "pop.mail.yahoo.com",
        Need::AppPassword,
        "https://help.yahoo.com/kb/SLN4724.html",
    ),
    tls(
        "AOL",
        &["aol.*", "aim.com", "verizon.net"],
        "pop.aol.com",
        Need::AppPassword,
        "https://help.aol.com",
    ),
    tls(
        "AT&T",
        &["att.net", "sbcglobal.net", "bellsouth.net"],
        "inbound.att.net",
        Need::MailPassword,
        "",
    ),
    tls(
        "Comcast",
        &["comcast.net"],
        "mail.comcast.net",
        Need::SwitchOn,
        "",
    ),
    tls(
        "GMX",
        &["gmx.com", "gmx.us", "gmx.co.uk"],
        "pop.gmx.com",
        Need::SwitchOn,
        "",
    ),
    tls(
        "GMX",
        &["gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu"],
        "pop.gmx.net",
        Need::SwitchOn,
        "https://hilfe.gmx.net/pop-imap/einschalten.html",
    ),
    by_local_part(tls(
        "WEB.DE",
        &["web.de"],
        "pop3.web.de",
        Need::SwitchOn,
        "https://hilfe.web.de/pop-imap/einschalten.html",
    )),
    tls(
        "mail.com",
        &["mail.com", "email.com"],
        "pop.mail.com",
        Need::PaidPlan,
        "",
    ),
    tls(
        "Telekom",
        &["t-online.de", "magenta.de"],
        "securepop.t-online.de",
        Need::MailPassword,
        "",
    ),
    tls(
        "Posteo",
        &["posteo.de", "posteo.net", "posteo.org", "posteo.eu"],
        "posteo.de",
        Need::Password,
        "https://posteo.de/hilfe",
    ),
    tls(
        "Zoho",
        &["zoho.com", "zohomail.com"],
        "pop.zoho.com",
        Need::SwitchOn,
        "https://www.zoho.com/mail/help/pop-access.html",
    ),
    tls(
        "Zoho",
        &["zoho.eu", "zohomail.eu"],
        "pop.zoho.eu",
        Need::SwitchOn,
        "https://www.zoho.com/mail/help/pop-access.html",
    ),
    tls(
        "Zoho",
        &["zoho.in", "zohomail.in"],
        "pop.zoho.in",
        Need::SwitchOn,
        "https://www.zoho.com/mail/help/pop-access.html",
    ),
    tls(
        "Fastmail",
        &["fastmail.com", "fastmail.fm"],
        "pop.fastmail.com",
        Need::AppPassword,
        "https://www.fastmail.help/hc/en-us/articles/1500000279921",
    ),
    tls(
        "Yandex",
        &["yandex.ru", "yandex.com", "ya.ru"],
        "pop.yandex.com",
        Need::AppPassword,
        "",
    ),
    tls(
        "Mail.ru",
        &["mail.ru", "inbox.ru", "list.ru", "bk.ru"],
        "pop.mail.ru",
        Need::AppPassword,
        "https://help.mail.ru",
    ),
    by_local_part(tls(
        "La Poste",
        &["laposte.net"],
        "pop.laposte.net",
        Need::SwitchOn,
        "https://aide.laposte.net",
    )),
    tls(
        "Orange",
        &["orange.fr", "wanadoo.fr"],
        "pop.orange.fr",
        Need::Password,
        "",
    ),
    by_local_part(tls("Free", &["free.fr"], "pop.free.fr", Need::Password, "")),
    tls("SFR", &["sfr.fr"], "pop.sfr.fr", Need::Password, ""),
    tls(
        "Libero",
        &["libero.it"],
        "popmail.libero.it",
        Need::Password,
        "https://aiuto.libero.it",
    ),
    Provider {
        port: 110,
        security: Security::Stls,
        ..tls(
            "TIM",
            &["tim.it", "alice.it", "tin.it"],
            "pop.tim.it",
            Need::Password,
            "",
        )
    },
    tls(
        "Seznam",
        &["seznam.cz", "email.cz", "post.cz"],
        "pop3.seznam.cz",
        Need::Password,
        "https://napoveda.seznam.cz",
    ),
    by_local_part(tls("WP", &["wp.pl"], "pop3.wp.pl", Need::SwitchOn, "")),
    by_local_part(tls(
        "o2",
        &["o2.pl", "tlen.pl", "go2.pl"],
        "poczta.o2.pl",
        Need::SwitchOn,
        "",
    )),
    tls(
        "Onet",
        &["onet.pl", "poczta.onet.pl", "op.pl", "vp.pl"],
        "pop3.poczta.onet.pl",
        Need::SwitchOn,
        "",
    ),
    tls(
        "Naver",
        &["naver.com"],
        "pop.naver.com",
        Need::SwitchOn,
        "https://help.naver.com",
    ),
    tls(
        "QQ",
        &["qq.com", "foxmail.com"],
        "pop.qq.com",
        Need::AuthorisationCode,
        "",
    ),
    tls(
        "NetEase",
        &["163.com"],
        "pop.163.com",
        Need::AuthorisationCode,
        "",
    ),
    tls(
        "NetEase",
        &["126.com"],
        "pop.126.com",
        Need::AuthorisationCode,
        "",
    ),
    tls(
        "BT",
        &["btinternet.com"],
        "mail.btinternet.com",
        Need::Password,
        "",
    ),
    tls(
        "Sky",
        &["sky.com"],
        "pop.tools.sky.com",
        Need::AppPassword,
        "https://help.sky.com",
    ),
    tls(
        "Virgin Media",
        &["virginmedia.com", "ntlworld.com"],
        "pop3.virginmedia.com",
        Need::AppPassword,
        "",
    ),
    tls(
        "Telstra",
        &["bigpond.com", "telstra.com"],
        "pop.telstra.com",
        Need::Password,
        "",
    ),
    tls(
        "Bluewin",
        &["bluewin.ch"],
        "pop3s.bluewin.ch",
        Need::MailPassword,
        "",
    ),
    by_local_part(tls("UOL", &["uol.com.br"], "pop3.uol.com.br", Need::SwitchOn, "")),
    tls(
        "Rediffmail",
        &["rediffmail.com"],
        "pop.rediffmail.com",
        Need::PaidPlan,
        "",
    ),
    tls(
        "iCloud",
        &["icloud.com", "me.com", "mac.com"],
        "",
        Need::NoPop3,
        "",
    ),
    tls(
        "Proton",
        &["proton.me", "protonmail.com", "pm.me"],
        "",
        Need::NoPop3,
        "",
    ),
    tls(
        "Tuta",
        &[
            "tuta.com",
            "tuta.io",
            "tutanota.com",
            "tutanota.de",
            "tutamail.com",
            "keemail.me",
        ],
        "",
        Need::NoPop3,
        "",
    ),
];

/// The provider of an address, by its domain.
#[must_use]
pub fn provider(email: &str) -> Option<&'static Provider> {
    let domain = domain_of(email)?;
    PROVIDERS
        .iter()
        .find(|provider| provider.domains.iter().any(|known| is_domain(known, &domain)))
}

/// The domain of an address, in small letters.
#[must_use]
pub fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let is_plausible = !local.is_empty() && !domain.is_empty() && !domain.contains(char::is_whitespace);
    is_plausible.then(|| domain.trim_end_matches('.').to_ascii_lowercase())
}

fn is_domain(known: &str, domain: &str) -> bool {
    match known.strip_suffix(".*") {
        // Country endings: "de", "co.uk", "com.br"; not a stranger's "live.example".
        Some(name) => domain
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|ending| {
                ending.split('.').count() <= 2 && ending.split('.').all(|part| (2..=3).contains(&part.len()))
            }),
        None => known == domain || (known == "onmicrosoft.com" && domain.ends_with(".onmicrosoft.com")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_find_their_provider() {
        for (email, wanted) in [
            ("ada@gmail.com", Some("Gmail")),
            ("Ada@GoogleMail.com", Some("Gmail")),
            ("ada@hotmail.co.uk", Some("Outlook.com")),
            ("ada@firm.onmicrosoft.com", Some("Microsoft 365")),
            ("ada@yahoo.co.jp", Some("Yahoo! Japan")),
            ("ada@yahoo.com.br", Some("Yahoo")),
            ("ada@icloud.com", Some("iCloud")),
            ("ada@live.example", None),
            ("ada@example.org", None),
            ("ada", None),
            ("@gmail.com", None),
        ] {
            assert_eq!(provider(email).map(|provider| provider.name), wanted, "{email}");
        }
    }

    #[test]
    fn ports_and_protection_agree() {
        for provider in PROVIDERS {
            let wanted = match provider.security {
                Security::Tls => 995,
                Security::Stls | Security::Plain => 110,
            };
            assert_eq!(provider.port, wanted, "{}", provider.name);
            assert_eq!(
                provider.host.is_empty(),
                provider.need == Need::NoPop3,
                "{}",
                provider.name
            );
            assert!(
                provider.help.is_empty() || provider.help.starts_with("https://"),
                "{}",
                provider.name
            );
        }
    }

    #[test]
    fn no_domain_has_two_providers() {
        let mut domains: Vec<&str> = PROVIDERS
            .iter()
            .flat_map(|provider| provider.domains)
            .copied()
            .collect();
        let count = domains.len();
        domains.sort_unstable();
        domains.dedup();
        assert_eq!(domains.len(), count);
    }
}
