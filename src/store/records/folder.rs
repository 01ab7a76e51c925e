//! Folders: the app's own, and those of the user's own as a tree of names. Data and its rules only: messages know where
//! they lie by themselves ([`super::SummaryRecord::folder`]).

use serde::{Deserialize, Serialize};

use super::SummaryRecord;
use crate::units::{FolderId, FolderName, MOST_FOLDER_DEPTH, MOST_FOLDERS, MessageId};

/// A local folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "everybody knows these folders")]
pub enum Folder {
    #[default]
    Inbox,
    Archive,
    Sent,
    Drafts,
    Outbox,
    Junk,
    Trash,
    /// One of the user's own, which is here as long as a message lies in it.
    Own(FolderId),
    /// Out of sight until a moment that the message knows.
    Snoozed,
}

/// A folder of the user's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderRecord {
    /// Which.
    pub id: FolderId,
    /// Its name, which no other folder beside it has.
    pub name: FolderName,
    /// In which it is; `None`: in none.
    pub parent: Option<FolderId>,
}

/// The folders of an account that are the user's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folders {
    /// The id that the next new one gets.
    next: u32,
    /// In the order in which they were made.
    all: Vec<FolderRecord>,
}

/// A change to folders in which no message moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderChange {
    /// A new one.
    Create {
        /// Its name.
        name: FolderName,
        /// In which.
        parent: Option<FolderId>,
    },
    /// Another name or another place, with everything in it.
    Change {
        /// Which.
        folder: FolderId,
        /// Its name from now on.
        name: FolderName,
        /// In which it is from now on.
        parent: Option<FolderId>,
    },
}

/// Why folders cannot be changed so (user, or another tab that was faster).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderProblem {
    /// A folder that it is about is not, or no longer, here.
    Gone,
    /// The folder beside it has that name.
    NameTaken,
    /// It would be deeper than [`MOST_FOLDER_DEPTH`].
    TooDeep,
    /// There are [`MOST_FOLDERS`] already.
    TooMany,
    /// It would lie in itself, or its messages would go where they go away from.
    IntoItself,
}

/// What was removed, and where its messages went: all that is needed to have it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedFolders {
    /// The folder and those in it, each after the one that it was in.
    pub folders: Vec<FolderRecord>,
    /// Where their messages went.
    pub to: Folder,
    /// Which messages those were, by id, and where each had been.
    pub messages: Vec<(MessageId, FolderId)>,
}

impl Folders {
    /// One of them.
    #[must_use]
    pub fn folder(&self, id: FolderId) -> Option<&FolderRecord> {
        self.all.iter().find(|folder| folder.id == id)
    }

    /// Whether messages may be filed there.
    #[must_use]
    pub fn has(&self, folder: Folder) -> bool {
        match folder {
            Folder::Own(id) => self.folder(id).is_some(),
            _ => true,
        }
    }

    /// All of them, each with how deep it lies (from 0), after the one that it is in and beside its like by name, as
    /// `spelled` says where a name stands.
    #[must_use]
    pub fn in_order(&self, spelled: fn(&str) -> String) -> Vec<(usize, &FolderRecord)> {
        let mut ordered = Vec::new();
        self.put_in_order(None, 0, spelled, &mut ordered);
        ordered
    }

    fn put_in_order<'a>(
        &'a self,
        parent: Option<FolderId>,
        depth: usize,
        spelled: fn(&str) -> String,
        ordered: &mut Vec<(usize, &'a FolderRecord)>,
    ) {
        if depth >= MOST_FOLDER_DEPTH {
            return;
        }
        let mut beside: Vec<_> = self.all.iter().filter(|folder| folder.parent == parent).collect();
        beside.sort_by_cached_key(|folder| (spelled(folder.name.as_str()), folder.id));
        for folder in beside {
            ordered.push((depth, folder));
            self.put_in_order(Some(folder.id), depth + 1, spelled, ordered);
        }
    }

    /// Makes a change; tells which folder it is about.
    ///
    /// # Errors
    /// Why it cannot be; then nothing has changed.
    pub fn change(&mut self, change: FolderChange) -> Result<FolderId, FolderProblem> {
        match change {
            FolderChange::Create { name, parent } => {
                let id = FolderId(self.next);
                let next = self.next.checked_add(1).ok_or(FolderProblem::TooMany)?;
                self.add(FolderRecord { id, name, parent })?;
                self.next = next;
                Ok(id)
            }
            FolderChange::Change { folder, name, parent } => {
                let moved = self.with_those_in_it(folder);
                if moved.is_empty() {
                    return Err(FolderProblem::Gone);
                }
                if parent.is_some_and(|parent| moved.iter().any(|(_, inner)| inner.id == parent)) {
                    return Err(FolderProblem::IntoItself);
                }
                let height = moved.iter().map(|(depth, _)| depth + 1).max().unwrap_or_default();
                self.check_place(parent, height)?;
                self.check_name(&name, parent, folder)?;
                self.replace(FolderRecord {
                    id: folder,
                    name,
                    parent,
                });
                Ok(folder)
            }
        }
    }

