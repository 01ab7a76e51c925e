//! How long a first sync takes beside mpop, fetchmail and Python's poplib, and a look that finds nothing new: from the
//! same Dovecot, over the same delayed line, in the same run.
//!
//! `cargo xtask bench sync`. Prints, for each mailbox and round trip, seconds and round trips (those of TLS included), and
//! the ratio of ours to each other's (below 1 is faster). `cargo bench --bench sync -- 1000` does one mailbox.

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
#[path = "support/rivals.rs"]
mod rivals;

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use delay::Line;
use dovecot::{Dovecot, HOST, PASSWORD, USER};
use restante::clock::native::TokioClock;
use restante::engine::{Engine, EngineOptions, Stop, SyncEvent};
use restante::secret::Secret;
use restante::store::memory::MemoryStore;
use restante::transport::native::NativeDialer;
use restante::wire::{AccountSetup, Folder, Security};
use rivals::{Rival, Task};
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
        let rivals = Rival::installed(&server);
        for round_trip_ms in [0, 20, 100] {
            compare(&server, &rivals, count, round_trip_ms);
        }
    }
}

/// How often each is timed; the best time counts.
const TURNS: u32 = 3;
/// Whoever asks for one message after the other is spared this with more than so many.
const MOST_ONE_BY_ONE: usize = 1_000;

/// All take turns, so that nobody has the warmer cache.
fn compare(server: &Dovecot, rivals: &[Rival<'_>], count: usize, round_trip_ms: u64) {
    let line = delay::start(server.pop3s_port, Duration::from_millis(round_trip_ms) / 2);
    let name = format!("sync-{count}-at-{round_trip_ms}-ms");
    let mut ours = Times::default();
    let mut theirs: Vec<_> = rivals.iter().map(|rival| (rival, Times::default())).collect();
    for turn in 0..TURNS {
        ours.take(&restante(server, &line, count));
        for (rival, times) in &mut theirs {
            let is_slow = rival.program.waits_for_each();
            let is_spared = is_slow && (count > MOST_ONE_BY_ONE || (turn > 0 && round_trip_ms > 0));
            times.take(&rival_times(rival, &line, is_spared));
        }
    }
    ours.report(&name, "", None);
    for (rival, times) in &theirs {
        times.report(&name, &format!("{}-", rival.program.name()), Some(&ours));
    }
}

fn rival_times(rival: &Rival<'_>, line: &Line, is_spared: bool) -> Times {
    let time = |task| rival.time(task, line.port);
    let all = if is_spared { None } else { time(Task::Everything) };
    let rows = time(Task::FirstHeaders);
    rival.prepare();
    line.round_trips();
    let nothing_new = time(Task::NothingNew);
    Times {
        rows,
        all,
        nothing_new,
        nothing_new_round_trips: Some(line.round_trips()).filter(|round_trips| *round_trips > 0),
    }
}

/// The best so far; `None` where nothing was timed.
#[derive(Default)]
struct Times {
    rows: Option<Duration>,
    all: Option<Duration>,
    nothing_new: Option<Duration>,
    nothing_new_round_trips: Option<u32>,
}

impl Times {
    fn take(&mut self, other: &Self) {
        let best = |one: Option<Duration>, other: Option<Duration>| one.into_iter().chain(other).min();
        self.rows = best(self.rows, other.rows);
        self.all = best(self.all, other.all);
        self.nothing_new = best(self.nothing_new, other.nothing_new);
        self.nothing_new_round_trips = other.nothing_new_round_trips.or(self.nothing_new_round_trips);
    }

    fn report(&self, name: &str, whose: &str, ours: Option<&Self>) {
        let figures = [
            ("first-50-rows", self.rows, ours.and_then(|ours| ours.rows)),
            ("all", self.all, ours.and_then(|ours| ours.all)),
            (
                "nothing-new",
                self.nothing_new,
                ours.and_then(|ours| ours.nothing_new),
            ),
        ];
        for (what, theirs, ours) in figures {
            let Some(theirs) = theirs else { continue };
            println!("{name}-{whose}{what}: {:.3} s", theirs.as_secs_f64());
            if let Some(ours) = ours {
                let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
                println!(
                    "{name}-{what}-ratio-to-{}: {ratio:.2} ratio",
                    whose.trim_end_matches('-')
                );
            }
        }
        if let Some(round_trips) = self.nothing_new_round_trips {
            println!("{name}-{whose}nothing-new-round-trips: {round_trips} count");
        }
    }
}

fn restante(server: &Dovecot, line: &Line, count: usize) -> Times {
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
            port: line.port,
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
        line.round_trips();
        let started = Instant::now();
        let report = engine.sync(account, &[], &|_| {}, Stop::never()).await.unwrap();
        let nothing_new = started.elapsed();
        assert_eq!(report.fetched, 0);
        let seen_from_outside = line.round_trips();
        assert!(
            [0, report.round_trips].contains(&seen_from_outside),
            "{seen_from_outside}"
        );
        Times {
            rows: rows.take(),
            all: Some(all),
            nothing_new: Some(nothing_new),
            nothing_new_round_trips: Some(report.round_trips),
        }
    })
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
