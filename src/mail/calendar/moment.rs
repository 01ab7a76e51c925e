//! Times as calendars write them: what a clock on some wall shows. It must take no day that no calendar has.

/// What a clock and a calendar on a wall show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

const DAY_MINUTES: i64 = 24 * 60;

impl WallTime {
    /// `None` where there is no such day, or no such time on it.
    pub(super) fn new(date: (i32, u8, u8), hour: u8, minute: u8) -> Option<Self> {
        let (year, month, day) = date;
        let is_there = (1..=9999).contains(&year)
            && (1..=days_of_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60;
        is_there.then_some(Self {
            year,
            month,
            day,
            hour,
            minute,
        })
    }

    /// Minutes since 1970 began, as if the clock hung in Greenwich.
    pub(super) const fn minutes(self) -> i64 {
        let time = self.hour as i64 * 60 + self.minute as i64;
        day_number(self.year, self.month, self.day) * DAY_MINUTES + time
    }

    /// The other way round; `None` beyond the years that calendars have.
    pub(super) fn at(minutes: i64) -> Option<Self> {
        let date = date_of(minutes.div_euclid(DAY_MINUTES))?;
        let time = minutes.rem_euclid(DAY_MINUTES);
        let hour = u8::try_from(time / 60).ok()?;
        let minute = u8::try_from(time % 60).ok()?;
        Self::new(date, hour, minute)
    }

    pub(super) fn plus(self, minutes: i64) -> Option<Self> {
        Self::at(self.minutes().checked_add(minutes)?)
    }

    pub(super) const fn is_midnight(self) -> bool {
        self.hour == 0 && self.minute == 0
    }
}

/// Days since 1970 began, in the calendar of today.
pub(super) const fn day_number(year: i32, month: u8, day: u8) -> i64 {
    // Years that begin in March have the odd day last.
    let year = if month <= 2 { year as i64 - 1 } else { year as i64 };
    let from_march = (month as i64 + 9) % 12;
    let of_year = (153 * from_march + 2) / 5 + day as i64 - 1;
    let of_era = year.rem_euclid(400);
    year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(number: i64) -> Option<(i32, u8, u8)> {
    let number = number.checked_add(719_468)?;
    let of_era = number.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = number.div_euclid(146_097) * 400 + year_of_era + i64::from(month <= 2);
    Some((
        i32::try_from(year).ok()?,
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    ))
}

pub(super) const fn days_of_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Days since Monday.
pub(super) const fn weekday(year: i32, month: u8, day: u8) -> u8 {
    (day_number(year, month, day) + 3).rem_euclid(7) as u8
}

/// A date or a time as it is written (RFC 5545 §3.3.4 and §3.3.5), with or without the signs of ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) wall: WallTime,
    /// Whether it is a day, without a time.
    pub(super) is_day: bool,
    /// Whether the clock hangs in Greenwich.
    pub(super) is_utc: bool,
}

pub(super) fn written(value: &str) -> Option<Written> {
    const MOST_CHARACTERS: usize = 30;
    let signs = |c: &char| !matches!(c, '-' | ':');
    let compact: String = value.trim().chars().take(MOST_CHARACTERS).filter(signs).collect();
    let (date, time) = compact.split_at_checked(8)?;
    let date = (
        i32::try_from(digits(date.get(..4)?)?).ok()?,
        u8::try_from(digits(date.get(4..6)?)?).ok()?,
        u8::try_from(digits(date.get(6..)?)?).ok()?,
    );
    if time.is_empty() {
        return WallTime::new(date, 0, 0).map(|wall| Written {
            wall,
            is_day: true,
            is_utc: false,
        });
    }
    let time = time.strip_prefix(['T', 't'])?;
    let (time, is_utc) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, true),
        None => (time, false),
    };
    let time = time.split(['.', ',']).next().unwrap_or(time);
    let is_time = [4, 6].contains(&time.len()) && time.bytes().all(|byte| byte.is_ascii_digit());
    let hour = u8::try_from(digits(time.get(..2)?)?).ok()?;
    let minute = u8::try_from(digits(time.get(2..4)?)?).ok()?;
    let wall = WallTime::new(date, hour, minute).filter(|_| is_time)?;
    Some(Written {
        wall,
        is_day: false,
        is_utc,
    })
}

fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// A duration in minutes (RFC 5545 §3.3.6).
pub(super) fn duration(value: &str) -> Option<i64> {
    const MOST_MINUTES: i64 = 100 * 366 * DAY_MINUTES;
    let value = value.trim();
    let (is_back, value) = match value.strip_prefix('-') {
        Some(value) => (true, value),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let mut rest = value.strip_prefix(['P', 'p'])?;
    let (mut minutes, mut seconds) = (0_i64, 0_i64);
    while !rest.is_empty() {
        rest = rest.strip_prefix(['T', 't']).unwrap_or(rest);
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = rest.split_at_checked(end)?;
        let number = i64::from(digits(number)?);
        let unit_minutes = match unit.chars().next()?.to_ascii_uppercase() {
            'W' => 7 * DAY_MINUTES,
            'D' => DAY_MINUTES,
            'H' => 60,
            'M' => 1,
            'S' => 0,
            _ => return None,
        };
        minutes = minutes.checked_add(number.checked_mul(unit_minutes)?)?;
        seconds = if unit_minutes == 0 { number } else { seconds };
        rest = unit.get(1..)?;
    }
    minutes = minutes.checked_add(seconds / 60)?;
    (minutes <= MOST_MINUTES).then_some(if is_back { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::{WallTime, day_number, duration, weekday, written};

    fn wall(text: &str) -> Option<(i32, u8, u8, u8, u8)> {
        written(text).map(|found| {
            let wall = found.wall;
            (wall.year, wall.month, wall.day, wall.hour, wall.minute)
        })
    }

    #[test]
    fn times_are_read_in_every_form_that_programs_write() {
        assert_eq!(wall("20260504T093000"), Some((2026, 5, 4, 9, 30)));
        assert_eq!(wall("2026-05-04T09:30:00.000Z"), Some((2026, 5, 4, 9, 30)));
        assert_eq!(wall("20260504T0930"), Some((2026, 5, 4, 9, 30)));
        assert!(written("20260504T093000Z").unwrap().is_utc);
        assert!(written("20260504").unwrap().is_day);
    }

    #[test]
    fn days_that_no_calendar_has_are_none() {
        for text in [
            "20260229",
            "20261301",
            "20260532",
            "00000101",
            "20260504T250000",
            "20260504T1",
            "2026",
            "",
            "🗓🗓🗓",
        ] {
            assert_eq!(wall(text), None, "{text}");
        }
        assert!(wall("20280229").is_some());
    }

    #[test]
    fn days_are_numbered_like_everywhere() {
        assert_eq!(day_number(1970, 1, 1), 0);
        assert_eq!(day_number(2000, 2, 29), 11_016);
        assert_eq!(weekday(2026, 5, 4), 0, "a Monday");
        for number in [-719_162, -1, 0, 59, 60, 20_580, 2_932_896] {
            let wall = WallTime::at(number * 24 * 60 + 7).unwrap();
            assert_eq!(wall.minutes(), number * 24 * 60 + 7);
        }
        assert_eq!(WallTime::at(i64::MAX), None);
        assert_eq!(WallTime::at(i64::MIN), None);
    }

    #[test]
    fn durations_are_counted_in_minutes() {
        assert_eq!(duration("PT1H30M"), Some(90));
        assert_eq!(duration("P1DT2H"), Some(26 * 60));
        assert_eq!(duration("P2W"), Some(2 * 7 * 24 * 60));
        assert_eq!(duration("-PT15M"), Some(-15));
        assert_eq!(duration("PT90S"), Some(1));
        for text in ["", "P", "1H", "PTH", "PT1X", "P99999999999W", "PT4294967295H"] {
            assert!(duration(text).is_none_or(|minutes| minutes == 0), "{text}");
        }
    }
}
