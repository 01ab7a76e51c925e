//! One `AUTH` (RFC 5034): which line is next, and what in base64 stands on it. It must not know what mechanisms say.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use zeroize::Zeroizing;

use crate::pop3::{Event, Reply};
use crate::sasl::{Exchange, Mechanism, Response, SaslError};

/// The longest command line, its CRLF counted (RFC 2449 §4).
const COMMAND_OCTETS: usize = 255;

/// The longest challenge, still in base64: what RFC 5034 §4 has a server send at most.
const CHALLENGE_OCTETS: usize = 12_288;

/// No mechanism has half as many.
const MAX_CHALLENGES: u8 = 8;

/// `AUTH` under way.
#[derive(Clone)]
pub(crate) struct Dialogue {
    exchange: Exchange,
    /// What is to be written next, without its CRLF.
    line: Response,
    opening: Opening,
    challenges: u8,
}

/// What became of what the client says unasked.
#[derive(Clone)]
enum Opening {
    /// It went along with `AUTH`; the server may not have noticed.
    SentAlong(Response),
    /// It did not fit, and goes when it is asked for.
    Kept(Response),
    /// Nothing is to be said of it any more.
    Done,
}

/// How a challenge was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered {
    /// With what the mechanism says to it.
    Fresh,
    /// With what had gone along with `AUTH` already.
    Again,
}

impl Dialogue {
    /// Begins: `AUTH`, and the first response with it where there is one that fits (RFC 5034 §4).
    pub(crate) fn open(mut exchange: Exchange) -> Self {
        let mut line = Zeroizing::new(format!("AUTH {}", exchange.mechanism()).into_bytes());
        let opening = match exchange.begin().map(|response| encoded(&response)) {
            None => Opening::Done,
            Some(response) => {
                // Nothing at all is written as `=`, so that it is not taken for no response.
                let shown: &[u8] = if response.is_empty() { b"=" } else { &response };
                if line.len() + " ".len() + shown.len() + "\r\n".len() <= COMMAND_OCTETS {
                    line.push(b' ');
                    line.extend_from_slice(shown);
                    Opening::SentAlong(response)
                } else {
                    Opening::Kept(response)
                }
            }
        };
        Self {
            exchange,
            line,
            opening,
            challenges: 0,
        }
    }

    pub(crate) const fn mechanism(&self) -> Mechanism {
        self.exchange.mechanism()
    }

    /// What that is called where nothing secret may stand.
    pub(crate) const fn said(&self) -> [&'static str; 3] {
        match (self.challenges, &self.opening) {
            (0, Opening::SentAlong(_)) => ["AUTH", self.mechanism().name(), "<response>"],
            (0, _) => ["AUTH", self.mechanism().name(), ""],
            _ => ["<response>", "", ""],
        }
    }

    /// What is to be written, without its CRLF.
    pub(crate) fn line(&self) -> &[u8] {
        &self.line
    }

    /// Takes a challenge, and has the next line ready.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn answer(&mut self, challenge: &[u8]) -> Result<Answered, SaslError> {
        self.challenges += 1;
        if self.challenges > MAX_CHALLENGES {
            return Err(SaslError::Unexpected);
        }
        if challenge.len() > CHALLENGE_OCTETS {
            let limit = CHALLENGE_OCTETS;
            return Err(SaslError::TooLong { limit });
        }
        let decoded = BASE64_STANDARD.decode(challenge).ok();
        let (response, answered) = match std::mem::replace(&mut self.opening, Opening::Done) {
            // Whatever the server says here, it can only mean "go on": "+ go on" is what some say.
            Opening::Kept(response) => (response, Answered::Fresh),
            Opening::SentAlong(response) if !self.is_about_it(decoded.as_deref()) => {
                (response, Answered::Again)
            }
            Opening::SentAlong(_) | Opening::Done => {
                let decoded = decoded.ok_or(SaslError::Malformed { part: "base64" })?;
                (encoded(&self.exchange.answer(&decoded)?), Answered::Fresh)
            }
        };
        self.line = response;
        Ok(answered)
    }

    /// Whether a challenge says something to what went along.
    fn is_about_it(&self, challenge: Option<&[u8]>) -> bool {
        self.exchange.is_challenged() && challenge.is_some_and(|challenge| !challenge.is_empty())
    }

    /// See [`Exchange::accepted`].
    pub(crate) fn accepted(&self) -> Result<(), SaslError> {
        self.exchange.accepted()
    }

    /// The event that a refusal is.
    pub(crate) fn refused(&self, reply: Reply) -> Event {
        Event::LogInRefused {
            reply,
            reason: self.exchange.reason().cloned(),
            tested: self.is_tested(),
        }
    }

    /// Whether the server has what it needs to judge the credentials.
    pub(crate) const fn is_tested(&self) -> bool {
        self.exchange.is_tested() && !matches!(self.opening, Opening::Kept(_))
    }
}

/// What is to be written may hold a password.
impl fmt::Debug for Dialogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dialogue({} …)", self.mechanism())
    }
}

fn encoded(response: &[u8]) -> Response {
    Zeroizing::new(BASE64_STANDARD.encode(response).into_bytes())
}
