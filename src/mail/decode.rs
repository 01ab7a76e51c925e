//! From the bytes of a part to the bytes and the text that were put into it. It must not fail: what is damaged is read
//! as far as it goes, and a charset that is missing or a lie is guessed.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;

use super::charset;

/// How a part was made fit for transport (RFC 2045 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransferEncoding {
    /// 7bit, 8bit, binary, or a name nobody knows.
    Identity,
    Base64,
    QuotedPrintable,
}

impl TransferEncoding {
    pub(super) fn named(name: &str) -> Self {
        let name = name.trim();
        if name.eq_ignore_ascii_case("base64") {
            Self::Base64
        } else if name.eq_ignore_ascii_case("quoted-printable") {
            Self::QuotedPrintable
        } else {
            Self::Identity
        }
    }

    /// The bytes that were encoded.
    pub(super) fn decode(self, encoded: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Identity => Cow::Borrowed(encoded),
            Self::Base64 => Cow::Owned(base64(encoded)),
            Self::QuotedPrintable => Cow::Owned(quoted_printable(encoded)),
        }
    }

    /// How many bytes [`Self::decode`] would give, without keeping them.
    pub(super) fn decoded_octets(self, encoded: &[u8]) -> u64 {
        match self {
            Self::Identity => encoded.len() as u64,
            Self::Base64 => base64_octets(encoded),
            Self::QuotedPrintable => quoted_printable(encoded).len() as u64,
        }
    }
}

/// mail-parser's decoder where it reads all that is there; it may end at padding in the middle.
fn base64(encoded: &[u8]) -> Vec<u8> {
    base64_decode(encoded)
        .filter(|decoded| decoded.len() as u64 == base64_octets(encoded))
        .unwrap_or_else(|| base64_in_runs(encoded))
}

/// Each run of digits up to its padding for itself; what is no digit is passed over.
fn base64_in_runs(encoded: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3);
    for run in encoded.split(|&byte| byte == b'=') {
        let (mut bits, mut count) = (0_u32, 0_usize);
        for digit in run.iter().filter_map(|&byte| six_bits(byte)) {
            bits = bits << 6 | u32::from(digit);
            count += 1;
            if count == 4 {
                let [_, three @ ..] = bits.to_be_bytes();
                decoded.extend_from_slice(&three);
                (bits, count) = (0, 0);
            }
        }
        let [_, rest @ ..] = (bits << (6 * (4 - count))).to_be_bytes();
        decoded.extend(rest.iter().take(count.saturating_sub(1)));
    }
    decoded
}

const fn six_bits(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

fn base64_octets(encoded: &[u8]) -> u64 {
    encoded
        .split(|&byte| byte == b'=')
        .map(|run| {
            let digits = run.iter().map(|&byte| u64::from(is_base64(byte))).sum::<u64>();
            digits / 4 * 3 + (digits % 4).saturating_sub(1)
        })
        .sum()
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/'
}

/// RFC 2045 §6.7. An `=` that escapes nothing stands for itself; white space before a line's end is transport's.
fn quoted_printable(encoded: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(encoded.len());
    for line in encoded.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii_end();
        let ends_line = line.ends_with(b"\n");
        let (text, soft) = match text.split_last() {
            Some((b'=', before)) => (before, true),
            _ => (text, false),
        };
        unescape(text, &mut decoded);
        if soft {
            continue;
        }
        if ends_line {
            decoded.extend_from_slice(if line.ends_with(b"\r\n") { b"\r\n" } else { b"\n" });
        } else {
            // No line ends here, so nothing says that the white space is not the sender's.
            decoded.extend_from_slice(line.get(text.len()..).unwrap_or_default());
        }
    }
    decoded
}

