//! Sentences about the way a message came: what each hop says, where belief ends, what was checked by whom.

use super::catalogue::{counted, filled, phrase, said, sentences};
use super::sender::lasted;
use crate::wire::{DomainAlignment, HopView, NamedAs, NetworkKind, ResultsKind, ResultsStanding};

sentences! {
    trace_way: "The way it came",
    trace_written: "Written, as its sender says",
    trace_no_date: "with no date that can be read",
    trace_no_hops: "No server has noted that it took this message.",
    trace_here: "In your mailbox",
    trace_unnamed: "somebody unnamed",
    trace_itself: "within the server",
    trace_border: "Above this line others wrote it, and may have invented it. Below it your provider did.",
    trace_all_own: "Your provider wrote all of this.",
    trace_none_own: "None of this bears your provider’s name: others wrote it, and may have invented it.",
    trace_encrypted: "Encrypted",
    trace_open: "Not marked as encrypted",
    trace_skew: "A clock is wrong",
    trace_slowest: "Longest wait",
    trace_names: "Who is named",
    trace_field: "Field",
    trace_who: "Address or domain",
    trace_aligned: "Against the sender’s domain",
    trace_checks: "What was checked",
    trace_no_checks: "No server says that it checked anything.",
    trace_hints: "What stands out",
    trace_no_hints: "Nothing else stands out.",
    trace_header: "Header as it came",
    trace_search: "Find in the header",
    trace_copy: "Copy the header",
    trace_header_cut: "Only its beginning is shown. “Save as file” gives you everything.",
    trace_not_found: "Not found",
    link_says: "It says",
    link_leads: "It leads to",
    link_advice: "Newsletters often count clicks on the way. A link to a bank, a shop or a sign-in page should not lead elsewhere.",
    link_stay: "Stay here",
}

/// The wait before a hop, or how wrong a clock is.
#[must_use]
pub fn delay(ms: i64) -> String {
    let time = lasted(ms.saturating_abs());
    let sentence = said(if ms < 0 {
        "dated {time} before the line above"
    } else {
        "after {time}"
    });
    filled(sentence, &[("time", &time)])
}

/// The whole way.
#[must_use]
pub fn way(hops: usize, left_out: u32) -> String {
    let hops = counted(
        "1 hop",
        "{count} hops",
        u32::try_from(hops).unwrap_or(u32::MAX),
        &[],
    );
    match left_out {
        0 => hops,
        more => counted(
            "{hops}, and 1 older one that is not shown",
            "{hops}, and {count} older ones that are not shown",
            more,
            &[("hops", &hops)],
        ),
    }
}

/// How long it was under way: goes on from [`way`].
#[must_use]
pub fn took_in_all(ms: i64) -> String {
    phrase(", {time} in all", &[("time", &lasted(ms))])
}

/// How a hop was encrypted.
#[must_use]
pub fn encryption(hop: &HopView) -> String {
    match (hop.encrypted, hop.tls.as_str()) {
        (true, "") => trace_encrypted().to_owned(),
        (true, version) => version.to_owned(),
        (false, _) => trace_open().to_owned(),
    }
}

/// Where an address is, unless it is on the internet like most.
#[must_use]
pub fn network(kind: NetworkKind) -> Option<&'static str> {
    Some(said(match kind {
        NetworkKind::Public => return None,
        NetworkKind::Private => "Private network",
        NetworkKind::Loopback => "Same machine",
        NetworkKind::Reserved => "Reserved address",
    }))
}

/// A field that names somebody.
#[must_use]
pub fn named_as(role: NamedAs) -> &'static str {
    match role {
        NamedAs::From => "From",
        NamedAs::Sender => "Sender",
        NamedAs::ReplyTo => "Reply-To",
        NamedAs::ReturnPath => "Return-Path",
        NamedAs::MessageId => "Message-ID",
        NamedAs::Signature => said("DKIM signature"),
    }
}

/// How a domain stands to the sender's.
#[must_use]
pub fn alignment(alignment: DomainAlignment) -> &'static str {
    said(match alignment {
        DomainAlignment::Same => "The same",
        DomainAlignment::Organisation => "Same organisation",
        DomainAlignment::Other => "Another",
        DomainAlignment::Absent => "None named",
    })
}

/// Who says what was checked, and whether that is believed.
#[must_use]
pub fn results_standing(standing: ResultsStanding) -> &'static str {
    said(match standing {
        ResultsStanding::Believed => "Your provider says so.",
        ResultsStanding::Doubtful => {
            "In your provider’s name, where the sender could have written it: only a failure is believed."
        }
        ResultsStanding::Reported => "Others say so: not believed.",
    })
}

/// The field that a report is in.
#[must_use]
pub fn results_kind(kind: ResultsKind) -> &'static str {
    match kind {
        ResultsKind::Authentication => "Authentication-Results",
        ResultsKind::ReceivedSpf => "Received-SPF",
        ResultsKind::Arc => "ARC-Authentication-Results",
    }
}

/// How often something was found in the header.
#[must_use]
pub fn found(times: usize) -> String {
    match u32::try_from(times).unwrap_or(u32::MAX) {
        0 => trace_not_found().to_owned(),
        times => counted("Found once", "Found {count} times", times, &[]),
    }
}

/// Follows a link.
#[must_use]
pub fn open_host(host: &str) -> String {
    phrase("Open {host}", &[("host", host)])
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
