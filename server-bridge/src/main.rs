//! Serves the app and carries its TCP streams.
fn main() {}
