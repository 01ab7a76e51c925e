//! What a sender's verdict is called where programs look for it.

use crate::wire::SenderVerdict;

/// The verdict's stable name.
#[must_use]
pub const fn verdict_name(verdict: SenderVerdict) -> &'static str {
    match verdict {
        SenderVerdict::Verified => "verified",
        SenderVerdict::Unverified => "unverified",
        SenderVerdict::Failed => "failed",
    }
}
