//! What a run fetches, and in which order: a pure decision over what the server lists and what is known here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::store::{SeenKey, SeenMark, SeenState, SkipReason};
use crate::units::{MessageId, MessageNumber, Octets, Uidl};

/// One line of the server's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) number: MessageNumber,
    /// `None`: the server has no id for it, or gives its id to others too. What it says has to tell who it is.
    pub(super) key: Option<SeenKey>,
    /// What `LIST` says; 0 where it said nothing.
    pub(super) octets: Octets,
}

/// What a run does, newest first in each part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Headers to fetch ahead, so that the list fills at once.
    pub(super) previews: Vec<Listed>,
    /// Messages to fetch whole.
    pub(super) fetches: Vec<Listed>,
    /// So many of them, the first ones, were asked for.
    pub(super) asked_for: usize,
    /// Messages too large to fetch without asking, not yet marked as such.
    pub(super) too_large: Vec<Listed>,
}

impl Plan {
    /// What this run wants to receive, as the server counts.
    pub(super) fn octets(&self) -> Octets {
        Octets(
            self.fetches
                .iter()
                .map(|listed| listed.octets.0)
                .fold(0, u64::saturating_add),
        )
    }
}

/// The limits that shape a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlanLimits {
    /// Fewer new messages than this come so fast that headers ahead would only delay them.
    pub(super) preview_from: usize,
    /// Larger messages wait until the user asks for them.
    pub(super) max_octets: Octets,
    /// Larger messages wait although the user asked for them.
    pub(super) max_asked: Octets,
}

/// Pairs the server's ids with its sizes, by message number. A message that is in one list only is there all the same.
pub(super) fn pair(uidls: &[(MessageNumber, Uidl)], sizes: &BTreeMap<MessageNumber, Octets>) -> Vec<Listed> {
    let mut ids: BTreeMap<MessageNumber, Option<&Uidl>> =
        sizes.keys().map(|number| (*number, None)).collect();
    let mut times: HashMap<&Uidl, u32> = HashMap::new();
    for (number, uidl) in uidls {
        // A line that comes again says nothing new; two ids for one message are none.
        let known = ids.entry(*number).or_default();
        if *known != Some(uidl) {
            *times.entry(uidl).or_default() += 1;
            *known = Some(uidl);
        }
    }
    ids.into_iter()
        .map(|(number, uidl)| Listed {
            number,
            key: uidl
                .filter(|uidl| times.get(uidl) == Some(&1))
                .map(|uidl| SeenKey {
                    uidl: uidl.clone(),
                    occurrence: 0,
                }),
            octets: sizes.get(&number).copied().unwrap_or_default(),
        })
        .collect()
}

