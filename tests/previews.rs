//! Calendars and contact cards of `tests/messages`, beside what they gave when somebody last looked at them, and what
//! must hold whatever is sent. It must not take a change of these pages for granted: read the difference first.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fmt::Write;

use proptest::prelude::*;
use restante::mail::{
    self, Address, Calendar, CalendarEvent, Card, Moment, Preview, RemoteImages, Repeats, TextBlock, TextSpan,
};

#[test]
fn each_calendar_and_card_is_read_as_it_was() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("messages/previews");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("messages/*.eml", |path| {
            let page = page(&std::fs::read(path).unwrap());
            if !page.is_empty() {
                insta::assert_snapshot!("page", page);
            }
        });
    });
}

/// Everything that a reader may see of a message's calendars and cards.
fn page(original: &[u8]) -> String {
    let mut page = String::new();
    let opened = mail::open(original, RemoteImages::Blocked);
    for found in &opened.attachments {
        let Some(preview) = mail::preview(original, found.part) else {
            continue;
        };
        let place = if opened.invitation == Some(found.part) {
            "above the message"
        } else {
            "attached"
        };
        writeln!(page, "{} ({place})", found.name).unwrap();
        match preview {
            Preview::Calendar(calendar) => describe_calendar(&mut page, &calendar),
            Preview::Cards(cards) => {
                cards.cards.iter().for_each(|card| describe_card(&mut page, card));
                writeln!(page, "more: {}", cards.more).unwrap();
            }
        }
    }
    page
}

fn describe_calendar(page: &mut String, calendar: &Calendar) {
    writeln!(page, "{:?}, more: {}", calendar.method, calendar.more).unwrap();
    for event in &calendar.events {
        writeln!(
            page,
            "\n{:?}, {:?}, changed {} times",
            event.summary, event.status, event.sequence
        )
        .unwrap();
        let times = [
            ("from", event.start.as_ref()),
            ("to", event.end.as_ref()),
            ("instead of", event.instance.as_ref()),
        ];
        for (word, moment) in times {
            moment.inspect(|moment| writeln!(page, "  {word} {}", time(moment)).unwrap());
        }
        describe_words(page, event);
        event
            .repeats
            .iter()
            .for_each(|repeats| describe_repeats(page, repeats));
    }
}

fn describe_words(page: &mut String, event: &CalendarEvent) {
    let organizer = event.organizer.as_ref().map(person).unwrap_or_default();
    let words = [
        ("organiser", organizer),
        ("at", spans(&event.place)),
        ("online", spans(&event.link)),
        ("about", blocks(&event.description)),
        ("says", event.comment.clone()),
    ];
    for (word, said) in words.iter().filter(|(_, said)| !said.is_empty()) {
        writeln!(page, "  {word}: {said}").unwrap();
    }
    for attendee in &event.attendees {
        let who = person(&attendee.person);
        writeln!(page, "  {:?}: {who}: {:?}", attendee.role, attendee.answer).unwrap();
    }
}

fn describe_repeats(page: &mut String, repeats: &Repeats) {
    match &repeats.rule {
        Some(rule) => writeln!(
            page,
            "  every {} {:?}, days {:?}, of the month {:?}, months {:?}, position {:?}, end {:?}",
            rule.interval, rule.unit, rule.days, rule.month_days, rule.months, rule.position, rule.end
        )
        .unwrap(),
        None => writeln!(page, "  by a rule without words: {}", repeats.has_rule).unwrap(),
    }
    for (word, list) in [("except", &repeats.except), ("also", &repeats.also)] {
        list.iter()
            .for_each(|moment| writeln!(page, "  {word} {}", time(moment)).unwrap());
    }
}

fn describe_card(page: &mut String, card: &Card) {
    writeln!(
        page,
        "\n{:?}, {:?}, {:?}",
        card.name, card.title, card.organisation
    )
    .unwrap();
    for field in &card.fields {
        writeln!(
            page,
            "  {:?} {:?} {:?}: {}",
            field.kind,
            field.uses,
            field.label,
            spans(&field.value)
        )
        .unwrap();
    }
    card.birthday
        .iter()
        .for_each(|day| writeln!(page, "  {day:?}").unwrap());
}

fn time(moment: &Moment) -> String {
    let wall = moment.wall;
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02} {:?} {:?}",
        wall.year, wall.month, wall.day, wall.hour, wall.minute, moment.clock, moment.zone
    )
}

fn person(person: &Address) -> String {
    format!("[{}] <{}>", person.name, person.address)
}

fn spans(spans: &[TextSpan]) -> String {
    let span = |span: &TextSpan| match &span.link {
        None => span.text.clone(),
        Some(link) => format!("⟦{}⟧({link})", span.text),
    };
    spans.iter().map(span).collect()
}

