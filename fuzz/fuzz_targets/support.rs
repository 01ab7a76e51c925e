//! What all targets need: a session that is talked to, and what it told. It must not look inside the machine.
#![allow(dead_code, reason = "each target uses its own part")]

use restante::pop3::{Event, Intent, Session, SessionOptions, Step};
use restante::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use restante::secret::Secret;

/// No server knows it, so that none can prove that it does.
pub(crate) const PASSWORD: &str = "none knows this one";

/// What a session told, chunks of one message in one piece, and what it wrote.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Told {
    pub(crate) events: Vec<Event>,
    pub(crate) message_octets: usize,
    pub(crate) written: Vec<u8>,
}

/// Gives a session everything in these pieces, then the end of the stream.
pub(crate) fn talk(mut session: Session, pieces: &[&[u8]]) -> Told {
    let mut told = Told::default();
    drain(&mut session, &mut told);
    for piece in pieces {
        session.receive(piece);
        drain(&mut session, &mut told);
    }
    session.receive_end();
    drain(&mut session, &mut told);
    told
}

pub(crate) fn drain(session: &mut Session, told: &mut Told) {
    loop {
        match session.next() {
            Step::Write(bytes) => told.written.extend(bytes),
            Step::Want(_) => return,
            Step::Event(Event::MessageChunk { number, bytes }) => {
                told.message_octets += bytes.len();
                match told.events.last_mut() {
                    Some(Event::MessageChunk { bytes: before, .. }) => before.extend(bytes),
                    _ => told.events.push(Event::MessageChunk { number, bytes }),
                }
            }
            Step::Event(event) => told.events.push(event),
        }
    }
}

/// A session in an open maildrop, on a server that announces these capabilities.
pub(crate) fn opened(capabilities: &str) -> Session {
    let mut session = Session::new(SessionOptions::default());
    send(&mut session, [Intent::Capabilities, log_in(Mechanism::Plain)]);
    let announced = format!("+OK\r\n{capabilities}\r\n.\r\n");
    for answer in ["+OK\r\n", &announced, "+OK\r\n"] {
        session.receive(answer.as_bytes());
        drain(&mut session, &mut Told::default());
    }
    session
}

pub(crate) fn log_in(mechanism: Mechanism) -> Intent {
    let credentials = Credentials::new("joe".to_owned(), Secret::new(PASSWORD.to_owned()));
    let credentials = credentials.expect("good ones");
    let setting = Setting {
        nonce: &Nonce::of([0; Nonce::OCTETS]),
        channel: Channel::None,
        server: ("pop.example.org", 995),
        nfkc: str::to_owned,
    };
    let exchange = Exchange::new(mechanism, &credentials, &setting);
    Intent::LogIn(restante::pop3::LogIn::Sasl(Box::new(exchange)))
}

pub(crate) fn send(session: &mut Session, intents: impl IntoIterator<Item = Intent>) {
    for intent in intents {
        let _ = session.send(intent);
    }
}

/// Whether a server's words can be shown: no control characters, and not without end.
pub(crate) fn is_harmless(text: &str) -> bool {
    text.len() <= 8_000 && !text.chars().any(char::is_control)
}
