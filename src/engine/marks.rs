//! What people say of messages: read, starred, tagged, filed elsewhere, out of sight for a while; of one or of all of
//! them. It must not touch the network: what becomes of the server's copy is settled by the next sync.

use super::{Engine, mailbox};
use crate::clock::Clock;
use crate::store::{Folder, MarkChange, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, by_account};
use crate::wire::{self, Fault, FaultKind, Mark};

/// What a mark changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// What takes it back: to be said of these messages, which are those of which it was not true before.
    pub back: Vec<(Mark, Vec<MessageId>)>,
    /// The pages of rows that they are in, for the other tabs.
    pub pages: Vec<(AccountId, Vec<u32>)>,
}

impl Marked {
    /// The messages that changed.
    pub fn messages(&self) -> impl Iterator<Item = MessageId> {
        self.back.iter().flat_map(|(_, messages)| messages).copied()
    }

    fn add(&mut self, back: Mark, message: MessageId) {
        match self.back.iter_mut().find(|(known, _)| *known == back) {
            Some((_, messages)) => messages.push(message),
            None => self.back.push((back, vec![message])),
        }
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Says something of messages, however many. What it tells can be taken back of just those that it changed.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`] where messages cannot lie there; the store's.
    pub async fn mark(
        &self,
        account: AccountId,
        messages: &[MessageId],
        mark: Mark,
    ) -> Result<Marked, Fault> {
        if account == AccountId::FILES {
            return Err(Fault::of(FaultKind::NotHere)); // They can be read, and nothing else.
        }
        let change = match mark {
            Mark::Read(read) => MarkChange::Unread(!read),
            Mark::Starred(starred) => MarkChange::Starred(starred),
            Mark::Filed(folder) => {
                let folder = mailbox::folder_record(folder).ok_or_else(|| Fault::of(FaultKind::NotHere))?;
                match folder {
                    Folder::Trash | Folder::Junk => MarkChange::ThrowAway(folder, self.clock.now()),
                    folder => MarkChange::File(folder),
                }
            }
            Mark::Tagged(tag, is_on) => MarkChange::Tagged(tag, is_on),
            Mark::Snoozed(until) => MarkChange::Snooze(until),
        };
        let groups = by_account(account, messages);
        if matches!(mark, Mark::Filed(wire::Folder::Own(_))) && groups.len() > 1 {
            return Err(Fault::of(FaultKind::NotHere)); // A folder of the user's own is one account's.
        }
        let mut marked = Marked::default();
        for (whose, messages) in groups {
            self.read_all_rows(whose).await?;
            let changed = self.store.change_marks(whose, &messages, change).await?;
            for &message in &changed {
                let named = match account {
                    AccountId::ALL => message.among_all(whose),
                    _ => Some(message),
                };
                let mailboxes = self.mailboxes.borrow();
                let before = mailboxes.get(&whose).and_then(|mailbox| mailbox.row(message));
                if let Some((named, back)) = named.zip(back(mark, before)) {
                    marked.add(back, named);
                }
            }
            let pages = mailbox::pages_of(&changed);
            self.reload_pages(whose, &pages).await?;
            marked.pages.push((whose, pages));
        }
        Ok(marked)
    }

    /// The messages of a stretch of a folder's rows.
    ///
    /// # Errors
    /// The store's.
    pub async fn ids(&self, call: &wire::MailboxIds) -> Result<Vec<MessageId>, Fault> {
        self.with_mailbox(call.account, |mailbox| {
            let mut ids = mailbox.ids(call.folder, call.order, call.start, call.count);
            if call.only_unread {
                ids.retain(|id| mailbox.row(*id).is_some_and(|row| row.unread));
            }
            ids
        })
        .await
    }
}

/// What is said of a message to take a mark back.
fn back(mark: Mark, before: Option<&SummaryRecord>) -> Option<Mark> {
    Some(match mark {
        Mark::Read(read) => Mark::Read(!read),
        Mark::Starred(starred) => Mark::Starred(!starred),
        Mark::Tagged(tag, is_on) => Mark::Tagged(tag, !is_on),
        Mark::Filed(_) | Mark::Snoozed(_) => {
            let before = before?;
            match (before.folder, before.moment) {
                (Folder::Snoozed, Some(until)) => Mark::Snoozed(until),
                (folder, _) => Mark::Filed(mailbox::folder_view(folder)),
            }
        }
    })
}
