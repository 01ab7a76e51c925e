//! What the header says about a message's way and its sender, and how much of it is to be believed. It must not take
//! for the provider's what a sender can write: whoever sends a message writes everything below the line where the
//! account's own provider received it, and may write there whatever the provider writes elsewhere.
//!
//! ```text
//! Received: by the provider, from itself        believed     ▲ put on top, one by one, as the message travels
//! Authentication-Results: the provider          believed     │
//! Received: by the provider, from a stranger    believed     │ ── here trust ends
//! Authentication-Results: the provider?         a failure is believed, a success is not: the sender may stand here
//! Received: by others                           reported
//! From, Date, Message-ID, DKIM-Signature …      claimed
//! ```

mod belief;
mod hints;
mod hosts;
mod received;
mod results;
mod scripts;
mod verdict;

pub use hints::{Hint, look_alike};
pub use results::{Check, Results, ResultsKind, Standing};
pub use verdict::{Reason, Verdict};

use self::belief::Own;
use self::received::Read;
use crate::mail::header::{self, Header};
use crate::mail::{Address, clean, decode, moment};
use crate::units::UnixMillis;

/// More hops than this nobody's message had; the newest are kept.
const MOST_HOPS: usize = 100;
/// The longest text that is read of one field, as sent.
const FIELD_OCTETS: usize = 8 * 1024;
const FIELD_CHARACTERS: usize = 4 * 1024;
const MOST_SIGNATURES: usize = 10;
const MOST_REPORTS: usize = 20;

/// Whose account the message is in: what tells the provider's words from everybody else's.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// The server that the mail is fetched from.
    pub server: &'a str,
    /// The account's address.
    pub email: &'a str,
}

/// What a header says about the message's way and its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// From the oldest to the newest.
    pub hops: Vec<Hop>,
    /// Hops that are not among them, all of them older.
    pub left_out: u32,
    /// When its sender says that it was written.
    pub written_at: Option<UnixMillis>,
    /// Who it says it is from, and what else names somebody.
    pub names: Vec<Name>,
    /// What mail servers say that they checked.
    pub reports: Vec<Results>,
    /// In a word.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// What speaks against the sender, the worst first.
    pub hints: Vec<Hint>,
}

/// One server handing the message to another, as the second wrote it down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hop {
    /// What the giving side called itself; empty when it did not.
    pub from: String,
    /// What the taking side found its address to be called; empty when it did not look, or found nothing.
    pub found: String,
    /// The giving side's address as written; empty when it is not.
    pub address: String,
    /// What kind of address that is.
    pub reach: Option<Reach>,
    /// Who wrote this; empty when that is not said.
    pub by: String,
    /// How it was handed over, such as "ESMTPS"; empty when that is not said.
    pub protocol: String,
    /// Whether it says that the way was encrypted.
    pub encrypted: bool,
    /// Such as "TLS 1.3"; empty when that is not said.
    pub tls: String,
    /// Empty when that is not said.
    pub cipher: String,
    /// What the taking side called the message; empty when that is not said.
    pub id: String,
    /// For whom; empty when that is not said.
    pub recipient: String,
    /// When, where that is a date between 1980 and 2100.
    pub at: Option<UnixMillis>,
    /// The date as written.
    pub date: String,
    /// Since the one before, or since it was written; negative when one of the clocks is wrong.
    pub delay_ms: Option<i64>,
    /// Whether the account's own provider wrote it.
    pub believed: bool,
}

/// What kind of address something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Somewhere on the internet.
    Public,
    /// In somebody's own network.
    Private,
    /// The same machine.
    Loopback,
    /// Nobody's: kept for examples or for later.
    Reserved,
}

/// Somebody whom the header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As whom.
    pub role: Role,
    /// The address or the domain; empty for a `Return-Path` of `<>`.
    pub text: String,
    /// How its domain stands to that of `From`.
    pub alignment: Alignment,
}

/// As whom a header names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `From`
    From,
    /// `Sender`
    Sender,
    /// `Reply-To`
    ReplyTo,
    /// `Return-Path`: where reports of failure go.
    ReturnPath,
    /// `Message-ID`
    MessageId,
    /// The `d=` of a `DKIM-Signature`, whether or not it holds.
    Signature,
}

/// How one domain stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// The same.
    Same,
    /// Another, of the same organisation as far as names tell.
    Organisation,
    /// Somebody else's.
    Other,
    /// There is none.
    Absent,
}

/// What is read of the header, once.
struct Facts {
    froms: usize,
    from: Vec<Address>,
    sender: Vec<Address>,
    reply_to: Vec<Address>,
    return_path: Option<String>,
    message_id: String,
    signatures: Vec<String>,
    written_at: Option<UnixMillis>,
}

