//! What is here more than once, because other clients left copies behind or a server was filled twice. It only finds
//! them: what becomes of them is the user's decision.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Engine, mailbox, order};
use crate::clock::Clock;
use crate::mail;
use crate::store::{BodyState, Folder, Original, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, Sha256, UnixMillis};
use crate::wire::{DuplicateCopy, DuplicateGroup, DuplicatesView, Fault};

/// More are not shown at a time.
const MOST_GROUPS: usize = 200;
/// So many different messages may look like one before the search among them ends: it must not be for ever.
const MOST_KINDS: usize = 16;
/// What servers add to a message is smaller.
const SLACK_OCTETS: u64 = 4096;

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// The messages of an account that are here more than once outside the trash: the same to the byte, but for what
    /// servers write into a header and for white space at the end.
    ///
    /// # Errors
    /// The store's.
    pub async fn duplicates(&self, account: AccountId) -> Result<DuplicatesView, Fault> {
        let rows = self
            .with_mailbox(account, |mailbox| {
                let is_candidate =
                    |row: &&SummaryRecord| row.body == BodyState::Here && row.folder != Folder::Trash;
                mailbox
                    .all_rows()
                    .filter(is_candidate)
                    .cloned()
                    .collect::<Vec<_>>()
            })
            .await?;
        let rows = order::by(rows, |row| (digest(row), row.id.0));
        let mut groups = Vec::new();
        for alike in rows.chunk_by(|one, other| words(one) == words(other)) {
            if alike.len() > 1 {
                groups.extend(self.same(account, alike).await?);
            }
        }
        let mut groups = order::by(groups, |group: &DuplicateGroup| {
            (group.date.0.saturating_neg(), 0)
        });
        let more = groups.len().saturating_sub(MOST_GROUPS);
        groups.truncate(MOST_GROUPS);
        Ok(DuplicatesView {
            groups,
            more: u32::try_from(more).unwrap_or(u32::MAX),
        })
    }

    /// Those of some messages that look alike which are the same.
    async fn same(&self, account: AccountId, alike: &[SummaryRecord]) -> Result<Vec<DuplicateGroup>, Fault> {
        let mut kinds: Vec<Kind<'_>> = Vec::new();
        for row in alike {
            let Some(original) = self.store.original(account, row.id).await? else {
                continue;
            };
            match self.kind_of(account, &kinds, row, &original).await? {
                Some(at) => kinds
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|kind| kind.copies.push(row)),
                None if kinds.len() < MOST_KINDS => kinds.push(Kind {
                    sha256: original.sha256,
                    copies: vec![row],
                }),
                None => {}
            }
        }
        let doubled = kinds.into_iter().filter(|kind| kind.copies.len() > 1);
        Ok(doubled.map(|kind| group(kind.copies)).collect())
    }

    /// Which of the messages that were met already this is.
    async fn kind_of(
        &self,
        account: AccountId,
        kinds: &[Kind<'_>],
        row: &SummaryRecord,
        original: &Original,
    ) -> Result<Option<usize>, Fault> {
        if let Some(at) = kinds.iter().position(|kind| kind.sha256 == original.sha256) {
            return Ok(Some(at));
        }
        for (at, kind) in kinds.iter().enumerate() {
            let near = kind
                .copies
                .first()
                .filter(|first| first.octets.0.abs_diff(row.octets.0) <= SLACK_OCTETS);
            if let Some(first) = near
                && let Some(met) = self.store.original(account, first.id).await?
                && mail::is_same(&met.bytes, &original.bytes)
            {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }
}

/// A message, and its copies.
struct Kind<'a> {
    sha256: Sha256,
    copies: Vec<&'a SummaryRecord>,
}

/// What two copies have in common for certain.
fn words(row: &SummaryRecord) -> (&str, &str, &str, Option<UnixMillis>) {
    let mail = &row.mail;
    (&mail.message_id, &mail.from_address, &mail.subject, mail.date)
}

/// Brings copies side by side.
fn digest(row: &SummaryRecord) -> i64 {
    let mut hasher = DefaultHasher::new();
    words(row).hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// A starred copy is kept, then one that was read, then the one that came first.
fn group(copies: Vec<&SummaryRecord>) -> DuplicateGroup {
    let copies = order::by(copies, |row| {
        (i64::from(!row.starred) * 2 + i64::from(row.unread), row.id.0)
    });
    let copy = |row: &&SummaryRecord| DuplicateCopy {
        message: row.id,
        folder: mailbox::folder_view(row.folder),
        arrived_at: row.arrived_at,
        octets: row.octets,
    };
    let (subject, from, date) = copies.first().map_or_else(Default::default, |row| {
        let mail = &row.mail;
        let from = if mail.from_name.is_empty() {
            &mail.from_address
        } else {
            &mail.from_name
        };
        (
            mail.subject.clone(),
            from.clone(),
            mail.date.unwrap_or(row.arrived_at),
        )
    });
    DuplicateGroup {
        subject,
        from,
        date,
        copies: copies.iter().map(copy).collect(),
    }
}
