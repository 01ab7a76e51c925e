//! Who may open tunnels: pages, tokens, and how many at once. Whoever may not has nothing dialled.

use std::time::Duration;

use restante_bridge::config::AccessToken;
use serde_json::json;

use crate::support::{Bridge, Browser, Heard, mail_server, reaching};

const SUBPROTOCOL: Option<&str> = Some("restante.tunnel.v1");

async fn is_connected(browser: &mut Browser) -> bool {
    browser.hear().await == Heard::Text(json!({"connected": {}}))
}

#[tokio::test]
async fn a_foreign_page_gets_no_websocket_and_nothing_is_dialled() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let at = bridge.address;
    let foreign = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("https://{at}"),
        format!("http://localhost:{}", at.port()),
        format!("http://{at}.evil.example"),
        format!("http://{at}/"),
        format!("http://evil.example:{}", at.port()),
        format!("http://{at}.evil.example:{}", at.port()),
        format!("http://evil.example/{at}"),
        format!("http://evil.example#{at}"),
        format!("http://evil.example?{at}"),
        format!("http://{at}@evil.example"),
        format!("http://evil.example@{at}"),
        format!("HTTP://{at}"),
        format!("ws://{at}"),
        format!("http:{at}"),
        format!("{at}"),
        format!("http://{at}0"),
        "http://127.0.0.1".to_owned(),
        format!("http://127.1:{}", at.port()),
        format!("http://2130706433:{}", at.port()),
        format!("http://0x7f.0.0.1:{}", at.port()),
        format!("http://127.0.0.1.:{}", at.port()),
        format!("http://[::1]:{}", at.port()),
        format!("http://[::ffff:127.0.0.1]:{}", at.port()),
        format!("http://127.0.0.2:{}", at.port()),
        format!("http://127.0.0.1.nip.io:{}", at.port()),
        format!("http://{at} http://evil.example"),
        format!("http://{at},http://evil.example"),
        "file://".to_owned(),
        "chrome-extension://abcdefghijklmnop".to_owned(),
        String::new(),
    ];
    for origin in &foreign {
        assert_eq!(
            bridge.knock(Some(origin), SUBPROTOCOL).await.err(),
            Some(403),
            "{origin}"
        );
    }
    assert_eq!(bridge.knock(None, SUBPROTOCOL).await.err(), Some(403));
    // The first connection that arrives is the honest one: there was none before it.
    let mut honest = bridge.tunnel(port).await;
    let (_accepted, _) = server.accept().await.unwrap();
    honest.close().await;
    let none_more = tokio::time::timeout(Duration::from_millis(50), server.accept()).await;
    assert!(none_more.is_err());
}

#[tokio::test]
async fn two_origins_in_one_request_are_refused() {
    let bridge = Bridge::reaching(1).await;
    let origin = bridge.origin();
    let head = format!(
        "GET /bridge HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: restante.tunnel.v1\r\n\
         Origin: {origin}\r\nOrigin: https://evil.example\r\nConnection: upgrade"
    );
    let answer = crate::support::fetch(bridge.address, &head).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn another_subprotocol_is_not_spoken() {
    let bridge = Bridge::reaching(1).await;
    let origin = bridge.origin();
    for subprotocol in [None, Some("restante.tunnel.v2"), Some("binary")] {
        assert_eq!(bridge.knock(Some(&origin), subprotocol).await.err(), Some(400));
    }
    assert!(
        bridge
            .knock(Some(&origin), Some("restante.tunnel.v2, restante.tunnel.v1"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn the_token_opens_and_nothing_else_does() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.access_token = Some(AccessToken::new("open sesame"));
    let bridge = Bridge::with(config).await;
    let connect = json!({"host": "127.0.0.1", "port": port});
    for wrong in [
        json!({}),
        json!({"token": "open barley"}),
        json!({"token": ""}),
        json!({"token": null}),
    ] {
        let mut frame = wrong.clone();
        frame["connect"] = connect.clone();
        let mut browser = bridge.browser().await;
        browser.say(&frame).await;
        assert_eq!(
            browser.refusal().await,
            ("unauthorised".to_owned(), 4003),
            "{wrong}"
        );
    }
    let right = json!({"connect": connect, "token": "open sesame"});
    let mut browser = bridge.browser().await;
    browser.say(&right).await;
    assert!(is_connected(&mut browser).await);
    // A program that is no browser has no origin to show; the token speaks for it.
    let mut program = bridge
        .knock(None, SUBPROTOCOL)
        .await
        .unwrap_or_else(|status| panic!("{status}"));
    program.say(&right).await;
    assert!(is_connected(&mut program).await);
}

#[tokio::test]
async fn a_client_with_all_its_tunnels_is_told_to_wait_and_not_for_ever() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_tunnels_per_client = 2;
    let bridge = Bridge::with(config).await;
    let mut first = bridge.tunnel(port).await;
    let _second = bridge.tunnel(port).await;
    assert_eq!(bridge.refusal("127.0.0.1", port).await, ("busy".to_owned(), 4004));
    first.close().await;
    while first.hear().await != Heard::Cut {}
    loop {
        let mut third = bridge.browser().await;
        third.ask_for("127.0.0.1", port).await;
        if is_connected(&mut third).await {
            break;
        }
    }
}

#[tokio::test]
async fn the_bridge_as_a_whole_has_a_limit() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_tunnels = 1;
    let bridge = Bridge::with(config).await;
    let _only = bridge.tunnel(port).await;
    assert_eq!(bridge.refusal("127.0.0.1", port).await, ("busy".to_owned(), 4004));
}

#[tokio::test]
async fn opening_again_and_again_meets_the_pace() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_opens_per_minute = 1;
    let bridge = Bridge::with(config).await;
    let _first = bridge.tunnel(port).await;
    assert_eq!(bridge.refusal("127.0.0.1", port).await, ("busy".to_owned(), 4004));
}

#[tokio::test]
async fn a_tunnel_that_says_nothing_is_not_waited_for() {
    let mut config = reaching(1);
    config.limits.first_frame_timeout = Duration::from_millis(50);
    let bridge = Bridge::with(config).await;
    assert_eq!(
        bridge.browser().await.refusal().await,
        ("timed-out".to_owned(), 4007)
    );
}

#[tokio::test]
async fn an_enormous_request_head_is_refused() {
    let bridge = Bridge::reaching(1).await;
    let head = format!("GET / HTTP/1.1\r\nX-Much: {}", "a".repeat(20 * 1024));
    assert_eq!(crate::support::fetch(bridge.address, &head).await.status, 431);
}
