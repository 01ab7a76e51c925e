//! A server that says anything: the POP3 machine must not panic, nor invent bytes, nor depend on how they are cut.
//! `cargo +nightly fuzz run pop3 fuzz/corpus/pop3 fuzz/seeds/pop3`; it must not look inside the machine.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use restante::pop3::{Intent, LanguageTag, Session, SessionOptions};
use restante::sasl::Mechanism;
use restante::units::MessageNumber;
use support::{log_in, opened, send, talk};

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

fn from_the_greeting() -> Session {
    let mut session = Session::new(SessionOptions::default());
    let ahead = [
        Intent::Capabilities,
        Intent::StartTls,
        Intent::Utf8,
        log_in(Mechanism::Plain),
    ];
    send(&mut session, ahead);
    send(&mut session, every_intent());
    session
}

fn in_an_open_maildrop() -> Session {
    let mut session = opened("PIPELINING");
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
