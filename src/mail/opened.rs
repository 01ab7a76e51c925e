//! A message as it is read. It must show something whenever there is something, and keep every attachment's bytes.

use std::collections::{BTreeSet, HashSet};

use crate::mail::body::{self, BodyPart};
use crate::mail::decode::TransferEncoding;
use crate::mail::html::{self, InlineImages, RemoteImages, Sanitised, StyleRules, Unshown, Wanted};
use crate::mail::names::{self, Names};
use crate::mail::parts::{self, Part};
use crate::mail::{Address, decode, header, text};
use crate::units::{Octets, UnixMillis};

/// A message, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedMessage {
    /// Unfolded and decoded; empty when there is none.
    pub subject: String,
    /// The sender; empty when there is none.
    pub from: Address,
    /// Where answers go, when the sender says so.
    pub reply_to: Vec<Address>,
    /// To whom.
    pub to: Vec<Address>,
    /// With copies to whom.
    pub cc: Vec<Address>,
    /// When it was sent, or received. Without a clock it cannot tell a date in the future: the summary can.
    pub date: Option<UnixMillis>,
    /// What it says.
    pub body: Body,
    /// What came with it and is not shown in it.
    pub attachments: Vec<AttachmentFacts>,
    /// Remote images that are not loaded.
    pub blocked_images: u32,
    /// The hosts they would come from, in alphabetical order, at most 50.
    pub blocked_hosts: Vec<String>,
    /// A name to save the original under, safe on every system.
    pub file_name: String,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Plain text.
    Text(Vec<TextBlock>),
    /// Sanitised HTML.
    Html {
        /// The content of a `<body>`, beginning with the message's own rules; those in a `<style>` with `media` are for
        /// dark paper. Inline images are `data:` URLs, blocked ones have `data-blocked`.
        html: String,
        /// Whether it can stand on dark paper.
        supports_dark: bool,
    },
    /// Nothing to read.
    Empty,
}

/// A run of lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBlock {
    /// How deep it is quoted, at most 20; 0 is the sender's own text.
    pub quote_depth: u8,
    /// Whether it is the signature.
    pub signature: bool,
    /// The text; line breaks are in it.
    pub spans: Vec<TextSpan>,
}

/// A piece of text, with a link behind it or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSpan {
    /// What is read.
    pub text: String,
    /// `https:`, `http:` or `mailto:`, in lower case.
    pub link: Option<String>,
}

/// What is known of an attachment without decoding it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFacts {
    /// For [`attachment`].
    pub part: u32,
    /// Safe on every system, and unlike the others'.
    pub name: String,
    /// What it claims to be, such as "application/pdf". Not to be believed.
    pub media_type: String,
    /// Its decoded size.
    pub octets: Octets,
}

/// Reads a message for showing.
#[must_use]
pub fn open(original: &[u8], remote: RemoteImages) -> OpenedMessage {
    let (header, parts) = parts::parts(original);
    let shape = body::shape(&parts);
    let view = view(&parts, &shape.bodies, remote);
    let shown: HashSet<usize> = view.shown_parts.iter().copied().collect();
    let attachments = attachments(
        &parts,
        shape.attachments.iter().filter(|place| !shown.contains(place)),
    );
    let from = header.sender();
    let subject = header.subject();
    let date = header.date(UnixMillis(i64::MAX));
    let sender = if from.name.is_empty() {
        &from.address
    } else {
        &from.name
    };
    OpenedMessage {
        file_name: names::of_message(date, sender, &subject),
        reply_to: header.addresses("Reply-To"),
        to: header.addresses("To"),
        cc: header.addresses("Cc"),
        body: view.body,
        blocked_images: view.blocked_images,
        blocked_hosts: view.blocked_hosts.into_iter().collect(),
        subject,
        from,
        date,
        attachments,
    }
}

/// The bytes of an attachment as they were before they were sent; `None` when there is no such part.
#[must_use]
pub fn attachment(original: &[u8], part: u32) -> Option<Vec<u8>> {
    let (_, parts) = parts::parts(original);
    let part = parts.get(usize::try_from(part).ok()?)?;
    Some(part.encoding.decode(part.body).into_owned())
}

fn attachments<'p>(parts: &[Part<'_>], places: impl Iterator<Item = &'p usize>) -> Vec<AttachmentFacts> {
    let mut names = Names::default();
    let facts = places.filter_map(|&place| {
        let part = parts.get(place)?;
        let media_type = part.media_type();
        Some(AttachmentFacts {
            part: u32::try_from(place).ok()?,
            name: names.attachment(
                part.name.clone().or_else(|| subject_of(part)).as_deref(),
                &media_type,
            ),
            octets: Octets(part.encoding.decoded_octets(part.body)),
            media_type,
        })
    });
    facts.collect()
}

