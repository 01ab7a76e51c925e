//! Who may be reached: hosts, ports and every special block of both address families.

use std::net::Ipv6Addr;

use super::*;

fn policy(hosts: &[&str], ports: &[u16], private: bool) -> Policy {
    let hosts = hosts.iter().map(|host| host.parse().unwrap()).collect();
    Policy::new(
        Destinations {
            hosts,
            ports: ports.to_vec(),
            named_host_ports: vec![443],
            private,
        },
        None,
    )
}

fn admits(policy: &Policy, host: &str, port: u16) -> bool {
    policy.route(&host.parse().unwrap(), port).is_ok()
}

fn reaches(private: bool, address: &str) -> bool {
    !policy(&[], &[995], private)
        .reachable([address.parse().unwrap()], 995)
        .is_empty()
}

/// First and last address of each special block, what lies on either side of it where that is public, and whether
/// `--allow-private` opens it.
const BLOCKS: &[(&str, &str, &str, &str, bool)] = &[
    ("0.0.0.0", "0.255.255.255", "", "1.0.0.0", false),
    ("10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", true),
    (
        "100.64.0.0",
        "100.127.255.255",
        "100.63.255.255",
        "100.128.0.0",
        true,
    ),
    (
        "127.0.0.0",
        "127.255.255.255",
        "126.255.255.255",
        "128.0.0.0",
        true,
    ),
    (
        "169.254.0.0",
        "169.254.255.255",
        "169.253.255.255",
        "169.255.0.0",
        true,
    ),
    (
        "172.16.0.0",
        "172.31.255.255",
        "172.15.255.255",
        "172.32.0.0",
        true,
    ),
    ("192.0.0.0", "192.0.0.255", "191.255.255.255", "192.0.1.0", false),
    ("192.0.2.0", "192.0.2.255", "192.0.1.255", "192.0.3.0", false),
    (
        "192.31.196.0",
        "192.31.196.255",
        "192.31.195.255",
        "192.31.197.0",
        false,
    ),
    (
        "192.52.193.0",
        "192.52.193.255",
        "192.52.192.255",
        "192.52.194.0",
        false,
    ),
    (
        "192.88.99.0",
        "192.88.99.255",
        "192.88.98.255",
        "192.88.100.0",
        false,
    ),
    (
        "192.168.0.0",
        "192.168.255.255",
        "192.167.255.255",
        "192.169.0.0",
        true,
    ),
    (
        "192.175.48.0",
        "192.175.48.255",
        "192.175.47.255",
        "192.175.49.0",
        false,
    ),
    (
        "198.18.0.0",
        "198.19.255.255",
        "198.17.255.255",
        "198.20.0.0",
        false,
    ),
    (
        "198.51.100.0",
        "198.51.100.255",
        "198.51.99.255",
        "198.51.101.0",
        false,
    ),
    (
        "203.0.113.0",
        "203.0.113.255",
        "203.0.112.255",
        "203.0.114.0",
        false,
    ),
    ("224.0.0.0", "239.255.255.255", "223.255.255.255", "", false),
    ("240.0.0.0", "255.255.255.255", "", "", false),
    ("::", "::", "", "", false),
    ("::1", "::1", "", "", true),
    ("::2", "::fffe:ffff:ffff", "", "", false),
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "", "", false),
    ("100::", "100::ffff:ffff:ffff:ffff", "", "", false),
    (
        "2001::",
        "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2000:ffff::1",
        "2001:200::",
        false,
    ),
    (
        "2001:db8::",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db7:ffff::",
        "2001:db9::",
        false,
    ),
    (
        "2002::",
        "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:ffff::",
        "2003::",
        false,
    ),
    (
        "2620:4f:8000::",
        "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",
        "2620:4f:7fff::",
        "2620:4f:8001::",
        false,
    ),
    (
        "3fff::",
        "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        "3ffe:ffff::",
        "3fff:1000::",
        false,
    ),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", false),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", true),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", true),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", false),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "", "", false),
];