fn blocks(list: &[TextBlock]) -> String {
    let block = |block: &TextBlock| spans(&block.spans);
    list.iter().map(block).collect::<Vec<_>>().join(" ¶ ")
}

/// What holds for every calendar and every card: no text acts on what shows it, no link leads where none may, and there
/// is an end to all of it.
fn assert_rules(preview: &Preview) {
    match preview {
        Preview::Calendar(calendar) => {
            assert!((1..=20).contains(&calendar.events.len()));
            calendar.events.iter().for_each(assert_event);
        }
        Preview::Cards(cards) => {
            assert!((1..=50).contains(&cards.cards.len()));
            cards.cards.iter().for_each(assert_card);
        }
    }
}

fn assert_event(event: &CalendarEvent) {
    assert!(event.attendees.len() <= 100);
    assert_line(&event.summary);
    assert_line(&event.comment);
    let people = event.attendees.iter().map(|attendee| &attendee.person);
    for person in people.chain(&event.organizer) {
        assert_line(&person.name);
        assert_line(&person.address);
    }
    let said = event.description.iter().flat_map(|block| &block.spans);
    assert_links(event.place.iter().chain(&event.link).chain(said));
    let repeats = event.repeats.iter();
    let dates = repeats.flat_map(|repeats| repeats.except.iter().chain(&repeats.also));
    let moments = dates.chain(&event.start).chain(&event.end).chain(&event.instance);
    let mut count = 0;
    for moment in moments {
        count += 1;
        let wall = moment.wall;
        assert!((1..=9999).contains(&wall.year) && wall.hour < 24 && wall.minute < 60);
        assert_line(&moment.zone);
    }
    assert!(count <= 43);
    if let (Some(start), Some(end)) = (&event.start, &event.end)
        && start.zone == end.zone
    {
        assert!(start.wall < end.wall);
    }
}

fn assert_card(card: &Card) {
    assert!(card.fields.len() <= 61);
    [&card.name, &card.title, &card.organisation]
        .into_iter()
        .for_each(|text| assert_line(text));
    for field in &card.fields {
        assert_line(&field.label);
        assert_links(field.value.iter());
    }
}

fn assert_links<'s>(spans: impl Iterator<Item = &'s TextSpan>) {
    for span in spans {
        let acts = |c: char| {
            (c.is_control() && !"\n\t".contains(c))
                || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!span.text.contains(acts), "{:?}", span.text);
        let schemes = ["https:", "http:", "mailto:"];
        let is_known = |link: &String| schemes.iter().any(|scheme| link.starts_with(scheme));
        assert!(span.link.as_ref().is_none_or(is_known), "{:?}", span.link);
    }
}

fn assert_line(text: &str) {
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(acts) && text.chars().count() <= 2000, "{text:?}");
}

/// A message to which such a file is attached.
fn with(file: &[u8]) -> Vec<u8> {
    [b"Content-Type: text/calendar\r\n\r\n".as_slice(), file].concat()
}

fn assert_file(file: &[u8]) -> Option<Preview> {
    let original = with(file);
    let opened = mail::open(&original, RemoteImages::Blocked);
    let preview = mail::preview(&original, 0);
    if let Some(part) = opened.invitation {
        assert!(matches!(
            mail::preview(&original, part),
            Some(Preview::Calendar(_))
        ));
    }
    preview.inspect(assert_rules)
}

#[test]
fn the_rules_hold_for_every_fixture() {
    let mut found = 0;
    for entry in std::fs::read_dir("tests/messages").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let original = std::fs::read(path).unwrap();
            let opened = mail::open(&original, RemoteImages::Blocked);
            for file in opened.attachments {
                let preview = mail::preview(&original, file.part);
                found += usize::from(preview.inspect(assert_rules).is_some());
            }
        }
    }
    assert!(found >= 16, "{found}");
}

