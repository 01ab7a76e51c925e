//! The interface: what people see and press. It reaches everything else through `wire` alone.
//!
//! ```text
//!   app ── pages (may call the engine) ── components (props in, callbacks out) ──► DOM
//!    │     └── on_demand: those that are loaded when they are first asked for
//!    │
//!    ├── client     typed calls to the worker, events from it
//!    ├── state/     every decision, as plain structs: tested natively
//!    ├── route      addresses after the `#`
//!    └── text       every sentence
//! ```

pub mod providers;
pub mod route;
pub mod state;
pub mod text;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod on_demand;
#[cfg(target_arch = "wasm32")]
mod pages;

#[cfg(target_arch = "wasm32")]
pub use app::start;
#[cfg(target_arch = "wasm32")]
pub use on_demand::{Asked, Rest};