#[test]
fn every_special_block_is_closed_to_its_last_address_and_no_further() {
    for (first, last, before, after, _) in BLOCKS {
        assert!(
            !reaches(false, first) && !reaches(false, last),
            "{first} to {last}"
        );
        for outside in [before, after].into_iter().filter(|outside| !outside.is_empty()) {
            assert!(reaches(false, outside), "{outside}");
        }
    }
}

#[test]
fn allow_private_opens_the_private_blocks_only() {
    for (first, last, .., private) in BLOCKS {
        assert_eq!(
            (reaches(true, first), reaches(true, last)),
            (*private, *private),
            "{first} to {last}"
        );
    }
}

#[test]
fn cloud_metadata_is_never_reached() {
    for address in ["169.254.169.254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"] {
        assert!(!reaches(true, address), "{address}");
    }
}

#[test]
fn an_ipv4_address_in_ipv6_clothes_is_judged_as_what_it_leads_to() {
    assert!(!reaches(false, "::ffff:127.0.0.1") && !reaches(false, "::ffff:10.1.2.3"));
    let dialled = policy(&[], &[995], false).reachable(["::ffff:1.1.1.1".parse().unwrap()], 995);
    assert_eq!(dialled, ["1.1.1.1:995".parse().unwrap()]);
}

#[test]
fn translated_addresses_need_the_operators_word() {
    assert!(!reaches(false, "64:ff9b::101:101") && reaches(true, "64:ff9b::101:101"));
    assert!(reaches(true, "64:ff9b::7f00:1") && !reaches(true, "64:ff9b::e000:1"));
}

#[test]
fn of_mixed_addresses_only_the_public_are_dialled() {
    let mixed =
        ["127.0.0.1", "1.1.1.1", "::1", "2606:4700::1111", "10.0.0.1"].map(|text| text.parse().unwrap());
    let dialled = policy(&[], &[995], false).reachable(mixed, 995);
    assert_eq!(
        dialled,
        [
            "1.1.1.1:995".parse().unwrap(),
            "[2606:4700::1111]:995".parse().unwrap()
        ]
    );
}

#[test]
fn ports_are_a_list_and_25_is_on_none() {
    let usual = policy(&[], &[110, 995, 465, 587], false);
    for port in 0..=u16::MAX {
        assert_eq!(
            admits(&usual, "pop.example.org", port),
            [110, 995, 465, 587].contains(&port),
            "{port}"
        );
    }
    assert!(!admits(
        &policy(&["pop.example.org"], &[25], true),
        "pop.example.org",
        25
    ));
    assert!(!admits(
        &policy(&["pop.example.org:25"], &[995], true),
        "pop.example.org",
        25
    ));
}

#[test]
fn named_hosts_close_all_others() {
    let named = policy(
        &["pop.example.org", "odd.example:1995", "[2001:db8::1]:995"],
        &[995],
        false,
    );
    let table = [
        ("pop.example.org", 995, true),
        ("POP.Example.org.", 995, true),
        ("pop.example.org", 443, true),
        ("pop.example.org", 110, false),
        ("odd.example", 1995, true),
        ("odd.example", 995, false),
        ("odd.example", 443, false),
        ("2001:db8::1", 995, true),
        ("other.example", 995, false),
        ("pop.example.org.evil.example", 995, false),
        ("xpop.example.org", 995, false),
        ("1.1.1.1", 995, false),
    ];
    for (host, port, admitted) in table {
        assert_eq!(admits(&named, host, port), admitted, "{host}:{port}");
    }
}

#[test]
fn a_named_host_opens_no_private_address() {
    let named = policy(&["pop.example.org"], &[995], false);
    assert!(named.reachable(["10.0.0.1".parse().unwrap()], 995).is_empty());
}

