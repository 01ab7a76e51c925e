//! From what a clock on a wall shows to the moment: by the time zones that a calendar brings along (RFC 5545 §3.6.5), or
//! by the name of one that a browser knows. It must not go through the years: an absurd one costs as much as this one.

use super::moment::{WallTime, Written, day_number, days_of_month, weekday, written};
use super::names;
use super::rule::{self, Rule, RuleEnd};
use crate::mail::clean;
use crate::mail::content_lines::{Lines, Property};
use crate::units::UnixMillis;

const MOST_ZONES: usize = 40;
/// Changes of the clock in one zone; some bring all of them since 1900.
const MOST_CHANGES: usize = 150;
const MOST_DATES: usize = 150;
const NAME_CHARACTERS: usize = 100;

/// When something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What its sender's clock shows then.
    pub wall: WallTime,
    /// Where that clock hangs.
    pub clock: WallClock,
    /// The zone as its sender calls it; empty where it is Greenwich's, or none.
    pub zone: String,
}

/// Where a clock hangs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WallClock {
    /// Nowhere: it is a day, with no time.
    Day,
    /// Wherever somebody is.
    Anywhere,
    /// In a place where it was this moment.
    At(UnixMillis),
    /// In a zone that a browser knows by this name, such as "Europe/Berlin".
    In(String),
    /// In a zone that nobody here knows.
    Unknown,
}

/// The time zones that came with a calendar.
#[derive(Debug, Default)]
pub(super) struct Zones(Vec<Zone>);

#[derive(Debug)]
struct Zone {
    id: String,
    changes: Vec<Change>,
}

/// A change of the clocks, once or each year.
#[derive(Debug, Default)]
struct Change {
    /// Minutes that the clock was ahead of Greenwich before.
    from: i64,
    /// The same after.
    to: i64,
    /// The first time, as the clock showed it before.
    first: Option<WallTime>,
    rule: Option<Rule<Written>>,
    dates: Vec<WallTime>,
}

impl Zones {
    pub(super) fn of(lines: &Lines) -> Self {
        let mut zones = Self::default();
        let mut reading: Option<Zone> = None;
        for line in lines.iter() {
            if is(line, "BEGIN:VTIMEZONE") {
                zones.keep(reading.take());
                reading = Some(Zone {
                    id: String::new(),
                    changes: Vec::new(),
                });
            } else if is(line, "END:VTIMEZONE") {
                zones.keep(reading.take());
            } else if let Some(zone) = &mut reading {
                zone.read(line);
            }
            if zones.0.len() >= MOST_ZONES {
                break;
            }
        }
        zones.keep(reading);
        zones
    }

    fn keep(&mut self, zone: Option<Zone>) {
        self.0.extend(zone.filter(|zone| !zone.id.is_empty()));
    }

    /// When a property is.
    pub(super) fn moment(&self, property: &Property<'_>) -> Option<Moment> {
        self.at(written(&property.value())?, property.parameter("TZID"))
    }

    /// When something is that is written so, on a clock that hangs in this zone.
    pub(super) fn at(&self, written: Written, zone: Option<&str>) -> Option<Moment> {
        let wall = written.wall;
        let greenwich = || WallClock::At(UnixMillis(wall.minutes() * 60_000));
        let (clock, said) = match zone.map(str::trim).filter(|zone| !zone.is_empty()) {
            _ if written.is_day => (WallClock::Day, ""),
            _ if written.is_utc => (greenwich(), ""),
            None => (WallClock::Anywhere, ""),
            Some(zone) if names::is_utc(zone) => (greenwich(), ""),
            Some(zone) => (self.clock(wall, zone), zone),
        };
        Some(Moment {
            wall,
            clock,
            zone: clean::line(names::readable(said), NAME_CHARACTERS),
        })
    }

    /// The moment so many minutes later on the same clock.
    pub(super) fn later(&self, moment: &Moment, zone: Option<&str>, minutes: i64) -> Option<Moment> {
        let is_utc = matches!(moment.clock, WallClock::At(_)) && moment.zone.is_empty();
        let later = Written {
            wall: moment.wall.plus(minutes)?,
            is_day: moment.clock == WallClock::Day,
            is_utc,
        };
        self.at(later, zone)
    }

    fn clock(&self, wall: WallTime, id: &str) -> WallClock {
        let zone = self.0.iter().find(|zone| zone.id == id);
        if let Some(ahead) = zone.and_then(|zone| zone.ahead(wall)) {
            return WallClock::At(UnixMillis((wall.minutes() - ahead) * 60_000));
        }
        names::of_browsers(id).map_or(WallClock::Unknown, WallClock::In)
    }
}

