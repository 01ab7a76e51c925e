//! Calendars as programs write them.

use super::{
    Answer, AttendeeRole, Calendar, CalendarEvent, CalendarMethod, EventStatus, RuleEnd, WallClock, WallTime,
    read,
};
use crate::units::UnixMillis;

fn calendar(lines: &str) -> Calendar {
    let text = ["BEGIN:VCALENDAR\r\n", lines, "\r\nEND:VCALENDAR\r\n"].concat();
    read(text.as_bytes(), None).unwrap()
}

fn event(lines: &str) -> CalendarEvent {
    let text = ["BEGIN:VEVENT\r\n", lines, "\r\nEND:VEVENT"].concat();
    let mut found = calendar(&text);
    assert_eq!(found.events.len(), 1);
    found.events.remove(0)
}

const fn day(day: u8) -> WallTime {
    WallTime {
        year: 2026,
        month: 5,
        day,
        hour: 0,
        minute: 0,
    }
}

fn ends(lines: &str) -> Option<WallTime> {
    event(lines).end.map(|end| end.wall)
}

#[test]
fn an_invitation_says_what_when_where_and_who() {
    let found = calendar(
        "METHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Roof\\, inspected\r\nDTSTART:20260504T080000Z\r\nDURATION:PT1H\r\n\
         LOCATION:Kai 3\r\nORGANIZER;CN=Ana:mailto:ana@example.org\r\nSEQUENCE:2\r\n\
         ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED;CN=\"Ito, Mika\":MAILTO:mika@example.org\r\nEND:VEVENT",
    );
    assert_eq!(found.method, CalendarMethod::Request);
    let event = &found.events[0];
    assert_eq!((event.summary.as_str(), event.sequence), ("Roof, inspected", 2));
    let start = event.start.as_ref().unwrap();
    assert_eq!(start.clock, WallClock::At(UnixMillis(1_777_881_600_000)));
    assert_eq!(event.end.as_ref().unwrap().wall.hour, 9);
    assert_eq!(event.organizer.as_ref().unwrap().address, "ana@example.org");
    let mika = &event.attendees[0];
    assert_eq!(mika.person.name, "Ito, Mika");
    assert_eq!(
        (mika.answer, mika.role),
        (Answer::Declined, AttendeeRole::Optional)
    );
}

#[test]
fn the_last_of_several_days_is_a_day_of_it() {
    assert_eq!(
        ends("DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260507"),
        Some(day(6))
    );
    assert_eq!(
        ends("DTSTART;VALUE=DATE:20260504\nDTEND;VALUE=DATE:20260505"),
        None,
        "a single day"
    );
    assert_eq!(ends("DTSTART;VALUE=DATE:20260504\nDURATION:P3D"), Some(day(6)));
    assert_eq!(ends("DTSTART;VALUE=DATE:20260504"), None);
}

#[test]
fn outlooks_midnights_are_days() {
    let found = event(
        "DTSTART;TZID=A:20260504T000000\nDTEND;TZID=A:20260506T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
    );
    assert_eq!(found.start.unwrap().clock, WallClock::Day);
    assert_eq!(found.end.unwrap().wall, day(5));
    let timed = event("DTSTART:20260504T000000\nDTEND:20260504T010000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE");
    assert_eq!(timed.start.unwrap().clock, WallClock::Anywhere);
}

#[test]
fn an_end_before_the_beginning_is_none() {
    assert_eq!(ends("DTSTART:20260504T100000\nDTEND:20260504T090000"), None);
    assert_eq!(ends("DTSTART:20260504T100000Z\nDURATION:-PT1H"), None);
    assert_eq!(ends("DTSTART:20260504T100000Z\nDTEND:20260505"), None);
}

