//! What a run fetches, and in which order: a pure decision over what the server lists and what is known here.

use std::collections::{HashMap, HashSet};

use crate::store::{SeenKey, SeenMark, SeenState, SkipReason};
use crate::units::{MessageId, MessageNumber, Octets, Uidl};

/// One line of the server's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) number: MessageNumber,
    pub(super) key: SeenKey,
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
}

/// Pairs the server's ids with its sizes. The n-th message with an id is that id's n-th occurrence.
pub(super) fn pair(
    uidls: impl IntoIterator<Item = (MessageNumber, Uidl)>,
    sizes: &HashMap<MessageNumber, Octets>,
) -> Vec<Listed> {
    let mut occurrences: HashMap<Uidl, u16> = HashMap::new();
    uidls
        .into_iter()
        .map(|(number, uidl)| {
            let next = occurrences.entry(uidl.clone()).or_default();
            let occurrence = *next;
            *next = next.saturating_add(1);
            let octets = sizes.get(&number).copied().unwrap_or_default();
            Listed {
                number,
                key: SeenKey { uidl, occurrence },
                octets,
            }
        })
        .collect()
}

/// What to do about a server's list. `first` are messages that the user asked for: they come first, however large.
pub(super) fn plan(listed: Vec<Listed>, seen: &[SeenMark], first: &[MessageId], limits: PlanLimits) -> Plan {
    let seen: HashMap<&SeenKey, &SeenMark> = seen.iter().map(|mark| (&mark.key, mark)).collect();
    let first: HashSet<MessageId> = first.iter().copied().collect();
    let mut plan = Plan::default();
    let mut asked_for = Vec::new();
    for listed in listed.into_iter().rev() {
        let mark = seen.get(&listed.key).copied();
        let asked = mark.is_some_and(|mark| first.contains(&mark.message));
        match mark.map(|mark| mark.state) {
            Some(SeenState::Fetched) => {}
            _ if asked => asked_for.push(listed),
            Some(SeenState::Skipped(SkipReason::TooLarge)) if listed.octets > limits.max_octets => {}
            state => {
                if state.is_none() {
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
    asked_for.append(&mut plan.fetches);
    plan.fetches = asked_for;
    plan
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: PlanLimits = PlanLimits {
        preview_from: 3,
        max_octets: Octets(1000),
    };

    fn number(n: u32) -> MessageNumber {
        MessageNumber::new(n).unwrap()
    }

    fn listed(n: u32, uidl: &str, octets: u64) -> Listed {
        let key = SeenKey {
            uidl: Uidl::new(uidl.as_bytes()).unwrap(),
            occurrence: 0,
        };
        Listed {
            number: number(n),
            key,
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
    }

    #[test]
    fn a_refused_message_is_tried_again() {
        let seen = [mark("a", 0, SeenState::Skipped(SkipReason::Refused))];
        assert_eq!(
            numbers(&plan(vec![listed(1, "a", 5)], &seen, &[], LIMITS).fetches),
            [1]
        );
    }

    #[test]
    fn an_empty_list_wants_nothing_and_forgets_nothing() {
        let seen = [mark("a", 0, SeenState::Fetched)];
        assert_eq!(plan(Vec::new(), &seen, &[], LIMITS), Plan::default());
    }

    #[test]
    fn an_id_that_a_server_gives_twice_names_two_messages() {
        let uidl = |text: &str| Uidl::new(text.as_bytes()).unwrap();
        let sizes = HashMap::from([(number(2), Octets(7))]);
        let pairs = pair(
            [
                (number(1), uidl("x")),
                (number(2), uidl("x")),
                (number(3), uidl("y")),
            ],
            &sizes,
        );
        let keys: Vec<u16> = pairs.iter().map(|listed| listed.key.occurrence).collect();
        assert_eq!(keys, [0, 1, 0]);
        assert_eq!(pairs[1].octets, Octets(7));
        assert_eq!(pairs[0].octets, Octets(0));
    }
}
