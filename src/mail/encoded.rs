//! Encoded words (RFC 2047) and encoded parameters (RFC 2231) of the charsets that the platform reads, put into UTF-8,
//! because mail-parser, which reads the field, has no tables for them. It must leave everything else as it is.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use super::decode::TransferEncoding;
use super::{charset, decode};

/// The longest encoded word that is looked at; RFC 2047 §2 allows 75.
const WORD_OCTETS: usize = 1000;

/// The field with its words in UTF-8. Words of one charset that follow each other are read as one: many programs cut
/// a text into words in the middle of a character (RFC 2047 §5 forbids it).
pub(super) fn words_in_utf8(field: Vec<u8>) -> Vec<u8> {
    if memmem::find(&field, b"=?").is_none() {
        return field;
    }
    let mut out = Vec::with_capacity(field.len());
    let mut rest = field.as_slice();
    while let Some(at) = memmem::find(rest, b"=?") {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        if let Some((text, after)) = run(from) {
            out.extend_from_slice(b"=?utf-8?B?");
            out.extend_from_slice(STANDARD.encode(text).as_bytes());
            out.extend_from_slice(b"?=");
            rest = after;
        } else {
            let (mark, after) = from.split_at(2);
            out.extend_from_slice(mark);
            rest = after;
        }
    }
    out.extend_from_slice(rest);
    out
}

/// A text with its words decoded (RFC 2047 §6): the space between two of them is theirs, and any other is the text's, also
/// where there is none although there should be.
pub(super) fn unstructured(field: &str) -> String {
    let mut text = String::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some(at) = memmem::find(rest, b"=?") {
        let (before, from) = rest.split_at(at);
        text.push_str(&String::from_utf8_lossy(before));
        if let Some((words, after)) = words(from) {
            text.push_str(&words);
            rest = after;
        } else {
            let (mark, after) = from.split_at(2);
            text.push_str(&String::from_utf8_lossy(mark));
            rest = after;
        }
    }
    text.push_str(&String::from_utf8_lossy(rest));
    text
}

/// The text of the words that begin here, and what follows them; `None` where none begins.
fn words(from: &[u8]) -> Option<(String, &[u8])> {
    let mut next = word(from);
    let mut text = None;
    let mut rest = from;
    while let Some(Word {
        charset,
        mut bytes,
        mut after,
        ..
    }) = next.take()
    {
        next = word(after.trim_ascii_start());
        while let Some(same) = next.take_if(|next| next.charset.eq_ignore_ascii_case(charset)) {
            bytes.extend(same.bytes);
            after = same.after;
            next = word(after.trim_ascii_start());
        }
        text.get_or_insert_with(String::new)
            .push_str(&decode::text(&bytes, Some(charset)));
        rest = after;
    }
    text.map(|text| (text, rest))
}

struct Word<'f> {
    charset: &'f str,
    bytes: Vec<u8>,
    /// Whether all of it was ASCII, as it must be (RFC 2047 §2).
    is_encoded: bool,
    after: &'f [u8],
}

/// The text of the words that begin here, and what follows them; `None` where mail-parser reads as well.
fn run(from: &[u8]) -> Option<(String, &[u8])> {
    let Word {
        charset: name,
        mut bytes,
        mut is_encoded,
        mut after,
    } = word(from)?;
    if charset::platform_name(name) == Some("iso-2022-jp") {
        // Each of its words begins and ends in ASCII (RFC 1468), and two changes of set in a row are an error.
        return Some((charset::text(name, &bytes)?, after));
    }
    let mut words = 1;
    while let Some(next) =
        word(after.trim_ascii_start()).filter(|next| next.charset.eq_ignore_ascii_case(name))
    {
        bytes.extend(next.bytes);
        is_encoded &= next.is_encoded;
        after = next.after;
        words += 1;
    }
    if charset::platform_name(name).is_some() {
        return Some((charset::text(name, &bytes)?, after));
    }
    if !is_encoded {
        return Some((decode::text(&bytes, Some(name)).into_owned(), after));
    }
    let is_cut = words > 1 && name.eq_ignore_ascii_case("utf-8");
    is_cut.then(|| (String::from_utf8_lossy(&bytes).into_owned(), after))
}

