//! Who is invited to an event, and what they answered.

use leptos::prelude::*;

use super::calendar_card::who;
use crate::ui::state::calendar::answers;
use crate::ui::text;
use crate::wire::{Answer, AttendeeView, CalendarEventView};

/// More are behind a button.
const SHOWN: usize = 8;

/// The people; nothing where nobody is named.
pub(super) fn people(event: &CalendarEventView) -> Option<AnyView> {
    let attendees = event.attendees.as_slice();
    if attendees.is_empty() {
        return None;
    }
    let counted = text::answers(&answers(attendees));
    let counted = (!counted.is_empty()).then(|| view! { <p class="event-answers">{counted}</p> });
    let list = attendees.iter().map(line).collect_view();
    let list = view! { <ul class="event-people">{list}</ul> };
    let list = if attendees.len() > SHOWN {
        view! { <details><summary>{text::show_people(attendees.len())}</summary>{list}</details> }.into_any()
    } else {
        list.into_any()
    };
    let more = event
        .more_attendees
        .then(|| view! { <p class="event-note">{text::event_more_people()}</p> });
    Some(view! { {counted}{list}{more} }.into_any())
}

fn line(attendee: &AttendeeView) -> AnyView {
    let answer = text::answer(attendee.answer);
    let class = match attendee.answer {
        Answer::Accepted => "event-answer is-yes",
        Answer::Declined => "event-answer is-no",
        Answer::None | Answer::Tentative | Answer::Delegated => "event-answer",
    };
    let answer = (!answer.is_empty()).then(|| view! { " "<span class=class>{answer}</span> });
    let role = text::role(attendee.role).map(|role| view! { " "<small>{role}</small> });
    view! { <li>{who(&attendee.person)}{role}{answer}</li> }.into_any()
}