/// What a forwarded message is called where its part has no name.
fn subject_of(part: &Part<'_>) -> Option<String> {
    const LOOKED_AT: usize = 16 * 1024;
    let is_message = part.is("message", "rfc822") && part.encoding == TransferEncoding::Identity;
    let (header, _) = header::split(part.body.get(..LOOKED_AT).unwrap_or(part.body));
    Some(header.subject()).filter(|subject| is_message && !subject.is_empty())
}

/// Bodies on their way to one.
struct View {
    body: Body,
    blocked_images: u32,
    blocked_hosts: BTreeSet<String>,
    shown_parts: Vec<usize>,
}

/// One body of a message, before they are put together.
enum Piece {
    Page(Sanitised),
    Text { text: String, blocks: Vec<TextBlock> },
}

fn view(parts: &[Part<'_>], bodies: &[BodyPart], remote: RemoteImages) -> View {
    let rules = match bodies {
        [_] => StyleRules::Kept,
        _ => StyleRules::Dropped,
    };
    let most_text = text::MOST_OCTETS;
    let wanted = Wanted {
        remote,
        rules,
        most_text,
    };
    let pieces = bodies.iter().filter_map(|body| piece(parts, body, wanted));
    let mut view = View {
        body: Body::Empty,
        blocked_images: 0,
        blocked_hosts: BTreeSet::new(),
        shown_parts: Vec::new(),
    };
    for piece in pieces {
        view.add(piece);
    }
    view
}

impl View {
    fn add(&mut self, piece: Piece) {
        let before = std::mem::replace(&mut self.body, Body::Empty);
        self.body = match (before, piece) {
            (Body::Empty, Piece::Text { blocks, .. }) => Body::Text(blocks),
            (Body::Text(mut all), Piece::Text { blocks, .. }) => {
                all.extend(blocks);
                Body::Text(all)
            }
            (Body::Html { html, supports_dark }, Piece::Text { text, .. }) => Body::Html {
                html: html + "<hr>" + &html::of_text(&text),
                supports_dark,
            },
            (before, Piece::Page(page)) => {
                let (before, was_dark) = match before {
                    Body::Empty => (String::new(), true),
                    Body::Text(blocks) => (html::of_text(&plain(&blocks)) + "<hr>", true),
                    Body::Html { html, supports_dark } => (html + "<hr>", supports_dark),
                };
                self.blocked_images = self.blocked_images.saturating_add(page.blocked_images);
                self.blocked_hosts.extend(page.blocked_hosts);
                self.shown_parts.extend(page.shown_parts);
                Body::Html {
                    html: before + &page.html,
                    supports_dark: was_dark && page.supports_dark,
                }
            }
        };
    }
}

fn plain(blocks: &[TextBlock]) -> String {
    let mut text = String::new();
    for block in blocks {
        let marks = ">".repeat(usize::from(block.quote_depth));
        let whole: String = block.spans.iter().map(|span| span.text.as_str()).collect();
        for line in whole.lines() {
            text.push_str(&marks);
            text.push_str(if marks.is_empty() { "" } else { " " });
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// The best form of a body that shows something.
fn piece(parts: &[Part<'_>], body: &BodyPart, wanted: Wanted) -> Option<Piece> {
    let plain = || body.plain.and_then(|place| parts.get(place)).and_then(text_piece);
    let Some(part) = body.html.and_then(|place| parts.get(place)) else {
        return plain();
    };
    let bytes = part.encoding.decode(part.body);
    let page = decode::page(&bytes, part.charset.as_deref());
    match html::sanitise(&page, InlineImages::of(parts, &page), wanted) {
        Ok(page) => Some(Piece::Page(page)),
        Err(Unshown::Empty) => plain(),
        Err(Unshown::TooMuch(found)) => {
            let blocks = text::blocks_of_page(&found);
            Some(Piece::Text {
                text: self::plain(&blocks),
                blocks,
            })
        }
    }
}

fn text_piece(part: &Part<'_>) -> Option<Piece> {
    let bytes = part.encoding.decode(part.body);
    let blocks = text::blocks(&decode::text(&bytes, part.charset.as_deref()), part.flowed);
    (!blocks.is_empty()).then(|| Piece::Text {
        text: plain(&blocks),
        blocks,
    })
}
