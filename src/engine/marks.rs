//! What people say of messages: read, starred, filed elsewhere; of one or of all of them. It must not touch the network:
//! what becomes of the server's copy is settled by the next sync.

use super::{Engine, mailbox};
use crate::clock::Clock;
use crate::store::{MarkChange, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, by_account};
use crate::wire::{self, Fault, FaultKind, Mark};

/// What a mark changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The messages of which it was not true before, by id.
    pub messages: Vec<MessageId>,
    /// The pages of rows that they are in, for the other tabs.
    pub pages: Vec<(AccountId, Vec<u32>)>,
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Says something of messages, however many. What it tells can be taken back of just those that it changed.
    ///
    /// # Errors
    /// The store's.
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
            Mark::Filed(folder) => MarkChange::File(mailbox::folder_record(folder)),
        };
        let groups = by_account(account, messages);
        if matches!(mark, Mark::Filed(wire::Folder::Own(_))) && groups.len() > 1 {
            return Err(Fault::of(FaultKind::NotHere)); // A folder of the user's own is one account's.
        }
        let mut marked = Marked::default();
        for (whose, messages) in groups {
            let changed = self.store.change_marks(whose, &messages, change).await?;
            let pages = mailbox::pages_of(&changed);
            self.reload_pages(whose, &pages).await?;
            marked.pages.push((whose, pages));
            let named = |message: MessageId| match account {
                AccountId::ALL => message.among_all(whose),
                _ => Some(message),
            };
            marked.messages.extend(changed.into_iter().filter_map(named));
        }
        Ok(marked)
    }

    /// The messages of a stretch of a folder's rows.
    ///
    /// # Errors
    /// The store's.
    pub async fn ids(&self, call: &wire::MailboxIds) -> Result<Vec<MessageId>, Fault> {
        let folder = mailbox::folder_record(call.folder);
        self.with_mailbox(call.account, |mailbox| {
            let mut ids = mailbox.ids(folder, call.order, call.start, call.count);
            if call.only_unread {
                ids.retain(|id| mailbox.row(*id).is_some_and(|row| row.unread));
            }
            ids
        })
        .await
    }
}
