//! The clock of a process without a browser.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Clock;
use crate::units::UnixMillis;

/// The system's time, and tokio's timers: which a test can pause.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> UnixMillis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    async fn sleep_ms(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
}
