//! Pages that may open tunnels, and the look-alikes that may not.

use super::*;

fn judge(allowed: &[&str], origin: Option<&str>, host: Option<&str>) -> bool {
    let rule = OriginRule::new(
        allowed.iter().map(|text| text.parse().unwrap()).collect(),
        false,
        Served::Http,
    );
    rule.judge(origin, host) == Verdict::Allowed
}

#[test]
fn by_default_the_page_that_the_bridge_serves() {
    let table = [
        ("http://127.0.0.1:8025", "127.0.0.1:8025"),
        ("http://localhost:8025", "localhost:8025"),
        ("http://localhost:8025", "LocalHost:8025"),
        ("http://[::1]:8025", "[::1]:8025"),
        ("http://192.168.1.9", "192.168.1.9"),
        ("http://192.168.1.9", "192.168.1.9:80"),
        ("http://nas:8025", "nas:8025"),
        ("http://restante.localhost", "restante.localhost"),
        ("https://mail.example.org", "mail.example.org"),
        ("https://mail.example.org", "mail.example.org:443"),
        ("https://mail.example.org:8443", "mail.example.org:8443"),
    ];
    for (origin, host) in table {
        assert!(judge(&[], Some(origin), Some(host)), "{origin} at {host}");
    }
}

#[test]
fn look_alikes_of_that_page_are_refused() {
    let look_alikes = [
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:80",
        "https://127.0.0.1:8025",
        "http://127.0.0.1:8026",
        "https://127.0.0.1",
        "http://127.0.0.1:8025/",
        "http://127.0.0.1:8025.evil.example",
        "http://127.0.0.1:8025@evil.example",
        "http://127.0.0.1.evil.example:8025",
        "http://evil.example:8025",
        "http://evil.example/127.0.0.1:8025",
        "http://user@127.0.0.1:8025",
        "http://127.1:8025",
        "http://2130706433:8025",
        "http://0x7f000001:8025",
        "http://127.0.0.1:08025",
        "http://127.0.0.1:+8025",
        "http://127.0.0.1:8025:8025",
        "http://localhost:8025",
        "http://[::ffff:127.0.0.1]:8025",
        "HTTP://127.0.0.1:8025",
        "ws://127.0.0.1:8025",
        "file://127.0.0.1:8025",
        "chrome-extension://127.0.0.1:8025",
        "127.0.0.1:8025",
        " http://127.0.0.1:8025",
        "http://127.0.0.1:8025 ",
        "http://127.0.0.1:8025, http://evil.example",
        "http://127.0.0.1:8025?",
        "http://127.0.0.1:8025#",
        "http://127.0.0.1:8025\\",
    ];
    for origin in look_alikes {
        assert!(!judge(&[], Some(origin), Some("127.0.0.1:8025")), "{origin:?}");
    }
}

#[test]
fn case_dots_and_subdomains_make_another_page() {
    for origin in [
        "https://Mail.example.org",
        "https://mail.example.org.",
        "https://www.mail.example.org",
        "https://example.org",
        "https://mail.example.org:443",
        "https://mail.example.orgg",
        "https://mail-example.org",
        "http://mail.example.org",
        "https://mаil.example.org",
    ] {
        assert!(!judge(&[], Some(origin), Some("mail.example.org")), "{origin}");
        assert!(
            !judge(
                &["https://mail.example.org"],
                Some(origin),
                Some("mail.example.org")
            ),
            "{origin}"
        );
    }
}

#[test]
fn a_strangers_name_pointed_at_this_machine_is_refused() {
    assert!(!judge(
        &[],
        Some("http://evil.example:8025"),
        Some("evil.example:8025")
    ));
    assert!(!judge(
        &[],
        Some("http://127.0.0.1.nip.example:8025"),
        Some("127.0.0.1.nip.example:8025")
    ));
}

#[test]
fn a_list_replaces_the_default() {
    let allowed = ["https://mail.example.org", "http://app.example.org:8080"];
    assert!(judge(
        &allowed,
        Some("https://mail.example.org"),
        Some("bridge.example.org")
    ));
    assert!(judge(
        &allowed,
        Some("http://app.example.org:8080"),
        Some("bridge.example.org")
    ));
    assert!(!judge(
        &allowed,
        Some("https://bridge.example.org"),
        Some("bridge.example.org")
    ));
}

#[test]
fn without_an_origin_only_the_token_can_speak() {
    assert!(!judge(&[], None, Some("127.0.0.1:8025")));
    assert_eq!(
        OriginRule::new(vec![], true, Served::Http).judge(None, Some("127.0.0.1:8025")),
        Verdict::Allowed
    );
}

#[test]
fn a_token_excuses_no_foreign_page() {
    let rule = OriginRule::new(vec![], true, Served::Http);
    assert_eq!(
        rule.judge(Some("https://evil.example"), Some("127.0.0.1:8025")),
        Verdict::Refused
    );
}

#[test]
fn a_request_without_a_host_comes_from_nowhere() {
    assert!(!judge(&[], Some("http://127.0.0.1:8025"), None));
    assert!(!judge(&[], Some("http://127.0.0.1:8025"), Some("")));
}

#[test]
fn with_a_certificate_of_its_own_only_pages_over_https() {
    let rule = OriginRule::new(vec![], false, Served::Https);
    let judge = |origin: &str, host: &str| rule.judge(Some(origin), Some(host)) == Verdict::Allowed;
    for (origin, host) in [
        ("https://mail.example.org", "mail.example.org"),
        ("https://192.168.1.9:8025", "192.168.1.9:8025"),
        ("https://nas", "nas"),
    ] {
        assert!(judge(origin, host), "{origin} at {host}");
        let plain = origin.replace("https", "http");
        assert!(!judge(&plain, host), "{plain} at {host}");
        assert!(!judge(origin, "elsewhere.example"), "{origin}");
    }
}
