//! The policy for the server's copies, what it would do at the next check, and the ledger of what it did. Nothing here
//! talks to a server: `sync` does.

use std::collections::HashSet;

use super::{Engine, deletion, order};
use crate::clock::Clock;
use crate::store::{BodyState, Deletion, DeletionPolicy, DeletionReason, DeletionState, NO_COPY, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{self, DeletionPlanView, DeletionPolicyView, DeletionView, Fault};

/// How many lines of a plan are shown.
const PLAN_LINES: usize = 200;

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// What may be deleted from an account's server.
    ///
    /// # Errors
    /// The store's.
    pub async fn deletion_policy(&self, account: AccountId) -> Result<DeletionPolicyView, Fault> {
        let policy = self.store.deletion_policy(account).await?;
        Ok(DeletionPolicyView {
            after_days: policy.after_days,
            when_trashed: policy.when_trashed,
            larger_than: policy.larger_than,
            although_browser_may_forget: policy.although_browser_may_forget,
        })
    }

    /// Changes that. It counts from the end of the next check on.
    ///
    /// # Errors
    /// The store's.
    pub async fn set_deletion_policy(
        &self,
        account: AccountId,
        policy: DeletionPolicyView,
    ) -> Result<(), Fault> {
        self.store.set_deletion_policy(account, record(policy)).await?;
        Ok(())
    }

    /// What the next check would delete under a policy, which may be one that the user only thinks about.
    ///
    /// # Errors
    /// The store's.
    pub async fn plan_deletions(
        &self,
        account: AccountId,
        policy: DeletionPolicyView,
    ) -> Result<DeletionPlanView, Fault> {
        let policy = record(policy);
        let gone: HashSet<MessageId> = self
            .store
            .deletions(account)
            .await?
            .into_iter()
            .filter(|line| line.state == DeletionState::Deleted)
            .map(|line| line.message)
            .collect();
        let wishes = self.store.wishes(account).await?;
        let now = self.clock.now();
        let is_settled = policy.keeps_all() && wishes.is_empty();
        let copies_stay = self.is_storage_persistent() || policy.although_browser_may_forget;
        let mut plan = DeletionPlanView {
            browser_may_forget: !is_settled && !copies_stay,
            ..DeletionPlanView::default()
        };
        self.with_mailbox(account, |mailbox| {
            let listing = mailbox.listing.as_ref();
            let wished = listing.map(|listing| listing.wished(&wishes)).unwrap_or_default();
            for row in mailbox.all_rows().filter(|row| !gone.contains(&row.id)) {
                let wish = wished.binary_search_by_key(&row.id, |(message, _)| *message).ok();
                let will = wish.and_then(|at| wished.get(at)).map(|(_, will)| *will);
                let Some(reason) = deletion::reason(&policy, will, row, now) else {
                    plan.not_here += u32::from(row.body != BodyState::Here);
                    plan.kept += u32::from(row.body == BodyState::Here);
                    continue;
                };
                plan.due += 1;
                plan.due_octets = Octets(plan.due_octets.0.saturating_add(row.octets.0));
                plan.lines.push(DeletionView {
                    message: row.id,
                    uidl: String::new(),
                    subject: row.mail.subject.clone(),
                    sha256: None,
                    octets: row.octets,
                    reason: reason_view(reason),
                    asked_at: None,
                    state: wire::DeletionState::Planned,
                });
            }
        })
        .await?;
        plan.lines = order::by(plan.lines, |line| (0, !line.message.0));
        plan.lines.truncate(PLAN_LINES);
        Ok(plan)
    }

    /// The ledger of what was deleted, newest first; of those whose subject or server's id contains `search`, in any
    /// case.
    ///
    /// # Errors
    /// The store's.
    pub async fn deletions(&self, account: AccountId, search: &str) -> Result<Vec<DeletionView>, Fault> {
        let search = search.to_lowercase();
        let lines = self.store.deletions(account).await?;
        let lines = order::by(lines, |line| (line.asked_at.0.saturating_neg(), !line.message.0));
        Ok(lines
            .into_iter()
            .map(line_view)
            .filter(|line| {
                line.subject.to_lowercase().contains(&search) || line.uidl.to_lowercase().contains(&search)
            })
            .collect())
    }
}

const fn record(policy: DeletionPolicyView) -> DeletionPolicy {
    DeletionPolicy {
        after_days: policy.after_days,
        when_trashed: policy.when_trashed,
        larger_than: policy.larger_than,
        although_browser_may_forget: policy.although_browser_may_forget,
    }
}

fn line_view(line: Deletion) -> DeletionView {
    DeletionView {
        message: line.message,
        uidl: line.key.uidl.to_string(),
        subject: line.subject,
        sha256: Some(line.sha256).filter(|&sha256| sha256 != NO_COPY),
        octets: line.octets,
        reason: reason_view(line.reason),
        asked_at: Some(line.asked_at),
        state: match line.state {
            DeletionState::Asked => wire::DeletionState::Asked,
            DeletionState::Deleted => wire::DeletionState::Deleted,
            DeletionState::StillThere => wire::DeletionState::StillThere,
        },
    }
}

pub(super) const fn reason_view(reason: DeletionReason) -> wire::DeletionReason {
    match reason {
        DeletionReason::Days(days) => wire::DeletionReason::Days(days),
        DeletionReason::Trashed => wire::DeletionReason::Trashed,
        DeletionReason::LargerThan(octets) => wire::DeletionReason::LargerThan(octets),
        DeletionReason::Asked => wire::DeletionReason::Asked,
        DeletionReason::WithoutCopy => wire::DeletionReason::WithoutCopy,
    }
}
