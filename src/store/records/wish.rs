//! What the user wants of an account's server besides its deletion policy: how much is fetched, and single messages
//! treated in another way. Data only: who decides is the engine.

use serde::{Deserialize, Serialize};

use super::SeenKey;
use crate::units::Octets;

/// How much is fetched without being asked for; by default everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchLimits {
    /// Headers come, messages only when they are asked for.
    pub headers_only: bool,
    /// Of larger messages the headers come.
    pub largest: Option<Octets>,
    /// So many messages come in one run at most, the newest first.
    pub most_per_check: Option<u32>,
}

/// What the user wants of one of the server's messages. It holds for the message that was listed: another size under the
/// same id is another message, of which nothing is wanted. A size of 0 was not said, and tells nothing apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Which of the server's messages.
    pub key: SeenKey,
    /// Its size, as it was listed then.
    pub octets: Octets,
    /// What is wanted.
    pub will: Will,
}

/// What the user may want of a message on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Will {
    /// It comes with the next run, whatever the limits.
    Fetch,
    /// It stays there, and does not come by itself.
    Leave,
    /// It goes from there once it is safe here.
    Delete,
    /// It goes from there although it is not here: the user has said so in so many words.
    DeleteWithoutCopy,
}

/// The wishes of an account, one a message at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes(
    /// By key.
    Vec<Wish>,
);

impl Wishes {
    /// What is wanted of a message.
    #[must_use]
    pub fn of(&self, key: &SeenKey, octets: Octets) -> Option<Will> {
        let place = self.0.binary_search_by(|wish| wish.key.cmp(key)).ok()?;
        let wish = self.0.get(place)?;
        let is_it = wish.octets == octets || [wish.octets, octets].contains(&Octets(0));
        is_it.then_some(wish.will)
    }

    /// All of them, by key.
    pub fn iter(&self) -> impl Iterator<Item = &Wish> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one more in, unless the user has decided something about that message: to have it fetched decides nothing
    /// about it once it is here.
    pub fn add(&mut self, wish: Wish) {
        if matches!(self.of(&wish.key, wish.octets), None | Some(Will::Fetch)) {
            self.change(&[], vec![wish]);
        }
    }

    /// Forgets those of `settled` that nobody has changed meanwhile, then takes each of `new` in place of an earlier one
    /// of the same message.
    pub fn change(&mut self, settled: &[Wish], new: Vec<Wish>) {
        let settled = by_key(settled.iter().collect());
        self.0.retain(|wish| {
            let place = settled.binary_search_by(|settled| settled.key.cmp(&wish.key));
            place.ok().and_then(|at| settled.get(at)) != Some(&wish)
        });
        // The last word on a message is the first of its run once they are sorted.
        let mut all = by_key(new.iter().rev().chain(&self.0).collect());
        all.dedup_by(|earlier, last| earlier.key == last.key);
        self.0 = all.into_iter().cloned().collect();
    }
}

/// In the order of their keys; those of one key stay as they are.
fn by_key(mut wishes: Vec<&Wish>) -> Vec<&Wish> {
    wishes.sort_by(|one, other| one.key.cmp(&other.key));
    wishes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::units::Uidl;

    fn wish(uidl: &str, octets: u64, will: Will) -> Wish {
        Wish {
            key: SeenKey {
                uidl: Uidl::new(uidl.as_bytes()).unwrap(),
                occurrence: 0,
            },
            octets: Octets(octets),
            will,
        }
    }

    #[test]
    fn a_message_has_one_wish_at_most() {
        let mut wishes = Wishes::default();
        wishes.change(&[], vec![wish("b", 1, Will::Leave), wish("a", 2, Will::Fetch)]);
        wishes.change(&[], vec![wish("b", 1, Will::Delete)]);
        assert_eq!(
            wishes.of(&wish("b", 1, Will::Leave).key, Octets(1)),
            Some(Will::Delete)
        );
        assert_eq!(wishes.iter().count(), 2);
    }

    #[test]
    fn a_message_of_another_size_is_another_one() {
        let mut wishes = Wishes::default();
        wishes.change(&[], vec![wish("a", 2, Will::DeleteWithoutCopy)]);
        let key = wish("a", 2, Will::Leave).key;
        assert_eq!(wishes.of(&key, Octets(3)), None);
        let unsaid = wishes.of(&key, Octets(0));
        assert_eq!(
            unsaid,
            Some(Will::DeleteWithoutCopy),
            "nobody said how large it is"
        );
    }

    #[test]
    fn a_wish_that_changed_meanwhile_is_not_settled() {
        let mut wishes = Wishes::default();
        wishes.change(&[], vec![wish("a", 2, Will::Leave)]);
        wishes.change(&[wish("a", 2, Will::Fetch)], Vec::new());
        assert!(!wishes.is_empty());
        wishes.change(&[wish("a", 2, Will::Leave)], Vec::new());
        assert!(wishes.is_empty());
    }
}
