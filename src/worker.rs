//! The engine's worker: envelopes in, engine calls, replies and events out.

/// Answers calls until the worker ends.
pub fn start() {
    console_error_panic_hook::set_once();
}
