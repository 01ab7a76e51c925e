//! Sentences about who a message is from, and about links that lead elsewhere than they say. They state what was found,
//! and accuse nobody: honest mail has oddities too.

use super::catalogue::{counted, filled, phrase, said, sentences};
use crate::ui::state::figures::count;
use crate::wire::{SenderHint, SenderVerdict, VerdictReason};

sentences! {
    first_time: "First message from this address",
    trace: "Where it came from",
    sender_details: "Details",
    sender_failed: "This may not be from whom it says: your provider’s check of the sender failed.",
    link_title: "This link leads elsewhere",
}

/// The verdict.
#[must_use]
pub fn verdict(verdict: SenderVerdict) -> &'static str {
    said(match verdict {
        SenderVerdict::Verified => "Verified",
        SenderVerdict::Unverified => "Unverified",
        SenderVerdict::Failed => "Failed",
    })
}

/// Why.
#[must_use]
pub fn verdict_reason(verdict: SenderVerdict, reason: VerdictReason) -> &'static str {
    said(match (reason, verdict) {
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
    })
}

/// What does not fit.
#[must_use]
pub fn hint(hint: &SenderHint) -> String {
    match hint {
        SenderHint::SeveralWriters => {
            said("It names several senders, and mail programs differ in whom they show.").to_owned()
        }
        SenderHint::LooksLike { domain, like } => phrase(
            "The sender’s domain {domain} looks like {like}, and is another.",
            &[("domain", &isolated(domain)), ("like", &isolated(like))],
        ),
        SenderHint::MixedScripts { domain } => phrase(
            "The sender’s domain {domain} mixes letters of several scripts that look alike.",
            &[("domain", &isolated(domain))],
        ),
        SenderHint::MixedName => {
            said("The sender’s name mixes letters of several scripts that look alike.").to_owned()
        }
        SenderHint::DateFarOff { by_ms } => {
            let time = lasted(by_ms.saturating_abs());
            let sentence = said(if *by_ms < 0 {
                "It is dated {time} after it came."
            } else {
                "It is dated {time} before it came."
            });
            filled(sentence, &[("time", &time)])
        }
        SenderHint::NameHoldsAddress { address }
        | SenderHint::NameOfAnother { address }
        | SenderHint::RepliesElsewhere { address }
        | SenderHint::SentByAnother { address }
        | SenderHint::ReturnsElsewhere { address }
        | SenderHint::ForeignId { domain: address } => {
            filled(hint_of_address(hint), &[("address", &isolated(address))])
        }
    }
}

fn hint_of_address(hint: &SenderHint) -> &'static str {
    said(match hint {
        SenderHint::NameHoldsAddress { .. } => {
            "The name says {address}, and the message is from another address."
        }
        SenderHint::NameOfAnother { .. } => {
            "Somebody of this name has written to you from {address}. This is another address."
        }
        SenderHint::RepliesElsewhere { .. } => {
            "Answers go to {address}, which is not of the sender’s domain."
        }
        SenderHint::SentByAnother { .. } => "It was handed in by {address}, for the sender.",
        SenderHint::ReturnsElsewhere { .. } => {
            "Reports of failure go to {address}. Many senders have a service for that."
        }
        SenderHint::ForeignId { .. } => {
            "Its id was given by {address}. Many senders have a service for that."
        }
        _ => return "",
    })
}

/// A stranger's word, kept from turning the sentence around it.
pub(crate) fn isolated(word: &str) -> String {
    ["\u{2068}", word, "\u{2069}"].concat()
}

/// "under a second", "4 s", "2 min 5 s", "3 h 20 min", "2 days 4 h"
#[must_use]
pub fn lasted(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let (first, rest) = match seconds {
        0 => return said("under a second").to_owned(),
        1..60 => return phrase("{count} s", &[("count", &count(whole(seconds)))]),
        60..3600 => (whole(seconds / 60), whole(seconds % 60)),
        3600..86_400 => (whole(seconds / 3600), whole(seconds / 60 % 60)),
        _ => (whole(seconds / 86_400), whole(seconds / 3600 % 24)),
    };
    let (number, more) = (count(first), count(rest));
    let fill = [("count", number.as_str()), ("rest", more.as_str())];
    match (seconds, rest) {
        (..3600, 0) => phrase("{count} min", &fill),
        (..3600, _) => phrase("{count} min {rest} s", &fill),
        (..86_400, 0) => phrase("{count} h", &fill),
        (..86_400, _) => phrase("{count} h {rest} min", &fill),
        (_, 0) => counted("1 day", "{count} days", first, &[]),
        _ => counted("1 day {rest} h", "{count} days {rest} h", first, &fill),
    }
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
            (i64::MAX, "4\u{202f}294\u{202f}967\u{202f}295 days 7 h"),
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
