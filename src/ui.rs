//! The interface: what people see and press. It reaches everything else through `wire` alone.

/// Shows the app.
#[cfg(target_arch = "wasm32")]
pub fn start() {
    leptos::mount::mount_to_body(|| "Restante");
}
