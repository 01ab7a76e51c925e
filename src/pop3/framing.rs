//! Where lines and messages end in a stream of bytes. It must not hold a whole message, nor look at every byte twice.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::Finder;

/// The longest line outside messages. RFC 1939 §3 says 512 octets; nobody needs more than this.
pub(crate) const MAX_LINE_OCTETS: usize = 64 * 1024;

/// From here on, read bytes are worth moving the rest to the front.
const COMPACT_OCTETS: usize = 64 * 1024;

/// How much of a listing is still taken. No listing of an honest server comes near its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    pub(crate) lines: u32,
    pub(crate) octets: usize,
}

impl Patience {
    /// With the answer to `CAPA`; the registry knows 13 capabilities.
    pub(crate) const WITH_CAPABILITIES: Self = Self {
        lines: 256,
        octets: 64 * 1024,
    };

    /// With the answers to `LIST` and `UIDL`.
    pub(crate) const WITH_MESSAGES: Self = Self {
        lines: 500_000,
        octets: 32 * 1024 * 1024,
    };

    /// What is left of it after another line.
    pub(crate) fn after(self, line: &[u8]) -> Option<Self> {
        Some(Self {
            lines: self.lines.checked_sub(1)?,
            octets: self.octets.checked_sub(line.len())?,
        })
    }
}

/// Bytes that came and were not read yet.
#[derive(Debug, Default)]
pub(crate) struct Inbound {
    bytes: Vec<u8>,
    /// Everything before was read; at most `bytes.len()`.
    start: usize,
    /// From `start` on, so many bytes hold no LF.
    scanned: usize,
}

/// A line without its line end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) content: Vec<u8>,
    pub(crate) end: LineEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    CrLf,
    Lf,
    /// The stream ended first.
    Missing,
}

/// A line that does not end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineTooLong;

impl Inbound {
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
        } else if self.start >= COMPACT_OCTETS && self.start >= self.bytes.len() / 2 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn unread(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// How many octets are in memory, read ones too.
    #[cfg(test)]
    pub(crate) const fn held(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn consume(&mut self, octets: usize) {
        self.start = self.start.saturating_add(octets).min(self.bytes.len());
        self.scanned = 0;
    }

    /// The next line; `None` when its end has not come yet.
    pub(crate) fn take_line(&mut self) -> Result<Option<Line>, LineTooLong> {
        let unread = self.unread();
        let fresh = unread.get(self.scanned..).unwrap_or_default();
        let length = match memchr(b'\n', fresh) {
            Some(at) => self.scanned + at,
            None => {
                self.scanned = unread.len();
                return if self.scanned > MAX_LINE_OCTETS {
                    Err(LineTooLong)
                } else {
                    Ok(None)
                };
            }
        };
        if length > MAX_LINE_OCTETS {
            return Err(LineTooLong);
        }
        let content = unread.get(..length).unwrap_or_default();
        let line = match content.strip_suffix(b"\r") {
            Some(content) => Line {
                content: content.to_vec(),
                end: LineEnd::CrLf,
            },
            None => Line {
                content: content.to_vec(),
                end: LineEnd::Lf,
            },
        };
        self.consume(length + 1);
        Ok(Some(line))
    }

    /// What is left when the stream has ended, as a line.
    pub(crate) fn take_rest(&mut self) -> Line {
        let content = self.unread().to_vec();
        self.consume(content.len());
        Line {
            content,
            end: LineEnd::Missing,
        }
    }
}

/// Finds the end of a message and undoes its dot-stuffing (RFC 1939 §3).
///
/// Which line ends count is decided by the message's first line, which the receiving server wrote: after CRLF, only
/// CRLF counts, so that a sender's bare LF in front of a dot can neither end the message nor pass for an answer.
#[derive(Debug)]
pub(crate) struct MessageDecoder {
    lines: LineStyle,
    place: Place,
    /// The last octets of the message so far.
    tail: [u8; 3],
    /// A line began with a dot that was not doubled.
    pub(crate) dot_not_doubled: bool,
    /// The terminator ended in LF alone.
    pub(crate) bare_lf_end: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineStyle {
    /// The first line has not ended yet.
    Undecided,
    CrLf,
    Lf,
}

static CRLF_DOT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\r\n."));
static LF_DOT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n."));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    /// Behind a CR that may be half of a line end.
    AfterCr,
    InLine,
}

/// What a dot at the start of a line is.
enum Dot {
    /// The end of the message, with its own line end so many octets.
    End(usize),
    /// One to drop.
    Stuffed,
    /// There is none.
    Absent,
    /// The next bytes will tell.
    Undecided,
}

/// How far [`MessageDecoder::decode`] came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// So many octets of the input were read.
    pub(crate) consumed: usize,
    /// The terminator was among them.
    pub(crate) ended: bool,
}

