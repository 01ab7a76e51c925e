//! What moved through a tunnel, when it last did, and whether that was too much; and the one look the bridge takes at
//! the bytes. Counting must cost nothing beside a frame: plain atomics of one task, and now and then a shared lock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::limits::Permit;
use crate::metrics::Metrics;
use crate::relay::frame::Limit;

/// Bytes that a tunnel moves before they are taken from what its client may move: the client's tunnels share a lock.
const ON_ACCOUNT: u64 = 256 * 1024;

/// What moved through one tunnel.
pub(crate) struct Traffic<'a> {
    metrics: &'a Metrics,
    permit: &'a Permit,
    most: u64,
    began: Instant,
    last_moved_ms: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
    settled: AtomicU64,
}

impl<'a> Traffic<'a> {
    /// Of a tunnel that may move `most` bytes, both directions together.
    pub(crate) fn new(metrics: &'a Metrics, permit: &'a Permit, most: u64) -> Self {
        let zero = || AtomicU64::new(0);
        Self {
            metrics,
            permit,
            most,
            began: Instant::now(),
            last_moved_ms: zero(),
            up: zero(),
            down: zero(),
            settled: zero(),
        }
    }

    /// `octets` went from the browser to the server.
    ///
    /// # Errors
    /// They were more than may.
    pub(crate) fn moved_up(&self, octets: usize) -> Result<(), Limit> {
        self.up.fetch_add(octets as u64, Ordering::Relaxed);
        self.metrics.moved_up(octets as u64);
        self.moved()
    }

    /// `octets` go from the server to the browser.
    ///
    /// # Errors
    /// They are more than may.
    pub(crate) fn moved_down(&self, octets: usize) -> Result<(), Limit> {
        self.down.fetch_add(octets as u64, Ordering::Relaxed);
        self.metrics.moved_down(octets as u64);
        self.moved()
    }

    pub(crate) fn up(&self) -> u64 {
        self.up.load(Ordering::Relaxed)
    }

    pub(crate) fn down(&self) -> u64 {
        self.down.load(Ordering::Relaxed)
    }

    pub(crate) fn last_moved(&self) -> Instant {
        self.began + Duration::from_millis(self.last_moved_ms.load(Ordering::Relaxed))
    }

    /// Takes what is on account from what the client may move; `false` where that was too much.
    pub(crate) fn settle(&self) -> bool {
        let moved = self.up() + self.down();
        let before = self.settled.swap(moved, Ordering::Relaxed);
        self.permit.moved(moved - before, std::time::Instant::now())
    }

    /// As if something had moved just now.
    pub(crate) fn touch(&self) {
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last_moved_ms.store(ms, Ordering::Relaxed);
    }

    fn moved(&self) -> Result<(), Limit> {
        self.touch();
        let moved = self.up() + self.down();
        if moved > self.most {
            return Err(Limit::TunnelBytes);
        }
        let on_account = moved - self.settled.load(Ordering::Relaxed);
        if on_account >= ON_ACCOUNT && !self.settle() {
            return Err(Limit::ClientBytes);
        }
        Ok(())
    }
}

/// Watches that a stream begins like a TLS client does, where it must.
pub(crate) struct TlsHello {
    /// How many bytes were seen; `CHECKED` once nothing more is to be looked at.
    seen: usize,
}

/// A handshake record (RFC 8446 §5.1): type 22, version 3.x, two octets of length, and in it a ClientHello (type 1).
const BEGINNING: [Option<u8>; CHECKED] = [Some(22), Some(3), None, None, None, Some(1)];
const CHECKED: usize = 6;

impl TlsHello {
    pub(crate) fn expected(expected: bool) -> Self {
        Self {
            seen: if expected { 0 } else { CHECKED },
        }
    }

    /// Whether the stream may go on with `bytes`.
    pub(crate) fn admits(&mut self, bytes: &[u8]) -> bool {
        let left = BEGINNING.iter().skip(self.seen);
        let fits = left
            .zip(bytes)
            .all(|(wanted, byte)| wanted.is_none_or(|wanted| wanted == *byte));
        self.seen = CHECKED.min(self.seen.saturating_add(bytes.len()));
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELLO: [u8; 8] = [22, 3, 1, 2, 0, 1, 0, 1];

    #[test]
    fn a_hello_passes_whole_and_byte_by_byte() {
        assert!(TlsHello::expected(true).admits(&HELLO));
        let mut hello = TlsHello::expected(true);
        assert!(HELLO.iter().all(|byte| hello.admits(&[*byte])));
    }

    #[test]
    fn what_follows_a_hello_is_nobodys_business() {
        let mut hello = TlsHello::expected(true);
        assert!(hello.admits(&HELLO) && hello.admits(b"GET / HTTP/1.1"));
    }

    #[test]
    fn http_and_smtp_do_not_pass_where_tls_is_wanted() {
        for other in [
            &b"GET / HTTP/1.1\r\n"[..],
            b"EHLO x\r\n",
            b"\x16\x03\x01\x00\x05\x02",
            b"\x15\x03\x01",
        ] {
            assert!(!TlsHello::expected(true).admits(other), "{other:?}");
        }
        let mut split = TlsHello::expected(true);
        assert!(split.admits(&[22]) && !split.admits(b"GET /"));
    }

    #[test]
    fn anything_passes_where_tls_is_not_wanted() {
        assert!(TlsHello::expected(false).admits(b"USER demo\r\n"));
    }
}
