//! Messages that lost something on their way: their end, lines out of their middle, what keeps their parts apart. Whatever
//! words are left must be seen, or it must be said why not; a page with nothing on it is never an answer to words.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use restante::mail::{self, Body, BodyForm, OpenedMessage, RemoteImages};

/// The same changes in every run.
struct Chance(u64);

impl Chance {
    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        // The step of Knuth's MMIX; the upper half is the better one.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/messages");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let messages = files.filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let mut all: Vec<_> = messages
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    all.sort();
    all
}

fn lines(message: &[u8]) -> Vec<&[u8]> {
    message.split_inclusive(|&byte| byte == b'\n').collect()
}

fn is_blank_line(line: &&[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether there are three letters or digits that are no header's, no delimiter's and no markup's. It reads as little as it
/// can: what it misses it takes for words.
fn has_words(message: &[u8]) -> bool {
    let mut body = lines(message).into_iter().skip_while(|line| !is_blank_line(line));
    let mut words = Vec::new();
    let mut is_header = false;
    for line in &mut body {
        let is_delimiter = line.starts_with(b"--");
        let is_field = line
            .split(|&byte| byte == b':')
            .next()
            .is_some_and(|name| name.len() < line.trim_ascii().len() && !name.contains(&b' '));
        let goes_on = is_header && line.starts_with(b" ") || line.starts_with(b"\t");
        is_header = is_delimiter || is_field || goes_on;
        if !is_header {
            words.extend_from_slice(line);
        }
    }
    let words = without_markup(&String::from_utf8_lossy(&words));
    words.chars().filter(|c| c.is_alphanumeric()).count() >= 3
}

fn without_markup(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut kept = String::new();
    let mut rest = lower.as_str();
    while let Some((before, tag)) = rest.split_once('<') {
        kept.push_str(before);
        let silent = ["head", "style", "title", "script", "svg", "select", "!--"];
        let element = silent.iter().find(|name| tag.starts_with(**name));
        let end = match element {
            Some(&"!--") => "-->".to_owned(),
            Some(name) => format!("</{name}>"),
            None => ">".to_owned(),
        };
        rest = tag.split_once(end.as_str()).map_or("", |(_, after)| after);
    }
    kept + rest
}

fn shows_words(opened: &OpenedMessage) -> bool {
    match &opened.body {
        Body::Empty => false,
        Body::Html { html, .. } => {
            html.contains("<img") || without_markup(html).contains(|c: char| !c.is_whitespace())
        }
        Body::Text(blocks) => {
            let mut spans = blocks.iter().flat_map(|block| &block.spans);
            spans.any(|span| span.text.contains(|c: char| !c.is_whitespace()))
        }
    }
}

fn assert_says_something(name: &str, damage: &str, message: &[u8]) {
    for form in [BodyForm::Designed, BodyForm::Plain] {
        let opened = mail::open_as(message, RemoteImages::Blocked, form);
        let is_blank_page = opened.body != Body::Empty && !shows_words(&opened);
        assert!(!is_blank_page, "{name}, {damage}, {form:?}: a blank page");
        let says = shows_words(&opened)
            || !opened.attachments.is_empty()
            || !opened.notes.is_empty()
            || opened.report.is_some();
        assert!(
            says || !has_words(message),
            "{name}, {damage}, {form:?}: nothing of\n{}",
            String::from_utf8_lossy(message)
        );
    }
}

#[test]
fn whole_messages_say_something() {
    for (name, message) in fixtures() {
        assert_says_something(&name, "whole", &message);
    }
}

#[test]
fn messages_that_end_early_say_something() {
    for (name, message) in fixtures() {
        for part in 1..12 {
            let end = message.len() * part / 12;
            let cut = message.get(..end).unwrap();
            assert_says_something(&name, &format!("cut at {end}"), cut);
        }
    }
}

#[test]
fn messages_that_lost_lines_say_something() {
    for (name, message) in fixtures() {
        let lines = lines(&message);
        for seed in 0..8 {
            let mut chance = Chance(seed);
            let one_in = 2 + chance.below(12);
            let kept = lines.iter().filter(|_| chance.below(one_in) > 0);
            let kept: Vec<u8> = kept.flat_map(|line| line.iter().copied()).collect();
            assert_says_something(&name, &format!("without lines, {seed}"), &kept);
        }
    }
}

#[test]
fn messages_whose_delimiters_changed_say_something() {
    for (name, message) in fixtures() {
        for seed in 0..6 {
            let mut chance = Chance(seed);
            let changed = lines(&message).into_iter().flat_map(|line| {
                let is_boundary = line.starts_with(b"--") || line.windows(9).any(|nine| nine == b"boundary=");
                let mut line = line.to_vec();
                if is_boundary && chance.below(3) == 0 {
                    let place = chance.below(line.trim_ascii_end().len());
                    line.splice(place..=place, *b"xy");
                }
                line
            });
            let changed: Vec<u8> = changed.collect();
            assert_says_something(&name, &format!("with other delimiters, {seed}"), &changed);
        }
    }
}

#[test]
fn messages_whose_lines_ran_together_say_something() {
    for (name, message) in fixtures() {
        for seed in 0..4 {
            let mut chance = Chance(seed);
            let joined = lines(&message).into_iter().flat_map(|line| {
                if chance.below(6) == 0 {
                    line.trim_ascii_end().to_vec()
                } else {
                    line.to_vec()
                }
            });
            let joined: Vec<u8> = joined.collect();
            assert_says_something(&name, &format!("with lines run together, {seed}"), &joined);
        }
    }
}
