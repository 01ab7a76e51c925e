//! Messages that were put out of sight, and come back when it is time. It must not decide when it looks: whoever has a
//! timer asks.

use super::{Engine, mailbox};
use crate::clock::Clock;
use crate::store::{MarkChange, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId};
use crate::wire::Fault;

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Brings back, unread and into the inbox, what was to come back by now. Tells which pages of rows changed.
    ///
    /// # Errors
    /// The store's. What has not come back then does so at the next call.
    pub async fn bring_back(&self) -> Result<Vec<(AccountId, Vec<u32>)>, Fault> {
        let now = self.clock.now();
        let mut changed = Vec::new();
        for account in self.store.accounts().await? {
            let due = self
                .with_mailbox(account.id, |mailbox| {
                    let due = mailbox.all_rows().filter(|row| row.is_to_come_back(now));
                    due.map(|row| row.id).collect::<Vec<MessageId>>()
                })
                .await?;
            if due.is_empty() {
                continue;
            }
            let change = MarkChange::ComeBack(now);
            let back = self.store.change_marks(account.id, &due, change).await?;
            let pages = mailbox::pages_of(&back);
            self.reload_pages(account.id, &pages).await?;
            changed.push((account.id, pages));
        }
        Ok(changed)
    }
}
