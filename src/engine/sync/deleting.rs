//! Deleting the server's copies of messages that are safe here. It must not ask the server for one that it has not
//! read back and found whole, unless the user wants that very message gone without a copy.
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

use super::{Run, RunError, SyncEvent};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::engine::{damage, deletion};
use crate::mail::{self, MailSummary};
use crate::pop3::{CommandKind, Event, Extent, Intent};
use crate::store::{
    Deletion, DeletionPolicy, DeletionReason, DeletionState, NO_COPY, SeenKey, SeenMark, Store,
    SummaryRecord, SyncLease, Wishes,
};
use crate::transport::{Dial, Stream};
use crate::units::{MessageId, MessageNumber, Octets, UnixMillis};
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
        let wishes = self.wishes(lease).await?;
        if policy.keeps_all() && wishes.is_empty() {
            return Ok(Vec::new());
        }
        let candidates = self.candidates(&policy, &wishes, listed, seen).await?;
        let mut candidates = candidates.into_iter().peekable();
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
        wishes: &Wishes,
        listed: Vec<Listed>,
        seen: &[SeenMark],
    ) -> Result<Vec<Candidate>, RunError> {
        let known: HashMap<&SeenKey, MessageId> = seen
            .iter()
            .map(|mark| (&mark.key, mark.message))
            .chain(self.noted.iter().map(|(key, message)| (key, *message)))
            .collect();
        let copies_stay = self.engine.is_storage_persistent() || policy.although_browser_may_forget;
        let now = self.engine.clock.now();
        let account = self.view.account;
        let with_rows = |mailbox: &mut super::mailbox::Mailbox| {
            listed
                .into_iter()
                .filter_map(|listed| {
                    // What the server names by no id of its own cannot be followed afterwards.
                    let key = listed.key?;
                    let row = mailbox.row(*known.get(&key)?)?;
                    if self.engine.undo.is_open(account, row.id, now) {
                        return None;
                    }
                    let will = wishes.of(&key, listed.octets);
                    let reason = deletion::reason(policy, will, row, now)?;
                    if !copies_stay && reason != DeletionReason::WithoutCopy {
                        return None;
                    }
                    Some(Candidate {
                        number: listed.number,
                        octets: listed.octets,
                        key,
                        row: row.clone(),
                        reason,
                    })
                })
                .collect()
        };
        Ok(self.engine.with_mailbox(account, with_rows).await?)
    }

    /// Reads the copy back; `None` when it is not here as it came. Where there is to be none, `None` when there is one.
    async fn verified(&self, candidate: Candidate) -> Result<Option<Verified>, RunError> {
        let store = &self.engine.store;
        let original = store
            .original(self.view.account, candidate.row.id)
            .await
            .map_err(Fault::from)?;
        let is_without_copy = candidate.reason == DeletionReason::WithoutCopy;
        let (sha256, octets, proof) = match original {
            None if is_without_copy => (
                NO_COPY,
                candidate.octets,
                Proof::Header(candidate.row.mail.clone()),
            ),
            Some(original) if !is_without_copy && damage::is_whole(&original) => {
                (original.sha256, original.octets(), Proof::Copy(original.bytes))
            }
            _ => return Ok(None),
        };
        let deletion = Deletion {
            key: candidate.key,
            message: candidate.row.id,
            sha256,
            octets,
            subject: candidate.row.mail.subject,
            reason: candidate.reason,
            asked_at: self.engine.clock.now(),
            state: DeletionState::Asked,
        };
        Ok(Some(Verified {
            number: candidate.number,
            deletion,
            proof,
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
            .partition(|verified| has_top && verified.proof.is_told_by_header());
        let (mut met, refused) = self.compare(link, by_header, Extent::Top).await?;
        whole.extend(refused);
        // Of what nobody wants to have, id and size are enough where the server shows no header.
        let (unseen, whole) = whole
            .into_iter()
            .partition(|verified| matches!(verified.proof, Proof::Header(_)));
        let unseen: Vec<Verified> = unseen;
        met.extend(unseen.into_iter().map(Verified::into_met));
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
            let most = current.proof.len() + SLACK_OCTETS;
            match self.event(link).await? {
                Event::MessageStarted { .. } => shown.clear(),
                Event::MessageChunk { bytes, .. } if shown.len() < most => shown.extend(bytes),
                Event::MessageEnded { .. } => {
                    let is_same = current.proof.is_met_by(&shown, extent);
                    let shown = waiting.pop_front().filter(|_| is_same);
                    same.extend(shown.map(Verified::into_met));
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
        let gone: Vec<&Deletion> = deletions
            .iter()
            .filter(|deletion| deletion.state == DeletionState::Deleted)
            .collect();
        for deletion in &gone {
            (self.on_event)(SyncEvent::Deleted {
                uidl: deletion.key.uidl.clone(),
                sha256: deletion.sha256,
            });
        }
        self.let_go(lease, &gone).await
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

/// A candidate whose copy here is whole, or that is to go without one.
struct Verified {
    number: MessageNumber,
    deletion: Deletion,
    proof: Proof,
}

impl Verified {
    fn into_met(self) -> (MessageNumber, Deletion) {
        (self.number, self.deletion)
    }
}

/// What the server has to show before a message goes.
enum Proof {
    /// What is here.
    Copy(Vec<u8>),
    /// What its row says, where nothing else is here.
    Header(MailSummary),
}

impl Proof {
    fn len(&self) -> usize {
        match self {
            Self::Copy(original) => original.len(),
            Self::Header(_) => 0,
        }
    }

    fn is_told_by_header(&self) -> bool {
        match self {
            Self::Copy(original) => mail::has_same_header(original, original),
            Self::Header(mail) => *mail != MailSummary::default(),
        }
    }

    fn is_met_by(&self, shown: &[u8], extent: Extent) -> bool {
        match (self, extent) {
            (Self::Copy(original), Extent::Top) => mail::has_same_header(shown, original),
            (Self::Copy(original), Extent::Whole) => mail::is_same(shown, original),
            (Self::Header(mail), _) => {
                let shown = mail::summarise_header(shown, UnixMillis::default());
                (&shown.message_id, &shown.subject, &shown.from_address)
                    == (&mail.message_id, &mail.subject, &mail.from_address)
            }
        }
    }
}

/// A message on the server that a rule wants gone.
struct Candidate {
    number: MessageNumber,
    octets: Octets,
    key: SeenKey,
    row: SummaryRecord,
    reason: DeletionReason,
}
