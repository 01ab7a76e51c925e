//! Emptying the trash, or junk: the only thing that takes mail out of this browser, and only where somebody asked for it.
//! It must not touch the network, nor take what a server's copy is still to be deleted for: that needs the copy here.

use std::collections::HashSet;

use super::{Engine, deletion, mailbox};
use crate::clock::Clock;
use crate::store::{BodyState, DeletionState, Folder, MarkChange, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{EraseThrownAway, Fault, FaultKind, ThrownAwayView};

/// What came of it, and which pages of rows changed.
type Erased = (ThrownAwayView, Vec<(AccountId, Vec<u32>)>);

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Erases what was thrown away, or tells what that would be.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`] for a folder that nothing is thrown into; the store's. What was erased before stays so.
    pub async fn erase_thrown_away(&self, call: &EraseThrownAway) -> Result<Erased, Fault> {
        let folder = mailbox::folder_record(call.folder);
        let Some(folder @ (Folder::Trash | Folder::Junk)) = folder else {
            return Err(Fault::of(FaultKind::NotHere));
        };
        let accounts = match call.account {
            AccountId::ALL => self
                .store
                .accounts()
                .await?
                .iter()
                .map(|known| known.id)
                .collect(),
            account => vec![account],
        };
        let mut all = ThrownAwayView::default();
        let mut pages = Vec::new();
        for account in accounts {
            let (goes, unstamped) = self.thrown_away(account, folder, call, &mut all).await?;
            if call.is_trial {
                continue;
            }
            // What was filed here by rules, or by an earlier build, counts from now on.
            let since = MarkChange::ThrownAt(self.clock.now());
            let mut changed = self.store.change_marks(account, &unstamped, since).await?;
            changed.extend(self.store.erase(account, &goes).await?);
            let changed = mailbox::pages_of(&changed);
            self.reload_pages(account, &changed).await?;
            pages.push((account, changed));
        }
        Ok((all, pages))
    }

    /// Which of an account's messages go, and of which it is not known since when they lie there.
    async fn thrown_away(
        &self,
        account: AccountId,
        folder: Folder,
        call: &EraseThrownAway,
        all: &mut ThrownAwayView,
    ) -> Result<(Vec<MessageId>, Vec<MessageId>), Fault> {
        let policy = self.store.deletion_policy(account).await?;
        let wishes = self.store.wishes(account).await?;
        let ledger = self.store.deletions(account).await?;
        let is_done = |state| matches!(state, DeletionState::Deleted);
        let gone: HashSet<MessageId> = ledger
            .iter()
            .filter(|line| is_done(line.state))
            .map(|line| line.message)
            .collect();
        let copies_go = self.is_storage_persistent() || policy.although_browser_may_forget;
        let now = self.clock.now();
        self.with_mailbox(account, |mailbox| {
            let listing = mailbox.listing.as_ref();
            let wished = listing.map(|listing| listing.wished(&wishes)).unwrap_or_default();
            let listed: Option<HashSet<MessageId>> =
                listing.map(|listing| listing.messages().flatten().collect());
            let waits = |row: &SummaryRecord| {
                let will = wished.iter().find(|(message, _)| *message == row.id);
                let is_due = deletion::reason(&policy, will.map(|(_, will)| *will), row, now).is_some();
                let is_there = listed.as_ref().is_none_or(|listed| listed.contains(&row.id));
                copies_go && is_due && is_there && !gone.contains(&row.id)
            };
            let (mut goes, mut unstamped) = (Vec::new(), Vec::new());
            for row in mailbox.all_rows().filter(|row| row.folder == folder) {
                let is_old = match (call.thrown_before, row.moment) {
                    (None, _) => true,
                    (Some(before), Some(thrown)) => thrown < before,
                    (Some(_), None) => {
                        unstamped.push(row.id);
                        false
                    }
                };
                if !is_old {
                    continue;
                }
                if row.body != BodyState::Here {
                    all.not_here += 1;
                } else if waits(row) {
                    all.waiting += 1;
                } else {
                    all.messages += 1;
                    all.octets = Octets(all.octets.0.saturating_add(row.octets.0));
                    goes.push(row.id);
                }
            }
            (goes, unstamped)
        })
        .await
    }
}