impl MessageDecoder {
    pub(crate) const fn new() -> Self {
        Self {
            lines: LineStyle::Undecided,
            place: Place::LineStart,
            tail: [0; 3],
            dot_not_doubled: false,
            bare_lf_end: false,
        }
    }

    /// Whether lines end in LF alone.
    pub(crate) const fn is_bare_lf(&self) -> bool {
        matches!(self.lines, LineStyle::Lf)
    }

    /// Whether the message so far ends like a terminator that was glued to its last line.
    pub(crate) fn ends_like_terminator(&self) -> bool {
        matches!(self.tail, [b'.', b'\r', b'\n'] | [_, b'.', b'\n'])
    }

    /// Appends to `message` what `input` holds of it.
    pub(crate) fn decode(&mut self, input: &[u8], message: &mut Vec<u8>) -> Decoded {
        let mut rest = input;
        let mut ended = false;
        while !rest.is_empty() {
            if self.place == Place::LineStart {
                match self.dot(rest) {
                    Dot::Undecided => break,
                    Dot::End(octets) => {
                        rest = rest.get(octets..).unwrap_or_default();
                        ended = true;
                        break;
                    }
                    Dot::Stuffed => rest = rest.get(1..).unwrap_or_default(),
                    Dot::Absent => {}
                }
                self.place = Place::InLine;
            }
            let stretch = self.stretch(rest);
            let (plain, behind) = rest.split_at_checked(stretch).unwrap_or((rest, &[]));
            message.extend_from_slice(plain);
            rest = behind;
        }
        self.remember_tail(message);
        Decoded {
            consumed: input.len() - rest.len(),
            ended,
        }
    }

    fn dot(&mut self, rest: &[u8]) -> Dot {
        match rest {
            [b'.'] | [b'.', b'\r'] => Dot::Undecided,
            [b'.', b'\r', b'\n', ..] => Dot::End(3),
            [b'.', b'\n', ..] => {
                self.bare_lf_end = true;
                Dot::End(2)
            }
            [b'.', b'.', ..] => Dot::Stuffed,
            [b'.', ..] => {
                self.dot_not_doubled = true;
                Dot::Stuffed
            }
            _ => Dot::Absent,
        }
    }

    /// How many octets from here on are the message's own; leaves `place` behind them.
    fn stretch(&mut self, rest: &[u8]) -> usize {
        let after_cr = self.place == Place::AfterCr;
        match self.lines {
            LineStyle::Undecided => {
                let Some(at) = memchr(b'\n', rest) else {
                    return self.all_of(rest);
                };
                let before = at.checked_sub(1).and_then(|before| rest.get(before));
                let crlf = before.map_or(after_cr, |&byte| byte == b'\r');
                self.lines = if crlf { LineStyle::CrLf } else { LineStyle::Lf };
                self.place = Place::LineStart;
                at + 1
            }
            LineStyle::CrLf if after_cr && rest.first() == Some(&b'\n') => {
                self.place = Place::LineStart;
                1
            }
            LineStyle::CrLf => match CRLF_DOT.find(rest) {
                Some(at) => {
                    self.place = Place::LineStart;
                    at + 2
                }
                None => self.all_of(rest),
            },
            LineStyle::Lf => match LF_DOT.find(rest) {
                Some(at) => {
                    self.place = Place::LineStart;
                    at + 1
                }
                None => self.all_of(rest),
            },
        }
    }

    fn all_of(&mut self, rest: &[u8]) -> usize {
        self.place = match (self.lines, rest) {
            (LineStyle::Lf, [.., b'\n']) | (LineStyle::CrLf, [.., b'\r', b'\n']) => Place::LineStart,
            (_, [.., b'\r']) => Place::AfterCr,
            _ => Place::InLine,
        };
        rest.len()
    }

    fn remember_tail(&mut self, message: &[u8]) {
        for &byte in message.get(message.len().saturating_sub(3)..).unwrap_or_default() {
            let [_, second, third] = self.tail;
            self.tail = [second, third, byte];
        }
    }
}
