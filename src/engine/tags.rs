//! The tags: made, changed, removed and brought back. Which messages they are on is said with marks. It must not touch the
//! network: servers know nothing of tags.

use super::Engine;
use crate::clock::Clock;
use crate::store::{self, Store};
use crate::transport::Dial;
use crate::units::{Tag, TagId};
use crate::wire::{self, Fault};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// All tags, by name.
    ///
    /// # Errors
    /// The store's.
    pub async fn tags(&self) -> Result<Vec<Tag>, Fault> {
        Ok(self.store.tags().await?.all().to_vec())
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
