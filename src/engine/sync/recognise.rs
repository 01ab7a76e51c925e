//! Messages that are here already although the server lists them under no name that is known: because it has no ids,
//! gives one id to several, or gave new ones to all. In doubt they count as new, and are fetched.
//!
//! ```text
//!   listed, but under no known name ──TOP──► header and size are those of one message here, and of no other?
//!                                                │ yes                                   │ no
//!                                                ▼                                       ▼
//!                          a sample of them is fetched and compared whole        fetched, and compared whole
//!                                                │ all equal                     with what is here (`Unlisted`)
//!                                                ▼
//!                                       the same message: relinked
//! ```

mod headers;
mod unlisted;

use std::collections::{HashMap, HashSet};

pub(super) use unlisted::Unlisted;

use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::store::{SeenKey, SeenMark, SeenState, Store, SyncLease};
use crate::transport::{Dial, Stream};
use crate::units::MessageId;
use crate::wire::Fault;

/// New ids are looked at before they are believed when they are at least this many tenths of the list.
const STORM_TENTHS: usize = 9;

/// Finds out which of the listed messages are here, and corrects `listed` and `seen` accordingly. What is left are the
/// messages here that the server does not list, as far as is known.
pub(super) async fn recognise<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    lease: SyncLease,
    listed: &mut [Listed],
    seen: &mut [SeenMark],
) -> Result<Unlisted, RunError> {
    let known: HashSet<&SeenKey> = seen.iter().map(|mark| &mark.key).collect();
    let is_new = |listed: &Listed| listed.key.as_ref().is_some_and(|key| !known.contains(key));
    let new = listed.iter().filter(|listed| is_new(listed)).count();
    let nameless = listed.iter().any(|listed| listed.key.is_none());
    if new == 0 && !nameless {
        return Ok(Unlisted::default());
    }
    let names: HashSet<&SeenKey> = listed.iter().filter_map(|listed| listed.key.as_ref()).collect();
    let unlisted = seen.iter().filter(|mark| !names.contains(&mark.key));
    let mut unlisted = run.unlisted(unlisted.cloned().collect()).await?;
    if unlisted.is_empty() {
        return Ok(unlisted);
    }
    let is_storm = new > 0 && new * 10 >= listed.len() * STORM_TENTHS;
    let strangers: Vec<Listed> = listed
        .iter()
        .filter(|listed| listed.key.is_none() || (is_storm && is_new(listed)))
        .cloned()
        .collect();
    let found = headers::compare(run, link, strangers, &unlisted).await?;
    apply(run, lease, found, listed, seen, &mut unlisted).await?;
    Ok(unlisted)
}

/// A listed message that was found to be here.
#[derive(Debug)]
struct Found {
    listed: Listed,
    mark: SeenMark,
}

async fn apply<S: Store, D: Dial, C: Clock>(
    run: &Run<'_, S, D, C>,
    lease: SyncLease,
    found: Vec<Found>,
    listed: &mut [Listed],
    seen: &mut [SeenMark],
    unlisted: &mut Unlisted,
) -> Result<(), RunError> {
    let mut links = Vec::new();
    let mut names = HashMap::new();
    for Found { listed, mark } in found {
        unlisted.take(&mark);
        match listed.key {
            Some(key) => links.push((mark.message, key)),
            None => drop(names.insert(listed.number, mark.key)),
        }
    }
    for nameless in listed.iter_mut().filter(|listed| listed.key.is_none()) {
        nameless.key = names.remove(&nameless.number);
    }
    let renamed: HashMap<MessageId, SeenKey> = links.iter().cloned().collect();
    for mark in seen {
        if let Some(key) = renamed.get(&mark.message) {
            mark.key = key.clone();
        }
    }
    run.relink(lease, links).await
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    pub(super) async fn relink(
        &self,
        lease: SyncLease,
        links: Vec<(MessageId, SeenKey)>,
    ) -> Result<(), RunError> {
        if !links.is_empty() {
            self.engine
                .store
                .relink(lease, links)
                .await
                .map_err(Fault::from)?;
        }
        Ok(())
    }

    /// What is here of these messages.
    async fn unlisted(&self, marks: Vec<SeenMark>) -> Result<Unlisted, RunError> {
        let unlisted = self
            .engine
            .with_mailbox(self.view.account, |mailbox| {
                Unlisted::new(marks, |message| mailbox.row(message).cloned())
            })
            .await?;
        Ok(unlisted)
    }

    /// The message here that is the same as `bytes`, byte for byte but for what servers add.
    pub(super) async fn copy_here(
        &self,
        bytes: &[u8],
        mail: &crate::mail::MailSummary,
        unlisted: &Unlisted,
    ) -> Result<Option<SeenMark>, RunError> {
        for (mark, _) in unlisted.like(mail) {
            if mark.state == SeenState::Fetched
                && let Some(original) = self.original(mark.message).await?
                && crate::mail::is_same(bytes, &original)
            {
                return Ok(Some(mark.clone()));
            }
        }
        Ok(None)
    }

    async fn original(&self, message: MessageId) -> Result<Option<Vec<u8>>, RunError> {
        let original = self.engine.store.original(self.view.account, message).await;
        Ok(original.map_err(Fault::from)?.map(|original| original.bytes))
    }
}
