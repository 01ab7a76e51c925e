//! Names and addresses of hosts. It must not say that two domains belong together unless their names do.
//!
//! An organisation's domain is what one registers: the label before the ending, where `co.uk` and its like are one
//! ending. The list of all endings weighs ten times as much as the rest of the trace; without it, those who share
//! a rarer ending (`a.city.kawasaki.jp`) count as one organisation, which only ever makes a row of a table milder.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::mail::trace::{Alignment, Reach};

/// Domains that receive mail for one another.
const FAMILIES: &[&[&str]] = &[
    &["gmail.com", "googlemail.com", "google.com"],
    &[
        "outlook.com",
        "office365.com",
        "hotmail.com",
        "live.com",
        "msn.com",
    ],
    &[
        "yahoo.com",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "yahoodns.net",
    ],
    &["gmx.net", "gmx.com", "gmx.de", "gmx.at", "gmx.ch"],
    &[
        "ionos.com",
        "ionos.de",
        "ionos.co.uk",
        "1und1.de",
        "1and1.com",
        "kundenserver.de",
        "perfora.net",
    ],
    &["fastmail.com", "fastmail.fm", "messagingengine.com"],
    &["zoho.com", "zoho.eu", "zoho.in", "zohomail.com"],
    &["yandex.com", "yandex.ru", "yandex.net"],
    &["mail.ru", "bk.ru", "inbox.ru", "list.ru"],
    &["strato.de", "strato.com", "rzone.de"],
    &["ovh.net", "ovh.com"],
    &["orange.fr", "wanadoo.fr"],
    &["free.fr", "proxad.net"],
    &["163.com", "126.com", "yeah.net", "netease.com"],
    &["qq.com", "foxmail.com"],
];

/// Second labels under which one registers, where the ending names a country.
const SECOND_LEVELS: &[&str] = &[
    "ac", "asn", "co", "com", "edu", "firm", "go", "gob", "gov", "gouv", "govt", "gv", "ltd", "mil", "ne",
    "net", "nhs", "nom", "or", "org", "plc", "police", "sch", "web",
];

/// A host's name as names are compared.
pub(super) fn normal(host: &str) -> String {
    bare(host).to_lowercase()
}

/// A host's name without what may stand around it.
pub(super) fn bare(host: &str) -> &str {
    host.trim()
        .trim_matches(['<', '>', '"', '\''])
        .trim_end_matches('.')
}

/// The domain of an address or of a message's id; empty when there is none.
pub(super) fn of_address(address: &str) -> String {
    address
        .rsplit_once('@')
        .map(|(_, domain)| normal(domain))
        .unwrap_or_default()
}

/// What somebody registered to have this name.
pub(super) fn organisation(domain: &str) -> &str {
    if address(domain).is_some() {
        return domain;
    }
    let mut dots = domain.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else {
        return domain;
    };
    let ending = domain.get(last + 1..).unwrap_or_default();
    let label = domain.get(second + 1..last).unwrap_or_default();
    let is_long = ending.len() == 2 && SECOND_LEVELS.contains(&label);
    let begin = match dots.next() {
        Some(third) if is_long => third + 1,
        None if is_long => 0,
        _ => second + 1,
    };
    domain.get(begin..).unwrap_or(domain)
}

/// The organisation's domain, and those of its family.
pub(super) fn family(domain: &str) -> Vec<String> {
    let organisation = organisation(domain);
    if organisation.is_empty() {
        return Vec::new();
    }
    let family = FAMILIES.iter().find(|family| family.contains(&organisation));
    family.map_or_else(
        || vec![organisation.to_owned()],
        |family| family.iter().map(|&domain| domain.to_owned()).collect(),
    )
}

/// Whether `host` is `domain` or below it.
pub(super) fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// How a domain stands to that of `From`.
pub(super) fn alignment(from: &str, domain: &str) -> Alignment {
    if domain.is_empty() {
        Alignment::Absent
    } else if from == domain {
        Alignment::Same
    } else if organisation(from) == organisation(domain) {
        Alignment::Organisation
    } else {
        Alignment::Other
    }
}

