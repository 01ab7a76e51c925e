//! A TCP relay that holds every byte back for half a round trip in each direction, with no limit on how much is under way.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Starts a relay to a port of this machine, on a thread of its own; returns the port to connect to.
pub(crate) fn start(to: u16, one_way: Duration) -> u16 {
    if one_way.is_zero() {
        return to;
    }
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap().port()).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(async move {
                    // The handshake of TCP takes a round trip too.
                    tokio::time::sleep(one_way * 2).await;
                    let server = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, to)))
                        .await
                        .unwrap();
                    client.set_nodelay(true).unwrap();
                    server.set_nodelay(true).unwrap();
                    let (client_read, client_write) = client.into_split();
                    let (server_read, server_write) = server.into_split();
                    tokio::spawn(pass(client_read, server_write, one_way));
                    tokio::spawn(pass(server_read, client_write, one_way));
                });
            }
        });
    });
    told.recv().unwrap()
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    one_way: Duration,
) {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = receiver.recv().await {
            sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        // Dropping the half closes it, once everything under way has arrived.
    });
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(size @ 1..) = from.read(&mut buffer).await {
        let Some(bytes) = buffer.get(..size) else { return };
        if sender.send((Instant::now() + one_way, bytes.to_vec())).is_err() {
            return;
        }
    }
}
