//! Counting clients: what one may take, what all may take, and who counts as one.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use ipnet::IpNet;

use super::*;
use crate::config::Config;

fn limits(all: usize, each: usize, opens: u32) -> Arc<Limits> {
    let mut settings = Config::default().limits;
    settings.max_tunnels = all;
    settings.max_tunnels_per_client = each;
    settings.max_opens_per_minute = opens;
    Limits::new(settings)
}

fn client(text: &str) -> Client {
    Client::new(text.parse().unwrap())
}

#[test]
fn one_client_cannot_take_everything() {
    let limits = limits(10, 2, 600);
    let now = Instant::now();
    let greedy = [(); 3].map(|()| limits.admit(client("192.0.2.1"), now));
    assert_eq!(greedy.iter().flatten().count(), 2);
    assert_eq!(greedy[2].as_ref().err(), Some(&Shortage::ClientTunnels));
    assert!(limits.admit(client("192.0.2.2"), now).is_ok());
}

#[test]
fn all_clients_together_have_an_end() {
    let limits = limits(2, 2, 600);
    let now = Instant::now();
    let first = limits.admit(client("192.0.2.1"), now);
    let _second = limits.admit(client("192.0.2.2"), now);
    assert_eq!(
        limits.admit(client("192.0.2.3"), now).err(),
        Some(Shortage::Tunnels)
    );
    drop(first);
    assert_eq!(limits.open_tunnels(), 1);
    assert!(limits.admit(client("192.0.2.3"), now).is_ok());
}

#[test]
fn opening_has_a_pace_that_time_restores() {
    let limits = limits(10, 10, 60);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    assert_eq!((0..100).filter(|_| permit.may_open(now)).count(), 60);
    assert!(!permit.may_open(now + Duration::from_millis(900)));
    assert!(permit.may_open(now + Duration::from_secs(1)));
    assert!(!permit.may_open(now + Duration::from_secs(1)));
    let much_later = now + Duration::from_secs(3600);
    assert_eq!((0..100).filter(|_| permit.may_open(much_later)).count(), 60);
}

#[test]
fn closing_a_tunnel_does_not_restore_the_pace() {
    let limits = limits(10, 10, 1);
    let now = Instant::now();
    let open = || limits.admit(client("192.0.2.1"), now).unwrap().may_open(now);
    assert!(open());
    assert!(!open());
}

#[test]
fn clients_that_left_are_forgotten() {
    let limits = limits(10, 10, 60);
    let now = Instant::now();
    let admit = |n: u32, now| limits.admit(Client::new(IpAddr::V4(n.into())), now).unwrap();
    for n in 0..5000 {
        assert!(admit(n, now).may_open(now));
    }
    assert_eq!(limits.counts().clients.len(), 5000);
    let later = now + Duration::from_secs(120);
    for n in 5000..20_000 {
        drop(admit(n, later));
    }
    assert!(limits.counts().clients.len() <= SWEEP_ABOVE + 1);
}

#[test]
fn asking_too_often_does_not_put_the_next_connection_off() {
    let limits = limits(10, 10, 1);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    assert!(permit.may_open(now));
    for seconds in 1..60 {
        assert!(!permit.may_open(now + Duration::from_secs(seconds)));
    }
    assert!(permit.may_open(now + Duration::from_secs(60)));
}

#[test]
fn looks_however_close_lose_no_time() {
    let limits = limits(10, 10, 1);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    assert!(permit.may_open(now));
    for microseconds in (0..60_000_000_u64).step_by(1_500) {
        assert!(!permit.may_open(now + Duration::from_micros(microseconds)));
    }
    assert!(permit.may_open(now + Duration::from_secs(60)));
}

/// One client may move 6000 bytes an hour: 100 a minute.
fn bytes(each_hour: u64) -> Arc<Limits> {
    let mut settings = Config::default().limits;
    settings.max_bytes_per_client_per_hour = each_hour;
    Limits::new(settings)
}

#[test]
fn a_client_that_moved_its_bytes_waits_for_a_minutes_worth() {
    let limits = bytes(6000);
    let now = Instant::now();
    let [first, second] = [(); 2].map(|()| limits.admit(client("192.0.2.1"), now).unwrap());
    assert!(first.moved(4000, now) && second.moved(2000, now));
    assert!(!first.moved(1, now) && !second.moved(5000, now));
    drop((first, second));
    let admit = |seconds| limits.admit(client("192.0.2.1"), now + Duration::from_secs(seconds));
    assert_eq!(admit(59).err(), Some(Shortage::ClientBytes));
    assert!(limits.admit(client("192.0.2.2"), now).is_ok());
    let back = admit(60).unwrap();
    let a_minute_later = now + Duration::from_secs(60);
    assert!(back.moved(100, a_minute_later) && !back.moved(1, a_minute_later));
}

