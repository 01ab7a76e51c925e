//! Times as the browser's calendar knows them: what a clock in some zone shows when, and stretches of time in the user's
//! language. It must survive a zone that the browser does not know: its name comes out of a message.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{date, formatted, language, options};
use crate::ui::state::calendar::{self, When};
use crate::ui::state::dates::LocalDay;
use crate::units::UnixMillis;
use crate::wire::{MomentView, WallClock, WallTime};

/// How much of a date and a time is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// "Monday, May 4, 2026, 10:00 AM – 11:00 AM GMT+2"
    Whole,
    /// "May 4, 2026"
    Day,
    /// "10:00 AM – 11:00 AM"
    Time,
    /// "May"
    Month,
    /// "Mon"
    Weekday,
    /// "April 12"
    DayOfYear,
}

/// When something is, where the browser can tell.
pub(crate) fn when(moment: &MomentView) -> When {
    let wall = moment.wall;
    match &moment.clock {
        WallClock::Day => When::Day(wall),
        WallClock::At(moment) => When::Moment(*moment),
        WallClock::In(zone) => in_zone(wall, zone).map_or(When::Wall(wall), When::Moment),
        WallClock::Anywhere | WallClock::Unknown => When::Wall(wall),
    }
}

/// What the user's own clock shows then.
pub(crate) fn own_wall(when: When) -> WallTime {
    match when {
        When::Wall(wall) | When::Day(wall) => wall,
        When::Moment(moment) => {
            let date = date(moment);
            WallTime {
                year: date.get_full_year() as i32,
                month: date.get_month() as u8 + 1,
                day: date.get_date() as u8,
                hour: date.get_hours() as u8,
                minute: date.get_minutes() as u8,
            }
        }
    }
}

/// A stretch of time; `how` much of it is written.
pub(crate) fn stretch(from: When, to: Option<When>, how: Written) -> String {
    let formatter = formatter(from, how);
    let Some(formatter) = formatter else {
        return String::new();
    };
    let end = to.filter(|to| std::mem::discriminant(to) == std::mem::discriminant(&from));
    let range = end.and_then(|end| formatter.format_range(&at(from), &at(end)).ok());
    match range {
        Some(range) => range.into(),
        None => formatted(&formatter.format(), moment(from)),
    }
}

/// A day that comes each year, with its year where that is known.
pub(crate) fn birthday(year: Option<u16>, month: u8, day: u8) -> String {
    let wall = WallTime {
        // Any year with all days.
        year: year.map_or(2000, i32::from),
        month,
        day,
        hour: 0,
        minute: 0,
    };
    let how = if year.is_some() {
        Written::Day
    } else {
        Written::DayOfYear
    };
    stretch(When::Day(wall), None, how)
}

/// What is written of a wall clock is written as if it hung in Greenwich, so that nothing moves it.
fn moment(when: When) -> UnixMillis {
    match when {
        When::Moment(moment) => moment,
        When::Wall(wall) | When::Day(wall) => calendar::wall_ms(wall),
    }
}

fn at(when: When) -> Date {
    date(moment(when))
}

fn formatter(when: When, how: Written) -> Option<Intl::DateTimeFormat> {
    let mut pairs: Vec<(&str, &str)> = match how {
        Written::Whole => vec![
            ("weekday", "long"),
            ("day", "numeric"),
            ("month", "long"),
            ("year", "numeric"),
        ],
        Written::Day => vec![("dateStyle", "medium")],
        Written::Month => vec![("month", "short")],
        Written::Weekday => vec![("weekday", "short")],
        Written::DayOfYear => vec![("day", "numeric"), ("month", "long")],
        Written::Time => Vec::new(),
    };
    if matches!(how, Written::Whole | Written::Time) && !matches!(when, When::Day(_)) {
        pairs.extend([("hour", "numeric"), ("minute", "2-digit")]);
    }
    match when {
        When::Moment(_) if how == Written::Whole => pairs.push(("timeZoneName", "short")),
        When::Moment(_) => {}
        When::Wall(_) | When::Day(_) => pairs.push(("timeZone", "UTC")),
    }
    format_with(&language::locales(), &pairs)
}

/// `None` where the browser does not take the options, as with a zone that it does not know.
fn format_with(locales: &Array, pairs: &[(&str, &str)]) -> Option<Intl::DateTimeFormat> {
    let options: Object = options(pairs);
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"DateTimeFormat".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let made = Reflect::construct(&make, &Array::of2(locales, &options)).ok()?;
    Some(made.unchecked_into())
}

/// When a clock in a zone shows this; `None` where the browser does not know the zone.
fn in_zone(wall: WallTime, zone: &str) -> Option<UnixMillis> {
    let pairs = [
        ("timeZone", zone),
        ("hourCycle", "h23"),
        ("year", "numeric"),
        ("month", "2-digit"),
        ("day", "2-digit"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    // Of a language whose order of numbers is known.
    let format = format_with(&Array::of1(&"en-US".into()), &pairs)?.format();
    calendar::moment(wall, |moment| {
        let shown = shown(&formatted(&format, moment))?;
        Some(calendar::wall_ms(shown).0 - moment.0)
    })
}

/// "05/04/2026, 10:00"
fn shown(text: &str) -> Option<WallTime> {
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let mut next = || numbers.next();
    let (month, day) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let year = next()?.parse().ok()?;
    Some(WallTime {
        year,
        month,
        day,
        hour: next()?.parse().ok()?,
        minute: next()?.parse().ok()?,
    })
}

/// The day of what a wall clock or the user's own shows.
pub(crate) fn own_day(when: When) -> LocalDay {
    calendar::day(own_wall(when))
}
