//! What is chosen for the copies on a server, while it is being chosen. It must not decide what is deleted: the engine
//! does, by the policy that comes out of here.

use crate::units::Octets;
use crate::wire::{DeletionPolicyView, RetentionView};

/// When a copy on the server may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Its message has been here for some days.
    Days,
    /// Its message is in the trash.
    Trashed,
    /// Its message is large.
    Large,
    /// Its message is here.
    Fetched,
}

/// In the order in which they are offered: the more is deleted, the later.
pub const RULES: [Rule; 4] = [Rule::Days, Rule::Trashed, Rule::Large, Rule::Fetched];

impl Rule {
    /// Its name in `data-testid`; stable.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Trashed => "trashed",
            Self::Large => "large",
            Self::Fetched => "fetched",
        }
    }
}

/// The form: everything stays on the server, or goes when one of the chosen rules says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    /// The rules that were chosen, each once, in the order in which they are offered; none: everything stays.
    chosen: Vec<Rule>,
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
    /// The form as it stands for a policy.
    #[must_use]
    pub fn of(policy: &DeletionPolicyView) -> Self {
        let days = policy.after_days.filter(|days| *days > 0);
        let megabytes = policy
            .larger_than
            .map_or(MEGABYTES, |octets| octets.0.div_ceil(MEGABYTE));
        let holds = |rule: &Rule| match rule {
            Rule::Days => days.is_some(),
            Rule::Trashed => policy.when_trashed,
            Rule::Large => policy.larger_than.is_some(),
            Rule::Fetched => policy.after_days == Some(0),
        };
        Self {
            chosen: RULES.into_iter().filter(holds).collect(),
            days: days.unwrap_or(DAYS).to_string(),
            megabytes: megabytes.to_string(),
            has_agreed: policy.although_browser_may_forget,
        }
    }

    /// Whether everything stays.
    #[must_use]
    pub const fn keeps_all(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Everything stays.
    pub fn keep_all(&mut self) {
        self.chosen.clear();
    }

    /// Something goes: where nothing was to go, the rule that leaves most time.
    pub fn begin(&mut self) {
        if self.chosen.is_empty() {
            self.chosen.push(Rule::Days);
        }
    }

    /// Whether a rule was chosen.
    #[must_use]
    pub fn has(&self, rule: Rule) -> bool {
        self.chosen.contains(&rule)
    }

    /// Adds a rule, or takes it out.
    pub fn choose(&mut self, rule: Rule, is_chosen: bool) {
        self.chosen.retain(|chosen| *chosen != rule);
        if is_chosen {
            self.chosen.push(rule);
            self.chosen.sort_unstable();
        }
    }

    /// Whether a chosen rule makes no difference, because what has been fetched goes at once.
    #[must_use]
    pub fn is_moot(&self, rule: Rule) -> bool {
        rule != Rule::Fetched && self.has(rule) && self.has(Rule::Fetched)
    }

    /// Whether the number of a chosen rule is missing or makes no sense. A rule that makes no difference needs none.
    #[must_use]
    pub fn is_wrong(&self, rule: Rule) -> bool {
        let is_number = match rule {
            Rule::Days => self.number_of_days().is_some(),
            Rule::Large => self.octets().is_some(),
            Rule::Trashed | Rule::Fetched => true,
        };
        self.has(rule) && !self.is_moot(rule) && !is_number
    }

    /// The first rule whose number is wrong.
    #[must_use]
    pub fn first_wrong(&self) -> Option<Rule> {
        RULES.into_iter().find(|rule| self.is_wrong(*rule))
    }

    /// The policy; `None` where a number is missing or makes no sense.
    #[must_use]
    pub fn policy(&self) -> Option<DeletionPolicyView> {
        if self.first_wrong().is_some() {
            return None;
        }
        let days = self.number_of_days().filter(|_| self.has(Rule::Days));
        let fetched = self.has(Rule::Fetched).then_some(0);
        Some(DeletionPolicyView {
            after_days: fetched.or(days),
            when_trashed: self.has(Rule::Trashed),
            larger_than: self.octets().filter(|_| self.has(Rule::Large)),
            although_browser_may_forget: self.has_agreed && !self.keeps_all(),
        })
    }

    fn number_of_days(&self) -> Option<u16> {
        whole(&self.days).filter(|days| (1..=LONGEST_DAYS).contains(days))
    }

    fn octets(&self) -> Option<Octets> {
        let megabytes = whole(&self.megabytes).filter(|size| (1..=MOST_MEGABYTES).contains(size))?;
        Some(Octets(u64::from(megabytes) * MEGABYTE))
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

    fn form(rules: &[Rule]) -> Copies {
        let mut form = Copies::of(&DeletionPolicyView::default());
        for rule in rules {
            form.choose(*rule, true);
        }
        form
    }

    /// Every set of rules.
    fn sets() -> impl Iterator<Item = Vec<Rule>> {
        (0..1 << RULES.len()).map(|set: usize| {
            let is_in = |at: &usize| set & (1 << at) != 0;
            (0..RULES.len()).filter(is_in).map(|at| RULES[at]).collect()
        })
    }

    #[test]
    fn every_combination_is_read_back_from_its_policy() {
        for rules in sets() {
            let form = Copies {
                has_agreed: !rules.is_empty(),
                ..form(&rules)
            };
            let policy = form.policy().unwrap();
            let read = Copies::of(&policy);
            assert_eq!(read.policy(), Some(policy), "{rules:?}");
            // Days do not count beside what goes at once, and are not kept.
            let is_kept = |rule: &Rule| *rule != Rule::Days || !rules.contains(&Rule::Fetched);
            let kept: Vec<Rule> = rules.iter().copied().filter(is_kept).collect();
            assert_eq!(read.chosen, kept, "{rules:?}");
        }
    }

    #[test]
    fn a_policy_of_several_rules_keeps_them_all() {
        let policy = DeletionPolicyView {
            after_days: Some(30),
            when_trashed: true,
            larger_than: Some(Octets(5 * MEGABYTE)),
            although_browser_may_forget: true,
        };
        let mut form = Copies::of(&policy);
        assert_eq!(form.policy(), Some(policy));
        form.choose(Rule::Large, false);
        let less = DeletionPolicyView {
            larger_than: None,
            ..policy
        };
        assert_eq!(form.policy(), Some(less), "taking one out leaves the others");
    }

    #[test]
    fn nothing_is_deleted_unless_it_is_chosen() {
        let form = form(&[]);
        assert!(form.keeps_all());
        assert_eq!(form.policy(), Some(DeletionPolicyView::default()));
    }

    #[test]
    fn keeping_everything_takes_rules_and_agreement_back() {
        let mut form = Copies {
            has_agreed: true,
            ..form(&RULES)
        };
        form.keep_all();
        assert_eq!(form.policy(), Some(DeletionPolicyView::default()));
    }

    #[test]
    fn taking_the_last_rule_out_keeps_everything() {
        let mut form = form(&[Rule::Trashed]);
        form.choose(Rule::Trashed, false);
        assert!(form.keeps_all());
    }

    #[test]
    fn who_wants_something_deleted_starts_with_the_rule_that_leaves_most_time() {
        let mut new = form(&[]);
        new.begin();
        assert_eq!(new, form(&[Rule::Days]));
        let mut some = form(&[Rule::Large]);
        some.begin();
        assert_eq!(some, form(&[Rule::Large]), "what was chosen stays");
    }

    #[test]
    fn a_rule_that_is_chosen_twice_is_chosen_once() {
        assert_eq!(
            form(&[Rule::Large, Rule::Days, Rule::Large]).chosen,
            [Rule::Days, Rule::Large]
        );
    }

    #[test]
    fn beside_what_goes_at_once_the_others_are_moot_and_need_no_number() {
        let mut form = Copies {
            days: "some".into(),
            ..form(&[Rule::Days, Rule::Trashed])
        };
        assert!(form.is_wrong(Rule::Days));
        form.choose(Rule::Fetched, true);
        assert!(form.is_moot(Rule::Days) && form.is_moot(Rule::Trashed));
        assert!(!form.is_moot(Rule::Large), "nobody chose it");
        assert!(!form.is_moot(Rule::Fetched) && !form.is_wrong(Rule::Days));
        assert_eq!(form.policy().unwrap().after_days, Some(0));
    }

    #[test]
    fn numbers_that_make_no_sense_are_no_policy() {
        for typed in ["", "x", "0", "-1", "1.5", "3651", "99999999"] {
            let form = Copies {
                days: typed.into(),
                ..form(&[Rule::Days, Rule::Trashed])
            };
            assert_eq!(
                (form.policy(), form.is_wrong(Rule::Days)),
                (None, true),
                "{typed}"
            );
        }
        for typed in ["", "0", "10001"] {
            let form = Copies {
                megabytes: typed.into(),
                ..form(&[Rule::Large])
            };
            assert_eq!(
                (form.policy(), form.is_wrong(Rule::Large)),
                (None, true),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_number_of_a_rule_that_is_not_chosen_does_not_count() {
        let form = Copies {
            days: "some".into(),
            ..form(&[Rule::Trashed])
        };
        assert!(form.policy().is_some());
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