#[test]
fn odd_spellings_are_no_hosts() {
    let long_label = format!("{}.example", "a".repeat(64));
    let long_name = format!("{}example", "a.".repeat(130));
    let odd = [
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a b",
        " a",
        "a\n",
        "a\0",
        "a/b",
        "a@b",
        "a:b",
        "a%b",
        "http://a",
        "127.1",
        "0",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.01",
        "2130706433",
        "127.0.0.1:80",
        "127.0.0.1.",
        "[127.0.0.1]",
        "fe80::1%lo",
        "[::1",
        "::1]",
        "[[::1]]",
        "::g",
        "१२७.0.0.1",
        "１２７.0.0.1",
        "127。0。0。1",
        "bücher.example",
        "a\u{202e}b",
        "*",
        "*.example",
        long_label.as_str(),
        long_name.as_str(),
    ];
    for text in odd {
        assert!(text.parse::<Host>().is_err(), "{text:?}");
    }
    for text in [
        "localhost",
        "a",
        "a.b.",
        "xn--bcher-kva.example",
        "pop_3.example",
        "1and1.example",
        "::1",
        "[::1]",
    ] {
        assert!(text.parse::<Host>().is_ok(), "{text:?}");
    }
}

#[test]
fn a_port_is_for_its_protocol_unless_the_operator_named_the_hosts() {
    let anywhere = policy(&[], &[995], true);
    for port in [995, 465, 443] {
        assert_eq!(anywhere.beginnings(port), (Some(Beginning::TlsHello), None));
    }
    assert_eq!(anywhere.beginnings(110), (None, Some(Beginning::Pop3Greeting)));
    assert_eq!(anywhere.beginnings(587), (None, Some(Beginning::SmtpGreeting)));
    assert_eq!(anywhere.beginnings(1995), (None, None));
    let named = policy(&["pop.example.org"], &[995], true);
    for port in [995, 465, 443, 110, 587] {
        assert_eq!(named.beginnings(port), (None, None));
    }
}

#[test]
fn the_demo_servers_are_reached_by_their_name_and_ports_only() {
    let demo = Demo {
        pop3: "127.0.0.1:1111".parse().unwrap(),
        smtp: "127.0.0.1:2222".parse().unwrap(),
        certificate_sha256: [0; 32],
        email: String::new(),
        username: String::new(),
        password: String::new(),
    };
    let usual = Destinations {
        ports: vec![995, 465, 110],
        ..Destinations::default()
    };
    let with = Policy::new(usual.clone(), Some(&demo));
    let route = |policy: &Policy, host: &str, port| policy.route(&host.parse().unwrap(), port);
    assert_eq!(route(&with, demo::HOST, 995), Ok(Route::Demo(demo.pop3)));
    assert_eq!(route(&with, demo::HOST, 465), Ok(Route::Demo(demo.smtp)));
    assert_eq!(route(&with, demo::HOST, 110), Err(Forbidden::Port));
    assert_eq!(route(&with, demo::HOST, 1111), Err(Forbidden::Port));
    assert_eq!(route(&with, "127.0.0.1", 1111), Err(Forbidden::Port));
    assert!(with.reachable([demo.pop3.ip()], 995).is_empty());
    assert_eq!(
        route(&Policy::new(usual, None), demo::HOST, 995),
        Ok(Route::Name(demo::HOST.to_owned()))
    );
}

#[test]
fn an_ipv6_host_of_an_operator_needs_brackets_for_its_port() {
    let address = Host::Address(Ipv6Addr::LOCALHOST.into());
    assert_eq!(
        "::1".parse(),
        Ok(AllowedHost {
            host: address.clone(),
            port: None
        })
    );
    assert_eq!(
        "[::1]:995".parse(),
        Ok(AllowedHost {
            host: address,
            port: Some(995)
        })
    );
    for odd in ["a:", "a:0x1", "a:70000", ":995", "a:b:1"] {
        assert!(odd.parse::<AllowedHost>().is_err(), "{odd}");
    }
}
