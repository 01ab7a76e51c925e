//! Transcripts without a server: what is never in them, and how long they become.

#![allow(clippy::unwrap_used, reason = "what goes wrong here ends the test, loudly")]

use base64::prelude::{BASE64_STANDARD, Engine as _};
use proptest::prelude::*;

use super::*;
use crate::pop3::Extent;
use crate::units::{MessageNumber, Octets};

const NOW: UnixMillis = UnixMillis(1_790_000_000_000);

fn recording(username: &str, password: &str) -> Recording {
    Recording::begin(NOW, username, &Secret::new(password.to_owned()))
}

fn text(recording: &Recording) -> String {
    recording.0.as_ref().unwrap().borrow().view().text
}

fn answer(status: &'static str, words: &str) -> Vec<Said> {
    vec![Said::Answer {
        status,
        words: words.to_owned(),
        count: 1,
    }]
}

fn messages(number: u32, octets: u64) -> Vec<Said> {
    let number = MessageNumber::new(number).unwrap();
    vec![Said::Messages {
        extent: Extent::Whole,
        first: number,
        last: number,
        count: 1,
        octets: Octets(octets),
    }]
}

fn retrieve(number: u32) -> Vec<Said> {
    let number = MessageNumber::new(number).unwrap();
    vec![Said::Commands {
        verb: "RETR",
        first: number,
        last: number,
        count: 1,
    }]
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[test]
fn a_line_has_its_time_and_who_spoke() {
    let recording = recording("anna", "correct-horse");
    recording.fact(NOW.plus_ms(3), "connected");
    recording.heard(NOW.plus_ms(20), 10);
    recording.said(NOW.plus_ms(25), answer("+OK", "ready"));
    recording.said(NOW.plus_ms(26), vec![Said::Command(["STAT", "", ""])]);
    assert_eq!(
        text(&recording),
        "      3 -- connected\n     20 S: +OK ready\n     26 C: STAT\n"
    );
}

#[test]
fn what_is_said_many_times_is_one_line() {
    let recording = recording("anna", "correct-horse");
    for number in 12..=61 {
        recording.said(NOW, retrieve(number));
    }
    for number in 12..=61 {
        recording.said(NOW, messages(number, 100));
    }
    assert_eq!(
        text(&recording),
        "      0 C: RETR 12 … RETR 61 (50 commands)\n      0 S: … 5000 octets of 50 messages, 12 … 61\n"
    );
}

#[test]
fn a_name_is_replaced_however_it_is_written() {
    let recording = recording("recent:Anna@example.org", "correct-horse");
    recording.said(
        NOW,
        answer("-ERR", "mailbox of ANNA (anna@Example.org) is locked"),
    );
    assert_eq!(
        text(&recording),
        "      0 S: -ERR mailbox of <user> (<user>) is locked\n"
    );
}

#[test]
fn digests_and_tokens_are_left_out() {
    let recording = recording("anna", "correct-horse");
    let words = "digest c4c9334bac560ecc979e58001b3e22fb, see https://pop.example.org/help";
    recording.said(NOW, answer("-ERR", words));
    assert_eq!(
        text(&recording),
        "      0 S: -ERR digest <a long word>, see https://pop.example.org/help\n"
    );
}

#[test]
fn a_long_session_keeps_its_beginning_and_its_end() {
    let recording = recording("anna", "correct-horse");
    for number in 1..=100_000 {
        recording.said(NOW, retrieve(number));
        recording.said(NOW, messages(number, 1));
    }
    let text = text(&recording);
    assert!(text.len() <= 64_000, "{}", text.len());
    assert!(text.starts_with("      0 C: RETR 1\n"));
    assert!(text.ends_with("      0 S: … 1 octets of message 100000\n"));
    let told = text.lines().count() - 1;
    let gap = text.lines().find(|line| line.contains("left out here")).unwrap();
    let left_out: usize = gap.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert_eq!(told + left_out, 200_000);
}

proptest! {
    #[test]
    fn no_secret_is_in_a_transcript_whatever_a_server_says(
        username in "[a-zA-Z0-9._-]{3,20}(@[a-z]{2,10}\\.org)?",
        password in "\\PC{6,24}",
        around in "\\PC{0,12}",
        behind in "\\PC{0,12}",
        how in 0..6_u8,
    ) {
        let recording = recording(&username, &password);
        let plain = format!("\0{username}\0{password}");
        let said = match how {
            0 => password.clone(),
            1 => BASE64_STANDARD.encode(&password),
            2 => hex(password.as_bytes()),
            3 => BASE64_STANDARD.encode(&plain),
            4 => hex(plain.as_bytes()).to_uppercase(),
            _ => BASE64_STANDARD.encode(format!("user={username}\u{1}auth=Bearer {password}\u{1}\u{1}")),
        };
        recording.said(NOW, answer("-ERR", &format!("{around}{said}{behind}")));
        recording.fact(NOW, &format!("{around}{said}{behind}"));
        let transcript = text(&recording);
        // What a transcript says anyway is no secret.
        let always = "      0 S: -ERR <left out: it repeats what was typed> <user> <a long word>";
        for secret in [
            password.clone(),
            BASE64_STANDARD.encode(&password),
            hex(password.as_bytes()),
            BASE64_STANDARD.encode(&plain),
        ] {
            prop_assert!(always.contains(&secret) || !transcript.contains(&secret), "{transcript}");
        }
    }
}
