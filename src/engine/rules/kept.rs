//! The rules as they are kept, for the interface and for whoever asks them.

use super::Rulebook;
use crate::clock::Clock;
use crate::engine::{Engine, mailbox};
use crate::store::{self, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MOST_CONDITIONS, MOST_RULES};
use crate::wire::{self, Fault};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// The rules for an account's mail.
    ///
    /// # Errors
    /// The store's.
    pub async fn rules(&self, account: AccountId) -> Result<Vec<wire::Rule>, Fault> {
        let rules = self.store.rules(account).await?;
        Ok(rules.into_iter().map(view).collect())
    }

    /// Changes them, unless they are not `before` any more. Tells which are kept then. They count for what comes from the
    /// next check on.
    ///
    /// # Errors
    /// The store's.
    pub async fn set_rules(
        &self,
        account: AccountId,
        before: Vec<wire::Rule>,
        rules: Vec<wire::Rule>,
    ) -> Result<Vec<wire::Rule>, Fault> {
        let before: Vec<store::Rule> = before.into_iter().map(record).collect();
        let new = rules.into_iter().take(MOST_RULES).map(record).collect();
        let kept = self.store.replace_rules(account, &before, new).await?;
        Ok(kept.into_iter().map(view).collect())
    }

    /// The kept rules, ready to be asked.
    pub(in crate::engine) async fn rulebook(&self, account: AccountId) -> Result<Rulebook, Fault> {
        let rules = self.store.rules(account).await?;
        Ok(self.ready(rules).await)
    }

    pub(super) async fn ready(&self, rules: Vec<store::Rule>) -> Rulebook {
        let mut book = Rulebook::new(rules);
        if book.asks_for_text() {
            // Where it does not come mail is still fetched, and the rules can be asked again later.
            book.read_with(self.reader().await.ok());
        }
        book
    }
}

pub(super) fn view(rule: store::Rule) -> wire::Rule {
    wire::Rule {
        name: rule.name,
        is_on: rule.is_on,
        matches: rule.matches,
        conditions: rule.conditions,
        actions: rule.actions.into_iter().map(action_view).collect(),
        stops: rule.stops,
    }
}

pub(super) const fn action_view(action: store::RuleAction) -> wire::RuleAction {
    match action {
        store::RuleAction::File(folder) => wire::RuleAction::File(mailbox::folder_view(folder)),
        store::RuleAction::Star => wire::RuleAction::Star,
        store::RuleAction::MarkRead => wire::RuleAction::MarkRead,
        store::RuleAction::LeaveOnServer => wire::RuleAction::LeaveOnServer,
        store::RuleAction::DeleteOnServer => wire::RuleAction::DeleteOnServer,
        store::RuleAction::Tag(tag) => wire::RuleAction::Tag(tag),
    }
}

pub(super) fn record(mut rule: wire::Rule) -> store::Rule {
    rule.conditions.truncate(MOST_CONDITIONS);
    let action = |action| {
        Some(match action {
            wire::RuleAction::File(folder) => store::RuleAction::File(mailbox::folder_record(folder)?),
            wire::RuleAction::Star => store::RuleAction::Star,
            wire::RuleAction::MarkRead => store::RuleAction::MarkRead,
            wire::RuleAction::LeaveOnServer => store::RuleAction::LeaveOnServer,
            wire::RuleAction::DeleteOnServer => store::RuleAction::DeleteOnServer,
            wire::RuleAction::Tag(tag) => store::RuleAction::Tag(tag),
        })
    };
    store::Rule {
        name: rule.name,
        is_on: rule.is_on,
        matches: rule.matches,
        conditions: rule.conditions,
        actions: rule.actions.into_iter().filter_map(action).collect(),
        stops: rule.stops,
    }
}
