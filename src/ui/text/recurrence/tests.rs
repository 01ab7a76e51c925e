//! What is said of rules, and of which nothing is said.

use super::*;
use crate::wire::{MomentView, WallClock};

/// A Tuesday.
const START: WallTime = WallTime {
    year: 2026,
    month: 5,
    day: 5,
    hour: 9,
    minute: 0,
};

const fn rule(unit: RuleUnit) -> RuleView {
    RuleView {
        unit,
        interval: 1,
        days: Vec::new(),
        month_days: Vec::new(),
        months: Vec::new(),
        position: None,
        end: RuleEndView::Never,
    }
}

fn days(list: &[(u8, i8)]) -> Vec<RuleDay> {
    let day = |&(weekday, ordinal): &(u8, i8)| RuleDay { weekday, ordinal };
    list.iter().map(day).collect()
}

fn said(rule: &RuleView) -> String {
    repeats(rule, START, "3 March 2027").unwrap_or_else(|| "nothing".to_owned())
}

#[test]
fn days_and_weeks_are_said() {
    assert_eq!(said(&rule(RuleUnit::Day)), "Every day");
    assert_eq!(
        said(&RuleView {
            interval: 3,
            ..rule(RuleUnit::Day)
        }),
        "Every 3 days"
    );
    assert_eq!(said(&rule(RuleUnit::Week)), "Every Tuesday");
    let second = RuleView {
        interval: 2,
        days: days(&[(1, 0)]),
        end: RuleEndView::Until(MomentView {
            wall: START,
            clock: WallClock::Anywhere,
            zone: String::new(),
        }),
        ..rule(RuleUnit::Week)
    };
    assert_eq!(said(&second), "Every second Tuesday, until 3 March 2027");
    let several = RuleView {
        days: days(&[(0, 0), (2, 0), (4, 0)]),
        ..rule(RuleUnit::Week)
    };
    assert_eq!(said(&several), "Every Monday, Wednesday and Friday");
    let workdays = RuleView {
        days: days(&[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]),
        ..rule(RuleUnit::Week)
    };
    assert_eq!(said(&workdays), "Every weekday");
    assert_eq!(
        said(&RuleView {
            interval: 3,
            ..several
        }),
        "Every 3 weeks on Monday, Wednesday and Friday"
    );
    assert_eq!(
        said(&RuleView {
            unit: RuleUnit::Day,
            months: vec![3, 4],
            ..workdays
        }),
        "Every weekday in March and April"
    );
}

#[test]
fn months_are_said() {
    assert_eq!(said(&rule(RuleUnit::Month)), "Every month on the 5th");
    let last_friday = RuleView {
        days: days(&[(4, -1)]),
        end: RuleEndView::Times(6),
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&last_friday), "Every month on the last Friday, 6 times");
    let two = RuleView {
        days: days(&[(0, 1), (0, 3)]),
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&two), "Every month on the first Monday and the third Monday");
    let numbers = RuleView {
        month_days: vec![1, 15, -1],
        interval: 2,
        ..rule(RuleUnit::Month)
    };
    assert_eq!(
        said(&numbers),
        "Every second month on the 1st, the 15th and the last day"
    );
    let workday = RuleView {
        days: days(&[(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]),
        position: Some(-1),
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&workday), "Every month on the last weekday");
    let each = RuleView {
        days: days(&[(4, 0)]),
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&each), "Every month on every Friday");
}

#[test]
fn years_are_said() {
    assert_eq!(said(&rule(RuleUnit::Year)), "Every year on the 5th of May");
    let thanksgiving = RuleView {
        days: days(&[(3, 4)]),
        months: vec![11],
        ..rule(RuleUnit::Year)
    };
    assert_eq!(
        said(&thanksgiving),
        "Every year on the fourth Thursday of November"
    );
}

#[test]
fn what_has_no_words_is_not_half_said() {
    let friday_13 = RuleView {
        days: days(&[(4, 0)]),
        month_days: vec![13],
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&friday_13), "nothing");
    let some_of_year = RuleView {
        days: days(&[(0, 20)]),
        ..rule(RuleUnit::Year)
    };
    assert_eq!(said(&some_of_year), "nothing");
    let odd_set = RuleView {
        days: days(&[(0, 0), (2, 0)]),
        position: Some(2),
        ..rule(RuleUnit::Month)
    };
    assert_eq!(said(&odd_set), "nothing");
    let nonsense = RuleView {
        days: days(&[(9, 0)]),
        ..rule(RuleUnit::Week)
    };
    assert_eq!(said(&nonsense), "nothing");
}

#[test]
fn numbers_have_their_endings() {
    let all: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map(number).to_vec();
    assert_eq!(
        all,
        [
            "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st"
        ]
    );
    assert_eq!(nth(-2, "day"), "the second to last day");
    assert_eq!(nth(-3, "Friday"), "the 3rd to last Friday");
}
