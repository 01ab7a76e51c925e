//! How long a first sync takes beside `mpop`, from the same Dovecot, over the same delayed line, in the same run.
//!
//! `cargo xtask bench sync`. Prints, for each mailbox and round trip, the time to the first 50 rows and to all messages,
//! and the ratio to mpop's time for all messages (below 1 is faster).

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends when anything is wrong"
)]

#[path = "support/delay.rs"]
mod delay;
#[allow(unreachable_pub, reason = "shared with the tests")]
#[path = "../tests/support/dovecot.rs"]
mod dovecot;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use dovecot::{Dovecot, HOST, PASSWORD, USER};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop, SyncEvent};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::wire::{AccountSetup, Folder, Security};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

fn main() {
    let sizes: Vec<usize> = match std::env::args().find_map(|argument| argument.parse().ok()) {
        Some(count) => vec![count],
        None => vec![1_000, 10_000],
    };
    for count in sizes {
        let messages = messages(count);
        let octets: usize = messages.iter().map(Vec::len).sum();
        println!("sync-{count}-mailbox: {:.1} MB", octets as f64 / 1e6);
        let server = Dovecot::with_messages(&messages);
        drop(messages);
        for round_trip_ms in [0, 20, 100] {
            compare(&server, count, round_trip_ms);
        }
    }
}

/// The two take turns, so that neither has the warmer cache; the best of three counts.
fn compare(server: &Dovecot, count: usize, round_trip_ms: u64) {
    let port = delay::start(server.pop3s_port, Duration::from_millis(round_trip_ms) / 2);
    let mut ours = Times {
        rows: Duration::MAX,
        all: Duration::MAX,
        round_trips: 0,
    };
    let mut theirs = Duration::MAX;
    for _ in 0..3 {
        theirs = theirs.min(mpop(server, port, count));
        let times = restante(server, port, count);
        ours.rows = ours.rows.min(times.rows);
        ours.all = ours.all.min(times.all);
        ours.round_trips = times.round_trips;
    }
    let name = format!("sync-{count}-at-{round_trip_ms}-ms");
    println!("{name}-first-50-rows: {:.3} s", ours.rows.as_secs_f64());
    println!("{name}-all: {:.3} s", ours.all.as_secs_f64());
    println!("{name}-round-trips: {} count", ours.round_trips);
    println!("{name}-mpop-all: {:.3} s", theirs.as_secs_f64());
    println!(
        "{name}-ratio-to-mpop: {:.2} ratio",
        ours.all.as_secs_f64() / theirs.as_secs_f64()
    );
}

struct Times {
    rows: Duration,
    all: Duration,
    round_trips: u32,
}

fn restante(server: &Dovecot, port: u16, count: usize) -> Times {
    let authority = CertificateDer::from_pem_slice(server.ca_pem.as_bytes())
        .unwrap()
        .to_vec();
    let options = EngineOptions {
        extra_roots: vec![authority],
        ..EngineOptions::default()
    };
    let engine = Engine::new(MemoryStore::new(), NativeDialer::direct(), TokioClock, options);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let setup = AccountSetup {
            email: USER.to_owned(),
            host: HOST.to_owned(),
            port,
            security: Security::Tls,
            username: USER.to_owned(),
            pinned_certificate: None,
            plaintext_consent: false,
        };
        let account = engine
            .save_account(&setup, Secret::new(PASSWORD.to_owned()), false)
            .await
            .unwrap();
        let started = Instant::now();
        let written = Cell::new(0_u32);
        let rows = RefCell::new(None);
        let on_event = |event| {
            if let SyncEvent::PagesChanged(_) = event {
                // The first group of rows that is written holds at least fifty.
                written.set(written.get() + 1);
                rows.borrow_mut().get_or_insert_with(|| started.elapsed());
            }
        };
        let report = engine.sync(account, &[], &on_event, Stop::never()).await.unwrap();
        let all = started.elapsed();
        let view = engine.rows(account, Folder::Inbox, 0, 50).await.unwrap();
        assert_eq!((view.total as usize, report.fetched as usize), (count, count));
        Times {
            rows: rows.take().unwrap(),
            all,
            round_trips: report.round_trips,
        }
    })
}

fn mpop(server: &Dovecot, port: u16, count: usize) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    let maildir = folder.path().join("mail");
    for part in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(maildir.join(part)).unwrap();
    }
    let authority = folder.path().join("ca.pem");
    std::fs::write(&authority, &server.ca_pem).unwrap();
    let started = Instant::now();
    let status = Command::new("mpop")
        .args([
            "--file=/dev/null",
            &format!("--host={HOST}"),
            &format!("--port={port}"),
            "--tls=on",
        ])
        .args([
            "--tls-starttls=off",
            &format!("--tls-trust-file={}", authority.display()),
        ])
        .args([
            "--auth=plain",
            &format!("--user={USER}"),
            &format!("--passwordeval=echo {PASSWORD}"),
        ])
        .args([
            "--keep=on",
            "--quiet",
            &format!("--delivery=maildir,{}", maildir.display()),
        ])
        .arg(format!("--uidls-file={}", folder.path().join("uidls").display()))
        .status()
        .unwrap();
    let took = started.elapsed();
    assert!(status.success(), "mpop failed");
    assert_eq!(delivered(&maildir.join("new")), count);
    took
}

fn delivered(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// Most are small, some have pictures: the mix of an ordinary mailbox, about 30 KB on average.
fn messages(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| {
            let lines = match n % 20 {
                0 => 4_000,
                1..=4 => 400,
                _ => 20 + n % 60,
            };
            let mut message = format!(
                "From: Sender {n} <sender{n}@example.org>\r\nTo: anna@example.org\r\nSubject: Message {n}\r\n\
                 Date: Mon, 2 Nov 2026 10:{:02}:{:02} +0000\r\nMessage-ID: <{n}@example.org>\r\n\r\n",
                n / 60 % 60,
                n % 60,
            )
            .into_bytes();
            for line in 0..lines {
                message.extend_from_slice(
                    format!("{line:05} The quick brown fox jumps over the lazy dog {n}.\r\n").as_bytes(),
                );
            }
            message
        })
        .collect()
}
