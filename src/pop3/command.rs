//! What a caller can want, and the command lines that say it. It must not know what the answers mean.

use std::fmt;

use md5::{Digest as _, Md5};

use crate::pop3::LogIn;
use crate::pop3::dialogue::Dialogue;
use crate::sasl::{Credentials, SaslError};
use crate::units::MessageNumber;

/// Something to ask of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// What can you do? (`CAPA`, RFC 2449 §5)
    Capabilities,
    /// Go on in TLS (`STLS`, RFC 2595 §4).
    StartTls,
    /// Let messages, names and passwords be UTF-8 from now on (`UTF8`, RFC 6856 §2).
    Utf8,
    /// Say your sentences in this language (`LANG`, RFC 6856 §3).
    Language(LanguageTag),
    /// Open the maildrop.
    LogIn(LogIn),
    /// How many messages, how many octets? (`STAT`)
    Stat,
    /// How large are the messages, or this one? (`LIST`)
    List(Option<MessageNumber>),
    /// What are the ids of the messages, or of this one? (`UIDL`)
    UniqueIds(Option<MessageNumber>),
    /// The header and the first lines of a message (`TOP`).
    Top {
        /// Which message.
        number: MessageNumber,
        /// How many lines of its body.
        lines: u32,
    },
    /// A whole message (`RETR`).
    Retrieve(MessageNumber),
    /// Nothing, to stay awake (`NOOP`).
    Noop,
    /// Take back all deletion marks (`RSET`).
    Reset,
    /// Mark a message as deleted (`DELE`).
    Delete(MessageNumber),
    /// Delete what is marked, and part (`QUIT`).
    Quit,
}

/// An [`Intent`] without its secrets: what an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandKind {
    /// `CAPA`
    Capabilities,
    /// `STLS`
    StartTls,
    /// `UTF8`
    Utf8,
    /// `LANG`
    Language,
    /// `AUTH`, `USER` and `PASS`, or `APOP`
    LogIn,
    /// `STAT`
    Stat,
    /// `LIST`
    List(Option<MessageNumber>),
    /// `UIDL`
    UniqueIds(Option<MessageNumber>),
    /// `TOP`
    Top(MessageNumber),
    /// `RETR`
    Retrieve(MessageNumber),
    /// `NOOP`
    Noop,
    /// `RSET`
    Reset,
    /// `DELE`
    Delete(MessageNumber),
    /// `QUIT`
    Quit,
}

/// One command as it is on the wire, with what its answer may call for.
#[derive(Clone, Debug)]
pub(crate) enum Command {
    Capa,
    Stls,
    Utf8,
    Lang(LanguageTag),
    User(Credentials),
    Pass(Credentials),
    Apop(Credentials, String),
    /// `AUTH` and whatever follows it: the dialogue knows the next line.
    Auth(Box<Dialogue>),
    /// The `*` that calls `AUTH` off, and why.
    Cancel(SaslError),
    Stat,
    List(Option<MessageNumber>),
    Uidl(Option<MessageNumber>),
    Top(MessageNumber, u32),
    Retr(MessageNumber),
    Noop,
    Rset,
    Dele(MessageNumber),
    Quit,
}

impl Intent {
    /// Whether nothing may follow before its answer (RFC 2449 §6.6).
    pub(crate) const fn goes_last(&self) -> bool {
        matches!(self, Self::StartTls | Self::LogIn(..))
    }

    /// Whether it may be written although answers are due to these commands. What is said in clear before `STLS` is
    /// void, and of what comes before a log-in only what shapes it is asked in the same breath.
    pub(crate) fn may_follow<'a>(&self, mut in_flight: impl Iterator<Item = &'a Command>) -> bool {
        match self {
            Self::StartTls => in_flight.next().is_none(),
            Self::LogIn(..) => in_flight.all(|command| matches!(command, Command::Utf8 | Command::Lang(_))),
            _ => true,
        }
    }
}

/// A language tag that fits into a command line (RFC 5646): letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageTag(String);

impl LanguageTag {
    /// The longest tag that is asked for.
    const MAX_OCTETS: usize = 35;

