//! The only loop that moves bytes: between a [`Stream`] and a [`Connection`], with a watch on silence.
//! It must not know why anything is asked.

mod awake;
mod error;
mod provocation;

use std::num::NonZeroUsize;
use std::pin::pin;

use futures::future::{Either, select};

pub(super) use self::error::{Heard, LinkError, Silence};
use super::outgoing::Outgoing;
use super::transcript::Recording;
use super::{Engine, fault};
use crate::clock::Clock;
use crate::connection::{Connection, ConnectionOptions, Event, Protection, Step, Want};
use crate::pop3::auth::Wire;
use crate::pop3::{self, ApopTimestamp, Capabilities, Intent, LanguageTag, SessionOptions};
use crate::store::{self, Store};
use crate::tls::{PeerFacts, Trust};
use crate::transport::{Dial, Loss, Stream, TransportError};
use crate::units::UnixMillis;
use crate::wire::Errand;

/// The most commands that are ahead of their answers; while there are any, never fewer than half of it. A round trip of
/// a tenth of a second then carries five thousand small answers a second.
const MAX_IN_FLIGHT: NonZeroUsize = NonZeroUsize::new(1024).unwrap();

/// Twice what a bridge gives a server to take a connection.
const DIAL_LIMIT_MS: u32 = 20_000;

/// A connection to a server, under way. It has no `Debug`: what is to be written may hold a password.
pub(super) struct Link<'a, T, C> {
    stream: T,
    connection: Connection,
    clock: &'a C,
    silence_ms: u32,
    traffic: Traffic,
    /// What the connection wants written next.
    unwritten: Vec<u8>,
    /// Whether something was written since the last read: the next read is then a round trip.
    asked: bool,
    /// Whom TLS found at the other end.
    pub(super) peer: Option<PeerFacts>,
    secured_at: UnixMillis,
    protection: Protection,
    greeted: bool,
    /// What happened while nobody listened.
    at_hand: Option<Result<pop3::Event, LinkError>>,
    /// The longest wait for an event so far.
    slowest_ms: u32,
    language: Option<LanguageTag>,
    recording: Recording,
    outgoing: Outgoing,
}

/// What went over a connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traffic {
    pub(super) round_trips: u32,
    pub(super) bytes_in: u64,
    pub(super) bytes_out: u64,
}

