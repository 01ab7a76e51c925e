//! Streams over loopback: plain ones, and through bridges that do what each test wants.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::time::Duration;

use futures::{FutureExt, SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::http::HeaderValue;

use crate::transport::native::NativeDialer;
use crate::transport::{Dial, Loss, Refusal, Stream, TransportError};

const HOST: &str = "pop.example.org";

mod direct {
    use super::*;

    async fn server<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(TcpStream) -> F + Send + 'static,
    ) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
        port
    }

    #[tokio::test]
    async fn bytes_pass_both_ways_and_the_end_is_seen() {
        let port = server(|mut socket| async move {
            let mut command = [0; 6];
            socket.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"QUIT\r\n");
            socket.write_all(b"+OK bye\r\n").await.unwrap();
        })
        .await;
        let stream = NativeDialer::direct().dial("127.0.0.1", port).await.unwrap();
        stream.write(b"QUIT\r\n").await.unwrap();
        assert_eq!(stream.read().await, Ok(Some(b"+OK bye\r\n".to_vec())));
        assert_eq!(stream.read().await, Ok(None));
        assert_eq!(stream.read().await, Ok(None));
    }

    #[tokio::test]
    async fn reset_is_a_loss() {
        let port = server(|socket| async move { socket.set_zero_linger().unwrap() }).await;
        let stream = NativeDialer::direct().dial("127.0.0.1", port).await.unwrap();
        assert_eq!(stream.read().await, Err(TransportError::Lost(Loss::Reset)));
    }

    #[tokio::test]
    async fn port_where_nobody_listens_is_unreachable() {
        let port = {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            listener.local_addr().unwrap().port()
        };
        let refused = NativeDialer::direct().dial("127.0.0.1", port).await.err();
        assert_eq!(refused, Some(TransportError::Unreachable));
    }

    #[tokio::test]
    async fn name_that_cannot_exist_is_not_found() {
        let refused = NativeDialer::direct().dial("no such name", 995).await.err();
        assert_eq!(refused, Some(TransportError::DnsFailed));
    }
}

mod bridged {
    use super::*;

    type Socket = WebSocketStream<TcpStream>;

    /// A bridge for one tunnel; it says `connected`, then does what `serve` says.
    async fn bridge<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> NativeDialer {
        raw_bridge(|mut socket| async move {
            let first = socket.next().await.unwrap().unwrap();
            assert_eq!(
                first.to_text().unwrap(),
                r#"{"connect":{"host":"pop.example.org","port":995},"token":"sesame"}"#
            );
            socket.send(Message::text(r#"{"connected":{}}"#)).await.unwrap();
            serve(socket).await;
        })
        .await
    }

    async fn raw_bridge<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> NativeDialer {
        listening(|tcp| async move {
            let socket = tokio_tungstenite::accept_hdr_async(tcp, accept_page)
                .await
                .unwrap();
            serve(socket).await;
        })
        .await
    }

    async fn listening<F: Future<Output = ()> + Send + 'static>(
        serve: impl FnOnce(TcpStream) -> F + Send + 'static,
    ) -> NativeDialer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/bridge", listener.local_addr().unwrap());
        tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
        NativeDialer::through_bridge(url, Some("sesame".to_owned()))
    }

    type Request = tokio_tungstenite::tungstenite::handshake::server::Request;
    type Response = tokio_tungstenite::tungstenite::handshake::server::Response;
    type Refused = tokio_tungstenite::tungstenite::handshake::server::ErrorResponse;

