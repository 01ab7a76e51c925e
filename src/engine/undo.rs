//! What was moved to the trash a moment ago and may still be taken back. Until then the server's copy is not touched.
//!
//! Kept in memory: whoever could undo goes with the tab, and nothing is deleted that is not here.

use std::cell::RefCell;

use super::mailbox::Mailbox;
use crate::store::{Folder, SummaryPage};
use crate::units::{AccountId, MessageId, UnixMillis};

/// As long as the interface offers it, and a little more.
const OPEN_MS: i64 = 12_000;

/// The moves of the last seconds.
#[derive(Debug, Default)]
pub(super) struct Undo(RefCell<Vec<(AccountId, MessageId, UnixMillis)>>);

impl Undo {
    /// Notes which messages pages bring into the trash that a mailbox has elsewhere.
    pub(super) fn note(&self, account: AccountId, before: &Mailbox, after: &[SummaryPage], now: UnixMillis) {
        let is_elsewhere = |id| before.row(id).is_some_and(|row| row.folder != Folder::Trash);
        let trashed = after
            .iter()
            .flat_map(|page| &page.rows)
            .filter(|row| row.folder == Folder::Trash && is_elsewhere(row.id))
            .map(|row| (account, row.id, now));
        let mut moves = self.0.borrow_mut();
        moves.retain(|(_, _, moved)| is_open(*moved, now));
        moves.extend(trashed);
    }

    /// Whether a message's move may still be taken back.
    pub(super) fn is_open(&self, account: AccountId, message: MessageId, now: UnixMillis) -> bool {
        self.0
            .borrow()
            .iter()
            .any(|&(whose, which, moved)| (whose, which) == (account, message) && is_open(moved, now))
    }
}

/// A clock that went back keeps it open.
fn is_open(moved: UnixMillis, now: UnixMillis) -> bool {
    now < moved.plus_ms(OPEN_MS)
}
