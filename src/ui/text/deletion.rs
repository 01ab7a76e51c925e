//! What is said about the copies on a server: what will happen, what would happen next, what has happened.

use crate::ui::state::deletion::{Habit, Rule};
use crate::ui::state::figures::{count, size};
use crate::wire::{DeletionPlanView, DeletionPolicyView, DeletionReason, DeletionState, RetentionView};

pub const COPIES: &str = "Copies on the server";
pub const COPIES_LEGEND: &str = "What may be deleted from the server";
pub const COPIES_KEEP: &str = "Keep everything";
pub const COPIES_DELETE: &str = "Delete a message there …";
pub const COPIES_RULES: &str = "When a message is deleted from the server";
pub const COPIES_MOOT: &str =
    "The last one is enough: each message then goes at once, and the others make no difference.";
pub const COPIES_DAYS: &str = "Days after a message came here";
pub const COPIES_MEGABYTES: &str = "Larger than so many megabytes";
pub const COPIES_NUMBER: &str = "This needs a whole number, such as 14.";
pub const COPIES_PLAN: &str = "What would go";
pub const COPIES_SAVED: &str = "Saved. It counts from the next check on.";
pub const COPIES_HISTORY: &str = "What was deleted";
pub const COPIES_FORGETFUL: &str = "This browser may clear your mail by itself";
pub const COPIES_FORGETFUL_LEAD: &str = "What is deleted from the server would then be gone for good. So nothing is deleted until the browser promises to keep your mail, or you say that you accept this.";
pub const COPIES_FORGETFUL_REFUSED: &str =
    "The browser did not promise it. Some do once the app is installed.";
pub const COPIES_AGREE: &str =
    "I know that this browser may lose my mail. Delete it from the server all the same.";
pub const COPIES_UNSETTLED: &str = "Ask the browser to keep your mail, or tick the box above.";
pub const FACTS_RETENTION: &str = "Keeps mail";
pub const FACTS_DELAY: &str = "Pause between checks";
pub const FACTS_SOFTWARE: &str = "Server software";
pub const LEDGER: &str = "What was deleted from the server";
pub const LEDGER_SEARCH: &str = "Search by subject or id";
pub const LEDGER_EMPTY: &str = "Nothing has been deleted from this server.";
pub const LEDGER_NONE: &str = "Nothing deleted has this in its subject or id.";
pub const LEDGER_ID: &str = "Id";
pub const LEDGER_HASH: &str = "SHA-256";
pub const LEDGER_COPY: &str = "Copy the hash of";

/// A rule in a few words; they go on from [`COPIES_DELETE`].
#[must_use]
pub const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Days => "some days after it came here",
        Rule::Trashed => "when it is in the trash here",
        Rule::Large => "when it is large",
        Rule::Fetched => "once it has been fetched",
    }
}

/// What will happen to the server's copies, in one sentence.
#[must_use]
pub fn policy(policy: &DeletionPolicyView) -> String {
    let days = policy.after_days.map(|days| self::days(u32::from(days)));
    let limit = policy.larger_than.map(size);
    match (policy.after_days, days, policy.when_trashed, limit) {
        (Some(0), ..) => {
            "Each message is deleted from the server once it is safely here; this browser then has the only copy.".into()
        }
        (_, Some(days), false, None) => {
            format!("Each message is deleted from the server {days} after it came here; here it stays.")
        }
        (_, Some(days), true, None) => format!(
            "Each message is deleted from the server {days} after it came here, or before that when you put it into the trash here."
        ),
        (_, Some(days), false, Some(limit)) => format!(
            "Each message is deleted from the server {days} after it came here, and one larger than {limit} once it is safely here; here they stay."
        ),
        (_, Some(days), true, Some(limit)) => format!(
            "Each message is deleted from the server {days} after it came here, or before that when you put it into the trash here; one larger than {limit} is deleted once it is safely here."
        ),
        (_, None, true, Some(limit)) => format!(
            "A message that you put into the trash here is deleted from the server at the next check, and one larger than {limit} once it is safely here."
        ),
        (_, None, false, Some(limit)) => {
            format!("A message larger than {limit} is deleted from the server once it is safely here; here it stays.")
        }
        (_, None, true, None) => {
            "A message that you put into the trash here is deleted from the server at the next check.".into()
        }
        (_, None, false, None) => "Everything stays on the server: Restante deletes nothing there.".into(),
    }
}

