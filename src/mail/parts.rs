//! The parts of a message, as places in it: one pass over the delimiters, nothing decoded. It must not recurse, and
//! must not do more work for a message that claims more parts than mail has.
//!
//! mail-parser finds parts too, but decodes each as it goes; a list wants the first line of a message of 20 MB.

use crate::mail::decode::TransferEncoding;
use crate::mail::header::{self, Header};

/// How deep parts may lie within parts. What is deeper belongs to the part above.
const MOST_DEPTH: usize = 32;
/// How many parts are told apart. What follows is only in the source.
pub(super) const MOST_PARTS: usize = 2000;
/// How long the header of a part may be.
const HEADER_OCTETS: usize = 64 * 1024;
/// RFC 2046 §5.1.1 says 70.
const BOUNDARY_OCTETS: usize = 1000;

/// A part: the message itself, or what is between two delimiters.
#[derive(Debug)]
pub(super) struct Part<'m> {
    /// The part it lies in; `None` for the message itself.
    pub(super) parent: Option<usize>,
    /// Lower case, such as "text".
    pub(super) main_type: String,
    /// Lower case, such as "plain".
    pub(super) subtype: String,
    pub(super) charset: Option<String>,
    /// The name it asks to be saved under, as sent.
    pub(super) name: Option<String>,
    pub(super) disposition: Disposition,
    /// Without angle brackets.
    pub(super) content_id: Option<String>,
    /// `format=flowed` (RFC 3676), and `delsp=yes` with it.
    pub(super) flowed: Option<DelSp>,
    pub(super) encoding: TransferEncoding,
    /// As transported; of a multipart everything that follows its header.
    pub(super) body: &'m [u8],
    /// For what only few parts have.
    pub(super) header: Header<'m>,
    boundary: Option<Vec<u8>>,
}

/// What the sender wants done with a part (RFC 2183).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disposition {
    Unsaid,
    Inline,
    Attachment,
}

/// Whether the space before a soft line break is part of the break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DelSp {
    Yes,
    No,
}

/// The header of a message, and its parts in the order they come, the message itself first.
pub(super) fn parts(original: &[u8]) -> (Header<'_>, Vec<Part<'_>>) {
    let message = header::without_leader(original);
    let (mut header, mut body) = header::split_message(message);
    if header.is_none() {
        (header, body) = (Header::new(&[]), message);
    }
    let mut walk = Walk {
        body,
        parts: Vec::new(),
        open: Vec::new(),
        leaf: None,
    };
    walk.begin(header, 0, "plain");
    walk.run();
    (header, walk.parts)
}

/// Whether there is a multipart that was not looked into, because it lies too deep.
pub(super) fn is_too_deep(parts: &[Part<'_>]) -> bool {
    let mut depths: Vec<usize> = Vec::with_capacity(parts.len());
    for part in parts {
        let above = part.parent.and_then(|parent| depths.get(parent));
        depths.push(above.map_or(0, |above| above + 1));
    }
    let mut deep = parts.iter().zip(&depths);
    deep.any(|(part, depth)| *depth >= MOST_DEPTH && part.boundary.is_some())
}

struct Walk<'m> {
    /// The body of the message; all places are places in it.
    body: &'m [u8],
    parts: Vec<Part<'m>>,
    /// The multiparts that are not closed, outermost first.
    open: Vec<usize>,
    /// The part whose end is not known yet, and where its body begins.
    leaf: Option<(usize, usize)>,
}

/// What a line that begins with two dashes means.
#[derive(Clone, Copy)]
enum Delimiter {
    /// Another part of the multipart at this level of `open`.
    Next(usize),
    /// The end of that multipart.
    Close(usize),
}

impl<'m> Walk<'m> {
    fn run(&mut self) {
        let mut line = if self.body.starts_with(b"--") {
            Some(0)
        } else {
            self.dashes_after(0)
        };
        while let Some(start) = line.filter(|_| !self.open.is_empty()) {
            line = match self.delimiter(start) {
                None => self.dashes_after(start),
                Some(Delimiter::Close(level)) => {
                    self.end_leaf(start);
                    self.open.truncate(level);
                    self.dashes_after(start)
                }
                Some(Delimiter::Next(level)) => {
                    self.end_leaf(start);
                    self.open.truncate(level + 1);
                    let header = self.line_end(start);
                    let body = self.begin_part(header);
                    // The line end before the body may belong to a delimiter.
                    self.dashes_after(body.saturating_sub(1))
                }
            };
        }
        if let Some((part, start)) = self.leaf {
            self.set_body(part, start, self.body.len());
        }
    }

