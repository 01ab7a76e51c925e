//! The interface's entry point. It must not reach past `ui`.

#[cfg(target_arch = "wasm32")]
fn main() {
    restante::ui::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
