//! How fast a running bridge carries bytes on loopback, and what an idle tunnel costs it.
//! The bridge must run with `--allow-private --allow-port PORT --max-tunnels-per-client 2000`; this serves PORT.
//!
//! `throughput ADDR:PORT-OF-BRIDGE PORT [BRIDGE-PROCESS-ID]` prints `NAME: FIGURE UNIT` lines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on has nothing better to do than to stop"
)]

use std::env;
use std::fs;
use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

const MEGABYTE: usize = 1_000_000;
const BULK: usize = 1_000 * MEGABYTE;
const UPLOAD: usize = 300 * MEGABYTE;
const IDLE_TUNNELS: usize = 1_000;
const ROUND_TRIPS: usize = 10_000;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args().collect();
    let (bridge, port) = (&arguments[1], arguments[2].parse().unwrap());
    let server = TcpListener::bind(("127.0.0.1", port)).await.unwrap();

    direct(&server, port).await;
    download(bridge, &server, port).await;
    upload(bridge, &server, port).await;
    round_trips(bridge, &server, port).await;
    if let Some(process) = arguments.get(3) {
        idle(bridge, &server, port, process).await;
    }
}

async fn direct(server: &TcpListener, port: u16) {
    let mut client = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (accepted, _) = server.accept().await.unwrap();
    let sending = tokio::spawn(send_bulk(accepted));
    let began = Instant::now();
    let (mut left, mut buffer) = (BULK, vec![0; 64 * 1024]);
    while left > 0 {
        left -= client.read(&mut buffer).await.unwrap();
    }
    report("bridge-tcp-without-bridge", BULK, began);
    sending.await.unwrap();
}

async fn download(bridge: &str, server: &TcpListener, port: u16) {
    let mut tunnel = open(bridge, port).await;
    let (accepted, _) = server.accept().await.unwrap();
    let sending = tokio::spawn(send_bulk(accepted));
    let began = Instant::now();
    let (mut left, mut unpaid, mut frames) = (BULK, 0, 0);
    while left > 0 {
        let Some(Ok(Message::Binary(frame))) = tunnel.next().await else {
            panic!("cut with {left} bytes to go")
        };
        left -= frame.len();
        unpaid += frame.len();
        frames += 1;
        if unpaid >= 256 * 1024 {
            let credit = format!(r#"{{"credit":{unpaid}}}"#);
            tunnel.send(Message::Text(credit.into())).await.unwrap();
            unpaid = 0;
        }
    }
    report("bridge-download", BULK, began);
    println!(
        "bridge-download-frame: {:.1} KiB",
        BULK as f64 / f64::from(frames) / 1024.0
    );
    sending.await.unwrap();
}

async fn upload(bridge: &str, server: &TcpListener, port: u16) {
    let mut tunnel = open(bridge, port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    let reading = tokio::spawn(async move {
        let (mut left, mut buffer) = (UPLOAD, vec![0; 64 * 1024]);
        while left > 0 {
            left -= accepted.read(&mut buffer).await.unwrap();
        }
    });
    let began = Instant::now();
    let frame = bytes::Bytes::from(vec![7; 50_000]);
    for _ in 0..UPLOAD / frame.len() {
        tunnel.send(Message::Binary(frame.clone())).await.unwrap();
    }
    reading.await.unwrap();
    report("bridge-upload", UPLOAD, began);
}

async fn round_trips(bridge: &str, server: &TcpListener, port: u16) {
    let mut tunnel = open(bridge, port).await;
    let (mut accepted, _) = server.accept().await.unwrap();
    accepted.set_nodelay(true).unwrap();
    let answering = tokio::spawn(async move {
        let mut command = [0; 6];
        for _ in 0..ROUND_TRIPS {
            accepted.read_exact(&mut command).await.unwrap();
            accepted.write_all(b"+OK\r\n").await.unwrap();
        }
    });
    let began = Instant::now();
    for _ in 0..ROUND_TRIPS {
        tunnel
            .send(Message::Binary(b"NOOP\r\n".to_vec().into()))
            .await
            .unwrap();
        tunnel.next().await.unwrap().unwrap();
    }
    let microseconds = began.elapsed().as_secs_f64() * 1e6 / ROUND_TRIPS as f64;
    println!("bridge-round-trip: {microseconds:.1} µs");
    answering.await.unwrap();
}

async fn idle(bridge: &str, server: &TcpListener, port: u16, process: &str) {
    let before = resident(process);
    let mut open_tunnels = Vec::new();
    for _ in 0..IDLE_TUNNELS {
        let mut tunnel = open(bridge, port).await;
        let (mut accepted, _) = server.accept().await.unwrap();
        accepted.write_all(b"+OK ready\r\n").await.unwrap();
        tunnel.next().await.unwrap().unwrap();
        open_tunnels.push((tunnel, accepted));
    }
    let kibibytes = resident(process).saturating_sub(before) as f64 / IDLE_TUNNELS as f64;
    println!("bridge-idle-tunnel: {kibibytes:.1} KiB");
}

async fn open(bridge: &str, port: u16) -> WebSocketStream<TcpStream> {
    let mut request = format!("ws://{bridge}/bridge").into_client_request().unwrap();
    request
        .headers_mut()
        .insert("origin", format!("http://{bridge}").parse().unwrap());
    request
        .headers_mut()
        .insert("sec-websocket-protocol", "restante.tunnel.v1".parse().unwrap());
    let stream = TcpStream::connect(bridge).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut tunnel, _) = client_async(request, stream).await.unwrap();
    let connect = format!(r#"{{"connect":{{"host":"127.0.0.1","port":{port}}}}}"#);
    tunnel.send(Message::Text(connect.into())).await.unwrap();
    assert_eq!(
        tunnel.next().await.unwrap().unwrap().to_text().unwrap(),
        r#"{"connected":{}}"#
    );
    tunnel
}

async fn send_bulk(mut stream: TcpStream) {
    let chunk = vec![7; MEGABYTE];
    for _ in 0..BULK / MEGABYTE {
        stream.write_all(&chunk).await.unwrap();
    }
}

fn report(name: &str, bytes: usize, began: Instant) {
    println!(
        "{name}: {:.0} MB/s",
        bytes as f64 / 1e6 / began.elapsed().as_secs_f64()
    );
}

/// Resident memory of a process, in KiB.
fn resident(process: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
