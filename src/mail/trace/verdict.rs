//! Whether the sender is who `From` names, in a word. It must not say yes because of anything a sender can write.

use crate::mail::trace::results::{Check, Results, Standing};
use crate::mail::trace::{Alignment, ResultsKind, hosts};

/// In a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The account's provider found that the domain of `From` stands behind the message.
    Verified,
    /// Nothing says so, and nothing says otherwise.
    Unverified,
    /// The account's provider found that it does not.
    Failed,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// DMARC, one way or the other.
    Dmarc,
    /// A signature: of the domain of `From`, or one that does not hold.
    Signature,
    /// The server that handed it over: one that the domain sends from, or one that it says it does not.
    Path,
    /// Nobody says that anything was checked.
    NobodyChecked,
    /// Only others than the account's provider say so.
    OnlyOthers,
    /// It bears the provider's name where the sender could have written it.
    MaybeForged,
    /// What was found right is another domain's.
    ForAnother,
    /// Nothing was found right, and nothing wrong.
    Nothing,
    /// `From` names several, or there are several of it: programs differ in whom they show.
    SeveralWriters,
    /// `From` names no address.
    NoSender,
}

/// The verdict about a message from this domain.
pub(super) fn judge(from: &str, writers: usize, reports: &[Results]) -> (Verdict, Reason) {
    let of = |standing: Standing| {
        let own = move |report: &&Results| {
            report.standing == standing && report.kind == ResultsKind::Authentication
        };
        reports.iter().filter(own).flat_map(|report| &report.checks)
    };
    let believed: Vec<&Check> = of(Standing::Believed).collect();
    let doubtful: Vec<&Check> = of(Standing::Doubtful).collect();
    let all = || believed.iter().chain(&doubtful).copied();
    if all().any(|check| is(check, "dmarc", "fail")) {
        return (Verdict::Failed, Reason::Dmarc);
    }
    if from.is_empty() {
        return (Verdict::Unverified, Reason::NoSender);
    }
    if writers > 1 {
        return (Verdict::Unverified, Reason::SeveralWriters);
    }
    if let Some(reason) = proof(from, &believed) {
        return (Verdict::Verified, reason);
    }
    let has_signature = believed.iter().any(|check| is(check, "dkim", "pass"));
    for (method, reason) in [("dkim", Reason::Signature), ("spf", Reason::Path)] {
        if !has_signature && all().any(|check| is(check, method, "fail")) {
            return (Verdict::Failed, reason);
        }
    }
    let passed = |checks: &[&Check]| checks.iter().any(|check| check.result == "pass");
    let reason = if passed(&believed) {
        Reason::ForAnother
    } else if passed(&doubtful) {
        Reason::MaybeForged
    } else if !believed.is_empty() || !doubtful.is_empty() {
        Reason::Nothing
    } else if reports.is_empty() {
        Reason::NobodyChecked
    } else {
        Reason::OnlyOthers
    };
    (Verdict::Unverified, reason)
}

fn is(check: &Check, method: &str, result: &str) -> bool {
    check.method == method && check.result == result
}

/// What shows that the domain of `From` stands behind the message.
fn proof(from: &str, checks: &[&Check]) -> Option<Reason> {
    let passed = |method: &'static str| checks.iter().filter(move |check| is(check, method, "pass"));
    let aligned = |domain: &str| {
        matches!(
            hosts::alignment(from, domain),
            Alignment::Same | Alignment::Organisation
        )
    };
    let dmarc = |check: &&&Check| {
        let about = hosts::normal(check.property("header.from"));
        about.is_empty() || about == from
    };
    if passed("dmarc").any(|check| dmarc(&check)) {
        Some(Reason::Dmarc)
    } else if passed("dkim").any(|check| aligned(&domain(check, &["header.d", "header.i"]))) {
        Some(Reason::Signature)
    } else if passed("spf").any(|check| aligned(&domain(check, &["smtp.mailfrom", "smtp.mail"]))) {
        Some(Reason::Path)
    } else {
        None
    }
}

/// The domain that a check was about: of an address, or alone.
fn domain(check: &Check, properties: &[&str]) -> String {
    let found = properties
        .iter()
        .map(|name| check.property(name))
        .find(|value| !value.is_empty());
    let found = found.unwrap_or_default();
    hosts::normal(found.rsplit('@').next().unwrap_or_default())
}