/// Follows a message back.
#[must_use]
pub fn trace(original: &[u8], home: Home<'_>) -> Trace {
    let (header, _) = header::split(header::without_leader(original));
    let own = Own::of(home);
    let mut way = Way::read(header);
    let border = belief::mark(&mut way.hops, &own, header);
    let facts = Facts::of(header);
    let reports = results::reports(header, &own, border);
    let from = facts.from.first().map(|from| hosts::of_address(&from.address));
    let from = from.unwrap_or_default();
    let (verdict, reason) = verdict::judge(&from, facts.froms.max(facts.from.len()), &reports);
    let mut hops: Vec<Hop> = way.hops.into_iter().map(|read| read.hop).rev().collect();
    count_delays(&mut hops, facts.written_at);
    Trace {
        hints: hints::of(&facts, &from, &hops, home),
        names: names(&facts, &from),
        hops,
        left_out: way.left_out,
        written_at: facts.written_at,
        reports,
        verdict,
        reason,
    }
}

/// The lines of the header as they came, at most so many octets, and whether that is all of them.
#[must_use]
pub fn header_lines(original: &[u8], most: usize) -> (&[u8], bool) {
    let (header, _) = header::split(header::without_leader(original));
    let lines = header.lines();
    (lines.get(..most).unwrap_or(lines), lines.len() <= most)
}

/// The `Received` fields, newest first.
struct Way {
    hops: Vec<Read>,
    left_out: u32,
}

impl Way {
    fn read(header: Header<'_>) -> Self {
        let mut way = Self {
            hops: Vec::new(),
            left_out: 0,
        };
        for (place, (name, value)) in header.fields().enumerate() {
            if !name.eq_ignore_ascii_case(b"Received") {
                continue;
            }
            if way.hops.len() < MOST_HOPS {
                way.hops.push(Read::of(place, value));
            } else {
                way.left_out = way.left_out.saturating_add(1);
            }
        }
        way
    }
}

impl Facts {
    fn of(header: Header<'_>) -> Self {
        let froms = header
            .fields()
            .filter(|(name, _)| name.eq_ignore_ascii_case(b"From"));
        let sent = header
            .fields()
            .find(|(name, _)| name.eq_ignore_ascii_case(b"Date"));
        let mut from = header.addresses("From");
        from.retain(|person| !person.address.is_empty());
        // The one that the reader shows comes first; several are somebody's trick, or several writers.
        let shown = header.sender();
        from.retain(|person| person.address != shown.address);
        from.insert(0, shown);
        let signatures = header
            .fields()
            .filter(|(name, _)| name.eq_ignore_ascii_case(b"DKIM-Signature"))
            .take(MOST_SIGNATURES)
            .filter_map(|(_, value)| tag(&line(value), "d"))
            .collect();
        Self {
            froms: froms.count(),
            from,
            sender: header.addresses("Sender"),
            reply_to: header.addresses("Reply-To"),
            return_path: header
                .word("Return-Path")
                .map(|path| path.trim_matches(['<', '>', ' ']).to_owned()),
            message_id: header.message_id(),
            signatures,
            written_at: sent.and_then(|(_, value)| sane(moment::of(value))),
        }
    }
}

/// A field in one line, without controls and direction marks.
fn line(value: &[u8]) -> String {
    let value = value.get(..FIELD_OCTETS).unwrap_or(value);
    clean::line(&decode::unlabelled(value), FIELD_CHARACTERS)
}

/// The value of `name=` in a list of tags (RFC 6376 §3.2).
fn tag(tags: &str, name: &str) -> Option<String> {
    tags.split(';')
        .filter_map(|tag| tag.split_once('='))
        .find(|(found, _)| found.trim() == name)
        .map(|(_, value)| hosts::normal(value))
        .filter(|value| !value.is_empty())
}

/// A moment that a message can be from.
fn sane(moment: Option<UnixMillis>) -> Option<UnixMillis> {
    const SINCE_1980: i64 = 315_532_800_000;
    const UNTIL_2100: i64 = 4_102_444_800_000;
    moment.filter(|moment| (SINCE_1980..UNTIL_2100).contains(&moment.0))
}

fn count_delays(hops: &mut [Hop], written_at: Option<UnixMillis>) {
    let mut before = written_at;
    for hop in hops {
        if let (Some(at), Some(before)) = (hop.at, before) {
            hop.delay_ms = Some(at.0.saturating_sub(before.0));
        }
        before = hop.at.or(before);
    }
}

fn names(facts: &Facts, from: &str) -> Vec<Name> {
    let addressed = |role, people: &[Address]| {
        let people = people.iter().filter(|person| !person.address.is_empty()).take(10);
        let found =
            people.map(|person| name(role, &person.address, &hosts::of_address(&person.address), from));
        found.collect::<Vec<_>>()
    };
    let mut names = addressed(Role::From, &facts.from);
    names.extend(addressed(Role::Sender, &facts.sender));
    names.extend(addressed(Role::ReplyTo, &facts.reply_to));
    if let Some(path) = &facts.return_path {
        names.push(name(Role::ReturnPath, path, &hosts::of_address(path), from));
    }
    if !facts.message_id.is_empty() {
        let id = &facts.message_id;
        names.push(name(Role::MessageId, id, &hosts::of_address(id), from));
    }
    let signatures = facts.signatures.iter();
    names.extend(signatures.map(|domain| name(Role::Signature, domain, domain, from)));
    names
}

fn name(role: Role, text: &str, domain: &str, from: &str) -> Name {
    Name {
        role,
        text: text.to_owned(),
        alignment: hosts::alignment(from, domain),
    }
}

#[cfg(test)]
mod tests;
