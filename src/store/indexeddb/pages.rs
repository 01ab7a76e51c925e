//! Pages of rows and of seen-marks: read together, changed in memory, put back. They must not know why they change.

use std::collections::{BTreeMap, BTreeSet};

use super::codec::{decoded, encoded, page_key};
use super::schema::v1::{SEEN, SUMMARIES};
use super::transaction::{Answer, Transaction};
use crate::mail::MailSummary;
use crate::store::{
    BodyState, Folders, Ruling, SeenMark, SkipReason, StoreError, SummaryPage, SummaryRecord, page_of,
};
use crate::units::{AccountId, MessageId, Octets};

/// What becomes of a row together with its seen-mark.
pub(super) enum RowChange {
    /// It is new.
    Add(SummaryRecord),
    /// Its original came: how long that is, and what it says.
    Complete(Octets, MailSummary),
    /// Its original was passed over.
    Skip(SkipReason),
    /// It stays as it is.
    Keep,
}

/// Pages that were asked for.
pub(super) struct AskedPages(Vec<(u32, Answer, Answer)>);

impl AskedPages {
    /// Asks for the pages with these numbers.
    pub(super) fn ask(
        transaction: &Transaction,
        account: AccountId,
        pages: BTreeSet<u32>,
    ) -> Result<Self, StoreError> {
        let ask = |page| {
            let key = page_key(account, page);
            Ok((
                page,
                transaction.ask(SUMMARIES, &key)?,
                transaction.ask(SEEN, &key)?,
            ))
        };
        pages.into_iter().map(ask).collect::<Result<_, _>>().map(Self)
    }

    /// Waits for them; those that do not exist are empty.
    pub(super) async fn arrive(self) -> Result<Pages, StoreError> {
        let mut pages = BTreeMap::new();
        for (page, rows, marks) in self.0 {
            let rows = decoded(&rows.value().await?)?;
            let marks = decoded(&marks.value().await?)?.unwrap_or_default();
            pages.insert(
                page,
                (
                    rows.unwrap_or_else(|| SummaryPage {
                        page,
                        rows: Vec::new(),
                    }),
                    marks,
                ),
            );
        }
        Ok(Pages(pages))
    }
}

/// Pages by number: rows, and the seen-marks of the same messages, both by ascending id.
pub(super) struct Pages(BTreeMap<u32, (SummaryPage, Vec<SeenMark>)>);

impl Pages {
    /// Changes a message's mark and row.
    pub(super) fn change(&mut self, mark: SeenMark, row: RowChange) {
        let message = mark.message;
        let Some((SummaryPage { rows, .. }, marks)) = self.0.get_mut(&page_of(message)) else {
            return;
        };
        replace(marks, mark, |mark| mark.message);
        match row {
            RowChange::Keep => {}
            RowChange::Add(row) => replace(rows, row, |row| row.id),
            RowChange::Complete(octets, mail) => {
                if let Some(row) = row_of(rows, message) {
                    row.complete(octets, mail);
                }
            }
            RowChange::Skip(reason) => {
                if let Some(row) = row_of(rows, message) {
                    row.body = BodyState::Skipped(reason);
                }
            }
        }
    }

    /// Does what rules say with a message.
    pub(super) fn obey(&mut self, message: MessageId, ruling: &Ruling, folders: &Folders) {
        let page = self.0.get_mut(&page_of(message));
        if let Some(row) = page.and_then(|(page, _)| row_of(&mut page.rows, message)) {
            row.obey(ruling, folders);
        }
    }

    /// Puts them back.
    pub(super) fn put(&self, transaction: &Transaction, account: AccountId) -> Result<(), StoreError> {
        for (page, (rows, marks)) in &self.0 {
            let key = page_key(account, *page);
            transaction.put(SUMMARIES, &key, &encoded(rows)?)?;
            transaction.put(SEEN, &key, &encoded(marks)?)?;
        }
        Ok(())
    }
}

/// The row of a message.
pub(super) fn row_of(rows: &mut [SummaryRecord], message: MessageId) -> Option<&mut SummaryRecord> {
    let at = rows.binary_search_by_key(&message, |row| row.id).ok()?;
    rows.get_mut(at)
}

fn replace<T>(sorted: &mut Vec<T>, record: T, id: impl Fn(&T) -> MessageId) {
    match sorted.binary_search_by_key(&id(&record), &id) {
        Ok(at) => {
            if let Some(slot) = sorted.get_mut(at) {
                *slot = record;
            }
        }
        Err(at) => sorted.insert(at, record),
    }
}
