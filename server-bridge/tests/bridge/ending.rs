//! How tunnels end: each way its own words, and nothing that was sent before the end is lost.

use std::time::Duration;

use futures_util::SinkExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Bridge, Browser, Heard, mail_server, reaching};

async fn assert_closed(browser: &mut Browser, reason: &str, code: u16) {
    assert_eq!(browser.hear().await, Heard::closed(reason));
    assert_eq!(browser.hear().await, Heard::Close(Some(code)));
}

#[tokio::test]
async fn a_server_that_ends_its_stream_is_heard_to_the_last_byte() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.write_all(&[7; 200_000]).await.unwrap();
    drop(accepted);
    browser.hear_bytes(200_000).await;
    assert_closed(&mut browser, "eof", 1000).await;
}

#[tokio::test]
async fn a_reset_is_not_taken_for_an_end() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (accepted, _) = server.accept().await.unwrap();
    accepted.set_zero_linger().unwrap();
    drop(accepted);
    assert_closed(&mut browser, "reset", 4011).await;
}

#[tokio::test]
async fn a_server_that_only_stopped_speaking_still_hears() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.shutdown().await.unwrap();
    assert_eq!(browser.hear().await, Heard::closed("eof"));
    browser.send(b"sent before the close was heard").await;
    browser.close().await;
    let mut heard = Vec::new();
    accepted.read_to_end(&mut heard).await.unwrap();
    assert_eq!(heard, b"sent before the close was heard");
}

#[tokio::test]
async fn a_server_that_no_longer_listens_is_still_heard() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (accepted, _) = server.accept().await.unwrap();
    let accepted = accepted.into_std().unwrap();
    accepted.shutdown(std::net::Shutdown::Read).unwrap();
    for _ in 0..10 {
        browser.send(b"NOOP\r\n").await;
    }
    let mut accepted = tokio::net::TcpStream::from_std(accepted).unwrap();
    accepted.write_all(b"+OK bye\r\n").await.unwrap();
    assert_eq!(browser.hear_bytes(9).await.0, b"+OK bye\r\n");
}

#[tokio::test]
async fn a_browser_that_closes_has_its_last_command_delivered() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    // Bytes that nobody reads make a careless close a reset, which would overtake QUIT.
    accepted.write_all(&[7; 4_000_000]).await.ok();
    browser.send(b"QUIT\r\n").await;
    browser.close().await;
    let mut heard = Vec::new();
    accepted.read_to_end(&mut heard).await.unwrap();
    assert_eq!(heard, b"QUIT\r\n");
}

#[tokio::test]
async fn a_browser_that_vanishes_frees_the_server() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    drop(browser);
    let mut heard = Vec::new();
    let _ = accepted.read_to_end(&mut heard).await;
    assert!(heard.is_empty());
}

#[tokio::test]
async fn a_browser_that_leaves_while_connecting_is_noticed() {
    let bridge = Bridge::reaching(1).await;
    let mut browser = bridge.browser().await;
    browser.close().await;
    while browser.hear().await != Heard::Cut {}
}

#[tokio::test]
async fn frames_have_a_largest_size() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.send(&vec![1; 64 * 1024]).await;
    let mut whole = vec![0; 64 * 1024];
    accepted.read_exact(&mut whole).await.unwrap();
    browser.send(&vec![1; 64 * 1024 + 1]).await;
    assert_closed(&mut browser, "limit", 4013).await;
}

#[tokio::test]
async fn a_message_in_many_frames_has_the_same_largest_size() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let (_server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    for n in 0..3 {
        let kind = if n == 0 { Data::Binary } else { Data::Continue };
        let frame = Frame::message(vec![1; 30_000], OpCode::Data(kind), false);
        browser.socket.send(Message::Frame(frame)).await.unwrap();
    }
    assert_closed(&mut browser, "limit", 4013).await;
}

