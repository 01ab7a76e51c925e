//! The fields of a header: found here, because only some are wanted and all may be hostile; read by mail-parser. It
//! must not hand a field of unbounded length to anything that looks at it more than once.

use mail_parser::parsers::MessageStream;
use mail_parser::{Address as ParsedAddress, ContentType, HeaderValue};

use crate::mail::Address;
use crate::mail::{clean, decode, encoded, guess, moment};
use crate::units::UnixMillis;

/// The longest text that is read of one field, as sent.
const FIELD_OCTETS: usize = 8 * 1024;
/// The same for fields that list people: several hundred of them. mail-parser may need time with its square.
const LIST_OCTETS: usize = 32 * 1024;
/// The most people that are listed from one field.
const MOST_ADDRESSES: usize = 1000;
const SUBJECT_CHARACTERS: usize = 1000;
const NAME_CHARACTERS: usize = 256;
const ADDRESS_CHARACTERS: usize = 320;
const ID_CHARACTERS: usize = 998;
const MOST_REFERENCES: usize = 30;

/// A header: the lines before the first empty one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'m>(&'m [u8]);

/// A message as header and body. Where no empty line is between them, words that are no field's begin the body.
pub(super) fn split_message(bytes: &[u8]) -> (Header<'_>, &[u8]) {
    let (header, body) = split(bytes);
    if header.0.len() < bytes.len() {
        return (header, body);
    }
    split_at_words(bytes)
}

/// A part as header and body: where the empty line between them is lost, the first words that are no field's begin the
/// body. (In the header of a message such words are mostly what is left of a field that somebody folded wrongly.)
pub(super) fn split_at_words(bytes: &[u8]) -> (Header<'_>, &[u8]) {
    let (header, body) = split(bytes);
    let (mut end, mut is_open) = (0, false);
    for line in header.0.split_inclusive(|&byte| byte == b'\n') {
        // Some break a field after one of its parameters and forget the space.
        let goes_on = line.starts_with(b" ") || line.starts_with(b"\t") || is_open;
        is_open = line.trim_ascii_end().ends_with(b";");
        if (end == 0 || !goes_on) && !begins_field(line) {
            return bytes
                .split_at_checked(end)
                .map_or((header, body), |(fields, words)| (Header(fields), words));
        }
        end += line.len();
    }
    (header, body)
}

fn begins_field(line: &[u8]) -> bool {
    let name = memchr::memchr(b':', line).and_then(|colon| line.get(..colon));
    name.is_some_and(|name| is_name(name.trim_ascii()))
}

/// A name of several words is a sentence with a colon in it.
fn is_name(name: &[u8]) -> bool {
    !name.is_empty() && !name.contains(&b' ')
}

/// Fields and what follows them, as they stand.
pub(super) fn split(bytes: &[u8]) -> (Header<'_>, &[u8]) {
    if let Some(body) = after_line_end(bytes) {
        return (Header(&[]), body);
    }
    for end in memchr::memchr_iter(b'\n', bytes) {
        let (header, rest) = bytes.split_at(end + 1);
        if let Some(body) = after_line_end(rest) {
            return (Header(header), body);
        }
    }
    (Header(bytes), &[])
}

fn after_line_end(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(b"\n").or_else(|| bytes.strip_prefix(b"\r\n"))
}

/// A message without what mbox files, editors and careless servers put before it.
pub(super) fn without_leader(mut message: &[u8]) -> &[u8] {
    message = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message);
    while let Some(rest) = after_line_end(message) {
        message = rest;
    }
    if message.starts_with(b"From ") || message.starts_with(b">From ") {
        let end = memchr::memchr(b'\n', message).map_or(message.len(), |end| end + 1);
        return message.get(end..).unwrap_or_default();
    }
    message
}

impl<'m> Header<'m> {
    pub(super) const fn new(lines: &'m [u8]) -> Self {
        Self(lines)
    }

