//! What people say of messages: read, starred, filed elsewhere; of one or of all of them. It must not touch the network:
//! what becomes of the server's copy is settled by the next sync.

use super::{Engine, mailbox};
use crate::clock::Clock;
use crate::store::{MarkChange, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId};
use crate::wire::{self, Fault, Mark};

/// What a mark changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The messages of which it was not true before, by id.
    pub messages: Vec<MessageId>,
    /// The pages of rows that they are in, for the other tabs.
    pub pages: Vec<u32>,
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
        let change = match mark {
            Mark::Read(read) => MarkChange::Unread(!read),
            Mark::Starred(starred) => MarkChange::Starred(starred),
            Mark::Filed(folder) => MarkChange::File(mailbox::folder_record(folder)),
        };
        let messages = self.store.change_marks(account, messages, change).await?;
        let pages = mailbox::pages_of(&messages);
        self.reload_pages(account, &pages).await?;
        Ok(Marked { messages, pages })
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
