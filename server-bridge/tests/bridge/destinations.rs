//! Everything that must never be dialled, asked for through a real bridge, with a listener that would notice.

mod forbidden;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use restante_bridge::config::Config;
use restante_bridge::demo::{self, Demo};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Bridge, Heard, mail_server};

use forbidden::{SPELLINGS, special_v4, special_v6};

/// Notices every connection to this machine on one port, whatever address it was made to.
struct Tripwire {
    listener: TcpListener,
    port: u16,
}

impl Tripwire {
    async fn stretched() -> Self {
        let listener = match TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).await {
            Ok(both_families) => both_families,
            Err(_) => TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.unwrap(),
        };
        let port = listener.local_addr().unwrap().port();
        Self { listener, port }
    }

    /// Touches it: connections queue, so that the first to be heard of must be this one.
    async fn assert_untouched(self) {
        let own = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))
            .await
            .unwrap();
        let (_, first) = self.listener.accept().await.unwrap();
        assert_eq!(first.port(), own.local_addr().unwrap().port());
    }
}

#[tokio::test]
async fn nothing_on_this_machine_or_around_it_is_dialled() {
    let tripwire = Tripwire::stretched().await;
    let port = tripwire.port;
    let mut config = Config::default();
    config.destinations.ports = vec![port];
    let bridge = Bridge::with(config).await;

    let addresses = special_v4()
        .into_iter()
        .map(IpAddr::from)
        .chain(special_v6().into_iter().map(IpAddr::from));
    let addresses: Vec<_> = addresses.map(|address| address.to_string()).collect();
    for host in &addresses {
        assert_eq!(
            bridge.refusal(host, port).await,
            ("not-allowed".to_owned(), 4002),
            "{host}"
        );
    }
    for host in SPELLINGS {
        let (reason, code) = bridge.refusal(host, port).await;
        let refused = (reason.as_str(), code);
        assert!(
            [("not-allowed", 4002), ("bad-request", 4001)].contains(&refused),
            "{host:?}: {refused:?}"
        );
    }

    tripwire.assert_untouched().await;
}

#[tokio::test]
async fn a_refusal_says_what_of_the_request_it_is_about() {
    let mut config = Config::default();
    config.destinations.hosts = vec![
        "127.0.0.1".parse().unwrap(),
        "mail.example.org:1995".parse().unwrap(),
    ];
    let bridge = Bridge::with(config).await;
    for (host, port, reason, what) in [
        ("pop.example.org", 995, "not-allowed", "host"),
        ("127.0.0.1", 8080, "not-allowed", "port"),
        ("mail.example.org", 995, "not-allowed", "port"),
        ("127.0.0.1", 995, "not-allowed", "address"),
        ("no such name", 995, "bad-request", "host"),
    ] {
        let mut browser = bridge.browser().await;
        browser.ask_for(host, port).await;
        let (found, about, _) = browser.whole_refusal().await;
        assert_eq!(
            (found.as_str(), about.as_deref()),
            (reason, Some(what)),
            "{host}:{port}"
        );
    }
}

#[tokio::test]
async fn ports_that_are_not_listed_are_not_dialled() {
    let tripwire = Tripwire::stretched().await;
    let port = tripwire.port;
    let mut config = Config::default();
    config.destinations.private = true;
    let bridge = Bridge::with(config).await;
    let others = [
        0,
        1,
        7,
        20,
        21,
        22,
        23,
        25,
        53,
        79,
        80,
        109,
        111,
        135,
        139,
        143,
        389,
        443,
        445,
        464,
        466,
        586,
        588,
        631,
        873,
        993,
        994,
        996,
        1080,
        1433,
        2049,
        2375,
        2379,
        3128,
        3306,
        3389,
        5432,
        5900,
        6379,
        6443,
        8000,
        8025,
        8080,
        8443,
        8888,
        9000,
        9200,
        10250,
        11211,
        27017,
        u16::MAX,
        port,
    ];
    for other in others {
        for host in ["127.0.0.1", "pop.example.org"] {
            assert_eq!(
                bridge.refusal(host, other).await,
                ("not-allowed".to_owned(), 4002),
                "{host}:{other}"
            );
        }
    }
    tripwire.assert_untouched().await;
}

