//! What the interface shows of an attachment, made of what [`mail`] found in it. It decides nothing.

use super::views::{address, spans, text_blocks};
use crate::{mail, wire};

pub(super) fn preview(preview: mail::Preview) -> wire::PreviewView {
    match preview {
        mail::Preview::Calendar(calendar) => wire::PreviewView::Calendar(wire::CalendarView {
            method: method(calendar.method),
            events: calendar.events.into_iter().map(event).collect(),
            more: calendar.more,
        }),
        mail::Preview::Cards(found) => wire::PreviewView::Cards(wire::CardsView {
            cards: found.cards.into_iter().map(card).collect(),
            more: found.more,
        }),
    }
}

const fn method(method: mail::CalendarMethod) -> wire::CalendarMethod {
    match method {
        mail::CalendarMethod::Request => wire::CalendarMethod::Request,
        mail::CalendarMethod::Cancel => wire::CalendarMethod::Cancel,
        mail::CalendarMethod::Reply => wire::CalendarMethod::Reply,
        mail::CalendarMethod::Counter => wire::CalendarMethod::Counter,
        mail::CalendarMethod::DeclineCounter => wire::CalendarMethod::DeclineCounter,
        mail::CalendarMethod::Refresh => wire::CalendarMethod::Refresh,
        mail::CalendarMethod::Add => wire::CalendarMethod::Add,
        mail::CalendarMethod::Publish => wire::CalendarMethod::Publish,
    }
}

fn event(event: mail::CalendarEvent) -> wire::CalendarEventView {
    wire::CalendarEventView {
        summary: event.summary,
        organizer: event.organizer.map(address),
        attendees: event.attendees.into_iter().map(attendee).collect(),
        more_attendees: event.more_attendees,
        start: event.start.map(moment),
        end: event.end.map(moment),
        place: spans(event.place),
        link: spans(event.link),
        description: event.description.into_iter().flat_map(text_blocks).collect(),
        repeats: event.repeats.map(|repeats| wire::RepeatsView {
            rule: repeats.rule.map(rule),
            has_rule: repeats.has_rule,
            except: repeats.except.into_iter().map(moment).collect(),
            also: repeats.also.into_iter().map(moment).collect(),
            more: repeats.more,
        }),
        instance: event.instance.map(moment),
        status: match event.status {
            mail::EventStatus::Confirmed => wire::EventStatus::Confirmed,
            mail::EventStatus::Tentative => wire::EventStatus::Tentative,
            mail::EventStatus::Cancelled => wire::EventStatus::Cancelled,
        },
        sequence: event.sequence,
        comment: event.comment,
    }
}

fn attendee(attendee: mail::Attendee) -> wire::AttendeeView {
    wire::AttendeeView {
        person: address(attendee.person),
        answer: match attendee.answer {
            mail::Answer::None => wire::Answer::None,
            mail::Answer::Accepted => wire::Answer::Accepted,
            mail::Answer::Declined => wire::Answer::Declined,
            mail::Answer::Tentative => wire::Answer::Tentative,
            mail::Answer::Delegated => wire::Answer::Delegated,
        },
        role: match attendee.role {
            mail::AttendeeRole::Chair => wire::AttendeeRole::Chair,
            mail::AttendeeRole::Required => wire::AttendeeRole::Required,
            mail::AttendeeRole::Optional => wire::AttendeeRole::Optional,
            mail::AttendeeRole::Informed => wire::AttendeeRole::Informed,
            mail::AttendeeRole::Resource => wire::AttendeeRole::Resource,
        },
    }
}

fn moment(moment: mail::Moment) -> wire::MomentView {
    let wall = moment.wall;
    wire::MomentView {
        wall: wire::WallTime {
            year: wall.year,
            month: wall.month,
            day: wall.day,
            hour: wall.hour,
            minute: wall.minute,
        },
        clock: match moment.clock {
            mail::WallClock::Day => wire::WallClock::Day,
            mail::WallClock::Anywhere => wire::WallClock::Anywhere,
            mail::WallClock::At(moment) => wire::WallClock::At(moment),
            mail::WallClock::In(zone) => wire::WallClock::In(zone),
            mail::WallClock::Unknown => wire::WallClock::Unknown,
        },
        zone: moment.zone,
    }
}

fn rule(rule: mail::Rule<mail::Moment>) -> wire::RuleView {
    let day = |day: mail::RuleDay| wire::RuleDay {
        weekday: day.weekday,
        ordinal: day.ordinal,
    };
    wire::RuleView {
        unit: match rule.unit {
            mail::RuleUnit::Day => wire::RuleUnit::Day,
            mail::RuleUnit::Week => wire::RuleUnit::Week,
            mail::RuleUnit::Month => wire::RuleUnit::Month,
            mail::RuleUnit::Year => wire::RuleUnit::Year,
        },
        interval: rule.interval,
        days: rule.days.into_iter().map(day).collect(),
        month_days: rule.month_days,
        months: rule.months,
        position: rule.position,
        end: match rule.end {
            mail::RuleEnd::Never => wire::RuleEndView::Never,
            mail::RuleEnd::Times(times) => wire::RuleEndView::Times(times),
            mail::RuleEnd::Until(until) => wire::RuleEndView::Until(moment(until)),
        },
    }
}

fn card(card: mail::Card) -> wire::CardView {
    wire::CardView {
        name: card.name,
        organisation: card.organisation,
        title: card.title,
        fields: card.fields.into_iter().map(field).collect(),
        birthday: card.birthday.map(|birthday| wire::Birthday {
            year: birthday.year,
            month: birthday.month,
            day: birthday.day,
        }),
        more: card.more,
    }
}

fn field(field: mail::CardField) -> wire::CardFieldView {
    let usage = |usage: mail::CardUse| match usage {
        mail::CardUse::Home => wire::CardUse::Home,
        mail::CardUse::Work => wire::CardUse::Work,
        mail::CardUse::Mobile => wire::CardUse::Mobile,
        mail::CardUse::Fax => wire::CardUse::Fax,
    };
    wire::CardFieldView {
        kind: match field.kind {
            mail::CardFieldKind::Mail => wire::CardFieldKind::Mail,
            mail::CardFieldKind::Phone => wire::CardFieldKind::Phone,
            mail::CardFieldKind::Address => wire::CardFieldKind::Address,
            mail::CardFieldKind::Web => wire::CardFieldKind::Web,
            mail::CardFieldKind::Nickname => wire::CardFieldKind::Nickname,
            mail::CardFieldKind::Note => wire::CardFieldKind::Note,
        },
        uses: field.uses.into_iter().map(usage).collect(),
        label: field.label,
        value: spans(field.value),
    }
}
