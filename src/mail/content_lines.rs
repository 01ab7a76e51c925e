//! The lines that calendars (RFC 5545 §3.1) and contact cards (RFC 6350 §3.3, vCard 2.1) are made of. It must take
//! whatever is there, once over and no more, and never more of it than a calendar or a card has.

use std::borrow::Cow;

use crate::mail::decode::TransferEncoding;
use crate::mail::guess;

/// How much of a file is read.
pub(super) const MOST_OCTETS: usize = 1024 * 1024;
/// How much of a value is read: more than anybody reads on a card.
const VALUE_OCTETS: usize = 64 * 1024;
const MOST_PARAMETERS: usize = 40;
/// Where the name of a property and what is said of its value must end.
const HEAD_OCTETS: usize = 8 * 1024;

/// A file, line by line as it was before it was folded.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
    /// Whether there was more than is read.
    pub(super) is_cut: bool,
}

impl Lines {
    pub(super) fn of(bytes: &[u8], charset: Option<&str>) -> Self {
        let read = bytes.get(..MOST_OCTETS).unwrap_or(bytes);
        let is_wide = read.starts_with(b"\xff\xfe") || read.starts_with(b"\xfe\xff");
        let text = if is_wide {
            let text = guess::text(read, charset);
            String::from_utf8_lossy(&unfolded(text.as_bytes())).into_owned()
        } else {
            // A fold may stand within a character.
            guess::text(&unfolded(read), charset).into_owned()
        };
        Self {
            text,
            is_cut: read.len() < bytes.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let lines = self.text.lines().map(str::trim_end);
        lines.filter(|line| !line.trim_start_matches('\u{feff}').is_empty())
    }
}

/// Whether a file begins as such a file does: `word` is "VCALENDAR" or "VCARD".
pub(super) fn begins(bytes: &[u8], word: &str) -> bool {
    const LOOKED_AT: usize = 64;
    let front = guess::text(bytes.get(..LOOKED_AT).unwrap_or(bytes), None);
    let first = front.trim_start_matches(['\u{feff}', '\r', '\n', ' ', '\t']);
    let mut halves = first.lines().next().unwrap_or_default().splitn(2, ':');
    let mut next_is = |wanted: &str| {
        let half = halves.next().unwrap_or_default();
        half.trim().eq_ignore_ascii_case(wanted)
    };
    next_is("BEGIN") && next_is(word)
}

/// Joins what was folded: lines that begin with white space, and the soft line ends of quoted-printable values.
fn unfolded(bytes: &[u8]) -> Vec<u8> {
    let mut joined: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut is_quoted = false;
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if is_quoted && joined.ends_with(b"=") {
            joined.pop();
            joined.extend_from_slice(line);
            continue;
        }
        match line {
            [b' ' | b'\t', rest @ ..] if !joined.is_empty() => joined.extend_from_slice(rest),
            _ => {
                joined.extend_from_slice(if joined.is_empty() { b"" } else { b"\n" });
                joined.extend_from_slice(line);
                is_quoted = is_quoted_printable(line);
            }
        }
    }
    joined
}

fn is_quoted_printable(line: &[u8]) -> bool {
    const LOOKED_AT: usize = 200;
    let head = line.get(..LOOKED_AT).unwrap_or(line);
    let head = head.split(|&byte| byte == b':').next().unwrap_or_default();
    head.to_ascii_uppercase()
        .windows(b"QUOTED-PRINTABLE".len())
        .any(|word| word == b"QUOTED-PRINTABLE")
}

/// A line in its pieces.
#[derive(Debug)]
pub(super) struct Property<'t> {
    /// In capitals, without its group.
    pub(super) name: String,
    /// What binds it to others, in small letters; mostly empty.
    pub(super) group: String,
    parameters: Vec<(String, Cow<'t, str>)>,
    /// As it stands there.
    raw: &'t str,
}

impl<'t> Property<'t> {
    /// `None` where a line is none.
    pub(super) fn of(line: &'t str) -> Option<Self> {
        let (head, raw) = halves(line)?;
        let mut pieces = Pieces {
            rest: Some(head),
            mark: ';',
            is_quoted: true,
        };
        let full = pieces.next()?.trim();
        let (group, name) = full.rsplit_once('.').unwrap_or(("", full));
        Some(Self {
            name: name.to_ascii_uppercase(),
            group: group.to_ascii_lowercase(),
            parameters: pieces.take(MOST_PARAMETERS).map(parameter).collect(),
            raw: front(raw, VALUE_OCTETS),
        })
    }

