//! Headers ahead of their messages, through `TOP`, so that the list fills at once.

use std::collections::VecDeque;

use super::{AHEAD_MESSAGES, Run, RunError};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::mail;
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::{MessagePreview, Store, SyncLease};
use crate::transport::{Dial, Stream};
use crate::wire::Fault;

/// Headers are committed in groups: a first screenful at once, then a page of the store each.
const FIRST_GROUP: usize = 50;
const LATER_GROUPS: usize = 500;
/// A header longer than this is cut for its row; the whole message still comes.
const MAX_HEADER: usize = 256 * 1024;

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    pub(super) async fn fetch_previews<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        lease: SyncLease,
        previews: Vec<Listed>,
    ) -> Result<(), RunError> {
        let mut group = FIRST_GROUP;
        let mut ready = Vec::new();
        let mut header = Vec::new();
        let mut waiting = previews.into_iter();
        let mut asked = VecDeque::new();
        loop {
            while asked.len() < AHEAD_MESSAGES
                && let Some(listed) = waiting.next()
            {
                link.send(Intent::Top {
                    number: listed.number,
                    lines: 0,
                })?;
                asked.push_back(listed);
            }
            let Some(current) = asked.front() else { break };
            match self.event(link).await? {
                Event::MessageStarted { .. } => header.clear(),
                Event::MessageChunk { bytes, .. } if header.len() < MAX_HEADER => {
                    header.extend_from_slice(&bytes)
                }
                Event::MessageEnded { number, .. } if number == current.number => {
                    let arrived_at = self.engine.clock.now();
                    ready.push(MessagePreview {
                        key: current.key.clone(),
                        octets: current.octets,
                        mail: mail::summarise_header(&header, arrived_at),
                        arrived_at,
                    });
                    asked.pop_front();
                }
                // A message whose header cannot be had shows its row when its body comes.
                Event::Refused {
                    command: CommandKind::Top(number),
                    ..
                } if number == current.number => {
                    asked.pop_front();
                }
                _ => {}
            }
            if ready.len() >= group {
                group = LATER_GROUPS;
                self.commit_previews(lease, &mut ready).await?;
            }
        }
        self.commit_previews(lease, &mut ready).await
    }

    async fn commit_previews(
        &self,
        lease: SyncLease,
        ready: &mut Vec<MessagePreview>,
    ) -> Result<(), RunError> {
        if ready.is_empty() {
            return Ok(());
        }
        let ids = self
            .engine
            .store
            .commit_previews(lease, std::mem::take(ready))
            .await
            .map_err(Fault::from)?;
        self.written(&ids).await
    }
}
