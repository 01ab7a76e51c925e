//! What a server's lines say: status, response codes, numbers, ids. Bytes in, facts out; it must not know what was asked.

use std::fmt;

use crate::pop3::{LooksLike, Quirk};
use crate::units::{MessageNumber, Octets, Uidl};

/// The most characters of a server's words that are kept.
const MAX_TEXT_CHARACTERS: usize = 500;

/// The longest status line that RFC 1939 §3 allows, CRLF counted.
const STATUS_LINE_OCTETS: usize = 512;

/// The longest unique id that RFC 1939 §7 allows.
const UIDL_OCTETS: usize = 70;

/// A server's `-ERR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The reason as a machine reads it (RFC 2449 §8), when there is one.
    pub code: Option<ResponseCode>,
    /// The reason in the server's words, without the code: escaped and cut short. Data, never markup.
    pub text: String,
}

/// A response code (RFC 2449 §8, RFC 3206, RFC 6856 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseCode {
    /// `LOGIN-DELAY`: too soon after the last log-in.
    LoginDelay,
    /// `IN-USE`: another session has the maildrop open.
    InUse,
    /// `AUTH`: user name or password are wrong.
    Auth,
    /// `SYS/TEMP`: the server is in trouble that will pass.
    SysTemp,
    /// `SYS/PERM`: the server is in trouble that someone has to end.
    SysPerm,
    /// `UTF8`: the message or maildrop needs UTF8 mode.
    Utf8,
    /// Gmail's `WEBALERT`: sign in at this page first. An address over https, escaped and cut short.
    WebAlert(String),
    /// Another one, escaped and cut short.
    Other(String),
}

/// What a refusal comes to for whoever has to act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalCause {
    /// The user: the password is wrong.
    Credentials,
    /// Nobody: another session has the mailbox open; try again later.
    MailboxInUse,
    /// Nobody: too soon after the last log-in; try again later.
    TooSoon,
    /// Nobody: try again later.
    ServerTemporary,
    /// The provider.
    ServerPermanent,
    /// The client: the message needs UTF8 mode.
    NeedsUtf8,
    /// The user, at the provider's page; the password is not what is wrong.
    WebSignIn,
    /// The server did not say.
    Unsaid,
}

impl Reply {
    /// Who has to act. Where there is no code, words that plainly speak of a locked mailbox count as one, since the
    /// alternative is to ask for a password that is right.
    #[must_use]
    pub fn cause(&self) -> RefusalCause {
        match &self.code {
            Some(ResponseCode::Auth) => RefusalCause::Credentials,
            Some(ResponseCode::InUse) => RefusalCause::MailboxInUse,
            Some(ResponseCode::LoginDelay) => RefusalCause::TooSoon,
            Some(ResponseCode::SysTemp) => RefusalCause::ServerTemporary,
            Some(ResponseCode::SysPerm) => RefusalCause::ServerPermanent,
            Some(ResponseCode::Utf8) => RefusalCause::NeedsUtf8,
            Some(ResponseCode::WebAlert(_)) => RefusalCause::WebSignIn,
            None if speaks_of_locked_mailbox(&self.text) => RefusalCause::MailboxInUse,
            Some(ResponseCode::Other(_)) | None => RefusalCause::Unsaid,
        }
    }

    fn parse(text: &[u8], codes: Codes) -> (Self, Option<Quirk>) {
        let whole = Self {
            code: None,
            text: printable(text, MAX_TEXT_CHARACTERS),
        };
        let Some((inside, rest)) = bracketed(text) else {
            return (whole, None);
        };
        let code = ResponseCode::parse(inside);
        let known = !matches!(code, ResponseCode::Other(_));
        match codes {
            Codes::NotAnnounced if !known => (whole, None),
            codes => {
                let text = printable(rest.trim_ascii(), MAX_TEXT_CHARACTERS);
                let quirk = (codes == Codes::NotAnnounced).then_some(Quirk::ResponseCodeUnannounced);
                (
                    Self {
                        code: Some(code),
                        text,
                    },
                    quirk,
                )
            }
        }
    }
}

impl ResponseCode {
    /// What follows Gmail's `WEBALERT`, where it is a page that may be opened.
    fn web_alert(inside: &[u8]) -> Option<Self> {
        let (name, page) = inside.split_at_checked(b"WEBALERT ".len())?;
        let safe = page.starts_with(b"https://") && page.iter().all(u8::is_ascii_graphic);
        let known = name.eq_ignore_ascii_case(b"WEBALERT ") && safe && page.len() <= MAX_TEXT_CHARACTERS;
        known.then(|| Self::WebAlert(printable(page, MAX_TEXT_CHARACTERS)))
    }

