//! What is said in a session, for a transcript. It cannot be made of a secret: a client's line is put together from words
//! that are written in this program and from message numbers; of challenges there is nothing, of messages the size.

use std::fmt;

use crate::pop3::Extent;
use crate::pop3::command::Command;
use crate::units::{MessageNumber, Octets};

/// Whoever does not read what was said does not pay for more of it than this.
const MAX_UNREAD: usize = 2048;

/// Something that was said. `Display` is its line in a transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A command of the client, word by word; what is secret has a name instead.
    Command([&'static str; 3]),
    /// Commands of one kind about messages, one after the other.
    Commands {
        /// Such as `RETR`.
        verb: &'static str,
        /// The first message.
        first: MessageNumber,
        /// The last one.
        last: MessageNumber,
        /// How many commands.
        count: u32,
    },
    /// A line of the server, or the same line several times in a row.
    Answer {
        /// `+OK`, `-ERR` or `+`; empty for a line of a listing.
        status: &'static str,
        /// What it says in its own words: data, escaped and cut short.
        words: String,
        /// How many times.
        count: u32,
    },
    /// So many lines of a listing that are not here one by one.
    MoreLines(u32),
    /// Messages, one after the other.
    Messages {
        /// Whole, or their headers.
        extent: Extent,
        /// The first one.
        first: MessageNumber,
        /// The last one.
        last: MessageNumber,
        /// How many.
        count: u32,
        /// All that came of them.
        octets: Octets,
    },
    /// The beginning of a message that did not come to its end.
    Part(MessageNumber, Octets),
}

impl Said {
    /// What a command is called in a transcript.
    fn by_client(command: &Command) -> Self {
        let about = |verb, number: &MessageNumber| Self::Commands {
            verb,
            first: *number,
            last: *number,
            count: 1,
        };
        Self::Command(match command {
            Command::Capa => ["CAPA", "", ""],
            Command::Stls => ["STLS", "", ""],
            Command::Utf8 => ["UTF8", "", ""],
            Command::Lang(_) => ["LANG", "<language>", ""],
            Command::User(_) => ["USER", "<user>", ""],
            Command::Pass(_) => ["PASS", "<password>", ""],
            Command::Apop(..) => ["APOP", "<user>", "<digest>"],
            Command::Auth(dialogue) => dialogue.said(),
            Command::Cancel(_) => ["*", "", ""],
            Command::Stat => ["STAT", "", ""],
            Command::List(None) => ["LIST", "", ""],
            Command::Uidl(None) => ["UIDL", "", ""],
            Command::Noop => ["NOOP", "", ""],
            Command::Rset => ["RSET", "", ""],
            Command::Quit => ["QUIT", "", ""],
            Command::List(Some(number)) => return about("LIST", number),
            Command::Uidl(Some(number)) => return about("UIDL", number),
            Command::Top(number, _) => return about("TOP", number),
            Command::Retr(number) => return about("RETR", number),
            Command::Dele(number) => return about("DELE", number),
        })
    }

    /// Takes in what was said next, where both are one line.
    pub(crate) fn absorb(&mut self, next: &Self) -> bool {
        match (self, next) {
            (
                Self::Commands {
                    verb, last, count, ..
                },
                Self::Commands {
                    verb: next_verb,
                    last: next_last,
                    count: more,
                    ..
                },
            ) if verb == next_verb => {
                *last = *next_last;
                *count = count.saturating_add(*more);
            }
            (
                Self::Messages {
                    extent,
                    last,
                    count,
                    octets,
                    ..
                },
                Self::Messages {
                    extent: next_extent,
                    last: next_last,
                    count: more,
                    octets: more_octets,
                    ..
                },
            ) if extent == next_extent => {
                *last = *next_last;
                *count = count.saturating_add(*more);
                octets.0 = octets.0.saturating_add(more_octets.0);
            }
            (
                Self::Answer { status, words, count },
                Self::Answer {
                    status: next_status,
                    words: next_words,
                    count: more,
                },
            ) if status == next_status && words == next_words => {
                *count = count.saturating_add(*more);
            }
            _ => return false,
        }
        true
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(words) => {
                f.write_str("C:")?;
                let words = words.iter().filter(|word| !word.is_empty());
                words.into_iter().try_for_each(|word| write!(f, " {word}"))
            }
            Self::Commands {
                verb,
                first,
                count: 1,
                ..
            } => write!(f, "C: {verb} {first}"),
            Self::Commands {
                verb,
                first,
                last,
                count,
            } => write!(f, "C: {verb} {first} … {verb} {last} ({count} commands)"),
            Self::Answer { status, words, count } => {
                let space = if status.is_empty() || words.is_empty() {
                    ""
                } else {
                    " "
                };
                write!(f, "S: {status}{space}{words}")?;
                match count {
                    1 => Ok(()),
                    count => write!(f, " ({count} times)"),
                }
            }
            Self::MoreLines(lines) => write!(f, "S: … {lines} more lines"),
            Self::Messages {
                extent,
                first,
                last,
                count,
                octets,
            } => {
                let of = match extent {
                    Extent::Whole => "",
                    Extent::Top => "the header of ",
                };
                write!(f, "S: … {} octets of {of}", octets.0)?;
                match count {
                    1 => write!(f, "message {first}"),
                    count => write!(f, "{count} messages, {first} … {last}"),
                }
            }
            Self::Part(number, octets) => {
                write!(f, "S: … {} octets of message {number}, and no end", octets.0)
            }
        }
    }
}

/// What was said and not read yet, and what is being counted.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    said: Vec<Said>,
    /// Lines of the listing that is coming.
    pub(crate) lines: u32,
    /// What came of the message that is coming.
    pub(crate) octets: u64,
}

impl Notes {
    pub(crate) fn command(&mut self, command: &Command) {
        self.note(Said::by_client(command));
    }

    pub(crate) fn answer(&mut self, status: &'static str, words: String) {
        self.note(Said::Answer {
            status,
            words,
            count: 1,
        });
    }

    pub(crate) fn note(&mut self, said: Said) {
        let is_absorbed = self.said.last_mut().is_some_and(|last| last.absorb(&said));
        if !is_absorbed && self.said.len() < MAX_UNREAD {
            self.said.push(said);
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }
}