fn unescape(mut text: &[u8], decoded: &mut Vec<u8>) {
    while let Some(at) = memchr::memchr(b'=', text) {
        let (before, escape) = text.split_at(at);
        decoded.extend_from_slice(before);
        let digits = escape.get(1..3).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = digits
            .filter(|hex| !hex.starts_with('+'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(byte.unwrap_or(b'='));
        text = escape
            .get(if byte.is_some() { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    decoded.extend_from_slice(text);
}

/// The text in `bytes`, which say that they are in `charset`.
pub(super) fn text<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return unlabelled(rest);
    }
    let charset = charset.unwrap_or_default().trim();
    let is_ascii = [
        "",
        "us-ascii",
        "ascii",
        "utf-8",
        "utf8",
        "unknown-8bit",
        "x-unknown",
        "default_charset",
    ]
    .iter()
    .any(|name| charset.eq_ignore_ascii_case(name));
    if is_ascii {
        return unlabelled(bytes);
    }
    match charset::text(charset, bytes) {
        Some(text) => Cow::Owned(text),
        None => unlabelled(bytes),
    }
}

/// The text of an HTML page, which may say its charset itself where the part does not.
pub(super) fn page<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    let said = charset.map(str::to_owned).or_else(|| charset_of_page(bytes));
    text(bytes, said.as_deref())
}

/// What a page says that its charset is.
pub(super) fn charset_of_page(bytes: &[u8]) -> Option<String> {
    const LOOKED_AT: usize = 1024;
    let front = String::from_utf8_lossy(bytes.get(..LOOKED_AT).unwrap_or(bytes)).to_ascii_lowercase();
    front
        .split("<meta")
        .skip(1)
        .find_map(|meta| meta.split_once("charset="))
        .map(|(_, after)| {
            let name = after.trim_start_matches(['"', '\'', ' ']);
            name.split(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))
                .next()
                .unwrap_or_default()
                .to_owned()
        })
}

/// UTF-8 where that is what it looks like, else windows-1252, which every byte is.
pub(super) fn unlabelled(bytes: &[u8]) -> Cow<'_, str> {
    // One broken character among good ones is damage; none good means that it is something else.
    if std::str::from_utf8(bytes).is_ok() || has_utf8(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    match charset::text("windows-1252", bytes) {
        Some(text) => Cow::Owned(text),
        None => String::from_utf8_lossy(bytes),
    }
}

fn has_utf8(bytes: &[u8]) -> bool {
    bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
}

#[cfg(test)]
mod tests {
    use super::{TransferEncoding, text, unlabelled};

    fn quoted(encoded: &[u8]) -> Vec<u8> {
        TransferEncoding::QuotedPrintable.decode(encoded).into_owned()
    }

    #[test]
    fn base64_with_rubbish_in_it_is_read_around_it() {
        assert_eq!(
            TransferEncoding::Base64.decode(b"SGVs\r\n!! bG8=\r\n").as_ref(),
            b"Hello"
        );
    }

    #[test]
    fn counting_agrees_with_decoding() {
        for encoded in [
            "",
            "S",
            "SG",
            "SGV",
            "SGVs",
            "SGVsbG8=",
            "SGVsbG8=SGVs",
            "SG Vs\r\nbG8=\r\n",
            "SG!Vs==QQ==",
            "====A",
            "SGVsbG8=\r\nSGVsbG8=\r\n",
            "SGVsbG8===\r\n=SGVsbG8sIHdvcmxk",
            "SGVs=\u{0}bG8=",
        ] {
            for encoding in [
                TransferEncoding::Base64,
                TransferEncoding::QuotedPrintable,
                TransferEncoding::Identity,
            ] {
                let decoded = encoding.decode(encoded.as_bytes()).len() as u64;
                assert_eq!(
                    encoding.decoded_octets(encoded.as_bytes()),
                    decoded,
                    "{encoding:?} {encoded}"
                );
            }
        }
    }

    #[test]
    fn padding_in_the_middle_ends_nothing() {
        let decoded = |encoded: &[u8]| TransferEncoding::Base64.decode(encoded).into_owned();
        assert_eq!(
            decoded(b"SGVsbG8=\r\n==\r\nSGVsbG8sIHdvcmxk"),
            b"HelloHello, world"
        );
        assert_eq!(
            super::base64_in_runs(b"SGVs\r\nbG8sIHdvcmxkIQ=="),
            b"Hello, world!"
        );
    }

    #[test]
    fn quoted_printable_keeps_the_line_ends_it_has() {
        assert_eq!(quoted(b"a=20\r\nb \t\r\nc=\r\nd\n=3d=3D"), b"a \r\nb\r\ncd\n==");
    }

    #[test]
    fn an_escape_that_is_none_stands_for_itself() {
        assert_eq!(quoted(b"1+1=2, a==b, x=+1, end=4"), b"1+1=2, a==b, x=+1, end=4");
    }

    #[test]
    fn a_soft_break_at_the_very_end_adds_nothing() {
        assert_eq!(quoted(b"abc="), b"abc");
    }

    #[test]
    fn unlabelled_latin_and_utf8_are_told_apart() {
        assert_eq!(unlabelled(b"caf\xe9 \x80"), "café €");
        assert_eq!(unlabelled("café".as_bytes()), "café");
        assert_eq!(unlabelled(b"caf\xc3\xa9 \xff"), "café \u{fffd}");
    }

    #[test]
    fn ascii_that_is_utf8_is_read_as_utf8() {
        assert_eq!(text("naïve".as_bytes(), Some("US-ASCII")), "naïve");
    }

    #[test]
    fn a_charset_nobody_knows_is_guessed() {
        assert_eq!(text(b"caf\xe9", Some("x-made-up")), "café");
    }

    #[test]
    fn eastern_charsets_are_read() {
        assert_eq!(text(b"\x1b$B$3$s\x1b(B", Some("ISO-2022-JP")), "こん");
        assert_eq!(text(b"\xcf\xf0\xe8", Some("windows-1251")), "При");
    }
}
