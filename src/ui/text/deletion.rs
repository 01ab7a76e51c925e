//! What is said about the copies on a server: what will happen, what would happen next, what has happened.

use super::catalogue::{counted, filled, phrase, said, sentences};
use crate::ui::state::deletion::{Habit, Rule};
use crate::ui::state::figures::size;
use crate::wire::{DeletionPlanView, DeletionPolicyView, DeletionReason, DeletionState, RetentionView};

pub const LEDGER_HASH: &str = "SHA-256";

sentences! {
    copies_there: "Copies on the server",
    copies_legend: "What may be deleted from the server",
    copies_keep: "Keep everything",
    copies_delete: "Delete a message there …",
    copies_rules: "When a message is deleted from the server",
    copies_moot: "The last one is enough: each message then goes at once, and the others make no difference.",
    copies_days: "Days after a message came here",
    copies_megabytes: "Larger than so many megabytes",
    copies_number: "This needs a whole number, such as 14.",
    copies_plan: "What would go",
    copies_saved: "Saved. It counts from the next check on.",
    copies_history: "What was deleted",
    copies_forgetful: "This browser may clear your mail by itself",
    copies_forgetful_lead: "What is deleted from the server would then be gone for good. So nothing is deleted until the browser promises to keep your mail, or you say that you accept this.",
    copies_forgetful_refused: "The browser did not promise it. Some do once the app is installed.",
    copies_agree: "I know that this browser may lose my mail. Delete it from the server all the same.",
    copies_unsettled: "Ask the browser to keep your mail, or tick the box above.",
    facts_retention: "Keeps mail",
    facts_delay: "Pause between checks",
    facts_software: "Server software",
    ledger: "What was deleted from the server",
    ledger_search: "Search by subject or id",
    ledger_empty: "Nothing has been deleted from this server.",
    ledger_none: "Nothing deleted has this in its subject or id.",
    ledger_id: "Id",
    ledger_copy: "Copy the hash of",
}

/// A rule in a few words; they go on from [`copies_delete`].
#[must_use]
pub fn rule(rule: Rule) -> &'static str {
    said(match rule {
        Rule::Days => "some days after it came here",
        Rule::Trashed => "when it is in the trash here",
        Rule::Large => "when it is large",
        Rule::Fetched => "once it has been fetched",
    })
}

/// What will happen to the server's copies, in one sentence.
#[must_use]
pub fn policy(policy: &DeletionPolicyView) -> String {
    let days = policy.after_days.map(|days| self::days(u32::from(days)));
    let limit = policy.larger_than.map(size);
    let sentence = match (policy.after_days, policy.when_trashed, &limit) {
        (Some(0), ..) => said(
            "Each message is deleted from the server once it is safely here; this browser then has the only copy.",
        ),
        (Some(_), false, None) => {
            said("Each message is deleted from the server {days} after it came here; here it stays.")
        }
        (Some(_), true, None) => said(
            "Each message is deleted from the server {days} after it came here, or before that when you put it into the trash here.",
        ),
        (Some(_), false, Some(_)) => said(
            "Each message is deleted from the server {days} after it came here, and one larger than {limit} once it is safely here; here they stay.",
        ),
        (Some(_), true, Some(_)) => said(
            "Each message is deleted from the server {days} after it came here, or before that when you put it into the trash here; one larger than {limit} is deleted once it is safely here.",
        ),
        (None, true, Some(_)) => said(
            "A message that you put into the trash here is deleted from the server at the next check, and one larger than {limit} once it is safely here.",
        ),
        (None, false, Some(_)) => said(
            "A message larger than {limit} is deleted from the server once it is safely here; here it stays.",
        ),
        (None, true, None) => {
            said("A message that you put into the trash here is deleted from the server at the next check.")
        }
        (None, false, None) => said("Everything stays on the server: Restante deletes nothing there."),
    };
    let (days, limit) = (days.unwrap_or_default(), limit.unwrap_or_default());
    filled(sentence, &[("days", &days), ("limit", &limit)])
}

/// "14 days".
fn days(number: u32) -> String {
    counted("1 day", "{count} days", number, &[])
}

