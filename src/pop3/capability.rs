//! What a server says it can do (RFC 2449 §5 and the IANA registry of POP3 extensions). It must not decide anything.

use crate::pop3::Quirk;
use crate::pop3::response::{number, printable, words};

/// The most octets of one capability that are kept.
const MAX_KEPT_CHARACTERS: usize = 200;

/// What a server announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// `TOP` (RFC 2449 §6.1).
    pub top: bool,
    /// `USER` and `PASS` (§6.2).
    pub user: bool,
    /// Mechanisms for `AUTH`, in upper case (§6.3).
    pub sasl: Vec<String>,
    /// Response codes in refusals (§6.4).
    pub resp_codes: bool,
    /// How long to wait between log-ins (§6.5).
    pub login_delay: Option<LoginDelay>,
    /// Several commands at a time (§6.6).
    pub pipelining: bool,
    /// How long messages stay on the server (§6.7).
    pub expire: Option<Expire>,
    /// `UIDL` (§6.8).
    pub uidl: bool,
    /// What the server is (§6.9).
    pub implementation: Option<String>,
    /// `STLS` (RFC 2595 §4).
    pub stls: bool,
    /// `[AUTH]` tells wrong passwords from other troubles (RFC 3206).
    pub auth_resp_code: bool,
    /// `UTF8` (RFC 6856 §2).
    pub utf8: bool,
    /// User names and passwords may be UTF-8 (RFC 6856 §2.1).
    pub utf8_user: bool,
    /// `LANG` (RFC 6856 §3).
    pub lang: bool,
    /// What nobody here knows, escaped and cut short.
    pub others: Vec<String>,
}

/// The shortest time between two log-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginDelay {
    /// In seconds; for another user more, when `per_user`.
    pub seconds: u32,
    /// It may be another after the log-in.
    pub per_user: bool,
}

/// How long messages stay on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expire {
    /// In days; `None` for ever; 0 means that a fetched message may be gone at the end of the session.
    pub days: Option<u32>,
    /// It may be another after the log-in.
    pub per_user: bool,
}

impl Capabilities {
    /// Takes one line of the answer in.
    pub(crate) fn add(&mut self, line: &[u8]) -> Result<(), Quirk> {
        let mut words = words(line);
        let Some(keyword) = words.next() else {
            return Ok(());
        };
        match keyword.to_ascii_uppercase().as_slice() {
            b"TOP" => self.top = true,
            b"USER" => self.user = true,
            b"SASL" => self.sasl.extend(words.map(mechanism_name)),
            b"RESP-CODES" => self.resp_codes = true,
            b"LOGIN-DELAY" => {
                let seconds = words
                    .next()
                    .and_then(number)
                    .and_then(|seconds| u32::try_from(seconds).ok());
                let per_user = words.next().is_some_and(is_user);
                self.login_delay = Some(LoginDelay {
                    seconds: seconds.ok_or(Quirk::CapabilityMalformed)?,
                    per_user,
                });
            }
            b"PIPELINING" => self.pipelining = true,
            b"EXPIRE" => self.expire = Some(expire(words.next(), words.next())?),
            b"UIDL" => self.uidl = true,
            b"IMPLEMENTATION" => {
                let text = line.get(keyword.len()..).unwrap_or_default().trim_ascii();
                self.implementation = Some(printable(text, MAX_KEPT_CHARACTERS));
            }
            b"STLS" => self.stls = true,
            b"AUTH-RESP-CODE" => self.auth_resp_code = true,
            b"UTF8" => {
                self.utf8 = true;
                self.utf8_user = words.any(is_user);
            }
            b"LANG" => self.lang = true,
            _ => self.others.push(printable(line, MAX_KEPT_CHARACTERS)),
        }
        Ok(())
    }
}

fn mechanism_name(name: &[u8]) -> String {
    printable(&name.to_ascii_uppercase(), MAX_KEPT_CHARACTERS)
}

fn is_user(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"USER")
}

fn expire(days: Option<&[u8]>, user: Option<&[u8]>) -> Result<Expire, Quirk> {
    let per_user = user.is_some_and(is_user);
    match days {
        Some(never) if never.eq_ignore_ascii_case(b"NEVER") => Ok(Expire { days: None, per_user }),
        Some(days) => {
            let days = number(days).and_then(|days| u32::try_from(days).ok());
            Ok(Expire {
                days: Some(days.ok_or(Quirk::CapabilityMalformed)?),
                per_user,
            })
        }
        None => Err(Quirk::CapabilityMalformed),
    }
}
