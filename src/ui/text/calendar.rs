//! What is said of a calendar and of contact cards that came by mail.

use super::catalogue::{counted, filled, phrase, said, sentences};
use super::{comma, many};
use crate::ui::text::person;
use crate::wire::{
    Answer, AttendeeRole, AttendeeView, CalendarEventView, CalendarMethod, CardFieldKind, CardFieldView,
    CardUse, EventStatus,
};

sentences! {
    invitation: "Invitation",
    event_nameless: "(no title)",
    event_no_time: "It does not say when, or in a way that cannot be read.",
    event_where: "Where",
    event_link: "Online",
    event_repeats: "Repeats",
    event_organizer: "Organiser",
    event_invited: "Invited",
    event_comment: "Says",
    event_about: "What it is about",
    event_more_people: "There are more than are shown here.",
    event_other_sender: "Somebody else than its organiser sent this message.",
    event_gone: "This event does not take place.",
    event_instance_gone: "Of an event that repeats, this one does not take place.",
    event_instance: "This is one of an event that repeats.",
    calendar_more: "There is more in this calendar than is shown here. Save it as a file to have all of it.",
    repeats_otherwise: "By a rule that is not shown here",
    repeats_there: "The days are those where its sender is.",
    cards_more: "There are more cards than are shown here. Save the file to have all of them.",
    card_more: "There is more on this card than is shown here.",
    card_nameless: "(no name)",
    birthday: "Birthday",
}

/// What an event in a calendar is to whoever reads it.
#[must_use]
pub fn event_kind(method: CalendarMethod, event: &CalendarEventView) -> String {
    let attendee = event.attendees.first();
    let who = attendee.map_or_else(|| said("Somebody"), |first| person(&first.person));
    let is_gone = event.status == EventStatus::Cancelled && method != CalendarMethod::Reply;
    let kind = match method {
        _ if is_gone => said("Cancelled"),
        CalendarMethod::Cancel => said("Cancelled"),
        CalendarMethod::Request if event.sequence > 0 => said("Changed invitation"),
        CalendarMethod::Request => invitation(),
        CalendarMethod::Reply => reply(attendee),
        CalendarMethod::Counter => said("{who} proposes something else"),
        CalendarMethod::DeclineCounter => said("Your proposal was not accepted"),
        CalendarMethod::Refresh => said("{who} asks to be sent the invitation again"),
        CalendarMethod::Add => said("More dates"),
        CalendarMethod::Publish if event.status == EventStatus::Tentative => said("Event, not certain yet"),
        CalendarMethod::Publish => said("Event"),
    };
    filled(kind, &[("who", who)])
}

fn reply(attendee: Option<&AttendeeView>) -> &'static str {
    said(match attendee.map(|attendee| attendee.answer) {
        Some(Answer::Accepted) => "{who} accepted",
        Some(Answer::Declined) => "{who} declined",
        Some(Answer::Tentative) => "{who} may come",
        Some(Answer::Delegated) => "{who} sends somebody else",
        Some(Answer::None) | None => "{who} answered",
    })
}

/// What somebody answered; empty where they did not.
#[must_use]
pub fn answer(answer: Answer) -> &'static str {
    said(match answer {
        Answer::None => return "",
        Answer::Accepted => "Accepted",
        Answer::Declined => "Declined",
        Answer::Tentative => "Perhaps",
        Answer::Delegated => "Sends somebody else",
    })
}

/// "3 accepted, 1 declined, 2 have not answered".
#[must_use]
pub fn answers(given: &[(Answer, usize)]) -> String {
    let words = given.iter().map(|&(answer, number)| {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match answer {
            Answer::Accepted => counted("1 accepted", "{count} accepted", number, &[]),
            Answer::Declined => counted("1 declined", "{count} declined", number, &[]),
            Answer::Tentative => counted("1 is not sure", "{count} are not sure", number, &[]),
            Answer::Delegated => counted("1 sends somebody else", "{count} send somebody else", number, &[]),
            Answer::None => counted("1 has not answered", "{count} have not answered", number, &[]),
        }
    });
    words.collect::<Vec<_>>().join(comma())
}

