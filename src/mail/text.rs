//! Plain text as it is read: quotations by depth, the signature apart, links where addresses are. It must stay linear
//! and bounded, and it makes no markup.

use linkify::{LinkFinder, LinkKind};

use crate::mail::armour::{Armour, Line};
use crate::mail::html::INDENT;
use crate::mail::parts::DelSp;
use crate::mail::{Note, TextBlock, TextSpan};

/// How much text is shown; what follows is in the saved message.
pub(super) const MOST_OCTETS: usize = 1024 * 1024;
/// Links in one message; what follows stays text.
const MOST_LINKS: usize = 5000;
/// Links are not looked for in longer lines.
const LINK_LINE_OCTETS: usize = 32 * 1024;
const MOST_DEPTH: u8 = 20;
/// A signature whose mark is not written as it should be has fewer lines.
const MOST_SIGNATURE_LINES: usize = 9;
/// Blocks of one message; what follows is one block.
const MOST_BLOCKS: usize = 5000;

/// A text in its blocks, and what is to be said of it.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) blocks: Vec<TextBlock>,
    pub(super) notes: Vec<Note>,
}

/// The blocks of a text; `flowed` if it says `format=flowed`.
pub(super) fn read(text: &str, flowed: Option<DelSp>) -> Read {
    let (shown, is_cut) = beginning(text);
    let mut lines = Lines {
        left: shown.lines().count(),
        ..Lines::default()
    };
    for line in shown.lines() {
        lines.left = lines.left.saturating_sub(1);
        lines.add(line, flowed);
    }
    let mut notes: Vec<Note> = lines.armour.found().into_iter().collect();
    notes.extend(is_cut.then_some(Note::TextCut));
    Read {
        blocks: lines.finish(),
        notes,
    }
}

/// One line of text, with links where addresses are.
pub(super) fn line(text: &str) -> Vec<TextSpan> {
    Links::new().spans(text)
}

/// The blocks of the text of a page.
pub(super) fn read_page(text: &str) -> Read {
    read(&squeezed(text), None)
}

/// Lists in lists that are told apart.
const MOST_LISTS: usize = 10;

/// Lines without the space of their layout, and no more than one empty one in a row.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::new();
    let mut gap = false;
    for line in text.lines() {
        let inner = line.trim_start().trim_start_matches(INDENT);
        let lists = line.matches(INDENT).count().min(MOST_LISTS);
        let words = inner.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = if words.is_empty() {
            words
        } else {
            "  ".repeat(lists) + &words
        };
        gap |= line.is_empty();
        if !line.is_empty() {
            if gap && !squeezed.is_empty() {
                squeezed.push('\n');
            }
            gap = false;
            squeezed.push_str(&line);
            squeezed.push('\n');
        }
    }
    squeezed
}

fn beginning(text: &str) -> (&str, bool) {
    let end = (0..=MOST_OCTETS.min(text.len()))
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    let (shown, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (shown, !rest.is_empty())
}

/// What makes lines one block.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kind {
    depth: u8,
    signature: bool,
    armour: bool,
}

/// Lines on their way into blocks.
#[derive(Default)]
struct Lines {
    blocks: Vec<(Kind, String)>,
    armour: Armour,
    /// Lines that are still to come.
    left: usize,
    /// Whether the last line goes on in the next (RFC 3676 §4.1).
    flows: bool,
    signature: bool,
}

