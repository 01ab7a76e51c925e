//! The browser's end of a tunnel: frames in, frames out, and no memory of its own while nothing moves. What is read goes
//! into a buffer that all tunnels of a thread share, and is dealt with before the next one reads.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::relay::frame::FRAME_MAX;
use crate::relay::outbox::Outbox;
use crate::relay::websocket::{HEADROOM, Piece, Reader, Said, put_header};

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; HEADROOM + FRAME_MAX]);
}

/// Lends the thread's buffer: room for a header, and a frame's worth of bytes after it.
pub(crate) fn with_buffer<T>(use_it: impl FnOnce(&mut [u8]) -> T) -> T {
    BUFFER.with_borrow_mut(|buffer| use_it(buffer))
}

/// A WebSocket to a browser.
pub(crate) struct Socket {
    io: TokioIo<Upgraded>,
    pub(crate) reader: Reader,
    /// What was read with the first frame and comes after it.
    unread: Vec<u8>,
    outbox: Outbox,
    /// The answer to the latest ping; RFC 6455 §5.5.3 asks for no other.
    pong: Option<Vec<u8>>,
}

impl Socket {
    pub(crate) fn new(upgraded: Upgraded) -> Self {
        Self {
            io: TokioIo::new(upgraded),
            reader: Reader::default(),
            unread: Vec::new(),
            outbox: Outbox::default(),
            pong: None,
        }
    }

    /// Reads what there is; nothing at the end of the stream.
    pub(crate) fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        if !self.unread.is_empty() {
            let here = self.unread.len().min(buffer.len());
            let rest = self.unread.split_off(here);
            buffer
                .iter_mut()
                .zip(&self.unread)
                .for_each(|(to, from)| *to = *from);
            self.unread = rest;
            return Poll::Ready(Ok(here));
        }
        poll_read(&mut self.io, cx, buffer)
    }

    /// The first text message; `None` for anything else that a browser may begin with, an end included.
    pub(crate) fn poll_first(&mut self, cx: &mut Context<'_>) -> Poll<First> {
        with_buffer(|buffer| {
            loop {
                let octets = match ready!(self.poll_read(cx, buffer)) {
                    Ok(0) | Err(_) => return Poll::Ready(First::Gone),
                    Ok(octets) => octets,
                };
                let mut bytes = buffer.get_mut(..octets).unwrap_or_default();
                loop {
                    let first = match self.reader.next(&mut bytes) {
                        Ok(Some(Piece::Text(text))) => First::Text(text),
                        Ok(Some(Piece::Ping(payload))) => {
                            self.pong = Some(payload);
                            continue;
                        }
                        Ok(None) => break,
                        Ok(Some(Piece::Close(_))) => First::Gone,
                        Ok(Some(Piece::Bytes(_))) | Err(_) => First::Other,
                    };
                    self.unread = bytes.to_vec();
                    return Poll::Ready(first);
                }
                // Nobody waits for the answer to a ping more than for that to `connect`.
                let _ = self.poll_flush(cx);
            }
        })
    }

    /// Queues a frame.
    pub(crate) fn say(&mut self, said: Said, payload: &[u8]) {
        let mut frame = vec![0; HEADROOM];
        frame.extend_from_slice(payload);
        let begin = put_header(said, payload.len(), &mut frame);
        self.outbox.push(frame.get(begin..).unwrap_or_default());
    }

    /// Queues a goodbye.
    pub(crate) fn say_close(&mut self, code: u16, reason: &str) {
        let payload = [&code.to_be_bytes(), reason.as_bytes()].concat();
        self.say(Said::Close, &payload);
    }

    /// Has the latest ping answered when there is room.
    pub(crate) fn answer(&mut self, ping: Vec<u8>) {
        self.pong = Some(ping);
    }

    /// Sends what is queued; ready once nothing is.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            while !self.outbox.is_empty() {
                ready!(self.outbox.poll_write(cx, &mut self.io))?;
            }
            match self.pong.take() {
                Some(payload) => self.say(Said::Pong, &payload),
                // Where the bridge speaks TLS itself, that holds back what it could not send.
                None => return Pin::new(&mut self.io).poll_flush(cx),
            }
        }
    }

    /// Sends so many bytes that lie in `buffer` after its headroom. What the browser does not take at once is copied,
    /// and waits. Only for when nothing else waits.
    pub(crate) fn poll_send(
        &mut self,
        cx: &mut Context<'_>,
        octets: usize,
        buffer: &mut [u8],
    ) -> io::Result<()> {
        let begin = put_header(Said::Bytes, octets, buffer);
        let mut frame = buffer.get(begin..HEADROOM + octets).unwrap_or_default();
        while !frame.is_empty() {
            match Pin::new(&mut self.io).poll_write(cx, frame) {
                Poll::Ready(Ok(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(taken) => frame = frame.get(taken?..).unwrap_or_default(),
                Poll::Pending => {
                    self.outbox.push(frame);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Sends what is queued, and reads on until the browser is gone or says goodbye.
    pub(crate) fn poll_leave(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        with_buffer(|buffer| {
            loop {
                let flushed = self.poll_flush(cx);
                if let Poll::Ready(Err(_)) = flushed {
                    return Poll::Ready(());
                }
                let octets = match ready!(self.poll_read(cx, buffer)) {
                    Ok(0) | Err(_) => return Poll::Ready(()),
                    Ok(octets) => octets,
                };
                if self.reader.skip(buffer.get_mut(..octets).unwrap_or_default()) {
                    return Poll::Ready(());
                }
            }
        })
    }
}

/// How a browser begins.
pub(crate) enum First {
    Text(String),
    Other,
    Gone,
}

/// Reads what there is; nothing at the end of the stream.
pub(crate) fn poll_read<R: AsyncRead + Unpin>(
    from: &mut R,
    cx: &mut Context<'_>,
    buffer: &mut [u8],
) -> Poll<io::Result<usize>> {
    let mut read = ReadBuf::new(buffer);
    ready!(Pin::new(from).poll_read(cx, &mut read))?;
    Poll::Ready(Ok(read.filled().len()))
}