/// An address as headers write one: with or without brackets, and `IPv6:` before it.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches(['[', ']']);
    let is_marked = text
        .get(..5)
        .is_some_and(|mark| mark.eq_ignore_ascii_case("ipv6:"));
    let text = if is_marked { text.get(5..)? } else { text };
    text.split('%').next()?.parse().ok()
}

/// What kind of address it is.
pub(super) fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let [first, second, ..] = address.octets();
    if address.is_loopback() {
        Reach::Loopback
    } else if address.is_private() || address.is_link_local() || (first == 100 && (64..128).contains(&second))
    {
        Reach::Private
    } else if address.is_documentation() || address.is_multicast() || first == 0 || first >= 240 {
        Reach::Reserved
    } else {
        Reach::Public
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let [first, second, third, ..] = address.segments();
    let [high, low] = second.to_be_bytes();
    let [next, last] = third.to_be_bytes();
    if let Some(mapped) = address.to_ipv4_mapped() {
        reach_v4(mapped)
    } else if address.is_loopback() {
        Reach::Loopback
    } else if first == 0x2002 {
        // An address of version 4 in the clothes of version 6, as Google names its own machines.
        reach_v4(Ipv4Addr::new(high, low, next, last))
    } else if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 {
        Reach::Private
    } else if (first == 0x2001 && second == 0xdb8) || first & 0xff00 == 0xff00 || address.is_unspecified() {
        Reach::Reserved
    } else {
        Reach::Public
    }
}

#[cfg(test)]
mod tests {
    use super::{address, alignment, is_within, organisation, reach};
    use crate::mail::trace::{Alignment, Reach};

    #[test]
    fn an_organisation_is_what_one_registers() {
        for (domain, wanted) in [
            ("mail.example.org", "example.org"),
            ("a.b.c.example.org", "example.org"),
            ("example.org", "example.org"),
            ("mx.shop.co.uk", "shop.co.uk"),
            ("shop.co.uk", "shop.co.uk"),
            ("localhost", "localhost"),
            ("192.0.2.7", "192.0.2.7"),
            ("", ""),
        ] {
            assert_eq!(organisation(domain), wanted);
        }
    }

    #[test]
    fn an_ending_is_not_a_subdomain() {
        assert!(is_within("mx.example.org", "example.org"));
        assert!(is_within("example.org", "example.org"));
        assert!(!is_within("evil-example.org", "example.org"));
        assert!(!is_within("example.org.evil.example", "example.org"));
    }

    #[test]
    fn domains_stand_to_one_another() {
        assert_eq!(alignment("example.org", "example.org"), Alignment::Same);
        assert_eq!(
            alignment("example.org", "mail.example.org"),
            Alignment::Organisation
        );
        assert_eq!(alignment("example.org", "example.com"), Alignment::Other);
        assert_eq!(alignment("one.co.uk", "two.co.uk"), Alignment::Other);
        assert_eq!(alignment("example.org", ""), Alignment::Absent);
    }

    #[test]
    fn addresses_are_of_a_kind() {
        for (text, wanted) in [
            ("[8.8.8.8]", Reach::Public),
            ("10.1.2.3", Reach::Private),
            ("100.64.0.1", Reach::Private),
            ("127.0.0.1", Reach::Loopback),
            ("203.0.113.66", Reach::Reserved),
            ("[IPv6:2a00:1450::1]", Reach::Public),
            ("[IPv6:::1]", Reach::Loopback),
            ("fe80::1%eth0", Reach::Private),
            ("2002:a05:6a10:1::1", Reach::Private),
            ("::ffff:192.168.0.1", Reach::Private),
            ("2001:db8::1", Reach::Reserved),
        ] {
            assert_eq!(address(text).map(reach), Some(wanted), "{text}");
        }
        assert_eq!(address("mail.example.org"), None);
    }
}
