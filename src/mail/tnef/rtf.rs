//! The text of a compressed RTF (MS-OXRTFCP), or the page it was made of (MS-OXRTFEX). Only words come out: fonts,
//! colours and pictures are for whoever saves it. What it writes is bounded by what it reads.

use super::{Body, Bytes, charset_of};
use crate::mail::decode;

/// How much is unpacked.
const MOST_OCTETS: usize = 8 * 1024 * 1024;
/// Groups within groups that are kept apart.
const MOST_DEPTH: usize = 200;

/// What a compressed RTF says; `None` when nothing.
pub(super) fn body(compressed: &[u8]) -> Option<Body> {
    let rtf = decompress(compressed)?;
    let mut words = Words::new(&rtf);
    words.run();
    let text = words.finish();
    let is_page = memchr::memmem::find(rtf.get(..1024).unwrap_or(&rtf), b"\\fromhtml").is_some();
    if text.trim().is_empty() {
        None
    } else if is_page {
        Some(Body::Page(text))
    } else {
        Some(Body::Text(text))
    }
}

/// What every compressed RTF begins with, without it being said.
const DICTIONARY: &[u8; 207] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

fn decompress(compressed: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Bytes(compressed);
    let _compressed_size = reader.u32()?;
    let size = reader.length()?.min(MOST_OCTETS);
    let kind = reader.take(4)?;
    let _checksum = reader.u32()?;
    match kind {
        b"MELA" => Some(reader.0.get(..size).unwrap_or(reader.0).to_vec()),
        b"LZFu" => Some(unpacked(reader, size)),
        _ => None,
    }
}

/// Runs of eight: for each a bit says whether it is a byte, or a place in the window and a length.
fn unpacked(mut reader: Bytes<'_>, size: usize) -> Vec<u8> {
    let mut window = DICTIONARY.to_vec();
    window.resize(WINDOW, 0);
    let mut at = DICTIONARY.len();
    let mut out = Vec::new();
    'runs: while let Some(flags) = reader.take(1).and_then(<[u8]>::first) {
        for bit in 0..8 {
            if out.len() >= size {
                break 'runs;
            }
            if flags & (1 << bit) == 0 {
                let Some(&byte) = reader.take(1).and_then(<[u8]>::first) else {
                    break 'runs;
                };
                put(&mut window, &mut at, &mut out, byte);
                continue;
            }
            let Some(&[high, low]) = reader.take(2) else {
                break 'runs;
            };
            let reference = u16::from_be_bytes([high, low]);
            let (from, length) = (usize::from(reference >> 4), usize::from(reference & 15) + 2);
            if from == at {
                break 'runs;
            }
            for step in 0..length {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or_default();
                put(&mut window, &mut at, &mut out, byte);
            }
        }
    }
    out.truncate(size);
    out
}

fn put(window: &mut [u8], at: &mut usize, out: &mut Vec<u8>, byte: u8) {
    out.push(byte);
    if let Some(place) = window.get_mut(*at) {
        *place = byte;
    }
    *at = (*at + 1) % WINDOW;
}

/// Where in a document one is.
#[derive(Clone, Copy)]
struct State {
    /// Something that is not text: fonts, pictures, what the author's program keeps.
    skipped: bool,
    /// Only there for programs that do not know of the page it was made of.
    rtf_only: bool,
    /// Characters that stand after each `\u` for programs that do not know it.
    substitutes: usize,
}

/// A document that is read for its words.
struct Words<'b> {
    rest: &'b [u8],
    state: State,
    above: Vec<State>,
    /// Groups that are open beyond those kept apart.
    deeper: usize,
    /// Substitutes that are still to come.
    pending: usize,
    /// Of a character that comes as two.
    first_half: Option<u16>,
    charset: Option<String>,
    /// Bytes of the document's charset that are not text yet.
    bytes: Vec<u8>,
    text: String,
}

