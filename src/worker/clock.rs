//! The browser's clock.

use gloo_timers::future::TimeoutFuture;

use crate::clock::Clock;
use crate::units::UnixMillis;

/// `Date.now()` and `setTimeout`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BrowserClock;

impl Clock for BrowserClock {
    fn now(&self) -> UnixMillis {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 fit for 292 million years"
        )]
        UnixMillis(js_sys::Date::now() as i64)
    }

    async fn sleep_ms(&self, milliseconds: u32) {
        TimeoutFuture::new(milliseconds).await;
    }
}
