//! HTML read for its words, and measured, before a tree is built of it. It must give up early: on text when there is
//! enough, on a page when it is made to exhaust whoever builds its tree.

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{ParseOpts, Parser, QualName, local_name, ns};

use crate::mail::clean::Line;
use crate::mail::html::outline::{Outline, Purpose};
use crate::mail::html::remote::Sights;
use crate::mail::html::stylesheet::Source;

/// How much is parsed between looks at how far it is.
const STEP_OCTETS: usize = 2048;

/// What follows the last piece: the parser holds back a character that is written as an entity until it knows what
/// comes next.
const LAST: &str = "\n";

/// More attributes than a tag of mail has; the parser compares each with each.
const MOST_ATTRIBUTES: u32 = 500;
/// Characters that are written as entities, times characters of text. Writing a text takes time with this product.
const MOST_ESCAPING: u64 = 200_000_000_000;

/// Adds the first own words of a page to `line`. Quotations are left out.
pub(in crate::mail) fn words(html: &str, line: &mut Line) {
    let mut reader = Reader::of_document(html, Purpose::Words);
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
    let text = text_of(html, most);
    if !text.trim().is_empty() {
        return text;
    }
    let opened = opened_up(html).map(|opened| text_of(&opened, most));
    opened.unwrap_or_else(|| between_tags(html, most))
}

/// What stands between the tags of a page that is too tangled to be read as one.
fn between_tags(html: &str, most: usize) -> String {
    const SILENT: [&str; 3] = ["style", "script", "title"];
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<').filter(|_| text.len() <= most) {
        text.push_str(before);
        text.push('\n');
        let is_silent = SILENT.into_iter().any(|name| {
            let begin = tag.get(..name.len());
            begin.is_some_and(|begin| begin.eq_ignore_ascii_case(name))
        });
        let end = if is_silent { tag.split_once("</") } else { None };
        let after_inside = match end {
            Some((_, after)) => after,
            None if is_silent => "",
            None => tag,
        };
        rest = after_inside.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let text = text
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

fn text_of(html: &str, most: usize) -> String {
    let mut reader = Reader::of_document(html, Purpose::Text);
    let mut text = String::new();
    while let Some(page) = reader.read().filter(|_| text.len() <= most) {
        text.push_str(&page.text.take());
    }
    if reader.gave_up {
        text.push_str(&reader.parser.tokenizer.sink.sink.text.take());
        text.push_str(&between_tags(
            reader.rest_after_tag(),
            most.saturating_sub(text.len()),
        ));
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
    let mut reader = Reader::of_document(html, Purpose::Measures);
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
    let mut reader = Reader::of_document(html, Purpose::Measures);
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
    /// Nobody sees its words and pictures.
    Hidden,
    /// No words and no pictures, but dots or dashes.
    Marks,
    Fair,
}

/// How large a page is.
pub(super) fn measure(html: &str) -> Size {
    measured(html).0
}

/// Measures a page exactly as the sanitiser will parse it, and notes its pictures.
pub(super) fn measured(html: &str) -> (Size, Sights) {
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
        if page.is_seen.get() {
            size = if page.only_marks.get() {
                Size::Marks
            } else {
                Size::Fair
            };
        } else if page.pictures.get() || !text.trim().is_empty() {
            size = Size::Hidden;
        }
    }
    let costs_too_much = characters.saturating_mul(escaped) > MOST_ESCAPING;
    if reader.gave_up || costs_too_much {
        size = Size::TooMuch;
    }
    (size, reader.parser.tokenizer.sink.sink.sights.take())
}

/// A page of which nothing is seen, without what keeps it from being read: elements for programs whose end is missing.
/// `None` where that is not why.
pub(super) fn opened_up(html: &str) -> Option<String> {
    const MOST_ELEMENTS: usize = 3;
    let mut page = without_unclosed(html)?;
    for _ in 1..MOST_ELEMENTS {
        if measure(&page) != Size::Empty {
            break;
        }
        page = without_unclosed(&page)?;
    }
    (measure(&page) != Size::Empty).then_some(page)
}

fn without_unclosed(html: &str) -> Option<String> {
    const ELEMENTS: &[(&str, &str)] = &[
        ("<style", "</style"),
        ("<script", "</script"),
        ("<title", "</title"),
        ("<textarea", "</textarea"),
        ("<noembed", "</noembed"),
        ("<noframes", "</noframes"),
        ("<iframe", "</iframe"),
        ("<template", "</template"),
        ("<select", "</select"),
        ("<svg", "</svg"),
        ("<!--", "-->"),
    ];
    let lower = html.to_ascii_lowercase();
    let is_unclosed = |(begin, end): &&(&str, &str)| {
        let last = lower.rfind(begin).and_then(|at| lower.get(at..));
        last.is_some_and(|rest| !rest.contains(end))
    };
    let (begin, _) = ELEMENTS.iter().find(is_unclosed)?;
    let (before, rest) = html.split_at_checked(lower.rfind(begin)?)?;
    let rest = rest.get(begin.len()..)?;
    // What follows up to the next tag is for programs.
    let next = rest.find('<').and_then(|at| rest.get(at..)).unwrap_or_default();
    Some([before, next].concat())
}

/// A parser that is fed by and by, and stops where going on would take too long.
struct Reader<'h> {
    parser: Parser<Outline>,
    rest: &'h str,
    tag: Tag,
    gave_up: bool,
    is_over: bool,
}

impl<'h> Reader<'h> {
    fn of_document(html: &'h str, purpose: Purpose) -> Self {
        let mut options = ParseOpts::default();
        options.tree_builder.scripting_enabled = false;
        let parser = html5ever::parse_document(Outline::new(purpose), options);
        Self {
            parser,
            rest: html,
            tag: Tag::default(),
            gave_up: false,
            is_over: false,
        }
    }

    fn of_fragment(html: &'h str) -> Self {
        let context = QualName::new(None, ns!(html), local_name!("div"));
        let options = ParseOpts::default();
        let parser = html5ever::parse_fragment(
            Outline::new(Purpose::Measures),
            options,
            context,
            Vec::new(),
            false,
        );
        Self {
            parser,
            rest: html,
            tag: Tag::default(),
            gave_up: false,
            is_over: false,
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

    /// What it has not read, from the end of the tag on in which it is.
    fn rest_after_tag(&self) -> &'h str {
        if self.tag.place == Place::Outside {
            return self.rest;
        }
        self.rest.split_once('>').map_or("", |(_, after)| after)
    }

    /// The next piece, in which a tag can only begin at its beginning.
    fn step(&mut self) -> Option<&'h str> {
        if self.rest.is_empty() && !self.is_over {
            self.is_over = true;
            return Some(LAST).filter(|_| !self.gave_up);
        }
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
