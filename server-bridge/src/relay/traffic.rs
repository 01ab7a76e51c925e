//! What moved through a tunnel, when it last did, and whether that was too much. Counting must cost nothing beside a frame: plain atomics of one task, and now and then a shared lock.

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