fn word(from: &[u8]) -> Option<Word<'_>> {
    let inner = from.strip_prefix(b"=?")?;
    let bounded = inner.get(..WORD_OCTETS).unwrap_or(inner);
    let (label, rest) = split_once(bounded, b"?")?;
    let (encoding, rest) = split_once(rest, b"?")?;
    let (data, rest) = split_once(rest, b"?=")?;
    let bytes = match encoding {
        b"B" | b"b" => TransferEncoding::Base64.decode(data).into_owned(),
        b"Q" | b"q" => {
            let spaced: Vec<u8> = data
                .iter()
                .map(|&byte| if byte == b'_' { b' ' } else { byte })
                .collect();
            TransferEncoding::QuotedPrintable.decode(&spaced).into_owned()
        }
        _ => return None,
    };
    // RFC 2231 §5: a language may follow the charset.
    let charset = std::str::from_utf8(label.split(|&byte| byte == b'*').next()?).ok()?;
    let after = inner.get(bounded.len() - rest.len()..)?;
    Some(Word {
        charset,
        bytes,
        is_encoded: data.is_ascii(),
        after,
    })
}

fn split_once<'b>(bytes: &'b [u8], separator: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = memmem::find(bytes, separator)?;
    let (before, after) = bytes.split_at(at);
    Some((before, after.get(separator.len()..)?))
}

/// The field with its encoded parameters in UTF-8 (RFC 2231 §3 and §4), each in one piece, and without the plain ones that
/// stand beside them for programs that read no such (RFC 6266 §4.3).
pub(super) fn parameters_in_utf8(field: Vec<u8>) -> Vec<u8> {
    if memchr::memchr(b'*', &field).is_none() {
        return field;
    }
    let extended: Vec<String> = pieces(&field).filter_map(extended).collect();
    let mut out = Vec::with_capacity(field.len());
    let mut found: Vec<Encoded> = Vec::new();
    for (place, piece) in pieces(&field).enumerate() {
        if !is_one_of(piece, &extended) && !Encoded::take(piece, &mut found) {
            out.extend_from_slice(if place == 0 { b"" } else { b";" });
            out.extend_from_slice(piece);
        }
    }
    if found.is_empty() && extended.is_empty() {
        return field;
    }
    out.truncate(out.trim_ascii_end().len());
    for Encoded { name, charset, bytes } in found {
        let text = decode::text(&bytes, Some(charset));
        out.extend(format!("; {name}*=utf-8''").bytes());
        for byte in text.bytes() {
            out.extend(format!("%{byte:02X}").bytes());
        }
    }
    out.push(b'\n');
    out
}

/// The name of a parameter whose extended form begins here and says something.
fn extended(piece: &[u8]) -> Option<String> {
    let (key, value) = split_once(piece, b"=")?;
    let key = String::from_utf8_lossy(key.trim_ascii()).to_ascii_lowercase();
    let (name, section) = key.split_once('*')?;
    let value = unquoted(value.trim_ascii());
    let says_something = match section {
        "0" => !value.is_empty(),
        "" | "0*" => {
            let (_charset, rest) = split_once(value, b"'")?;
            split_once(rest, b"'").is_some_and(|(_language, text)| !text.is_empty())
        }
        _ => false,
    };
    says_something.then(|| name.to_owned())
}

