//! How long it takes to hold one sender against everybody who wrote to an account before: 100,000 messages of 20,000
//! domains. It is done while a message opens, for senders who never wrote before.
//!
//! `cargo xtask bench look_alike`.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::hint::black_box;
use std::time::Instant;

use restante::mail::{Reader, Reading};

const MESSAGES: usize = 100_000;
const DOMAINS: usize = 20_000;
const RUNS: u32 = 21;

fn main() {
    let senders: Vec<String> = (0..MESSAGES).map(|number| sender(number % DOMAINS)).collect();
    for (name, address) in [
        ("look alike nobody", "ana@example.org"),
        (
            "look alike many by their beginnings",
            "ana@mail.shop-of-thinqs-4.example",
        ),
        ("look alike beyond ASCII", "ana@xn--80ak6aa92e.example"),
        (
            "look alike beside a third of their own domain",
            "new@company.example",
        ),
    ] {
        let mut took_us: Vec<u128> = (0..RUNS).map(|_| look(address, &senders)).collect();
        took_us.sort_unstable();
        let median = took_us.get(took_us.len() / 2).copied().unwrap_or_default();
        println!("{name}: {median} µs");
    }
}

fn sender(domain: usize) -> String {
    let kinds = ["news", "mail", "shop", "post", "info"];
    let kind = kinds.get(domain % kinds.len()).copied().unwrap_or_default();
    match domain % 3 {
        0 => format!("{kind}@{kind}.shop-of-things-{domain}.example"),
        1 => format!("no-reply{domain}@company.example"),
        _ => format!("person{domain}@mail{domain}.example.org"),
    }
}

fn look(address: &str, senders: &[String]) -> u128 {
    let begin = Instant::now();
    let mut known = senders.iter().map(String::as_str);
    black_box(Reader.look_alike(black_box(address), &mut known));
    begin.elapsed().as_micros()
}