/// How far signing in has come, and what was learnt.
#[derive(Clone, Copy, Debug)]
pub(super) enum Milestone<'a> {
    /// TLS is up, since then.
    Secured(&'a PeerFacts, UnixMillis),
    Greeted(&'a str),
    /// `None` for a server without CAPA.
    CapabilitiesKnown(Option<&'a Capabilities>),
}

/// What a server says of itself before anybody signs in.
#[derive(Clone, Debug, Default)]
pub(super) struct Greeted {
    pub(super) apop_timestamp: Option<ApopTimestamp>,
    /// `None` for a server without CAPA.
    pub(super) capabilities: Option<Capabilities>,
}

impl Greeted {
    /// Whether it takes user names and passwords in UTF-8 (RFC 6856 §2.1).
    pub(super) fn takes_utf8(&self) -> bool {
        self.capabilities.as_ref().is_some_and(|found| found.utf8_user)
    }

    /// Whether it offers, or may offer, to bind a log-in to the connection.
    pub(super) fn offers_binding(&self) -> bool {
        let binds = |name: &String| name.ends_with("-PLUS");
        self.capabilities
            .as_ref()
            .is_none_or(|found| found.sasl.iter().any(binds))
    }
}

impl<'a, T: Stream, C: Clock> Link<'a, T, C> {
    /// Connects; nothing is said yet.
    pub(super) async fn open<S: Store, D: Dial<Stream = T>>(
        engine: &'a Engine<S, D, C>,
        server: &store::Connection,
        errand: Errand,
    ) -> Result<Self, LinkError> {
        let outgoing = engine.log(server, errand);
        let stream = dial(engine, server)
            .await
            .inspect_err(|error| outgoing.failed(fault::transport_kind(error)))
            .map_err(LinkError::Transport)?;
        let protection = match server.protection {
            store::Protection::Tls => Protection::Tls,
            store::Protection::Stls => Protection::Stls,
            store::Protection::PlainWithConsent => Protection::Plain,
        };
        let connection = connection(engine, server, protection);
        Ok(Self {
            stream,
            connection,
            clock: &engine.clock,
            silence_ms: engine.options.silence_ms,
            traffic: Traffic::default(),
            unwritten: Vec::new(),
            asked: false,
            peer: None,
            secured_at: UnixMillis(0),
            protection,
            greeted: false,
            at_hand: None,
            slowest_ms: 0,
            language: LanguageTag::new(&engine.options.language),
            recording: Recording::default(),
            outgoing,
        })
    }

    /// Connects again, after the server hung up. What went over the line is counted on.
    pub(super) async fn reopen<S: Store, D: Dial<Stream = T>>(
        &mut self,
        engine: &'a Engine<S, D, C>,
        server: &store::Connection,
    ) -> Result<(), LinkError> {
        let again = Self::open(engine, server, self.outgoing.errand()).await?;
        *self = Self {
            silence_ms: self.silence_ms,
            traffic: self.traffic,
            recording: self.recording.clone(),
            ..again
        };
        self.recording.fact(self.clock.now(), "connected again");
        Ok(())
    }

    /// Has all that is said written down.
    pub(super) fn record(&mut self, recording: &Recording) {
        self.recording = recording.clone();
        self.recording.fact(self.clock.now(), "connected");
    }

    /// Asks for what shapes the answers to come; it goes out together with the log-in where the server allows it.
    pub(super) fn shape(&mut self, capabilities: Option<&Capabilities>) -> Result<(), LinkError> {
        let Some(capabilities) = capabilities else {
            return Ok(());
        };
        if capabilities.utf8 {
            self.send(Intent::Utf8)?;
        }
        // Nice to have, and not worth a round trip of its own.
        if capabilities.lang
            && capabilities.pipelining
            && let Some(language) = self.language.clone()
        {
            self.send(Intent::Language(language))?;
        }
        Ok(())
    }

    /// Waits until the connection is open.
    pub(super) async fn greet(
        &mut self,
        on_milestone: &mut dyn FnMut(Milestone<'_>),
    ) -> Result<Greeted, LinkError> {
        let mut greeted = Greeted::default();
        let mut secured = false;
        loop {
            let event = self.event().await?;
            if let Some(peer) = self.peer.as_ref().filter(|_| !secured) {
                secured = true;
                on_milestone(Milestone::Secured(peer, self.secured_at));
            }
            match event {
                pop3::Event::GreetingReceived { apop_timestamp, text } => {
                    greeted.apop_timestamp = apop_timestamp;
                    on_milestone(Milestone::Greeted(&text));
                }
                pop3::Event::CapabilitiesReceived(capabilities) => {
                    greeted.capabilities = Some(capabilities);
                    return Ok(greeted);
                }
                pop3::Event::CapabilitiesUnsupported(_) => return Ok(greeted),
                _ => {}
            }
        }
    }

    /// What the server announced last.
    pub(super) const fn capabilities(&self) -> Option<&Capabilities> {
        self.connection.capabilities()
    }

    /// Who can read what is sent.
    pub(super) const fn wire(&self) -> Wire {
        match self.protection {
            Protection::Tls | Protection::Stls => Wire::Encrypted,
            Protection::Plain => Wire::ClearWithConsent,
        }
    }

    /// What binds a log-in to this connection.
    pub(super) fn channel_binding(&self) -> Option<[u8; 32]> {
        self.connection.channel_binding()
    }

    pub(super) fn send(&mut self, intent: Intent) -> Result<(), LinkError> {
        self.connection.send(intent).map_err(LinkError::Misuse)
    }

    /// The next thing that happens. Whoever drops it before it is there must not go on: what was being written may be
    /// written in part.
    pub(super) async fn event(&mut self) -> Result<pop3::Event, LinkError> {
        if let Some(event) = self.event_at_hand() {
            return event;
        }
        // A byte now and then that comes to nothing is silence too.
        let silence = self.clock.sleep_ms(self.silence_ms);
        let begun = self.clock.now();
        let event = match select(pin!(self.next_event()), pin!(silence)).await {
            Either::Left((event, _)) => Some(event),
            Either::Right(_) => None,
        };
        let waited_ms = self.clock.now().0.saturating_sub(begun.0);
        self.slowest_ms = self.slowest_ms.max(u32::try_from(waited_ms).unwrap_or_default());
        let event = event.unwrap_or_else(|| {
            Err(LinkError::Silent {
                seconds: self.silence_ms / 1000,
                silence: self.silence(),
            })
        });
        event.inspect_err(|error| self.outgoing.failed(fault::kind(error)))
    }

    async fn next_event(&mut self) -> Result<pop3::Event, LinkError> {
        loop {
            if let Some(event) = self.event_at_hand() {
                return event;
            }
            if self.unwritten.is_empty() {
                self.read().await?;
            } else {
                self.write().await?;
            }
        }
    }

    /// Writes what waits to be written.
    async fn write(&mut self) -> Result<(), LinkError> {
        let bytes = std::mem::take(&mut self.unwritten);
        if bytes.is_empty() {
            return Ok(());
        }
        self.asked = true;
        self.traffic.bytes_out += bytes.len() as u64;
        self.recording.sent(bytes.len());
        self.outgoing.went(bytes.len());
        // A few commands, far fewer than the path holds: this cannot wait on what we do not read.
        self.stream.write(&bytes).await.map_err(LinkError::Transport)
    }

    /// The next thing that happened, if nothing has to be written or read first.
    pub(super) fn event_at_hand(&mut self) -> Option<Result<pop3::Event, LinkError>> {
        if let Some(event) = self.at_hand.take() {
            return Some(event);
        }
        while self.unwritten.is_empty() {
            let now = self.clock.now();
            let step = self.connection.next(now);
            self.recording.said(now, self.connection.take_said());
            match step {
                Step::Event(Event::Pop3(event)) => {
                    self.greeted |= matches!(event, pop3::Event::GreetingReceived { .. });
                    return Some(Ok(event));
                }
                Step::Event(Event::Secured(peer)) => {
                    self.recording.secured(now, &peer);
                    self.peer = Some(peer);
                    self.secured_at = now;
                }
                Step::Event(Event::Failed(error)) => {
                    let error = LinkError::Connection(Box::new(error));
                    self.outgoing.failed(fault::kind(&error));
                    return Some(Err(error));
                }
                Step::Write(bytes) => self.unwritten = bytes,
                Step::Want(Want::Input | Want::Intent) => return None,
                Step::Want(Want::Close) => {
                    return Some(Err(LinkError::Transport(TransportError::Lost(Loss::Reset))));
                }
            }
        }
        None
    }

    async fn read(&mut self) -> Result<(), LinkError> {
        let read = self.stream.read().await;
        if std::mem::take(&mut self.asked) {
            self.traffic.round_trips += 1;
        }
        match read.map_err(LinkError::Transport)? {
            Some(bytes) => {
                self.traffic.bytes_in += bytes.len() as u64;
                self.recording.heard(self.clock.now(), bytes.len());
                self.outgoing.came(bytes.len());
                self.connection.receive(&bytes);
            }
            None => self.connection.receive_end(),
        }
        Ok(())
    }

    /// Whether the message that is coming may have its terminator glued to its last line, with nothing to come behind.
    pub(super) fn message_looks_complete(&self) -> bool {
        self.connection.in_flight() == 1 && self.connection.message_looks_complete()
    }

    /// Takes it for complete.
    pub(super) fn end_glued_message(&mut self) {
        self.connection.end_glued_message();
    }

    /// How long the server took for its slowest answer.
    pub(super) const fn slowest_ms(&self) -> u32 {
        self.slowest_ms
    }

    /// How long silence is taken from now on.
    pub(super) const fn expect_within(&mut self, silence_ms: u32) {
        self.silence_ms = silence_ms;
    }

    const fn silence(&self) -> Silence {
        match (self.greeted, self.protection) {
            (true, _) => Silence::Answer,
            (false, Protection::Tls) => Silence::Greeting,
            (false, Protection::Stls | Protection::Plain) => Silence::GreetingInClear,
        }
    }

    /// Parts as the protocol wants it. Whether the server said that it deleted what was marked; if not, it may have.
    pub(super) async fn quit(&mut self) -> bool {
        if self.send(Intent::Quit).is_err() {
            return false;
        }
        while let Ok(event) = self.event().await {
            if event == pop3::Event::LoggedOut {
                return true;
            }
        }
        false
    }

    pub(super) const fn traffic(&self) -> Traffic {
        self.traffic
    }
}

fn connection<S: Store, D: Dial, C: Clock>(
    engine: &Engine<S, D, C>,
    server: &store::Connection,
    protection: Protection,
) -> Connection {
    let trust = Trust {
        pinned_certificate: server.pinned_certificate,
        extra_roots: engine.options.extra_roots.clone(),
    };
    let session = SessionOptions {
        max_in_flight: MAX_IN_FLIGHT,
    };
    let options = ConnectionOptions {
        host: server.host.clone(),
        protection,
        trust,
        session,
    };
    Connection::new(options, engine.clock.now())
}

/// Whoever opens streams says in time what became of the server; when nothing is said, it is the way there that is dead.
async fn dial<S: Store, D: Dial, C: Clock>(
    engine: &Engine<S, D, C>,
    server: &store::Connection,
) -> Result<D::Stream, TransportError> {
    let dial = Box::pin(engine.dial.dial(&server.host, server.port));
    match select(dial, Box::pin(engine.clock.sleep_ms(DIAL_LIMIT_MS))).await {
        Either::Left((stream, _)) => stream,
        Either::Right(_) => Err(TransportError::BridgeUnreachable),
    }
}