    /// A code that goes into more detail than is known here means what its beginning means (RFC 2449 §8).
    fn parse(inside: &[u8]) -> Self {
        if let Some(alert) = Self::web_alert(inside) {
            return alert;
        }
        let upper = inside.to_ascii_uppercase();
        let mut levels = upper.split(|&byte| byte == b'/');
        match (levels.next().unwrap_or_default(), levels.next()) {
            (b"LOGIN-DELAY", _) => Self::LoginDelay,
            (b"IN-USE", _) => Self::InUse,
            (b"AUTH", _) => Self::Auth,
            (b"SYS", Some(b"TEMP")) => Self::SysTemp,
            (b"SYS", Some(b"PERM")) => Self::SysPerm,
            (b"UTF8", _) => Self::Utf8,
            _ => Self::Other(printable(inside, MAX_TEXT_CHARACTERS)),
        }
    }
}

/// Whether a text in brackets is a response code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codes {
    /// `RESP-CODES` was announced.
    Announced,
    /// CAPA was answered, without `RESP-CODES`.
    NotAnnounced,
    /// CAPA was not asked or not understood.
    Unknown,
}

/// What a status line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// `+OK` and the rest.
    Ok(Vec<u8>),
    /// `-ERR`.
    Err(Reply),
    /// `+` alone: a challenge of `AUTH` (RFC 5034 §4), and what it says.
    Challenge(Vec<u8>),
    /// Something else.
    NotPop3,
}

impl Status {
    /// Reads a line without its line end.
    pub(crate) fn parse(line: &[u8], codes: Codes, tell: &mut dyn FnMut(Quirk)) -> Self {
        let challenge = match line.strip_prefix(b"+") {
            Some(b"") => Some(b"".as_slice()),
            Some(rest) => rest.strip_prefix(b" "),
            None => None,
        };
        // A challenge is as long as its mechanism needs.
        if challenge.is_none() && line.len() + "\r\n".len() > STATUS_LINE_OCTETS {
            tell(Quirk::OverlongLine);
        }
        let status = if let Some(rest) = keyword(line, b"+OK", tell) {
            Self::Ok(rest.trim_ascii().to_vec())
        } else if let Some(rest) = keyword(line, b"-ERR", tell) {
            let (reply, quirk) = Reply::parse(rest.trim_ascii(), codes);
            quirk.into_iter().for_each(&mut *tell);
            Self::Err(reply)
        } else if let Some(challenge) = challenge {
            Self::Challenge(challenge.trim_ascii().to_vec())
        } else {
            Self::NotPop3
        };
        if status != Self::NotPop3 && !line.is_ascii() {
            tell(Quirk::EightBitLine);
        }
        status
    }
}

fn keyword<'line>(line: &'line [u8], word: &[u8], tell: &mut dyn FnMut(Quirk)) -> Option<&'line [u8]> {
    let (head, rest) = line.split_at_checked(word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    if head != word {
        tell(Quirk::LowercaseStatus);
    }
    if !rest.first().is_none_or(|&byte| byte == b' ' || byte == b'\t') {
        tell(Quirk::StatusGluedToText);
    }
    Some(rest)
}

/// Two numbers: how many messages, how many octets in all.
pub(crate) fn stat(text: &[u8]) -> Option<(u32, Option<Octets>)> {
    let mut words = words(text);
    let messages = u32::try_from(number(words.next()?)?).ok()?;
    Some((messages, words.next().and_then(number).map(Octets)))
}

/// The size in the text behind the `+OK` of `RETR`, where its first word is one.
pub(crate) fn size_hint(text: &[u8]) -> Option<Octets> {
    words(text).next().and_then(number).map(Octets)
}

/// A line of a scan listing (RFC 1939 §5, `LIST`); what follows the size is anything.
pub(crate) fn scan_listing(line: &[u8], tell: &mut dyn FnMut(Quirk)) -> Option<(MessageNumber, Octets)> {
    let (message, rest) = listing_line(line, tell)?;
    let Some(octets) = words(rest).next().and_then(number) else {
        tell(Quirk::ListingLineIgnored);
        return None;
    };
    Some((message, Octets(octets)))
}

