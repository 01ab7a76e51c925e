//! A message as it is read. It must show something whenever there is something, and keep every attachment's bytes.

use std::collections::HashSet;

use crate::mail::attached::{self, AttachmentFacts};
use crate::mail::body::{self, BodyPart, Shape};
use crate::mail::html::{
    self, Hidden, InlineImages, RemoteImages, RemotePictures, Sanitised, StyleRules, Unshown, Wanted,
};
use crate::mail::list::{self, ListFacts};
use crate::mail::parts::{self, Part};
use crate::mail::report::{self, Report};
use crate::mail::text::{self, Read};
use crate::mail::tnef::{self, Tnef};
use crate::mail::{Address, Note, guess, inner, invitation, names, notes, shared, smime, uuencode};
use crate::units::UnixMillis;

/// A message, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedMessage {
    /// Unfolded and decoded; empty when there is none.
    pub subject: String,
    /// The sender; empty when there is none.
    pub from: Address,
    /// The domain of the sender's address where it is an organisation's own; empty where everybody can have one there.
    pub own_domain: String,
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
    pub remote: RemotePictures,
    /// What its header says of the list that it came by, if it did.
    pub list: Option<ListFacts>,
    /// A name to save the original under, safe on every system.
    pub file_name: String,
    /// In which forms it can be read.
    pub forms: Forms,
    /// What it reports of another message, where it is a report.
    pub report: Option<Report>,
    /// The part that is an invitation, or what came of one, for [`super::preview()`].
    pub invitation: Option<u32>,
    /// What there is to know about how it was read.
    pub notes: Vec<Note>,
}

/// How a body is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyForm {
    /// As its sender designed it.
    Designed,
    /// As text alone.
    Plain,
}

/// In which forms a message can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forms {
    /// Whether its sender designed it, as a page.
    pub designed: bool,
    /// Whether its sender wrote it as text; the text of a page can be read in any case.
    pub plain: bool,
    /// In which form it is.
    pub shown: BodyForm,
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
    /// Whether it is for programs (OpenPGP), and nothing that people read.
    pub armour: bool,
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

/// Reads a message for showing.
#[must_use]
pub fn open(original: &[u8], remote: RemoteImages) -> OpenedMessage {
    open_as(original, remote, BodyForm::Designed)
}

/// Reads a message for showing in one of its forms.
#[must_use]
pub fn open_as(original: &[u8], remote: RemoteImages, form: BodyForm) -> OpenedMessage {
    let (header, parts) = parts::parts(original);
    let mut shape = body::shape(&parts);
    let invitation = invitation::of(&parts);
    // Its lines are nothing to read: they are shown as what they say.
    shape
        .bodies
        .retain(|body| body.plain.is_none() || body.plain != invitation);
    let rules = match shape.bodies.as_slice() {
        [_] => StyleRules::Kept,
        _ => StyleRules::Dropped,
    };
    let wanted = Wanted {
        remote,
        rules,
        most_text: text::MOST_OCTETS,
        hidden: Hidden::Unshown,
    };
    let view = View::of(&parts, &shape, wanted, form);
    let shown: HashSet<usize> = view.shown_parts.iter().copied().collect();
    let attachments = attached::facts(&parts, &shape, &shown);
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
        own_domain: shared::own_domain(&from.address),
        reply_to: header.addresses("Reply-To"),
        to: header.addresses("To"),
        cc: header.addresses("Cc"),
        report: report::of(&parts),
        invitation: invitation.and_then(|place| u32::try_from(place).ok()),
        notes: notes::with(view.notes, header, &parts, &shape),
        forms: Forms {
            shown: form,
            ..view.forms
        },
        body: view.body,
        remote: view.remote,
        list: list::of(header),
        subject,
        from,
        date,
        attachments,
    }
}

/// Bodies on their way to one.
struct View {
    body: Body,
    forms: Forms,
    notes: Vec<Note>,
    remote: RemotePictures,
    shown_parts: Vec<usize>,
}

/// One body of a message, before they are put together.
enum Piece {
    Page(Sanitised),
    Text(Read),
}

