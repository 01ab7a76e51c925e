//! `AUTH` with a server that says anything: lines stay lines, none is longer than RFC 5034 allows, no mechanism that has
//! the server prove itself believes one that cannot, and the password is in no event.
//! `cargo +nightly fuzz run sign_in fuzz/corpus/sign_in fuzz/seeds/sign_in`
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use restante::pop3::{Event, Intent, Session, SessionOptions};
use restante::sasl::Mechanism;
use support::{PASSWORD, Told, drain, log_in, send, talk};

/// The longest command line, its CRLF counted (RFC 2449 §4).
const COMMAND_OCTETS: usize = 255;

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (choice, cut, said) = input;
    let mechanism = Mechanism::ALL[usize::from(choice) % Mechanism::ALL.len()];
    let (head, tail) = said.split_at(usize::from(cut).min(said.len()));
    let whole = talk(asking(mechanism), &[said]);
    let _ = talk(asking(mechanism), &[head, tail]);
    let lines: Vec<&[u8]> = whole.written.split_inclusive(|octet| *octet == b'\n').collect();
    for line in &lines {
        assert!(line.ends_with(b"\r\n"), "half a line");
        assert!(!line[..line.len() - 2].contains(&b'\r'), "two lines in one");
    }
    assert!(lines.first().is_some_and(|auth| auth.len() <= COMMAND_OCTETS));
    assert!(lines.len() <= 16, "a server can keep nobody talking");
    for event in &whole.events {
        assert!(!format!("{event:?}").contains(PASSWORD) || contains(said, PASSWORD.as_bytes()));
        if *event == Event::LoggedIn {
            assert!(
                !mechanism.name().starts_with("SCRAM"),
                "it does not know the password"
            );
        }
    }
});

fn asking(mechanism: Mechanism) -> Session {
    let mut session = Session::new(SessionOptions::default());
    send(
        &mut session,
        [Intent::Capabilities, log_in(mechanism), Intent::Stat],
    );
    for answer in ["+OK\r\n", "+OK\r\nPIPELINING\r\n.\r\n"] {
        // What is written from here on is the log-in.
        drain(&mut session, &mut Told::default());
        session.receive(answer.as_bytes());
    }
    session
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
