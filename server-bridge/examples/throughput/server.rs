//! The server behind every peer, in a process of its own: it does what each order asks for, order after order.
//! An order is nine bytes: what, and how many bytes of it.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::line::BUFFER_OCTETS;

/// What a server can be asked for.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    /// To say again what it hears.
    Echo = b'E' as isize,
    /// To send so much.
    Send = b'S' as isize,
    /// To take so much in, and then say one byte.
    Take = b'T' as isize,
}

impl Order {
    /// As it is written.
    pub(crate) fn octets(self, count: u64) -> Vec<u8> {
        let mut order = vec![self as u8];
        order.extend(count.to_be_bytes());
        order
    }
}

/// Starts this very program as a server, and says at which ports it listens.
pub(crate) async fn start(ports: usize) -> io::Result<(Child, Vec<u16>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["serve", &ports.to_string()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let line = BufReader::new(stdout)
        .lines()
        .next_line()
        .await?
        .unwrap_or_default();
    let ports = line.split(' ').map(|port| port.parse().map_err(io::Error::other));
    Ok((child, ports.collect::<io::Result<_>>()?))
}

/// Serves at so many ports, says which, and never ends.
pub(crate) async fn serve(ports: usize) -> io::Result<()> {
    let mut listeners = Vec::new();
    for _ in 0..ports {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        listeners.push(socket.listen(4096)?);
    }
    let ports: Vec<_> = listeners
        .iter()
        .filter_map(|listener| Some(listener.local_addr().ok()?.port().to_string()))
        .collect();
    crate::print(&ports.join(" "));
    let accepting = listeners.into_iter().map(accept);
    futures_util::future::join_all(accepting).await;
    Ok(())
}

async fn accept(listener: TcpListener) {
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            // A client that goes away in the middle is no concern of the others.
            tokio::spawn(async move { obey(stream).await.is_ok() });
        }
    }
}

async fn obey(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    loop {
        let (order, mut left) = (stream.read_u8().await?, stream.read_u64().await?);
        let size = usize::try_from(left).unwrap_or(BUFFER_OCTETS).min(BUFFER_OCTETS);
        let mut buffer = vec![7; size];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(size).min(size);
            let portion = buffer.get_mut(..most).unwrap_or_default();
            let moved = match order {
                b'S' => stream.write(portion).await?,
                _ => stream.read(portion).await?,
            };
            if moved == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if order == b'E' {
                stream.write_all(portion.get(..moved).unwrap_or_default()).await?;
            }
            left -= moved as u64;
        }
        if order == b'T' {
            stream.write_u8(7).await?;
        }
    }
}