    #[allow(clippy::result_large_err, reason = "the library's callback")]
    fn accept_page(request: &Request, mut response: Response) -> Result<Response, Refused> {
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("origin"), format!("http://{}", header("host")));
        assert_eq!(header("sec-websocket-protocol"), "restante.tunnel.v1");
        let protocol = HeaderValue::from_static("restante.tunnel.v1");
        response.headers_mut().insert("sec-websocket-protocol", protocol);
        Ok(response)
    }

    async fn dial(dialer: &NativeDialer) -> Result<crate::transport::native::NativeStream, TransportError> {
        dialer.dial(HOST, 995).await
    }

    #[tokio::test]
    async fn bytes_pass_both_ways_in_frames_of_64_kib() {
        let dialer = bridge(|mut socket| async move {
            let mut sizes = Vec::new();
            while sizes.iter().sum::<usize>() < 150_000 {
                let frame = socket.next().await.unwrap().unwrap().into_data();
                sizes.push(frame.len());
                socket.send(Message::Binary(frame)).await.unwrap();
            }
            assert_eq!(sizes, [65_536, 65_536, 18_928]);
            socket
                .send(Message::text(r#"{"closed":{"reason":"eof"}}"#))
                .await
                .unwrap();
            socket.close(None).await.unwrap();
        })
        .await;
        let stream = dial(&dialer).await.unwrap();
        let sent: Vec<u8> = (0..150_000_u32).map(|index| (index % 251) as u8).collect();
        stream.write(&sent).await.unwrap();
        let mut received = Vec::new();
        while let Some(bytes) = stream.read().await.unwrap() {
            received.extend(bytes);
        }
        assert_eq!(received, sent);
    }

    #[tokio::test]
    async fn refusal_is_told() {
        let dialer = raw_bridge(|mut socket| async move {
            socket.next().await.unwrap().unwrap();
            socket
                .send(Message::text(r#"{"refused":{"reason":"dns-failed"}}"#))
                .await
                .unwrap();
        })
        .await;
        assert_eq!(dial(&dialer).await.err(), Some(TransportError::DnsFailed));
    }

    #[tokio::test]
    async fn bridge_that_refuses_the_page_says_so() {
        let dialer = listening(|mut tcp| async move {
            let mut request = [0; 2048];
            let _ = tcp.read(&mut request).await.unwrap();
            tcp.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
                .await
                .unwrap();
        })
        .await;
        let refused = dial(&dialer).await.err();
        assert_eq!(refused, Some(TransportError::BridgeRefused(Refusal::Page)));
    }

    #[tokio::test]
    async fn server_that_is_no_bridge_is_unreachable() {
        let dialer = listening(|mut tcp| async move { tcp.write_all(b"+OK POP3\r\n").await.unwrap() }).await;
        assert_eq!(dial(&dialer).await.err(), Some(TransportError::BridgeUnreachable));
    }

    #[tokio::test]
    async fn url_that_is_none_is_unreachable() {
        let dialer = NativeDialer::through_bridge("bridge".to_owned(), None);
        assert_eq!(dial(&dialer).await.err(), Some(TransportError::BridgeUnreachable));
    }

    #[tokio::test]
    async fn bridge_that_never_answers_times_out() {
        let dialer = raw_bridge(|socket| async move {
            let _open = socket;
            std::future::pending().await
        })
        .await;
        let dialer = dialer.with_connect_timeout(Duration::from_millis(20));
        assert_eq!(dial(&dialer).await.err(), Some(TransportError::TimedOut));
    }

    #[tokio::test]
    async fn bridge_that_vanishes_is_a_loss_after_what_it_brought() {
        let dialer = bridge(|mut socket| async move {
            socket.send(Message::binary("+OK 120 octets\r\n")).await.unwrap();
        })
        .await;
        let stream = dial(&dialer).await.unwrap();
        assert_eq!(stream.read().await, Ok(Some(b"+OK 120 octets\r\n".to_vec())));
        assert_eq!(stream.read().await, Err(TransportError::Lost(Loss::Bridge)));
        assert_eq!(
            stream.write(b"QUIT\r\n").await,
            Err(TransportError::Lost(Loss::Bridge))
        );
    }

    #[tokio::test]
    async fn dropped_reads_lose_nothing() {
        let dialer = bridge(|mut socket| async move {
            for digit in b'0'..=b'9' {
                socket.send(Message::binary(vec![digit])).await.unwrap();
                tokio::task::yield_now().await;
            }
            socket
                .send(Message::text(r#"{"closed":{"reason":"eof"}}"#))
                .await
                .unwrap();
        })
        .await;
        let stream = dial(&dialer).await.unwrap();
        let mut received = Vec::new();
        loop {
            match stream.read().now_or_never() {
                None => tokio::task::yield_now().await,
                Some(Ok(Some(bytes))) => received.extend(bytes),
                Some(end) => break assert_eq!(end, Ok(None)),
            }
        }
        assert_eq!(received, b"0123456789");
    }

    #[tokio::test]
    async fn credit_keeps_a_long_download_going() {
        const TOTAL: u64 = 32 * 1024 * 1024;
        let dialer = bridge(|socket| async move {
            let (mut sink, mut stream) = socket.split();
            let (mut credit, mut sent) = (1_048_576_u64, 0);
            while sent < TOTAL {
                while credit < 65_536 {
                    let frame = stream.next().await.unwrap().unwrap();
                    let grant: serde_json::Value = serde_json::from_str(frame.to_text().unwrap()).unwrap();
                    credit += grant["credit"].as_u64().unwrap();
                }
                sink.send(Message::binary(vec![7; 65_536])).await.unwrap();
                credit -= 65_536;
                sent += 65_536;
            }
            sink.send(Message::text(r#"{"closed":{"reason":"eof"}}"#))
                .await
                .unwrap();
            // A socket that is dropped with credit unread would reset the connection.
            while stream.next().await.is_some_and(|message| message.is_ok()) {}
        })
        .await;
        let stream = dial(&dialer).await.unwrap();
        let mut received = 0;
        while let Some(bytes) = stream.read().await.unwrap() {
            received += bytes.len() as u64;
        }
        assert_eq!(received, TOTAL);
    }

    #[tokio::test]
    async fn reading_goes_on_while_a_write_waits() {
        const MUCH: usize = 16 * 1024 * 1024; // more than the sockets of both ends hold
        let dialer = bridge(|mut socket| async move {
            for _ in 0..16 {
                socket.send(Message::binary(vec![7; 65_536])).await.unwrap();
            }
            // Reads only what comes after the whole window was taken.
            let mut taken = 0;
            while taken < MUCH {
                let message = socket.next().await.unwrap().unwrap();
                taken += if message.is_binary() { message.len() } else { 0 };
            }
            socket
                .send(Message::text(r#"{"closed":{"reason":"eof"}}"#))
                .await
                .unwrap();
        })
        .await;
        let stream = dial(&dialer).await.unwrap();
        let reading = async {
            let mut received = 0;
            while let Some(bytes) = stream.read().await.unwrap() {
                received += bytes.len();
            }
            received
        };
        let much = vec![1; MUCH];
        let (written, received) = tokio::join!(stream.write(&much), reading);
        assert_eq!((written, received), (Ok(()), 16 * 65_536));
    }
}