#[tokio::test]
async fn hosts_that_are_not_named_are_not_dialled() {
    let tripwire = Tripwire::stretched().await;
    let port = tripwire.port;
    let mut config = Config::default();
    config.destinations.hosts = vec![format!("pop.example.org:{port}").parse().unwrap()];
    config.destinations.private = true;
    let bridge = Bridge::with(config).await;
    for host in ["127.0.0.1", "::1", "localhost", "1.1.1.1", "pop.example.com"] {
        assert_eq!(
            bridge.refusal(host, port).await,
            ("not-allowed".to_owned(), 4002),
            "{host}"
        );
    }
    tripwire.assert_untouched().await;
}

#[tokio::test]
async fn what_the_operator_opens_is_reached() {
    let (_server, port) = mail_server().await;
    let mut config = Config::default();
    config.destinations.hosts = vec![format!("localhost:{port}").parse().unwrap()];
    config.destinations.private = true;
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.browser().await;
    browser.ask_for("LocalHost.", port).await;
    assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
}

#[tokio::test]
async fn a_server_that_takes_no_connections_is_unreachable() {
    let (server, port) = mail_server().await;
    drop(server);
    let bridge = Bridge::reaching(port).await;
    assert_eq!(
        bridge.refusal("127.0.0.1", port).await,
        ("unreachable".to_owned(), 4006)
    );
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_no_policy_matter() {
    let bridge = Bridge::reaching(995).await;
    let refused = bridge.refusal("no-such-host.invalid", 995).await;
    // Where no resolver answers at all, the time runs out instead.
    assert!(
        [("dns-failed".to_owned(), 4005), ("timed-out".to_owned(), 4007)].contains(&refused),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_demo_is_reached_under_its_name_and_nowhere_else() {
    let (server, port) = mail_server().await;
    let (other, other_port) = mail_server().await;
    let demo = Demo {
        pop3: server.local_addr().unwrap(),
        smtp: other.local_addr().unwrap(),
        certificate_sha256: [0; 32],
        email: String::new(),
        username: String::new(),
        password: String::new(),
    };
    let bridge = Bridge::with_demo(Config::default(), Some(&demo)).await;
    for (at, listener) in [(995, &server), (465, &other)] {
        let mut browser = bridge.browser().await;
        browser.ask_for(demo::HOST, at).await;
        assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
        listener.accept().await.unwrap();
    }
    for (host, at) in [
        ("127.0.0.1", port),
        ("127.0.0.1", 995),
        (demo::HOST, port),
        (demo::HOST, other_port),
        ("localhost", 995),
    ] {
        assert_eq!(
            bridge.refusal(host, at).await,
            ("not-allowed".to_owned(), 4002),
            "{host}:{at}"
        );
    }
}

#[tokio::test]
async fn only_tls_is_carried_to_a_tls_port() {
    let (server, _) = mail_server().await;
    let demo = Demo {
        pop3: server.local_addr().unwrap(),
        smtp: server.local_addr().unwrap(),
        certificate_sha256: [0; 32],
        email: String::new(),
        username: String::new(),
        password: String::new(),
    };
    let bridge = Bridge::with_demo(Config::default(), Some(&demo)).await;
    let mut browser = bridge.browser().await;
    browser.ask_for(demo::HOST, 995).await;
    assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.send(b"GET / HTTP/1.1\r\n").await;
    assert_eq!(browser.hear().await, Heard::closed("limit"));
    assert_eq!(browser.hear().await, Heard::Close(Some(4013)));
    let mut arrived = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut accepted, &mut arrived).await;
    assert!(arrived.is_empty(), "{arrived:?}");
}
