//! Until when a message may be put out of sight with one key: a few moments that people mean by a word. It knows no time
//! zone: the caller turns days and hours into moments.

use crate::ui::state::dates::LocalDay;

/// When the working day begins, and the evening.
const MORNING: u32 = 8;
const EVENING: u32 = 18;
/// Days since Monday.
const SATURDAY: i32 = 5;

/// What is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`text::snooze_until` says what each is")]
pub enum Until {
    LaterToday,
    Evening,
    Tomorrow,
    Weekend,
    NextWeek,
}

/// A moment: so many days from today, at a full hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it is called.
    pub until: Until,
    /// Days from today.
    pub days: i32,
    /// 0 to 23.
    pub hour: u32,
}

/// What is offered at an hour of a day, the next moment first; no moment twice.
#[must_use]
pub fn choices(today: LocalDay, hour: u32) -> Vec<Choice> {
    let of = |until, days, hour| Choice { until, days, hour };
    let to_saturday = SATURDAY - today.weekday();
    let to_monday = 7 - today.weekday();
    let mut choices = Vec::new();
    if hour + 3 < EVENING {
        choices.push(of(Until::LaterToday, 0, hour + 3));
    }
    if hour + 1 < EVENING {
        choices.push(of(Until::Evening, 0, EVENING));
    }
    choices.push(of(Until::Tomorrow, 1, MORNING));
    if to_saturday > 1 {
        choices.push(of(Until::Weekend, to_saturday, MORNING));
    }
    if to_monday > 1 {
        choices.push(of(Until::NextWeek, to_monday, MORNING));
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A day of November 2026; the 2nd is a Monday.
    fn offered(day: u32, hour: u32) -> Vec<(Until, i32, u32)> {
        let today = LocalDay {
            year: 2026,
            month: 11,
            day,
        };
        let choices = choices(today, hour).into_iter();
        choices
            .map(|choice| (choice.until, choice.days, choice.hour))
            .collect()
    }

    #[test]
    fn on_a_monday_morning_everything_is_ahead() {
        assert_eq!(
            offered(2, 9),
            [
                (Until::LaterToday, 0, 12),
                (Until::Evening, 0, 18),
                (Until::Tomorrow, 1, 8),
                (Until::Weekend, 5, 8),
                (Until::NextWeek, 7, 8)
            ]
        );
    }

    #[test]
    fn at_night_today_is_over() {
        assert_eq!(offered(3, 22).first(), Some(&(Until::Tomorrow, 1, 8)));
        assert_eq!(
            offered(3, 15).first(),
            Some(&(Until::Evening, 0, 18)),
            "in three hours it is evening"
        );
        assert_eq!(offered(3, 17).first(), Some(&(Until::Tomorrow, 1, 8)));
    }

    #[test]
    fn what_is_tomorrow_is_not_offered_twice() {
        let names = |day| -> Vec<Until> { offered(day, 20).into_iter().map(|(until, ..)| until).collect() };
        assert_eq!(names(6), [Until::Tomorrow, Until::NextWeek], "on Friday");
        assert_eq!(names(7), [Until::Tomorrow, Until::NextWeek], "on Saturday");
        assert_eq!(names(8), [Until::Tomorrow], "on Sunday");
    }
}
