//! Deleting the server's copies of messages that are safe here. It must not ask the server for one that it has not
//! read back and found whole.
//!
//! ```text
//!   policy ─► candidates ─► copy here read back, hash right ─► TOP: the same there ─► ledger: Asked (strict) ─► DELE …
//!                                                                                                               │
//!             the next list decides: listed ─► StillThere, not listed ─► Deleted ◄── anything else ── QUIT ◄────┘
//!                                                                        Deleted ◄──────────── +OK ────┘
//! ```
//!
//! A server deletes at `QUIT` (RFC 1939 §6) and nowhere else: a run that ends before it deletes nothing.

use std::collections::{HashMap, HashSet, VecDeque};

use sha2::{Digest, Sha256 as Hasher};

use super::{Run, RunError, SyncEvent};
use crate::clock::Clock;
use crate::engine::deletion;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::mail;
use crate::pop3::{CommandKind, Event, Extent, Intent};
use crate::store::{
    Deletion, DeletionPolicy, DeletionState, SeenKey, SeenMark, SeenState, Store, SummaryRecord, SyncLease,
};
use crate::transport::{Dial, Stream};
use crate::units::{MessageId, MessageNumber, Octets, Sha256};
use crate::wire::Fault;

/// So much is read back, written strictly and asked for at a time.
const GROUP_MESSAGES: usize = 100;
const GROUP_OCTETS: u64 = 8 * 1024 * 1024;

/// What a server may add to a message between two fetches.
const SLACK_OCTETS: usize = 64 * 1024;

