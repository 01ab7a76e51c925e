//! Sentences about who a message is from, and about links that lead elsewhere than they say. They state what was found,
//! and accuse nobody: honest mail has oddities too.

use crate::wire::{SenderHint, SenderVerdict, VerdictReason};

pub const FIRST_TIME: &str = "First message from this address";
pub const TRACE: &str = "Where it came from";
pub const TRACE_HINT: &str = "Where it came from (t)";
pub const SENDER_DETAILS: &str = "Details";
pub const SENDER_FAILED: &str =
    "This may not be from whom it says: your provider’s check of the sender failed.";
pub const LINK_TITLE: &str = "This link leads elsewhere";

/// The verdict.
#[must_use]
pub const fn verdict(verdict: SenderVerdict) -> &'static str {
    match verdict {
        SenderVerdict::Verified => "Verified",
        SenderVerdict::Unverified => "Unverified",
        SenderVerdict::Failed => "Failed",
    }
}

/// Why.
#[must_use]
pub const fn verdict_reason(verdict: SenderVerdict, reason: VerdictReason) -> &'static str {
    match (reason, verdict) {
        (VerdictReason::Dmarc, SenderVerdict::Failed) => {
            "Your provider found that it breaks the rules that the sender’s domain has set for its mail (DMARC)."
        }
        (VerdictReason::Dmarc, _) => {
            "Your provider found that it keeps the rules that the sender’s domain has set for its mail (DMARC)."
        }
        (VerdictReason::Signature, SenderVerdict::Failed) => {
            "Your provider found that its signature (DKIM) does not hold."
        }
        (VerdictReason::Signature, _) => "Your provider found that the sender’s domain has signed it (DKIM).",
        (VerdictReason::Path, SenderVerdict::Failed) => {
            "Your provider found that it came from a server that may not send for this domain (SPF)."
        }
        (VerdictReason::Path, _) => {
            "Your provider found that it came from a server of the sender’s domain (SPF)."
        }
        (VerdictReason::NobodyChecked, _) => "No server says that it checked the sender.",
        (VerdictReason::OnlyOthers, _) => {
            "Only servers that are not your provider’s say that they checked the sender. The sender could have written that."
        }
        (VerdictReason::MaybeForged, _) => {
            "A check in your provider’s name stands where the sender could have written it."
        }
        (VerdictReason::ForAnother, _) => {
            "What your provider found right is another domain’s than the sender’s."
        }
        (VerdictReason::Nothing, _) => "Your provider’s checks found nothing right and nothing wrong.",
        (VerdictReason::SeveralWriters, _) => {
            "It names several senders, and mail programs differ in whom they show."
        }
        (VerdictReason::Inside, _) => "It lies in another message: whoever sent that one wrote all of it.",
        (VerdictReason::Deceptive, _) => {
            "The sender’s domain is checked, but the sender seems to pass for another."
        }
        (VerdictReason::NoSender, _) => "It names no sender’s address.",
    }
}

/// What does not fit.
#[must_use]
pub fn hint(hint: &SenderHint) -> String {
    match hint {
        SenderHint::SeveralWriters => {
            "It names several senders, and mail programs differ in whom they show.".to_owned()
        }
        SenderHint::LooksLike { domain, like } => [
            "The sender’s domain ",
            &isolated(domain),
            " looks like ",
            &isolated(like),
            ", and is another.",
        ]
        .concat(),
        SenderHint::MixedScripts { domain } => [
            "The sender’s domain ",
            &isolated(domain),
            " mixes letters of several scripts that look alike.",
        ]
        .concat(),
        SenderHint::NameHoldsAddress { address } => [
            "The name says ",
            &isolated(address),
            ", and the message is from another address.",
        ]
        .concat(),
        SenderHint::MixedName => {
            "The sender’s name mixes letters of several scripts that look alike.".to_owned()
        }
        SenderHint::NameOfAnother { address } => [
            "Somebody of this name has written to you from ",
            &isolated(address),
            ". This is another address.",
        ]
        .concat(),
        SenderHint::RepliesElsewhere { address } => [
            "Answers go to ",
            &isolated(address),
            ", which is not of the sender’s domain.",
        ]
        .concat(),
        SenderHint::SentByAnother { address } => {
            ["It was handed in by ", &isolated(address), ", for the sender."].concat()
        }
        SenderHint::DateFarOff { by_ms } if *by_ms < 0 => {
            ["It is dated ", &lasted(by_ms.saturating_neg()), " after it came."].concat()
        }
        SenderHint::DateFarOff { by_ms } => ["It is dated ", &lasted(*by_ms), " before it came."].concat(),
        SenderHint::ReturnsElsewhere { address } => [
            "Reports of failure go to ",
            &isolated(address),
            ". Many senders have a service for that.",
        ]
        .concat(),
        SenderHint::ForeignId { domain } => [
            "Its id was given by ",
            &isolated(domain),
            ". Many senders have a service for that.",
        ]
        .concat(),
    }
}

/// A stranger's word, kept from turning the sentence around it.
fn isolated(word: &str) -> String {
    ["\u{2068}", word, "\u{2069}"].concat()
}

/// "under a second", "4 s", "2 min 5 s", "3 h 20 min", "2 days 4 h"
#[must_use]
pub fn lasted(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let (whole, unit, rest, small) = match seconds {
        0 => return "under a second".to_owned(),
        1..60 => (seconds, " s", 0, ""),
        60..3600 => (minutes, " min", seconds % 60, " s"),
        3600..86_400 => (hours, " h", minutes % 60, " min"),
        86_400..172_800 => (days, " day", hours % 24, " h"),
        _ => (days, " days", hours % 24, " h"),
    };
    let mut text = [whole.to_string().as_str(), unit].concat();
    if rest > 0 {
        text = [&text, " ", rest.to_string().as_str(), small].concat();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{hint, lasted};
    use crate::wire::SenderHint;

    #[test]
    fn times_are_told_in_two_units() {
        for (ms, wanted) in [
            (0, "under a second"),
            (4_999, "4 s"),
            (60_000, "1 min"),
            (125_000, "2 min 5 s"),
            (12_000_000, "3 h 20 min"),
            (86_400_000, "1 day"),
            (187_200_000, "2 days 4 h"),
            (i64::MAX, "106751991167 days 7 h"),
            (-5, "under a second"),
        ] {
            assert_eq!(lasted(ms), wanted);
        }
    }

    #[test]
    fn a_date_is_before_or_after() {
        assert_eq!(
            hint(&SenderHint::DateFarOff { by_ms: -7_200_000 }),
            "It is dated 2 h after it came."
        );
        assert_eq!(
            hint(&SenderHint::DateFarOff { by_ms: 864_000_000 }),
            "It is dated 10 days before it came."
        );
    }
}
