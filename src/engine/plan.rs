//! What a run fetches, and in which order: a pure decision over what the server lists and what is known here.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::store::{SeenKey, SeenMark, SeenState, SkipReason, Will, Wishes};
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
    /// Headers to fetch of messages that do not follow.
    pub(super) headers: Vec<Listed>,
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
    /// Of no message more than the header comes by itself.
    pub(super) headers_only: bool,
    /// Of larger messages no more than the header comes by itself.
    pub(super) largest: Octets,
    /// So many messages or headers come by themselves, the newest; the others next time.
    pub(super) most: usize,
}

impl PlanLimits {
    const fn wants_header_only(&self, octets: Octets) -> bool {
        self.headers_only || octets.0 > self.largest.0
    }
}

/// Pairs the server's ids with its sizes, by message number. A message that is in one list only is there all the same.
pub(super) fn pair(uidls: &[(MessageNumber, Uidl)], sizes: &BTreeMap<MessageNumber, Octets>) -> Vec<Listed> {
    let mut ids: BTreeMap<MessageNumber, Option<&Uidl>> = BTreeMap::new();
    ids.extend(sizes.keys().map(|number| (*number, None)));
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

/// What is known, and what the user wants.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) seen: &'a [SeenMark],
    /// Messages that the user asked for: they come first, however large.
    pub(super) first: &'a [MessageId],
    /// Those of them that are here, and not as they came.
    pub(super) damaged: &'a [MessageId],
    pub(super) wishes: &'a Wishes,
}

/// What to do about a server's list.
pub(super) fn plan(listed: Vec<Listed>, known: Known<'_>, limits: PlanLimits) -> Plan {
    let seen: HashMap<&SeenKey, &SeenMark> = known.seen.iter().map(|mark| (&mark.key, mark)).collect();
    let first: HashSet<MessageId> = known.first.iter().copied().collect();
    let mut plan = Plan::default();
    let mut asked_for = Vec::new();
    let mut refused = Vec::new();
    let mut left = limits.most;
    for listed in listed.into_iter().rev() {
        let key = listed.key.as_ref();
        let mark = key.and_then(|key| seen.get(key)).copied();
        let will = key.and_then(|key| known.wishes.of(key, listed.octets));
        let asked = mark.is_some_and(|mark| first.contains(&mark.message))
            || matches!(will, Some(Will::Fetch | Will::Delete));
        let is_damaged = mark.is_some_and(|mark| known.damaged.contains(&mark.message));
        match mark.map(|mark| mark.state) {
            Some(SeenState::Fetched) if !is_damaged => {}
            state if asked && listed.octets > limits.max_asked => plan.pass_over(listed, state),
            _ if asked => asked_for.push(listed),
            // Nothing is deleted that the ledger could not name.
            None | Some(SeenState::Erased) if will == Some(Will::DeleteWithoutCopy) => {
                plan.headers.push(listed)
            }
            _ if will.is_some() => {}
            Some(SeenState::Erased) => {}
            Some(SeenState::Skipped(SkipReason::TooLarge)) if listed.octets > limits.max_octets => {}
            Some(SeenState::Skipped(SkipReason::LargerThanSaid)) => {}
            Some(_) if limits.wants_header_only(listed.octets) && listed.octets <= limits.max_octets => {}
            // What could not be had last time keeps nobody waiting this time.
            Some(SeenState::Skipped(SkipReason::Refused)) if listed.octets <= limits.max_octets => {
                refused.push(listed);
            }
            _ if left == 0 => {}
            state => {
                left -= 1;
                plan.want(listed, state, limits);
            }
        }
    }
    if plan.fetches.len() < limits.preview_from {
        plan.previews.clear();
    }
    refused.truncate(left);
    plan.asked_for = asked_for.len();
    asked_for.append(&mut plan.fetches);
    asked_for.append(&mut refused);
    plan.fetches = asked_for;
    plan
}

