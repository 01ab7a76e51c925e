//! Whole messages, through `RETR`: asked for ahead, committed in batches, passed over where the server will not.

use std::collections::VecDeque;

use super::batch::Batch;
use super::{AHEAD_MESSAGES, Run, RunError, SyncEvent};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::mail;
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::{MessagePreview, SkipReason, Store, SyncLease};
use crate::transport::{Dial, Stream};
use crate::units::{MessageId, Octets};
use crate::wire::{Fault, SkippedView};

/// How many bytes are asked for ahead of what has come. A round trip of a tenth of a second then carries 80 MB/s.
const AHEAD_OCTETS: u64 = 8 * 1024 * 1024;

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    pub(super) async fn fetch_messages<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        lease: SyncLease,
        fetches: Vec<Listed>,
        first: &[MessageId],
    ) -> Result<(), RunError> {
        // What the user asked for may be larger than what is fetched without asking.
        let limit = if first.is_empty() {
            self.engine.options.max_message
        } else {
            Octets(u64::MAX)
        };
        let mut batch = Batch::new(limit, self.engine.clock.now());
        let mut waiting = fetches.into_iter().peekable();
        let mut asked = VecDeque::<Listed>::new();
        let mut asked_octets = 0_u64;
        loop {
            while asked.len() < AHEAD_MESSAGES
                && (asked.is_empty() || asked_octets < AHEAD_OCTETS)
                && let Some(listed) = waiting.next()
            {
                link.send(Intent::Retrieve(listed.number))?;
                asked_octets = asked_octets.saturating_add(listed.octets.0);
                asked.push_back(listed);
            }
            let Some(current) = asked.front() else { break };
            let event = match self.event(link).await {
                Ok(event) => event,
                Err(error) => {
                    // What came whole before the cut stays.
                    self.commit(lease, &mut batch).await?;
                    return Err(error);
                }
            };
            let ended = match event {
                Event::MessageStarted { .. } => {
                    batch.start();
                    false
                }
                Event::MessageChunk { bytes, .. } => {
                    batch.chunk(&bytes);
                    false
                }
                Event::MessageEnded { number, .. } if number == current.number => {
                    let now = self.engine.clock.now();
                    if !batch.end(current.key.clone(), now) {
                        let current = current.clone();
                        self.view.total = self.view.total.saturating_sub(1);
                        self.pass_over(lease, &current, SkipReason::TooLarge).await?;
                    }
                    true
                }
                Event::Refused {
                    command: CommandKind::Retrieve(number),
                    ..
                } if number == current.number => {
                    let current = current.clone();
                    self.view.total = self.view.total.saturating_sub(1);
                    self.pass_over(lease, &current, SkipReason::Refused).await?;
                    true
                }
                _ => false,
            };
            if ended && let Some(ended) = asked.pop_front() {
                asked_octets = asked_octets.saturating_sub(ended.octets.0);
            }
            if batch.is_due(self.engine.clock.now()) {
                self.commit(lease, &mut batch).await?;
            }
        }
        self.commit(lease, &mut batch).await
    }

    async fn commit(&mut self, lease: SyncLease, batch: &mut Batch) -> Result<(), RunError> {
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
        let ids = self
            .engine
            .store
            .commit_messages(lease, messages)
            .await
            .map_err(Fault::from)?;
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
        listed: &Listed,
        reason: SkipReason,
    ) -> Result<(), RunError> {
        let preview = MessagePreview {
            key: listed.key.clone(),
            octets: listed.octets,
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
            .mark_skipped(lease, &listed.key, reason)
            .await
            .map_err(Fault::from)?;
        self.view.skipped = self.view.skipped.saturating_add(1);
        (self.on_event)(SyncEvent::Skipped {
            uidl: listed.key.uidl.clone(),
            reason,
        });
        self.written(&ids).await?;
        let Some(&message) = ids.first() else {
            return Ok(());
        };
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
                octets: listed.octets,
                too_large: reason == SkipReason::TooLarge,
            });
        }
        Ok(())
    }
}
