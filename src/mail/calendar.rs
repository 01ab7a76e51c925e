//! Calendars that came by mail (RFC 5545, RFC 5546): who invites whom, to what, when and where. It must believe nothing
//! and do nothing: it is plain data, as much of it as anybody reads, whatever was sent.
//!
//! ```text
//! bytes ─► content lines ─┬─► zones    what the clocks of the sender's places show when
//!                         └─► events   moments on those clocks; rules stay rules, and no date is worked out
//! ```

mod event;
mod moment;
mod names;
mod rule;
mod zone;

use crate::mail::content_lines::{self, Lines, Property};
use crate::mail::{Address, TextBlock, TextSpan};

pub use moment::WallTime;
pub use rule::{Rule, RuleDay, RuleEnd, RuleUnit};
pub use zone::{Moment, WallClock};

use event::Draft;
use zone::{Zones, is};

/// Events of one calendar that are shown. Somebody's whole year is a file to save.
const MOST_EVENTS: usize = 20;

/// A calendar that came by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// What its sender wants with it.
    pub method: CalendarMethod,
    /// What is in it, at most 20.
    pub events: Vec<CalendarEvent>,
    /// Whether there is more in it.
    pub more: bool,
}

/// What a sender wants with a calendar (RFC 5546 §1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarMethod {
    /// To invite, or to change what was agreed.
    Request,
    /// To call it off.
    Cancel,
    /// To answer an invitation.
    Reply,
    /// To propose something else.
    Counter,
    /// To turn down such a proposal.
    DeclineCounter,
    /// To be sent the invitation again.
    Refresh,
    /// To add dates to what was agreed.
    Add,
    /// To tell of it, or nothing that is said.
    Publish,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What it is called; empty when it does not say.
    pub summary: String,
    /// Who invites.
    pub organizer: Option<Address>,
    /// Who is invited, or answers, at most 100.
    pub attendees: Vec<Attendee>,
    /// Whether there are more of them.
    pub more_attendees: bool,
    /// When it begins.
    pub start: Option<Moment>,
    /// When it ends; of days, the last one. `None` where that says nothing more.
    pub end: Option<Moment>,
    /// Where it is; empty when it does not say.
    pub place: Vec<TextSpan>,
    /// Where it is on the web; empty when it does not say.
    pub link: Vec<TextSpan>,
    /// What is said of it.
    pub description: Vec<TextBlock>,
    /// How it repeats.
    pub repeats: Option<Repeats>,
    /// Which one of an event that repeats it is: when it would have begun.
    pub instance: Option<Moment>,
    /// Whether it takes place.
    pub status: EventStatus,
    /// How often it was changed since it was sent first.
    pub sequence: u32,
    /// What somebody says with an answer; empty for nothing.
    pub comment: String,
}

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventStatus {
    /// As far as anybody says.
    Confirmed,
    /// Perhaps.
    Tentative,
    /// Not any more.
    Cancelled,
}

/// Somebody who is invited, or answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub person: Address,
    /// What they answered.
    pub answer: Answer,
    /// What they are there for.
    pub role: AttendeeRole,
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says itself")]
pub enum Answer {
    None,
    Accepted,
    Declined,
    Tentative,
    /// Somebody else comes instead.
    Delegated,
}

/// What somebody is at an event for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendeeRole {
    /// To lead it.
    Chair,
    /// To take part.
    Required,
    /// To take part, if they like.
    Optional,
    /// To know of it.
    Informed,
    /// It is no person: a room, or a thing that is needed.
    Resource,
}

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeats {
    /// The rule; `None` where there is one that cannot be said in words, or none at all.
    pub rule: Option<Rule<Moment>>,
    /// Whether there is a rule at all; without one it repeats on single dates.
    pub has_rule: bool,
    /// When it does not take place, at most 20.
    pub except: Vec<Moment>,
    /// When it takes place besides, at most 20.
    pub also: Vec<Moment>,
    /// Whether there are more of these dates.
    pub more: bool,
}

/// Reads a calendar; `None` where the bytes are none, or nothing takes place in it.
pub(super) fn read(bytes: &[u8], charset: Option<&str>) -> Option<Calendar> {
    if !content_lines::begins(bytes, "VCALENDAR") {
        return None;
    }
    let lines = Lines::of(bytes, charset);
    let zones = Zones::of(&lines);
    let mut calendar = Calendar {
        method: CalendarMethod::Publish,
        events: Vec::new(),
        more: lines.is_cut,
    };
    let mut walk = Walk::default();
    for line in lines.iter() {
        if calendar.events.len() >= MOST_EVENTS && is(line, "BEGIN:VEVENT") {
            calendar.more = true;
            break;
        }
        if let Some(draft) = walk.take(line, &zones, &mut calendar.method) {
            calendar.events.push(draft.finish(&zones));
        }
    }
    // The end of the last one may be cut off.
    let open = walk.draft.filter(|_| calendar.events.len() < MOST_EVENTS);
    calendar.events.extend(open.map(|draft| draft.finish(&zones)));
    (!calendar.events.is_empty()).then_some(calendar)
}

/// Where in a calendar one is.
#[derive(Default)]
struct Walk {
    /// The event that is open.
    draft: Option<Draft>,
    /// How deep in what it has inside, such as alarms.
    inner: u32,
}

impl Walk {
    /// Takes a line; gives the event that ends with it, or before it.
    fn take(&mut self, line: &str, zones: &Zones, method: &mut CalendarMethod) -> Option<Draft> {
        if is(line, "BEGIN:VEVENT") {
            self.inner = 0;
            return self.draft.replace(Draft::default());
        }
        if is(line, "END:VEVENT") {
            self.inner = 0;
            return self.draft.take();
        }
        let begins = content_lines::front(line, 6).eq_ignore_ascii_case("BEGIN:");
        let ends = content_lines::front(line, 4).eq_ignore_ascii_case("END:");
        match &mut self.draft {
            Some(_) if begins => self.inner = self.inner.saturating_add(1),
            Some(_) if ends => self.inner = self.inner.saturating_sub(1),
            Some(draft) if self.inner == 0 => {
                if let Some(property) = Property::of(line) {
                    draft.read(&property, zones);
                }
            }
            Some(_) => {}
            None => {
                let property = Property::of(line).filter(|property| property.name == "METHOD");
                *method = property.map_or(*method, |property| named(&property.value()));
            }
        }
        None
    }
}

fn named(method: &str) -> CalendarMethod {
    match method.trim().to_ascii_uppercase().as_str() {
        "REQUEST" => CalendarMethod::Request,
        "CANCEL" => CalendarMethod::Cancel,
        "REPLY" => CalendarMethod::Reply,
        "COUNTER" => CalendarMethod::Counter,
        "DECLINECOUNTER" => CalendarMethod::DeclineCounter,
        "REFRESH" => CalendarMethod::Refresh,
        "ADD" => CalendarMethod::Add,
        _ => CalendarMethod::Publish,
    }
}

#[cfg(test)]
mod tests;
