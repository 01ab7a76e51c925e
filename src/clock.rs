//! What time it is, and waiting: a trait, so that a whole sync runs in virtual time in the tests.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

use crate::units::UnixMillis;

/// The engine's only source of time.
#[allow(async_fn_in_trait, reason = "the engine runs on one thread")]
pub trait Clock {
    /// The wall clock: for certificates, and for what users see.
    fn now(&self) -> UnixMillis;

    /// Returns after `milliseconds`; dropping the future cancels the wait.
    async fn sleep_ms(&self, milliseconds: u32);
}
