//! The client's end of a tunnel, lean enough not to be what is measured: frames are counted, not collected, and the mask
//! is zero. The same calls work on a bare TCP connection.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// What one frame carries upward; every peer takes that much.
pub(crate) const FRAME_OCTETS: usize = 64_000;
/// A good half of a pipe's worth: fewer system calls than any peer makes.
pub(crate) const BUFFER_OCTETS: usize = 256 * 1024;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const MASKED: u8 = 0x80;

/// How a peer is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Bytes as they are.
    Tcp,
    /// A WebSocket that leads to one fixed server.
    WebSocket,
    /// `restante.tunnel.v1`.
    Tunnel,
}

/// Where a peer is, and the server behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) manner: Manner,
    pub(crate) server_port: u16,
}

/// An open connection through a peer.
pub(crate) struct Line {
    stream: TcpStream,
    manner: Manner,
    frames: Frames,
}

impl Line {
    /// Connects, and upgrades where the peer speaks WebSocket. It does not wait for the server behind it.
    pub(crate) async fn open(target: Target) -> io::Result<Self> {
        let mut stream = TcpStream::connect(target.address).await?;
        stream.set_nodelay(true)?;
        if target.manner != Manner::Tcp {
            upgrade(&mut stream, target).await?;
        }
        let mut line = Self {
            stream,
            manner: target.manner,
            frames: Frames::default(),
        };
        if target.manner == Manner::Tunnel {
            let (connect, credit) = (
                connect_frame(target.server_port),
                frame(TEXT, br#"{"credit":1099511627776}"#),
            );
            line.write(&[connect, credit].concat()).await?;
        }
        Ok(line)
    }

    /// `payload` as it goes over this line.
    pub(crate) fn wrapped(&self, payload: &[u8]) -> Vec<u8> {
        match self.manner {
            Manner::Tcp => payload.to_vec(),
            Manner::WebSocket | Manner::Tunnel => frame(BINARY, payload),
        }
    }

    /// Sends what was wrapped.
    pub(crate) async fn write(&mut self, wrapped: &[u8]) -> io::Result<()> {
        self.stream.write_all(wrapped).await
    }

    /// Waits until `octets` of payload came; what they were is nobody's business here.
    pub(crate) async fn receive(&mut self, octets: u64, buffer: &mut [u8]) -> io::Result<()> {
        let mut left = octets;
        while left > 0 {
            let read = self.stream.read(buffer).await?;
            if read == 0 {
                return Err(io::Error::other(format!("cut with {left} bytes to go")));
            }
            let came = match self.manner {
                Manner::Tcp => read as u64,
                Manner::WebSocket | Manner::Tunnel => {
                    self.frames.count(buffer.get(..read).unwrap_or_default())
                }
            };
            left = left.saturating_sub(came);
        }
        Ok(())
    }
}

/// From an address of this machine's own choosing, so that one process can be many clients.
pub(crate) async fn connect_from(source: Ipv4Addr, target: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((IpAddr::from(source), 0).into())?;
    let stream = socket.connect(target).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Asks for a WebSocket, and reads the answer's head: nothing comes after it before the other side is spoken to.
pub(crate) async fn upgrade(stream: &mut TcpStream, target: Target) -> io::Result<()> {
    stream.write_all(request(target).as_bytes()).await?;
    let mut head = Vec::with_capacity(2048);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    if head.starts_with(b"HTTP/1.1 101") {
        Ok(())
    } else {
        Err(io::Error::other(String::from_utf8_lossy(&head).into_owned()))
    }
}

/// The head that asks for a WebSocket.
pub(crate) fn request(target: Target) -> String {
    let Target { address, manner, .. } = target;
    let (path, subprotocol) = match manner {
        Manner::Tunnel => ("/bridge", "Sec-WebSocket-Protocol: restante.tunnel.v1\r\n"),
        Manner::Tcp | Manner::WebSocket => ("/", ""),
    };
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{subprotocol}\r\n"
    )
}

/// The first frame of a tunnel.
pub(crate) fn connect_frame(server_port: u16) -> Vec<u8> {
    let connect = format!(r#"{{"connect":{{"host":"127.0.0.1","port":{server_port}}}}}"#);
    frame(TEXT, connect.as_bytes())
}

fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | kind];
    match u16::try_from(payload.len()) {
        Ok(octets) if octets < 126 => frame.push(MASKED | octets.to_be_bytes()[1]),
        Ok(octets) => {
            frame.push(MASKED | 126);
            frame.extend(octets.to_be_bytes());
        }
        Err(_) => {
            frame.push(MASKED | 127);
            frame.extend((payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// Where in a stream of unmasked frames a reader is.
#[derive(Default)]
struct Frames {
    header: Vec<u8>,
    left: u64,
    is_payload: bool,
}

impl Frames {
    /// How much payload is in `bytes`.
    fn count(&mut self, mut bytes: &[u8]) -> u64 {
        let mut payload = 0;
        while let Some((first, rest)) = bytes.split_first() {
            if self.left > 0 {
                let here = self.left.min(bytes.len() as u64);
                payload += if self.is_payload { here } else { 0 };
                self.left -= here;
                bytes = bytes.split_at(usize::try_from(here).unwrap_or(bytes.len())).1;
            } else {
                self.header.push(*first);
                bytes = rest;
                self.begin_frame();
            }
        }
        payload
    }

    /// Begins to count once the header is whole.
    fn begin_frame(&mut self) {
        let [kind, length, extended @ ..] = self.header.as_slice() else {
            return;
        };
        let octets = match (length, extended) {
            (126, [high, low]) => u64::from(u16::from_be_bytes([*high, *low])),
            (127, [a, b, c, d, e, f, g, h]) => u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]),
            (126 | 127, _) => return,
            (length, _) => u64::from(*length),
        };
        self.is_payload = matches!(kind & 0x0f, 0 | BINARY);
        self.left = octets;
        self.header.clear();
    }
}
