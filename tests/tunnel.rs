//! The engine's transport through the bridge itself, as `examples/fetch` takes it, to servers that know only bytes.
//! What the protocol says in words is tested on both sides of it; here the two must agree.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::net::Ipv4Addr;

use restante::transport::native::{NativeDialer, NativeStream};
use restante::transport::{Dial, Forbidden, Loss, Refusal, Stream, TransportError};
use restante_bridge::config::{AccessToken, Config};
use restante_bridge::server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

#[tokio::test]
async fn megabytes_pass_both_ways_unchanged() {
    const OCTETS: usize = 24 << 20; // three times the largest credit
    let port = server(|mut socket| async move {
        let mut heard = vec![0; OCTETS];
        socket.read_exact(&mut heard).await.unwrap();
        socket.write_all(&heard).await.unwrap();
    })
    .await;
    let stream = bridge(reaching(port)).await.dial(port).await.unwrap();
    let numbers = 0..u32::try_from(OCTETS / 4).unwrap();
    let sent: Vec<u8> = numbers
        .flat_map(|number| number.wrapping_mul(0x9e37_79b9).to_le_bytes())
        .collect();
    stream.write(&sent).await.unwrap();
    let mut received = Vec::new();
    while let Some(bytes) = stream.read().await.unwrap() {
        received.extend(bytes);
    }
    assert!(received == sent);
}

#[tokio::test]
async fn last_words_come_before_the_end() {
    let port = server(|mut socket| async move {
        let mut command = [0; 6];
        socket.read_exact(&mut command).await.unwrap();
        socket.write_all(b"+OK bye\r\n").await.unwrap();
    })
    .await;
    let stream = bridge(reaching(port)).await.dial(port).await.unwrap();
    stream.write(b"QUIT\r\n").await.unwrap();
    assert_eq!(stream.read().await, Ok(Some(b"+OK bye\r\n".to_vec())));
    assert_eq!(stream.read().await, Ok(None));
}

#[tokio::test]
async fn last_command_arrives_though_the_stream_is_dropped() {
    let (tell, told) = oneshot::channel();
    let port = server(|mut socket| async move {
        let mut heard = Vec::new();
        socket.read_to_end(&mut heard).await.unwrap();
        tell.send(heard).unwrap();
    })
    .await;
    let bridge = bridge(reaching(port)).await;
    let stream = bridge.dial(port).await.unwrap();
    stream.write(b"QUIT\r\n").await.unwrap();
    drop(stream);
    assert_eq!(told.await.unwrap(), b"QUIT\r\n");
}

#[tokio::test]
async fn reset_is_told_apart_from_an_end() {
    let port = server(|mut socket| async move {
        socket.read_exact(&mut [0]).await.unwrap();
        socket.set_zero_linger().unwrap();
    })
    .await;
    let stream = bridge(reaching(port)).await.dial(port).await.unwrap();
    stream.write(b"!").await.unwrap();
    assert_eq!(stream.read().await, Err(TransportError::Lost(Loss::Reset)));
}

#[tokio::test]
async fn bridge_that_is_stopped_says_so() {
    let port = server(|mut socket| async move {
        let _ = socket.read(&mut [0]).await;
    })
    .await;
    let mut config = reaching(port);
    config.limits.shutdown_grace = std::time::Duration::ZERO;
    let mut bridge = bridge(config).await;
    let stream = bridge.dial(port).await.unwrap();
    bridge.stop.take().unwrap().send(()).unwrap();
    assert_eq!(stream.read().await, Err(TransportError::Lost(Loss::Shutdown)));
}

#[tokio::test]
async fn port_that_is_not_allowed_is_refused() {
    let refused = bridge(reaching(995)).await.dial(25).await.err();
    let port = Refusal::NotAllowed(Some(Forbidden::Port));
    assert_eq!(refused, Some(TransportError::BridgeRefused(port)));
}

#[tokio::test]
async fn port_where_nobody_listens_is_unreachable() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let refused = bridge(reaching(port)).await.dial(port).await.err();
    assert_eq!(refused, Some(TransportError::Unreachable));
}

#[tokio::test]
async fn wrong_access_token_is_refused() {
    let mut config = reaching(995);
    config.access_token = Some(AccessToken::new("sesame"));
    let refused = bridge(config).await.dial(995).await.err();
    assert_eq!(
        refused,
        Some(TransportError::BridgeRefused(Refusal::Unauthorised))
    );
}

/// A running bridge, and the way through it.
struct Bridge {
    dialer: NativeDialer,
    stop: Option<oneshot::Sender<()>>,
}

impl Bridge {
    async fn dial(&self, port: u16) -> Result<NativeStream, TransportError> {
        self.dialer.dial("127.0.0.1", port).await
    }
}

async fn bridge(mut config: Config) -> Bridge {
    config.listen = vec![(Ipv4Addr::LOCALHOST, 0).into()];
    let server = Server::bind(&config, None).await.unwrap();
    let url = format!("ws://{}/bridge", server.addresses()[0]);
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(server.serve(async {
        // A test that keeps only the stream does not mean to stop the bridge.
        if stopped.await.is_err() {
            std::future::pending().await
        }
    }));
    let dialer = NativeDialer::through_bridge(url, Some("wrong".to_owned()));
    Bridge {
        dialer,
        stop: Some(stop),
    }
}

fn reaching(port: u16) -> Config {
    let mut config = Config::default();
    config.destinations.ports = vec![port];
    config.destinations.private = true;
    config
}

/// A mail server for one connection; its port.
async fn server<F: Future<Output = ()> + Send + 'static>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
    port
}
