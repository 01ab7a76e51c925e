//! How much may pass, and who holds the bridge up: bytes have an end, and whoever takes none keeps nothing for ever.

use std::time::Duration;

use futures_util::SinkExt;
use restante_bridge::config::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Bridge, Browser, Heard, fetch, mail_server, reaching};

const MIB: usize = 1024 * 1024;

async fn counted(mut config: Config) -> Bridge {
    config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    Bridge::with(config).await
}

/// Waits until the metrics hold `line`.
async fn until_counted(bridge: &Bridge, line: &str) {
    loop {
        let text = fetch(bridge.metrics.unwrap(), "GET /metrics HTTP/1.1").await;
        if text.text().lines().any(|own| own == line) {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Hears bytes until the tunnel is closed: how many, and how it was closed.
async fn hear_out(browser: &mut Browser) -> (usize, Heard) {
    let mut octets = 0;
    loop {
        match browser.hear().await {
            Heard::Bytes(bytes) => octets += bytes.len(),
            other => return (octets, other),
        }
    }
}

#[tokio::test]
async fn a_tunnel_ends_after_its_bytes() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_bytes_per_tunnel = 200_000;
    let bridge = counted(config).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let sending = tokio::spawn(async move { accepted.write_all(&vec![7; MIB]).await });
    let (octets, ending) = hear_out(&mut browser).await;
    assert_eq!(ending, Heard::closed("limit"));
    assert_eq!(browser.hear().await, Heard::Close(Some(4013)));
    assert!((200_001..=200_000 + 64 * 1024).contains(&octets), "{octets}");
    let _ = sending.await;
    until_counted(
        &bridge,
        "restante_bridge_tunnels_closed_total{reason=\"limit\",what=\"tunnel-bytes\"} 1",
    )
    .await;
}

#[tokio::test]
async fn a_tunnel_may_move_all_its_bytes() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_bytes_per_tunnel = 1000;
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.send(&[1; 400]).await;
    accepted.read_exact(&mut [0; 400]).await.unwrap();
    accepted.write_all(&[2; 600]).await.unwrap();
    assert_eq!(browser.hear_bytes(600).await.0.len(), 600);
    // Both directions count together: one more byte, this time upward, is too much.
    browser.send(&[1]).await;
    accepted.read_exact(&mut [0]).await.unwrap();
    drop(accepted);
    assert_eq!(browser.hear().await, Heard::closed("limit"));
}

#[tokio::test]
async fn a_client_that_moved_its_hour_full_is_cut_and_then_busy() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_bytes_per_client_per_hour = MIB as u64;
    let bridge = counted(config).await;
    let mut quiet = bridge.tunnel(port).await;
    let (mut quiet_server, _) = server.accept().await.unwrap();
    let mut greedy = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    greedy.grant(8 * MIB as u64).await;
    let sending = tokio::spawn(async move { accepted.write_all(&vec![7; 8 * MIB]).await });
    let (octets, ending) = hear_out(&mut greedy).await;
    assert_eq!(ending, Heard::closed("limit"));
    assert!((MIB..2 * MIB).contains(&octets), "{octets}");
    let _ = sending.await;
    assert_eq!(bridge.refusal("127.0.0.1", port).await, ("busy".to_owned(), 4004));
    // A few bytes of an open tunnel still pass: a command and its answer are no harm.
    quiet_server.write_all(b"+OK\r\n").await.unwrap();
    assert_eq!(quiet.hear_bytes(5).await.0, b"+OK\r\n");
    for line in [
        "restante_bridge_tunnels_closed_total{reason=\"limit\",what=\"client-bytes\"} 1",
        "restante_bridge_tunnels_refused_total{reason=\"busy\",what=\"client-bytes\"} 1",
    ] {
        until_counted(&bridge, line).await;
    }
}

#[tokio::test]
async fn many_short_tunnels_count_like_a_long_one() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_bytes_per_client_per_hour = 60_000;
    let bridge = counted(config).await;
    for n in 1..=6 {
        let mut browser = bridge.tunnel(port).await;
        let (mut accepted, _) = server.accept().await.unwrap();
        accepted.write_all(&[7; 10_000]).await.unwrap();
        browser.hear_bytes(10_000).await;
        browser.close().await;
        let line =
            format!("restante_bridge_tunnels_closed_total{{reason=\"closed-by-client\",what=\"\"}} {n}");
        until_counted(&bridge, &line).await;
    }
    assert_eq!(bridge.refusal("127.0.0.1", port).await.0, "busy");
}

#[tokio::test]
async fn a_browser_that_never_reads_does_not_hold_the_tunnel() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.idle_timeout = Duration::from_millis(300);
    let bridge = counted(config).await;
    let mut deaf = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    // It pays for all that may come, and takes nothing.
    deaf.grant(u64::MAX).await;
    let mut sent = 0;
    let all = vec![7; MIB];
    while accepted.write_all(&all).await.is_ok() {
        sent += all.len();
        assert!(sent < 64 * MIB, "what nobody reads is piling up");
    }
    for line in [
        "restante_bridge_tunnels_closed_total{reason=\"idle\",what=\"\"} 1",
        "restante_bridge_tunnels_open 0",
    ] {
        until_counted(&bridge, line).await;
    }
}

#[tokio::test]
async fn pings_of_a_browser_that_never_reads_pile_up_nowhere() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.idle_timeout = Duration::from_millis(300);
    let bridge = counted(config).await;
    let mut deaf = bridge.tunnel(port).await;
    // Each wants an answer that is never read. Pings are no traffic, so that the tunnel ends in the midst of them.
    while deaf.socket.send(Message::Ping(vec![7; 125].into())).await.is_ok() {}
    until_counted(&bridge, "restante_bridge_tunnels_open 0").await;
}

#[tokio::test]
async fn those_who_are_turned_away_at_the_door_are_counted() {
    let (_server, port) = mail_server().await;
    let bridge = counted(reaching(port)).await;
    let knock = async |origin, subprotocol| bridge.knock(origin, subprotocol).await.err();
    assert_eq!(
        knock(Some("https://elsewhere.example"), Some("restante.tunnel.v1")).await,
        Some(403)
    );
    assert_eq!(knock(Some(&bridge.origin()), Some("another")).await, Some(400));
    assert_eq!(fetch(bridge.address, "GET /bridge HTTP/1.1").await.status, 426);
    for reason in ["origin", "subprotocol", "upgrade"] {
        let line = format!("restante_bridge_tunnels_refused_total{{reason=\"{reason}\",what=\"\"}} 1");
        until_counted(&bridge, &line).await;
    }
}