fn days(number: u32) -> String {
    if number == 1 {
        "1 day".into()
    } else {
        format!("{} days", count(number))
    }
}

/// What the server does by itself, where it matters for what is chosen.
#[must_use]
pub fn habit(habit: Habit) -> Option<String> {
    match habit {
        Habit::None => None,
        Habit::AtOnce => {
            Some("This server may delete a message by itself as soon as it has been fetched, whatever is chosen here.".into())
        }
        Habit::After(number) => Some(format!(
            "This server keeps mail only {}, and then deletes it by itself. What was fetched stays here.",
            days(number)
        )),
        Habit::Before(number) => Some(format!(
            "This server keeps mail only {}: it deletes a message by itself before this choice would.",
            days(number)
        )),
    }
}

/// How long a server keeps mail.
#[must_use]
pub fn retention(retention: RetentionView) -> String {
    match retention {
        RetentionView::Unlimited => "without limit".into(),
        RetentionView::Days(0) => "until it has been fetched".into(),
        RetentionView::Days(number) => days(number),
    }
}

/// "90 seconds", "15 minutes".
#[must_use]
pub fn pause(seconds: u32) -> String {
    match seconds {
        0 => "none".into(),
        1 => "1 second".into(),
        60 => "1 minute".into(),
        _ if seconds.is_multiple_of(60) => format!("{} minutes", count(seconds / 60)),
        _ => format!("{} seconds", count(seconds)),
    }
}

/// What the next check would delete, in one sentence.
#[must_use]
pub fn plan(plan: &DeletionPlanView) -> String {
    let stay = plan.kept.saturating_add(plan.not_here);
    let staying = match stay {
        0 => "none stay".into(),
        1 => "1 stays".into(),
        _ => format!("{} stay", count(stay)),
    };
    match plan.due {
        0 if stay == 0 => "There is nothing here yet that could be deleted from the server.".into(),
        0 => format!("At the next check nothing would be deleted from the server; {staying}."),
        due if plan.browser_may_forget => format!(
            "Nothing is deleted yet. Once that is settled, {} ({}) would be deleted from the server; {staying}.",
            super::messages(due),
            size(plan.due_octets)
        ),
        due => format!(
            "At the next check {} ({}) would be deleted from the server; {staying}.",
            super::messages(due),
            size(plan.due_octets)
        ),
    }
}

/// Why the rest would stay.
#[must_use]
pub fn plan_rest(plan: &DeletionPlanView, is_keeping: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    if plan.kept > 0 && !is_keeping {
        reasons.push(format!(
            "{}: this choice does not reach them, or not yet.",
            super::messages(plan.kept)
        ));
    }
    if plan.not_here > 0 {
        reasons.push(format!(
            "{}: not fetched as a whole, so the server has the only copy.",
            super::messages(plan.not_here)
        ));
    }
    reasons
}

/// "and 40 more".
#[must_use]
pub fn plan_more(number: usize) -> String {
    super::more_people(number)
}

/// Before an account is removed from this browser.
#[must_use]
pub fn only_here(number: u32) -> String {
    let verb = if number == 1 { "was" } else { "were" };
    format!(
        "{} {verb} deleted from the server, and cannot be fetched again.",
        super::messages(number)
    )
}

/// Why a message went.
#[must_use]
pub fn reason(reason: DeletionReason) -> String {
    match reason {
        DeletionReason::Days(0) => "fetched".into(),
        DeletionReason::Days(number) => format!("{} old here", days(u32::from(number))),
        DeletionReason::Trashed => "in the trash here".into(),
        DeletionReason::Asked => "asked for by you".into(),
        DeletionReason::WithoutCopy => "asked for by you, never fetched".into(),
        DeletionReason::LargerThan(limit) => format!("larger than {}", size(limit)),
    }
}

