//! What is chosen for the copies on a server, while it is being chosen. It must not decide what is deleted: the engine
//! does, by the policy that comes out of here.

use crate::units::Octets;
use crate::wire::{DeletionPolicyView, RetentionView};

/// Which copies on the server may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// None.
    Keep,
    /// Those of messages that have been here for some days.
    Days,
    /// Those of messages in the trash.
    Trashed,
    /// Those of large messages.
    Large,
    /// All that are here.
    Fetched,
}

/// In the order in which they are offered: the more is deleted, the later.
pub const CHOICES: [Choice; 5] = [
    Choice::Keep,
    Choice::Days,
    Choice::Trashed,
    Choice::Large,
    Choice::Fetched,
];

impl Choice {
    /// Its name in `value`; stable.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Days => "days",
            Self::Trashed => "trashed",
            Self::Large => "large",
            Self::Fetched => "fetched",
        }
    }
}

/// The form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// What was chosen.
    pub choice: Choice,
    /// After how many days, as typed.
    pub days: String,
    /// From how many megabytes on, as typed.
    pub megabytes: String,
    /// Somebody has said that the browser may lose the mail.
    pub has_agreed: bool,
}

const DAYS: u16 = 14;
const LONGEST_DAYS: u16 = 3650;
const MEGABYTES: u64 = 10;
const MOST_MEGABYTES: u32 = 10_000;
const MEGABYTE: u64 = 1_000_000;

impl Copies {
    /// The form as it stands for a policy. Where several rules hold, the one that deletes most is shown.
    #[must_use]
    pub fn of(policy: &DeletionPolicyView) -> Self {
        let megabytes = policy
            .larger_than
            .map_or(MEGABYTES, |octets| octets.0.div_ceil(MEGABYTE));
        Self {
            choice: match *policy {
                DeletionPolicyView {
                    after_days: Some(0), ..
                } => Choice::Fetched,
                DeletionPolicyView {
                    after_days: Some(_), ..
                } => Choice::Days,
                DeletionPolicyView {
                    larger_than: Some(_), ..
                } => Choice::Large,
                DeletionPolicyView {
                    when_trashed: true, ..
                } => Choice::Trashed,
                _ => Choice::Keep,
            },
            days: policy
                .after_days
                .filter(|days| *days > 0)
                .unwrap_or(DAYS)
                .to_string(),
            megabytes: megabytes.to_string(),
            has_agreed: policy.although_browser_may_forget,
        }
    }

    /// The policy; `None` where a number is missing or makes no sense.
    #[must_use]
    pub fn policy(&self) -> Option<DeletionPolicyView> {
        let keep = DeletionPolicyView {
            although_browser_may_forget: self.has_agreed && self.choice != Choice::Keep,
            ..DeletionPolicyView::default()
        };
        Some(match self.choice {
            Choice::Keep => keep,
            Choice::Days => DeletionPolicyView {
                after_days: Some(whole(&self.days).filter(|days| (1..=LONGEST_DAYS).contains(days))?),
                ..keep
            },
            Choice::Trashed => DeletionPolicyView {
                when_trashed: true,
                ..keep
            },
            Choice::Large => {
                let megabytes = whole(&self.megabytes).filter(|size| (1..=MOST_MEGABYTES).contains(size))?;
                DeletionPolicyView {
                    larger_than: Some(Octets(u64::from(megabytes) * MEGABYTE)),
                    ..keep
                }
            }
            Choice::Fetched => DeletionPolicyView {
                after_days: Some(0),
                ..keep
            },
        })
    }
}

fn whole<T: std::str::FromStr>(typed: &str) -> Option<T> {
    typed.trim().parse().ok()
}

/// What a server's own habit of deleting means for a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// It deletes nothing by itself, or does not say that it does.
    None,
    /// It deletes what has been fetched, whatever is chosen here.
    AtOnce,
    /// It deletes after so many days what the policy keeps.
    After(u32),
    /// It deletes after so many days, before the policy would.
    Before(u32),
}

/// Compares what a server keeps with what is chosen.
#[must_use]
pub const fn habit(retention: Option<RetentionView>, policy: &DeletionPolicyView) -> Habit {
    match (retention, policy.after_days) {
        (None | Some(RetentionView::Unlimited), _) | (_, Some(0)) => Habit::None,
        (Some(RetentionView::Days(0)), _) => Habit::AtOnce,
        (Some(RetentionView::Days(days)), Some(chosen)) if chosen as u32 >= days => Habit::Before(days),
        (Some(RetentionView::Days(_)), Some(_)) => Habit::None,
        (Some(RetentionView::Days(days)), None) => Habit::After(days),
    }
}

/// How much of a hash is shown in a line.
const SHORT: usize = 8;

/// The beginning of something long, with a mark where it goes on.
#[must_use]
pub fn short(long: &str) -> String {
    let mut shown: String = long.chars().take(SHORT).collect();
    if shown.len() < long.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(after_days: Option<u16>) -> DeletionPolicyView {
        DeletionPolicyView {
            after_days,
            ..DeletionPolicyView::default()
        }
    }

    #[test]
    fn every_choice_is_read_back_from_its_policy() {
        for choice in CHOICES {
            let form = Copies {
                choice,
                has_agreed: choice != Choice::Keep,
                ..Copies::of(&DeletionPolicyView::default())
            };
            let policy = form.policy().unwrap();
            assert_eq!(Copies::of(&policy), form, "{choice:?}");
        }
    }

    #[test]
    fn nothing_is_deleted_unless_it_is_chosen() {
        let form = Copies::of(&DeletionPolicyView::default());
        assert_eq!(form.choice, Choice::Keep);
        assert_eq!(form.policy(), Some(DeletionPolicyView::default()));
    }

    #[test]
    fn keeping_everything_takes_the_agreement_back() {
        let form = Copies {
            choice: Choice::Keep,
            has_agreed: true,
            ..Copies::of(&policy(Some(3)))
        };
        assert_eq!(form.policy(), Some(DeletionPolicyView::default()));
    }

    #[test]
    fn numbers_that_make_no_sense_are_no_policy() {
        for typed in ["", "x", "0", "-1", "1.5", "3651", "99999999"] {
            let form = Copies {
                days: typed.into(),
                ..Copies::of(&policy(Some(3)))
            };
            assert_eq!(form.policy(), None, "{typed}");
        }
        for typed in ["", "0", "10001"] {
            let form = Copies {
                choice: Choice::Large,
                megabytes: typed.into(),
                ..Copies::of(&DeletionPolicyView::default())
            };
            assert_eq!(form.policy(), None, "{typed}");
        }
    }

    #[test]
    fn a_servers_own_habit_is_told_where_it_matters() {
        let days = |days| Some(RetentionView::Days(days));
        let keep = policy(None);
        assert_eq!(habit(None, &keep), Habit::None);
        assert_eq!(habit(Some(RetentionView::Unlimited), &keep), Habit::None);
        assert_eq!(habit(days(0), &keep), Habit::AtOnce);
        assert_eq!(habit(days(0), &policy(Some(14))), Habit::AtOnce);
        assert_eq!(habit(days(30), &keep), Habit::After(30));
        assert_eq!(habit(days(30), &policy(Some(60))), Habit::Before(30));
        assert_eq!(habit(days(30), &policy(Some(14))), Habit::None);
        assert_eq!(habit(days(30), &policy(Some(0))), Habit::None);
    }

    #[test]
    fn hashes_are_cut_where_they_are_only_shown() {
        assert_eq!(short("01234567"), "01234567");
        assert_eq!(short("0123456789abcdef"), "01234567…");
    }
}
