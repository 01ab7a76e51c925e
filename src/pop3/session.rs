//! A POP3 session without I/O: what a caller can do, what is written when, and how bytes become input for the machine.
//! Every transition is in [`transition`]. It must not know time, sockets or TLS.

mod notes;
mod transition;

use std::collections::VecDeque;
use std::num::NonZeroUsize;

use crate::pop3::command::Command;
use crate::pop3::framing::{Inbound, Line, LineEnd, MAX_LINE_OCTETS};
use crate::pop3::quirk::QuirksTold;
use crate::pop3::response::{Codes, Status, excerpt};
use crate::pop3::said::Notes;
use crate::pop3::{
    Awaiting, Capabilities, Event, Intent, IntentError, LooksLike, Quirk, SessionError, Step, Violation, Want,
};

use transition::{Input, Phase, State};

/// How a session behaves.
#[derive(Clone, Copy, Debug)]
pub struct SessionOptions {
    /// The most commands that are sent ahead of their answers, where the server announces PIPELINING.
    pub max_in_flight: NonZeroUsize,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self {
            max_in_flight: NonZeroUsize::new(128).unwrap_or(NonZeroUsize::MIN),
        }
    }
}

/// A POP3 session from greeting to `QUIT`.
///
/// After each [`receive`](Self::receive), [`send`](Self::send) and [`upgraded`](Self::upgraded), take steps from
/// [`next`](Self::next) until one is a [`Step::Want`].
#[derive(Debug)]
pub struct Session {
    options: SessionOptions,
    state: State,
    inbound: Inbound,
    /// Whether more bytes can come.
    end: StreamEnd,
    /// Not written yet.
    queued: VecDeque<Intent>,
    /// Written and not fully answered; the first one is being answered.
    in_flight: VecDeque<Command>,
    /// The next part of a log-in; goes out before anything that is queued.
    follow_up: Option<Command>,
    outbound: Vec<u8>,
    events: VecDeque<Event>,
    /// Where the session will be when all that is queued went well.
    heading: Phase,
    encrypted: bool,
    /// `None` before they are asked for, and again after STLS.
    capabilities: Option<Capabilities>,
    /// What `STAT` said last.
    messages: Option<u32>,
    quirks: QuirksTold,
    notes: Notes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StreamEnd {
    NotYet,
    Orderly,
    Cut,
}

impl Session {
    /// A session on a connection that has just been opened; the server speaks first.
    #[must_use]
    pub fn new(options: SessionOptions) -> Self {
        Self {
            options,
            state: State::Greeting,
            inbound: Inbound::default(),
            end: StreamEnd::NotYet,
            queued: VecDeque::new(),
            in_flight: VecDeque::new(),
            follow_up: None,
            outbound: Vec::new(),
            events: VecDeque::new(),
            heading: Phase::Authorization,
            encrypted: false,
            capabilities: None,
            messages: None,
            quirks: QuirksTold::default(),
            notes: Notes::default(),
        }
    }

    /// Takes bytes from the server.
    pub fn receive(&mut self, bytes: &[u8]) {
        match self.state {
            State::Closed => {}
            State::Upgrade if !bytes.is_empty() => self.transition(Input::Fault(SessionError::Violation(
                Violation::BytesAfterStartTls { octets: bytes.len() },
            ))),
            _ => self.inbound.push(bytes),
        }
    }

    /// Takes the server's orderly end of stream.
    pub const fn receive_end(&mut self) {
        self.end = StreamEnd::Orderly;
    }

    /// Takes the end of a stream that was cut: half a line proves nothing then.
    pub const fn receive_cut(&mut self) {
        self.end = StreamEnd::Cut;
    }

    /// Tells that TLS is up, after [`Want::Upgrade`]. What was known before is forgotten, as RFC 2595 §4 demands.
    pub fn upgraded(&mut self) {
        if matches!(self.state, State::Upgrade) {
            self.transition(Input::Upgraded);
        }
    }

