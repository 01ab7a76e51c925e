//! The quantities that everything else counts in. It must not contain behaviour beyond making them hard to mix up.

mod condition;
mod folder_name;
mod tag;

use std::fmt;
use std::num::NonZeroU32;

pub use condition::{Condition, FieldName, MOST_CONDITIONS, MOST_RULES, Matches, Place, Test, Words};
pub use folder_name::{FolderName, NameProblem};
use serde::{Deserialize, Serialize};
pub use tag::{MOST_TAGS, Tag, TagColour, TagId};

/// A message's number within one POP3 session: 1-based, meaningless after that session (RFC 1939 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageNumber(NonZeroU32);

impl MessageNumber {
    /// `None` for 0, which no message has.
    #[must_use]
    pub const fn new(number: u32) -> Option<Self> {
        match NonZeroU32::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number as the server counts it.
    #[must_use]
    pub const fn value(self) -> u32 {
        self.0.get()
    }
}

impl fmt::Display for MessageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A size in bytes as a server claims it: good for progress and for plans, never for an allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Octets(pub u64);

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The moment `milliseconds` later.
    #[must_use]
    pub const fn plus_ms(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

/// An account of this browser. Never reused, also not after the account is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId(pub u32);

impl AccountId {
    /// All accounts together: no account's own id.
    pub const ALL: Self = Self(u32::MAX);
    /// Whose the messages are that were opened from files: no account's own id either.
    pub const FILES: Self = Self(u32::MAX - 1);

    /// Whether what concerns `account` concerns this one, too.
    #[must_use]
    pub fn includes(self, account: Self) -> bool {
        self == account || self == Self::ALL
    }
}

/// A message of one account, counted from 0 in the order in which this browser met them; the same for ever.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MessageId(pub u32);

impl MessageId {
    /// Ids that each account has among those of [`AccountId::ALL`]: 8 million messages of each of 500 accounts.
    pub const OF_EACH: u32 = 8_192_000;

    /// What a message is called among those of all accounts; `None` beyond what can be told apart there.
    #[must_use]
    pub const fn among_all(self, account: AccountId) -> Option<Self> {
        match account.0.checked_mul(Self::OF_EACH) {
            Some(first) if self.0 < Self::OF_EACH => match first.checked_add(self.0) {
                Some(id) => Some(Self(id)),
                None => None,
            },
            _ => None,
        }
    }

    /// Whose message this is that `account` calls so, and what it is called there.
    #[must_use]
    pub const fn of(self, account: AccountId) -> (AccountId, Self) {
        if account.0 == AccountId::ALL.0 {
            (AccountId(self.0 / Self::OF_EACH), Self(self.0 % Self::OF_EACH))
        } else {
            (account, self)
        }
    }
}

/// Messages by whose they are, each with what it is called there.
#[must_use]
pub fn by_account(account: AccountId, messages: &[MessageId]) -> Vec<(AccountId, Vec<MessageId>)> {
    let mut groups = Vec::<(AccountId, Vec<MessageId>)>::new();
    for message in messages {
        let (whose, message) = message.of(account);
        match groups.iter_mut().find(|(known, _)| *known == whose) {
            Some((_, group)) => group.push(message),
            None => groups.push((whose, vec![message])),
        }
    }
    groups
}

/// A folder of the user's own in one account, counted from 0; never reused, also not after it is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FolderId(pub u32);

/// So many folders of the user's own may lie in each other.
pub const MOST_FOLDER_DEPTH: usize = 5;

/// So many of them an account may have.
pub const MOST_FOLDERS: usize = 500;

/// SHA-256 of a message's or a certificate's exact bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A server's unique id for a message (RFC 1939 §7, `UIDL`): bytes, kept verbatim. The RFC says 1 to 70 characters;
/// servers say more, so up to [`Uidl::MAX_OCTETS`] are taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Uidl(Vec<u8>);

impl Uidl {
    /// The longest id that is taken as one.
    pub const MAX_OCTETS: usize = 1024;

    /// `None` when empty or too long.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        (!bytes.is_empty() && bytes.len() <= Self::MAX_OCTETS).then(|| Self(bytes.to_vec()))
    }

    /// The id as the server sent it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Uidl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.escape_ascii().fmt(f)
    }
}

impl fmt::Debug for Uidl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uidl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_among_all_says_whose_it_is() {
        for (account, message) in [(0, 0), (0, MessageId::OF_EACH - 1), (1, 0), (500, 7)] {
            let (account, message) = (AccountId(account), MessageId(message));
            let named = message.among_all(account).unwrap();
            assert_eq!(named.of(AccountId::ALL), (account, message));
            assert_eq!(message.of(account), (account, message), "an own name stays");
        }
    }

    #[test]
    fn what_cannot_be_told_apart_has_no_name_among_all() {
        assert_eq!(MessageId(MessageId::OF_EACH).among_all(AccountId(1)), None);
        assert_eq!(MessageId(0).among_all(AccountId(525)), None);
        assert_eq!(MessageId(0).among_all(AccountId::ALL), None);
    }

    #[test]
    fn messages_of_several_accounts_are_told_apart() {
        let id = |account, message| MessageId(message).among_all(AccountId(account)).unwrap();
        let groups = by_account(AccountId::ALL, &[id(1, 3), id(2, 3), id(1, 5)]);
        let expected = [(1, vec![3, 5]), (2, vec![3])];
        let expected = expected.map(|(account, ids)| {
            (
                AccountId(account),
                ids.into_iter().map(MessageId).collect::<Vec<_>>(),
            )
        });
        assert_eq!(groups, expected);
    }
}
