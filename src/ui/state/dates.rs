//! Which form of a date a row shows, and which group of days it stands in. It knows no language and no time zone:
//! the caller turns moments into local days first.

/// A day of the local calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalDay {
    /// Such as 2026.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
}

impl LocalDay {
    /// Days since 1970-01-01, in the proleptic Gregorian calendar.
    #[must_use]
    pub const fn number(self) -> i32 {
        // Years that begin in March put the leap day last, which makes month lengths a straight line.
        let year = if self.month <= 2 { self.year - 1 } else { self.year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = (self.month as i32 + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + self.day as i32 - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    /// Days since Monday.
    #[must_use]
    pub const fn weekday(self) -> i32 {
        (self.number() + 3).rem_euclid(7)
    }
}

/// The form of a date in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowDate {
    /// "14:03"
    Time,
    /// "Tue"
    Weekday,
    /// "12 Mar"
    DayAndMonth,
    /// "12/03/24"
    Whole,
}

/// Which form tells most in least room.
#[must_use]
pub const fn row_date(today: LocalDay, then: LocalDay) -> RowDate {
    match today.number() - then.number() {
        0 => RowDate::Time,
        1..=6 => RowDate::Weekday,
        _ if today.year == then.year => RowDate::DayAndMonth,
        _ => RowDate::Whole,
    }
}

/// The group of days under one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayGroup {
    /// After today: a clock is wrong, here or there.
    Later,
    /// The day of today.
    Today,
    /// The day before.
    Yesterday,
    /// Since Monday.
    ThisWeek,
    /// The week before this one.
    LastWeek,
    /// A month of this year.
    Month(LocalDay),
    /// A month of another year.
    MonthAndYear(LocalDay),
}

/// The group a day stands in.
#[must_use]
pub const fn day_group(today: LocalDay, then: LocalDay) -> DayGroup {
    let ago = today.number() - then.number();
    let since_monday = today.weekday();
    let first = LocalDay {
        year: then.year,
        month: then.month,
        day: 1,
    };
    match ago {
        i32::MIN..=-1 => DayGroup::Later,
        0 => DayGroup::Today,
        1 => DayGroup::Yesterday,
        _ if ago <= since_monday => DayGroup::ThisWeek,
        _ if ago <= since_monday + 7 => DayGroup::LastWeek,
        _ if then.year == today.year => DayGroup::Month(first),
        _ => DayGroup::MonthAndYear(first),
    }
}

/// A distance in time, in the largest unit that is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ago {
    /// How many; negative lies in the past, as `Intl.RelativeTimeFormat` wants it.
    pub amount: i32,
    /// `second`, `minute`, `hour`, `day`, `week`, `month`, `year`.
    pub unit: &'static str,
}

/// How far `then` is from `now`.
#[must_use]
pub fn ago(now_ms: i64, then_ms: i64) -> Ago {
    const STEPS: [(i64, &str); 6] = [
        (31_557_600, "year"),
        (2_629_800, "month"),
        (604_800, "week"),
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
    ];
    let seconds = then_ms.saturating_sub(now_ms) / 1000;
    STEPS.iter().find(|(length, _)| seconds.abs() >= *length).map_or(
        Ago {
            amount: 0,
            unit: "second",
        },
        |(length, unit)| Ago {
            amount: i32::try_from(seconds / length).unwrap_or(i32::MIN),
            unit,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(year: i32, month: u32, day: u32) -> LocalDay {
        LocalDay { year, month, day }
    }

    #[test]
    fn days_are_counted_like_everywhere() {
        assert_eq!(day(1970, 1, 1).number(), 0);
        assert_eq!(day(2000, 2, 29).number(), 11_016);
        assert_eq!(day(2026, 11, 23).number(), 20_780);
        assert_eq!(day(1969, 12, 31).number(), -1);
        assert_eq!(day(2026, 11, 23).weekday(), 0, "a Monday");
    }

    #[test]
    fn rows_show_the_shortest_date_that_tells() {
        let today = day(2026, 11, 23);
        assert_eq!(row_date(today, today), RowDate::Time);
        assert_eq!(row_date(today, day(2026, 11, 22)), RowDate::Weekday);
        assert_eq!(row_date(today, day(2026, 11, 17)), RowDate::Weekday);
        assert_eq!(row_date(today, day(2026, 11, 16)), RowDate::DayAndMonth);
        assert_eq!(row_date(today, day(2025, 12, 31)), RowDate::Whole);
        assert_eq!(
            row_date(today, day(2026, 11, 24)),
            RowDate::DayAndMonth,
            "a clock that is ahead"
        );
    }

    #[test]
    fn groups_follow_the_week() {
        let wednesday = day(2026, 11, 25);
        assert_eq!(day_group(wednesday, wednesday), DayGroup::Today);
        assert_eq!(day_group(wednesday, day(2026, 11, 24)), DayGroup::Yesterday);
        assert_eq!(day_group(wednesday, day(2026, 11, 23)), DayGroup::ThisWeek);
        assert_eq!(day_group(wednesday, day(2026, 11, 22)), DayGroup::LastWeek);
        assert_eq!(day_group(wednesday, day(2026, 11, 16)), DayGroup::LastWeek);
        assert_eq!(
            day_group(wednesday, day(2026, 11, 15)),
            DayGroup::Month(day(2026, 11, 1))
        );
        assert_eq!(
            day_group(wednesday, day(2024, 2, 9)),
            DayGroup::MonthAndYear(day(2024, 2, 1))
        );
        assert_eq!(day_group(wednesday, day(2026, 11, 26)), DayGroup::Later);
    }

    #[test]
    fn distances_take_the_largest_unit() {
        let now = 1_000_000_000_000;
        assert_eq!(
            ago(now, now - 20_000),
            Ago {
                amount: 0,
                unit: "second"
            }
        );
        assert_eq!(
            ago(now, now - 12 * 60_000),
            Ago {
                amount: -12,
                unit: "minute"
            }
        );
        assert_eq!(
            ago(now, now - 25 * 3_600_000),
            Ago {
                amount: -1,
                unit: "day"
            }
        );
        assert_eq!(
            ago(now, now + 2 * 3_600_000),
            Ago {
                amount: 2,
                unit: "hour"
            }
        );
    }
}