    /// Queues an intent. As many are written at once as the server allows: one, or with PIPELINING a window full.
    ///
    /// # Errors
    /// API misuse: the intent has no place here, and was not queued.
    pub fn send(&mut self, intent: Intent) -> Result<(), IntentError> {
        if matches!(self.state, State::Closed) {
            return Err(IntentError::Closed);
        }
        self.heading = match (self.heading, &intent) {
            (Phase::Update, _) => return Err(IntentError::Closed),
            (_, Intent::StartTls) if self.encrypted => return Err(IntentError::AlreadyEncrypted),
            (Phase::Transaction, Intent::StartTls | Intent::Utf8 | Intent::LogIn(..)) => {
                return Err(IntentError::AlreadyLoggedIn);
            }
            (_, Intent::Quit) => Phase::Update,
            (phase, Intent::Capabilities | Intent::Language(_)) => phase,
            (Phase::Authorization, Intent::Utf8) => Phase::Authorization,
            (Phase::Authorization, Intent::StartTls) => Phase::Authorization,
            (Phase::Authorization, Intent::LogIn(..)) | (Phase::Transaction, _) => Phase::Transaction,
            (Phase::Authorization, _) => return Err(IntentError::NotLoggedIn),
        };
        self.queued.push_back(intent);
        Ok(())
    }

