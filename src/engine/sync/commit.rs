//! Writing what came: headers and messages in groups, and rows for what stays on the server. Each write is told.

use super::batch::Batch;
use super::{Run, RunError, SyncEvent};
use crate::clock::Clock;
use crate::mail;
use crate::store::{MessagePreview, SeenKey, SkipReason, Store, SyncLease};
use crate::transport::Dial;
use crate::units::Octets;
use crate::wire::{Fault, SkippedView};

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    pub(super) async fn commit_previews(
        &mut self,
        lease: SyncLease,
        ready: &mut Vec<MessagePreview>,
    ) -> Result<(), RunError> {
        if ready.is_empty() {
            return Ok(());
        }
        let keys: Vec<_> = ready.iter().map(|preview| preview.key.clone()).collect();
        let ids = self
            .engine
            .store
            .commit_previews(lease, std::mem::take(ready))
            .await
            .map_err(Fault::from)?;
        self.noted.extend(keys.into_iter().zip(ids.iter().copied()));
        self.written(&ids).await
    }

    pub(super) async fn commit(&mut self, lease: SyncLease, batch: &mut Batch) -> Result<(), RunError> {
        let messages = batch.take(self.engine.clock.now());
        if messages.is_empty() {
            return Ok(());
        }
        let facts: Vec<_> = messages
            .iter()
            .map(|message| SyncEvent::Fetched {
                uidl: message.key.uidl.clone(),
                sha256: message.original.sha256,
                octets: Octets(message.original.bytes.len() as u64),
            })
            .collect();
        let octets: u64 = messages
            .iter()
            .map(|message| message.original.bytes.len() as u64)
            .sum();
        let keys: Vec<_> = messages.iter().map(|message| message.key.clone()).collect();
        let ids = self
            .engine
            .store
            .commit_messages(lease, messages)
            .await
            .map_err(Fault::from)?;
        self.noted.extend(keys.into_iter().zip(ids.iter().copied()));
        let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        self.report.fetched = self.report.fetched.saturating_add(count);
        self.view.done = self.view.done.saturating_add(count);
        self.view.done_octets = Octets(self.view.done_octets.0.saturating_add(octets));
        // The server's sizes are hints: what has come is never more than what was wanted.
        self.view.total_octets = self.view.total_octets.max(self.view.done_octets);
        self.written(&ids).await?;
        facts.into_iter().for_each(self.on_event);
        self.tell();
        Ok(())
    }

    /// A message stays on the server: it gets a row that says so, and the run goes on.
    pub(super) async fn pass_over(
        &mut self,
        lease: SyncLease,
        key: Option<SeenKey>,
        octets: Octets,
        reason: SkipReason,
    ) -> Result<(), RunError> {
        self.view.skipped = self.view.skipped.saturating_add(1);
        // Without a name there is nothing to remember it by; the next run meets it again.
        let Some(key) = key else {
            return Ok(());
        };
        let preview = MessagePreview {
            key: key.clone(),
            octets,
            mail: mail::MailSummary::default(),
            arrived_at: self.engine.clock.now(),
        };
        let store = &self.engine.store;
        // Leaves a row alone that is there already, and names it.
        let ids = store
            .commit_previews(lease, vec![preview])
            .await
            .map_err(Fault::from)?;
        store
            .mark_skipped(lease, &key, reason)
            .await
            .map_err(Fault::from)?;
        (self.on_event)(SyncEvent::Skipped {
            uidl: key.uidl.clone(),
            reason,
        });
        self.written(&ids).await?;
        let Some(&message) = ids.first() else {
            return Ok(());
        };
        self.noted.push((key, message));
        if self.first_skipped.is_none() {
            let subject = self
                .engine
                .with_mailbox(self.view.account, |mailbox| {
                    mailbox.row(message).map(|row| row.mail.subject.clone())
                })
                .await?;
            self.first_skipped = Some(SkippedView {
                message,
                subject: subject.unwrap_or_default(),
                octets,
                too_large: reason != SkipReason::Refused,
            });
        }
        Ok(())
    }
}