    fn rest(&self, start: usize) -> &'m [u8] {
        self.body.get(start..).unwrap_or_default()
    }

    fn line_end(&self, start: usize) -> usize {
        memchr::memchr(b'\n', self.rest(start)).map_or(self.body.len(), |end| start + end + 1)
    }

    /// Where the next line with two dashes begins whose line end before it is not before `place`.
    fn dashes_after(&self, place: usize) -> Option<usize> {
        memchr::memmem::find(self.rest(place), b"\n--").map(|found| place + found + 1)
    }

    /// Whose delimiter the line is, the innermost multipart asked first.
    fn delimiter(&self, start: usize) -> Option<Delimiter> {
        let most = BOUNDARY_OCTETS + 100;
        let text = self.rest(start);
        let text = text.get(..most).unwrap_or(text);
        let text = text
            .split(|&byte| byte == b'\n')
            .next()
            .and_then(|line| line.strip_prefix(b"--"))?;
        self.open.iter().enumerate().rev().find_map(|(level, &part)| {
            let boundary = self.parts.get(part)?.boundary.as_deref()?;
            match text.strip_prefix(boundary)?.trim_ascii() {
                b"" => Some(Delimiter::Next(level)),
                b"--" => Some(Delimiter::Close(level)),
                _ => None,
            }
        })
    }

    /// Begins the part whose header is at `start`; where its body is.
    fn begin_part(&mut self, start: usize) -> usize {
        if self.parts.len() >= MOST_PARTS {
            self.open.clear();
            return start;
        }
        let bytes = self.rest(start);
        let bytes = bytes.get(..HEADER_OCTETS).unwrap_or(bytes);
        let (_, body) = header::split_at_words(bytes);
        let end = self.delimiter_within(start, start + bytes.len() - body.len());
        let header = Header::new(self.body.get(start..end).unwrap_or_default());
        let parent = self.open.last().and_then(|&part| self.parts.get(part));
        let default = if parent.is_some_and(|parent| parent.subtype == "digest") {
            "rfc822"
        } else {
            "plain"
        };
        self.begin(header, end, default);
        end
    }

    /// The first delimiter between the places, for headers that no empty line ends; else the second place.
    fn delimiter_within(&self, start: usize, end: usize) -> usize {
        let mut line = Some(start);
        while let Some(place) = line.filter(|&place| place < end) {
            if self.delimiter(place).is_some() {
                return place;
            }
            line = self.dashes_after(place);
        }
        end
    }

    fn begin(&mut self, header: Header<'m>, body: usize, default_subtype: &str) {
        let place = self.parts.len();
        let mut part = Part::new(header, default_subtype);
        part.parent = self.open.last().copied();
        part.body = self.rest(body);
        if part.boundary.is_some() && self.open.len() < MOST_DEPTH {
            self.open.push(place);
            self.leaf = None;
        } else {
            self.leaf = Some((place, body));
        }
        self.parts.push(part);
    }

    /// Ends the open part before the delimiter at `start`, whose line end belongs to the delimiter (RFC 2046 §5.1.1).
    fn end_leaf(&mut self, start: usize) {
        if let Some((part, from)) = self.leaf.take() {
            let before = self.body.get(..start).unwrap_or_default();
            let before = before.strip_suffix(b"\n").unwrap_or(before);
            let before = before.strip_suffix(b"\r").unwrap_or(before);
            self.set_body(part, from, before.len());
        }
    }

    fn set_body(&mut self, part: usize, from: usize, to: usize) {
        if let Some(part) = self.parts.get_mut(part) {
            part.body = self.body.get(from..to).unwrap_or_default();
        }
    }
}

impl<'m> Part<'m> {
    fn new(header: Header<'m>, default_subtype: &str) -> Self {
        let content_type = header.content_type("Content-Type");
        let disposition = header.content_type("Content-Disposition");
        let attribute = |name: &str| {
            content_type
                .as_ref()
                .and_then(|found| found.attribute(name))
                .map(str::to_owned)
        };
        let is =
            |name: &str, value: &str| attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value));
        let named = content_type
            .as_ref()
            // Some leave out the semicolon before the parameters.
            .and_then(|found| Some((found.ctype(), found.subtype()?.split_ascii_whitespace().next()?)));
        let default = if default_subtype == "rfc822" {
            "message"
        } else {
            "text"
        };
        let (main_type, subtype) = named.unwrap_or((default, default_subtype));
        let boundary = attribute("boundary").filter(|text| !text.is_empty() && text.len() <= BOUNDARY_OCTETS);
        Self {
            parent: None,
            main_type: main_type.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            charset: attribute("charset"),
            name: disposition
                .as_ref()
                .and_then(|found| found.attribute("filename"))
                .map(str::to_owned)
                .or_else(|| attribute("name")),
            disposition: match disposition
                .as_ref()
                .map(|found| found.ctype().to_ascii_lowercase())
                .as_deref()
            {
                None => Disposition::Unsaid,
                Some("inline") => Disposition::Inline,
                Some(_) => Disposition::Attachment,
            },
            content_id: header
                .word("Content-ID")
                .map(|id| id.trim_matches(['<', '>', ' ']).to_owned())
                .filter(|id| !id.is_empty()),
            flowed: is("format", "flowed").then(|| if is("delsp", "yes") { DelSp::Yes } else { DelSp::No }),
            encoding: header
                .word("Content-Transfer-Encoding")
                .map_or(TransferEncoding::Identity, |name| TransferEncoding::named(&name)),
            body: &[],
            header,
            boundary: boundary
                .filter(|_| main_type.eq_ignore_ascii_case("multipart"))
                .map(String::into_bytes),
        }
    }

    pub(super) fn is(&self, main_type: &str, subtype: &str) -> bool {
        self.main_type == main_type && self.subtype == subtype
    }

    /// As "text/plain".
    pub(super) fn media_type(&self) -> String {
        crate::mail::clean::line(&format!("{}/{}", self.main_type, self.subtype), 200)
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.main_type == "multipart"
    }
}
