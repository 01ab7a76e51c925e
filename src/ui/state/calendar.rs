//! When an event is, for whoever reads of it: from what a clock on its sender's wall shows to the reader's own. It must
//! not know the zones: whoever does is asked.

use crate::ui::state::dates::LocalDay;
use crate::units::UnixMillis;
use crate::wire::{Answer, AttendeeView, CalendarEventView, CalendarMethod, EventStatus, WallTime};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// When something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At this moment, everywhere.
    Moment(UnixMillis),
    /// When a clock shows this: the reader's, or one whose zone nobody knows.
    Wall(WallTime),
    /// On this day.
    Day(WallTime),
}

/// Whether an event takes place no more.
#[must_use]
pub fn is_cancelled(method: CalendarMethod, event: &CalendarEventView) -> bool {
    method == CalendarMethod::Cancel || event.status == EventStatus::Cancelled
}

/// The day that a clock and a calendar on a wall show.
#[must_use]
pub const fn day(wall: WallTime) -> LocalDay {
    LocalDay {
        year: wall.year,
        month: wall.month as u32,
        day: wall.day as u32,
    }
}

/// What a clock shows, as if it hung in Greenwich: for writing it down without moving it.
#[must_use]
pub const fn wall_ms(wall: WallTime) -> UnixMillis {
    let minutes = wall.hour as i64 * 60 + wall.minute as i64;
    UnixMillis(day(wall).number() as i64 * DAY_MS + minutes * MINUTE_MS)
}

/// The moment when a clock shows this, by how far the zone is ahead of Greenwich at any moment. What the clock shows
/// twice is meant the first time; what it never shows is meant as if it had not been changed yet.
pub fn moment(wall: WallTime, ahead_ms: impl Fn(UnixMillis) -> Option<i64>) -> Option<UnixMillis> {
    let shown = wall_ms(wall).0;
    let before = ahead_ms(UnixMillis(shown - DAY_MS))?;
    let after = ahead_ms(UnixMillis(shown + DAY_MS))?;
    let fits = |ahead: i64| {
        let moment = UnixMillis(shown - ahead);
        ahead_ms(moment).filter(|&there| there == ahead).map(|_| moment)
    };
    fits(before)
        .or_else(|| fits(after))
        .or(Some(UnixMillis(shown - before)))
}

/// How many people gave each answer, those who gave none last; nothing where there are too few to count.
#[must_use]
pub fn answers(attendees: &[AttendeeView]) -> Vec<(Answer, usize)> {
    const WORTH_COUNTING: usize = 3;
    if attendees.len() < WORTH_COUNTING {
        return Vec::new();
    }
    let all = [
        Answer::Accepted,
        Answer::Tentative,
        Answer::Declined,
        Answer::Delegated,
        Answer::None,
    ];
    all.into_iter()
        .map(|answer| {
            let same = attendees.iter().filter(|attendee| attendee.answer == answer);
            (answer, same.count())
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{AddressView, AttendeeRole};

    const HOUR_MS: i64 = 60 * MINUTE_MS;

    const fn wall(month: u8, day: u8, hour: u8, minute: u8) -> WallTime {
        WallTime {
            year: 2026,
            month,
            day,
            hour,
            minute,
        }
    }

    /// Berlin in 2026.
    fn berlin(moment: UnixMillis) -> Option<i64> {
        let summer = wall_ms(wall(3, 29, 1, 0))..wall_ms(wall(10, 25, 1, 0));
        Some(if summer.contains(&moment) {
            2 * HOUR_MS
        } else {
            HOUR_MS
        })
    }

    fn ahead(wall: WallTime) -> i64 {
        (wall_ms(wall).0 - moment(wall, berlin).unwrap().0) / HOUR_MS
    }

    #[test]
    fn a_clock_is_read_in_summer_and_in_winter() {
        assert_eq!(ahead(wall(1, 15, 12, 0)), 1);
        assert_eq!(ahead(wall(7, 4, 12, 0)), 2);
        assert_eq!(ahead(wall(3, 29, 1, 59)), 1);
        assert_eq!(ahead(wall(3, 29, 3, 0)), 2);
    }

    #[test]
    fn what_a_clock_shows_twice_is_the_first_time_and_what_it_skips_is_before() {
        assert_eq!(ahead(wall(10, 25, 2, 30)), 2);
        assert_eq!(ahead(wall(3, 29, 2, 30)), 1);
    }

    #[test]
    fn a_zone_that_nobody_knows_gives_no_moment() {
        assert_eq!(moment(wall(5, 4, 10, 0), |_| None), None);
    }

    #[test]
    fn answers_are_counted_where_there_are_several() {
        let person = |answer| AttendeeView {
            person: AddressView {
                name: String::new(),
                address: "a@example.org".into(),
            },
            answer,
            role: AttendeeRole::Required,
        };
        let few = [person(Answer::None), person(Answer::Accepted)];
        assert_eq!(answers(&few), []);
        let some = [Answer::None, Answer::Accepted, Answer::None, Answer::Declined].map(person);
        assert_eq!(
            answers(&some),
            [(Answer::Accepted, 1), (Answer::Declined, 1), (Answer::None, 2)]
        );
    }
}