impl<'b> Words<'b> {
    fn new(rtf: &'b [u8]) -> Self {
        Self {
            rest: rtf,
            state: State {
                skipped: false,
                rtf_only: false,
                substitutes: 1,
            },
            above: Vec::new(),
            deeper: 0,
            pending: 0,
            first_half: None,
            charset: charset_of(1252),
            bytes: Vec::new(),
            text: String::new(),
        }
    }

    fn run(&mut self) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                _ => self.byte(byte),
            }
        }
    }

    fn finish(mut self) -> String {
        self.settle();
        self.text
    }

    fn open(&mut self) {
        self.settle();
        self.pending = 0;
        if self.above.len() < MOST_DEPTH {
            self.above.push(self.state);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        self.settle();
        self.pending = 0;
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(state) = self.above.pop() {
            self.state = state;
        }
    }

    const fn is_silent(&self) -> bool {
        self.state.skipped || self.state.rtf_only
    }

    fn byte(&mut self, byte: u8) {
        if self.pending > 0 {
            self.pending -= 1;
        } else if !self.is_silent() {
            self.bytes.push(byte);
        }
    }

    fn character(&mut self, character: char) {
        if !self.is_silent() {
            self.settle();
            self.text.push(character);
        }
    }

    /// Makes text of the bytes so far: a character may be several.
    fn settle(&mut self) {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            self.text.push_str(&decode::text(&bytes, self.charset.as_deref()));
        }
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else {
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            self.symbol(first);
            return;
        }
        let (word, number) = self.word();
        match word {
            b"par" | b"line" | b"sect" | b"page" | b"row" => self.character('\n'),
            b"tab" | b"cell" => self.character('\t'),
            b"lquote" => self.character('‘'),
            b"rquote" => self.character('’'),
            b"ldblquote" => self.character('“'),
            b"rdblquote" => self.character('”'),
            b"bullet" => self.character('•'),
            b"endash" => self.character('–'),
            b"emdash" => self.character('—'),
            b"u" => self.unicode(number.unwrap_or_default()),
            b"uc" => self.state.substitutes = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(16),
            b"ansicpg" => self.charset = number.and_then(|page| charset_of(u32::try_from(page).ok()?)),
            b"htmlrtf" => self.state.rtf_only = number != Some(0),
            b"htmltag" => self.state.skipped = false,
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header"
            | b"footer" | b"listtable" => self.state.skipped = true,
            _ => {}
        }
    }

    /// A word, and the number at its end; the space after it belongs to it.
    fn word(&mut self) -> (&'b [u8], Option<i32>) {
        const LETTERS: usize = 32;
        const DIGITS: usize = 10;
        let bytes = self.rest;
        let letters = bytes
            .iter()
            .take(LETTERS)
            .take_while(|byte| byte.is_ascii_alphabetic());
        let (word, rest) = bytes.split_at_checked(letters.count()).unwrap_or((bytes, &[]));
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest
            .iter()
            .skip(sign)
            .take(DIGITS)
            .take_while(|byte| byte.is_ascii_digit());
        let length = digits.count();
        let end = if length == 0 { 0 } else { sign + length };
        let (digits, rest) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok());
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        (word, number)
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'\'' => {
                let hex = self.rest.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.rest = self.rest.get(2..).unwrap_or_default();
                    self.byte(byte);
                }
            }
            // Whatever is known of what follows is met as a word.
            b'*' => self.state.skipped = true,
            b'~' => self.character('\u{a0}'),
            b'_' => self.character('-'),
            b'\r' | b'\n' => self.character('\n'),
            b'\\' | b'{' | b'}' => self.byte(symbol),
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        // Written as a signed number of 16 bits; what lies beyond comes as two of them.
        let unit = u16::try_from(number & 0xffff).unwrap_or_default();
        self.pending = self.state.substitutes;
        let is_first_half = (0xd800..0xdc00).contains(&unit);
        let before = std::mem::replace(&mut self.first_half, is_first_half.then_some(unit));
        if !is_first_half {
            for character in char::decode_utf16(before.into_iter().chain([unit])) {
                self.character(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
    }
}
