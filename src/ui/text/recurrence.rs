//! How an event repeats, in words. What has no words here has none: a rule half said would be a wrong one.

use super::catalogue::{counted, filled, phrase, said, said_of};
use super::comma;
use crate::ui::state::calendar::day;
use crate::ui::state::figures::count;
use crate::wire::{RuleDay, RuleEndView, RuleUnit, RuleView, WallTime};

/// "Every second Tuesday, until 3 March 2027"; `None` where the rule has no words. `until` is its end, written down.
#[must_use]
pub fn repeats(rule: &RuleView, start: WallTime, until: &str) -> Option<String> {
    let pattern = match rule.unit {
        RuleUnit::Day => daily(rule),
        RuleUnit::Week => weekly(rule, start),
        RuleUnit::Month => monthly(rule, start),
        RuleUnit::Year => yearly(rule, start),
    }?;
    let fill = [("pattern", pattern.as_str()), ("date", until)];
    Some(match &rule.end {
        RuleEndView::Never => pattern,
        RuleEndView::Times(times) => counted(
            "{pattern}, once",
            "{pattern}, {count} times",
            (*times).max(1),
            &fill,
        ),
        RuleEndView::Until(_) => phrase("{pattern}, until {date}", &fill),
    })
}

/// Whether it says anything of days, which may be other days somewhere else.
#[must_use]
pub fn names_days(rule: &RuleView) -> bool {
    !matches!(rule.unit, RuleUnit::Day) || !rule.days.is_empty()
}

/// "Every second week".
fn every(unit: RuleUnit, interval: u32) -> String {
    match (interval, unit) {
        (0 | 1, unit) => said(match unit {
            RuleUnit::Day => "Every day",
            RuleUnit::Week => "Every week",
            RuleUnit::Month => "Every month",
            RuleUnit::Year => "Every year",
        })
        .to_owned(),
        (2, unit) => said(match unit {
            RuleUnit::Day => "Every second day",
            RuleUnit::Week => "Every second week",
            RuleUnit::Month => "Every second month",
            RuleUnit::Year => "Every second year",
        })
        .to_owned(),
        (_, RuleUnit::Day) => counted("Every {count} day", "Every {count} days", interval, &[]),
        (_, RuleUnit::Week) => counted("Every {count} week", "Every {count} weeks", interval, &[]),
        (_, RuleUnit::Month) => counted("Every {count} month", "Every {count} months", interval, &[]),
        (_, RuleUnit::Year) => counted("Every {count} year", "Every {count} years", interval, &[]),
    }
}

fn daily(rule: &RuleView) -> Option<String> {
    if !rule.month_days.is_empty() || rule.position.is_some() {
        return None;
    }
    if rule.days.is_empty() {
        return in_months(every(RuleUnit::Day, rule.interval), &rule.months);
    }
    // Every day that is a Tuesday is every Tuesday.
    let is_each = rule.interval == 1;
    is_each
        .then(|| on_weekdays(&rule.days, 1))
        .flatten()
        .and_then(|days| in_months(days, &rule.months))
}

fn weekly(rule: &RuleView, start: WallTime) -> Option<String> {
    if !rule.month_days.is_empty() || rule.position.is_some() {
        return None;
    }
    let own = [RuleDay {
        weekday: u8::try_from(day(start).weekday()).ok()?,
        ordinal: 0,
    }];
    let days = if rule.days.is_empty() {
        &own
    } else {
        rule.days.as_slice()
    };
    in_months(on_weekdays(days, rule.interval)?, &rule.months)
}

/// Days of each week, or of every so many.
fn on_weekdays(days: &[RuleDay], interval: u32) -> Option<String> {
    if days.iter().any(|day| day.ordinal != 0) {
        return None;
    }
    let names = list(&weekdays(days)?);
    let often = every(RuleUnit::Week, interval);
    let fill = [("often", often.as_str()), ("days", names.as_str())];
    Some(match (days, interval, set_of(days)) {
        (_, 1, Some(set)) => every_of(set).to_owned(),
        ([_], 2, _) => phrase("Every second {days}", &fill),
        (_, 0 | 1, None) => phrase("Every {days}", &fill),
        (_, _, Some(Set::Day)) => return None,
        (_, _, Some(set)) => phrase(
            "{often} on every {days}",
            &[("often", &often), ("days", set.name())],
        ),
        _ => filled(said_of("days of the week\u{4}{often} on {days}"), &fill),
    })
}

fn monthly(rule: &RuleView, start: WallTime) -> Option<String> {
    let often = every(RuleUnit::Month, rule.interval);
    let sentence = match on_days(rule, start)? {
        On::Each(days) => phrase("{often} on every {days}", &[("often", &often), ("days", &days)]),
        On::Some(days) => {
            let sentence = said_of("days of the month\u{4}{often} on {days}");
            filled(sentence, &[("often", &often), ("days", &days)])
        }
    };
    in_months(sentence, &rule.months)
}

fn yearly(rule: &RuleView, start: WallTime) -> Option<String> {
    // Without a month they are days of the year, or of each month.
    if rule.months.is_empty() && !(rule.days.is_empty() && rule.month_days.is_empty()) {
        return None;
    }
    let own = [start.month];
    let months = if rule.months.is_empty() {
        &own
    } else {
        rule.months.as_slice()
    };
    let often = every(RuleUnit::Year, rule.interval);
    let months = list(&month_names(months)?);
    Some(match on_days(rule, start)? {
        On::Each(days) => phrase(
            "{often} on every {days} of {months}",
            &[("often", &often), ("days", &days), ("months", &months)],
        ),
        On::Some(days) => phrase(
            "{often} on {days} of {months}",
            &[("often", &often), ("days", &days), ("months", &months)],
        ),
    })
}

