//! How many bytes the browser will still take. Browsers cannot hold a WebSocket back, so they say it in advance.
//! One task spends, the same task's other half grants.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

/// The credit of one tunnel.
#[derive(Debug)]
pub(crate) struct Credit {
    bytes: AtomicU64,
    granted: Notify,
}

impl Credit {
    pub(crate) fn new(bytes: u64) -> Self {
        Self {
            bytes: AtomicU64::new(bytes),
            granted: Notify::new(),
        }
    }

    /// Adds to what may be sent.
    pub(crate) fn grant(&self, bytes: u64) {
        let before = self.bytes.load(Ordering::Relaxed);
        self.bytes.store(before.saturating_add(bytes), Ordering::Relaxed);
        self.granted.notify_one();
    }

    /// Takes from what may be sent.
    pub(crate) fn spend(&self, bytes: usize) {
        let before = self.bytes.load(Ordering::Relaxed);
        self.bytes
            .store(before.saturating_sub(bytes as u64), Ordering::Relaxed);
    }

    /// What may be sent, at most `most`; waits while that is nothing.
    pub(crate) async fn available(&self, most: usize) -> usize {
        loop {
            let bytes = self.bytes.load(Ordering::Relaxed);
            if bytes > 0 {
                return usize::try_from(bytes).map_or(most, |bytes| bytes.min(most));
            }
            self.granted.notified().await;
        }
    }
}
