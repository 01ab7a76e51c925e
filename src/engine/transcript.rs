//! What was said on the wire in an account's last sessions, for a person to read and to pass on. It keeps no message, no
//! password and nothing that is made of one: `pop3::Said` cannot hold them, and a server's own words are looked through
//! before they are kept ([`redaction`]).

mod redaction;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use self::redaction::Redaction;
use super::Engine;
use crate::clock::Clock;
use crate::pop3::Said;
use crate::secret::Secret;
use crate::store::{Connection, Protection, Store};
use crate::tls::PeerFacts;
use crate::transport::Dial;
use crate::units::{AccountId, UnixMillis};
use crate::wire::{Fault, TranscriptView};

/// So many sessions of an account are kept.
const SESSIONS: usize = 2;
/// How a session began is kept whole; `HEAD` and `TAIL` together, with what may come over them by a line, are 64 kB.
const HEAD_OCTETS: usize = 16_000;
/// So much of how it went on: when there is more, …
const TAIL_OCTETS: usize = 44_000;
/// … it is cut down to this.
const TAIL_CUT_TO_OCTETS: usize = 36_000;

const DAY_MS: i64 = 86_400_000;

/// The transcript of one session, still being written, or none at all. Copies are the same transcript.
#[derive(Clone, Debug, Default)]
pub(super) struct Recording(Option<Rc<RefCell<Transcript>>>);

#[derive(Debug)]
struct Transcript {
    begun_at: UnixMillis,
    /// When the server was heard last.
    heard_at: UnixMillis,
    redaction: Redaction,
    bytes_in: u64,
    bytes_out: u64,
    /// What may become longer, and when it began.
    open: Option<(UnixMillis, Said)>,
    head: String,
    tail: String,
    dropped_lines: usize,
    dropped_octets: usize,
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// The transcripts of an account's last sessions, newest first. They go when the engine does.
    pub fn transcripts(&self, account: AccountId) -> Vec<TranscriptView> {
        let kept = self.transcripts.borrow();
        let of_account = kept.iter().rev().filter(|(of, _)| *of == account);
        let transcripts = of_account.filter_map(|(_, recording)| recording.0.as_ref());
        transcripts.map(|transcript| transcript.borrow().view()).collect()
    }

    /// Begins a transcript in the place of the account's oldest.
    pub(super) fn record(&self, account: AccountId, server: &Connection, password: &Secret) -> Recording {
        let recording = Recording::begin(self.clock.now(), &server.username, password);
        let protection = match server.protection {
            Protection::Tls => "TLS",
            Protection::Stls => "STLS",
            Protection::PlainWithConsent => "no encryption",
        };
        let Connection { host, port, .. } = server;
        recording.fact(
            self.clock.now(),
            &format!("connecting to {host}, port {port}, with {protection}"),
        );
        let mut kept = self.transcripts.borrow_mut();
        let mut surplus = (kept.iter().filter(|(of, _)| *of == account).count() + 1).saturating_sub(SESSIONS);
        kept.retain(|(of, _)| {
            let goes = *of == account && surplus > 0;
            surplus -= usize::from(goes);
            !goes
        });
        kept.push((account, recording.clone()));
        recording
    }

    pub(super) fn forget_transcripts(&self, account: AccountId) {
        self.transcripts.borrow_mut().retain(|(of, _)| *of != account);
    }
}

impl Recording {
    fn begin(now: UnixMillis, username: &str, password: &Secret) -> Self {
        Self(Some(Rc::new(RefCell::new(Transcript {
            begun_at: now,
            heard_at: now,
            redaction: Redaction::of(username, password),
            bytes_in: 0,
            bytes_out: 0,
            open: None,
            head: String::new(),
            tail: String::new(),
            dropped_lines: 0,
            dropped_octets: 0,
        }))))
    }

    fn with(&self, write: impl FnOnce(&mut Transcript)) {
        if let Some(transcript) = &self.0 {
            write(&mut transcript.borrow_mut());
        }
    }

    /// Bytes went out.
    pub(super) fn sent(&self, octets: usize) {
        self.with(|transcript| transcript.bytes_out += octets as u64);
    }

    /// Bytes came.
    pub(super) fn heard(&self, now: UnixMillis, octets: usize) {
        self.with(|transcript| {
            transcript.heard_at = now;
            transcript.bytes_in += octets as u64;
        });
    }

