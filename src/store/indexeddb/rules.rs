//! The rules for an account's mail, which are one record: their order counts. It must not know what they do.

use super::IndexedDbStore;
use super::codec::{account_key, decoded, encoded, page_key};
use super::schema::v1::ACCOUNTS;
use super::transaction::Access;
use crate::store::{Rule, StoreError};
use crate::units::AccountId;

/// `[account, LIST]` → the rules for its mail. There is room for them since version 1, and whoever does not know of them
/// only does not obey them.
const RULES: &str = "rules";
/// All rules of an account are one record.
const LIST: u32 = 0;

impl IndexedDbStore {
    pub(super) async fn kept_rules(&self, account: AccountId) -> Result<Vec<Rule>, StoreError> {
        let transaction = self.begin(&[RULES], Access::Read)?;
        let kept = transaction.ask(RULES, &page_key(account, LIST))?;
        Ok(decoded(&kept.value().await?)?.unwrap_or_default())
    }

    pub(super) async fn swap_rules(
        &self,
        account: AccountId,
        before: &[Rule],
        new: Vec<Rule>,
    ) -> Result<Vec<Rule>, StoreError> {
        let transaction = self.begin(&[ACCOUNTS, RULES], Access::WriteStrict)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?;
        let key = page_key(account, LIST);
        let kept = transaction.ask(RULES, &key)?;
        if record.value().await?.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        let kept: Vec<Rule> = decoded(&kept.value().await?)?.unwrap_or_default();
        if kept != before {
            return Ok(kept);
        }
        transaction.put(RULES, &key, &encoded(&new)?)?;
        transaction.finish().await?;
        Ok(new)
    }
}