fn is_one_of(piece: &[u8], names: &[String]) -> bool {
    split_once(piece, b"=").is_some_and(|(key, _)| {
        let key = key.trim_ascii();
        names.iter().any(|name| key.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// A parameter that the platform is to read, put together again.
struct Encoded {
    name: String,
    charset: &'static str,
    bytes: Vec<u8>,
}

impl Encoded {
    /// Takes `piece` if it is such a parameter, or goes on with one.
    fn take(piece: &[u8], found: &mut Vec<Self>) -> bool {
        let Some((key, value)) = split_once(piece, b"=") else {
            return false;
        };
        let key = String::from_utf8_lossy(key.trim_ascii()).to_ascii_lowercase();
        let Some((name, section)) = key.split_once('*') else {
            return false;
        };
        let value = value.trim_ascii();
        let is_encoded = section.is_empty() || section.ends_with('*');
        if matches!(section, "" | "0*") {
            let Some((charset, value)) = split_once(value, b"'") else {
                return false;
            };
            let charset = std::str::from_utf8(charset).ok().and_then(charset_of_sections);
            let (Some(charset), Some((_language, value))) = (charset, split_once(value, b"'")) else {
                return false;
            };
            found.push(Self {
                name: name.to_owned(),
                charset,
                bytes: percent_decoded(value),
            });
            return true;
        }
        let Some(begun) = found.last_mut().filter(|begun| begun.name == name) else {
            return false;
        };
        if is_encoded {
            begun.bytes.extend(percent_decoded(value));
        } else {
            begun.bytes.extend_from_slice(unquoted(value));
        }
        true
    }
}

/// A charset whose letters are of several bytes, which programs put into different sections.
fn charset_of_sections(name: &str) -> Option<&'static str> {
    charset::platform_name(name).or_else(|| name.eq_ignore_ascii_case("utf-8").then_some("utf-8"))
}

/// What stands between the semicolons that are not in quotes.
fn pieces(field: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    let mut escaped = false;
    field.split(move |&byte| {
        let separates = byte == b';' && !quoted;
        quoted ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        separates
    })
}

fn unquoted(value: &[u8]) -> &[u8] {
    let inner = value
        .strip_prefix(b"\"")
        .and_then(|inner| inner.strip_suffix(b"\""));
    inner.unwrap_or(value)
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let escape = hex
            .filter(|_| byte == b'%')
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(escape.unwrap_or(byte));
        rest = if escape.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::{parameters_in_utf8, words_in_utf8};

    fn words(field: &str) -> String {
        String::from_utf8(words_in_utf8(field.into())).unwrap_or_default()
    }

    fn parameters(field: &str) -> String {
        String::from_utf8(parameters_in_utf8(field.into())).unwrap_or_default()
    }

    #[test]
    fn words_that_mail_parser_reads_stay_as_they_are() {
        let field = "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?koi8-r?B?8NLJ18XU?= =?made-up?Q?a?= =?utf-8?Q?cut\n";
        assert_eq!(words(field), field);
    }

    #[test]
    fn words_of_the_east_are_put_into_utf8() {
        assert_eq!(
            words("Re: =?ISO-2022-JP?B?GyRCRnxLXBsoQg==?= x"),
            "Re: =?utf-8?B?5pel5pys?= x"
        );
        assert_eq!(words("=?GB2312*zh?q?=D6=D0_=CE=C4?="), "=?utf-8?B?5LitIOaWhw==?=");
    }

    #[test]
    fn a_character_cut_in_two_by_words_is_whole_again() {
        assert_eq!(
            words("=?utf-8?Q?Gr=C3?=\r\n =?UTF-8?Q?=BC=C3=9Fe?= =?koi8-r?B?8NLJ18XU?="),
            "=?utf-8?B?R3LDvMOfZQ==?= =?koi8-r?B?8NLJ18XU?="
        );
        assert_eq!(words("=?big5?B?pKSk?= =?big5?B?5Q==?="), "=?utf-8?B?5Lit5paH?=");
    }

    #[test]
    fn a_word_that_was_never_encoded_is_in_the_charset_that_it_names() {
        assert_eq!(
            words_in_utf8(b"=?iso-8859-1?Q?Fr\xF6sche_=FC?=".into()),
            b"=?utf-8?B?RnLDtnNjaGUgw7w=?="
        );
    }

    #[test]
    fn words_that_change_sets_are_read_one_by_one() {
        assert_eq!(
            words("=?ISO-2022-JP?B?GyRCRnwbKEI=?=\r\n =?ISO-2022-JP?B?GyRCS1wbKEI=?="),
            "=?utf-8?B?5pel?=\r\n =?utf-8?B?5pys?="
        );
    }

    #[test]
    fn marks_without_words_take_time_in_proportion() {
        let field = "=?big5?B?AAAA".repeat(20_000);
        assert!(words(&field) == field);
    }

    #[test]
    fn a_file_name_of_the_east_is_put_into_utf8() {
        assert_eq!(
            parameters("attachment; filename*=ISO-2022-JP''%1B$BF%7CK%5C%1B%28B.txt; size=3\n"),
            "attachment; size=3; filename*=utf-8''%E6%97%A5%E6%9C%AC%2E%74%78%74\n"
        );
    }

    #[test]
    fn a_file_name_in_sections_is_one_again() {
        assert_eq!(
            parameters("a;\r\n name*0*=shift_jis'ja'%93;\r\n name*1*=%FA%96;\r\n name*2=\"{.txt\"\n"),
            "a; name*=utf-8''%E6%97%A5%E6%9C%AC%2E%74%78%74\n"
        );
    }

    #[test]
    fn other_parameters_stay_as_they_are() {
        for field in [
            "attachment; filename*=made-up''%e2%82%ac; name=\"a;*b*=big5'c'\"\n",
            "attachment; filename*=nobody'%e2; x*1=2\n",
            "text/*\n",
        ] {
            assert_eq!(parameters(field), field);
        }
    }
}
