//! Rules over a folder that is here already: what they would do, and doing it. What they want of the server is left out:
//! that is settled as mail comes, or for single messages by whoever sees them listed.

use std::collections::BTreeMap;

use super::kept::{action_view, record};
use super::{Outcome, Rulebook};
use crate::clock::Clock;
use crate::engine::{Engine, mailbox};
use crate::store::{BodyState, Folder, Folders, RuleAction, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, TagId};
use crate::wire::{self, Fault, Mark, RuleRunView, RuleTrialLine, RuleTrialView};

/// So many messages are listed.
const MOST_LINES: usize = 200;

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// What rules would do with a folder's messages, those included that are not on. Nothing changes.
    ///
    /// # Errors
    /// The store's.
    pub async fn try_rules(&self, call: &wire::TryRules) -> Result<RuleTrialView, Fault> {
        let rules = call.rules.iter().cloned().map(record).collect();
        let book = self.ready(rules).await;
        let folders = self.store.folders(call.account).await?;
        let mut trial = RuleTrialView::default();
        for message in self.in_folder(call.account, call.folder).await? {
            let Some((row, outcome)) = self.asked(call.account, message, &book).await? else {
                trial.not_here += 1;
                continue;
            };
            trial.looked_at += 1;
            if outcome.by.is_empty() {
                continue;
            }
            trial.met += 1;
            if trial.lines.len() < MOST_LINES {
                trial.lines.push(line(&book, row, outcome, &folders));
            }
        }
        Ok(trial)
    }

    /// Does what the kept rules say with a folder's messages. Tells what takes it back, and which pages of rows changed.
    ///
    /// # Errors
    /// The store's. What was done before stays, and doing it again goes on from there.
    pub async fn run_rules(
        &self,
        account: AccountId,
        folder: wire::Folder,
    ) -> Result<(RuleRunView, Vec<u32>), Fault> {
        let book = self.rulebook(account).await?;
        let folders = self.store.folders(account).await?;
        let mut wanted: BTreeMap<Deed, Vec<MessageId>> = BTreeMap::new();
        for message in self.in_folder(account, folder).await? {
            let Some((row, outcome)) = self.asked(account, message, &book).await? else {
                continue;
            };
            for action in outcome.by.iter().flat_map(|(_, actions)| actions) {
                if changes(*action, &row, &folders)
                    && let Some(deed) = Deed::of(*action)
                {
                    wanted.entry(deed).or_default().push(message);
                }
            }
        }
        self.do_all(account, wanted).await
    }

    async fn do_all(
        &self,
        account: AccountId,
        wanted: BTreeMap<Deed, Vec<MessageId>>,
    ) -> Result<(RuleRunView, Vec<u32>), Fault> {
        let mut run = RuleRunView::default();
        let (mut all, mut pages) = (Vec::new(), Vec::new());
        for (deed, messages) in wanted {
            let mark = match deed {
                Deed::Read => Mark::Read(true),
                Deed::Star => Mark::Starred(true),
                Deed::Tag(tag) => Mark::Tagged(tag, true),
                Deed::File(to) => Mark::Filed(mailbox::folder_view(to)),
            };
            let marked = self.mark(account, &messages, mark).await?;
            all.extend(marked.messages());
            pages.extend(marked.pages.into_iter().flat_map(|(_, pages)| pages));
            run.back.extend(marked.back);
        }
        all.sort_unstable();
        all.dedup();
        run.changed = u32::try_from(all.len()).unwrap_or(u32::MAX);
        Ok((run, pages))
    }

    async fn in_folder(&self, account: AccountId, folder: wire::Folder) -> Result<Vec<MessageId>, Fault> {
        self.with_mailbox(account, |mailbox| {
            mailbox.ids(folder, wire::ListOrder::default(), 0, u32::MAX)
        })
        .await
    }

    /// A message's row, and what rules make of it; `None` where it is not here as a whole.
    async fn asked(
        &self,
        account: AccountId,
        message: MessageId,
        book: &Rulebook,
    ) -> Result<Option<(SummaryRecord, Outcome)>, Fault> {
        let row = self
            .with_mailbox(account, |mailbox| mailbox.row(message).cloned())
            .await?;
        let Some(row) = row.filter(|row| row.body == BodyState::Here) else {
            return Ok(None);
        };
        let Some(original) = self.store.original(account, message).await? else {
            return Ok(None);
        };
        let outcome = book.outcome(&original.bytes, row.mail.attachments);
        Ok(Some((row, outcome)))
    }
}

/// What is done with messages, in the order in which it is done: filing comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Read,
    Star,
    Tag(TagId),
    File(Folder),
}

impl Deed {
    const fn of(action: RuleAction) -> Option<Self> {
        match action {
            RuleAction::File(folder) => Some(Self::File(folder)),
            RuleAction::Star => Some(Self::Star),
            RuleAction::MarkRead => Some(Self::Read),
            RuleAction::Tag(tag) => Some(Self::Tag(tag)),
            RuleAction::LeaveOnServer | RuleAction::DeleteOnServer => None,
        }
    }
}

/// Whether an action changes anything about a message that is here.
fn changes(action: RuleAction, row: &SummaryRecord, folders: &Folders) -> bool {
    match action {
        RuleAction::File(folder) => row.folder != folder && folders.has(folder),
        RuleAction::Star => !row.starred,
        RuleAction::MarkRead => row.unread,
        RuleAction::Tag(tag) => !row.tags.contains(&tag),
        RuleAction::LeaveOnServer | RuleAction::DeleteOnServer => false,
    }
}

fn line(book: &Rulebook, row: SummaryRecord, outcome: Outcome, folders: &Folders) -> RuleTrialLine {
    let by = outcome.by.iter().filter_map(|(place, actions)| {
        let changing = actions.iter().filter(|action| changes(**action, &row, folders));
        let changing = changing.map(|action| action_view(*action)).collect();
        Some((book.rule(*place)?.name.clone(), changing))
    });
    let by = by.collect();
    let mail = row.mail;
    RuleTrialLine {
        message: row.id,
        from: if mail.from_name.is_empty() {
            mail.from_address
        } else {
            mail.from_name
        },
        subject: mail.subject,
        date: mail.date.unwrap_or(row.arrived_at),
        by,
    }
}
