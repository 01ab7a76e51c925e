//! The fields of a header: found here, because only some are wanted and all may be hostile; read by mail-parser. It
//! must not hand a field of unbounded length to anything that looks at it more than once.

use mail_parser::parsers::MessageStream;
use mail_parser::{Address as ParsedAddress, ContentType, DateTime, HeaderValue};

use crate::mail::Address;
use crate::mail::{clean, decode, encoded, guess};
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

/// A message, or a part of one, as header and body.
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

/// A message without what mbox files and careless servers put before it.
pub(super) fn without_leader(mut message: &[u8]) -> &[u8] {
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
                // A name of several words is a sentence with a colon in it.
                if !name.is_empty() && !name.contains(&b' ') {
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
        let value = self.field("Subject", FIELD_OCTETS).unwrap_or_default();
        match MessageStream::new(&value).parse_unstructured() {
            HeaderValue::Text(text) => clean::line(&text, SUBJECT_CHARACTERS),
            _ => String::new(),
        }
    }

    /// A field that is one word, such as `Content-Transfer-Encoding`.
    pub(super) fn word(self, name: &str) -> Option<String> {
        let value = self.field(name, FIELD_OCTETS)?;
        Some(clean::line(&decode::unlabelled(&value), ID_CHARACTERS))
    }

    /// A field that is a date.
    pub(super) fn moment(self, name: &str) -> Option<UnixMillis> {
        self.field(name, FIELD_OCTETS).and_then(|value| moment(&value))
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
                || (value.len() > LIST_OCTETS && (is("To") || is("Cc") || is("Reply-To")))
        })
    }

    /// Everybody in the field, out of their groups; a group of nobody is listed by its name.
    pub(super) fn addresses(self, name: &str) -> Vec<Address> {
        people(&self.field(name, LIST_OCTETS).unwrap_or_default())
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
        let value = encoded::parameters_in_utf8(self.field(name, FIELD_OCTETS)?);
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
            .filter_map(|(_, value)| moment(value.rsplit(|&byte| byte == b';').next().unwrap_or_default()))
            .find(|date| sane(date, now));
        let sent = self.fields().find(|(name, _)| name.eq_ignore_ascii_case(b"Date"));
        let sent = sent.and_then(|(_, value)| moment(value));
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

fn readable(value: &[u8], most: usize) -> Vec<u8> {
    let value = value.get(..most).unwrap_or(value);
    // Words first: what stands in them is in the charset that they name.
    let value = encoded::words_in_utf8(value.trim_ascii_end().to_vec());
    let mut readable = guess::text(&value, None).into_owned().into_bytes();
    readable.push(b'\n');
    readable
}

/// A date as fields have it (RFC 5322 §3.3, and the older forms).
pub(super) fn moment(value: &[u8]) -> Option<UnixMillis> {
    let mut date = DateTime::parse_rfc822(&String::from_utf8_lossy(&readable(value, FIELD_OCTETS)))?;
    date.second = date.second.min(59); // a leap second is a second that exists
    date.is_valid().then(|| UnixMillis(date.to_timestamp() * 1000))
}

fn people(value: &[u8]) -> Vec<Address> {
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
    all.truncate(MOST_ADDRESSES);
    all
}

/// The value up to its first address in angle brackets. What stands behind it (`<a>:<b>`, `<a> <b>`) is read
/// differently by every program, which is why somebody puts it there.
fn first_mailbox(value: &[u8]) -> &[u8] {
    let (mut quoted, mut escaped) = (false, false);
    let end = value.iter().position(|&byte| {
        let ends = byte == b'>' && !quoted;
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
    if destination.contains('"') {
        return destination.to_owned();
    }
    destination
        .replace(" .", ".")
        .replace(". ", ".")
        .replace(" @", "@")
        .replace("@ ", "@")
}

fn name_of(name: Option<&str>) -> String {
    clean::line(name.unwrap_or_default(), NAME_CHARACTERS)
}
