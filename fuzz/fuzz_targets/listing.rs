//! Lists that are anything: `UIDL`, `LIST` and `CAPA`. Ids are kept as they came, and a list is read the same however it
//! is cut. `cargo +nightly fuzz run listing fuzz/corpus/listing fuzz/seeds/listing`
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use restante::pop3::{Event, Intent};
use restante::units::Uidl;
use support::{Told, is_harmless, opened, send, talk};

fuzz_target!(|input: (u8, u16, &[u8])| {
    let (choice, cut, lines) = input;
    let said = [b"+OK\r\n", lines, b"\r\n.\r\n"].concat();
    let (head, tail) = said.split_at(usize::from(cut).min(said.len()));
    let whole = ask(choice, &[&said]);
    assert_eq!(whole, ask(choice, &[head, tail]), "it matters how a list is cut");
    let lines = said.iter().filter(|octet| **octet == b'\n').count();
    let listed = whole
        .events
        .iter()
        .filter(|event| matches!(event, Event::Listed { .. } | Event::UniqueIdListed { .. }));
    assert!(listed.count() < lines, "messages from nowhere");
    for event in &whole.events {
        check(event, &said);
    }
});

fn ask(choice: u8, pieces: &[&[u8]]) -> Told {
    let mut session = opened("PIPELINING");
    let commands = [Intent::UniqueIds(None), Intent::List(None), Intent::Capabilities];
    send(
        &mut session,
        [commands[usize::from(choice) % commands.len()].clone()],
    );
    talk(session, pieces)
}

fn check(event: &Event, said: &[u8]) {
    match event {
        Event::UniqueIdListed { uidl, .. } => {
            let id = uidl.as_bytes();
            assert!((1..=Uidl::MAX_OCTETS).contains(&id.len()));
            assert!(
                said.windows(id.len()).any(|window| window == id),
                "an id that nobody said"
            );
        }
        Event::CapabilitiesReceived(found) => {
            let texts = found
                .sasl
                .iter()
                .chain(&found.others)
                .chain(&found.implementation);
            texts.for_each(|text| assert!(is_harmless(text), "{text:?}"));
        }
        _ => {}
    }
}
