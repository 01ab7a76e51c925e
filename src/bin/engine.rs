//! The engine worker's entry point. It must not reach past `worker`.

#[cfg(target_arch = "wasm32")]
fn main() {
    restante::worker::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
