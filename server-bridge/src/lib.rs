//! The bridge as a library, so that tests can run it in-process.

pub mod demo;
