//! The interface: what people see and press. It reaches everything else through `wire` alone.
//!
//! ```text
//!   app ── pages (may call the engine) ── components (props in, callbacks out) ──► DOM
//!    │     └── on_demand: those that are loaded when they are first asked for
//!    │
//!    ├── client     typed calls to the worker, events from it
//!    ├── state/     every decision, as plain structs: tested natively
//!    ├── route      addresses after the `#`
//!    └── text       every sentence, in English or as `browser::language` found it in `lang/`
//! ```

pub mod providers;
pub mod route;
pub mod state;
pub mod text;

#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod app;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod browser;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod client;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod components;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod on_demand;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod pages;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
mod part_styles;

#[cfg(all(target_arch = "wasm32", feature = "interface"))]
pub use app::start;
#[cfg(all(target_arch = "wasm32", feature = "interface"))]
pub use on_demand::{Asked, Rest};
