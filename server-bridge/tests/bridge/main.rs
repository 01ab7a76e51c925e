//! The bridge from outside, over real sockets: what a browser, an operator or an intruder meets.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "functions that tests share are tests too"
)]

mod access;
mod bytes;
mod commands;
mod crowd;
mod destinations;
mod ending;
mod flow;
mod life;
mod pages;
mod program;
mod reload;
mod service;
mod support;
mod tls;
