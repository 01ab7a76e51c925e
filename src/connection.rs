//! POP3 over TLS, or through STLS, or in clear, as one machine without I/O.
//! It must not touch sockets, storage or clocks, and never falls back from TLS to clear text.
//!
//! ```text
//!   Tls:    handshake ─► greeting ─► CAPA ─► open
//!   Stls:   greeting ─► CAPA ─► STLS ─► handshake ─► CAPA ─► open
//!   Plain:  greeting ─► CAPA ─► open
//! ```
//!
//! It opens by itself, and is open once [`pop3::Event::CapabilitiesReceived`] or
//! [`pop3::Event::CapabilitiesUnsupported`] came, which comes exactly once before the first intent: what a server
//! announced before STLS is not passed on.
//!
//! # Example
//!
//! ```
//! use restante::connection::{Connection, ConnectionOptions, Event, Protection, Step, Want};
//! use restante::pop3::{self, Intent, SessionOptions};
//! use restante::tls::Trust;
//! use restante::units::UnixMillis;
//!
//! # fn main() -> Result<(), pop3::IntentError> {
//! let now = UnixMillis(1_800_000_000_000);
//! let mut connection = Connection::new(
//!     ConnectionOptions {
//!         host: "pop.example.org".to_owned(),
//!         protection: Protection::Plain,
//!         trust: Trust::default(),
//!         session: SessionOptions::default(),
//!     },
//!     now,
//! );
//! connection.receive(b"+OK ready\r\n");
//! assert!(matches!(connection.next(now), Step::Event(Event::Pop3(pop3::Event::GreetingReceived { .. }))));
//! assert_eq!(connection.next(now), Step::Write(b"CAPA\r\n".to_vec()));
//! assert_eq!(connection.next(now), Step::Want(Want::Input));
//! connection.receive(b"-ERR what?\r\n");
//! assert!(matches!(connection.next(now), Step::Event(Event::Pop3(pop3::Event::CapabilitiesUnsupported(_)))));
//! assert_eq!(connection.next(now), Step::Want(Want::Intent));
//! connection.send(Intent::Quit)?;
//! assert_eq!(connection.next(now), Step::Write(b"QUIT\r\n".to_vec()));
//! # Ok(())
//! # }
//! ```

mod event;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::collections::VecDeque;
use std::fmt;

use zeroize::Zeroizing;

use crate::pop3::{self, Capabilities, CommandKind, Intent, IntentError, Said, Session, SessionOptions};
use crate::tls::{Client, TlsError, Trust};
use crate::units::UnixMillis;

pub use event::{ConnectionError, Event, Step, Want};

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte (RFC 8314 §3.3).
    Tls,
    /// TLS after `STLS`, or no connection (RFC 2595 §4).
    Stls,
    /// Not at all.
    Plain,
}

/// What a connection is.
#[derive(Clone, Debug)]
pub struct ConnectionOptions {
    /// The name that the server has to prove.
    pub host: String,
    /// How it is protected.
    pub protection: Protection,
    /// Whom to believe.
    pub trust: Trust,
    /// How the session behaves.
    pub session: SessionOptions,
}

/// One connection to a POP3 server.
///
/// After each [`receive`](Self::receive), [`receive_end`](Self::receive_end) and [`send`](Self::send), take steps from
/// [`next`](Self::next) until one is a [`Step::Want`].
pub struct Connection {
    options: ConnectionOptions,
    tls: Option<Client>,
    session: Session,
    stage: Stage,
    events: VecDeque<Event>,
    /// Broken TLS, told after everything that it had delivered before.
    broken_tls: Option<TlsError>,
}

/// How far the connection is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The TLS handshake; `session` sees nothing meanwhile.
    Handshake,
    /// The server's first line.
    Greeting,
    /// CAPA before STLS.
    AskingInClear,
    /// STLS.
    Upgrading,
    /// CAPA.
    Asking,
    /// Whatever the caller wants.
    Open,
    /// Over.
    Closed,
}

