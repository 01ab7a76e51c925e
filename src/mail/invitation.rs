//! Which part of a message is an invitation, or what came of one: something that belongs above its words. It must not
//! take a calendar that is merely attached for one.

use crate::mail::calendar::{self, CalendarMethod};
use crate::mail::content_lines::MOST_OCTETS;
use crate::mail::parts::Part;

/// How many calendars of one message are looked at.
const MOST_CALENDARS: usize = 5;

/// The number of the part that is the invitation: one that stands for the words of the message, or the only calendar
/// that asks or answers something.
pub(super) fn of(parts: &[Part<'_>]) -> Option<usize> {
    let calendars = parts.iter().enumerate().filter(|(_, part)| is_calendar(part));
    let read: Vec<(usize, CalendarMethod)> = calendars
        .take(MOST_CALENDARS)
        .filter_map(|(place, part)| Some((place, method(part)?)))
        .collect();
    let instead = read.iter().find(|(place, _)| {
        let part = parts.get(*place);
        let parent = part
            .and_then(|part| part.parent)
            .and_then(|parent| parts.get(parent));
        parent.is_none_or(|parent| parent.subtype == "alternative")
    });
    let asking = || read.iter().find(|(_, method)| *method != CalendarMethod::Publish);
    instead.or_else(asking).map(|(place, _)| *place)
}

fn is_calendar(part: &Part<'_>) -> bool {
    let named = || {
        let name = part.name.as_deref().unwrap_or_default();
        name.to_ascii_lowercase().ends_with(".ics")
    };
    part.is("text", "calendar") || part.is("application", "ics") || (!part.is_multipart() && named())
}

fn method(part: &Part<'_>) -> Option<CalendarMethod> {
    // More is never read of one, and what is left out may have been twice as long on the way.
    let encoded = part.body.get(..MOST_OCTETS * 2).unwrap_or(part.body);
    let bytes = part.encoding.decode(encoded);
    calendar::read(&bytes, part.charset.as_deref()).map(|calendar| calendar.method)
}
