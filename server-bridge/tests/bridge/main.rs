//! The bridge from outside, over real sockets: what a browser, an operator or an intruder meets.

mod flow;
mod support;