impl Zone {
    fn read(&mut self, line: &str) {
        if is(line, "BEGIN:STANDARD") || is(line, "BEGIN:DAYLIGHT") {
            if self.changes.len() < MOST_CHANGES {
                self.changes.push(Change::default());
            }
            return;
        }
        let Some(property) = Property::of(line) else {
            return;
        };
        if property.name == "TZID" {
            self.id = property.value().trim().to_owned();
        } else if let Some(change) = self.changes.last_mut() {
            change.read(&property);
        }
    }

    /// How many minutes the clock is ahead of Greenwich when it shows this. What it shows twice is meant the first
    /// time; what it never shows is meant as if it had not been changed yet (RFC 5545 §3.3.5).
    fn ahead(&self, wall: WallTime) -> Option<i64> {
        let changes = self.changes.iter();
        let last = changes
            .clone()
            .filter_map(|change| Some((change.last_until(wall)?, change)))
            .max_by_key(|(onset, _)| *onset);
        let Some((onset, change)) = last else {
            let first = changes
                .filter(|change| change.first.is_some())
                .min_by_key(|change| change.first);
            return first.map(|change| change.from);
        };
        let is_skipped = wall.minutes() < onset.minutes() + (change.to - change.from);
        Some(if is_skipped { change.from } else { change.to })
    }
}

impl Change {
    fn read(&mut self, property: &Property<'_>) {
        let value = property.value();
        match property.name.as_str() {
            "TZOFFSETFROM" => self.from = offset(&value).unwrap_or(self.from),
            "TZOFFSETTO" => self.to = offset(&value).unwrap_or(self.to),
            "DTSTART" => self.first = written(&value).map(|found| found.wall),
            "RRULE" => self.rule = rule::rule(&value),
            "RDATE" => {
                let dates = value.split(',').filter_map(written).map(|found| found.wall);
                let room = MOST_DATES.saturating_sub(self.dates.len());
                self.dates.extend(dates.take(room));
            }
            _ => {}
        }
    }

    /// The last time that it was, when the clock shows this.
    fn last_until(&self, wall: WallTime) -> Option<WallTime> {
        let first = self.first?;
        let by_rule = self.rule.iter().flat_map(|rule| {
            let years = [wall.year, wall.year - 1];
            years
                .into_iter()
                .filter_map(move |year| self.in_year(rule, first, year))
        });
        let all = [first].into_iter().chain(self.dates.iter().copied());
        all.chain(by_rule).filter(|onset| *onset <= wall).max()
    }

    fn in_year(&self, rule: &Rule<Written>, first: WallTime, year: i32) -> Option<WallTime> {
        let year = match rule.end {
            RuleEnd::Until(until) => {
                // The rule may have ended long ago.
                let year = year.min(until.wall.year);
                let onset = self.on_day(rule, first, year)?;
                let ahead = if until.is_utc { self.from } else { 0 };
                let is_over = onset.minutes() - ahead > until.wall.minutes();
                if is_over { year - 1 } else { year }
            }
            _ => year,
        };
        self.on_day(rule, first, year).filter(|onset| *onset >= first)
    }

    #[allow(clippy::unused_self, reason = "it belongs to the change")]
    fn on_day(&self, rule: &Rule<Written>, first: WallTime, year: i32) -> Option<WallTime> {
        let month = rule.months.first().copied().unwrap_or(first.month);
        let days = days_of_month(year, month);
        let falls = |day: u8, on: u8| weekday(year, month, day) == on;
        let day = match (rule.days.first(), rule.month_days.as_slice()) {
            (None, []) => Some(first.day),
            (None, [day, ..]) => u8::try_from(*day).ok(),
            (Some(wanted), []) if wanted.ordinal > 0 => (1..=days)
                .filter(|&day| falls(day, wanted.weekday))
                .nth(usize::try_from(wanted.ordinal - 1).ok()?),
            (Some(wanted), []) if wanted.ordinal < 0 => (1..=days)
                .rev()
                .filter(|&day| falls(day, wanted.weekday))
                .nth(usize::from(wanted.ordinal.unsigned_abs()) - 1),
            (Some(_), []) => None,
            (Some(wanted), list) => list
                .iter()
                .filter_map(|&day| u8::try_from(day).ok())
                .filter(|day| (1..=days).contains(day))
                .find(|&day| falls(day, wanted.weekday)),
        };
        WallTime::new((year, month, day?), first.hour, first.minute)
    }
}

