//! How fast the bridge carries bytes on loopback, what an idle tunnel costs it and what a misbehaving crowd does to it,
//! beside other programs that do the like and beside no program at all. One run, all of them taking turns.
//!
//! `throughput BRIDGE [bulk|latency|idle|busy|crowd]…` prints `NAME: FIGURE UNIT` lines. Whoever is not installed is left out.

mod crowd;
mod figures;
mod line;
mod peers;
mod server;
mod turns;
mod workloads;

use std::io::{self, Write};

#[tokio::main]
async fn main() -> io::Result<()> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().map_err(io::Error::other);
    match words.as_slice() {
        ["serve", ports] => server::serve(number(ports)?).await,
        ["misbehave", port, server_port, size] => {
            let port_of = |word: &str| word.parse().map_err(io::Error::other);
            crowd::misbehave(port_of(port)?, port_of(server_port)?, number(size)?).await
        }
        [bridge, sections @ ..] => turns::all(bridge, sections).await,
        [] => Err(io::Error::other("which bridge? throughput BRIDGE")),
    }
}

/// One line on standard output. If nobody reads it, nothing is to be done.
fn print(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
