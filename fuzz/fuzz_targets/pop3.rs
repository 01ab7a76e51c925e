//! A server that says anything: the POP3 machine must not panic, nor invent bytes, nor depend on how they are cut.
//! `cargo +nightly fuzz run pop3 fuzz/corpus/pop3 fuzz/seeds/pop3`; it must not look inside the machine.
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::pop3::{Event, Intent, LanguageTag, LogIn, Session, SessionOptions, Step};
use restante::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use restante::secret::Secret;
use restante::units::MessageNumber;

fuzz_target!(|input: (u16, &[u8])| {
    let (cut, said) = input;
    let (head, tail) = said.split_at(usize::from(cut).min(said.len()));
    for start in [from_the_greeting, in_an_open_maildrop] {
        let whole = talk(start(), &[said]);
        assert!(whole.message_octets <= said.len(), "bytes from nowhere");
        let _ = talk(start(), &[head, tail]);
    }
    // All is in flight from the beginning, so that only the bytes decide.
    assert_eq!(
        talk(in_an_open_maildrop(), &[said]),
        talk(in_an_open_maildrop(), &[head, tail])
    );
});

#[derive(Debug, Default, PartialEq)]
struct Told {
    events: Vec<Event>,
    message_octets: usize,
}

fn talk(mut session: Session, pieces: &[&[u8]]) -> Told {
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

fn drain(session: &mut Session, told: &mut Told) {
    loop {
        match session.next() {
            Step::Write(_) => {}
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

fn from_the_greeting() -> Session {
    let mut session = Session::new(SessionOptions::default());
    let ahead = [Intent::Capabilities, Intent::StartTls, Intent::Utf8, log_in()];
    send(&mut session, ahead);
    send(&mut session, every_intent());
    session
}

fn in_an_open_maildrop() -> Session {
    let mut session = Session::new(SessionOptions::default());
    send(&mut session, [Intent::Capabilities, log_in()]);
    for answer in ["+OK\r\n", "+OK\r\nPIPELINING\r\n.\r\n", "+OK\r\n"] {
        session.receive(answer.as_bytes());
        drain(&mut session, &mut Told::default());
    }
    send(&mut session, every_intent());
    session
}

fn every_intent() -> Vec<Intent> {
    let Some(number) = MessageNumber::new(1) else {
        return Vec::new();
    };
    vec![
        Intent::Stat,
        Intent::List(None),
        Intent::UniqueIds(None),
        Intent::List(Some(number)),
        Intent::UniqueIds(Some(number)),
        Intent::Top { number, lines: 0 },
        Intent::Retrieve(number),
        Intent::Capabilities,
        Intent::Noop,
        LanguageTag::new("en").map_or(Intent::Noop, Intent::Language),
        Intent::Reset,
        Intent::Delete(number),
        Intent::Quit,
    ]
}

fn log_in() -> Intent {
    let Ok(credentials) = Credentials::new("joe".to_owned(), Secret::new("secret".to_owned())) else {
        return Intent::Quit;
    };
    let setting = Setting {
        nonce: &Nonce::of([0; Nonce::OCTETS]),
        channel: Channel::None,
        server: ("pop.example.org", 995),
        nfkc: str::to_owned,
    };
    let exchange = Exchange::new(Mechanism::Plain, &credentials, &setting);
    Intent::LogIn(LogIn::Sasl(Box::new(exchange)))
}

fn send(session: &mut Session, intents: impl IntoIterator<Item = Intent>) {
    for intent in intents {
        let _ = session.send(intent);
    }
}
