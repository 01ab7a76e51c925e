//! A calendar that came by mail, readably: what, when, where, who, how often. What its sender wrote is put in as text; its
//! links are those of the message's own words, and are guarded like them.

use leptos::prelude::*;

use super::event_people::people;
use super::message_body::{own, span};
use crate::ui::browser;
use crate::ui::browser::zones::{self, Written, own_day, own_wall, stretch};
use crate::ui::state::calendar::{When, is_cancelled};
use crate::ui::text;
use crate::units::UnixMillis;
use crate::wire::{
    AddressView, CalendarEventView, CalendarMethod, CalendarView, MomentView, RepeatsView, RuleEndView,
    TextSpan, WallClock,
};

/// A calendar with its events; `sender` is the address of whoever sent the message, `is_open` shows all that is said.
pub(crate) fn calendar_card(calendar: &CalendarView, sender: Option<&str>, is_open: bool) -> AnyView {
    let method = calendar.method;
    let events = calendar.events.iter();
    let events = events
        .map(|event| card(method, event, sender, is_open))
        .collect_view();
    view! {
        <section class="event-card" aria-label=text::invitation() data-testid="invitation">
            {events}
            {calendar.more.then(|| view! { <p class="event-note">{text::calendar_more()}</p> })}
        </section>
    }
    .into_any()
}

fn card(method: CalendarMethod, event: &CalendarEventView, sender: Option<&str>, is_open: bool) -> AnyView {
    let is_gone = is_cancelled(method, event);
    let title = if event.summary.is_empty() {
        text::event_nameless()
    } else {
        &event.summary
    }
    .to_owned();
    let about = (!event.description.is_empty()).then(|| {
        let words = event.description.iter().map(|block| own(Some(block), "said"));
        view! {
            <details class="event-about" open=is_open>
                <summary>{text::event_about()}</summary>
                <div class="body-text" dir="auto">{words.collect_view()}</div>
            </details>
        }
    });
    view! {
        <article class="event" class:is-gone=is_gone data-testid="event" data-cancelled=is_gone.to_string()>
            {event.start.as_ref().map(tile)}
            <div class="event-text">
                <p class="event-kind"><bdi>{text::event_kind(method, event)}</bdi></p>
                <h2 dir="auto">{title}</h2>
                {time(event, is_gone)}
                {notes(method, event, sender, is_gone)}
                <dl class="event-facts">{facts(method, event)}</dl>
                {about}
            </div>
        </article>
    }
    .into_any()
}

/// A leaf of a calendar.
fn tile(start: &MomentView) -> AnyView {
    let when = zones::when(start);
    view! {
        <p class="event-tile" aria-hidden="true">
            <span>{stretch(when, None, Written::Month)}</span>
            <strong>{own_day(when).day.to_string()}</strong>
            <small>{stretch(when, None, Written::Weekday)}</small>
        </p>
    }
    .into_any()
}

/// The time where the reader is, and where the sender is if that is another one.
fn time(event: &CalendarEventView, is_gone: bool) -> AnyView {
    let Some(start) = &event.start else {
        return view! { <p class="event-note">{text::event_no_time()}</p> }.into_any();
    };
    let from = zones::when(start);
    let to = event.end.as_ref().map(zones::when);
    let range = stretch(from, to, Written::Whole);
    let range = if is_gone {
        view! { <s>{range}</s> }.into_any()
    } else {
        view! { <time>{range}</time> }.into_any()
    };
    let nearness = nearness(event, from).filter(|_| !is_gone);
    view! {
        <p class="event-when" data-testid="event-when">{range}{nearness.map(|nearness| view! { <small>{nearness}</small> })}</p>
        {elsewhere(event, start, from).map(|line| view! { <p class="event-note" data-testid="event-elsewhere" dir="auto">{line}</p> })}
    }
    .into_any()
}

/// "in 3 days"; nothing where there are several dates.
fn nearness(event: &CalendarEventView, from: When) -> Option<String> {
    match from {
        When::Moment(moment) if event.repeats.is_none() => Some(browser::relative(moment, browser::now())),
        _ => None,
    }
}

/// What the sender's clock shows, where it is another one.
fn elsewhere(event: &CalendarEventView, start: &MomentView, from: When) -> Option<String> {
    if start.zone.is_empty() {
        return None;
    }
    if !matches!(from, When::Moment(_)) {
        return Some(text::unknown_zone(&start.zone));
    }
    let own = own_wall(from);
    if own == start.wall {
        return None;
    }
    let end = event.end.as_ref().filter(|end| end.zone == start.zone);
    let is_same_day = own_day(from) == own_day(When::Wall(start.wall));
    let how = if is_same_day {
        Written::Time
    } else {
        Written::Whole
    };
    let range = stretch(When::Wall(start.wall), end.map(|end| When::Wall(end.wall)), how);
    Some(text::sender_time(&range, &start.zone))
}

