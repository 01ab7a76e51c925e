//! Dates as mail has them: those of RFC 5322 §3.3, its older forms, and what programs write in their place. It must not
//! take for a date what names no month: nobody knows which of two numbers that would be.

use mail_parser::DateTime;

use crate::mail::decode;
use crate::units::UnixMillis;

/// A date is shorter.
const MOST_OCTETS: usize = 200;

/// The moment that a date names.
pub(super) fn of(value: &[u8]) -> Option<UnixMillis> {
    let value = value.get(..MOST_OCTETS).unwrap_or(value);
    let text = decode::unlabelled(value);
    let mut parts = Parts::default();
    for word in words(&text) {
        parts.add(word);
    }
    parts.moment()
}

/// What is not in comments, between spaces and commas. A date may also have dashes between its numbers.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_u32;
    let pieces = text.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || c == ')' || c == ',' || c.is_whitespace()
    });
    pieces.flat_map(|piece| {
        let is_date = piece.starts_with(|c: char| c.is_ascii_digit()) && piece.contains(char::is_alphabetic);
        piece.split(move |c| is_date && c == '-')
    })
}

#[derive(Default)]
struct Parts {
    day: Option<u8>,
    month: Option<u8>,
    year: Option<u16>,
    time: Option<[u8; 3]>,
    /// In minutes.
    zone: Option<i32>,
}

impl Parts {
    fn add(&mut self, word: &str) {
        let begins_with_digit = word.starts_with(|c: char| c.is_ascii_digit());
        if begins_with_digit && word.contains(':') {
            // Some leave out the space before the zone.
            let zone_at = word.find(['+', '-']).unwrap_or(word.len());
            let (clock, behind) = word.split_at_checked(zone_at).unwrap_or((word, ""));
            self.time = self.time.or_else(|| time(clock));
            self.zone = self.zone.or_else(|| zone(behind));
        } else if begins_with_digit {
            self.add_number(word);
        } else if let (Some([hour, ..]), Some(after_noon)) = (self.time.as_mut(), half(word)) {
            *hour = *hour % 12 + after_noon;
        } else if self.time.is_some() {
            self.zone = self.zone.or_else(|| zone(word));
        } else {
            self.month = self.month.or_else(|| month(word));
        }
    }

    fn add_number(&mut self, word: &str) {
        let Ok(number) = word.parse::<u16>() else { return };
        match u8::try_from(number) {
            Ok(day @ 1..=31) if self.day.is_none() => self.day = Some(day),
            _ if self.year.is_none() => {
                // RFC 5322 §4.3.
                self.year = Some(match (word.len(), number) {
                    (..=2, 0..=49) => number + 2000,
                    (..=3, _) => number + 1900,
                    _ => number,
                });
            }
            _ => {}
        }
    }

    fn moment(self) -> Option<UnixMillis> {
        let [hour, minute, second] = self.time.unwrap_or_default();
        let date = DateTime {
            year: self.year?,
            month: self.month?,
            day: self.day?,
            hour,
            minute,
            second,
            tz_before_gmt: false,
            tz_hour: 0,
            tz_minute: 0,
        };
        let zone_ms = i64::from(self.zone.unwrap_or_default()) * 60_000;
        date.is_valid()
            .then(|| UnixMillis(date.to_timestamp() * 1000 - zone_ms))
    }
}

fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let beginning = word.get(..3)?.to_ascii_lowercase();
    let place = MONTHS.iter().position(|month| *month == beginning)?;
    u8::try_from(place + 1).ok()
}

/// `09:38`, `09:38:18`, `09:38:18.250`.
fn time(word: &str) -> Option<[u8; 3]> {
    let mut numbers = word.split([':', '.']).map(|number| number.parse::<u8>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    // A leap second is a second that exists.
    let second = numbers.next().flatten().unwrap_or_default().min(59);
    Some([hour, minute, second])
}

/// The hours before a half of the day.
fn half(word: &str) -> Option<u8> {
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    is("am").then_some(0).or_else(|| is("pm").then_some(12))
}

/// How far a zone is ahead, in minutes; `None` for what is none.
fn zone(word: &str) -> Option<i32> {
    let relative = word.strip_prefix("GMT").or_else(|| word.strip_prefix("UTC"));
    let word = relative.filter(|rest| !rest.is_empty()).unwrap_or(word);
    if let Some(digits) = word.strip_prefix(['+', '-']) {
        let digits: String = digits
            .chars()
            .filter(|c| *c != ':')
            .take_while(char::is_ascii_digit)
            .collect();
        let number: i32 = digits.get(..digits.len().min(4))?.parse().ok()?;
        let ahead = if digits.len() > 2 {
            number / 100 * 60 + number % 100
        } else {
            number * 60
        };
        return (ahead < 24 * 60).then_some(if word.starts_with('-') { -ahead } else { ahead });
    }
    // RFC 5322 §4.3; of the other names nobody knows what they mean.
    let hours = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_forms_of_a_moment_are_read() {
        // 2005-04-07 22:13:13 UTC
        for text in [
            "Thu, 7 Apr 2005 15:13:13 -0700",
            "Thu, 7 Apr 2005 15:13:13 -0700 (PDT)",
            "7 Apr 05 15:13:13 PDT",
            "07-Apr-2005 22:13:13 GMT",
            "Thu Apr  7 22:13:13 2005",
            "Thu Apr 07 22:13:13 GMT 2005",
            "Thursday, April 7, 2005 22:13:13",
            "Thu,07 Apr 2005 22:13:13+0000",
            "7 Apr 105 22:13:13 Z",
            "(a (comment)) 7 (7) Apr 2005 23:13:13.250 +01:00",
            "Do, 7 Apr 2005 16:13:13 -600",
            "Thu, 7 Apr 2005 23:13:13 GMT+1",
            "07 Apr 05 10:13:13 PM",
            "Thu, 7 Apr 2005 22:13:13 +0000 . 286071244",
        ] {
            assert_eq!(
                of(text.as_bytes()).map(|at| at.0),
                Some(1_112_911_993_000),
                "{text}"
            );
        }
        assert_eq!(
            of(b"Wed, 20 Dec 95 19:59 CST").map(|at| at.0),
            Some(819_511_140_000)
        );
        assert_eq!(of(b"4 May 2026").map(|at| at.0), Some(1_777_852_800_000));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "11-04-2023",
            "2023-11-04T10:00:00Z",
            "Mon, 99 Foo 12",
            "Mon, 4 May 2026 25:00:00 +0000",
            "Apr 2005 22:13:13",
            "(((((",
        ] {
            assert_eq!(of(text.as_bytes()), None, "{text}");
        }
    }
}
