//! Which of the server's copies may go: a pure decision over a row, the account's policy, what the user wants of this
//! message, and the time. It must not know how anything is deleted.

use crate::store::{BodyState, DeletionPolicy, DeletionReason, Folder, SummaryRecord, Will};
use crate::units::UnixMillis;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The rule by which the server's copy of this message may go; `None`: it stays.
///
/// A message that is not here never goes, whatever the policy, unless the user wants exactly that. The first rule that
/// applies is named.
pub(super) fn reason(
    policy: &DeletionPolicy,
    will: Option<Will>,
    row: &SummaryRecord,
    now: UnixMillis,
) -> Option<DeletionReason> {
    if row.body != BodyState::Here {
        return (will == Some(Will::DeleteWithoutCopy)).then_some(DeletionReason::WithoutCopy);
    }
    match will {
        Some(Will::Leave) => return None,
        Some(Will::Delete | Will::DeleteWithoutCopy) => return Some(DeletionReason::Asked),
        Some(Will::Fetch) | None => {}
    }
    let trashed = (policy.when_trashed && row.folder == Folder::Trash).then_some(DeletionReason::Trashed);
    let old = policy
        .after_days
        .filter(|&days| now >= row.arrived_at.plus_ms(i64::from(days) * DAY_MS))
        .map(DeletionReason::Days);
    let large = policy
        .larger_than
        .filter(|&limit| row.octets > limit)
        .map(DeletionReason::LargerThan);
    trashed.or(old).or(large)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MailSummary;
    use crate::units::{MessageId, Octets};

    const ARRIVED: UnixMillis = UnixMillis(1_000_000);

    fn row() -> SummaryRecord {
        SummaryRecord::of_arrival(MessageId(1), Octets(100), ARRIVED, MailSummary::default())
    }

    fn after_days(days: u16) -> DeletionPolicy {
        DeletionPolicy {
            after_days: Some(days),
            ..DeletionPolicy::default()
        }
    }

    #[test]
    fn by_default_nothing_goes() {
        let trashed = SummaryRecord {
            folder: Folder::Trash,
            ..row()
        };
        let late = ARRIVED.plus_ms(1000 * DAY_MS);
        assert_eq!(reason(&DeletionPolicy::default(), None, &trashed, late), None);
    }

    #[test]
    fn days_count_from_when_the_message_came_here() {
        let due = ARRIVED.plus_ms(14 * DAY_MS);
        assert_eq!(reason(&after_days(14), None, &row(), due.plus_ms(-1)), None);
        assert_eq!(
            reason(&after_days(14), None, &row(), due),
            Some(DeletionReason::Days(14))
        );
    }

    #[test]
    fn no_days_mean_at_once() {
        assert_eq!(
            reason(&after_days(0), None, &row(), ARRIVED),
            Some(DeletionReason::Days(0))
        );
    }

    #[test]
    fn a_clock_that_went_back_deletes_nothing() {
        assert_eq!(reason(&after_days(0), None, &row(), ARRIVED.plus_ms(-1)), None);
    }

    #[test]
    fn a_message_that_is_not_here_stays_there() {
        let header = SummaryRecord {
            body: BodyState::Missing,
            folder: Folder::Trash,
            ..row()
        };
        let all = DeletionPolicy {
            after_days: Some(0),
            when_trashed: true,
            larger_than: Some(Octets(0)),
            although_browser_may_forget: true,
        };
        assert_eq!(reason(&all, None, &header, ARRIVED), None);
    }

    #[test]
    fn the_trash_counts_only_where_the_policy_says_so() {
        let policy = DeletionPolicy {
            when_trashed: true,
            ..DeletionPolicy::default()
        };
        assert_eq!(reason(&policy, None, &row(), ARRIVED), None);
        let trashed = SummaryRecord {
            folder: Folder::Trash,
            ..row()
        };
        assert_eq!(
            reason(&policy, None, &trashed, ARRIVED),
            Some(DeletionReason::Trashed)
        );
    }

    #[test]
    fn only_what_is_larger_goes_for_its_size() {
        let policy = |octets| DeletionPolicy {
            larger_than: Some(Octets(octets)),
            ..DeletionPolicy::default()
        };
        assert_eq!(reason(&policy(100), None, &row(), ARRIVED), None);
        assert_eq!(
            reason(&policy(99), None, &row(), ARRIVED),
            Some(DeletionReason::LargerThan(Octets(99)))
        );
    }

    #[test]
    fn what_the_user_wants_of_a_message_beats_the_policy() {
        let by_will = |will| reason(&after_days(0), Some(will), &row(), ARRIVED);
        assert_eq!(by_will(Will::Leave), None);
        assert_eq!(by_will(Will::Fetch), Some(DeletionReason::Days(0)));
        assert_eq!(by_will(Will::Delete), Some(DeletionReason::Asked));
        let kept = reason(&DeletionPolicy::default(), Some(Will::Delete), &row(), ARRIVED);
        assert_eq!(kept, Some(DeletionReason::Asked));
    }

    #[test]
    fn without_a_copy_a_message_goes_only_when_that_was_said() {
        let header = SummaryRecord {
            body: BodyState::Missing,
            ..row()
        };
        let by_will = |will| reason(&after_days(0), Some(will), &header, ARRIVED);
        assert_eq!(by_will(Will::Delete), None);
        assert_eq!(
            by_will(Will::DeleteWithoutCopy),
            Some(DeletionReason::WithoutCopy)
        );
        let here = reason(&after_days(0), Some(Will::DeleteWithoutCopy), &row(), ARRIVED);
        assert_eq!(
            here,
            Some(DeletionReason::Asked),
            "there is a copy, and it is looked at"
        );
    }
}
