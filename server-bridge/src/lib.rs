//! The bridge: serves the app, and carries its TCP streams without seeing into them. A library, so that tests run it
//! in-process.
//!
//! ```text
//!   browser ── GET / ──────────► assets + headers          the app, with its content security policy
//!           ── WS /bridge ─────► server: origin? limits?   before a WebSocket exists
//!                                relay: first frame        who, where to, token
//!                                policy → dial             on the resolved address, which is the one dialled
//!                                relay::pump ── TCP ─────► mail server
//!   operator ─ flags, file ────► command, config           what is allowed; read again on SIGHUP
//!            ◄ readiness ─────── service, metrics          for service managers, balancers, graphs
//! ```
//!
//! It knows nothing about mail, keeps nothing, and logs neither bytes nor hosts. `README.md` beside this crate is the
//! contract: frames, reasons, close codes, limits, headers.

mod app;
mod assets;
pub mod command;
pub mod config;
pub mod demo;
mod dial;
mod headers;
mod hosting;
pub mod limits;
mod metrics;
pub mod policy;
pub mod relay;
pub mod server;
pub mod service;
