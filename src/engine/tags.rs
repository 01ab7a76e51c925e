//! The tags: made, changed, removed and brought back. Which messages they are on is said with marks. It must not touch the
//! network: servers know nothing of tags.

use super::{Engine, alphabet};
use crate::clock::Clock;
use crate::store::{self, Store};
use crate::transport::Dial;
use crate::units::{Tag, TagId};
use crate::wire::{self, Fault};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// All tags, in the order of the alphabet.
    ///
    /// # Errors
    /// The store's.
    pub async fn tags(&self) -> Result<Vec<Tag>, Fault> {
        let mut tags = self.store.tags().await?.all().to_vec();
        tags.sort_by_cached_key(|tag| alphabet::spelled(tag.name.as_str()));
        Ok(tags)
    }

    /// Changes them; tells which one it is about.
    ///
    /// # Errors
    /// [`wire::FaultKind::FoldersChanged`] where it cannot be, which the interface only learns when another tab was
    /// faster; the store's.
    pub async fn change_tags(&self, change: &wire::TagChange) -> Result<TagId, Fault> {
        let change = match change {
            wire::TagChange::Keep(tag) => store::TagChange::Keep(tag.clone()),
            wire::TagChange::Remove(tag) => store::TagChange::Remove(*tag),
        };
        Ok(self.store.change_tags(change).await?)
    }
}