    /// This was said.
    pub(super) fn said(&self, now: UnixMillis, said: Vec<Said>) {
        self.with(|transcript| said.into_iter().for_each(|said| transcript.said(now, said)));
    }

    /// Something that nobody said.
    pub(super) fn fact(&self, now: UnixMillis, words: &str) {
        self.with(|transcript| transcript.fact(now, words));
    }

    /// TLS is up.
    pub(super) fn secured(&self, now: UnixMillis, peer: &PeerFacts) {
        self.with(|transcript| {
            let PeerFacts {
                version,
                cipher,
                certificate,
            } = peer;
            transcript.fact(now, &format!("{version}, {cipher}"));
            let days = certificate.not_after.0.saturating_sub(now.0) / DAY_MS;
            let (subject, issuer) = (&certificate.subject, &certificate.issuer);
            let words = format!("certificate of {subject}, signed by {issuer}, valid for {days} days");
            transcript.fact(now, &words);
        });
    }

    /// The session is over.
    pub(super) fn ended(&self, now: UnixMillis, fault: Option<&Fault>) {
        self.with(|transcript| {
            if let Some(fault) = fault {
                // The address of a provider's page may open a session there.
                let detail = match &fault.link {
                    Some(page) => fault.detail.replace(page, "<page>"),
                    None => fault.detail.clone(),
                };
                transcript.fact(now, &format!("{}: {detail}", fault.kind.name()));
            }
            let (bytes_in, bytes_out) = (transcript.bytes_in, transcript.bytes_out);
            transcript.fact(now, &format!("the end: {bytes_in} octets came, {bytes_out} went"));
        });
    }
}

impl Transcript {
    fn said(&mut self, now: UnixMillis, mut said: Said) {
        if let Said::Answer { words, .. } = &mut said {
            *words = self.redaction.text(words);
        }
        if let Some((_, open)) = &mut self.open
            && open.absorb(&said)
        {
            return;
        }
        let at = match said {
            Said::Command(_) | Said::Commands { .. } => now,
            _ => self.heard_at,
        };
        self.close();
        self.open = Some((at, said));
    }

    /// Nothing more comes to the line that is open.
    fn close(&mut self) {
        if let Some((at, said)) = self.open.take() {
            self.write(at, &said.to_string());
        }
    }

    fn fact(&mut self, now: UnixMillis, words: &str) {
        self.close();
        let words = self.redaction.text(words);
        self.write(now, &format!("-- {words}"));
    }

    fn write(&mut self, at: UnixMillis, words: &str) {
        let line = self.stamped(at, words);
        if self.tail.is_empty() && self.head.len() < HEAD_OCTETS {
            return self.head.push_str(&line);
        }
        self.tail.push_str(&line);
        if self.tail.len() > TAIL_OCTETS {
            self.cut();
        }
    }

    /// Drops the oldest lines behind the beginning.
    fn cut(&mut self) {
        let surplus = self.tail.len() - TAIL_CUT_TO_OCTETS;
        let end_of_line = |(at, octet): (usize, u8)| (octet == b'\n' && at >= surplus).then_some(at + 1);
        let cut_at = self.tail.bytes().enumerate().find_map(end_of_line);
        let dropped = self.tail.drain(..cut_at.unwrap_or(self.tail.len()));
        self.dropped_octets += dropped.as_str().len();
        self.dropped_lines += dropped.filter(|letter| *letter == '\n').count();
    }

    fn stamped(&self, at: UnixMillis, words: &str) -> String {
        let ms = at.0.saturating_sub(self.begun_at.0);
        format!("{ms:>7} {words}\n")
    }

    fn view(&self) -> TranscriptView {
        let mut text = self.head.clone();
        if self.dropped_lines > 0 {
            let (lines, octets) = (self.dropped_lines, self.dropped_octets);
            text.push_str(&format!(
                "    … {lines} lines, {octets} octets, are left out here …\n"
            ));
        }
        text.push_str(&self.tail);
        if let Some((at, said)) = &self.open {
            text.push_str(&self.stamped(*at, &said.to_string()));
        }
        TranscriptView {
            begun_at: self.begun_at,
            text,
        }
    }
}
