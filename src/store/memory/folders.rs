//! Where messages lie, in the store in memory.

use super::Account;
use crate::store::{
    BodyState, Folder, FolderProblem, MarkChange, RemovedFolders, SeenState, StoreError, SummaryRecord,
};
use crate::units::{FolderId, MessageId};

impl Account {
    pub(super) fn mark(
        &mut self,
        messages: &[MessageId],
        change: MarkChange,
    ) -> Result<Vec<MessageId>, StoreError> {
        if let MarkChange::File(folder) = change
            && !self.folders.has(folder)
        {
            return Err(FolderProblem::Gone.into());
        }
        let mut changed = Vec::new();
        for message in messages {
            if let Some(row) = self.rows.get_mut(message)
                && row.change(change)
            {
                changed.push(*message);
            }
        }
        changed.sort_unstable();
        Ok(changed)
    }

    pub(super) fn erase(&mut self, messages: &[MessageId]) -> Vec<MessageId> {
        let is_here = |row: &SummaryRecord| row.body == BodyState::Here;
        let mut erased: Vec<MessageId> = messages.to_vec();
        erased.sort_unstable();
        erased.dedup();
        erased.retain(|message| self.rows.get(message).is_some_and(is_here));
        for message in &erased {
            self.rows.remove(message);
            self.originals.remove(message);
        }
        for (message, state) in self.seen.values_mut() {
            if erased.binary_search(message).is_ok() {
                *state = SeenState::Erased;
            }
        }
        erased
    }

    pub(super) fn remove_folder(
        &mut self,
        folder: FolderId,
        to: Folder,
    ) -> Result<RemovedFolders, StoreError> {
        let mut removed = self.folders.remove(folder, to)?;
        for row in self.rows.values_mut() {
            removed.take(row);
        }
        Ok(removed)
    }

    pub(super) fn restore_folders(&mut self, removed: &RemovedFolders) -> Result<Vec<MessageId>, StoreError> {
        self.folders.restore(removed)?;
        let give_back = |row: &mut SummaryRecord| removed.give_back(row).then_some(row.id);
        Ok(self.rows.values_mut().filter_map(give_back).collect())
    }
}
