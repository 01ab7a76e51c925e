//! A calendar that came by mail. All texts are strangers' words: data, never markup.

use serde::{Deserialize, Serialize};

use super::{AddressView, TextBlock, TextSpan};
use crate::units::UnixMillis;

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    /// What its sender wants with it.
    pub method: CalendarMethod,
    /// What is in it; never empty.
    pub events: Vec<CalendarEventView>,
    /// Whether there is more in it.
    pub more: bool,
}

/// What a sender wants with a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEventView {
    /// What it is called; empty when it does not say.
    pub summary: String,
    /// Who invites.
    pub organizer: Option<AddressView>,
    /// Who is invited, or answers.
    pub attendees: Vec<AttendeeView>,
    /// Whether there are more of them.
    pub more_attendees: bool,
    /// When it begins; `None` where that cannot be read.
    pub start: Option<MomentView>,
    /// When it ends; of days, the last one. `None` where that says nothing more.
    pub end: Option<MomentView>,
    /// Where it is; empty when it does not say.
    pub place: Vec<TextSpan>,
    /// Where it is on the web; empty when it does not say.
    pub link: Vec<TextSpan>,
    /// What is said of it.
    pub description: Vec<TextBlock>,
    /// How it repeats.
    pub repeats: Option<RepeatsView>,
    /// Which one of an event that repeats it is: when it would have begun.
    pub instance: Option<MomentView>,
    /// Whether it takes place.
    pub status: EventStatus,
    /// How often it was changed since it was sent first.
    pub sequence: u32,
    /// What somebody says with an answer; empty for nothing.
    pub comment: String,
}

/// Whether an event takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventStatus {
    /// As far as anybody says.
    Confirmed,
    /// Perhaps.
    Tentative,
    /// Not any more.
    Cancelled,
}

/// Somebody who is invited, or answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeView {
    /// Who.
    pub person: AddressView,
    /// What they answered.
    pub answer: Answer,
    /// What they are there for.
    pub role: AttendeeRole,
}

/// What somebody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// When something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentView {
    /// What its sender's clock shows then.
    pub wall: WallTime,
    /// Where that clock hangs.
    pub clock: WallClock,
    /// The zone as its sender calls it; empty where it is Greenwich's, or none.
    pub zone: String,
}

/// What a clock and a calendar on a wall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WallTime {
    /// 1 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// Where a clock hangs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WallClock {
    /// Nowhere: it is a day, with no time.
    Day,
    /// Wherever somebody is.
    Anywhere,
    /// In a place where it was this moment.
    At(UnixMillis),
    /// In a zone that a browser may know by this name, such as "Europe/Berlin".
    In(String),
    /// In a zone that nobody here knows.
    Unknown,
}

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatsView {
    /// The rule; `None` where there is one that cannot be said in words, or none at all.
    pub rule: Option<RuleView>,
    /// Whether there is a rule at all; without one it repeats on single dates.
    pub has_rule: bool,
    /// When it does not take place.
    pub except: Vec<MomentView>,
    /// When it takes place besides.
    pub also: Vec<MomentView>,
    /// Whether there are more of these dates.
    pub more: bool,
}

/// A rule that can be said in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    /// What passes between two times.
    pub unit: RuleUnit,
    /// How many of them; at least 1.
    pub interval: u32,
    /// On which days of the week, or which of those in a month.
    pub days: Vec<RuleDay>,
    /// On which days of the month; -1 is the last one.
    pub month_days: Vec<i8>,
    /// In which months, 1 to 12.
    pub months: Vec<u8>,
    /// Which one of all those days in a month; -1 is the last one.
    pub position: Option<i8>,
    /// How long it goes on.
    pub end: RuleEndView,
}

/// What passes between two times of an event that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each says itself")]
pub enum RuleUnit {
    Day,
    Week,
    Month,
    Year,
}

/// A day of the week, each or one of them in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDay {
    /// Days since Monday.
    pub weekday: u8,
    /// Which one in the month, -1 is the last one; 0: each.
    pub ordinal: i8,
}

/// How long an event repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleEndView {
    /// For ever.
    Never,
    /// So many times in all.
    Times(u32),
    /// Until then, and then too.
    Until(MomentView),
}
