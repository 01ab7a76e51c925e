//! One command, and an answer that is anything: the status line, its response code, what `STAT` counts. Nothing a server
//! says may reach anybody unescaped, and no half of a line may pass for consent.
//! `cargo +nightly fuzz run responses fuzz/corpus/responses fuzz/seeds/responses`
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use restante::pop3::{Event, Intent, LanguageTag, Reply, ResponseCode, SessionError, Violation};
use restante::units::MessageNumber;
use support::{Told, is_harmless, opened, send, talk};

/// A server that announces response codes, one that announces other things, and one that announces nothing.
const ANNOUNCED: [&str; 3] = [
    "PIPELINING\r\nRESP-CODES\r\nAUTH-RESP-CODE",
    "PIPELINING\r\nUIDL",
    "TOP",
];

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (choice, cut, said) = input;
    let (head, tail) = said.split_at(usize::from(cut).min(said.len()));
    let whole = ask(choice, &[said]);
    assert_eq!(
        whole,
        ask(choice, &[head, tail]),
        "it matters how an answer is cut"
    );
    for event in &whole.events {
        check(event, said);
    }
});

fn ask(choice: u8, pieces: &[&[u8]]) -> Told {
    let choice = usize::from(choice);
    let mut session = opened(ANNOUNCED[choice % ANNOUNCED.len()]);
    let number = MessageNumber::new(7).expect("a number");
    let commands = [
        Intent::Stat,
        Intent::List(Some(number)),
        Intent::UniqueIds(Some(number)),
        Intent::Retrieve(number),
        Intent::Delete(number),
        Intent::Noop,
        Intent::Language(LanguageTag::new("en").expect("a tag")),
        Intent::Quit,
    ];
    let command = commands[choice / ANNOUNCED.len() % commands.len()].clone();
    send(&mut session, [command]);
    talk(session, pieces)
}

fn check(event: &Event, said: &[u8]) {
    match event {
        Event::Refused { reply, .. } => check_reply(reply),
        Event::Failed(error) => check_error(error),
        Event::LoggedOut | Event::DeletionMarked { .. } | Event::StatReceived { .. } => {
            let consents = said.len() >= 3 && said[..3].eq_ignore_ascii_case(b"+OK");
            assert!(consents, "what did not begin with +OK is no consent");
        }
        Event::Listed { number, .. } | Event::UniqueIdListed { number, .. } => {
            assert_eq!(number.value(), 7, "an answer about another message");
        }
        _ => {}
    }
}

fn check_reply(reply: &Reply) {
    assert!(is_harmless(&reply.text), "{reply:?}");
    match &reply.code {
        Some(ResponseCode::WebAlert(url)) => assert!(url.starts_with("https://") && is_harmless(url)),
        Some(ResponseCode::Other(code)) => assert!(is_harmless(code)),
        _ => {}
    }
    let _ = reply.cause();
}

fn check_error(error: &SessionError) {
    assert!(is_harmless(&error.to_string()), "{error:?}");
    match error {
        SessionError::GreetingRefused(reply) | SessionError::Dismissed(reply) => check_reply(reply),
        SessionError::Violation(
            Violation::NotPop3 { excerpt, .. }
            | Violation::UnaskedAnswer { excerpt }
            | Violation::MalformedStat { excerpt },
        ) => assert!(is_harmless(excerpt)),
        _ => {}
    }
}