fn notes(method: CalendarMethod, event: &CalendarEventView, sender: Option<&str>, is_gone: bool) -> AnyView {
    let instance = event.instance.as_ref();
    let gone = is_gone.then_some(if instance.is_some() {
        text::event_instance_gone()
    } else {
        text::event_gone()
    });
    let moved = instance.filter(|_| !is_gone).map(|instance| {
        let was = zones::when(instance);
        let is_other = event.start.as_ref().map(zones::when) != Some(was);
        if is_other {
            text::instead_of(&stretch(was, None, Written::Day))
        } else {
            text::event_instance().to_owned()
        }
    });
    let speaks = matches!(
        method,
        CalendarMethod::Request | CalendarMethod::Cancel | CalendarMethod::Add
    );
    let other = event
        .organizer
        .as_ref()
        .map(|organizer| organizer.address.as_str())
        .zip(sender)
        .is_some_and(|(organizer, sender)| {
            speaks && !organizer.is_empty() && !organizer.eq_ignore_ascii_case(sender)
        });
    let lines = gone
        .map(str::to_owned)
        .into_iter()
        .chain(moved)
        .chain(other.then(|| text::event_other_sender().to_owned()));
    lines
        .map(|line| view! { <p class="event-note" data-testid="event-note">{line}</p> })
        .collect_view()
        .into_any()
}

fn facts(method: CalendarMethod, event: &CalendarEventView) -> AnyView {
    let start = event.start.as_ref();
    let invited = (method != CalendarMethod::Reply || event.attendees.len() > 1)
        .then(|| people(event))
        .flatten();
    let said =
        (!event.comment.is_empty()).then(|| view! { <q dir="auto">{event.comment.clone()}</q> }.into_any());
    let organizer = event.organizer.as_ref().map(who);
    let rows = [
        (
            text::event_repeats(),
            event.repeats.as_ref().map(|repeats| recurrence(repeats, start)),
        ),
        (text::event_where(), words(&event.place)),
        (text::event_link(), words(&event.link)),
        (text::event_organizer(), organizer),
        (text::event_invited(), invited),
        (text::event_comment(), said),
    ];
    rows.into_iter()
        .filter_map(|(label, value)| Some(view! { <dt>{label}</dt><dd>{value?}</dd> }))
        .collect_view()
        .into_any()
}

fn words(spans: &[TextSpan]) -> Option<AnyView> {
    let spans = (!spans.is_empty()).then(|| spans.iter().map(span).collect_view())?;
    Some(view! { <bdi>{spans}</bdi> }.into_any())
}

/// Name and address, both of them always.
pub(super) fn who(person: &AddressView) -> AnyView {
    let name = (!person.name.is_empty()).then(|| view! { <bdi>{person.name.clone()}</bdi>" " });
    view! { {name}<bdi class="event-address">{person.address.clone()}</bdi> }.into_any()
}

fn recurrence(repeats: &RepeatsView, start: Option<&MomentView>) -> AnyView {
    let rule = repeats.rule.as_ref();
    let until = rule.map(|rule| match &rule.end {
        RuleEndView::Until(until) => stretch(end_of(until), None, Written::Day),
        RuleEndView::Never | RuleEndView::Times(_) => String::new(),
    });
    let words = rule
        .zip(start)
        .and_then(|(rule, start)| text::repeats(rule, start.wall, &until.unwrap_or_default()));
    let words = words.or_else(|| repeats.has_rule.then(|| text::repeats_otherwise().to_owned()));
    let is_elsewhere = rule.zip(start).is_some_and(|(rule, start)| {
        text::names_days(rule) && own_day(zones::when(start)) != own_day(When::Wall(start.wall))
    });
    let dates = |list: &[MomentView]| -> Vec<String> {
        // They are dates of the rule, and so on the same calendar.
        let date = |moment: &MomentView| {
            let when = if is_elsewhere {
                When::Day(moment.wall)
            } else {
                zones::when(moment)
            };
            stretch(when, None, Written::Day)
        };
        list.iter().map(date).collect()
    };
    let except = (!repeats.except.is_empty()).then(|| text::except_on(&dates(&repeats.except), repeats.more));
    let also = (!repeats.also.is_empty()).then(|| text::also_on(&dates(&repeats.also), repeats.more));
    let there = is_elsewhere.then(|| text::repeats_there().to_owned());
    let lines = words.into_iter().chain(there).chain(except).chain(also);
    lines
        .map(|line| view! { <p data-testid="event-repeats">{line}</p> })
        .collect_view()
        .into_any()
}

/// The last day of a rule, which may be written as the last second of it somewhere else.
fn end_of(until: &MomentView) -> When {
    match until.clock {
        WallClock::At(UnixMillis(_)) if until.zone.is_empty() => zones::when(until),
        _ => When::Day(until.wall),
    }
}
