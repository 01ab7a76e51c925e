//! HTML read for its words, and measured, before a tree is built of it. It must give up early: on text when there is
//! enough, on a page when it is made to exhaust whoever builds its tree.

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{ParseOpts, Parser, QualName, local_name, ns};

use crate::mail::clean::Line;
use crate::mail::html::outline::{Outline, Quotes};
use crate::mail::html::stylesheet::Source;

/// How much is parsed between looks at how far it is.
const STEP_OCTETS: usize = 2048;

/// More attributes than a tag of mail has; the parser compares each with each.
const MOST_ATTRIBUTES: u32 = 500;
/// Characters that are written as entities, times characters of text. Writing a text takes time with this product.
const MOST_ESCAPING: u64 = 200_000_000_000;

/// Adds the first own words of a page to `line`. Quotations are left out.
pub(in crate::mail) fn words(html: &str, line: &mut Line) {
    let mut reader = Reader::of_document(html, Quotes::Skipped);
    while let Some(page) = reader.read() {
        page.text
            .take()
            .chars()
            .for_each(|character| line.push_char(character));
        if line.is_full() {
            return;
        }
    }
}

/// The text of a page, with line breaks where its blocks end, at most so many bytes and a little.
pub(in crate::mail) fn text(html: &str, most: usize) -> String {
    let mut reader = Reader::of_document(html, Quotes::Kept);
    let mut text = String::new();
    while let Some(page) = reader.read().filter(|_| text.len() <= most) {
        text.push_str(&page.text.take());
    }
    text
}

/// What a page says before its content.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    /// The attributes of `<body>`.
    pub(super) body: Vec<(String, String)>,
    /// Whether it claims to look good on dark paper.
    pub(super) supports_dark: bool,
}

pub(super) fn front(html: &str) -> Front {
    let mut reader = Reader::of_document(html, Quotes::Kept);
    let mut front = Front::default();
    while let Some(page) = reader.read() {
        front.supports_dark = page.supports_dark.get();
        if let Some(body) = page.body.take() {
            front.body = body;
            break;
        }
    }
    front
}

/// The rules of a page whose tree is of a fair size.
pub(super) fn rules(html: &str) -> Vec<Source> {
    if memchr::memmem::find(html.to_ascii_lowercase().as_bytes(), b"<style").is_none() {
        return Vec::new();
    }
    let mut reader = Reader::of_document(html, Quotes::Kept);
    while let Some(page) = reader.read() {
        page.text.take();
    }
    let found = reader.parser.tokenizer.sink.sink.rules.take();
    if reader.gave_up { Vec::new() } else { found }
}

/// What there is in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// More than is good for whoever builds its tree.
    TooMuch,
    /// No words and no pictures.
    Empty,
    Fair,
}

/// Measures a page exactly as the sanitiser will parse it.
pub(super) fn measure(html: &str) -> Size {
    let mut reader = Reader::of_fragment(html);
    let mut size = Size::Empty;
    let (mut characters, mut escaped) = (0_u64, 0_u64);
    while let Some(page) = reader.read() {
        let text = page.text.take();
        characters += text.len() as u64;
        escaped += text
            .chars()
            .filter(|c| matches!(c, '&' | '<' | '>' | '\u{80}'..='\u{bf}'))
            .count() as u64;
        if page.pictures.get() || !text.trim().is_empty() {
            size = Size::Fair;
        }
    }
    let costs_too_much = characters.saturating_mul(escaped) > MOST_ESCAPING;
    if reader.gave_up || costs_too_much {
        Size::TooMuch
    } else {
        size
    }
}

/// A parser that is fed by and by, and stops where going on would take too long.
struct Reader<'h> {
    parser: Parser<Outline>,
    rest: &'h str,
    tag: Tag,
    gave_up: bool,
}

impl<'h> Reader<'h> {
    fn of_document(html: &'h str, quotes: Quotes) -> Self {
        let mut options = ParseOpts::default();
        options.tree_builder.scripting_enabled = false;
        let parser = html5ever::parse_document(Outline::new(quotes), options);
        Self {
            parser,
            rest: html,
            tag: Tag::default(),
            gave_up: false,
        }
    }

    fn of_fragment(html: &'h str) -> Self {
        let context = QualName::new(None, ns!(html), local_name!("div"));
        let options = ParseOpts::default();
        let parser =
            html5ever::parse_fragment(Outline::new(Quotes::Kept), options, context, Vec::new(), false);
        Self {
            parser,
            rest: html,
            tag: Tag::default(),
            gave_up: false,
        }
    }

    /// Parses a little more; `None` at the end, or where it gives up.
    fn read(&mut self) -> Option<&Outline> {
        let step = self.step()?;
        let before = self.parser.tokenizer.sink.sink.calls.get();
        self.parser.process(StrTendril::from_slice(step));
        self.tag.read(step);
        let page = &self.parser.tokenizer.sink.sink;
        if page.calls.get() != before {
            self.tag = Tag::default();
        }
        self.gave_up = page.is_too_much() || self.tag.attributes > MOST_ATTRIBUTES;
        (!self.gave_up).then_some(page)
    }

    /// The next piece, in which a tag can only begin at its beginning.
    fn step(&mut self) -> Option<&'h str> {
        let bytes = self.rest.as_bytes();
        let after_first = bytes.get(1..).filter(|_| !self.gave_up)?;
        let window = after_first.get(..STEP_OCTETS).unwrap_or(after_first);
        let end = memchr::memchr(b'<', window).map_or(window.len() + 1, |found| found + 1);
        let end = (end..=bytes.len()).find(|&end| self.rest.is_char_boundary(end))?;
        let (step, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(step)
    }
}

/// The tag that is being read, as far as its attributes can be counted before the parser has it whole. The parser
/// says nothing of a tag until then.
#[derive(Default)]
struct Tag {
    place: Place,
    attributes: u32,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    Inside,
    /// After the sign that a value may follow.
    Equals,
    Value(char),
}

impl Tag {
    fn read(&mut self, step: &str) {
        let mut characters = step.chars();
        let starts_tag = |c: char| c.is_ascii_alphabetic() || c == '/';
        if self.place == Place::Outside
            && step
                .strip_prefix('<')
                .is_some_and(|after| after.starts_with(starts_tag))
        {
            *self = Self {
                place: Place::Inside,
                attributes: 0,
            };
            characters.nth(1);
        }
        for character in characters {
            self.place = match (self.place, character) {
                (Place::Outside, _) => return,
                (Place::Value(quote), found) if quote == found => {
                    self.attributes += 1;
                    Place::Inside
                }
                (Place::Value(quote), _) => Place::Value(quote),
                (_, '>') => Place::Outside,
                (Place::Equals, '"' | '\'') => Place::Value(character),
                (Place::Equals, _) if character.is_ascii_whitespace() => Place::Equals,
                (_, '=') => Place::Equals,
                _ => {
                    self.attributes += u32::from(character.is_ascii_whitespace() || character == '/');
                    Place::Inside
                }
            };
        }
    }
}
