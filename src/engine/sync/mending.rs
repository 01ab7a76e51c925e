//! Fetching a message again whose copy here is damaged, because somebody asked for it. The damaged bytes must not go before
//! whole ones of the same message are there to take their place, in one transaction.

use super::batch::Whole;
use super::{Run, RunError, SyncEvent};
use crate::clock::Clock;
use crate::engine::{damage, fault};
use crate::store::{FetchedMessage, Ruling, SeenKey, SeenMark, SeenState, Store, SummaryRecord, SyncLease};
use crate::transport::Dial;
use crate::units::{MessageId, Octets, Sha256};
use crate::wire::Fault;

/// A message that is here, and not as it came.
#[derive(Debug)]
pub(super) struct Damaged {
    key: SeenKey,
    row: SummaryRecord,
    /// The hash that was taken when it came; `None` where that is lost, too.
    sha256: Option<Sha256>,
}

impl Damaged {
    /// Whether this is the message, whole. Where the hash differs it may be that the server has written into it since
    /// (qpopper does), and where its name tells nothing, its size has to.
    pub(super) fn is(&self, whole: &Whole) -> bool {
        if self.sha256 == Some(whole.original.sha256) {
            return true;
        }
        let (was, is) = (&self.row.mail, &whole.mail);
        was.message_id == is.message_id
            && was.subject == is.subject
            && was.from_address == is.from_address
            && (!is.message_id.is_empty() || self.row.octets == whole.original.octets())
    }
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// Which of the messages that somebody asked for are here, and not as they came.
    pub(super) async fn find_damaged(
        &mut self,
        first: &[MessageId],
        seen: &[SeenMark],
    ) -> Result<Vec<MessageId>, RunError> {
        self.damaged.clear();
        let account = self.view.account;
        let is_asked = |mark: &&SeenMark| mark.state == SeenState::Fetched && first.contains(&mark.message);
        for mark in seen.iter().filter(is_asked) {
            let original = self.engine.store.original(account, mark.message).await;
            let original = original.map_err(Fault::from)?;
            if original.as_ref().is_some_and(damage::is_whole) {
                continue;
            }
            let row = self
                .engine
                .with_mailbox(account, |mailbox| mailbox.row(mark.message).cloned());
            self.damaged.extend(row.await?.map(|row| Damaged {
                key: mark.key.clone(),
                row,
                sha256: original.map(|original| original.sha256),
            }));
        }
        Ok(self.damaged.iter().map(|damaged| damaged.row.id).collect())
    }

    /// The damaged copy of the message that has this name.
    pub(super) fn damaged(&mut self, key: Option<&SeenKey>) -> Option<Damaged> {
        let place = self
            .damaged
            .iter()
            .position(|damaged| Some(&damaged.key) == key)?;
        Some(self.damaged.swap_remove(place))
    }

    /// Puts what came in the place of a damaged copy, and reads it back.
    pub(super) async fn mend(
        &mut self,
        lease: SyncLease,
        damaged: Damaged,
        whole: Whole,
    ) -> Result<(), RunError> {
        let (store, message) = (&self.engine.store, damaged.row.id);
        let Whole { original, mail } = whole;
        let (sha256, octets) = (original.sha256, original.octets());
        let mended = FetchedMessage {
            key: damaged.key.clone(),
            original,
            mail,
            arrived_at: damaged.row.arrived_at,
            // It has come before, and what the user made of it stays.
            ruling: Ruling::default(),
        };
        store.mend_message(lease, mended).await.map_err(Fault::from)?;
        let kept = store
            .original(lease.account, message)
            .await
            .map_err(Fault::from)?;
        if !kept.as_ref().is_some_and(damage::is_whole) {
            return Err(fault::damaged(message).into());
        }
        self.report.fetched = self.report.fetched.saturating_add(1);
        self.view.done = self.view.done.saturating_add(1);
        self.view.done_octets = Octets(self.view.done_octets.0.saturating_add(octets.0));
        self.view.total_octets = self.view.total_octets.max(self.view.done_octets);
        self.written(&[message]).await?;
        (self.on_event)(SyncEvent::Fetched {
            uidl: damaged.key.uidl,
            sha256,
            octets,
        });
        self.tell();
        Ok(())
    }
}
