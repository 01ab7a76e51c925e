//! Messages that go for good: their rows and originals in one transaction with the note that they were here. It must not
//! decide which.

use std::collections::BTreeMap;

use super::IndexedDbStore;
use super::codec::{decoded, encoded, message_key, page_key};
use super::schema::v1::{ORIGINALS, SEEN, SUMMARIES};
use super::transaction::Access;
use crate::store::{BodyState, SeenMark, SeenState, StoreError, SummaryPage, page_of};
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
        // A run of this handle that is under way looks into its own copy of what was seen.
        let mut ledgers = self.ledgers().await;
        let transaction = self.begin(&[SUMMARIES, SEEN, ORIGINALS], Access::WriteStrict)?;
        let ask = |(page, messages)| {
            let key = page_key(account, page);
            let rows = transaction.ask(SUMMARIES, &key)?;
            let marks = transaction.ask(SEEN, &key)?;
            Ok((key, messages, rows, marks))
        };
        let asked: Vec<_> = by_page.into_iter().map(ask).collect::<Result<_, StoreError>>()?;
        let mut erased = Vec::new();
        for (key, messages, rows, marks) in asked {
            let page = decoded::<SummaryPage>(&rows.value().await?)?;
            let mut marks: Vec<SeenMark> = decoded(&marks.value().await?)?.unwrap_or_default();
            let Some(mut page) = page else { continue };
            let before = erased.len();
            page.rows.retain(|row| {
                let goes = row.body == BodyState::Here && messages.contains(&row.id);
                erased.extend(goes.then_some(row.id));
                !goes
            });
            let gone = erased.get(before..).unwrap_or_default();
            if gone.is_empty() {
                continue;
            }
            for mark in marks.iter_mut().filter(|mark| gone.contains(&mark.message)) {
                mark.state = SeenState::Erased;
            }
            transaction.put(SUMMARIES, &key, &encoded(&page)?)?;
            transaction.put(SEEN, &key, &encoded(&marks)?)?;
        }
        for message in &erased {
            transaction.delete(ORIGINALS, &message_key(account, *message))?;
        }
        transaction.finish().await?;
        if let Some(ledger) = ledgers.get_mut(&account) {
            ledger.note_erased(&erased);
        }
        Ok(erased)
    }
}
