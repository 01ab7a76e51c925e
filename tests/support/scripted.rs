//! A POP3 server in memory for what a real one will not do: cut the line at a given byte, refuse one message, say nothing.
//! It must know no more of POP3 than it needs to serve a mailbox.

#![allow(dead_code, reason = "each test uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what goes wrong here ends the test, loudly"
)]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use restante::clock::Clock;
use restante::transport::{Dial, Loss, Stream, TransportError};
use restante::units::UnixMillis;

/// What one message of the mailbox is.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) uidl: String,
    pub(crate) bytes: Vec<u8>,
}

impl Message {
    pub(crate) fn new(uidl: &str, text: &str) -> Self {
        Self {
            uidl: uidl.to_owned(),
            bytes: text.replace('\n', "\r\n").into_bytes(),
        }
    }
}

/// What a server does with the messages that are marked as deleted when it is told to `QUIT`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Update {
    /// Deletes them and says so.
    #[default]
    Done,
    /// Deletes them, and the line breaks before it can say so.
    DoneUnheard,
    /// The line breaks before it hears `QUIT`.
    Lost,
    /// Deletes nothing and says so.
    Failed,
}

/// How the server behaves. Change it between runs.
#[derive(Debug, Default)]
pub(crate) struct Behaviour {
    pub(crate) messages: RefCell<Vec<Message>>,
    /// The line is cut after this many bytes from the server.
    pub(crate) cut_after: Cell<Option<usize>>,
    /// `RETR` of this message is answered with `-ERR`.
    pub(crate) refused: Cell<Option<usize>>,
    /// Whether CAPA says PIPELINING.
    pub(crate) pipelining: Cell<bool>,
    /// What the server says instead of its greeting.
    pub(crate) greeting: RefCell<Option<String>>,
    /// Somebody else than a POP3 server: greets nobody, and says this to whatever it hears.
    pub(crate) stranger: RefCell<Option<Vec<u8>>>,
    /// There is no connection, and why.
    pub(crate) unreachable: RefCell<Option<TransportError>>,
    /// How `PASS` is answered.
    pub(crate) log_in: RefCell<Option<String>>,
    /// After this many commands the server says nothing more.
    pub(crate) silent_after: Cell<Option<usize>>,
    /// One byte at a time, with so many milliseconds before each.
    pub(crate) drip_ms: Cell<Option<u64>>,
    /// What CAPA says besides.
    pub(crate) capabilities: RefCell<Vec<&'static str>>,
    /// Commands that the server does not know.
    pub(crate) unknown: RefCell<Vec<&'static str>>,
    /// Commands that the server thinks about for so many milliseconds.
    pub(crate) slow: RefCell<Vec<(&'static str, u64)>>,
    /// The lines of UIDL's answer instead of the true ones.
    pub(crate) uidl_lines: RefCell<Option<Vec<String>>>,
    /// What LIST says of the sizes, in hundredths of the truth.
    pub(crate) size_hundredths: Cell<Option<usize>>,
    /// `TOP` ends after so many bytes.
    pub(crate) top_cut_at: Cell<Option<usize>>,
    /// The server breaks down when asked for this message.
    pub(crate) breaks_at: Cell<Option<usize>>,
    /// The message whose last line swallows the terminator.
    pub(crate) glued: Cell<Option<usize>>,
    /// Only so many messages are listed, and what was fetched is gone after `QUIT`, as Gmail does.
    pub(crate) served_once: Cell<Option<usize>>,
    /// Reads give few bytes, and every read and write waits once: places where a run can be dropped.
    pub(crate) halting: Cell<bool>,
    /// `RETR` of the first is answered with the second.
    pub(crate) retr_answers: Cell<Option<(usize, usize)>>,
    /// How `QUIT` goes, where messages are marked as deleted.
    pub(crate) update: Cell<Update>,
    /// `DELE` of this message is answered with `-ERR`.
    pub(crate) undeletable: Cell<Option<usize>>,
    /// Whether CAPA says PIPELINING only to who has signed in.
    pub(crate) pipelining_when_signed_in: Cell<bool>,
    /// Whether CAPA is no command for who has signed in.
    pub(crate) capa_once: Cell<bool>,
    /// Everything that clients said, command by command.
    pub(crate) heard: RefCell<Vec<String>>,
    /// How often a client had to hear something before it could say more.
    pub(crate) round_trips: Cell<u32>,
}

/// Opens connections to one such server.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scripted(pub(crate) Rc<Behaviour>);

impl Scripted {
    pub(crate) fn with(messages: Vec<Message>) -> Self {
        let server = Self::default();
        server.0.messages.replace(messages);
        server.0.pipelining.set(true);
        server
    }

    pub(crate) fn heard(&self, verb: &str) -> usize {
        self.0
            .heard
            .borrow()
            .iter()
            .filter(|line| line.starts_with(verb))
            .count()
    }
}

impl Dial for Scripted {
    type Stream = ScriptedStream;