impl Connection {
    /// A connection on a stream that has just been opened. What is wrong with the options is told by
    /// [`next`](Self::next), as every failure.
    #[must_use]
    pub fn new(options: ConnectionOptions, now: UnixMillis) -> Self {
        let session = Session::new(options.session);
        let protection = options.protection;
        let mut connection = Self {
            options,
            tls: None,
            session,
            stage: Stage::Greeting,
            events: VecDeque::new(),
            broken_tls: None,
        };
        if protection == Protection::Tls {
            connection.begin_handshake(now);
        }
        connection
    }

    /// Takes bytes from the server.
    pub fn receive(&mut self, bytes: &[u8]) {
        match &mut self.tls {
            _ if self.stage == Stage::Closed => {}
            None => self.session.receive(bytes),
            Some(tls) => {
                let received = tls.receive(bytes);
                self.read_tls(received);
            }
        }
    }

    /// Takes the end of the server's bytes. Without TLS's own goodbye, only what POP3 shows to be complete counts.
    pub fn receive_end(&mut self) {
        match &mut self.tls {
            _ if self.stage == Stage::Closed => {}
            None => self.session.receive_end(),
            Some(tls) => {
                tls.receive_end();
                match self.stage {
                    Stage::Handshake => self.fail(ConnectionError::LostInHandshake),
                    _ => self.session.receive_cut(),
                }
            }
        }
    }

    /// Queues an intent; see [`Session::send`].
    ///
    /// # Errors
    /// API misuse: the intent has no place here, and was not queued.
    pub fn send(&mut self, intent: Intent) -> Result<(), IntentError> {
        match self.stage {
            Stage::Open => self.session.send(intent),
            Stage::Closed => Err(IntentError::Closed),
            _ => Err(IntentError::NotOpen),
        }
    }

    /// The next step.
    pub fn next(&mut self, now: UnixMillis) -> Step {
        loop {
            if let Some(ciphertext) = self.take_ciphertext() {
                return Step::Write(ciphertext);
            }
            if let Some(event) = self.events.pop_front() {
                return Step::Event(event);
            }
            match (self.stage, &mut self.tls) {
                (Stage::Closed, _) => return Step::Want(Want::Close),
                (Stage::Handshake, Some(tls)) => {
                    tls.set_now(now);
                    return Step::Want(Want::Input);
                }
                _ => {}
            }
            match self.session.next() {
                pop3::Step::Write(plaintext) => match &mut self.tls {
                    Some(tls) => tls.send(&Zeroizing::new(plaintext)),
                    None => return Step::Write(plaintext),
                },
                pop3::Step::Event(event) => self.advance(event),
                pop3::Step::Want(pop3::Want::Upgrade) => self.begin_handshake(now),
                pop3::Step::Want(pop3::Want::Close) => self.close(),
                pop3::Step::Want(want) => match (self.broken_tls.take(), want) {
                    (Some(error), _) => self.fail(ConnectionError::Tls(error)),
                    (None, pop3::Want::Intent) => return Step::Want(Want::Intent),
                    (None, _) => return Step::Want(Want::Input),
                },
            }
        }
    }

    /// What was said in POP3 since this was last asked; see [`Said`].
    pub fn take_said(&mut self) -> Vec<Said> {
        self.session.take_said()
    }