    /// The next step.
    #[allow(
        clippy::should_implement_trait,
        reason = "steps are not an iteration: more come after a want"
    )]
    pub fn next(&mut self) -> Step {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Step::Event(event);
            }
            self.fill_window();
            if !self.outbound.is_empty() {
                return Step::Write(std::mem::take(&mut self.outbound));
            }
            match self.read() {
                Some(input) => {
                    self.note(&input);
                    self.transition(input);
                }
                None => return Step::Want(self.want()),
            }
        }
    }

    /// How many commands are written and not fully answered.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// How many intents are not written yet.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.queued.len()
    }

    /// What the server announced last; `None` when it was not asked, or does not know CAPA, since the connection was
    /// opened or encrypted.
    #[must_use]
    pub const fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    /// Whether the message that is being received ends, so far, like one whose terminator the server glued to the last
    /// line. If nothing more comes, that is what happened (Exchange 2000): only a deadline can tell.
    #[must_use]
    pub fn message_looks_complete(&self) -> bool {
        matches!(&self.state, State::Message(_, _, decoder)
            if decoder.ends_like_terminator() && self.inbound.unread().is_empty())
    }

    /// Takes the message that [looks complete](Self::message_looks_complete) for complete: whoever knows its size and has
    /// waited long enough can tell. The three octets of its glued terminator were told as its last, and are not its own.
    pub fn end_glued_message(&mut self) {
        if self.message_looks_complete() && self.in_flight.len() == 1 {
            self.tell(Quirk::TerminatorGlued);
            let end = Input::Message(Vec::new(), true);
            self.note(&end);
            self.transition(end);
        }
    }

    fn want(&self) -> Want {
        match self.state {
            State::Upgrade => Want::Upgrade,
            State::Closed => Want::Close,
            State::Greeting => Want::Input,
            _ if self.in_flight.is_empty() => Want::Intent,
            _ => Want::Input,
        }
    }

    /// Writes what the server allows now. A window is filled up again when half of it is answered, so that writes stay
    /// few and large.
    fn fill_window(&mut self) {
        if matches!(self.state, State::Greeting | State::Upgrade | State::Closed) {
            return;
        }
        if let Some(command) = self.follow_up.take() {
            return self.write(command);
        }
        // What came unasked is read first: it must not pass for the answer to a question not yet put.
        if self.in_flight.is_empty() && !self.inbound.unread().is_empty() {
            return;
        }
        let window = self.window();
        if self.in_flight.len() * 2 > window || self.in_flight.back().is_some_and(Command::goes_last) {
            return;
        }
        while self.in_flight.len() < window {
            let Some(intent) = self.queued.pop_front() else {
                return;
            };
            let last = intent.goes_last();
            if !intent.may_follow(self.in_flight.iter()) {
                return self.queued.push_front(intent);
            }
            self.write(intent.into());
            if last {
                return;
            }
        }
    }

    fn window(&self) -> usize {
        match &self.capabilities {
            Some(capabilities) if capabilities.pipelining => self.options.max_in_flight.get(),
            _ => 1,
        }
    }

    fn write(&mut self, command: Command) {
        command.write_to(&mut self.outbound);
        self.notes.command(&command);
        self.in_flight.push_back(command);
    }

    /// The next piece of what came; `None` when more has to come first.
    fn read(&mut self) -> Option<Input> {
        match &mut self.state {
            State::Upgrade | State::Closed => None,
            State::Message(_, _, decoder) => {
                let mut bytes = Vec::new();
                let decoded = decoder.decode(self.inbound.unread(), &mut bytes);
                self.inbound.consume(decoded.consumed);
                match decoded.consumed {
                    0 => self.read_end(),
                    _ => Some(Input::Message(bytes, decoded.ended)),
                }
            }
            State::Greeting | State::Answer => self.read_status(),
            State::ListingCapabilities(..) | State::ListingSizes(_) | State::ListingUniqueIds(_) => {
                self.read_item()
            }
        }
    }

    fn read_status(&mut self) -> Option<Input> {
        // TLS records have no line ends to wait for.
        if LooksLike::of(self.inbound.unread()) == LooksLike::Tls {
            return Some(violation(Violation::NotPop3 {
                looks_like: LooksLike::Tls,
                excerpt: String::new(),
            }));
        }
        match self.inbound.take_line() {
            Err(_) => Some(violation(Violation::LineTooLong {
                limit: MAX_LINE_OCTETS,
            })),
            Ok(Some(line)) => Some(self.status(&line)),
            Ok(None) if self.end == StreamEnd::Cut => self.read_end(),
            Ok(None) if self.end == StreamEnd::Orderly => Some(self.unfinished_status()),
            Ok(None) => None,
        }
    }

    fn status(&mut self, line: &Line) -> Input {
        let codes = match &self.capabilities {
            Some(found) if found.resp_codes || found.auth_resp_code => Codes::Announced,
            Some(_) => Codes::NotAnnounced,
            None => Codes::Unknown,
        };
        if line.end == LineEnd::Lf {
            self.tell(Quirk::BareLf);
        }
        match self.telling(|tell| Status::parse(&line.content, codes, tell)) {
            Status::Ok(text) => Input::Ok(text),
            Status::Err(reply) => Input::Err(reply),
            Status::Challenge(text) => Input::Challenge(text),
            Status::NotPop3 => violation(Violation::NotPop3 {
                looks_like: LooksLike::of(&line.content),
                excerpt: excerpt(&line.content),
            }),
        }
    }

    /// A last line that was cut short: half a refusal still is one, half an acceptance is not.
    fn unfinished_status(&mut self) -> Input {
        let line = self.inbound.take_rest();
        match line.content.first() {
            Some(b'-') if line.content.len() >= "-ERR".len() => {
                self.tell(Quirk::RefusalWithoutLineEnd);
                self.status(&line)
            }
            None | Some(b'-' | b'+') => Input::Fault(self.connection_lost()),
            Some(_) => self.status(&line),
        }
    }

    fn read_item(&mut self) -> Option<Input> {
        let line = match self.inbound.take_line() {
            Err(_) => {
                return Some(violation(Violation::LineTooLong {
                    limit: MAX_LINE_OCTETS,
                }));
            }
            Ok(None) => return self.read_end(),
            Ok(Some(line)) => line,
        };
        if line.end == LineEnd::Lf {
            self.tell(Quirk::BareLf);
        }
        match line.content.strip_prefix(b".") {
            Some(b"") => Some(Input::EndOfItems),
            Some(unstuffed) => Some(Input::Item(unstuffed.to_vec())),
            None => Some(Input::Item(line.content)),
        }
    }

    fn read_end(&self) -> Option<Input> {
        (self.end != StreamEnd::NotYet).then(|| Input::Fault(self.connection_lost()))
    }

    fn connection_lost(&self) -> SessionError {
        SessionError::ConnectionLost(match (&self.state, self.in_flight.front()) {
            (State::Greeting, _) => Awaiting::Greeting,
            (_, Some(Command::Auth(dialogue))) if !dialogue.is_tested() => Awaiting::Challenge,
            (_, Some(command)) => Awaiting::Answer(command.kind()),
            (_, None) => Awaiting::Nothing,
        })
    }

    fn tell(&mut self, quirk: Quirk) {
        if self.quirks.is_news(quirk) {
            self.events.push_back(Event::QuirkSeen(quirk));
        }
    }

    /// Lets a parser tell quirks.
    fn telling<Parsed>(&mut self, parse: impl FnOnce(&mut dyn FnMut(Quirk)) -> Parsed) -> Parsed {
        let mut seen = Vec::new();
        let parsed = parse(&mut |quirk| seen.push(quirk));
        seen.into_iter().for_each(|quirk| self.tell(quirk));
        parsed
    }
}

const fn violation(violation: Violation) -> Input {
    Input::Fault(SessionError::Violation(violation))
}
