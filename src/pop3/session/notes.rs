//! What the server says, noted for a transcript by what it is an answer to. Words are kept only of refusals, of the
//! greeting, of figures and of capabilities: whatever else a server says with `+OK` may repeat who signed in.

use crate::pop3::command::Command;
use crate::pop3::response::printable;
use crate::pop3::said::Said;
use crate::pop3::session::Session;
use crate::pop3::session::transition::{Input, State};
use crate::pop3::{ApopTimestamp, Reply, ResponseCode};
use crate::units::Octets;

/// Sizes and ids: the first ones show what they look like.
const LISTED_LINES: u32 = 3;
/// Capabilities: all that anybody would read.
const CAPABILITY_LINES: u32 = 64;
/// The most characters of a line that are kept.
const LINE_CHARACTERS: usize = 200;

impl Session {
    /// What was said since this was last asked.
    pub fn take_said(&mut self) -> Vec<Said> {
        self.notes.take()
    }

    /// Notes what is about to be acted on.
    pub(super) fn note(&mut self, input: &Input) {
        match (&self.state, input) {
            (State::Message(number, extent, _), Input::Message(bytes, ended)) => {
                self.notes.octets = self.notes.octets.saturating_add(bytes.len() as u64);
                if *ended {
                    let octets = Octets(std::mem::take(&mut self.notes.octets));
                    self.notes.note(Said::Messages {
                        extent: *extent,
                        first: *number,
                        last: *number,
                        count: 1,
                        octets,
                    });
                }
            }
            (State::Message(number, ..), Input::Fault(_)) => {
                let octets = Octets(std::mem::take(&mut self.notes.octets));
                self.notes.note(Said::Part(*number, octets));
            }
            (State::Greeting, Input::Ok(text)) => self.notes.answer("+OK", greeting(text)),
            (_, Input::Ok(text)) => self.note_acceptance(text),
            (_, Input::Err(reply)) => self.notes.answer("-ERR", refusal(reply)),
            (_, Input::Challenge(_)) => self.notes.answer("+", "<challenge>".to_owned()),
            (State::ListingCapabilities(..), Input::Item(line)) => self.note_line(line, CAPABILITY_LINES),
            (_, Input::Item(line)) => self.note_line(line, LISTED_LINES),
            (State::ListingCapabilities(..), Input::EndOfItems) => self.note_end(CAPABILITY_LINES),
            (_, Input::EndOfItems) => self.note_end(LISTED_LINES),
            (_, Input::Message(..) | Input::Upgraded | Input::Fault(_)) => {}
        }
    }

    fn note_acceptance(&mut self, text: &[u8]) {
        let words = match self.in_flight.front() {
            // The message tells.
            Some(Command::Retr(_) | Command::Top(..)) => return,
            Some(Command::Stat | Command::List(Some(_)) | Command::Uidl(Some(_))) => {
                printable(text, LINE_CHARACTERS)
            }
            _ => String::new(),
        };
        self.notes.answer("+OK", words);
    }

    fn note_line(&mut self, line: &[u8], shown: u32) {
        self.notes.lines = self.notes.lines.saturating_add(1);
        if self.notes.lines <= shown {
            self.notes.answer("", printable(line, LINE_CHARACTERS));
        }
    }

    fn note_end(&mut self, shown: u32) {
        let lines = std::mem::take(&mut self.notes.lines);
        if lines > shown {
            self.notes.note(Said::MoreLines(lines - shown));
        }
        self.notes.answer("", ".".to_owned());
    }
}

/// What an APOP digest is made of is no business of whoever reads a transcript.
fn greeting(text: &[u8]) -> String {
    let words = printable(text, LINE_CHARACTERS);
    match ApopTimestamp::find(text) {
        Some(timestamp) => words.replace(timestamp.as_str(), "<timestamp>"),
        None => words,
    }
}

/// The address of a provider's page may open a session there.
fn refusal(reply: &Reply) -> String {
    match &reply.code {
        Some(ResponseCode::WebAlert(_)) => format!("[WEBALERT <page>] {}", reply.text),
        _ => reply.to_string(),
    }
}
