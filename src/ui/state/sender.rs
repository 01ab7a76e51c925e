//! Which of the things that do not fit are said above a message, and which only to who asks. It must warn seldom enough
//! to be heard: what many honest senders do is for those who look.

use crate::wire::{SenderHint, SenderVerdict, SenderView};

/// The most warnings above a message, whatever is said there besides.
pub const MOST_BANNERS: usize = 3;

/// The warnings above a message, the worst first; `others` are banners that stand there anyway.
#[must_use]
pub fn warnings(sender: &SenderView, others: usize) -> Vec<&SenderHint> {
    let room = MOST_BANNERS
        .saturating_sub(others)
        .saturating_sub(usize::from(sender.verdict == SenderVerdict::Failed));
    let grave = sender.hints.iter().filter(|hint| is_grave(hint, sender.verdict));
    grave.take(room).collect()
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

/// The verdict's stable name.
#[must_use]
pub const fn verdict_name(verdict: SenderVerdict) -> &'static str {
    match verdict {
        SenderVerdict::Verified => "verified",
        SenderVerdict::Unverified => "unverified",
        SenderVerdict::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::VerdictReason;

    fn sender(verdict: SenderVerdict, hints: Vec<SenderHint>) -> SenderView {
        SenderView {
            verdict,
            reason: VerdictReason::Nothing,
            hints,
            earlier: Some(1),
        }
    }

    fn replies() -> SenderHint {
        SenderHint::RepliesElsewhere {
            address: "a@b.example".into(),
        }
    }

    #[test]
    fn no_more_than_three_banners_stand_above_a_message() {
        let all = vec![
            SenderHint::SeveralWriters,
            SenderHint::MixedName,
            replies(),
            replies(),
        ];
        let unverified = sender(SenderVerdict::Unverified, all.clone());
        assert_eq!(warnings(&unverified, 0).len(), 3);
        assert_eq!(warnings(&unverified, 1).len(), 2);
        assert_eq!(
            warnings(&sender(SenderVerdict::Failed, all), 1),
            [&SenderHint::SeveralWriters]
        );
    }

    #[test]
    fn what_honest_senders_do_is_no_warning() {
        let domain = "mailer.example".to_owned();
        let hints = vec![replies(), SenderHint::ForeignId { domain }];
        assert_eq!(
            warnings(&sender(SenderVerdict::Verified, hints.clone()), 0),
            [&SenderHint::SeveralWriters; 0]
        );
        assert_eq!(
            warnings(&sender(SenderVerdict::Unverified, hints), 0),
            [&replies()]
        );
    }
}