    /// Removes a folder with those in it, whose messages go somewhere else.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub fn remove(&mut self, folder: FolderId, to: Folder) -> Result<RemovedFolders, FolderProblem> {
        let folders: Vec<FolderRecord> = self
            .with_those_in_it(folder)
            .into_iter()
            .map(|(_, folder)| folder.clone())
            .collect();
        if folders.is_empty() || !self.has(to) {
            return Err(FolderProblem::Gone);
        }
        let is_removed = |id: FolderId| folders.iter().any(|folder| folder.id == id);
        if matches!(to, Folder::Own(id) if is_removed(id)) {
            return Err(FolderProblem::IntoItself);
        }
        self.all.retain(|folder| !is_removed(folder.id));
        Ok(RemovedFolders {
            folders,
            to,
            messages: Vec::new(),
        })
    }

    /// Puts back what was removed.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub fn restore(&mut self, removed: &RemovedFolders) -> Result<(), FolderProblem> {
        let before = self.all.len();
        for folder in &removed.folders {
            let is_known = folder.id.0 < self.next && self.folder(folder.id).is_none();
            let added = if is_known {
                self.add(folder.clone())
            } else {
                Err(FolderProblem::Gone)
            };
            if let Err(problem) = added {
                self.all.truncate(before);
                return Err(problem);
            }
        }
        Ok(())
    }

    fn add(&mut self, folder: FolderRecord) -> Result<(), FolderProblem> {
        if self.all.len() >= MOST_FOLDERS {
            return Err(FolderProblem::TooMany);
        }
        self.check_place(folder.parent, 1)?;
        self.check_name(&folder.name, folder.parent, folder.id)?;
        self.all.push(folder);
        Ok(())
    }

    fn replace(&mut self, new: FolderRecord) {
        if let Some(folder) = self.all.iter_mut().find(|folder| folder.id == new.id) {
            *folder = new;
        }
    }

    /// A folder and those in it, each with how deep it lies in it.
    fn with_those_in_it(&self, folder: FolderId) -> Vec<(usize, &FolderRecord)> {
        let mut all: Vec<_> = self
            .folder(folder)
            .map(|folder| (0, folder))
            .into_iter()
            .collect();
        self.put_in_order(Some(folder), 1, str::to_owned, &mut all);
        all
    }

    fn check_place(&self, parent: Option<FolderId>, height: usize) -> Result<(), FolderProblem> {
        let mut depth = 0;
        let mut above = parent;
        while let Some(id) = above {
            depth += 1;
            if depth + height > MOST_FOLDER_DEPTH {
                return Err(FolderProblem::TooDeep);
            }
            above = self.folder(id).ok_or(FolderProblem::Gone)?.parent;
        }
        Ok(())
    }

    fn check_name(
        &self,
        name: &FolderName,
        parent: Option<FolderId>,
        of: FolderId,
    ) -> Result<(), FolderProblem> {
        let folded = name.folded();
        let is_same =
            |other: &FolderRecord| other.parent == parent && other.id != of && other.name.folded() == folded;
        if self.all.iter().any(is_same) {
            Err(FolderProblem::NameTaken)
        } else {
            Ok(())
        }
    }
}

impl RemovedFolders {
    /// Takes a message out of what was removed; `false`: it was elsewhere. Rows come by ascending id.
    pub fn take(&mut self, row: &mut SummaryRecord) -> bool {
        let Folder::Own(id) = row.folder else { return false };
        if !self.folders.iter().any(|folder| folder.id == id) {
            return false;
        }
        row.folder = self.to;
        self.messages.push((row.id, id));
        true
    }

    /// Puts a message back, unless somebody has filed it elsewhere since.
    pub fn give_back(&self, row: &mut SummaryRecord) -> bool {
        let at = self
            .messages
            .binary_search_by_key(&row.id, |(message, _)| *message);
        match at.ok().and_then(|at| self.messages.get(at)) {
            Some(&(_, folder)) if row.folder == self.to => {
                row.folder = Folder::Own(folder);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
