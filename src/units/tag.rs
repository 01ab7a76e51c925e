//! Tags: words with a colour that the user puts on messages. It must not know which messages.

use serde::{Deserialize, Serialize};

use super::FolderName;

/// A tag, counted from 0; never reused, also not after it is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TagId(pub u32);

impl TagId {
    /// Of a tag that has no id yet.
    pub const NEW: Self = Self(u32::MAX);
}

/// So many tags there may be.
pub const MOST_TAGS: usize = 100;

/// One of [`TagColour::COUNT`] colours, which the themes know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagColour(u8);

impl TagColour {
    /// As many as can be told apart.
    pub const COUNT: u8 = 8;

    /// Whatever the number, it is one of them.
    #[must_use]
    pub const fn new(number: u8) -> Self {
        Self(number % Self::COUNT)
    }

    /// 0 to [`Self::COUNT`] - 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0 % Self::COUNT
    }
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Which.
    pub id: TagId,
    /// Its name, which no other tag has. What can be a folder's name can be a tag's.
    pub name: FolderName,
    /// Its colour.
    pub colour: TagColour,
}