/// What became of a deletion.
#[must_use]
pub const fn deletion_state(state: DeletionState) -> &'static str {
    match state {
        DeletionState::Planned => "Planned",
        DeletionState::Asked => "Asked, not confirmed",
        DeletionState::Deleted => "Deleted",
        DeletionState::StillThere => "Still on the server",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Octets;

    fn keep() -> DeletionPolicyView {
        DeletionPolicyView::default()
    }

    #[test]
    fn a_policy_is_one_sentence() {
        let after = |days| DeletionPolicyView {
            after_days: Some(days),
            ..keep()
        };
        assert_eq!(
            policy(&keep()),
            "Everything stays on the server: Restante deletes nothing there."
        );
        assert_eq!(
            policy(&after(14)),
            "Each message is deleted from the server 14 days after it came here; here it stays."
        );
        assert_eq!(
            policy(&after(1)),
            "Each message is deleted from the server 1 day after it came here; here it stays."
        );
        assert!(policy(&after(0)).contains("only copy"));
        let large = DeletionPolicyView {
            larger_than: Some(Octets(10_000_000)),
            ..keep()
        };
        assert!(policy(&large).contains("larger than 10 MB"));
    }

    #[test]
    fn a_policy_of_several_rules_names_each() {
        for (after_days, when_trashed, larger_than) in [
            (Some(14), true, None),
            (Some(14), false, Some(Octets(10_000_000))),
            (Some(14), true, Some(Octets(10_000_000))),
            (None, true, Some(Octets(10_000_000))),
        ] {
            let sentence = policy(&DeletionPolicyView {
                after_days,
                when_trashed,
                larger_than,
                ..keep()
            });
            assert_eq!(
                sentence.contains("14 days after"),
                after_days.is_some(),
                "{sentence}"
            );
            assert_eq!(sentence.contains("the trash"), when_trashed, "{sentence}");
            assert_eq!(
                sentence.contains("larger than 10 MB"),
                larger_than.is_some(),
                "{sentence}"
            );
        }
    }

    #[test]
    fn what_goes_at_once_needs_no_other_rule() {
        let all = DeletionPolicyView {
            after_days: Some(0),
            when_trashed: true,
            larger_than: Some(Octets(1)),
            ..keep()
        };
        let alone = DeletionPolicyView {
            after_days: Some(0),
            ..keep()
        };
        assert_eq!(policy(&all), policy(&alone));
    }

    #[test]
    fn a_plan_says_what_goes_and_what_stays() {
        let whole = DeletionPlanView {
            due: 12,
            due_octets: Octets(3_400_000),
            kept: 280,
            not_here: 8,
            ..DeletionPlanView::default()
        };
        assert_eq!(
            plan(&whole),
            "At the next check 12 messages (3.4 MB) would be deleted from the server; 288 stay."
        );
        assert_eq!(plan_rest(&whole, false).len(), 2);
        let none = DeletionPlanView {
            kept: 1,
            ..DeletionPlanView::default()
        };
        assert_eq!(
            plan(&none),
            "At the next check nothing would be deleted from the server; 1 stays."
        );
        assert_eq!(plan_rest(&none, true), Vec::<String>::new());
        let unsettled = DeletionPlanView {
            browser_may_forget: true,
            ..whole
        };
        assert!(plan(&unsettled).starts_with("Nothing is deleted yet."));
        let all = DeletionPlanView {
            due: 1,
            due_octets: Octets(900),
            ..DeletionPlanView::default()
        };
        assert_eq!(
            plan(&all),
            "At the next check 1 message (900 bytes) would be deleted from the server; none stay."
        );
    }

    #[test]
    fn pauses_are_said_in_minutes_where_they_are_whole() {
        assert_eq!(pause(900), "15 minutes");
        assert_eq!(pause(90), "90 seconds");
        assert_eq!(pause(60), "1 minute");
    }
}
