//! Rules by which an event repeats (RFC 5545 §3.3.10), as they can be said in words. It must not work out a single date:
//! a rule may mean more of them than there are seconds.

use super::moment::{self, Written};

/// More is no rule that anybody can say.
const MOST_NUMBERS: usize = 31;

/// A rule that can be said in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule<T> {
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
    pub end: RuleEnd<T>,
}

/// What passes between two times of an event that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each says itself")]
pub enum RuleUnit {
    Day,
    Week,
    Month,
    Year,
}

/// A day of the week, each or one of them in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleDay {
    /// Days since Monday.
    pub weekday: u8,
    /// Which one in the month, -1 is the last one; 0: each.
    pub ordinal: i8,
}

/// How long an event repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleEnd<T> {
    /// For ever.
    Never,
    /// So many times in all.
    Times(u32),
    /// Until then, and then too.
    Until(T),
}

/// A rule; `None` where it has what cannot be said.
pub(super) fn rule(value: &str) -> Option<Rule<Written>> {
    let mut unit = None;
    let mut rule = Rule {
        unit: RuleUnit::Day,
        interval: 1,
        days: Vec::new(),
        month_days: Vec::new(),
        months: Vec::new(),
        position: None,
        end: RuleEnd::Never,
    };
    for part in value.split(';').filter(|part| !part.trim().is_empty()) {
        let (name, said) = part.split_once('=')?;
        let said = said.trim();
        match name.trim().to_ascii_uppercase().as_str() {
            "FREQ" => unit = Some(frequency(said)?),
            "INTERVAL" => rule.interval = said.parse().ok().filter(|interval| *interval > 0)?,
            "COUNT" => rule.end = RuleEnd::Times(said.parse().ok()?),
            "UNTIL" => rule.end = RuleEnd::Until(moment::written(said)?),
            "BYDAY" => rule.days = all(said, day)?,
            "BYMONTHDAY" => rule.month_days = all(said, |number| within(number, 31))?,
            "BYMONTH" => {
                rule.months = all(said, |month| {
                    month.parse().ok().filter(|month| (1..=12).contains(month))
                })?;
            }
            "BYSETPOS" => rule.position = Some(within(said, 31)?),
            // On which day a week begins matters for every other week only, and nobody says it.
            "WKST" => {}
            _ => return None,
        }
    }
    rule.unit = unit?;
    Some(settled(rule))
}

/// "The second of all Tuesdays" is "the second Tuesday".
fn settled(mut rule: Rule<Written>) -> Rule<Written> {
    let is_in_month = rule.unit == RuleUnit::Month || !rule.months.is_empty();
    if let (Some(position), [day], true) = (rule.position, rule.days.as_mut_slice(), is_in_month)
        && day.ordinal == 0
        && rule.month_days.is_empty()
    {
        day.ordinal = position;
        rule.position = None;
    }
    rule
}

fn frequency(said: &str) -> Option<RuleUnit> {
    Some(match said.to_ascii_uppercase().as_str() {
        "DAILY" => RuleUnit::Day,
        "WEEKLY" => RuleUnit::Week,
        "MONTHLY" => RuleUnit::Month,
        "YEARLY" => RuleUnit::Year,
        _ => return None,
    })
}

/// Every piece of a list; `None` where one of them is nothing, or they are too many.
fn all<T>(list: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut found = Vec::new();
    for piece in list.split(',') {
        if found.len() >= MOST_NUMBERS {
            return None;
        }
        found.push(read(piece.trim())?);
    }
    Some(found)
}

/// A number that is not 0, as far from it as that at most.
fn within(text: &str, most: i8) -> Option<i8> {
    let number: i8 = text.parse().ok()?;
    (number != 0 && (-most..=most).contains(&number)).then_some(number)
}

/// `MO`, or `-1FR`.
fn day(text: &str) -> Option<RuleDay> {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let (ordinal, name) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let weekday = NAMES.iter().position(|known| name.eq_ignore_ascii_case(known))?;
    Some(RuleDay {
        weekday: u8::try_from(weekday).ok()?,
        ordinal: if ordinal.is_empty() {
            0
        } else {
            within(ordinal, 53)?
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{RuleDay, RuleEnd, RuleUnit, rule};

    #[test]
    fn a_rule_is_read_in_its_parts() {
        let found = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270303T225959Z;WKST=MO").unwrap();
        assert_eq!((found.unit, found.interval), (RuleUnit::Week, 2));
        assert_eq!(
            found.days,
            [RuleDay {
                weekday: 1,
                ordinal: 0
            }]
        );
        assert!(matches!(found.end, RuleEnd::Until(until) if until.is_utc));
    }

    #[test]
    fn the_last_of_all_fridays_is_the_last_friday() {
        let last_friday = [RuleDay {
            weekday: 4,
            ordinal: -1,
        }];
        for text in [
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=6",
            "FREQ=MONTHLY;COUNT=6;BYDAY=FR;BYSETPOS=-1",
            "freq=monthly;byday=-1fr;count=6;",
        ] {
            let found = rule(text).unwrap();
            assert_eq!(found.days, last_friday, "{text}");
            assert_eq!((found.position, found.end), (None, RuleEnd::Times(6)));
        }
    }

    #[test]
    fn what_cannot_be_said_is_no_rule() {
        for text in [
            "",
            "BYDAY=MO",
            "FREQ=SECONDLY",
            "FREQ=YEARLY;BYYEARDAY=100",
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "FREQ=DAILY;BYHOUR=9,12",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;COUNT=-1",
            "RSCALE=CHINESE;FREQ=YEARLY",
            "W2 TU #10",
        ] {
            assert_eq!(rule(text), None, "{text}");
        }
        let bomb = format!("FREQ=MONTHLY;BYMONTHDAY={}", "1,".repeat(100_000));
        assert_eq!(rule(&bomb), None);
    }
}