/// What the server does by itself, where it matters for what is chosen.
#[must_use]
pub fn habit(habit: Habit) -> Option<String> {
    Some(match habit {
        Habit::None => return None,
        Habit::AtOnce => said(
            "This server may delete a message by itself as soon as it has been fetched, whatever is chosen here.",
        )
        .into(),
        Habit::After(number) => counted(
            "This server keeps mail only 1 day, and then deletes it by itself. What was fetched stays here.",
            "This server keeps mail only {count} days, and then deletes it by itself. What was fetched stays here.",
            number,
            &[],
        ),
        Habit::Before(number) => counted(
            "This server keeps mail only 1 day: it deletes a message by itself before this choice would.",
            "This server keeps mail only {count} days: it deletes a message by itself before this choice would.",
            number,
            &[],
        ),
    })
}

/// How long a server keeps mail.
#[must_use]
pub fn retention(retention: RetentionView) -> String {
    match retention {
        RetentionView::Unlimited => said("without limit").into(),
        RetentionView::Days(0) => said("until it has been fetched").into(),
        RetentionView::Days(number) => days(number),
    }
}

/// "90 seconds", "15 minutes".
#[must_use]
pub fn pause(seconds: u32) -> String {
    match seconds {
        0 => said("none").into(),
        _ if seconds.is_multiple_of(60) => counted("1 minute", "{count} minutes", seconds / 60, &[]),
        _ => counted("1 second", "{count} seconds", seconds, &[]),
    }
}

/// What the next check would delete, in one sentence.
#[must_use]
pub fn plan(plan: &DeletionPlanView) -> String {
    let stay = plan.kept.saturating_add(plan.not_here);
    let staying = match stay {
        0 => said("none stay").to_owned(),
        _ => counted("1 stays", "{count} stay", stay, &[]),
    };
    let fill: &[(&str, &str)] = &[("staying", &staying), ("size", &size(plan.due_octets))];
    match plan.due {
        0 if stay == 0 => said("There is nothing here yet that could be deleted from the server.").into(),
        0 => phrase(
            "At the next check nothing would be deleted from the server; {staying}.",
            fill,
        ),
        due if plan.browser_may_forget => counted(
            "Nothing is deleted yet. Once that is settled, 1 message ({size}) would be deleted from the server; {staying}.",
            "Nothing is deleted yet. Once that is settled, {count} messages ({size}) would be deleted from the server; {staying}.",
            due,
            fill,
        ),
        due => counted(
            "At the next check 1 message ({size}) would be deleted from the server; {staying}.",
            "At the next check {count} messages ({size}) would be deleted from the server; {staying}.",
            due,
            fill,
        ),
    }
}

/// Why the rest would stay.
#[must_use]
pub fn plan_rest(plan: &DeletionPlanView, is_keeping: bool) -> Vec<String> {
    let mut reasons = Vec::new();
    if plan.kept > 0 && !is_keeping {
        reasons.push(counted(
            "1 message: this choice does not reach it, or not yet.",
            "{count} messages: this choice does not reach them, or not yet.",
            plan.kept,
            &[],
        ));
    }
    if plan.not_here > 0 {
        reasons.push(counted(
            "1 message: not fetched as a whole, so the server has the only copy.",
            "{count} messages: not fetched as a whole, so the server has the only copy.",
            plan.not_here,
            &[],
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
    counted(
        "1 message was deleted from the server, and cannot be fetched again.",
        "{count} messages were deleted from the server, and cannot be fetched again.",
        number,
        &[],
    )
}

/// Why a message went.
#[must_use]
pub fn reason(reason: DeletionReason) -> String {
    let plain = match reason {
        DeletionReason::Days(number) if number > 0 => {
            return counted("1 day old here", "{count} days old here", u32::from(number), &[]);
        }
        DeletionReason::LargerThan(limit) => {
            return phrase("larger than {size}", &[("size", &size(limit))]);
        }
        DeletionReason::Days(_) => said("fetched"),
        DeletionReason::Trashed => said("in the trash here"),
        DeletionReason::Asked => said("asked for by you"),
        DeletionReason::WithoutCopy => said("asked for by you, never fetched"),
    };
    plain.into()
}

/// What became of a deletion.
#[must_use]
pub fn deletion_state(state: DeletionState) -> &'static str {
    said(match state {
        DeletionState::Planned => "Planned",
        DeletionState::Asked => "Asked, not confirmed",
        DeletionState::Deleted => "Deleted",
        DeletionState::StillThere => "Still on the server",
    })
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
