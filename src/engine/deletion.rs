//! Which of the server's copies may go: a pure decision over a row, the account's policy and the time. It must not know
//! how anything is deleted.

use crate::store::{BodyState, DeletionPolicy, DeletionReason, Folder, SummaryRecord};
use crate::units::UnixMillis;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The rule by which the server's copy of this message may go; `None`: it stays.
///
/// A message that is not here never goes, whatever the policy. The first rule that applies is named.
pub(super) fn reason(
    policy: &DeletionPolicy,
    row: &SummaryRecord,
    now: UnixMillis,
) -> Option<DeletionReason> {
    if row.body != BodyState::Here {
        return None;
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
        assert_eq!(reason(&DeletionPolicy::default(), &trashed, late), None);
    }

    #[test]
    fn days_count_from_when_the_message_came_here() {
        let due = ARRIVED.plus_ms(14 * DAY_MS);
        assert_eq!(reason(&after_days(14), &row(), due.plus_ms(-1)), None);
        assert_eq!(
            reason(&after_days(14), &row(), due),
            Some(DeletionReason::Days(14))
        );
    }

    #[test]
    fn no_days_mean_at_once() {
        assert_eq!(
            reason(&after_days(0), &row(), ARRIVED),
            Some(DeletionReason::Days(0))
        );
    }

    #[test]
    fn a_clock_that_went_back_deletes_nothing() {
        assert_eq!(reason(&after_days(0), &row(), ARRIVED.plus_ms(-1)), None);
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
        assert_eq!(reason(&all, &header, ARRIVED), None);
    }

    #[test]
    fn the_trash_counts_only_where_the_policy_says_so() {
        let policy = DeletionPolicy {
            when_trashed: true,
            ..DeletionPolicy::default()
        };
        assert_eq!(reason(&policy, &row(), ARRIVED), None);
        let trashed = SummaryRecord {
            folder: Folder::Trash,
            ..row()
        };
        assert_eq!(reason(&policy, &trashed, ARRIVED), Some(DeletionReason::Trashed));
    }

    #[test]
    fn only_what_is_larger_goes_for_its_size() {
        let policy = |octets| DeletionPolicy {
            larger_than: Some(Octets(octets)),
            ..DeletionPolicy::default()
        };
        assert_eq!(reason(&policy(100), &row(), ARRIVED), None);
        assert_eq!(
            reason(&policy(99), &row(), ARRIVED),
            Some(DeletionReason::LargerThan(Octets(99)))
        );
    }
}