/// What to do about a server's list. `first` are messages that the user asked for: they come first, however large.
pub(super) fn plan(listed: Vec<Listed>, seen: &[SeenMark], first: &[MessageId], limits: PlanLimits) -> Plan {
    let seen: HashMap<&SeenKey, &SeenMark> = seen.iter().map(|mark| (&mark.key, mark)).collect();
    let first: HashSet<MessageId> = first.iter().copied().collect();
    let mut plan = Plan::default();
    let mut asked_for = Vec::new();
    let mut refused = Vec::new();
    for listed in listed.into_iter().rev() {
        let mark = listed.key.as_ref().and_then(|key| seen.get(key)).copied();
        let asked = mark.is_some_and(|mark| first.contains(&mark.message));
        match mark.map(|mark| mark.state) {
            Some(SeenState::Fetched) => {}
            _ if asked && listed.octets > limits.max_asked => plan.too_large.push(listed),
            _ if asked => asked_for.push(listed),
            Some(SeenState::Skipped(SkipReason::TooLarge)) if listed.octets > limits.max_octets => {}
            Some(SeenState::Skipped(SkipReason::LargerThanSaid)) => {}
            // What could not be had last time keeps nobody waiting this time.
            Some(SeenState::Skipped(SkipReason::Refused)) if listed.octets <= limits.max_octets => {
                refused.push(listed);
            }
            state => {
                // A row needs a name.
                if state.is_none() && (listed.key.is_some() || listed.octets > limits.max_octets) {
                    plan.previews.push(listed.clone());
                }
                if listed.octets > limits.max_octets {
                    plan.too_large.push(listed);
                } else {
                    plan.fetches.push(listed);
                }
            }
        }
    }
    if plan.fetches.len() < limits.preview_from {
        // Only what will not be fetched needs its header.
        plan.previews.retain(|preview| plan.too_large.contains(preview));
    }
    plan.asked_for = asked_for.len();
    asked_for.append(&mut plan.fetches);
    asked_for.append(&mut refused);
    plan.fetches = asked_for;
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PlanLimits = PlanLimits {
        preview_from: 3,
        max_octets: Octets(1000),
        max_asked: Octets(9000),
    };

    fn number(n: u32) -> MessageNumber {
        MessageNumber::new(n).unwrap()
    }

    fn listed(n: u32, uidl: &str, octets: u64) -> Listed {
        let uidl = Uidl::new(uidl.as_bytes()).unwrap();
        Listed {
            number: number(n),
            key: Some(SeenKey { uidl, occurrence: 0 }),
            octets: Octets(octets),
        }
    }

    fn mark(uidl: &str, message: u32, state: SeenState) -> SeenMark {
        SeenMark {
            key: SeenKey {
                uidl: Uidl::new(uidl.as_bytes()).unwrap(),
                occurrence: 0,
            },
            message: MessageId(message),
            state,
        }
    }

    fn numbers(part: &[Listed]) -> Vec<u32> {
        part.iter().map(|listed| listed.number.value()).collect()
    }

    #[test]
    fn new_messages_are_fetched_newest_first() {
        let plan = plan(vec![listed(1, "a", 1), listed(2, "b", 1)], &[], &[], LIMITS);
        assert_eq!(numbers(&plan.fetches), [2, 1]);
        assert!(plan.previews.is_empty(), "two messages need no previews");
    }

    #[test]
    fn many_new_messages_are_previewed_first() {
        let list = vec![listed(1, "a", 1), listed(2, "b", 1), listed(3, "c", 1)];
        let plan = plan(list, &[], &[], LIMITS);
        assert_eq!(numbers(&plan.previews), [3, 2, 1]);
        assert_eq!(numbers(&plan.fetches), [3, 2, 1]);
    }

    #[test]
    fn what_is_here_is_left_alone_and_what_is_previewed_is_not_previewed_again() {
        let list = vec![
            listed(1, "a", 1),
            listed(2, "b", 1),
            listed(3, "c", 1),
            listed(4, "d", 1),
        ];
        let seen = [
            mark("a", 0, SeenState::Fetched),
            mark("c", 1, SeenState::Previewed),
        ];
        let plan = plan(list, &seen, &[], LIMITS);
        assert_eq!(numbers(&plan.fetches), [4, 3, 2]);
        assert_eq!(numbers(&plan.previews), [4, 2]);
    }

    #[test]
    fn a_message_too_large_gets_its_row_and_waits() {
        let plan = plan(vec![listed(1, "a", 5000), listed(2, "b", 10)], &[], &[], LIMITS);
        assert_eq!(numbers(&plan.fetches), [2]);
        assert_eq!(numbers(&plan.previews), [1]);
        assert_eq!(numbers(&plan.too_large), [1]);
    }

    #[test]
    fn a_message_known_to_be_too_large_is_not_mentioned_again() {
        let seen = [mark("a", 0, SeenState::Skipped(SkipReason::TooLarge))];
        assert_eq!(
            plan(vec![listed(1, "a", 5000)], &seen, &[], LIMITS),
            Plan::default()
        );
    }

    #[test]
    fn a_message_that_the_user_asks_for_comes_first_however_large() {
        let seen = [mark("a", 9, SeenState::Skipped(SkipReason::TooLarge))];
        let plan = plan(
            vec![listed(1, "a", 5000), listed(2, "b", 10)],
            &seen,
            &[MessageId(9)],
            LIMITS,
        );
        assert_eq!(numbers(&plan.fetches), [1, 2]);
        assert_eq!(plan.asked_for, 1);
    }

    #[test]
    fn a_message_that_nothing_could_hold_waits_whoever_asks() {
        let seen = [mark("a", 9, SeenState::Skipped(SkipReason::TooLarge))];
        let plan = plan(vec![listed(1, "a", 9001)], &seen, &[MessageId(9)], LIMITS);
        assert_eq!(
            (numbers(&plan.fetches), numbers(&plan.too_large)),
            (vec![], vec![1])
        );
    }

    #[test]
    fn a_message_that_went_on_beyond_its_size_is_not_tried_again_unasked() {
        let seen = [mark("a", 9, SeenState::Skipped(SkipReason::LargerThanSaid))];
        let list = || vec![listed(1, "a", 5)];
        assert_eq!(plan(list(), &seen, &[], LIMITS), Plan::default());
        let asked = plan(list(), &seen, &[MessageId(9)], LIMITS);
        assert_eq!(numbers(&asked.fetches), [1]);
    }

    #[test]
    fn a_refused_message_is_tried_again_behind_all_others() {
        let seen = [mark("b", 0, SeenState::Skipped(SkipReason::Refused))];
        let list = vec![listed(1, "a", 5), listed(2, "b", 5), listed(3, "c", 5)];
        assert_eq!(numbers(&plan(list, &seen, &[], LIMITS).fetches), [3, 1, 2]);
    }

    #[test]
    fn an_empty_list_wants_nothing_and_forgets_nothing() {
        let seen = [mark("a", 0, SeenState::Fetched)];
        assert_eq!(plan(Vec::new(), &seen, &[], LIMITS), Plan::default());
    }

    fn paired(uidls: &[(u32, &str)], sizes: &[(u32, u64)]) -> Vec<Listed> {
        let uidl = |text: &str| Uidl::new(text.as_bytes()).unwrap();
        let sizes = sizes.iter().map(|(n, octets)| (number(*n), Octets(*octets)));
        let uidls: Vec<_> = uidls.iter().map(|(n, text)| (number(*n), uidl(text))).collect();
        pair(&uidls, &sizes.collect())
    }

    #[test]
    fn an_id_that_a_server_gives_twice_names_nobody() {
        let pairs = paired(&[(1, "x"), (2, "x"), (3, "y")], &[(2, 7)]);
        assert_eq!((&pairs[0].key, &pairs[1].key), (&None, &None));
        assert_eq!(pairs[2], listed(3, "y", 0));
        assert_eq!((pairs[0].octets, pairs[1].octets), (Octets(0), Octets(7)));
    }

    #[test]
    fn a_message_without_an_id_is_there_all_the_same() {
        let pairs = paired(&[(2, "b")], &[(1, 5), (2, 6), (3, 7)]);
        assert_eq!(numbers(&pairs), [1, 2, 3]);
        assert_eq!(pairs[1], listed(2, "b", 6));
        assert_eq!((&pairs[0].key, &pairs[2].key), (&None, &None));
    }

    #[test]
    fn a_line_that_comes_twice_is_one_message() {
        assert_eq!(paired(&[(1, "a"), (1, "a")], &[]), [listed(1, "a", 0)]);
    }

    #[test]
    fn a_message_with_no_id_is_fetched_and_not_previewed() {
        let nobody = Listed {
            key: None,
            ..listed(4, "d", 1)
        };
        let list = vec![listed(1, "a", 1), listed(2, "b", 1), listed(3, "c", 1), nobody];
        let plan = plan(list, &[], &[], LIMITS);
        assert_eq!(numbers(&plan.previews), [3, 2, 1]);
        assert_eq!(numbers(&plan.fetches), [4, 3, 2, 1]);
    }
}