    async fn dial(&self, _host: &str, _port: u16) -> Result<ScriptedStream, TransportError> {
        if let Some(error) = self.0.unreachable.borrow().clone() {
            return Err(error);
        }
        let stream = ScriptedStream {
            server: Rc::clone(&self.0),
            said: RefCell::default(),
            sent: Cell::new(0),
            line: RefCell::default(),
            commands: Cell::new(0),
            open: Cell::new(true),
            ready_at: Cell::new(None),
            spoken_to: Cell::new(false),
            signed_in: Cell::new(false),
            fetched: RefCell::default(),
            marked: RefCell::default(),
        };
        let slow = self.0.slow.borrow();
        if let Some((_, ms)) = slow.iter().find(|(verb, _)| *verb == "greeting") {
            let ready_at = tokio::time::Instant::now() + Duration::from_millis(*ms);
            stream.ready_at.set(Some(ready_at));
        }
        drop(slow);
        if self.0.stranger.borrow().is_none() {
            let greeting = self.0.greeting.borrow().clone();
            stream.say(greeting.as_deref().unwrap_or("+OK scripted"));
        }
        Ok(stream)
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct ScriptedStream {
    server: Rc<Behaviour>,
    said: RefCell<VecDeque<u8>>,
    sent: Cell<usize>,
    line: RefCell<Vec<u8>>,
    commands: Cell<usize>,
    open: Cell<bool>,
    /// Until then the server thinks.
    ready_at: Cell<Option<tokio::time::Instant>>,
    /// Whether the client said something since it last heard something.
    spoken_to: Cell<bool>,
    signed_in: Cell<bool>,
    /// The numbers of what is marked as deleted in this session.
    marked: RefCell<Vec<usize>>,
    /// The ids of what was fetched in this session.
    fetched: RefCell<Vec<String>>,
}

impl Stream for ScriptedStream {
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        if let Some(ready_at) = self.ready_at.get() {
            tokio::time::sleep_until(ready_at).await;
        }
        loop {
            let left = self
                .server
                .cut_after
                .get()
                .map(|cut| cut.saturating_sub(self.sent.get()));
            if left == Some(0) {
                return Err(TransportError::Lost(Loss::Reset));
            }
            let size = self.said.borrow().len().min(left.unwrap_or(usize::MAX)).min(1000);
            let drip_ms = self.server.drip_ms.get();
            if let Some(drip_ms) = drip_ms.filter(|_| size > 0) {
                tokio::time::sleep(Duration::from_millis(drip_ms)).await;
            }
            let size = drip_ms.map_or(size, |_| size.min(1));
            if size > 0 {
                let size = if self.server.halting.get() {
                    size.min(10)
                } else {
                    size
                };
                self.halt().await;
                self.sent.set(self.sent.get() + size);
                if self.spoken_to.take() {
                    self.server.round_trips.set(self.server.round_trips.get() + 1);
                }
                return Ok(Some(self.said.borrow_mut().drain(..size).collect()));
            }
            if !self.open.get() {
                return Ok(None);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        self.halt().await;
        self.spoken_to.set(true);
        if let Some(answer) = self.server.stranger.borrow().as_ref() {
            self.said.borrow_mut().extend(answer);
            return Ok(());
        }
        for &byte in bytes {
            self.line.borrow_mut().push(byte);
            if byte == b'\n' {
                let line = String::from_utf8_lossy(&self.line.take()).into_owned();
                self.answer(line.trim_end());
            }
        }
        Ok(())
    }
}

impl ScriptedStream {
    async fn halt(&self) {
        if self.server.halting.get() {
            tokio::task::yield_now().await;
        }
    }

    fn say(&self, line: &str) {
        self.said.borrow_mut().extend(line.bytes().chain(*b"\r\n"));
    }

    fn answer(&self, line: &str) {
        self.server.heard.borrow_mut().push(line.to_owned());
        self.commands.set(self.commands.get() + 1);
        if self
            .server
            .silent_after
            .get()
            .is_some_and(|limit| self.commands.get() > limit)
        {
            return;
        }
        let all = self.server.messages.borrow();
        let most = self.server.served_once.get().unwrap_or(all.len());
        let messages = &all[..most.min(all.len())];
        let mut words = line.split(' ');
        let (verb, number) = (
            words.next().unwrap(),
            words.next().and_then(|word| word.parse::<usize>().ok()),
        );
        let message = || messages.get(number.unwrap() - 1).unwrap();
        let slow = self.server.slow.borrow();
        if let Some((_, ms)) = slow.iter().find(|(slow, _)| *slow == verb) {
            let ready_at = tokio::time::Instant::now() + Duration::from_millis(*ms);
            self.ready_at.set(Some(ready_at));
        }
        if self.server.unknown.borrow().contains(&verb) {
            return self.say("-ERR what?");
        }
        match verb {
            "CAPA" if self.server.capa_once.get() && self.signed_in.get() => self.say("-ERR not now"),
            "CAPA" => {
                self.say("+OK\r\nUSER\r\nTOP\r\nUIDL\r\nRESP-CODES");
                let when_signed_in = self.server.pipelining_when_signed_in.get() && self.signed_in.get();
                if self.server.pipelining.get() || when_signed_in {
                    self.say("PIPELINING");
                }
                self.server
                    .capabilities
                    .borrow()
                    .iter()
                    .for_each(|line| self.say(line));
                self.say(".");
            }
            "PASS" | "AUTH" => {
                let answer = self.server.log_in.borrow().clone();
                self.signed_in.set(answer.is_none());
                self.say(answer.as_deref().unwrap_or("+OK"));
            }
            "STAT" => self.say(&format!("+OK {} 0", messages.len())),
            "UIDL" if self.server.uidl_lines.borrow().is_some() => {
                self.say("+OK");
                let lines = self.server.uidl_lines.borrow();
                lines.iter().flatten().for_each(|line| self.say(line));
                self.say(".");
            }
            "UIDL" => self.list(messages.iter().map(|message| message.uidl.clone())),
            "LIST" => {
                let hundredths = self.server.size_hundredths.get().unwrap_or(100);
                self.list(
                    messages
                        .iter()
                        .map(|message| (message.bytes.len() * hundredths / 100).to_string()),
                );
            }
            "RETR" if self.server.breaks_at.get() == number => self.open.set(false),
            "RETR" if self.server.refused.get() == number => self.say("-ERR broken message"),
            "RETR" => {
                self.fetched.borrow_mut().push(message().uidl.clone());
                let answered = match self.server.retr_answers.get() {
                    Some((asked, answer)) if number == Some(asked) => messages.get(answer - 1).unwrap(),
                    _ => message(),
                };
                self.body(&answered.bytes, self.server.glued.get() == number);
            }
            "TOP" => {
                let bytes = &message().bytes;
                let end = bytes
                    .windows(4)
                    .position(|four| four == b"\r\n\r\n")
                    .map_or(bytes.len(), |at| at + 4);
                let end = end.min(self.server.top_cut_at.get().unwrap_or(end));
                let mut top = bytes[..end].to_vec();
                if !top.ends_with(b"\n") {
                    top.extend(*b"\r\n");
                }
                self.body(&top, false);
            }
            "DELE" if self.server.undeletable.get() == number => self.say("-ERR in use"),
            "DELE" => {
                self.marked.borrow_mut().push(number.unwrap());
                self.say("+OK");
            }
            "QUIT" => {
                drop(all);
                let update = self.server.update.get();
                match update {
                    Update::Done => self.say("+OK"),
                    Update::Failed => self.say("-ERR some deleted messages not removed"),
                    Update::DoneUnheard | Update::Lost => {}
                }
                self.open.set(false);
                if matches!(update, Update::Done | Update::DoneUnheard) {
                    let marked = self.marked.borrow();
                    let mut number = 0;
                    self.server.messages.borrow_mut().retain(|_| {
                        number += 1;
                        !marked.contains(&number)
                    });
                }
                if self.server.served_once.get().is_some() {
                    let fetched = self.fetched.borrow();
                    let mut messages = self.server.messages.borrow_mut();
                    messages.retain(|message| !fetched.contains(&message.uidl));
                }
            }
            _ => self.say("+OK"),
        }
    }

    fn list(&self, values: impl Iterator<Item = String>) {
        self.say("+OK");
        for (index, value) in values.enumerate() {
            self.say(&format!("{} {value}", index + 1));
        }
        self.say(".");
    }

    fn body(&self, bytes: &[u8], glued: bool) {
        self.say("+OK");
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            if line.starts_with(b".") {
                self.said.borrow_mut().push_back(b'.');
            }
            self.said.borrow_mut().extend(line);
        }
        if glued {
            let mut said = self.said.borrow_mut();
            let end = said.len() - 2;
            // The message has no final line end of its own, and so the terminator hangs on its last line.
            if said.iter().skip(end).eq(b"\r\n") {
                said.truncate(end);
            }
        }
        self.say(".");
    }
}

/// Time as tokio's paused clock tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VirtualClock(tokio::time::Instant);

impl VirtualClock {
    pub(crate) fn start() -> Self {
        Self(tokio::time::Instant::now())
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(1_790_000_000_000 + i64::try_from(self.0.elapsed().as_millis()).unwrap())
    }

    async fn sleep_ms(&self, milliseconds: u32) {
        tokio::time::sleep(Duration::from_millis(milliseconds.into())).await;
    }
}