    pub(super) const fn lines(self) -> &'m [u8] {
        self.0
    }

    /// Each field's name and what follows the colon, folded as it came.
    pub(super) fn fields(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            loop {
                if rest.is_empty() {
                    return None;
                }
                let (field, after) = rest.split_at(field_end(rest));
                rest = after;
                let first_line = field.split(|&byte| byte == b'\n').next().unwrap_or_default();
                let Some(colon) = memchr::memchr(b':', first_line) else {
                    continue;
                };
                let (name, value) = field.split_at(colon);
                let name = name.trim_ascii();
                if is_name(name) {
                    return Some((name, value.get(1..).unwrap_or_default()));
                }
            }
        })
    }

    /// The first field of that name, at most so long, in UTF-8 and ended as mail-parser expects.
    fn field(self, name: &str, most: usize) -> Option<Vec<u8>> {
        let found = self
            .fields()
            .find(|(field, _)| field.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| readable(value, most))
    }

    pub(super) fn subject(self) -> String {
        self.text("Subject", SUBJECT_CHARACTERS)
    }

    /// A field that is one word, such as `Content-Transfer-Encoding`.
    pub(super) fn word(self, name: &str) -> Option<String> {
        let value = self.field(name, FIELD_OCTETS)?;
        Some(clean::line(&decode::unlabelled(&value), ID_CHARACTERS))
    }

    /// A field that is text, at most so many characters; empty when there is none.
    pub(super) fn text(self, name: &str, most: usize) -> String {
        let found = self
            .fields()
            .find(|(field, _)| field.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| text_of(value, most)).unwrap_or_default()
    }

    /// A field that is a date.
    pub(super) fn moment(self, name: &str) -> Option<UnixMillis> {
        self.field(name, FIELD_OCTETS)
            .and_then(|value| moment::of(&value))
    }

    /// Whether there is nothing that looks like a field.
    pub(super) fn is_none(self) -> bool {
        self.fields().next().is_none()
    }

    /// Whether a field that is shown holds more than is read of it.
    pub(super) fn is_cut(self) -> bool {
        self.fields().any(|(name, value)| {
            let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
            (value.len() > FIELD_OCTETS && (is("Subject") || is("From")))
                || ((is("To") || is("Cc") || is("Reply-To")) && is_long_list(value))
        })
    }

    /// Everybody in the field, out of their groups; a group of nobody is listed by its name.
    pub(super) fn addresses(self, name: &str) -> Vec<Address> {
        let found = self
            .fields()
            .find(|(field, _)| field.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| people_of(value)).unwrap_or_default()
    }

    /// The sender: the first of `From` with an address, else of `Sender`, else whatever `From` says.
    pub(super) fn sender(self) -> Address {
        let from = self.field("From", FIELD_OCTETS).unwrap_or_default();
        let from = people(first_mailbox(&from));
        let addressed = |people: &[Address]| people.iter().find(|person| !person.address.is_empty()).cloned();
        addressed(&from)
            .or_else(|| addressed(&self.addresses("Sender")))
            .or_else(|| from.into_iter().next())
            .unwrap_or_default()
    }

    pub(super) fn message_id(self) -> String {
        self.ids("Message-ID").into_iter().next().unwrap_or_default()
    }

    /// `References` and `In-Reply-To`, oldest first; of a long conversation its beginning and its end.
    pub(super) fn references(self) -> Vec<String> {
        let mut ids = self.ids("References");
        ids.extend(self.ids("In-Reply-To"));
        let late = ids.len().saturating_sub(2 * MOST_REFERENCES).max(1);
        let mut references: Vec<String> = Vec::new();
        for (place, id) in ids.into_iter().enumerate() {
            if (place == 0 || place >= late) && !references.contains(&id) {
                references.push(id);
            }
        }
        if references.len() > MOST_REFERENCES {
            references.drain(1..=references.len() - MOST_REFERENCES);
        }
        references
    }

    fn ids(self, name: &str) -> Vec<String> {
        let value = self.field(name, LIST_OCTETS).unwrap_or_default();
        let ids = match MessageStream::new(&value).parse_id() {
            HeaderValue::Text(id) => vec![id],
            HeaderValue::TextList(ids) => ids,
            _ => Vec::new(),
        };
        ids.iter()
            .map(|id| clean::line(id, ID_CHARACTERS))
            .filter(|id| !id.is_empty())
            .collect()
    }

    pub(super) fn content_type(self, name: &str) -> Option<ContentType<'static>> {
        let value = encoded::parameters_in_utf8(without_gaps(self.field(name, FIELD_OCTETS)?));
        match MessageStream::new(&value).parse_content_type().into_owned() {
            HeaderValue::ContentType(found) => Some(found),
            _ => None,
        }
    }

    /// When it was sent, where that is between 1980 and two days after `now` (and after it was received); else when
    /// the last server received it.
    pub(super) fn date(self, now: UnixMillis) -> Option<UnixMillis> {
        const OLDEST: UnixMillis = UnixMillis(315_532_800_000);
        const TWO_DAYS_MS: i64 = 2 * 24 * 60 * 60 * 1000;
        let sane =
            |date: &UnixMillis, latest: UnixMillis| *date >= OLDEST && *date <= latest.plus_ms(TWO_DAYS_MS);
        let received = self
            .fields()
            .filter(|(name, _)| name.eq_ignore_ascii_case(b"Received"))
            .take(50)
            .filter_map(|(_, value)| {
                moment::of(value.rsplit(|&byte| byte == b';').next().unwrap_or_default())
            })
            .find(|date| sane(date, now));
        let sent = self.fields().find(|(name, _)| name.eq_ignore_ascii_case(b"Date"));
        let sent = sent.and_then(|(_, value)| moment::of(value));
        sent.filter(|date| sane(date, received.unwrap_or(now)))
            .or(received)
    }
}

