//! The process: ready, counting, stopping. Partly in-process, partly the program itself.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::program::{program, ready, terminate};
use crate::support::{Bridge, Heard, fetch, mail_server, reaching};

#[tokio::test]
async fn stopping_tells_every_tunnel() {
    let (_server, port) = mail_server().await;
    let mut bridge = Bridge::reaching(port).await;
    let mut tunnels = [bridge.tunnel(port).await, bridge.tunnel(port).await];
    let mut undecided = bridge.browser().await;
    bridge.ask_to_stop();
    for tunnel in &mut tunnels {
        assert_eq!(tunnel.hear().await, Heard::closed("shutdown"));
        assert_eq!(tunnel.hear().await, Heard::Close(Some(1001)));
    }
    assert_eq!(undecided.refusal().await, ("busy".to_owned(), 4004));
    bridge.stopped().await;
}

#[tokio::test]
async fn while_it_drains_it_is_alive_but_not_ready() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.shutdown_grace = Duration::from_secs(60);
    let mut bridge = Bridge::with(config).await;
    let mut tunnel = bridge.tunnel(port).await;
    let mut undecided = bridge.browser().await;
    let (mut accepted, _) = server.accept().await.unwrap();
    assert_eq!(fetch(bridge.address, "GET /readyz HTTP/1.1").await.status, 200);
    bridge.ask_to_stop();
    while fetch(bridge.address, "GET /readyz HTTP/1.1").await.status != 503 {}
    assert_eq!(fetch(bridge.address, "GET /healthz HTTP/1.1").await.status, 200);
    // A balancer asks another bridge then, and the page learns of nothing.
    let origin = bridge.origin();
    let knocked = bridge.knock(Some(&origin), Some("restante.tunnel.v1")).await;
    assert_eq!(knocked.err(), Some(503));
    // One whose WebSocket is older than the wish to stop was placed here, and is served.
    undecided.ask_for("127.0.0.1", port).await;
    assert_eq!(
        undecided.hear().await,
        Heard::Text(serde_json::json!({"connected": {}}))
    );
    undecided.close().await;
    accepted.write_all(b"+OK still here\r\n").await.unwrap();
    assert_eq!(tunnel.hear().await, Heard::Bytes(b"+OK still here\r\n".to_vec()));
    tunnel.close().await;
    while tunnel.hear().await != Heard::Cut {}
    drop(accepted);
    bridge.stopped().await;
}

#[tokio::test]
async fn after_the_grace_those_who_are_left_are_told() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.shutdown_grace = Duration::from_millis(200);
    let mut bridge = Bridge::with(config).await;
    let mut tunnel = bridge.tunnel(port).await;
    bridge.ask_to_stop();
    assert_eq!(tunnel.hear().await, Heard::closed("shutdown"));
    assert_eq!(tunnel.hear().await, Heard::Close(Some(1001)));
    bridge.stopped().await;
}

#[tokio::test]
async fn a_browser_that_never_answers_does_not_stop_the_stopping() {
    let (_server, port) = mail_server().await;
    let mut bridge = Bridge::reaching(port).await;
    let _silent = bridge.tunnel(port).await;
    bridge.ask_to_stop();
    bridge.stopped().await;
}

#[tokio::test]
async fn metrics_count_and_name_nobody() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
    let bridge = Bridge::with(config).await;
    let mut tunnel = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.write_all(b"12345").await.unwrap();
    tunnel.hear_bytes(5).await;
    bridge.refusal("10.9.8.7", port + 1).await;
    let text = fetch(bridge.metrics.unwrap(), "GET /metrics HTTP/1.1")
        .await
        .text()
        .to_owned();
    for line in [
        concat!(
            "restante_bridge_build_info{version=\"",
            env!("CARGO_PKG_VERSION"),
            "\"} 1"
        ),
        "restante_bridge_tunnels_open 1",
        "restante_bridge_tunnels_opened_total 1",
        "restante_bridge_tunnels_refused_total{reason=\"not-allowed\",what=\"port\"} 1",
        "restante_bridge_payload_bytes_total{direction=\"down\"} 5",
        "restante_bridge_payload_bytes_total{direction=\"up\"} 0",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("127.0.0.1") && !text.contains("10.9.8.7"));
    assert_eq!(fetch(bridge.address, "GET /metrics HTTP/1.1").await.status, 404);
    for address in [bridge.address, bridge.metrics.unwrap()] {
        let version = fetch(address, "GET /version HTTP/1.1").await;
        let version: serde_json::Value = serde_json::from_str(version.text()).unwrap();
        assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    }
}

#[tokio::test]
async fn the_program_says_where_it_serves_and_ends_with_0_when_asked() {
    let mut child = program().args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let address = ready(&mut child).await;
    assert_eq!(
        fetch(address.parse().unwrap(), "GET /healthz HTTP/1.1")
            .await
            .status,
        200
    );
    terminate(&child).await;
    // What helps a person at a terminal is nothing for a log.
    let mut log = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).await.unwrap();
    assert!(log.lines().all(|line| line.starts_with('{')), "{log}");
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
}

#[tokio::test]
async fn the_environment_beats_the_file_and_a_flag_beats_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bridge.toml");
    std::fs::write(
        &file,
        "listen = \"127.0.0.9:0\"\naccess-token = \"from the file\"",
    )
    .unwrap();
    let mut child = program()
        .env("RESTANTE_CONFIG", &file)
        .env("RESTANTE_LISTEN", "127.0.0.8:0")
        .args(["--log-format", "text"])
        .spawn()
        .unwrap();
    let address = ready(&mut child).await;
    assert!(address.starts_with("127.0.0.8:"), "{address}");
    let hosting = fetch(address.parse().unwrap(), "GET /config.json HTTP/1.1").await;
    assert!(hosting.text().contains("\"token_required\":true"));
}

#[tokio::test]
async fn nonsense_ends_with_2_and_a_taken_address_with_1() {
    for nonsense in [
        ["--no-such-flag", "1"],
        ["--allow-port", "25"],
        ["--listen", "nowhere"],
        ["--config", "/nowhere"],
    ] {
        let output = program().args(nonsense).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{nonsense:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    let (_taken, port) = mail_server().await;
    let output = program()
        .args(["--listen", &format!("127.0.0.1:{port}")])
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[tokio::test]
async fn the_log_holds_neither_bytes_nor_hosts_even_at_its_loudest() {
    let (server, port) = mail_server().await;
    let mut child = program()
        .env("RUST_LOG", "trace")
        .env("RESTANTE_ACCESS_TOKEN", "sesame-token")
        .args([
            "--listen",
            "127.0.0.1:0",
            "--allow-private",
            "--allow-port",
            &port.to_string(),
        ])
        .spawn()
        .unwrap();
    let address = ready(&mut child).await.parse().unwrap();
    let bridge = Bridge::elsewhere(address);
    let mut browser = bridge.browser().await;
    let request =
        serde_json::json!({"connect": {"host": "localhost", "port": port}, "token": "sesame-token"});
    browser.say(&request).await;
    assert_eq!(
        browser.hear().await,
        Heard::Text(serde_json::json!({"connected": {}}))
    );
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.send(b"PASS hunter2\r\n").await;
    accepted.write_all(b"Subject: secret\r\n").await.unwrap();
    browser.hear_bytes(17).await;
    browser.close().await;
    while browser.hear().await != Heard::Cut {}
    drop(accepted);
    terminate(&child).await;
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .await
        .unwrap();
    assert!(log.contains("tunnel closed"), "{log}");
    for secret in ["hunter2", "secret", "localhost", "sesame", "127.0.0.1"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