/// `+0200` in minutes.
fn offset(value: &str) -> Option<i64> {
    let value = value.trim();
    let (is_behind, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let digits = digits.replace(':', "");
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits.get(2..4)?.parse().ok()?;
    let ahead = hours * 60 + minutes;
    let is_offset = (0..=18).contains(&hours) && (0..60).contains(&minutes);
    is_offset.then_some(if is_behind { -ahead } else { ahead })
}

/// Whether a line begins or ends such a thing.
pub(super) fn is(line: &str, wanted: &str) -> bool {
    line.len() <= wanted.len() + 8 && line.replace(' ', "").eq_ignore_ascii_case(wanted)
}

/// The day before a day, where what is written is the day after the last one.
pub(super) fn day_before(moment: Moment) -> Option<Moment> {
    let wall = moment.wall;
    let before = (day_number(wall.year, wall.month, wall.day) - 1).checked_mul(24 * 60)?;
    Some(Moment {
        wall: WallTime::at(before)?,
        ..moment
    })
}

#[cfg(test)]
mod tests {
    use super::{WallClock, Zones, written};
    use crate::mail::content_lines::Lines;

    const BERLIN: &str = "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n\
        TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
        TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";

    fn hours_ahead(zone: &str, id: &str, wall: &str) -> Option<f64> {
        let zones = Zones::of(&Lines::of(zone.as_bytes(), None));
        let written = written(wall).unwrap();
        match zones.at(written, Some(id)).unwrap().clock {
            WallClock::At(moment) => Some((written.wall.minutes() * 60_000 - moment.0) as f64 / 3_600_000.0),
            _ => None,
        }
    }

    #[test]
    fn the_zone_that_came_along_says_when_clocks_change() {
        let ahead = |wall| hours_ahead(BERLIN, "W. Europe Standard Time", wall);
        assert_eq!(ahead("20260115T120000"), Some(1.0));
        assert_eq!(ahead("20260329T015900"), Some(1.0));
        assert_eq!(ahead("20260329T030000"), Some(2.0));
        assert_eq!(ahead("20260704T120000"), Some(2.0));
        assert_eq!(ahead("20261025T030000"), Some(1.0));
        assert_eq!(ahead("99991231T230000"), Some(1.0));
    }

    #[test]
    fn what_a_clock_shows_twice_is_the_first_time_and_what_it_never_shows_is_before_the_change() {
        let ahead = |wall| hours_ahead(BERLIN, "W. Europe Standard Time", wall);
        assert_eq!(ahead("20261025T023000"), Some(2.0));
        assert_eq!(ahead("20260329T023000"), Some(1.0));
    }

    #[test]
    fn a_zone_in_the_south_is_read_as_well() {
        let sydney = "BEGIN:VTIMEZONE\nTZID:Sydney\nBEGIN:STANDARD\nTZOFFSETFROM:+1100\nTZOFFSETTO:+1000\nDTSTART:20080406T030000\n\
            RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\nEND:STANDARD\nBEGIN:DAYLIGHT\nTZOFFSETFROM:+1000\nTZOFFSETTO:+1100\nDTSTART:20081005T020000\n\
            RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU\nEND:DAYLIGHT\nEND:VTIMEZONE";
        assert_eq!(hours_ahead(sydney, "Sydney", "20260115T120000"), Some(11.0));
        assert_eq!(hours_ahead(sydney, "Sydney", "20260704T120000"), Some(10.0));
        assert_eq!(
            hours_ahead(sydney, "Sydney", "19990704T120000"),
            Some(11.0),
            "before the first change"
        );
    }

    #[test]
    fn a_rule_that_has_ended_gives_way_to_the_next() {
        let new_york = "BEGIN:VTIMEZONE\nTZID:NY\nBEGIN:DAYLIGHT\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nDTSTART:19870405T020000\n\
            RRULE:FREQ=YEARLY;UNTIL=20060402T070000Z;BYMONTH=4;BYDAY=1SU\nEND:DAYLIGHT\nBEGIN:DAYLIGHT\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\n\
            DTSTART:20070311T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n\
            DTSTART:20071104T020000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\nBEGIN:STANDARD\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n\
            DTSTART:19671029T020000\nRRULE:FREQ=YEARLY;UNTIL=20061029T060000Z;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE";
        assert_eq!(hours_ahead(new_york, "NY", "20260320T120000"), Some(-4.0));
        assert_eq!(hours_ahead(new_york, "NY", "20050320T120000"), Some(-5.0));
        assert_eq!(hours_ahead(new_york, "NY", "20061115T120000"), Some(-5.0));
        assert_eq!(hours_ahead(new_york, "NY", "20261101T090000"), Some(-5.0));
    }

    #[test]
    fn a_zone_that_did_not_come_along_is_the_browsers_or_nobodys() {
        let zones = Zones::default();
        let clock = |id| {
            zones
                .at(written("20260504T100000").unwrap(), Some(id))
                .unwrap()
                .clock
        };
        assert_eq!(clock("Europe/Berlin"), WallClock::In("Europe/Berlin".into()));
        assert_eq!(
            clock("W. Europe Standard Time"),
            WallClock::In("Europe/Berlin".into())
        );
        assert_eq!(clock("Customized Time Zone"), WallClock::Unknown);
        assert!(matches!(clock("UTC"), WallClock::At(_)));
    }
}