/// Pieces that mean something to somebody.
fn tangle() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let pieces = prop::sample::select(vec![
        "BEGIN:VCALENDAR\r\n", "END:VCALENDAR\n", "METHOD:REQUEST\n", "BEGIN:VEVENT\n", "END:VEVENT\n", "BEGIN:VALARM\n", "END:VALARM\n",
        "BEGIN:VTIMEZONE\n", "END:VTIMEZONE\n", "TZID:A\n", "BEGIN:STANDARD\n", "BEGIN:DAYLIGHT\n", "TZOFFSETFROM:+0100\n", "TZOFFSETTO:+0200\n",
        "TZOFFSETTO:-9999\n", "DTSTART:16010101T020000\n", "DTSTART;TZID=A:20260329T023000\n", "DTSTART;TZID=Europe/Berlin:99991231T235959\n",
        "DTSTART;VALUE=DATE:20260504\n", "DTEND;VALUE=DATE:00010101\n", "DTEND:20260504T090000Z\n", "DTEND;TZID=A:20261025T023000\n",
        "DURATION:P9999W\n", "DURATION:-P1D\n", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\n", "RRULE:FREQ=YEARLY;UNTIL=00010101;BYDAY=53MO\n",
        "RRULE:FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1;COUNT=4294967295\n", "EXDATE:20260504T090000Z,20260505,x,\n", "RDATE;VALUE=PERIOD:20260504T090000Z/PT1H\n",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260504\n", "SUMMARY:\u{202e}a\u{0}\\n\\,\\\\\n", "ATTENDEE;CN=\"a;b:c\";PARTSTAT=ACCEPTED:mailto:a@b\n",
        "ORGANIZER:\n", "LOCATION:https://example.org javascript:x\n", "URL:data:text/html,x\n", "DESCRIPTION:<p>a</p><br><script>x\n", "X-ALT-DESC:<html>\n",
        "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n", "DTSTART:20260504T000000\n", "BEGIN:VCARD\r\n", "END:VCARD\n", "VERSION:2.1\n", "FN:a\n", "N:a;b;c;d;e;f\n",
        "TEL;CELL;X=\"\n", "NOTE;ENCODING=QUOTED-PRINTABLE:=\n", "=C3=\n", "ADR:;;;;;;;\n", "BDAY:--02\n", "item1.X-ABLABEL:x\n", "item1.URL:www.example.org\n",
        " folded\n", "\tfolded\n", ":", ";", "\"", "\\", "=", ",", "\u{feff}", "é", "\r", "\n",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_for_tangled_calendars(lines in tangle()) {
        assert_file(["BEGIN:VCALENDAR\n", &lines].concat().as_bytes());
    }

    #[test]
    fn the_rules_hold_for_tangled_events(lines in tangle()) {
        let start = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n";
        assert_file([start, &lines].concat().as_bytes());
    }

    #[test]
    fn the_rules_hold_for_tangled_cards(lines in tangle()) {
        assert_file(["BEGIN:VCARD\n", &lines].concat().as_bytes());
    }

    #[test]
    fn the_rules_hold_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        assert_file(&[b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n".as_slice(), &bytes].concat());
        assert_file(&[b"BEGIN:VCARD\n".as_slice(), &bytes].concat());
    }
}

mod bombs {
    //! H9: sizes that a program may drown in. What must hold is that each is answered, with what can be shown.

    use restante::mail;

    use super::{Preview, assert_file};

    fn calendar(lines: &str) -> mail::Calendar {
        match assert_file(["BEGIN:VCALENDAR\n", lines].concat().as_bytes()) {
            Some(Preview::Calendar(calendar)) => calendar,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_million_events() {
        let found = calendar(&"BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\n".repeat(1_000_000));
        assert_eq!(found.events.len(), 20);
        assert!(found.more);
    }

    #[test]
    fn a_line_of_ten_megabytes() {
        let line = "BEGIN:VEVENT\nSUMMARY:".to_owned() + &"long ".repeat(2_000_000);
        let found = calendar(&line);
        assert!(found.more);
        assert_eq!(found.events[0].summary.chars().count(), 299);
    }

    #[test]
    fn folds_without_end() {
        let line = "BEGIN:VEVENT\nSUMMARY:a".to_owned() + &"\n b".repeat(400_000);
        assert_eq!(calendar(&line).events.len(), 1);
    }

    #[test]
    fn parameters_without_end() {
        let line = "BEGIN:VEVENT\nATTENDEE".to_owned() + &";CN=a".repeat(200_000) + ":mailto:a@example.org";
        assert_eq!(calendar(&line).events.len(), 1);
    }

    #[test]
    fn everybody_there_is() {
        let line = "BEGIN:VEVENT\n".to_owned() + &"ATTENDEE:mailto:a@example.org\n".repeat(30_000);
        let found = calendar(&line);
        assert_eq!(found.events[0].attendees.len(), 100);
        assert!(found.events[0].more_attendees);
    }

    #[test]
    fn zones_with_more_changes_than_there_are_years() {
        let mut lines = String::from("BEGIN:VTIMEZONE\nTZID:A\n");
        for _ in 0..2000 {
            lines.push_str(
                "BEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=5MO\nRDATE:",
            );
            lines.push_str(&"20260101T000000,".repeat(20));
            lines.push('\n');
        }
        lines.push_str("END:VTIMEZONE\n");
        lines.push_str("BEGIN:VEVENT\nDTSTART;TZID=A:99991231T235959\nEXDATE;TZID=A:");
        lines.push_str(&"99991231T235959,".repeat(1000));
        let found = calendar(&lines);
        assert!(found.events[0].start.is_some());
        let repeats = found.events[0].repeats.as_ref();
        assert!(repeats.is_none_or(|repeats| repeats.more));
    }
}
