//! The tags, which are one record of no account. It must not know which messages they are on.

use super::IndexedDbStore;
use super::codec::{decoded, encoded};
use super::schema::v5::{ALL, TAGS};
use super::transaction::Access;
use crate::store::{StoreError, TagChange, Tags};
use crate::units::TagId;

impl IndexedDbStore {
    pub(super) async fn all_tags(&self) -> Result<Tags, StoreError> {
        let kept = self.begin(&[TAGS], Access::Read)?.ask(TAGS, &ALL.into())?;
        Ok(decoded(&kept.value().await?)?.unwrap_or_default())
    }

    pub(super) async fn change_all_tags(&self, change: TagChange) -> Result<TagId, StoreError> {
        let transaction = self.begin(&[TAGS], Access::WriteStrict)?;
        let kept = transaction.ask(TAGS, &ALL.into())?;
        let mut tags: Tags = decoded(&kept.value().await?)?.unwrap_or_default();
        let id = tags.change(change)?;
        transaction.put(TAGS, &ALL.into(), &encoded(&tags)?)?;
        transaction.finish().await?;
        Ok(id)
    }
}