    /// What is said of the value under this name, which is in capitals.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_ref())
    }

    /// All that is said of the value under this name, word by word, in capitals. What has no name is a type.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let is_meant = |known: &str| known == name || (known.is_empty() && name == "TYPE");
        let said = self.parameters.iter().filter(|(known, _)| is_meant(known));
        said.flat_map(|(_, value)| value.split(','))
            .map(|word| word.trim().to_ascii_uppercase())
            .collect()
    }

    fn is_encoded_as(&self, names: &[&str]) -> bool {
        let encoding = self.parameter("ENCODING").unwrap_or_default();
        let is_one = |said: &str| names.iter().any(|name| said.eq_ignore_ascii_case(name));
        let bare = || {
            self.parameters
                .iter()
                .any(|(name, value)| name.is_empty() && is_one(value))
        };
        is_one(encoding) || bare()
    }

    /// Whether its value is a file in letters, such as a photograph.
    pub(super) fn is_file(&self) -> bool {
        self.is_encoded_as(&["B", "BASE64"])
    }

    /// The value without its transport encoding, with the escapes of its kind.
    pub(super) fn value(&self) -> Cow<'t, str> {
        if !self.is_encoded_as(&["QUOTED-PRINTABLE"]) {
            return Cow::Borrowed(self.raw);
        }
        let bytes = TransferEncoding::QuotedPrintable.decode(self.raw.as_bytes());
        Cow::Owned(guess::text(&bytes, self.parameter("CHARSET")).into_owned())
    }

    /// The value as text.
    pub(super) fn text(&self) -> String {
        unescaped(&self.value())
    }

    /// The values that stand between such marks, as text, at most so many.
    pub(super) fn texts(&self, mark: char, most: usize) -> Vec<String> {
        let value = self.value();
        let pieces = Pieces {
            rest: Some(&value),
            mark,
            is_quoted: false,
        };
        pieces.take(most).map(unescaped).collect()
    }
}

/// What stands before and behind the colon that ends the head; one in quotes does not, if the quotes end.
fn halves(line: &str) -> Option<(&str, &str)> {
    let head = front(line, HEAD_OCTETS);
    let mut quoted = false;
    let outside = head.char_indices().find(|&(_, character)| {
        quoted ^= character == '"';
        character == ':' && !quoted
    });
    let at = outside.map(|(at, _)| at).or_else(|| head.find(':'))?;
    let (head, value) = line.split_at_checked(at)?;
    Some((head, value.strip_prefix(':')?))
}

fn parameter(piece: &str) -> (String, Cow<'_, str>) {
    let (name, value) = piece.split_once('=').unwrap_or(("", piece));
    let value = value.trim();
    let value = if value.contains('"') {
        Cow::Owned(value.replace('"', ""))
    } else {
        Cow::Borrowed(value)
    };
    (name.trim().to_ascii_uppercase(), without_carets(value))
}

/// RFC 6868 §3.1.
fn without_carets(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('^') {
        return value;
    }
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        let meant = match (character, characters.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('\'')) => Some('"'),
            ('^', Some('^')) => Some('^'),
            _ => None,
        };
        if meant.is_some() {
            characters.next();
        }
        text.push(meant.unwrap_or(character));
    }
    Cow::Owned(text)
}

/// RFC 5545 §3.3.11; what escapes nothing stands for itself.
fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        let meant = match (character, characters.peek()) {
            ('\\', Some('n' | 'N')) => Some('\n'),
            ('\\', Some(&next @ (',' | ';' | ':' | '\\'))) => Some(next),
            _ => None,
        };
        if meant.is_some() {
            characters.next();
        }
        text.push(meant.unwrap_or(character));
    }
    text
}

/// A text between marks. A mark behind a backslash is text, and one in quotes where quotes are.
struct Pieces<'t> {
    rest: Option<&'t str>,
    mark: char,
    is_quoted: bool,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let (mut quoted, mut escaped) = (false, false);
        let end = rest.char_indices().find(|&(_, character)| {
            quoted ^= self.is_quoted && character == '"';
            let ends = character == self.mark && !quoted && !escaped;
            escaped = !self.is_quoted && character == '\\' && !escaped;
            ends
        });
        let (piece, after) = match end.and_then(|(at, _)| rest.split_at_checked(at)) {
            Some((piece, after)) => (piece, after.strip_prefix(self.mark)),
            None => (rest, None),
        };
        self.rest = after;
        Some(piece)
    }
}

