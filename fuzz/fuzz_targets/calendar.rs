//! Calendars and contact cards that are anything. No text of them may act on what shows it, no link may lead where none
//! of a message may, and there is an end to all of it. `cargo +nightly fuzz run calendar fuzz/corpus/calendar fuzz/seeds/calendar`
#![no_main]

use libfuzzer_sys::fuzz_target;
use restante::mail::{self, Preview, TextSpan};

fuzz_target!(|lines: &[u8]| {
    for begin in ["BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "BEGIN:VCARD\r\n", ""] {
        let original = [b"Content-Type: text/calendar\r\n\r\n", begin.as_bytes(), lines].concat();
        match mail::preview(&original, 0) {
            Some(Preview::Calendar(calendar)) => {
                assert!(calendar.events.len() <= 20);
                for event in &calendar.events {
                    assert!(event.attendees.len() <= 100);
                    is_plain(&event.summary);
                    event.attendees.iter().for_each(|attendee| is_plain(&attendee.person.name));
                    let said = event.description.iter().flat_map(|block| &block.spans);
                    event.place.iter().chain(&event.link).chain(said).for_each(is_harmless);
                }
            }
            Some(Preview::Cards(cards)) => {
                assert!(cards.cards.len() <= 50);
                for card in &cards.cards {
                    is_plain(&card.name);
                    card.fields.iter().flat_map(|field| &field.value).for_each(is_harmless);
                }
            }
            // Attachments of other kinds are looked at elsewhere.
            #[allow(unreachable_patterns)]
            Some(_) | None => {}
        }
    }
});

fn is_harmless(span: &TextSpan) {
    let acts = |c: char| (c.is_control() && !"\n\t".contains(c)) || turns(c);
    assert!(!span.text.chars().any(acts), "{:?}", span.text);
    let schemes = ["https:", "http:", "mailto:"];
    if let Some(link) = &span.link {
        assert!(schemes.iter().any(|scheme| link.starts_with(scheme)), "{link}");
    }
}

fn is_plain(text: &str) {
    assert!(!text.chars().any(|c| c.is_control() || turns(c)), "{text:?}");
}

fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