    /// How many commands are written and not fully answered.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.session.in_flight()
    }

    /// How many intents are not written yet.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.session.queued()
    }

    /// What the server announced last; see [`Session::capabilities`].
    #[must_use]
    pub const fn capabilities(&self) -> Option<&Capabilities> {
        self.session.capabilities()
    }

    /// What binds a log-in to this connection; see [`Client::channel_binding`].
    #[must_use]
    pub fn channel_binding(&self) -> Option<[u8; 32]> {
        self.tls.as_ref()?.channel_binding()
    }

    /// See [`Session::message_looks_complete`].
    #[must_use]
    pub fn message_looks_complete(&self) -> bool {
        self.session.message_looks_complete()
    }

    /// See [`Session::end_glued_message`].
    pub fn end_glued_message(&mut self) {
        self.session.end_glued_message();
    }

    /// Every step of opening and closing that follows from an event of the session.
    fn advance(&mut self, event: pop3::Event) {
        use pop3::Event::{
            CapabilitiesReceived, CapabilitiesUnsupported, Failed, GreetingReceived, QuirkSeen, Refused,
        };
        match (self.stage, event) {
            (_, Failed(error)) => self.fail(ConnectionError::Session(error)),
            (_, event @ QuirkSeen(_)) => self.events.push_back(Event::Pop3(event)),
            (Stage::Greeting, event @ GreetingReceived { .. }) => {
                self.events.push_back(Event::Pop3(event));
                let next = match self.options.protection {
                    Protection::Stls => Stage::AskingInClear,
                    Protection::Tls | Protection::Plain => Stage::Asking,
                };
                self.ask(Intent::Capabilities, next);
            }
            (Stage::AskingInClear, CapabilitiesReceived(found)) if !found.stls => {
                self.fail(ConnectionError::StartTlsNotOffered);
            }
            // A server that does not know CAPA may know STLS; if it does not, it refuses, and nothing is lost.
            (Stage::AskingInClear, CapabilitiesReceived(_) | CapabilitiesUnsupported(_)) => {
                self.ask(Intent::StartTls, Stage::Upgrading);
            }
            (
                Stage::Upgrading,
                Refused {
                    command: CommandKind::StartTls,
                    reply,
                },
            ) => {
                self.fail(ConnectionError::StartTlsRefused(reply));
            }
            (Stage::Asking, event @ (CapabilitiesReceived(_) | CapabilitiesUnsupported(_))) => {
                self.stage = Stage::Open;
                self.events.push_back(Event::Pop3(event));
            }
            (_, event) => self.events.push_back(Event::Pop3(event)),
        }
    }

    fn ask(&mut self, intent: Intent, next: Stage) {
        match self.session.send(intent) {
            Ok(()) => self.stage = next,
            Err(error) => self.fail(ConnectionError::Bug(error)),
        }
    }

    fn begin_handshake(&mut self, now: UnixMillis) {
        match Client::new(&self.options.host, &self.options.trust, now) {
            Ok(client) => {
                self.tls = Some(client);
                self.stage = Stage::Handshake;
            }
            Err(error) => self.fail(ConnectionError::Tls(error)),
        }
    }

    /// Moves what TLS has understood on to the session.
    fn read_tls(&mut self, received: Result<(), TlsError>) {
        let Some(tls) = &mut self.tls else {
            return;
        };
        let plaintext = tls.take_plaintext();
        let peer_closed = tls.peer_closed();
        let facts = tls.handshake_facts().cloned();
        if let (Stage::Handshake, Some(facts)) = (self.stage, facts) {
            self.events.push_back(Event::Secured(facts));
            match self.options.protection {
                Protection::Tls => self.stage = Stage::Greeting,
                Protection::Stls | Protection::Plain => {
                    self.session.upgraded();
                    self.ask(Intent::Capabilities, Stage::Asking);
                }
            }
        }
        self.session.receive(&plaintext);
        if peer_closed {
            self.session.receive_end();
        }
        match received {
            Err(error) if self.stage == Stage::Handshake => self.fail(ConnectionError::Tls(error)),
            received => self.broken_tls = received.err(),
        }
    }

    fn fail(&mut self, error: ConnectionError) {
        self.events.push_back(Event::Failed(error));
        self.close();
    }

    fn close(&mut self) {
        self.stage = Stage::Closed;
        if let Some(tls) = &mut self.tls {
            tls.close();
        }
    }

    fn take_ciphertext(&mut self) -> Option<Vec<u8>> {
        let ciphertext = self.tls.as_mut()?.take_ciphertext();
        (!ciphertext.is_empty()).then_some(ciphertext)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("options", &self.options)
            .field("stage", &self.stage)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