/// A line of a unique-id listing (RFC 1939 §7, `UIDL`).
pub(crate) fn unique_id_listing(line: &[u8], tell: &mut dyn FnMut(Quirk)) -> Option<(MessageNumber, Uidl)> {
    let (message, id) = listing_line(line, tell)?;
    if id.is_empty() {
        tell(Quirk::UidlEmpty);
        return None;
    }
    if id.len() > UIDL_OCTETS {
        tell(Quirk::UidlLong);
    }
    if !id.iter().all(u8::is_ascii_graphic) {
        tell(Quirk::UidlOddOctets);
    }
    let uidl = Uidl::new(id);
    if uidl.is_none() {
        tell(Quirk::UidlTooLong);
    }
    Some((message, uidl?))
}

/// The message number, and the rest without spaces around it.
fn listing_line<'line>(
    line: &'line [u8],
    tell: &mut dyn FnMut(Quirk),
) -> Option<(MessageNumber, &'line [u8])> {
    let bare = match line.strip_prefix(b"+OK ") {
        Some(rest) => {
            tell(Quirk::OkInsideListing);
            rest
        }
        None => line,
    };
    let trimmed = bare.trim_ascii();
    let digits = trimmed
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(trimmed.len());
    let (head, tail) = trimmed.split_at_checked(digits)?;
    let rest = tail.trim_ascii_start();
    if trimmed.len() != bare.len() || !(tail.is_empty() || tail.strip_prefix(b" ") == Some(rest)) {
        tell(Quirk::OddSpacing);
    }
    let message = number(head)
        .and_then(|value| u32::try_from(value).ok())
        .and_then(MessageNumber::new);
    if message.is_none() {
        tell(Quirk::ListingLineIgnored);
    }
    Some((message?, rest))
}

/// Words between spaces and tabs.
pub(crate) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| byte.is_ascii_whitespace())
        .filter(|word| !word.is_empty())
}

/// Digits and nothing else, no larger than 2^64 - 1.
pub(crate) fn number(digits: &[u8]) -> Option<u64> {
    let all_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    all_digits.then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
}

/// A server's words, safe to show: what is not UTF-8 replaced, controls and direction marks escaped, cut short.
pub(crate) fn printable(bytes: &[u8], max_characters: usize) -> String {
    // No character takes more than four octets, so what lies behind cannot show.
    let bytes = bytes.get(..max_characters.saturating_mul(4)).unwrap_or(bytes);
    let mut shown = String::new();
    for (count, character) in String::from_utf8_lossy(bytes).chars().enumerate() {
        if count == max_characters {
            shown.push('…');
            break;
        }
        if character.is_control() || is_direction_mark(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

const fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The start of a line, for an error.
pub(crate) fn excerpt(line: &[u8]) -> String {
    printable(line, 80)
}

impl LooksLike {
    /// What an answer that begins so, and is not POP3, looks like.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Self {
        match beginning {
            [0x14..=0x17, ..] => Self::Tls,
            _ if beginning.starts_with(b"HTTP/") || beginning.starts_with(b"<") => Self::Http,
            _ if beginning.starts_with(b"220") || beginning.starts_with(b"500 ") => Self::Smtp,
            _ if beginning.starts_with(b"* ") => Self::Imap,
            _ if beginning.starts_with(b"SSH-") => Self::Ssh,
            _ => Self::Unknown,
        }
    }
}

/// `[inside] rest`.
fn bracketed(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inner = text.strip_prefix(b"[")?;
    let end = inner.iter().position(|&byte| byte == b']')?;
    let (inside, rest) = inner.split_at_checked(end)?;
    Some((inside, rest.strip_prefix(b"]")?))
}

fn speaks_of_locked_mailbox(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mailbox = says(&["mailbox", "maildrop", "mail drop", "mail box", "folder", "spool"]);
    let taken = says(&["lock", "in use", "busy", "already open"]);
    let session = says(&[
        "another session",
        "another pop",
        "other session",
        "already logged in",
    ]);
    // An account that is locked is another matter, and needs its owner.
    let lock = says(&[
        "lock busy",
        "get lock",
        "get a lock",
        "obtain lock",
        "lock file",
        "lockfile",
        "lock held",
    ]);
    (mailbox && taken) || session || lock
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "[{code}] {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl fmt::Display for ResponseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoginDelay => "LOGIN-DELAY",
            Self::InUse => "IN-USE",
            Self::Auth => "AUTH",
            Self::SysTemp => "SYS/TEMP",
            Self::SysPerm => "SYS/PERM",
            Self::Utf8 => "UTF8",
            Self::WebAlert(page) => return write!(f, "WEBALERT {page}"),
            Self::Other(code) => code,
        })
    }
}