#[test]
fn bytes_of_an_hour_come_back_with_it_and_never_more() {
    let limits = bytes(6000);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    assert!(permit.moved(6000, now));
    let days_later = now + Duration::from_secs(86_400 * 3);
    assert!(permit.moved(6000, days_later) && !permit.moved(1, days_later));
}

#[test]
fn the_largest_number_of_bytes_is_no_limit() {
    let limits = bytes(u64::MAX);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    assert!(permit.moved(u64::MAX / 2, now + Duration::from_secs(86_400)));
}

#[test]
fn a_new_limit_holds_from_its_moment_on() {
    let limits = limits(10, 10, 60);
    let now = Instant::now();
    let permit = limits.admit(client("192.0.2.1"), now).unwrap();
    let mut settings = Config::default().limits;
    settings.max_opens_per_minute = 2;
    settings.max_tunnels = 1;
    limits.follow(settings);
    assert_eq!((0..100).filter(|_| permit.may_open(now)).count(), 2);
    assert_eq!(
        limits.admit(client("192.0.2.2"), now).err(),
        Some(Shortage::Tunnels)
    );
}

#[test]
fn a_customers_whole_ipv6_network_is_one_client() {
    assert_eq!(client("2001:db8::1"), client("2001:db8::ffff:1"));
    assert_ne!(client("2001:db8::1"), client("2001:db8:0:1::1"));
    assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    assert_ne!(client("192.0.2.1"), client("192.0.2.2"));
}

#[test]
fn the_log_sees_a_shortened_address() {
    assert_eq!(client("192.0.2.77").to_string(), "192.0.2.0/24");
    assert_eq!(client("2001:db8:1:2:3::4").to_string(), "2001:db8:1::/48");
}

#[test]
fn the_header_that_a_proxy_hands_on_unread_hides_nobody() {
    let proxy: SocketAddr = "10.0.0.1:1".parse().unwrap();
    let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
    let counted_as = |x_forwarded_for: &str, forwarded: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", x_forwarded_for.parse().unwrap());
        headers.insert("forwarded", forwarded.parse().unwrap());
        client_of(proxy, &headers, &trusted)
    };
    assert_eq!(counted_as("192.0.2.1", "for=198.51.100.1"), client("10.0.0.1"));
    assert_eq!(counted_as("192.0.2.1", "for=198.51.100.2"), client("10.0.0.1"));
    assert_eq!(
        counted_as("192.0.2.1", "for=\"192.0.2.1:4711\""),
        client("192.0.2.1")
    );
}

#[test]
fn only_trusted_proxies_are_believed() {
    let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:aaaa::/48"]
        .map(|net| net.parse().unwrap())
        .to_vec();
    let table = [
        ("192.0.2.1:1", "x-forwarded-for", "198.51.100.1", "192.0.2.1"),
        ("10.0.0.1:1", "x-forwarded-for", "198.51.100.1", "198.51.100.1"),
        (
            "10.0.0.1:1",
            "x-forwarded-for",
            "1.1.1.1, 198.51.100.1",
            "198.51.100.1",
        ),
        (
            "10.0.0.1:1",
            "x-forwarded-for",
            "1.1.1.1, 198.51.100.1, 10.0.0.2",
            "198.51.100.1",
        ),
        (
            "10.0.0.1:1",
            "x-forwarded-for",
            "198.51.100.1:4711",
            "198.51.100.1",
        ),
        (
            "10.0.0.1:1",
            "x-forwarded-for",
            "198.51.100.1, unknown",
            "10.0.0.1",
        ),
        ("10.0.0.1:1", "x-forwarded-for", "", "10.0.0.1"),
        ("10.0.0.1:1", "x-forwarded-for", "10.0.0.9", "10.0.0.9"),
        (
            "[::ffff:10.0.0.1]:1",
            "x-forwarded-for",
            "198.51.100.1",
            "198.51.100.1",
        ),
        (
            "10.0.0.1:1",
            "forwarded",
            "for=1.1.1.1, For=\"[2001:db8::1]:99\";proto=https",
            "2001:db8::1",
        ),
        (
            "10.0.0.1:1",
            "forwarded",
            "for=198.51.100.1, proto=https",
            "10.0.0.1",
        ),
        ("10.0.0.1:1", "forwarded", "for=_hidden", "10.0.0.1"),
        (
            "[2001:db8:aaaa::1]:1",
            "forwarded",
            "for=\"198.51.100.1:80\"",
            "198.51.100.1",
        ),
    ];
    for (peer, name, value, expected) in table {
        let headers = HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())]);
        let peer: SocketAddr = peer.parse().unwrap();
        assert_eq!(
            client_of(peer, &headers, &trusted),
            client(expected),
            "{peer} {name}: {value}"
        );
    }
}
