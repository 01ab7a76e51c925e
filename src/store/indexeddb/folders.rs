//! Where messages lie, and the folders that they lie in. A folder and its messages change in one transaction, so that no
//! message ever lies in a folder that is not here, whichever tab was faster.

use std::collections::BTreeMap;

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::codec::{account_key, decoded, encoded, page_key};
use super::schema::v1::{ACCOUNTS, SUMMARIES};
use super::schema::v4::{FOLDERS, TREE};
use super::transaction::{Access, Transaction};
use super::{IndexedDbStore, pages};
use crate::store::{
    Folder, FolderChange, FolderProblem, Folders, MarkChange, RemovedFolders, StoreError, SummaryPage,
    SummaryRecord, page_of,
};
use crate::units::{AccountId, FolderId, MessageId};

fn tree_key(account: AccountId) -> JsValue {
    page_key(account, TREE)
}

pub(super) async fn tree(transaction: &Transaction, account: AccountId) -> Result<Folders, StoreError> {
    let tree = transaction.ask(FOLDERS, &tree_key(account))?;
    Ok(decoded(&tree.value().await?)?.unwrap_or_default())
}

impl IndexedDbStore {
    pub(super) async fn folder_tree(&self, account: AccountId) -> Result<Folders, StoreError> {
        tree(&self.begin(&[FOLDERS], Access::Read)?, account).await
    }

    pub(super) async fn change_tree(
        &self,
        account: AccountId,
        change: FolderChange,
    ) -> Result<FolderId, StoreError> {
        let transaction = self.begin(&[ACCOUNTS, FOLDERS], Access::WriteStrict)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?;
        let mut folders = tree(&transaction, account).await?;
        if record.value().await?.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        let changed = folders.change(change)?;
        transaction.put(FOLDERS, &tree_key(account), &encoded(&folders)?)?;
        transaction.finish().await?;
        Ok(changed)
    }

    pub(super) async fn remove_from_tree(
        &self,
        account: AccountId,
        folder: FolderId,
        to: Folder,
    ) -> Result<RemovedFolders, StoreError> {
        let transaction = self.begin(&[ACCOUNTS, FOLDERS, SUMMARIES], Access::WriteStrict)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?;
        let mut folders = tree(&transaction, account).await?;
        if record.value().await?.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        let mut removed = folders.remove(folder, to)?;
        change_rows(&transaction, account, |row| removed.take(row)).await?;
        transaction.put(FOLDERS, &tree_key(account), &encoded(&folders)?)?;
        transaction.finish().await?;
        Ok(removed)
    }

    pub(super) async fn restore_to_tree(
        &self,
        account: AccountId,
        removed: &RemovedFolders,
    ) -> Result<Vec<MessageId>, StoreError> {
        let transaction = self.begin(&[ACCOUNTS, FOLDERS, SUMMARIES], Access::WriteStrict)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?;
        let mut folders = tree(&transaction, account).await?;
        if record.value().await?.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        folders.restore(removed)?;
        let mut changed = Vec::new();
        change_rows(&transaction, account, |row| {
            let is_back = removed.give_back(row);
            changed.extend(is_back.then_some(row.id));
            is_back
        })
        .await?;
        transaction.put(FOLDERS, &tree_key(account), &encoded(&folders)?)?;
        transaction.finish().await?;
        Ok(changed)
    }

    pub(super) async fn mark(
        &self,
        account: AccountId,
        messages: &[MessageId],
        change: MarkChange,
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut by_page: BTreeMap<u32, Vec<MessageId>> = BTreeMap::new();
        for message in messages {
            by_page.entry(page_of(*message)).or_default().push(*message);
        }
        // Read state, stars and folders exist nowhere else.
        let transaction = self.begin(&[SUMMARIES, FOLDERS], Access::WriteStrict)?;
        if let MarkChange::File(folder @ Folder::Own(_)) = change
            && !tree(&transaction, account).await?.has(folder)
        {
            return Err(FolderProblem::Gone.into());
        }
        let ask = |(page, messages)| {
            let key = page_key(account, page);
            Ok((page, messages, transaction.ask(SUMMARIES, &key)?))
        };
        let asked: Vec<_> = by_page.into_iter().map(ask).collect::<Result<_, StoreError>>()?;
        let mut changed = Vec::new();
        let mut new_pages = Vec::new();
        for (number, messages, answer) in asked {
            let Some(mut page) = decoded::<SummaryPage>(&answer.value().await?)? else {
                continue;
            };
            let before = changed.len();
            changed.extend(messages.into_iter().filter(|message| {
                pages::row_of(&mut page.rows, *message).is_some_and(|row| row.change(change))
            }));
            if changed.len() > before {
                new_pages.push((number, encoded(&page)?));
            }
        }
        for (number, page) in &new_pages {
            transaction.put(SUMMARIES, &page_key(account, *number), page)?;
        }
        transaction.finish().await?;
        changed.sort_unstable();
        Ok(changed)
    }
}

/// Looks at all of an account's rows, and puts back the pages of those that `change` has changed.
async fn change_rows(
    transaction: &Transaction,
    account: AccountId,
    mut change: impl FnMut(&mut SummaryRecord) -> bool,
) -> Result<(), StoreError> {
    let all = transaction.ask_all_of(SUMMARIES, account)?.value().await?;
    for value in Array::from(&all).iter() {
        let Some(mut page) = decoded::<SummaryPage>(&value)? else {
            continue;
        };
        let mut has_changed = false;
        for row in &mut page.rows {
            has_changed |= change(row);
        }
        if has_changed {
            transaction.put(SUMMARIES, &page_key(account, page.page), &encoded(&page)?)?;
        }
    }
    Ok(())
}
