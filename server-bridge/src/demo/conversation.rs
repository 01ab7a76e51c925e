//! The line-by-line talk that POP3 and SMTP have in common.
//! Knows lines and pipelining, no command of either protocol.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, BufWriter},
    time::timeout,
};

/// One client, seen as lines in and lines out.
///
/// What is said is kept back while further commands are already here, so that a pipelining client (RFC 2449 §6.6,
/// RFC 2920) gets its answers in as few packets as it used for its questions.
pub(crate) struct Conversation<S> {
    stream: BufReader<BufWriter<S>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Conversation<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream: BufReader::with_capacity(BUFFER, BufWriter::with_capacity(BUFFER, stream)),
        }
    }

    /// The next line without its end; `None` once the client is gone.
    ///
    /// # Errors
    /// The connection, a line above [`LINE_LIMIT`], or a client silent for longer than [`PATIENCE`].
    pub(crate) async fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        if !self.stream.buffer().contains(&b'\n') {
            self.stream.flush().await?;
        }
        let mut line = Vec::new();
        loop {
            let seen = timeout(PATIENCE, self.stream.fill_buf()).await??;
            if seen.is_empty() {
                return Ok(None);
            }
            let end = seen.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(seen.len(), |end| end + 1);
            line.extend(seen.iter().take(taken));
            self.stream.consume(taken);
            if line.len() > LINE_LIMIT {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if end.is_some() {
                line.pop();
                line.pop_if(|byte| *byte == b'\r');
                return Ok(Some(line));
            }
        }
    }

    /// Says one line.
    pub(crate) async fn say(&mut self, line: &str) -> io::Result<()> {
        self.send(line.as_bytes()).await?;
        self.send(b"\r\n").await
    }

    /// Sends bytes as they are.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Says goodbye: everything said so far reaches the client, then the stream ends.
    pub(crate) async fn end(mut self) -> io::Result<()> {
        self.stream.shutdown().await
    }
}

const BUFFER: usize = 16 * 1024;
/// Generous: mail lines end at 998 bytes, SASL lines at 12288.
const LINE_LIMIT: usize = 64 * 1024;
/// RFC 1939 §3 asks for ten minutes at least.
const PATIENCE: Duration = Duration::from_secs(11 * 60);