impl View {
    fn of(parts: &[Part<'_>], shape: &Shape, wanted: Wanted, form: BodyForm) -> Self {
        let forms = Forms {
            shown: form,
            ..forms(shape)
        };
        let mut view = Self {
            body: Body::Empty,
            forms,
            notes: Vec::new(),
            remote: RemotePictures::default(),
            shown_parts: Vec::new(),
        };
        view.add_bodies(parts, shape, wanted);
        if view.body == Body::Empty
            && let Some(content) = signed_content(parts, shape)
        {
            view.add_signed(&content, wanted);
        }
        for (place, part) in containers(parts, shape) {
            view.add_container(place, &tnef::unpack(&part.encoding.decode(part.body)), wanted);
        }
        if view.body == Body::Empty && shape.attachments.is_empty() {
            view.add_source(parts);
        }
        view
    }

    /// Better the source of something odd than an empty page: its words may stand between the parts.
    fn add_source(&mut self, parts: &[Part<'_>]) {
        let source = parts.first().filter(|part| part.is_multipart());
        if let Some(piece) = source.and_then(text_piece) {
            self.add(piece);
        }
    }

    /// What is signed in a wrapper is read where nothing else is. A wrapper in a wrapper is an attachment.
    fn add_signed(&mut self, content: &[u8], wanted: Wanted) {
        let (_, parts) = parts::parts(content);
        let shape = body::shape(&parts);
        self.forms = Forms {
            shown: self.forms.shown,
            ..forms(&shape)
        };
        self.add_bodies(&parts, &shape, wanted);
        // Their numbers are those of other parts; what is attached there is reached through the wrapper.
        self.shown_parts.clear();
    }

    fn add_bodies(&mut self, parts: &[Part<'_>], shape: &Shape, wanted: Wanted) {
        for body in &shape.bodies {
            let piece = match self.forms.shown {
                BodyForm::Designed => piece(parts, body, wanted),
                BodyForm::Plain => plain_piece(parts, body),
            };
            if let Some(piece) = piece {
                self.add(piece);
            }
        }
    }

    /// What a container says is read where nothing else is: mostly it says the same.
    fn add_container(&mut self, place: usize, container: &Tnef, wanted: Wanted) {
        self.notes
            .extend(container.is_damaged.then_some(Note::ContainerDamaged));
        if self.body != Body::Empty {
            return;
        }
        let pictures = || {
            let files = container.files.iter().enumerate();
            InlineImages::of_files(files.map(|(at, file)| (attached::inner_number(place, at), file)))
        };
        let piece = match &container.body {
            None => return,
            Some(tnef::Body::Text(text)) => text_of(text::read(text, None)),
            Some(tnef::Body::Page(page)) => {
                self.forms.designed = true;
                match self.forms.shown {
                    BodyForm::Designed => page_or(|| None, page, pictures, wanted),
                    BodyForm::Plain => text_of_page(page),
                }
            }
        };
        if let Some(piece) = piece {
            self.add(piece);
        }
    }

    fn add(&mut self, piece: Piece) {
        let before = std::mem::replace(&mut self.body, Body::Empty);
        self.body = match (before, piece) {
            (before, Piece::Text(read)) => {
                self.notes.extend(read.notes);
                match before {
                    before if read.blocks.is_empty() => before,
                    Body::Empty => Body::Text(read.blocks),
                    Body::Text(mut all) => {
                        all.extend(read.blocks);
                        Body::Text(all)
                    }
                    Body::Html { html, supports_dark } => Body::Html {
                        html: html + "<hr>" + &html::of_text(&plain(&read.blocks)),
                        supports_dark,
                    },
                }
            }
            (before, Piece::Page(page)) => {
                let (before, was_dark) = match before {
                    Body::Empty => (String::new(), true),
                    Body::Text(blocks) => (html::of_text(&plain(&blocks)) + "<hr>", true),
                    Body::Html { html, supports_dark } => (html + "<hr>", supports_dark),
                };
                self.remote.add(page.remote);
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

/// In which forms its sender wrote it.
fn forms(shape: &Shape) -> Forms {
    Forms {
        designed: shape.bodies.iter().any(|body| body.html.is_some()),
        plain: shape.bodies.iter().any(|body| body.plain.is_some()),
        shown: BodyForm::Designed,
    }
}

/// What is in the first wrapper that is only signed.
fn signed_content(parts: &[Part<'_>], shape: &Shape) -> Option<Vec<u8>> {
    let attached = shape.attachments.iter().filter_map(|&place| parts.get(place));
    let mut wrappers = attached.filter(|part| smime::is_wrapper(part));
    wrappers.find_map(|part| smime::content(&part.encoding.decode(part.body)))
}

/// What Outlook packed, as far as anybody looks, and where it lies.
fn containers<'p, 'm>(
    parts: &'p [Part<'m>],
    shape: &'p Shape,
) -> impl Iterator<Item = (usize, &'p Part<'m>)> {
    const MOST_CONTAINERS: usize = 5;
    let attached = shape.attachments.iter();
    attached
        .filter_map(|&place| Some((place, parts.get(place)?)))
        .filter(|(_, part)| inner::is_container(part))
        .take(MOST_CONTAINERS)
}

/// The best form of a body that shows something.
fn piece(parts: &[Part<'_>], body: &BodyPart, wanted: Wanted) -> Option<Piece> {
    let plain = || body.plain.and_then(|place| parts.get(place)).and_then(text_piece);
    let Some(part) = body.html.and_then(|place| parts.get(place)) else {
        return plain();
    };
    let bytes = part.encoding.decode(part.body);
    let page = guess::page(&bytes, part.charset.as_deref());
    let images = || InlineImages::of(parts, &page);
    page_or(plain, &page, images, wanted)
}

/// A page, or where it shows nothing another form, or where there is none what is left of the page.
fn page_or(
    other: impl FnOnce() -> Option<Piece>,
    page: &str,
    images: impl Fn() -> InlineImages,
    wanted: Wanted,
) -> Option<Piece> {
    match page_piece(page, &images, wanted) {
        Ok(piece) => Some(piece),
        Err(Unshown::Marks) => other().or_else(|| whole_piece(page, images, wanted)),
        Err(_) => other().or_else(|| hidden_piece(page, images, wanted)),
    }
}

/// What is left of a page of which nothing is seen: its text, or else what there is.
fn hidden_piece(page: &str, images: impl FnOnce() -> InlineImages, wanted: Wanted) -> Option<Piece> {
    let text = text_of_page(page).map(|piece| match piece {
        Piece::Text(mut read) => {
            read.notes.push(Note::PageHidden);
            Piece::Text(read)
        }
        page @ Piece::Page(_) => page,
    });
    text.or_else(|| whole_piece(page, images, wanted))
}

/// A page even where nothing of it is seen, or nothing but marks; `None` where nothing is left that could be.
fn whole_piece(page: &str, images: impl FnOnce() -> InlineImages, wanted: Wanted) -> Option<Piece> {
    let shown = Wanted {
        hidden: Hidden::Shown,
        ..wanted
    };
    let piece = page_piece(page, images, shown).ok()?;
    let is_blank = matches!(&piece, Piece::Page(page) if html::is_blank(page));
    (!is_blank).then_some(piece)
}

/// A page as one, or as its text where no tree can be built of it.
fn page_piece(page: &str, images: impl FnOnce() -> InlineImages, wanted: Wanted) -> Result<Piece, Unshown> {
    let found = match html::sanitise(page, images(), wanted) {
        Ok(page) => return Ok(Piece::Page(page)),
        Err(Unshown::TooMuch(found)) => found,
        Err(why) => return Err(why),
    };
    // Marks alone are no words, and a plain form may have some.
    if !found.contains(char::is_alphanumeric) {
        return Err(Unshown::Empty);
    }
    let mut read = text::read_page(&found);
    read.notes.push(Note::PageAsText);
    Ok(Piece::Text(read))
}

/// The text that its sender wrote, or else the text of the page.
fn plain_piece(parts: &[Part<'_>], body: &BodyPart) -> Option<Piece> {
    let written = body.plain.and_then(|place| parts.get(place)).and_then(text_piece);
    written.or_else(|| {
        let part = body.html.and_then(|place| parts.get(place))?;
        let bytes = part.encoding.decode(part.body);
        text_of_page(&guess::page(&bytes, part.charset.as_deref()))
    })
}

fn text_of_page(page: &str) -> Option<Piece> {
    text_of(text::read_page(&html::text(page, text::MOST_OCTETS)))
}

/// A text without the files between its lines.
fn text_piece(part: &Part<'_>) -> Option<Piece> {
    let bytes = part.encoding.decode(part.body);
    let split = uuencode::split(&bytes);
    let mut read = text::read(&guess::text(&split.text, part.charset.as_deref()), part.flowed);
    read.notes.extend(split.has_yenc.then_some(Note::YEnc));
    text_of(read)
}

fn text_of(read: Read) -> Option<Piece> {
    (!read.blocks.is_empty() || !read.notes.is_empty()).then_some(Piece::Text(read))
}
