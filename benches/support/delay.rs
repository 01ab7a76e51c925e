//! A TCP relay that holds every byte back for half a round trip in each direction, with no limit on how much is under way,
//! and counts how often a client waits for an answer. It must not look at what it carries.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// A line to a server.
pub(crate) struct Line {
    /// Where it begins.
    pub(crate) port: u16,
    round_trips: Arc<AtomicU32>,
}

impl Line {
    /// How often something was heard after something was said, since this was asked last; TLS counts.
    pub(crate) fn round_trips(&self) -> u32 {
        self.round_trips.swap(0, Ordering::Relaxed)
    }
}

/// Starts a relay to a port of this machine, on a thread of its own. Where nothing is held back, there is none.
pub(crate) fn start(to: u16, one_way: Duration) -> Line {
    let round_trips = Arc::new(AtomicU32::new(0));
    if one_way.is_zero() {
        return Line {
            port: to,
            round_trips,
        };
    }
    let (tell, told) = std::sync::mpsc::channel();
    let counter = Arc::clone(&round_trips);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap().port()).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(relay(client, to, one_way, Arc::clone(&counter)));
            }
        });
    });
    Line {
        port: told.recv().unwrap(),
        round_trips,
    }
}

async fn relay(client: TcpStream, to: u16, one_way: Duration, round_trips: Arc<AtomicU32>) {
    // The handshake of TCP takes a round trip too.
    tokio::time::sleep(one_way * 2).await;
    let server = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, to)))
        .await
        .unwrap();
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    let (client_read, client_write) = client.into_split();
    let (server_read, server_write) = server.into_split();
    let asked = Arc::new(AtomicBool::new(false));
    let says = Arc::clone(&asked);
    let on_said = move || says.store(true, Ordering::Relaxed);
    let on_heard = move || {
        if asked.swap(false, Ordering::Relaxed) {
            round_trips.fetch_add(1, Ordering::Relaxed);
        }
    };
    tokio::spawn(pass(client_read, server_write, one_way, on_said, || {}));
    tokio::spawn(pass(server_read, client_write, one_way, || {}, on_heard));
}

async fn pass(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    one_way: Duration,
    on_taken: impl Fn(),
    on_given: impl Fn() + Send + 'static,
) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = receiver.recv().await {
            sleep_until(due).await;
            on_given();
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        // Dropping the half closes it, once everything under way has arrived.
    });
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(size @ 1..) = from.read(&mut buffer).await {
        on_taken();
        let Some(bytes) = buffer.get(..size) else { return };
        if sender.send((Instant::now() + one_way, bytes.to_vec())).is_err() {
            return;
        }
    }
}
