//! Sentences about the way a message came: what each hop says, where belief ends, what was checked by whom.

use super::count;
use super::sender::lasted;
use crate::wire::{DomainAlignment, HopView, NamedAs, NetworkKind, ResultsKind, ResultsStanding};

pub const TRACE_WAY: &str = "The way it came";
pub const TRACE_WRITTEN: &str = "Written, as its sender says";
pub const TRACE_NO_DATE: &str = "with no date that can be read";
pub const TRACE_NO_HOPS: &str = "No server has noted that it took this message.";
pub const TRACE_HERE: &str = "In your mailbox";
pub const TRACE_UNNAMED: &str = "somebody unnamed";
pub const TRACE_ITSELF: &str = "within the server";
pub const TRACE_BORDER: &str =
    "Above this line others wrote it, and may have invented it. Below it your provider did.";
pub const TRACE_ALL_OWN: &str = "Your provider wrote all of this.";
pub const TRACE_NONE_OWN: &str =
    "None of this bears your provider’s name: others wrote it, and may have invented it.";
pub const TRACE_ENCRYPTED: &str = "Encrypted";
pub const TRACE_OPEN: &str = "Not marked as encrypted";
pub const TRACE_SKEW: &str = "A clock is wrong";
pub const TRACE_SLOWEST: &str = "Longest wait";
pub const TRACE_NAMES: &str = "Who is named";
pub const TRACE_FIELD: &str = "Field";
pub const TRACE_WHO: &str = "Address or domain";
pub const TRACE_ALIGNED: &str = "Against the sender’s domain";
pub const TRACE_CHECKS: &str = "What was checked";
pub const TRACE_NO_CHECKS: &str = "No server says that it checked anything.";
pub const TRACE_HINTS: &str = "What stands out";
pub const TRACE_NO_HINTS: &str = "Nothing else stands out.";
pub const TRACE_HEADER: &str = "Header as it came";
pub const TRACE_SEARCH: &str = "Find in the header";
pub const TRACE_COPY: &str = "Copy the header";
pub const TRACE_HEADER_CUT: &str = "Only its beginning is shown. “Save as file” gives you everything.";
pub const TRACE_NOT_FOUND: &str = "Not found";
pub const LINK_SAYS: &str = "It says";
pub const LINK_LEADS: &str = "It leads to";
pub const LINK_ADVICE: &str = "Newsletters often count clicks on the way. A link to a bank, a shop or a sign-in page should not lead elsewhere.";
pub const LINK_STAY: &str = "Stay here";

/// The wait before a hop, or how wrong a clock is.
#[must_use]
pub fn delay(ms: i64) -> String {
    if ms < 0 {
        return ["dated ", &lasted(ms.saturating_neg()), " before the line above"].concat();
    }
    ["after ", &lasted(ms)].concat()
}

/// The whole way.
#[must_use]
pub fn way(hops: usize, left_out: u32) -> String {
    let hops = if hops == 1 {
        "1 hop".to_owned()
    } else {
        [count(u32::try_from(hops).unwrap_or(u32::MAX)).as_str(), " hops"].concat()
    };
    match left_out {
        0 => hops,
        more => [&hops, ", and ", &count(more), " older ones that are not shown"].concat(),
    }
}

/// How long it was under way.
#[must_use]
pub fn took_in_all(ms: i64) -> String {
    [", ", &lasted(ms), " in all"].concat()
}

/// How a hop was encrypted.
#[must_use]
pub fn encryption(hop: &HopView) -> String {
    match (hop.encrypted, hop.tls.as_str()) {
        (true, "") => TRACE_ENCRYPTED.to_owned(),
        (true, version) => version.to_owned(),
        (false, _) => TRACE_OPEN.to_owned(),
    }
}

/// Where an address is, unless it is on the internet like most.
#[must_use]
pub const fn network(kind: NetworkKind) -> Option<&'static str> {
    match kind {
        NetworkKind::Public => None,
        NetworkKind::Private => Some("Private network"),
        NetworkKind::Loopback => Some("Same machine"),
        NetworkKind::Reserved => Some("Reserved address"),
    }
}

/// A field that names somebody.
#[must_use]
pub const fn named_as(role: NamedAs) -> &'static str {
    match role {
        NamedAs::From => "From",
        NamedAs::Sender => "Sender",
        NamedAs::ReplyTo => "Reply-To",
        NamedAs::ReturnPath => "Return-Path",
        NamedAs::MessageId => "Message-ID",
        NamedAs::Signature => "DKIM signature",
    }
}

/// How a domain stands to the sender's.
#[must_use]
pub const fn alignment(alignment: DomainAlignment) -> &'static str {
    match alignment {
        DomainAlignment::Same => "The same",
        DomainAlignment::Organisation => "Same organisation",
        DomainAlignment::Other => "Another",
        DomainAlignment::Absent => "None named",
    }
}

/// Who says what was checked, and whether that is believed.
#[must_use]
pub const fn results_standing(standing: ResultsStanding) -> &'static str {
    match standing {
        ResultsStanding::Believed => "Your provider says so.",
        ResultsStanding::Doubtful => {
            "In your provider’s name, where the sender could have written it: only a failure is believed."
        }
        ResultsStanding::Reported => "Others say so: not believed.",
    }
}

/// The field that a report is in.
#[must_use]
pub const fn results_kind(kind: ResultsKind) -> &'static str {
    match kind {
        ResultsKind::Authentication => "Authentication-Results",
        ResultsKind::ReceivedSpf => "Received-SPF",
        ResultsKind::Arc => "ARC-Authentication-Results",
    }
}

/// How often something was found in the header.
#[must_use]
pub fn found(times: usize) -> String {
    match times {
        0 => TRACE_NOT_FOUND.to_owned(),
        1 => "Found once".to_owned(),
        times => ["Found ", &times.to_string(), " times"].concat(),
    }
}

/// Follows a link.
#[must_use]
pub fn open_host(host: &str) -> String {
    ["Open ", host].concat()
}

#[cfg(test)]
mod tests {
    use super::{delay, way};

    #[test]
    fn a_wrong_clock_is_said_to_be_wrong() {
        assert_eq!(delay(-90_000), "dated 1 min 30 s before the line above");
        assert_eq!(delay(400), "after under a second");
    }

    #[test]
    fn hops_are_counted() {
        assert_eq!(way(1, 0), "1 hop");
        assert_eq!(way(100, 9900), "100 hops, and 9900 older ones that are not shown");
    }
}
