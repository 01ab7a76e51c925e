//! Points in time as the message sources write them, relative to the start of the demo.
//! Takes the present as an argument, so that a mailbox can be made for any day.

use time::{
    Duration, OffsetDateTime, Time, UtcOffset,
    format_description::{self, well_known::Rfc2822},
};

/// Reads a point in time:
///
/// ```text
/// 12m   3h   2h40m             so long ago
/// 3d 09:14   0d 00:05          so many days ago (UTC), at that hour where the writer lives
/// +6d 18:30                    so many days ahead
/// 3d 09:14 +0900               the writer's zone; without it, UTC
/// ```
pub(crate) fn moment(text: &str, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let mut words = text.split_ascii_whitespace();
    let span = words.next()?;
    let Some(days) = span.strip_suffix('d') else {
        let zone = words.next().map_or(Some(UtcOffset::UTC), zone)?;
        return Some((now - elapsed(span)?).to_offset(zone));
    };
    let (hour, minute) = words.next()?.split_once(':')?;
    let zone = words.next().map_or(Some(UtcOffset::UTC), zone)?;
    let ahead = match days.strip_prefix('+') {
        Some(days) => days.parse().ok()?,
        None => -days.parse::<i64>().ok()?,
    };
    let date = now
        .to_offset(UtcOffset::UTC)
        .date()
        .checked_add(Duration::days(ahead))?;
    let time = Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, 0).ok()?;
    Some(date.with_time(time).assume_offset(zone))
}

/// `2h40m` as a duration.
fn elapsed(span: &str) -> Option<Duration> {
    let (hours, minutes) = match span.split_once('h') {
        Some((hours, rest)) => (hours.parse().ok()?, rest),
        None => (0, span),
    };
    let minutes = match minutes.strip_suffix('m') {
        Some(minutes) => minutes.parse().ok()?,
        None if minutes.is_empty() => 0,
        None => return None,
    };
    Some(Duration::hours(hours) + Duration::minutes(minutes))
}

/// `+0930` as an offset.
fn zone(text: &str) -> Option<UtcOffset> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.get(1..)?.split_at_checked(2)?;
    let (hours, minutes): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
    UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok()
}

/// The form of a `Date` header (RFC 5322 §3.3).
pub(crate) fn header_date(moment: OffsetDateTime) -> String {
    moment.format(&Rfc2822).unwrap_or_default()
}

/// Any other form, written as for `strftime`.
pub(crate) fn formatted(moment: OffsetDateTime, format: &str) -> Option<String> {
    moment
        .format(&format_description::parse_strftime_borrowed(format).ok()?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<String> {
        let now = OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        moment(text, now).map(header_date)
    }

    #[test]
    fn an_age_counts_back_from_now() {
        assert_eq!(date("2h40m").unwrap(), "Mon, 21 Sep 2026 11:33:20 +0000");
        assert_eq!(date("3h +0200").unwrap(), "Mon, 21 Sep 2026 13:13:20 +0200");
    }

    #[test]
    fn a_day_and_an_hour_are_where_the_writer_lives() {
        assert_eq!(date("3d 09:14 +0930").unwrap(), "Fri, 18 Sep 2026 09:14:00 +0930");
        assert_eq!(
            date("+6d 18:30 -0500").unwrap(),
            "Sun, 27 Sep 2026 18:30:00 -0500"
        );
    }

    #[test]
    fn anything_else_is_a_mistake() {
        for text in ["", "yesterday", "3d", "3d 25:00", "5x", "12m CET"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn other_forms_are_free() {
        let now = OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap();
        assert_eq!(formatted(now, "%A, %-d %B").unwrap(), "Monday, 21 September");
    }
}