/// The beginning of a text, at most so many bytes.
pub(super) fn front(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{Lines, Property, begins};

    fn lines(text: &str) -> Vec<String> {
        let lines = Lines::of(text.as_bytes(), None);
        lines.iter().map(str::to_owned).collect()
    }

    fn property(line: &str) -> Property<'_> {
        Property::of(line).unwrap()
    }

    #[test]
    fn folded_lines_are_one_line() {
        assert_eq!(
            lines("SUMMARY:Lantern \r\n walk\r\n\r\nA:b\r\n\tc\nD:e"),
            ["SUMMARY:Lantern walk", "A:bc", "D:e"]
        );
    }

    #[test]
    fn a_fold_may_stand_within_a_character() {
        let bytes = b"SUMMARY:Caf\xc3\r\n \xa9";
        let lines = Lines::of(bytes, Some("utf-8"));
        assert_eq!(lines.iter().collect::<Vec<_>>(), ["SUMMARY:Café"]);
    }

    #[test]
    fn the_soft_line_ends_of_a_quoted_value_join_it() {
        let lines = lines(
            "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=\r\n=BC=C3=9Fe=0D=0Aaus K=\r\n=C3=B6ln\r\nX:1=",
        );
        assert_eq!(lines.len(), 2);
        assert_eq!(property(&lines[0]).text(), "Grüße\r\naus Köln");
    }

    #[test]
    fn a_value_in_a_charset_of_its_own_is_read_in_it() {
        let found =
            property("N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=CF=E5=F2=F0=EE=E2;=C8=E2=E0=ED");
        assert_eq!(found.texts(';', 5), ["Петров", "Иван"]);
    }

    #[test]
    fn what_is_in_quotes_ends_nothing() {
        let found = property("ATTENDEE;CN=\"Berg; Ana: the one\";ROLE=CHAIR:mailto:ana@example.org");
        assert_eq!(found.parameter("CN"), Some("Berg; Ana: the one"));
        assert_eq!(found.parameter("ROLE"), Some("CHAIR"));
        assert_eq!(found.text(), "mailto:ana@example.org");
    }

    #[test]
    fn quotes_that_never_end_hide_nothing() {
        let found = property("ATTENDEE;CN=\"Ana:mailto:ana@example.org");
        assert_eq!(found.text(), "mailto:ana@example.org");
    }

    #[test]
    fn escapes_stand_for_what_they_escape() {
        assert_eq!(
            property(r"A:one\, two\; three\\n\nnew \x").text(),
            "one, two; three\\n\nnew \\x"
        );
        assert_eq!(
            property(r"A:Berg\;Rück;Ana,Mia").texts(';', 9),
            ["Berg;Rück", "Ana,Mia"]
        );
        assert_eq!(
            property("A;CN=the ^'one^'^n^^:x").parameter("CN"),
            Some("the \"one\"\n^")
        );
    }

    #[test]
    fn types_are_found_however_they_are_said() {
        assert_eq!(property("TEL;CELL;VOICE:1").words("TYPE"), ["CELL", "VOICE"]);
        assert_eq!(
            property("item1.TEL;type=\"cell,home\";TYPE=pref:1").words("TYPE"),
            ["CELL", "HOME", "PREF"]
        );
        assert_eq!(property("item1.tel:1").group, "item1");
    }

    #[test]
    fn a_line_without_a_colon_is_none() {
        assert!(Property::of("BEGIN VCALENDAR").is_none());
        assert!(Property::of("").is_none());
    }

    #[test]
    fn a_file_says_what_it_is_at_its_beginning() {
        assert!(begins(b"\xef\xbb\xbf\r\nbegin:vcalendar\r\n", "VCALENDAR"));
        assert!(begins(b"BEGIN:VCARD \nVERSION:4.0", "VCARD"));
        assert!(!begins(b"BEGIN:VCARDS\n", "VCARD"));
        assert!(!begins(b"", "VCARD"));
    }

    #[test]
    fn a_file_without_end_is_read_to_where_files_end() {
        let long = "A:b\r\n".repeat(1_000_000);
        let lines = Lines::of(long.as_bytes(), None);
        assert!(lines.is_cut);
        assert!(lines.iter().count() <= super::MOST_OCTETS);
    }
}