/// Where the first field of `rest` ends: at the first line end that no fold follows.
fn field_end(rest: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', rest)
        .map(|end| end + 1)
        .find(|&next| !matches!(rest.get(next), Some(b' ' | b'\t')))
        .unwrap_or(rest.len())
}

/// The field without the line ends that Exchange puts between a parameter's name and its value.
fn without_gaps(field: Vec<u8>) -> Vec<u8> {
    let has_gap = field
        .windows(2)
        .any(|two| matches!(two, [b'=', space] if space.is_ascii_whitespace()));
    if !has_gap {
        return field;
    }
    let (mut quoted, mut after_equals) = (false, false);
    let mut kept = field;
    kept.retain(|&byte| {
        quoted ^= byte == b'"';
        let is_gap = after_equals && !quoted && byte.is_ascii_whitespace();
        after_equals = !quoted && (byte == b'=' || is_gap);
        !is_gap
    });
    kept.push(b'\n');
    kept
}

/// Whether there are more people in it than are listed. Two of them have a comma between them.
fn is_long_list(value: &[u8]) -> bool {
    let may_be_long = memchr::memchr_iter(b',', value).count() >= MOST_ADDRESSES;
    value.len() > LIST_OCTETS
        || (may_be_long && everybody(&readable(value, LIST_OCTETS)).len() > MOST_ADDRESSES)
}

/// What a field says that is text, at most so many characters.
pub(super) fn text_of(value: &[u8], most: usize) -> String {
    let value = readable(value, FIELD_OCTETS);
    let text = encoded::unstructured(&String::from_utf8_lossy(&value));
    clean::line(&text, most)
}

/// Everybody whom a field lists.
pub(super) fn people_of(value: &[u8]) -> Vec<Address> {
    people(&readable(value, LIST_OCTETS))
}

fn readable(value: &[u8], most: usize) -> Vec<u8> {
    let value = value.get(..most).unwrap_or(value);
    // Words first: what stands in them is in the charset that they name.
    let value = encoded::words_in_utf8(value.trim_ascii_end().to_vec());
    let mut readable = guess::text(&value, None).into_owned().into_bytes();
    readable.push(b'\n');
    readable
}

fn people(value: &[u8]) -> Vec<Address> {
    let mut all = everybody(value);
    all.truncate(MOST_ADDRESSES);
    all
}

fn everybody(value: &[u8]) -> Vec<Address> {
    let mut all = Vec::new();
    match MessageStream::new(value).parse_address() {
        HeaderValue::Address(ParsedAddress::List(list)) => all.extend(list.iter().map(person)),
        HeaderValue::Address(ParsedAddress::Group(groups)) => {
            for group in &groups {
                all.extend(group.addresses.iter().map(person));
                if group.addresses.is_empty() {
                    all.push(Address {
                        name: name_of(group.name.as_deref()),
                        address: String::new(),
                    });
                }
            }
        }
        _ => {}
    }
    all.retain(|person| !person.name.is_empty() || !person.address.is_empty());
    all
}

/// The value up to its first address in angle brackets. What stands behind it (`<a>:<b>`, `<a> <b>`) is read
/// differently by every program, which is why somebody puts it there.
fn first_mailbox(value: &[u8]) -> &[u8] {
    let (mut quoted, mut escaped, mut begun) = (false, false, false);
    let end = value.iter().position(|&byte| {
        begun |= byte == b'<' && !quoted;
        let ends = begun && byte == b'>' && !quoted;
        quoted ^= byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.and_then(|end| value.get(..=end)).unwrap_or(value)
}

fn person(found: &mail_parser::Addr<'_>) -> Address {
    let name = name_of(found.name.as_deref());
    let address = address_of(found.address.as_deref().unwrap_or_default());
    // mail-parser takes a local part in quotes for the name.
    if address.starts_with('@') && !name.is_empty() {
        return Address {
            address: format!("\"{name}\"{address}"),
            name: String::new(),
        };
    }
    Address { name, address }
}

/// The address without the way that it should take, and without the spaces around dots, both of which were allowed once
/// (RFC 5322 §4.4).
fn address_of(address: &str) -> String {
    let address = clean::line(address, ADDRESS_CHARACTERS);
    let destination = address
        .strip_prefix('@')
        .and_then(|route| route.split_once(':'))
        .map_or(address.as_str(), |(_, destination)| destination);
    // Nobody's address has one: it begins the true one.
    let destination = destination
        .rsplit_once('<')
        .map_or(destination, |(_, destination)| destination);
    if destination.contains('"') {
        return destination.to_owned();
    }
    let closed = destination
        .replace(" .", ".")
        .replace(". ", ".")
        .replace(" @", "@")
        .replace("@ ", "@");
    // What stands around an address without brackets is none.
    let mut words = closed.split(' ');
    words
        .find(|word| word.contains('@'))
        .unwrap_or(&closed)
        .to_owned()
}

fn name_of(name: Option<&str>) -> String {
    clean::line(name.unwrap_or_default(), NAME_CHARACTERS)
}