/// An id that a server gives again after its message was deleted (RFC 1939 §7 allows it) is known here by another
/// occurrence; servers that repeat ids stay far below this.
const REUSED: u16 = 256;

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// Settles what earlier runs left open, by what the server lists now. A deleted message's id that is listed again
    /// may name another message: it gets a key of its own, and so is fetched and compared with what is here.
    pub(super) async fn reconcile(&self, lease: SyncLease, listed: &mut [Listed]) -> Result<(), RunError> {
        let ledger = self.ledger(lease).await?;
        let there: HashSet<&SeenKey> = listed.iter().filter_map(|listed| listed.key.as_ref()).collect();
        let settled: Vec<Deletion> = ledger
            .iter()
            .filter(|deletion| deletion.state == DeletionState::Asked)
            .map(|deletion| Deletion {
                state: if there.contains(&deletion.key) {
                    DeletionState::StillThere
                } else {
                    DeletionState::Deleted
                },
                ..deletion.clone()
            })
            .collect();
        self.note(lease, &settled).await?;
        let gone: HashSet<&SeenKey> = ledger
            .iter()
            .filter(|deletion| deletion.state == DeletionState::Deleted)
            .map(|deletion| &deletion.key)
            .collect();
        for key in listed.iter_mut().filter_map(|listed| listed.key.as_mut()) {
            while gone.contains(&*key) {
                key.occurrence = key.occurrence.wrapping_add(REUSED);
            }
        }
        Ok(())
    }

    /// Asks the server to delete what may go, and says which it will delete at `QUIT`. `seen` is what was known before
    /// this run.
    pub(super) async fn ask_to_delete<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        lease: SyncLease,
        listed: Vec<Listed>,
        seen: &[SeenMark],
    ) -> Result<Vec<Deletion>, RunError> {
        let policy = self.deletion_policy(lease).await?;
        if policy.keeps_all() || !(self.engine.is_storage_persistent() || policy.although_browser_may_forget)
        {
            return Ok(Vec::new());
        }
        let mut candidates = self
            .candidates(&policy, listed, seen)
            .await?
            .into_iter()
            .peekable();
        let mut marked = Vec::new();
        while candidates.peek().is_some() {
            let mut group = Vec::new();
            let mut octets = 0;
            while group.len() < GROUP_MESSAGES && octets < GROUP_OCTETS {
                let Some(candidate) = candidates.next() else { break };
                octets += candidate.row.octets.0;
                group.extend(self.verified(candidate).await?);
            }
            let group = self.met_there(link, group).await?;
            let noted: Vec<Deletion> = group.iter().map(|(_, deletion)| deletion.clone()).collect();
            self.note(lease, &noted).await?;
            marked.extend(self.mark(link, lease, group).await?);
        }
        Ok(marked)
    }

    /// Notes what the server confirmed. What cannot be noted stays `Asked`, and the next list settles it.
    pub(super) async fn confirm(&self, lease: SyncLease, marked: Vec<Deletion>) -> Result<(), RunError> {
        let deleted: Vec<Deletion> = marked
            .into_iter()
            .map(|deletion| Deletion {
                state: DeletionState::Deleted,
                ..deletion
            })
            .collect();
        self.note(lease, &deleted).await
    }

    async fn candidates(
        &self,
        policy: &DeletionPolicy,
        listed: Vec<Listed>,
        seen: &[SeenMark],
    ) -> Result<Vec<Candidate>, RunError> {
        let here: HashMap<&SeenKey, MessageId> = seen
            .iter()
            .filter(|mark| mark.state == SeenState::Fetched)
            .map(|mark| (&mark.key, mark.message))
            .chain(self.fetched.iter().map(|(key, message)| (key, *message)))
            .collect();
        let now = self.engine.clock.now();
        let account = self.view.account;
        let with_rows = |mailbox: &mut super::mailbox::Mailbox| {
            listed
                .into_iter()
                .filter_map(|listed| {
                    // What the server names by no id of its own cannot be followed afterwards.
                    let key = listed.key?;
                    let row = mailbox.row(*here.get(&key)?)?;
                    if self.engine.undo.is_open(account, row.id, now) {
                        return None;
                    }
                    let reason = deletion::reason(policy, row, now)?;
                    Some(Candidate {
                        number: listed.number,
                        key,
                        row: row.clone(),
                        reason,
                    })
                })
                .collect()
        };
        Ok(self.engine.with_mailbox(account, with_rows).await?)
    }

    /// Reads the copy back; `None` when it is not here as it came.
    async fn verified(&self, candidate: Candidate) -> Result<Option<Verified>, RunError> {
        let store = &self.engine.store;
        let original = store
            .original(self.view.account, candidate.row.id)
            .await
            .map_err(Fault::from)?;
        Ok(original
            .filter(|original| Sha256(Hasher::digest(&original.bytes).into()) == original.sha256)
            .map(|original| {
                let deletion = Deletion {
                    key: candidate.key,
                    message: candidate.row.id,
                    sha256: original.sha256,
                    octets: Octets(original.bytes.len() as u64),
                    subject: candidate.row.mail.subject,
                    reason: candidate.reason,
                    asked_at: self.engine.clock.now(),
                    state: DeletionState::Asked,
                };
                Verified {
                    number: candidate.number,
                    deletion,
                    original: original.bytes,
                }
            }))
    }

    /// Leaves out what the server does not show to be the copy here: all that `DELE` names is a number, and a server may
    /// have confused it before. The header is compared, or everything where that does not tell or cannot be had.
    async fn met_there<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        group: Vec<Verified>,
    ) -> Result<Vec<(MessageNumber, Deletion)>, RunError> {
        let has_top = link.capabilities().is_none_or(|capabilities| capabilities.top);
        let (by_header, mut whole): (Vec<_>, Vec<_>) = group
            .into_iter()
            .partition(|verified| has_top && mail::has_same_header(&verified.original, &verified.original));
        let (mut met, refused) = self.compare(link, by_header, Extent::Top).await?;
        whole.extend(refused);
        met.extend(self.compare(link, whole, Extent::Whole).await?.0);
        Ok(met)
    }

    /// Those that the server shows to be the same, and those that it does not show.
    async fn compare<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        group: Vec<Verified>,
        extent: Extent,
    ) -> Result<(Vec<(MessageNumber, Deletion)>, Vec<Verified>), RunError> {
        for &Verified { number, .. } in &group {
            link.send(match extent {
                Extent::Top => Intent::Top { number, lines: 0 },
                Extent::Whole => Intent::Retrieve(number),
            })?;
        }
        let mut waiting: VecDeque<Verified> = group.into();
        let (mut same, mut refused, mut shown) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(current) = waiting.front() {
            let most = current.original.len() + SLACK_OCTETS;
            match self.event(link).await? {
                Event::MessageStarted { .. } => shown.clear(),
                Event::MessageChunk { bytes, .. } if shown.len() < most => shown.extend(bytes),
                Event::MessageEnded { .. } => {
                    let is_same = match extent {
                        Extent::Top => mail::has_same_header(&shown, &current.original),
                        Extent::Whole => mail::is_same(&shown, &current.original),
                    };
                    let shown = waiting.pop_front().filter(|_| is_same);
                    same.extend(shown.map(|verified| (verified.number, verified.deletion)));
                }
                Event::Refused {
                    command: CommandKind::Top(_) | CommandKind::Retrieve(_),
                    ..
                } => refused.extend(waiting.pop_front()),
                _ => {}
            }
        }
        Ok((same, refused))
    }

    /// Sends `DELE` for a group, and returns those that the server took.
    async fn mark<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        lease: SyncLease,
        group: Vec<(MessageNumber, Deletion)>,
    ) -> Result<Vec<Deletion>, RunError> {
        for (number, _) in &group {
            link.send(Intent::Delete(*number))?;
        }
        let mut waiting: HashMap<MessageNumber, Deletion> = group.into_iter().collect();
        let mut marked = Vec::new();
        let mut refused = Vec::new();
        while !waiting.is_empty() {
            match self.event(link).await? {
                Event::DeletionMarked { number } => marked.extend(waiting.remove(&number)),
                Event::Refused {
                    command: CommandKind::Delete(number),
                    ..
                } => refused.extend(waiting.remove(&number).map(|deletion| Deletion {
                    state: DeletionState::StillThere,
                    ..deletion
                })),
                _ => {}
            }
        }
        self.note(lease, &refused).await?;
        Ok(marked)
    }

    /// Writes lines of the ledger, and tells which messages are gone.
    async fn note(&self, lease: SyncLease, deletions: &[Deletion]) -> Result<(), RunError> {
        if deletions.is_empty() {
            return Ok(());
        }
        let store = &self.engine.store;
        store
            .note_deletions(lease, deletions)
            .await
            .map_err(Fault::from)?;
        for deletion in deletions {
            if deletion.state == DeletionState::Deleted {
                (self.on_event)(SyncEvent::Deleted {
                    uidl: deletion.key.uidl.clone(),
                    sha256: deletion.sha256,
                });
            }
        }
        Ok(())
    }

    pub(super) async fn deletion_policy(&self, lease: SyncLease) -> Result<DeletionPolicy, RunError> {
        let policy = self.engine.store.deletion_policy(lease.account).await;
        Ok(policy.map_err(Fault::from)?)
    }

    async fn ledger(&self, lease: SyncLease) -> Result<Vec<Deletion>, RunError> {
        let ledger = self.engine.store.deletions(lease.account).await;
        Ok(ledger.map_err(Fault::from)?)
    }
}

/// A candidate whose copy here is whole.
struct Verified {
    number: MessageNumber,
    deletion: Deletion,
    original: Vec<u8>,
}

/// A message on the server that a rule wants gone.
struct Candidate {
    number: MessageNumber,
    key: SeenKey,
    row: SummaryRecord,
    reason: crate::store::DeletionReason,
}
