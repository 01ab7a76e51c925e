//! A TCP connection. It must not buffer: what waits, waits in the kernel.

use std::io::{self, ErrorKind};

use tokio::net::{TcpStream, lookup_host};

use crate::transport::{Loss, TransportError};

/// How much one read hands out at most.
const READ_MAX: usize = 256 * 1024;

/// A TCP connection to a mail server.
#[derive(Debug)]
pub(super) struct Direct(TcpStream);

impl Direct {
    pub(super) async fn connect(host: &str, port: u16) -> Result<Self, TransportError> {
        let addresses: Vec<_> = lookup_host((host, port))
            .await
            .map_err(|_| TransportError::DnsFailed)?
            .collect();
        if addresses.is_empty() {
            return Err(TransportError::DnsFailed);
        }
        let stream = TcpStream::connect(addresses.as_slice())
            .await
            .map_err(|error| match error.kind() {
                ErrorKind::TimedOut => TransportError::TimedOut,
                _ => TransportError::Unreachable,
            })?;
        // Commands are small, and somebody waits for each answer.
        stream
            .set_nodelay(true)
            .map_err(|_| TransportError::Unreachable)?;
        Ok(Self(stream))
    }

    pub(super) async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        loop {
            self.0.readable().await.map_err(lost)?;
            let mut bytes = Vec::with_capacity(READ_MAX);
            match self.read_waiting(&mut bytes) {
                Ok(_) if !bytes.is_empty() => return Ok(Some(bytes)),
                Ok(End::Reached) => return Ok(None),
                Ok(End::Open) => {}
                Err(error) => return Err(lost(error)),
            }
        }
    }

    /// Reads what is there. An end or an error after some bytes is met again by the next read.
    fn read_waiting(&self, bytes: &mut Vec<u8>) -> io::Result<End> {
        while bytes.len() < READ_MAX {
            match self.0.try_read_buf(bytes) {
                Ok(0) => return Ok(End::Reached),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock || !bytes.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(End::Open)
    }

    pub(super) async fn write(&self, mut bytes: &[u8]) -> Result<(), TransportError> {
        while !bytes.is_empty() {
            self.0.writable().await.map_err(lost)?;
            match self.0.try_write(bytes) {
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(lost(error)),
            }
        }
        Ok(())
    }
}

enum End {
    Open,
    Reached,
}

fn lost(_: io::Error) -> TransportError {
    TransportError::Lost(Loss::Reset)
}
