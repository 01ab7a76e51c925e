//! The crowd that misbehaves, in a process of its own: half heads, WebSockets that say nothing, first frames that never
//! come whole, and frames byte by byte. Whoever is thrown out comes back at once.

use std::io;
use std::net::Ipv4Addr;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use crate::line::{Manner, Target, connect_frame, connect_from, request, upgrade};

/// They come from so many addresses that no limit of a client stops them.
const ADDRESSES: usize = 100;
const BYTE_PAUSE: Duration = Duration::from_millis(200);
/// Until all of them are there.
const GATHERING: Duration = Duration::from_secs(3);

/// Starts a crowd before the bridge, and returns when it has gathered.
pub(crate) async fn start(target: Target, size: usize) -> io::Result<Child> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("misbehave")
        .args([
            target.address.port().to_string(),
            target.server_port.to_string(),
            size.to_string(),
        ])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    BufReader::new(stdout).lines().next_line().await?;
    Ok(child)
}

/// Misbehaves for ever.
pub(crate) async fn misbehave(port: u16, server_port: u16, size: usize) -> io::Result<()> {
    let target = Target {
        address: (Ipv4Addr::LOCALHOST, port).into(),
        manner: Manner::Tunnel,
        server_port,
    };
    for number in 0..size {
        tokio::spawn(async move {
            loop {
                if visit(number, target).await.is_err() {
                    sleep(Duration::from_millis(50)).await;
                }
            }
        });
    }
    sleep(GATHERING).await;
    crate::print("gathered");
    std::future::pending().await
}

async fn visit(number: usize, target: Target) -> io::Result<()> {
    let last = u8::try_from(number % ADDRESSES).unwrap_or_default();
    let mut stream = connect_from(Ipv4Addr::new(127, 0, 1, last + 1), target.address).await?;
    let head = request(target);
    let frame = connect_frame(target.server_port);
    match number / ADDRESSES % 4 {
        0 => drip(&mut stream, head.as_bytes()).await,
        1 => {
            upgrade(&mut stream, target).await?;
            until_cut(&mut stream).await
        }
        2 => {
            upgrade(&mut stream, target).await?;
            stream.write_all(frame.get(..10).unwrap_or_default()).await?;
            until_cut(&mut stream).await
        }
        _ => {
            upgrade(&mut stream, target).await?;
            drip(&mut stream, &frame).await?;
            until_cut(&mut stream).await
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    for byte in bytes {
        stream.write_u8(*byte).await?;
        sleep(BYTE_PAUSE).await;
    }
    Ok(())
}

async fn until_cut(stream: &mut TcpStream) -> io::Result<()> {
    let mut nowhere = [0; 256];
    while stream.read(&mut nowhere).await? > 0 {}
    Ok(())
}