impl Plan {
    /// As much of a message as the limits allow.
    fn want(&mut self, listed: Listed, state: Option<SeenState>, limits: PlanLimits) {
        if listed.octets > limits.max_octets {
            self.pass_over(listed, state);
        } else if limits.wants_header_only(listed.octets) {
            self.headers.push(listed);
        } else {
            // A row needs a name.
            if state.is_none() && listed.key.is_some() {
                self.previews.push(listed.clone());
            }
            self.fetches.push(listed);
        }
    }

    /// A message that is too large.
    fn pass_over(&mut self, listed: Listed, state: Option<SeenState>) {
        if state.is_none() {
            self.headers.push(listed.clone());
        }
        self.too_large.push(listed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Wish;

    const LIMITS: PlanLimits = PlanLimits {
        preview_from: 3,
        max_octets: Octets(1000),
        max_asked: Octets(9000),
        headers_only: false,
        largest: Octets(u64::MAX),
        most: usize::MAX,
    };

    /// What is planned when nobody wishes anything.
    fn plan(listed: Vec<Listed>, seen: &[SeenMark], first: &[MessageId], limits: PlanLimits) -> Plan {
        let known = Known {
            seen,
            first,
            damaged: &[],
            wishes: &Wishes::default(),
        };
        super::plan(listed, known, limits)
    }

    /// What is planned for messages `a` (1), `b` (2) … with wishes for some of them.
    fn wished(list: Vec<Listed>, seen: &[SeenMark], wishes: &[(&str, Will)], limits: PlanLimits) -> Plan {
        let all = wishes.iter().map(|(uidl, will)| {
            let listed = list.iter().find(|listed| listed.key == Some(key(uidl))).unwrap();
            Wish {
                key: key(uidl),
                octets: listed.octets,
                will: *will,
            }
        });
        let mut wishes = Wishes::default();
        wishes.change(&[], all.collect());
        let known = Known {
            seen,
            first: &[],
            damaged: &[],
            wishes: &wishes,
        };
        super::plan(list.clone(), known, limits)
    }

    fn key(uidl: &str) -> SeenKey {
        SeenKey {
            uidl: Uidl::new(uidl.as_bytes()).unwrap(),
            occurrence: 0,
        }
    }

    fn number(n: u32) -> MessageNumber {
        MessageNumber::new(n).unwrap()
    }

    fn listed(n: u32, uidl: &str, octets: u64) -> Listed {
        Listed {
            number: number(n),
            key: Some(key(uidl)),
            octets: Octets(octets),
        }
    }

    fn mark(uidl: &str, message: u32, state: SeenState) -> SeenMark {
        SeenMark {
            key: key(uidl),
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
        assert_eq!(numbers(&plan.headers), [1]);
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
    fn what_is_here_comes_again_only_when_it_is_damaged_and_asked_for() {
        let seen = [mark("a", 7, SeenState::Fetched), mark("b", 8, SeenState::Fetched)];
        let plan_of = |damaged: &[MessageId]| {
            let known = Known {
                seen: &seen,
                first: &[MessageId(7), MessageId(8)],
                damaged,
                wishes: &Wishes::default(),
            };
            super::plan(vec![listed(1, "a", 1), listed(2, "b", 1)], known, LIMITS)
        };
        assert_eq!(plan_of(&[]), Plan::default());
        let again = plan_of(&[MessageId(7)]);
        assert_eq!((numbers(&again.fetches), again.asked_for), (vec![1], 1));
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

    const HEADERS: PlanLimits = PlanLimits {
        headers_only: true,
        ..LIMITS
    };

    #[test]
    fn where_headers_are_enough_nothing_is_fetched_that_nobody_asked_for() {
        let list = || vec![listed(1, "a", 1), listed(2, "b", 1), listed(3, "c", 5000)];
        let new = plan(list(), &[], &[], HEADERS);
        assert_eq!((numbers(&new.headers), new.fetches.len()), (vec![3, 2, 1], 0));
        let seen = [
            mark("a", 0, SeenState::Previewed),
            mark("b", 1, SeenState::Skipped(SkipReason::Refused)),
            mark("c", 2, SeenState::Skipped(SkipReason::TooLarge)),
        ];
        assert_eq!(plan(list(), &seen, &[], HEADERS), Plan::default());
        let opened = plan(list(), &seen, &[MessageId(0)], HEADERS);
        assert_eq!((numbers(&opened.fetches), opened.asked_for), (vec![1], 1));
    }

    #[test]
    fn of_messages_above_the_limit_the_header_comes() {
        let limits = PlanLimits {
            largest: Octets(100),
            ..LIMITS
        };
        let list = || vec![listed(1, "a", 101), listed(2, "b", 100)];
        let plan = |seen: &[SeenMark], first: &[MessageId]| plan(list(), seen, first, limits);
        let new = plan(&[], &[]);
        assert_eq!((numbers(&new.headers), numbers(&new.fetches)), (vec![1], vec![2]));
        assert!(new.too_large.is_empty(), "that is no failure");
        let seen = [
            mark("a", 0, SeenState::Previewed),
            mark("b", 1, SeenState::Fetched),
        ];
        assert_eq!(plan(&seen, &[]), Plan::default());
        assert_eq!(numbers(&plan(&seen, &[MessageId(0)]).fetches), [1]);
    }

    #[test]
    fn so_many_a_time_are_the_newest_and_what_is_asked_for_does_not_count() {
        let limits = PlanLimits { most: 2, ..LIMITS };
        let list: Vec<_> = ["a", "b", "c", "d", "e"]
            .iter()
            .zip(1..)
            .map(|(uidl, n)| listed(n, uidl, 1))
            .collect();
        let seen = [
            mark("a", 7, SeenState::Previewed),
            mark("e", 8, SeenState::Fetched),
        ];
        let some = plan(list.clone(), &seen, &[MessageId(7)], limits);
        assert_eq!(numbers(&some.fetches), [1, 4, 3]);
        let headers = PlanLimits { most: 2, ..HEADERS };
        assert_eq!(numbers(&plan(list, &seen, &[], headers).headers), [4, 3]);
    }

    #[test]
    fn what_was_refused_takes_nobodys_place() {
        let limits = PlanLimits { most: 2, ..LIMITS };
        let seen = [mark("c", 0, SeenState::Skipped(SkipReason::Refused))];
        let list = || vec![listed(1, "a", 1), listed(2, "b", 1), listed(3, "c", 1)];
        assert_eq!(numbers(&plan(list(), &seen, &[], limits).fetches), [2, 1]);
        let limits = PlanLimits { most: 3, ..LIMITS };
        assert_eq!(numbers(&plan(list(), &seen, &[], limits).fetches), [2, 1, 3]);
    }

    #[test]
    fn a_message_that_was_left_does_not_come() {
        let list = vec![listed(1, "a", 1), listed(2, "b", 1), listed(3, "c", 1)];
        let seen = [mark("b", 0, SeenState::Previewed)];
        let left = [("a", Will::Leave), ("b", Will::Leave)];
        let plan = wished(list, &seen, &left, LIMITS);
        assert_eq!((numbers(&plan.fetches), plan.headers.len()), (vec![3], 0));
    }

    #[test]
    fn what_is_wanted_comes_whatever_the_limits() {
        let list = vec![listed(1, "a", 8000), listed(2, "b", 1), listed(3, "c", 9001)];
        let limits = PlanLimits { most: 0, ..HEADERS };
        let wishes = [("a", Will::Fetch), ("b", Will::Delete), ("c", Will::Fetch)];
        let plan = wished(list, &[], &wishes, limits);
        assert_eq!((numbers(&plan.fetches), plan.asked_for), (vec![2, 1], 2));
        assert_eq!(numbers(&plan.too_large), [3], "but what nothing could hold");
    }

    #[test]
    fn what_goes_without_a_copy_gets_a_row_and_no_more() {
        let list = || vec![listed(1, "a", 1), listed(2, "b", 1)];
        let wishes = [("a", Will::DeleteWithoutCopy)];
        let plan = wished(list(), &[], &wishes, LIMITS);
        assert_eq!(
            (numbers(&plan.headers), numbers(&plan.fetches)),
            (vec![1], vec![2])
        );
        let seen = [
            mark("a", 0, SeenState::Previewed),
            mark("b", 1, SeenState::Fetched),
        ];
        assert_eq!(wished(list(), &seen, &wishes, LIMITS), Plan::default());
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