impl Lines {
    fn add(&mut self, line: &str, flowed: Option<DelSp>) {
        let (line, armour) = match self.armour.take(line) {
            Line::Words(line) => (line, false),
            Line::Armour => (line, true),
            Line::Nothing => return,
        };
        let (depth, text) = match flowed {
            _ if armour => (0, line),
            Some(_) => unquoted_flowed(line),
            None => unquoted(line),
        };
        // Many leave out the space, and then it is one only where a signature can be.
        let is_bare = text == "--" && (1..MOST_SIGNATURE_LINES).contains(&self.left);
        let is_delimiter = (text == "-- " || is_bare) && !armour;
        self.signature = depth == 0 && !armour && (self.signature || is_delimiter);
        let soft = flowed.filter(|_| text.ends_with(' ') && !is_delimiter && !armour);
        let shown = match soft {
            Some(DelSp::Yes) => text.strip_suffix(' ').unwrap_or(text),
            Some(DelSp::No) => text,
            None => text.trim_end(),
        };
        let goes_on = self.flows && !is_delimiter;
        let kind = Kind {
            depth,
            signature: self.signature,
            armour,
        };
        let is_new = match self.blocks.last() {
            None => true,
            Some((last, _)) => *last != kind && self.blocks.len() < MOST_BLOCKS,
        };
        if is_new {
            self.blocks.push((kind, visible(shown)));
        } else if let Some((_, block)) = self.blocks.last_mut() {
            if !goes_on {
                block.push('\n');
            }
            block.push_str(&visible(shown));
        }
        self.flows = soft.is_some();
    }

    /// Empty lines around blocks are the distance between them, which is not text.
    fn finish(self) -> Vec<TextBlock> {
        let mut links = Links::new();
        let blocks = self.blocks.into_iter().filter_map(|(kind, text)| {
            let text = text.trim_end().trim_start_matches('\n');
            (!text.is_empty()).then(|| TextBlock {
                quote_depth: kind.depth,
                signature: kind.signature,
                armour: kind.armour,
                spans: links.spans(text),
            })
        });
        blocks.collect()
    }
}

/// `> > text` as people and programs write it.
fn unquoted(line: &str) -> (u8, &str) {
    let mut depth = 0_u8;
    let mut rest = line;
    while let Some(after) = rest
        .strip_prefix('>')
        .or_else(|| rest.strip_prefix(" >").filter(|_| depth > 0))
    {
        depth = depth.saturating_add(1);
        rest = after;
    }
    let rest = if depth > 0 {
        rest.strip_prefix(' ').unwrap_or(rest)
    } else {
        rest
    };
    (depth.min(MOST_DEPTH), rest)
}

/// RFC 3676 §4.5: all marks stand together, then one space may be stuffing.
fn unquoted_flowed(line: &str) -> (u8, &str) {
    let text = line.trim_start_matches('>');
    let depth = u8::try_from(line.len() - text.len()).unwrap_or(u8::MAX);
    (depth.min(MOST_DEPTH), text.strip_prefix(' ').unwrap_or(text))
}

/// Without controls, and without the characters that turn the direction of what follows them.
fn visible(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .filter(|&c| (!c.is_control() || c == '\t') && !turns(c))
        .collect()
}

struct Links {
    finder: LinkFinder,
    left: usize,
}

impl Links {
    fn new() -> Self {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url, LinkKind::Email]);
        Self {
            finder,
            left: MOST_LINKS,
        }
    }

    fn spans(&mut self, text: &str) -> Vec<TextSpan> {
        let mut spans = Spans::default();
        for line in text.split_inclusive('\n') {
            if self.left == 0 || line.len() > LINK_LINE_OCTETS {
                spans.push(line, None);
                continue;
            }
            for found in self.finder.spans(line) {
                let link = found.kind().and_then(|kind| target(kind, found.as_str()));
                self.left = self.left.saturating_sub(usize::from(link.is_some()));
                spans.push(found.as_str(), link);
            }
        }
        spans.0
    }
}

#[derive(Default)]
struct Spans(Vec<TextSpan>);

impl Spans {
    /// Text that follows text is one span.
    fn push(&mut self, text: &str, link: Option<String>) {
        match self.0.last_mut() {
            Some(last) if last.link.is_none() && link.is_none() => last.text.push_str(text),
            _ => self.0.push(TextSpan {
                text: text.to_owned(),
                link,
            }),
        }
    }
}

fn target(kind: &LinkKind, text: &str) -> Option<String> {
    match kind {
        LinkKind::Email => Some(format!("mailto:{text}")),
        LinkKind::Url => {
            let (scheme, rest) = text.split_once(':')?;
            let scheme = scheme.to_ascii_lowercase();
            ["https", "http", "mailto"]
                .contains(&scheme.as_str())
                .then(|| format!("{scheme}:{rest}"))
        }
        _ => None,
    }
}
