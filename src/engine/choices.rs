//! What the user has decided about how mail is shown, and for which messages it counts. It must not let whoever borrows a
//! sender's name profit from what was decided about that sender.

use super::Engine;
use crate::clock::Clock;
use crate::mail::RemoteImages;
use crate::store::{self, Choices, Store, Whose};
use crate::transport::Dial;
use crate::wire::{self, Fault, ImageRule, RemoteContent, SenderVerdict, SenderView, VerdictReason};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Everything that was decided.
    ///
    /// # Errors
    /// The store's.
    pub async fn choices(&self) -> Result<wire::ChoicesView, Fault> {
        let Choices { policy, by } = self.store.choices().await?;
        let choice = |(whose, choice): (Whose, store::Choice)| wire::ChoiceView {
            whose: whose_view(whose),
            images: choice.images,
            darkened: choice.darkened,
        };
        Ok(wire::ChoicesView {
            policy: match policy {
                store::ImagePolicy::Ask => wire::ImagePolicy::Ask,
                store::ImagePolicy::Never => wire::ImagePolicy::Never,
            },
            choices: by.into_iter().map(choice).collect(),
        })
    }

    /// Decides something, for messages that are opened from then on.
    ///
    /// # Errors
    /// The store's.
    pub async fn choose(&self, change: &wire::ChoiceChange) -> Result<(), Fault> {
        let (whose, change) = match change {
            wire::ChoiceChange::Policy(policy) => {
                let policy = match policy {
                    wire::ImagePolicy::Ask => store::ImagePolicy::Ask,
                    wire::ImagePolicy::Never => store::ImagePolicy::Never,
                };
                return Ok(self.store.set_image_policy(policy).await?);
            }
            wire::ChoiceChange::AllForgotten => return Ok(self.store.forget_choices().await?),
            wire::ChoiceChange::Images(whose, images) => (whose, store::ChoiceChange::Images(*images)),
            wire::ChoiceChange::Darkened(whose, is_dark) => (whose, store::ChoiceChange::Darkened(*is_dark)),
            wire::ChoiceChange::Forgotten(whose) => (whose, store::ChoiceChange::Forgotten),
        };
        let whose = match whose {
            wire::Whose::Sender(address) => Whose::sender(address),
            wire::Whose::Domain(domain) => Whose::domain(domain),
        };
        Ok(self.store.choose(&whose, change).await?)
    }

    /// What was decided about a message from this address.
    pub(super) async fn decided(
        &self,
        asked: RemoteContent,
        address: &str,
        sender: &SenderView,
    ) -> Result<Decided, Fault> {
        let about = Whose::about(address);
        let choices = self.store.choices_about(&about).await?;
        Ok(Decided::of(asked, &about, &choices, is_vouched(sender)))
    }
}

/// How a message is shown, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) remote: RemoteImages,
    pub(super) rule: ImageRule,
    pub(super) is_vouched: bool,
    pub(super) is_darkened: bool,
}

impl Decided {
    fn of(asked: RemoteContent, about: &[Whose], choices: &Choices, is_vouched: bool) -> Self {
        let chosen = |whose: &&Whose| choices.by.get(*whose).is_some_and(|choice| choice.images);
        let chosen = about.iter().find(chosen).cloned().map(whose_view);
        let rule = match (choices.policy, chosen) {
            (store::ImagePolicy::Never, _) => ImageRule::Never,
            (_, None) => ImageRule::Ask,
            (_, Some(whose)) if is_vouched => ImageRule::Always(whose),
            (_, Some(whose)) => ImageRule::NotVouched(whose),
        };
        let is_shown = match asked {
            RemoteContent::Images => rule != ImageRule::Never,
            RemoteContent::AsChosen => matches!(rule, ImageRule::Always(_)),
            RemoteContent::Blocked => false,
        };
        let sender = about.first().and_then(|sender| choices.by.get(sender));
        Self {
            remote: if is_shown {
                RemoteImages::Https
            } else {
                RemoteImages::Blocked
            },
            rule,
            is_vouched,
            is_darkened: sender.is_some_and(|choice| choice.darkened),
        }
    }
}

/// Whether a choice about a sender counts for a message that bears its address. Where anybody says that senders were
/// checked, only if the account's provider found that the message is from there. Where nobody does, the address is all
/// that the user has: there, the choice would be worth nothing if it did not count.
const fn is_vouched(sender: &SenderView) -> bool {
    match sender.verdict {
        SenderVerdict::Verified => true,
        SenderVerdict::Failed => false,
        SenderVerdict::Unverified => matches!(sender.reason, VerdictReason::NobodyChecked),
    }
}

fn whose_view(whose: Whose) -> wire::Whose {
    match whose {
        Whose::Sender(address) => wire::Whose::Sender(address),
        Whose::Domain(domain) => wire::Whose::Domain(domain),
    }
}
