//! Runs the hostile POP3 server of the tests by hand, for whatever client one wants to see against it.

#![allow(clippy::print_stdout, reason = "its output is its purpose")]

#[path = "../tests/support/hostile.rs"]
mod hostile;

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Parser;
use hostile::{BEHAVIOURS, Hostile, Identity, Wire};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

#[derive(Debug, Parser)]
struct Options {
    /// Names every behaviour, and how a check for mail ends.
    #[arg(long)]
    list: bool,
    /// What to do.
    #[arg(long, value_name = "NAME", default_value = "honest")]
    behaviour: String,
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:1110")]
    listen: SocketAddr,
    /// TLS from the first byte.
    #[arg(long)]
    tls: bool,
    /// Where `cut-at-byte` cuts.
    #[arg(long, value_name = "BYTES", default_value_t = 600)]
    at: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse();
    if options.list {
        for behaviour in BEHAVIOURS {
            println!("{:28} {:20} {}", behaviour.name, behaviour.ends, behaviour.says);
        }
        return Ok(());
    }
    let behaviour = hostile::named(&options.behaviour).ok_or("no such behaviour; --list names all")?;
    let identity = Identity::of(&options.listen.ip().to_string());
    let mailbox = (1..=10).map(|n| {
        let text = format!("Message-ID: <{n}@hostile>\r\nSubject: message {n}\r\n\r\nHello.\r\n");
        (format!("uid{n}"), text.into_bytes())
    });
    let mut server = Hostile::new(behaviour, mailbox.collect(), &identity);
    if let Some(server) = Arc::get_mut(&mut server) {
        server.cut_at = options.at;
    }
    let listener = TcpListener::bind(options.listen).await?;
    println!("{}: {}", behaviour.name, behaviour.says);
    println!(
        "listening on {}; any user name and password are right",
        listener.local_addr()?
    );
    println!(
        "certificate for --pin: {:x}",
        Sha256::digest(&identity.certificate)
    );
    let wire = if options.tls { Wire::Tls } else { Wire::Clear };
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(Arc::clone(&server).serve(stream, wire));
    }
}