/// The days of a month.
enum On {
    /// "Friday": every one.
    Each(String),
    /// "the last Friday", "the 15th".
    Some(String),
}

fn on_days(rule: &RuleView, start: WallTime) -> Option<On> {
    let is_each = rule.days.iter().all(|day| day.ordinal == 0);
    let is_some = rule.days.iter().all(|day| day.ordinal != 0);
    let items: Vec<String> = match (rule.position, rule.days.as_slice(), rule.month_days.as_slice()) {
        (Some(position), days, []) if is_each => vec![nth(position, set_of(days)?.name())],
        (None, [], []) => vec![month_day(i8::try_from(start.day).ok()?)],
        (None, [], numbers) => numbers.iter().map(|&day| month_day(day)).collect(),
        (None, days, []) if is_some => {
            let name = |day: &RuleDay| Some(nth(day.ordinal, weekday(day)?));
            days.iter().map(name).collect::<Option<_>>()?
        }
        (None, days, []) if is_each => {
            let names = weekdays(days)?;
            return Some(On::Each(
                set_of(days).map_or_else(|| list(&names), |set| set.name().to_owned()),
            ));
        }
        _ => return None,
    };
    let items: Vec<&str> = items.iter().map(String::as_str).collect();
    Some(On::Some(list(&items)))
}

/// Sets of days that have a name.
#[derive(Clone, Copy)]
enum Set {
    Weekday,
    WeekendDay,
    Day,
}

impl Set {
    fn name(self) -> &'static str {
        said_of(match self {
            Self::Weekday => "one of them\u{4}weekday",
            Self::WeekendDay => "one of them\u{4}weekend day",
            Self::Day => "one of them\u{4}day",
        })
    }
}

fn every_of(set: Set) -> &'static str {
    said(match set {
        Set::Weekday => "Every weekday",
        Set::WeekendDay => "Every weekend day",
        Set::Day => "Every day",
    })
}

fn set_of(days: &[RuleDay]) -> Option<Set> {
    let has = |weekday: u8| days.iter().any(|day| day.weekday == weekday);
    let week = (0..5).filter(|&day| has(day)).count();
    let end = (5..7).filter(|&day| has(day)).count();
    match (week, end) {
        (5, 0) => Some(Set::Weekday),
        (0, 2) => Some(Set::WeekendDay),
        (5, 2) => Some(Set::Day),
        _ => None,
    }
}

/// A day of the week, as it stands within a sentence.
fn weekday(day: &RuleDay) -> Option<&'static str> {
    Some(said(match day.weekday {
        0 => "Monday",
        1 => "Tuesday",
        2 => "Wednesday",
        3 => "Thursday",
        4 => "Friday",
        5 => "Saturday",
        6 => "Sunday",
        _ => return None,
    }))
}

fn weekdays(days: &[RuleDay]) -> Option<Vec<&'static str>> {
    days.iter().map(weekday).collect()
}

/// A month, as it stands within a sentence.
fn month(number: u8) -> Option<&'static str> {
    Some(said(match number {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        12 => "December",
        _ => return None,
    }))
}

fn month_names(months: &[u8]) -> Option<Vec<&'static str>> {
    months.iter().map(|&number| month(number)).collect()
}

/// "Every day in March and April"; as it was for all months.
fn in_months(sentence: String, months: &[u8]) -> Option<String> {
    if months.is_empty() {
        return Some(sentence);
    }
    let months = list(&month_names(months)?);
    Some(phrase(
        "{often} in {months}",
        &[("often", &sentence), ("months", &months)],
    ))
}

/// "the second Friday", "the last weekday", "the second to last day".
fn nth(ordinal: i8, day: &str) -> String {
    let nth = number(ordinal.unsigned_abs());
    let sentence = said(match ordinal {
        1 => "the first {day}",
        2 => "the second {day}",
        3 => "the third {day}",
        4 => "the fourth {day}",
        5 => "the fifth {day}",
        -1 => "the last {day}",
        -2 => "the second to last {day}",
        _ if ordinal < 0 => "the {nth} to last {day}",
        _ => "the {nth} {day}",
    });
    filled(sentence, &[("day", day), ("nth", &nth)])
}

/// "a, b and c".
fn list(items: &[&str]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => {
            let before = before.join(comma());
            phrase("{things} and {last}", &[("things", &before), ("last", last)])
        }
    }
}

fn month_day(day: i8) -> String {
    if day < 0 {
        return nth(day, Set::Day.name());
    }
    phrase("the {nth}", &[("nth", &number(day.unsigned_abs()))])
}

/// "15th". Where a language has no such endings, all of these are the same.
fn number(number: u8) -> String {
    let ending = said(match (number % 100, number % 10) {
        (11..=13, _) => "{number}th",
        (_, 1) => "{number}st",
        (_, 2) => "{number}nd",
        (_, 3) => "{number}rd",
        _ => "{number}th",
    });
    filled(ending, &[("number", &count(u32::from(number)))])
}

#[cfg(test)]
mod tests;
