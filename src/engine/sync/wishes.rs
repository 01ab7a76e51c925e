//! What a run makes of the user's wishes for single messages: reading them, and forgetting those that came true. It must
//! not decide what they mean; the plan and `deletion` do.

use std::collections::{HashMap, HashSet};

use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::mailbox::Mailbox;
use crate::store::{
    BodyState, Deletion, DeletionReason, Folder, MarkChange, SeenKey, SeenMark, Store, SyncLease, Will, Wish,
    Wishes,
};
use crate::transport::Dial;
use crate::units::MessageId;
use crate::wire::Fault;

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    pub(super) async fn wishes(&self, lease: SyncLease) -> Result<Wishes, RunError> {
        let wishes = self.engine.store.wishes(lease.account).await;
        Ok(wishes.map_err(Fault::from)?)
    }

    /// Of what is gone from the server nothing is wanted any more, and what was never here leaves the inbox.
    pub(super) async fn let_go(&self, lease: SyncLease, gone: &[&Deletion]) -> Result<(), RunError> {
        if gone.is_empty() {
            return Ok(());
        }
        let keys: HashSet<&SeenKey> = gone.iter().map(|deletion| &deletion.key).collect();
        self.settle(|wish| keys.contains(&wish.key)).await?;
        let never_here = gone
            .iter()
            .filter(|deletion| deletion.reason == DeletionReason::WithoutCopy);
        let never_here: Vec<MessageId> = never_here.map(|deletion| deletion.message).collect();
        if !never_here.is_empty() {
            let change = MarkChange::File(Folder::Trash);
            let filed = self.engine.store.change_marks(lease.account, &never_here, change);
            filed.await.map_err(Fault::from)?;
            self.written(&never_here).await?;
        }
        let forget = |mailbox: &mut Mailbox| {
            if let Some(listing) = &mut mailbox.listing {
                listing.forget(&keys);
            }
        };
        Ok(self.engine.with_mailbox(lease.account, forget).await?)
    }

    /// Messages that came need not be fetched any more, and what nothing could hold cannot be.
    pub(super) async fn settle_fetched(&self, wishes: &Wishes, seen: &[SeenMark]) -> Result<(), RunError> {
        if wishes.is_empty() {
            return Ok(());
        }
        let marks = seen.iter().map(|mark| (&mark.key, mark.message));
        let known: HashMap<&SeenKey, MessageId> = marks
            .chain(self.noted.iter().map(|(key, message)| (key, *message)))
            .collect();
        let is_here = |mailbox: &mut Mailbox| {
            let here = |message| {
                mailbox
                    .row(message)
                    .is_some_and(|row| row.body == BodyState::Here)
            };
            let wanted = wishes.iter().map(|wish| &wish.key);
            let wanted = wanted.filter(|key| known.get(key).is_some_and(|&message| here(message)));
            wanted.collect::<HashSet<&SeenKey>>()
        };
        let here = self.engine.with_mailbox(self.view.account, is_here).await?;
        let max_asked = self.engine.options.max_asked;
        self.settle(|wish| match wish.will {
            Will::Fetch => here.contains(&wish.key) || wish.octets > max_asked,
            Will::Delete => wish.octets > max_asked && !here.contains(&wish.key),
            Will::Leave | Will::DeleteWithoutCopy => false,
        })
        .await
    }

    /// Forgets wishes that are fulfilled, unless they changed meanwhile.
    async fn settle(&self, is_settled: impl Fn(&Wish) -> bool) -> Result<(), RunError> {
        let (store, account) = (&self.engine.store, self.view.account);
        let wishes = store.wishes(account).await.map_err(Fault::from)?;
        let settled: Vec<Wish> = wishes.iter().filter(|wish| is_settled(wish)).cloned().collect();
        if !settled.is_empty() {
            let changed = store.change_wishes(account, &settled, Vec::new()).await;
            changed.map_err(Fault::from)?;
        }
        Ok(())
    }
}
