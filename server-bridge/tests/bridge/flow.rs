//! Bytes and credit: everything arrives once, in order, in full frames, and never more than was asked for.

use futures_util::SinkExt;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Bridge, Heard, mail_server};

const FRAME: usize = 64 * 1024;
const INITIAL_CREDIT: usize = 1024 * 1024;

fn numbered(count: usize) -> Vec<u8> {
    (0..count).map(|n| (n % 251) as u8).collect()
}

#[tokio::test]
async fn a_conversation_passes_both_ways() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.write_all(b"+OK ready\r\n").await.unwrap();
    assert_eq!(browser.hear().await, Heard::Bytes(b"+OK ready\r\n".to_vec()));
    browser.send(b"CAPA\r\n").await;
    let mut command = [0; 6];
    accepted.read_exact(&mut command).await.unwrap();
    assert_eq!(&command, b"CAPA\r\n");
}

#[tokio::test]
async fn what_is_sent_before_connected_is_not_lost() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.browser().await;
    browser.ask_for("127.0.0.1", port).await;
    browser.send(b"one ").await;
    browser.send(b"two").await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let mut early = [0; 7];
    accepted.read_exact(&mut early).await.unwrap();
    assert_eq!(&early, b"one two");
}

#[tokio::test]
async fn the_server_is_read_only_as_far_as_credit_goes() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let all = numbered(INITIAL_CREDIT + 3000);
    let sent = all.clone();
    let sending = tokio::spawn(async move {
        accepted.write_all(&sent).await.unwrap();
        accepted
    });

    let (mut heard, _) = browser.hear_bytes(INITIAL_CREDIT).await;
    // Pings are answered in order: had the bridge anything more to send without credit, it would come before this.
    browser.socket.send(Message::Ping("now".into())).await.unwrap();
    assert!(matches!(
        futures_util::StreamExt::next(&mut browser.socket).await,
        Some(Ok(Message::Pong(_)))
    ));
    browser.grant(1000).await;
    let (more, sizes) = browser.hear_bytes(1000).await;
    heard.extend(more);
    assert!(sizes.iter().sum::<usize>() == 1000);
    browser.grant(2000).await;
    heard.extend(browser.hear_bytes(2000).await.0);
    assert!(heard == all);
    drop(sending.await.unwrap());
    // The end of the stream is only looked for with credit left.
    browser.grant(1).await;
    assert_eq!(browser.hear().await, Heard::closed("eof"));
}

#[tokio::test]
async fn a_server_that_is_not_read_is_held_back() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    // Far more than all socket buffers on the way: it can only be written once the browser pays for it.
    let all = numbered(64 * INITIAL_CREDIT);
    let total = all.len();
    let mut sending = tokio::spawn(async move { accepted.write_all(&all).await });
    let mut heard = browser.hear_bytes(INITIAL_CREDIT).await.0.len();
    tokio::select! {
        _ = &mut sending => panic!("the bridge swallowed what it had no credit for"),
        heard = browser.hear() => panic!("heard without credit: {heard:?}"),
        () = tokio::time::sleep(std::time::Duration::from_millis(300)) => {}
    }
    while heard < total {
        browser.grant(INITIAL_CREDIT as u64).await;
        heard += browser.hear_bytes(INITIAL_CREDIT).await.0.len();
    }
    sending.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_browser_whose_server_does_not_read_is_held_back() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let all = numbered(64 * INITIAL_CREDIT);
    let (mut position, mut blocked) = (0, false);
    while position < all.len() && !blocked {
        let frame = Message::Binary(all[position..position + FRAME].to_vec().into());
        tokio::select! {
            sent = browser.socket.send(frame) => { sent.unwrap(); position += FRAME; }
            () = tokio::time::sleep(std::time::Duration::from_millis(500)) => blocked = true,
        }
    }
    assert!(blocked, "64 MiB went into buffers");
    // Not lost, only waiting: once the server reads, all that was taken arrives in order.
    let mut heard = vec![0; position];
    let (read, flushed) = tokio::join!(accepted.read_exact(&mut heard), browser.socket.flush());
    read.unwrap();
    flushed.unwrap();
    assert!(heard == all[..position]);
}

#[tokio::test]
async fn many_small_segments_make_full_frames() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.browser().await;
    let all = numbered(INITIAL_CREDIT);
    let sent = all.clone();
    let accepting = tokio::spawn(async move {
        let (mut accepted, _) = server.accept().await.unwrap();
        accepted.set_nodelay(true).unwrap();
        for segment in sent.chunks(100) {
            accepted.write_all(segment).await.unwrap();
        }
        accepted
    });
    browser.ask_for("127.0.0.1", port).await;
    assert_eq!(browser.hear().await, Heard::Text(json!({"connected": {}})));
    let (heard, sizes) = browser.hear_bytes(all.len()).await;
    assert!(heard == all);
    assert!(sizes.iter().all(|size| *size <= FRAME));
    assert!(
        sizes.len() < all.len() / 100 / 2,
        "{} frames for {} segments",
        sizes.len(),
        all.len() / 100
    );
    drop(accepting.await.unwrap());
}

#[tokio::test]
async fn bulk_arrives_in_frames_of_64_kib() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    browser.grant(1 << 40).await;
    let all = numbered(16 * INITIAL_CREDIT);
    let sent = all.clone();
    let sending = tokio::spawn(async move { accepted.write_all(&sent).await });
    let (heard, sizes) = browser.hear_bytes(all.len()).await;
    sending.await.unwrap().unwrap();
    assert!(heard == all);
    assert!(sizes.iter().all(|size| *size <= FRAME));
    assert!(sizes.contains(&FRAME), "{sizes:?}");
}

#[tokio::test]
async fn bytes_do_not_wait_for_the_rest_of_their_frame() {
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let mask = [1, 2, 3, 4];
    let masked = |n: usize, byte: u8| byte ^ mask[n % 4];
    let stream = browser.socket.get_mut();
    stream.write_all(&[0x82, 0x80 | 6]).await.unwrap();
    stream.write_all(&mask).await.unwrap();
    for (n, byte) in b"NOOP\r\n".iter().enumerate() {
        stream.write_u8(masked(n, *byte)).await.unwrap();
        assert_eq!(accepted.read_u8().await.unwrap(), *byte);
    }
}

#[tokio::test]
async fn a_message_in_many_frames_is_one_stream_with_a_ping_between_them() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let (server, port) = mail_server().await;
    let bridge = Bridge::reaching(port).await;
    let mut browser = bridge.tunnel(port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let all = numbered(60_000);
    for (n, part) in all.chunks(10_000).enumerate() {
        let kind = if n == 0 { Data::Binary } else { Data::Continue };
        let frame = Frame::message(part.to_vec(), OpCode::Data(kind), n == 5);
        browser.socket.send(Message::Frame(frame)).await.unwrap();
        browser
            .socket
            .send(Message::Ping("between".into()))
            .await
            .unwrap();
        let answer = futures_util::StreamExt::next(&mut browser.socket).await;
        assert_eq!(answer.unwrap().unwrap(), Message::Pong("between".into()));
    }
    let mut heard = vec![0; all.len()];
    accepted.read_exact(&mut heard).await.unwrap();
    assert!(heard == all);
}