    /// `None` for what is no tag.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        let subtag = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (tag.len() <= Self::MAX_OCTETS && tag.split('-').all(subtag)).then(|| Self(tag.to_owned()))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Intent> for Command {
    fn from(intent: Intent) -> Self {
        match intent {
            Intent::Capabilities => Self::Capa,
            Intent::StartTls => Self::Stls,
            Intent::Utf8 => Self::Utf8,
            Intent::Language(tag) => Self::Lang(tag),
            Intent::LogIn(LogIn::UserPass(credentials)) => Self::User(credentials),
            Intent::LogIn(LogIn::Sasl(exchange)) => Self::Auth(Box::new(Dialogue::open(*exchange))),
            Intent::LogIn(LogIn::Apop(credentials, timestamp)) => {
                let digest = apop_digest(timestamp.as_str(), &credentials);
                Self::Apop(credentials, digest)
            }
            Intent::Stat => Self::Stat,
            Intent::List(number) => Self::List(number),
            Intent::UniqueIds(number) => Self::Uidl(number),
            Intent::Top { number, lines } => Self::Top(number, lines),
            Intent::Retrieve(number) => Self::Retr(number),
            Intent::Noop => Self::Noop,
            Intent::Reset => Self::Rset,
            Intent::Delete(number) => Self::Dele(number),
            Intent::Quit => Self::Quit,
        }
    }
}

impl Command {
    pub(crate) const fn kind(&self) -> CommandKind {
        match self {
            Self::Capa => CommandKind::Capabilities,
            Self::Stls => CommandKind::StartTls,
            Self::Utf8 => CommandKind::Utf8,
            Self::Lang(_) => CommandKind::Language,
            Self::User(_) | Self::Pass(_) | Self::Apop(..) | Self::Auth(_) | Self::Cancel(_) => {
                CommandKind::LogIn
            }
            Self::Stat => CommandKind::Stat,
            Self::List(number) => CommandKind::List(*number),
            Self::Uidl(number) => CommandKind::UniqueIds(*number),
            Self::Top(number, _) => CommandKind::Top(*number),
            Self::Retr(number) => CommandKind::Retrieve(*number),
            Self::Noop => CommandKind::Noop,
            Self::Rset => CommandKind::Reset,
            Self::Dele(number) => CommandKind::Delete(*number),
            Self::Quit => CommandKind::Quit,
        }
    }

    /// Whether nothing may follow before its answer; see [`Intent::goes_last`].
    pub(crate) const fn goes_last(&self) -> bool {
        matches!(self.kind(), CommandKind::StartTls | CommandKind::LogIn)
    }

    /// Appends the line.
    pub(crate) fn write_to(&self, out: &mut Vec<u8>) {
        match self {
            Self::Auth(dialogue) => out.extend_from_slice(dialogue.line()),
            Self::User(credentials) => write_words(out, "USER", &credentials.username_octets()),
            Self::Pass(credentials) => write_words(out, "PASS", &credentials.password_octets()),
            Self::Apop(credentials, digest) => {
                write_words(out, "APOP", &credentials.username_octets());
                out.push(b' ');
                out.extend_from_slice(digest.as_bytes());
            }
            simple => out.extend_from_slice(simple.to_string().as_bytes()),
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The line for a log, and for the wire where it holds no secret.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capa => f.write_str("CAPA"),
            Self::Stls => f.write_str("STLS"),
            Self::Utf8 => f.write_str("UTF8"),
            Self::Lang(tag) => write!(f, "LANG {tag}"),
            Self::User(_) => f.write_str("USER …"),
            Self::Pass(_) => f.write_str("PASS …"),
            Self::Apop(..) => f.write_str("APOP …"),
            Self::Auth(dialogue) => write!(f, "AUTH {} …", dialogue.mechanism()),
            Self::Cancel(_) => f.write_str("*"),
            Self::Stat => f.write_str("STAT"),
            Self::List(None) => f.write_str("LIST"),
            Self::List(Some(number)) => write!(f, "LIST {number}"),
            Self::Uidl(None) => f.write_str("UIDL"),
            Self::Uidl(Some(number)) => write!(f, "UIDL {number}"),
            Self::Top(number, lines) => write!(f, "TOP {number} {lines}"),
            Self::Retr(number) => write!(f, "RETR {number}"),
            Self::Noop => f.write_str("NOOP"),
            Self::Rset => f.write_str("RSET"),
            Self::Dele(number) => write!(f, "DELE {number}"),
            Self::Quit => f.write_str("QUIT"),
        }
    }
}

fn write_words(out: &mut Vec<u8>, keyword: &str, argument: &[u8]) {
    out.extend_from_slice(keyword.as_bytes());
    out.push(b' ');
    out.extend_from_slice(argument);
}

/// RFC 1939 §7.
fn apop_digest(timestamp: &str, credentials: &Credentials) -> String {
    let mut md5 = Md5::new();
    md5.update(timestamp);
    md5.update(credentials.password_octets().as_slice());
    md5.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
