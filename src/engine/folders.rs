//! The user's own folders: made, renamed, moved, removed and brought back. It must not touch the network: servers know
//! nothing of folders.

use super::{Engine, Marked, mailbox};
use crate::clock::Clock;
use crate::store::{self, FolderRecord, RemovedFolders, Store};
use crate::transport::Dial;
use crate::units::{AccountId, FolderId, MessageId};
use crate::wire::{self, Fault, FaultKind};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Changes folders; tells which one it is about.
    ///
    /// # Errors
    /// [`wire::FaultKind::FoldersChanged`] where it cannot be, which the interface only learns when another tab was
    /// faster; the store's.
    pub async fn change_folders(
        &self,
        account: AccountId,
        change: wire::FolderChange,
    ) -> Result<FolderId, Fault> {
        let change = match change {
            wire::FolderChange::Create { name, parent } => store::FolderChange::Create { name, parent },
            wire::FolderChange::Change { folder, name, parent } => {
                store::FolderChange::Change { folder, name, parent }
            }
        };
        Ok(self.store.change_folders(account, change).await?)
    }

    /// Removes a folder with those in it; their messages go somewhere else. Tells what is needed to have all of it back,
    /// and which pages of rows changed.
    ///
    /// # Errors
    /// As [`Self::change_folders`].
    pub async fn remove_folder(
        &self,
        account: AccountId,
        folder: FolderId,
        to: wire::Folder,
    ) -> Result<(wire::RemovedFolders, Vec<u32>), Fault> {
        let to = mailbox::folder_record(to).ok_or_else(|| Fault::of(FaultKind::FoldersChanged))?;
        let removed = self.store.remove_folder(account, folder, to).await?;
        let messages: Vec<MessageId> = removed.messages.iter().map(|(message, _)| *message).collect();
        let pages = mailbox::pages_of(&messages);
        self.reload_pages(account, &pages).await?;
        Ok((removed_view(removed), pages))
    }

    /// Brings back what was removed, and those of its messages that nobody has filed elsewhere since.
    ///
    /// # Errors
    /// As [`Self::change_folders`].
    pub async fn restore_folders(
        &self,
        account: AccountId,
        removed: wire::RemovedFolders,
    ) -> Result<Marked, Fault> {
        let there = removed.to;
        let removed = removed_record(removed);
        let messages = self.store.restore_folders(account, &removed).await?;
        let pages = mailbox::pages_of(&messages);
        self.reload_pages(account, &pages).await?;
        Ok(Marked {
            back: vec![(wire::Mark::Filed(there), messages)],
            pages: vec![(account, pages)],
        })
    }
}

fn removed_view(removed: RemovedFolders) -> wire::RemovedFolders {
    let folder = |folder: FolderRecord| wire::RemovedFolder {
        folder: folder.id,
        name: folder.name,
        parent: folder.parent,
    };
    wire::RemovedFolders {
        folders: removed.folders.into_iter().map(folder).collect(),
        to: mailbox::folder_view(removed.to),
        messages: removed.messages,
    }
}

fn removed_record(removed: wire::RemovedFolders) -> RemovedFolders {
    let folder = |folder: wire::RemovedFolder| FolderRecord {
        id: folder.folder,
        name: folder.name,
        parent: folder.parent,
    };
    RemovedFolders {
        folders: removed.folders.into_iter().map(folder).collect(),
        to: mailbox::folder_record(removed.to).unwrap_or_default(),
        messages: removed.messages,
    }
}
