//! That the table holds what an address needs, and nothing that cannot be so.

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
        ("ada@t-online.de", Some("T-Online")),
        ("ada@blue.ocn.ne.jp", Some("OCN")),
        ("ada@live.example", None),
        ("ada@notonmicrosoft.com", None),
        ("ada@example.org", None),
        ("ada", None),
        ("@gmail.com", None),
    ] {
        assert_eq!(provider(email).map(|provider| provider.name), wanted, "{email}");
    }
}

#[test]
fn gmx_has_two_servers_and_each_domain_finds_its_own() {
    for (email, host) in [("ada@gmx.net", "pop.gmx.net"), ("ada@gmx.co.uk", "pop.gmx.com")] {
        let server = provider(email).and_then(|provider| provider.server);
        assert_eq!(server.map(|server| server.host), Some(host), "{email}");
    }
}

#[test]
fn a_server_gives_away_whose_a_domain_of_ones_own_is() {
    for (host, wanted) in [
        ("pop.gmail.com", Some("Google Workspace")),
        (" Outlook.Office365.com.", Some("Outlook.com")),
        ("pop.ionos.de", Some("IONOS")),
        ("pop.example.org", None),
        ("", None),
    ] {
        assert_eq!(
            provider_at(host).map(|provider| provider.name),
            wanted,
            "{host:?}"
        );
    }
}

#[test]
fn every_server_can_be_one() {
    for provider in PROVIDERS {
        let Some(server) = provider.server else {
            assert_eq!(provider.need, Need::NoPop3, "{}", provider.name);
            continue;
        };
        let usual_port = match server.security {
            Security::Tls => 995,
            Security::Stls | Security::Plain => 110,
        };
        assert_eq!(server.port, usual_port, "{}", provider.name);
        assert!(is_host(server.host), "{}", server.host);
        assert_ne!(provider.need, Need::NoPop3, "{}", provider.name);
        assert_eq!(
            server.security == Security::Plain,
            provider.need == Need::NoEncryption,
            "{}",
            provider.name
        );
    }
}

#[test]
fn every_domain_can_be_one() {
    for domain in PROVIDERS.iter().flat_map(|provider| provider.domains) {
        let bare = domain.strip_prefix("*.").unwrap_or(domain);
        let bare = bare.strip_suffix(".*").unwrap_or(bare);
        assert!(is_host(&[bare, ".example"].concat()), "{domain}");
        assert!(domain.contains('.'), "{domain}");
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

#[test]
fn no_row_is_in_the_shadow_of_an_earlier_one() {
    for provider in PROVIDERS {
        for domain in provider.domains {
            let of_domain = domain.replace(".*", ".de").replace('*', "a");
            let found = super::provider(&["ada@", &of_domain].concat());
            let is_found = found == Some(provider);
            // "gmx.de" is one of "gmx.*" as well, and belongs to the row before.
            assert!(is_found || domain.ends_with(".*"), "{domain}");
        }
    }
}

#[test]
fn pages_open_over_https_and_menus_say_something() {
    for provider in PROVIDERS {
        for page in [provider.switch, provider.passwords, provider.help] {
            assert!(page.is_empty() || is_page(page), "{}: {page}", provider.name);
        }
        assert_eq!(provider.menu.trim(), provider.menu, "{}", provider.name);
    }
}

#[test]
fn only_who_prints_passwords_in_groups_has_them_put_together() {
    let printing: Vec<&str> = PROVIDERS
        .iter()
        .filter(|provider| provider.groups > 0)
        .map(|provider| provider.name)
        .collect();
    let known = [
        "Gmail",
        "Google Workspace",
        "Yahoo",
        "AOL",
        "Verizon",
        "Zoho",
        "Fastmail",
    ];
    assert!(printing.iter().all(|name| known.contains(name)), "{printing:?}");
}

fn is_host(name: &str) -> bool {
    name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

fn is_page(page: &str) -> bool {
    let host = page
        .strip_prefix("https://")
        .and_then(|rest| rest.split('/').next());
    host.is_some_and(is_host) && page.chars().all(|c| c.is_ascii_graphic())
}
