//! What stands between a message's header and its words, and in which order: three lines at most, so that each is read.
//! It must warn seldom enough to be heard: what many honest senders do is for those who look.

use crate::ui::text;
use crate::wire::{ImagesView, NoteView, SenderHint, SenderVerdict, SenderView};

/// The most lines above a message that are seen at once.
pub const MOST_NOTICES: usize = 3;

/// A line above a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It may not be from whom it says.
    SenderFailed,
    /// Something about its sender does not fit.
    Hint(SenderHint),
    /// Images of it are not loaded.
    Images,
    /// Something about how it was read.
    Note(NoteView),
}

/// The lines above a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// Those that are seen.
    pub shown: Vec<Notice>,
    /// Those behind a button.
    pub folded: Vec<Notice>,
}

/// Everything that is to be said above a message: what is against its sender first, the worst of it on top; blocked images
/// are always among what is seen, because they can be asked for there.
#[must_use]
pub fn stack(sender: &SenderView, images: &ImagesView, notes: &[NoteView]) -> Stack {
    let failed = (sender.verdict == SenderVerdict::Failed).then_some(Notice::SenderFailed);
    let grave = sender.hints.iter().filter(|hint| is_grave(hint, sender.verdict));
    let mut all: Vec<Notice> = failed
        .into_iter()
        .chain(grave.cloned().map(Notice::Hint))
        .collect();
    let images = match (images.blocked, images.tracking) {
        (0, 0) => None,
        (0, _) => Some(all.len()),
        _ => Some(all.len().min(MOST_NOTICES - 1)),
    };
    if let Some(place) = images {
        all.insert(place, Notice::Images);
    }
    let (losses, others): (Vec<_>, Vec<_>) = notes.iter().cloned().partition(text::is_loss);
    all.extend(losses.into_iter().chain(others).map(Notice::Note));
    let folded = all.split_off(all.len().min(MOST_NOTICES));
    Stack { shown: all, folded }
}

fn is_grave(hint: &SenderHint, verdict: SenderVerdict) -> bool {
    match hint {
        SenderHint::SeveralWriters
        | SenderHint::LooksLike { .. }
        | SenderHint::MixedScripts { .. }
        | SenderHint::NameHoldsAddress { .. }
        | SenderHint::MixedName
        | SenderHint::NameOfAnother { .. } => true,
        // Whoever is known to be who he says may have his answers where he likes.
        SenderHint::RepliesElsewhere { .. } => verdict != SenderVerdict::Verified,
        SenderHint::SentByAnother { .. }
        | SenderHint::DateFarOff { .. }
        | SenderHint::ReturnsElsewhere { .. }
        | SenderHint::ForeignId { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{ImageRule, Scheme, VerdictReason};

    fn sender(verdict: SenderVerdict, hints: Vec<SenderHint>) -> SenderView {
        SenderView {
            verdict,
            reason: VerdictReason::Nothing,
            hints,
            earlier: Some(1),
        }
    }

    fn images(blocked: u32, tracking: u32) -> ImagesView {
        ImagesView {
            shown: false,
            rule: ImageRule::Ask,
            vouched: true,
            blocked,
            hosts: Vec::new(),
            loaded_from: Vec::new(),
            tracking,
            trackers: Vec::new(),
            domain: String::new(),
        }
    }

    fn replies() -> SenderHint {
        SenderHint::RepliesElsewhere {
            address: "a@b.example".into(),
        }
    }

    const SIGNED: NoteView = NoteView::Signed(Scheme::Pgp);

    #[test]
    fn no_more_than_three_lines_stand_above_a_message() {
        let hints = vec![SenderHint::SeveralWriters, SenderHint::MixedName, replies()];
        let failed = sender(SenderVerdict::Failed, hints);
        let stack = stack(&failed, &images(2, 1), &[SIGNED, NoteView::TextCut]);
        assert_eq!(
            stack.shown,
            [
                Notice::SenderFailed,
                Notice::Hint(SenderHint::SeveralWriters),
                Notice::Images
            ]
        );
        assert_eq!(
            stack.folded,
            [
                Notice::Hint(SenderHint::MixedName),
                Notice::Hint(replies()),
                Notice::Note(NoteView::TextCut),
                Notice::Note(SIGNED),
            ],
            "what is lost comes before what is only said"
        );
    }

    #[test]
    fn trackers_alone_push_no_warning_away() {
        let hints = vec![SenderHint::SeveralWriters, SenderHint::MixedName, replies()];
        let stack = stack(&sender(SenderVerdict::Unverified, hints), &images(0, 3), &[]);
        assert!(!stack.shown.contains(&Notice::Images));
        assert_eq!(stack.folded, [Notice::Images]);
    }

    #[test]
    fn a_message_without_anything_to_say_has_nothing_above_it() {
        let stack = stack(&sender(SenderVerdict::Verified, Vec::new()), &images(0, 0), &[]);
        assert!(stack.shown.is_empty() && stack.folded.is_empty());
    }

    #[test]
    fn what_honest_senders_do_is_no_warning() {
        let domain = "mailer.example".to_owned();
        let hints = vec![replies(), SenderHint::ForeignId { domain }];
        let verified = stack(
            &sender(SenderVerdict::Verified, hints.clone()),
            &images(0, 0),
            &[],
        );
        assert_eq!(verified.shown, []);
        let unverified = stack(&sender(SenderVerdict::Unverified, hints), &images(0, 0), &[]);
        assert_eq!(unverified.shown, [Notice::Hint(replies())]);
    }
}