#[test]
fn what_an_alarm_says_is_not_what_the_event_says() {
    let found = event(
        "SUMMARY:Roof\nBEGIN:VALARM\nSUMMARY:Alarm\nDESCRIPTION:Alarm\nATTENDEE:mailto:a@example.org\nEND:VALARM\nLOCATION:Kai",
    );
    assert_eq!((found.summary.as_str(), found.place.len()), ("Roof", 1));
    assert!(found.description.is_empty() && found.attendees.is_empty());
}

#[test]
fn a_rule_ends_on_the_clock_of_its_beginning() {
    let found = event("DTSTART;TZID=Europe/Berlin:20260505T100000\nRRULE:FREQ=WEEKLY;UNTIL=20260630T100000");
    let rule = found.repeats.unwrap().rule.unwrap();
    assert!(
        matches!(rule.end, RuleEnd::Until(until) if until.clock == WallClock::In("Europe/Berlin".into()))
    );
}

#[test]
fn two_rules_or_one_that_cannot_be_said_are_not_said() {
    for rules in [
        "RRULE:FREQ=HOURLY",
        "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY",
        "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY",
    ] {
        let repeats = event(&["DTSTART:20260504\n", rules].concat()).repeats.unwrap();
        assert!(repeats.has_rule && repeats.rule.is_none(), "{rules}");
    }
}

#[test]
fn single_dates_are_dates_besides_and_dates_without() {
    let found = event("DTSTART:20260504\nRDATE;VALUE=DATE:20260511,20260518\nEXDATE;VALUE=DATE:20260525");
    let repeats = found.repeats.unwrap();
    assert!(!repeats.has_rule);
    assert_eq!((repeats.also.len(), repeats.except.len()), (2, 1));
    assert_eq!(event("DTSTART:20260504\nEXDATE:20260525").repeats, None);
}

#[test]
fn a_page_for_a_description_is_its_text() {
    let said = |lines: &str| {
        let found = event(lines);
        let spans = found.description.iter().flat_map(|block| block.spans.clone());
        spans.map(|span| span.text).collect::<String>()
    };
    assert_eq!(said("DESCRIPTION:one<br>two <b>three</b>"), "one\ntwo three");
    assert_eq!(
        said("X-ALT-DESC;FMTTYPE=text/html:<html><p>four\\, five</p><script>x</script>"),
        "four, five"
    );
    assert_eq!(
        said("X-ALT-DESC:<p>six</p>\nDESCRIPTION:seven\\nlines"),
        "seven\nlines"
    );
}

#[test]
fn places_of_apples_are_not_taken_for_addresses() {
    let found = event(
        "ORGANIZER;CN=\"Ana\";EMAIL=\"ana@example.org\":/aMTA/principal/\nATTENDEE:urn:uuid:1\nATTENDEE:invalid:nomail",
    );
    assert_eq!(found.organizer.unwrap().address, "ana@example.org");
    assert!(found.attendees.is_empty());
}

#[test]
fn an_event_that_does_not_end_gives_way_to_the_next() {
    let found = calendar("BEGIN:VEVENT\nSUMMARY:a\nBEGIN:VALARM\nBEGIN:VEVENT\nSUMMARY:b\nSTATUS:CANCELLED");
    let names: Vec<&str> = found.events.iter().map(|event| event.summary.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(found.events[1].status, EventStatus::Cancelled);
}

#[test]
fn a_calendar_in_which_nothing_takes_place_is_none() {
    assert_eq!(read(b"BEGIN:VCALENDAR\nEND:VCALENDAR", None), None);
    assert_eq!(read(b"BEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT", None), None);
    assert_eq!(read(b"", None), None);
}

#[test]
fn words_turn_nothing_around() {
    let found = event("SUMMARY:\u{202e}a\u{7}\u{2066} b\nLOCATION:\u{202e}x\nDESCRIPTION:\u{202e}y\u{0}");
    assert_eq!(found.summary, "a b");
    assert_eq!(found.place[0].text, "x");
    assert_eq!(found.description[0].spans[0].text, "y");
}