#[tokio::test]
async fn a_first_frame_that_is_no_request_is_bad() {
    let bridge = Bridge::reaching(995).await;
    let bad = [
        "",
        "{",
        "[]",
        "null",
        "connect",
        r#"{"connect":{}}"#,
        r#"{"connect":{"host":"a.example"}}"#,
        r#"{"connect":{"port":995}}"#,
        r#"{"connect":{"host":"a.example","port":"995"}}"#,
        r#"{"connect":{"host":"a.example","port":-1}}"#,
        r#"{"connect":{"host":"a.example","port":65536}}"#,
        r#"{"connect":{"host":"a.example","port":99.5}}"#,
        r#"{"connect":{"host":995,"port":995}}"#,
        r#"{"connect":{"host":"a.example","port":995,"tls":true}}"#,
        r#"{"credit":1}"#,
        r#"{"connect":{"host":"a.example","port":995}}{}"#,
        r#"{"connect":{"host":"a b","port":995}}"#,
        r#"{"connect":{"host":"a.example","port":995},"connect":{"host":"b.example","port":995}}"#,
    ];
    for text in bad {
        let mut browser = bridge.browser().await;
        browser.say_text(text).await;
        assert_eq!(
            browser.refusal().await,
            ("bad-request".to_owned(), 4001),
            "{text}"
        );
    }
    let mut browser = bridge.browser().await;
    browser.send(b"bytes first").await;
    assert_eq!(browser.refusal().await, ("bad-request".to_owned(), 4001));
}

#[tokio::test]
async fn a_control_frame_that_nobody_knows_ends_the_tunnel() {
    let (_server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    for text in [
        "",
        "{}",
        r#"{"credit":-1}"#,
        r#"{"credit":"1"}"#,
        r#"{"connect":{"host":"a.example","port":995}}"#,
    ] {
        let mut browser = bridge.tunnel(port).await;
        browser.say_text(text).await;
        assert_eq!(browser.hear().await, Heard::Close(Some(1002)), "{text}");
    }
}

#[tokio::test]
async fn what_no_browser_sends_ends_the_tunnel() {
    let (_server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let unmasked = &[0x82, 2, b'h', b'i'][..];
    let reserved = &[0xc2, 0x82, 0, 0, 0, 0, b'h', b'i'][..];
    let http = &b"GET / HTTP/1.1\r\n\r\n"[..];
    for bytes in [unmasked, reserved, http] {
        let mut browser = bridge.tunnel(port).await;
        browser.socket.get_mut().write_all(bytes).await.unwrap();
        assert_eq!(browser.hear().await, Heard::Close(Some(1002)), "{bytes:?}");
    }
}

#[tokio::test]
async fn a_goodbye_is_answered_in_its_own_words() {
    use tokio_tungstenite::tungstenite::protocol::CloseFrame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
    let (_server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let goodbye = CloseFrame {
        code: CloseCode::Library(4321),
        reason: "enough".into(),
    };
    browser.socket.send(Message::Close(Some(goodbye))).await.unwrap();
    assert_eq!(browser.hear().await, Heard::Close(Some(4321)));
}

#[tokio::test]
async fn credit_cannot_overflow() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.grant(u64::MAX).await;
    browser.grant(u64::MAX).await;
    accepted.write_all(&[7; 3_000_000]).await.unwrap();
    browser.hear_bytes(3_000_000).await;
}

#[tokio::test]
async fn silence_is_not_kept_open() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.idle_timeout = Duration::from_millis(100);
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.tunnel(port).await;
    assert_closed(&mut browser, "idle", 4012).await;
}

#[tokio::test]
async fn granting_credit_is_not_traffic() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.idle_timeout = Duration::from_millis(200);
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.tunnel(port).await;
    loop {
        let _ = browser.socket.send(Message::Text(r#"{"credit":1}"#.into())).await;
        match tokio::time::timeout(Duration::from_millis(20), browser.hear()).await {
            Err(_) => {}
            Ok(heard) => break assert_eq!(heard, Heard::closed("idle")),
        }
    }
}

#[tokio::test]
async fn a_tunnel_does_not_live_for_ever() {
    let (_server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.max_lifetime = Duration::from_millis(100);
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.tunnel(port).await;
    assert_closed(&mut browser, "limit", 4013).await;
}

#[tokio::test]
async fn a_server_that_reads_nothing_does_not_hold_the_tunnel() {
    let (server, port) = mail_server().await;
    let mut config = reaching(port);
    config.limits.idle_timeout = Duration::from_millis(300);
    let bridge = Bridge::with(config).await;
    let mut browser = bridge.tunnel(port).await;
    let (_deaf, _) = server.accept().await.unwrap();
    let (mut sending, mut receiving) = futures_util::StreamExt::split(browser.socket);
    let stuffing = tokio::spawn(async move {
        while sending
            .send(Message::Binary(vec![1; 64 * 1024].into()))
            .await
            .is_ok()
        {}
    });
    let heard = futures_util::StreamExt::next(&mut receiving)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(heard.to_text().unwrap(), r#"{"closed":{"reason":"idle"}}"#);
    drop(receiving);
    stuffing.abort();
    browser = bridge.tunnel(port).await;
    browser.close().await;
}
