//! Messages that go for good: their rows and originals in one transaction, while what was seen of them stays. It must not
//! decide which.

use std::collections::BTreeMap;

use super::IndexedDbStore;
use super::codec::{decoded, encoded, message_key, page_key};
use super::schema::v1::{ORIGINALS, SUMMARIES};
use super::transaction::Access;
use crate::store::{BodyState, StoreError, SummaryPage, page_of};
use crate::units::{AccountId, MessageId};

impl IndexedDbStore {
    pub(super) async fn take_out(
        &self,
        account: AccountId,
        messages: &[MessageId],
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut by_page: BTreeMap<u32, Vec<MessageId>> = BTreeMap::new();
        for message in messages {
            by_page.entry(page_of(*message)).or_default().push(*message);
        }
        let transaction = self.begin(&[SUMMARIES, ORIGINALS], Access::WriteStrict)?;
        let ask = |(page, messages)| {
            let key = page_key(account, page);
            let asked = transaction.ask(SUMMARIES, &key)?;
            Ok((key, messages, asked))
        };
        let asked: Vec<_> = by_page.into_iter().map(ask).collect::<Result<_, StoreError>>()?;
        let mut erased = Vec::new();
        for (key, messages, answer) in asked {
            let Some(mut page) = decoded::<SummaryPage>(&answer.value().await?)? else {
                continue;
            };
            let before = erased.len();
            page.rows.retain(|row| {
                let goes = row.body == BodyState::Here && messages.contains(&row.id);
                erased.extend(goes.then_some(row.id));
                !goes
            });
            if erased.len() > before {
                transaction.put(SUMMARIES, &key, &encoded(&page)?)?;
            }
        }
        for message in &erased {
            transaction.delete(ORIGINALS, &message_key(account, *message))?;
        }
        transaction.finish().await?;
        Ok(erased)
    }
}
