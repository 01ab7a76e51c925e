//! Crowds that misbehave, and what they may not spoil: others are served, limits hold, and every place comes back.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Bridge, Browser, Heard, fetch, mail_server, reaching};

const TUNNELS_OF_ONE_CLIENT: u8 = 32;

fn other_client(number: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 3, number)
}

/// Answers each line with a line, on every connection.
async fn answering_server() -> u16 {
    let (server, port) = mail_server().await;
    tokio::spawn(async move {
        loop {
            let (mut accepted, _) = server.accept().await.unwrap();
            tokio::spawn(async move {
                let mut command = [0; 6];
                while accepted.read_exact(&mut command).await.is_ok() {
                    accepted.write_all(b"+OK\r\n").await.ok();
                }
            });
        }
    });
    port
}

async fn has_a_session(mut browser: Browser, port: u16) {
    browser.ask_for("127.0.0.1", port).await;
    assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
    for _ in 0..5 {
        browser.send(b"NOOP\r\n").await;
        assert_eq!(browser.hear_bytes(5).await.0, b"+OK\r\n");
    }
    browser.close().await;
    while browser.hear().await != Heard::Cut {}
}

/// As soon as there is a place for it.
async fn gets_in(bridge: &Bridge, client: Ipv4Addr, port: u16) {
    loop {
        let mut browser = bridge.browser_from(client).await;
        browser.ask_for("127.0.0.1", port).await;
        if browser.hear().await == Heard::Text(json!({"connected": {}})) {
            return;
        }
    }
}

/// The first bytes of a masked text frame that announces far more.
async fn begin_a_first_frame(browser: &mut Browser) {
    let stream: &mut TcpStream = browser.socket.get_mut();
    stream
        .write_all(&[0x81, 0xfe, 0x40, 0x00, 0, 0, 0, 0, b'{'])
        .await
        .unwrap();
}

#[tokio::test]
async fn six_hundred_sockets_that_never_come_to_the_point_keep_nobody_out() {
    let port = answering_server().await;
    let mut config = reaching(port);
    config.limits.first_frame_timeout = Duration::from_secs(600);
    let bridge = Bridge::with(config).await;
    let mut half_heads = Vec::new();
    for n in 0..300_u16 {
        let mut stream = bridge.connection_from(other_client((n % 3) as u8 + 1)).await;
        stream
            .write_all(b"GET /bridge HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            .await
            .unwrap();
        half_heads.push(stream);
    }
    let mut silent = Vec::new();
    for client in 10..20 {
        for n in 0..TUNNELS_OF_ONE_CLIENT {
            let mut browser = bridge.browser_from(other_client(client)).await;
            if n % 2 == 0 {
                begin_a_first_frame(&mut browser).await;
            }
            silent.push(browser);
        }
    }
    // The crowd's own clients have all that they may have; everybody else has what they always had.
    let mut one_more = bridge.browser_from(other_client(10)).await;
    assert_eq!(one_more.refusal().await, ("busy".to_owned(), 4004));
    for _ in 0..20 {
        has_a_session(bridge.browser().await, port).await;
    }
    has_a_session(bridge.browser_from(other_client(1)).await, port).await;
    // Byte after byte, and another honest session between any two of them.
    for byte in b"Host: y" {
        for stream in half_heads.iter_mut().step_by(50) {
            stream.write_u8(*byte).await.ok();
        }
        has_a_session(bridge.browser().await, port).await;
    }
    drop(silent);
    for client in 10..20 {
        gets_in(&bridge, other_client(client), port).await;
    }
}

#[tokio::test]
async fn whoever_says_nothing_is_told_so_and_its_places_come_back() {
    let port = answering_server().await;
    let mut config = reaching(port);
    config.limits.first_frame_timeout = Duration::from_millis(300);
    config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let bridge = Bridge::with(config).await;
    let mut silent = Vec::new();
    for client in 1..=4 {
        for _ in 0..TUNNELS_OF_ONE_CLIENT {
            let mut browser = bridge.browser_from(other_client(client)).await;
            begin_a_first_frame(&mut browser).await;
            silent.push(browser);
        }
    }
    let crowd = silent.len();
    for browser in &mut silent {
        assert_eq!(browser.refusal().await, ("timed-out".to_owned(), 4007));
    }
    for client in 1..=4 {
        gets_in(&bridge, other_client(client), port).await;
    }
    let answer = fetch(bridge.metrics.unwrap(), "GET /metrics HTTP/1.1").await;
    let counted = answer.text().lines().any(|line| {
        line.starts_with("restante_bridge_tunnels_refused_total{reason=\"timed-out\"")
            && line.ends_with(&format!(" {crowd}"))
    });
    assert!(counted, "{}", answer.text());
}

#[tokio::test]
async fn tunnels_that_are_stuffed_and_tunnels_that_are_not_read_hold_up_only_themselves() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let (mut stuffed, mut unread) = (Vec::new(), Vec::new());
    for n in 1..=16 {
        let mut browser = bridge.browser_from(other_client(n)).await;
        browser.ask_for("127.0.0.1", port).await;
        let (mut accepted, _) = server.accept().await.unwrap();
        if n % 2 == 0 {
            // Nobody reads at the other end; what one thread can send goes into every buffer on the way.
            let frame = [0x82, 0xfe, 0xff, 0xff, 0, 0, 0, 0]
                .into_iter()
                .chain([0; 0xffff])
                .collect::<Vec<u8>>();
            assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
            let stream: &mut TcpStream = browser.socket.get_mut();
            while stream.try_write(&frame).is_ok_and(|taken| taken == frame.len()) {}
            stuffed.push((browser, accepted));
        } else {
            browser.grant(1 << 40).await;
            // Far more than all the buffers on the way hold.
            let sending =
                tokio::spawn(async move { while accepted.write_all(&[7; 64 * 1024]).await.is_ok() {} });
            unread.push((browser, sending));
        }
    }
    let mut honest = bridge.browser().await;
    honest.ask_for("127.0.0.1", port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    assert_eq!(honest.hear().await, Heard::Text(json!({"connected": {}})));
    for _ in 0..100 {
        accepted.write_all(&[7; 50_000]).await.unwrap();
        honest.hear_bytes(50_000).await;
        honest.grant(50_000).await;
        honest.send(b"NOOP\r\n").await;
        let mut command = [0; 6];
        accepted.read_exact(&mut command).await.unwrap();
    }
    assert!(unread.iter().all(|(_, sending)| !sending.is_finished()));
}