/// What somebody is there for, where that is worth a word.
#[must_use]
pub fn role(role: AttendeeRole) -> Option<&'static str> {
    Some(said(match role {
        AttendeeRole::Required => return None,
        AttendeeRole::Chair => "leads it",
        AttendeeRole::Optional => "optional",
        AttendeeRole::Informed => "for information",
        AttendeeRole::Resource => "room or equipment",
    }))
}

/// "Show all 23".
#[must_use]
pub fn show_people(number: usize) -> String {
    phrase("Show all {count}", &[("count", &many(number))])
}

/// The time on the sender's clock.
#[must_use]
pub fn sender_time(range: &str, zone: &str) -> String {
    phrase(
        "Where its sender is: {time} ({zone})",
        &[("time", range), ("zone", zone)],
    )
}

/// A time in a zone that nobody knows.
#[must_use]
pub fn unknown_zone(zone: &str) -> String {
    phrase(
        "This is the time as its sender wrote it. Restante does not know the time zone “{zone}”.",
        &[("zone", zone)],
    )
}

/// One of an event that repeats, on another day than it was to be.
#[must_use]
pub fn instead_of(date: &str) -> String {
    phrase(
        "This is one of an event that repeats. It was to be on {date}.",
        &[("date", date)],
    )
}

/// "Except on 4 May 2026; 11 May 2026".
#[must_use]
pub fn except_on(dates: &[String], more: bool) -> String {
    let dates = dates.join("; ");
    if more {
        phrase("Except on {dates} and more", &[("dates", &dates)])
    } else {
        phrase("Except on {dates}", &[("dates", &dates)])
    }
}

/// "Also on 4 May 2026".
#[must_use]
pub fn also_on(dates: &[String], more: bool) -> String {
    let dates = dates.join("; ");
    if more {
        phrase("Also on {dates} and more", &[("dates", &dates)])
    } else {
        phrase("Also on {dates}", &[("dates", &dates)])
    }
}

/// What a line of a contact card is.
#[must_use]
pub fn card_field(field: &CardFieldView) -> String {
    if !field.label.is_empty() {
        return field.label.clone();
    }
    let has = |usage: CardUse| field.uses.contains(&usage);
    let what = said(match field.kind {
        CardFieldKind::Mail => "Mail",
        CardFieldKind::Phone if has(CardUse::Fax) => "Fax",
        CardFieldKind::Phone if has(CardUse::Mobile) => "Mobile",
        CardFieldKind::Phone => "Phone",
        CardFieldKind::Address => "Address",
        CardFieldKind::Web => "Web",
        CardFieldKind::Nickname => "Nickname",
        CardFieldKind::Note => "Note",
    });
    match (has(CardUse::Home), has(CardUse::Work)) {
        (true, false) => phrase("{what}, home", &[("what", what)]),
        (false, true) => phrase("{what}, work", &[("what", what)]),
        _ => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_counted_in_words() {
        assert_eq!(
            answers(&[(Answer::Accepted, 3), (Answer::Tentative, 1), (Answer::None, 2)]),
            "3 accepted, 1 is not sure, 2 have not answered"
        );
        assert_eq!(answers(&[]), "");
    }

    #[test]
    fn a_line_of_a_card_says_what_it_is_for() {
        let field = |kind, uses: &[CardUse], label: &str| CardFieldView {
            kind,
            uses: uses.to_vec(),
            label: label.to_owned(),
            value: Vec::new(),
        };
        let said = |kind, uses: &[CardUse]| card_field(&field(kind, uses, ""));
        assert_eq!(said(CardFieldKind::Phone, &[CardUse::Mobile]), "Mobile");
        assert_eq!(
            said(CardFieldKind::Phone, &[CardUse::Work, CardUse::Fax]),
            "Fax, work"
        );
        assert_eq!(said(CardFieldKind::Mail, &[CardUse::Home]), "Mail, home");
        assert_eq!(card_field(&field(CardFieldKind::Web, &[], "Shop")), "Shop");
    }

    #[test]
    fn dates_are_listed() {
        let dates = ["May 4, 2026".to_owned(), "May 11, 2026".to_owned()];
        assert_eq!(except_on(&dates, false), "Except on May 4, 2026; May 11, 2026");
        assert!(also_on(&dates, true).ends_with(" and more"));
    }
}
