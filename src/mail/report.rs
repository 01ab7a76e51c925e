//! What a server or a program reports of a message that was sent: whom it did not reach and why (RFC 3464), that
//! somebody was shown it (RFC 8098), that somebody complained of it (RFC 5965). It must not believe that it is true.

use crate::mail::clean;
use crate::mail::header::{self, Header};
use crate::mail::parts::Part;
use crate::units::UnixMillis;

/// Recipients of one report. A list's server may name thousands.
const MOST_RECIPIENTS: usize = 100;
/// How much of a report is read.
const MOST_OCTETS: usize = 256 * 1024;
const ADDRESS_CHARACTERS: usize = 320;
const SAID_CHARACTERS: usize = 1000;

/// What became of a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Of what.
    pub kind: ReportKind,
    /// The server or program that reports; empty when it does not say.
    pub reporter: String,
    /// What became of it for each of those it was for, at most 100.
    pub recipients: Vec<RecipientReport>,
    /// Whether there are more of them.
    pub more: bool,
}

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// Whether it was delivered.
    Delivery,
    /// What became of it in somebody's mailbox.
    Receipt,
    /// That somebody called it junk.
    Complaint,
}

/// What became of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientReport {
    /// Whom it was for, as the sender wrote it; empty when it does not say.
    pub address: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The reason as a number.
    pub status: Option<StatusCode>,
    /// The reason as the server gave it: data, never markup.
    pub said: String,
    /// The server that gave it; empty when it does not say.
    pub server: String,
    /// Until when the reporter tries again.
    pub retries_until: Option<UnixMillis>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not delivered, and will not be.
    Failed,
    /// It was not delivered yet.
    Delayed,
    /// It is in the mailbox.
    Delivered,
    /// It went on to a server that reports nothing.
    Relayed,
    /// It went on to several others.
    Expanded,
    /// It was shown to somebody, who need not have read it.
    Displayed,
    /// It was deleted without being shown.
    Deleted,
    /// It does not say.
    Unsaid,
}

/// The reason as a number (RFC 3463), such as 5.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusCode {
    /// 2: success, 4: for now, 5: for good.
    pub class: u8,
    /// What it is about.
    pub subject: u16,
    /// What about it.
    pub detail: u16,
}

/// The first report in a message.
pub(super) fn of(parts: &[Part<'_>]) -> Option<Report> {
    parts.iter().find_map(|part| {
        let read = match (part.main_type.as_str(), part.subtype.as_str()) {
            ("message", "delivery-status" | "global-delivery-status") => delivery,
            ("message", "disposition-notification" | "global-disposition-notification") => receipt,
            ("message", "feedback-report") => complaint,
            _ => return None,
        };
        let encoded = part.body.get(..MOST_OCTETS).unwrap_or(part.body);
        read(&part.encoding.decode(encoded))
    })
}

fn delivery(body: &[u8]) -> Option<Report> {
    let mut report = Report {
        kind: ReportKind::Delivery,
        reporter: String::new(),
        recipients: Vec::new(),
        more: false,
    };
    let mut rest = body;
    while !rest.is_empty() && !report.more {
        let (group, after) = header::split(rest);
        rest = after;
        if report.reporter.is_empty() {
            report.reporter = behind_type(group, "Reporting-MTA", ADDRESS_CHARACTERS);
        }
        // Some servers put everything into one group.
        if let Some(recipient) = recipient(group) {
            report.more = report.recipients.len() >= MOST_RECIPIENTS;
            if !report.more {
                report.recipients.push(recipient);
            }
        }
    }
    (!report.recipients.is_empty() || !report.reporter.is_empty()).then_some(report)
}

fn recipient(group: Header<'_>) -> Option<RecipientReport> {
    let address = address(group);
    let status = group.word("Status");
    let action = group.word("Action");
    if address.is_empty() && status.is_none() && action.is_none() {
        return None;
    }
    let said = behind_type(group, "Diagnostic-Code", SAID_CHARACTERS);
    let status = status.as_deref().and_then(code_in).or_else(|| code_in(&said));
    Some(RecipientReport {
        address,
        outcome: outcome(action.as_deref().unwrap_or_default(), status),
        status,
        said,
        server: behind_type(group, "Remote-MTA", ADDRESS_CHARACTERS),
        retries_until: group.moment("Will-Retry-Until"),
    })
}

fn address(group: Header<'_>) -> String {
    ["Original-Recipient", "Final-Recipient"]
        .into_iter()
        .map(|field| behind_type(group, field, ADDRESS_CHARACTERS))
        .map(|address| address.trim_matches(['<', '>']).to_owned())
        .find(|address| !address.is_empty())
        .unwrap_or_default()
}

/// `rfc822; ana@example.org` without what kind of thing it is.
fn behind_type(group: Header<'_>, field: &str, most: usize) -> String {
    let value = group.word(field).unwrap_or_default();
    let behind = match value.split_once(';') {
        Some((kind, behind)) if !kind.trim().contains(' ') => behind,
        _ => &value,
    };
    clean::line(behind.trim(), most)
}

/// What is done, or what the reason says where that is missing.
fn outcome(action: &str, status: Option<StatusCode>) -> Outcome {
    let word = action.split([' ', '(', ';']).next().unwrap_or_default();
    match (
        word.to_ascii_lowercase().as_str(),
        status.map(|status| status.class),
    ) {
        ("failed", _) | ("", Some(5)) => Outcome::Failed,
        ("delayed", _) | ("", Some(4)) => Outcome::Delayed,
        ("delivered", _) | ("", Some(2)) => Outcome::Delivered,
        ("relayed", _) => Outcome::Relayed,
        ("expanded", _) => Outcome::Expanded,
        _ => Outcome::Unsaid,
    }
}

/// The first thing in a text that looks like such a code.
fn code_in(text: &str) -> Option<StatusCode> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.into_iter().find_map(|word| {
        let mut numbers = word.trim_matches('.').split('.');
        let class = numbers.next()?.parse().ok()?;
        let subject = numbers.next()?.parse().ok()?;
        let detail = numbers.next()?.parse().ok()?;
        let is_code =
            [2, 4, 5].contains(&class) && numbers.next().is_none() && subject < 1000 && detail < 1000;
        is_code.then_some(StatusCode {
            class,
            subject,
            detail,
        })
    })
}

fn receipt(body: &[u8]) -> Option<Report> {
    let (group, _) = header::split(header::without_leader(body));
    let disposition = group.word("Disposition")?.to_ascii_lowercase();
    let (_, done) = disposition.rsplit_once(';').unwrap_or(("", &disposition));
    let outcome = match done.trim().split(['/', ',']).next().unwrap_or_default().trim() {
        "displayed" => Outcome::Displayed,
        "deleted" => Outcome::Deleted,
        "dispatched" => Outcome::Relayed,
        "failed" => Outcome::Failed,
        _ => Outcome::Unsaid,
    };
    Some(Report {
        kind: ReportKind::Receipt,
        reporter: group.word("Reporting-UA").unwrap_or_default(),
        recipients: vec![RecipientReport {
            address: address(group),
            outcome,
            status: None,
            said: group
                .word("Failure")
                .or_else(|| group.word("Error"))
                .unwrap_or_default(),
            server: String::new(),
            retries_until: None,
        }],
        more: false,
    })
}

fn complaint(body: &[u8]) -> Option<Report> {
    let (group, _) = header::split(header::without_leader(body));
    let kind = group.word("Feedback-Type")?;
    Some(Report {
        kind: ReportKind::Complaint,
        reporter: behind_type(group, "Reporting-MTA", ADDRESS_CHARACTERS),
        recipients: vec![RecipientReport {
            address: behind_type(group, "Original-Rcpt-To", ADDRESS_CHARACTERS)
                .trim_matches(['<', '>'])
                .to_owned(),
            outcome: Outcome::Unsaid,
            status: None,
            said: kind,
            server: String::new(),
            retries_until: None,
        }],
        more: false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Outcome, StatusCode, code_in, delivery, outcome, receipt};

    const fn code(class: u8, subject: u16, detail: u16) -> StatusCode {
        StatusCode {
            class,
            subject,
            detail,
        }
    }

    #[test]
    fn a_code_is_found_where_servers_put_it() {
        assert_eq!(code_in("5.1.1"), Some(code(5, 1, 1)));
        assert_eq!(code_in("5.7.1 (relaying denied)"), Some(code(5, 7, 1)));
        assert_eq!(code_in("550 5.1.10 <a@1.2.3.4> unknown"), Some(code(5, 1, 10)));
        assert_eq!(code_in("connect to 192.0.2.1: refused"), None);
        assert_eq!(code_in("5.99999.1 9.1.1 5.1"), None);
    }

    #[test]
    fn an_outcome_that_is_not_said_follows_from_the_code() {
        assert_eq!(outcome("", Some(code(4, 4, 1))), Outcome::Delayed);
        assert_eq!(outcome("Failed (bad address)", None), Outcome::Failed);
        assert_eq!(outcome("vanished", Some(code(5, 0, 0))), Outcome::Unsaid);
    }

    #[test]
    fn groups_are_recipients() {
        let body = b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
            Original-Recipient: rfc822;<b@example.org>\r\nFinal-Recipient: rfc822;c@example.org\r\nAction: delayed\r\nRemote-MTA: dns;in.example.com\r\n\
            Diagnostic-Code: smtp; 450 4.2.2 over\r\n quota\r\nWill-Retry-Until: Mon, 4 May 2026 10:00:00 +0200\r\n";
        let report = delivery(body).unwrap();
        assert_eq!(report.reporter, "mx.example.org");
        let [first, second] = report.recipients.as_slice() else {
            panic!("{report:?}");
        };
        assert_eq!(
            (first.address.as_str(), first.outcome),
            ("a@example.org", Outcome::Failed)
        );
        assert_eq!(second.address, "b@example.org");
        assert_eq!(second.status, Some(code(4, 2, 2)));
        assert_eq!(second.said, "450 4.2.2 over quota");
        assert_eq!(second.server, "in.example.com");
        assert_eq!(
            second.retries_until.map(|moment| moment.0),
            Some(1_777_881_600_000)
        );
    }

    #[test]
    fn a_report_without_end_ends() {
        let body = "Final-Recipient: rfc822;a@example.org\r\n\r\n".repeat(5000);
        let report = delivery(body.as_bytes()).unwrap();
        assert_eq!(report.recipients.len(), 100);
        assert!(report.more);
        assert_eq!(delivery(&b"\r\n".repeat(100_000)), None);
    }

    #[test]
    fn a_receipt_says_what_was_done() {
        let body = b"Final-Recipient: rfc822;a@example.org\r\nDisposition: manual-action/MDN-sent-manually; displayed/error\r\n";
        assert_eq!(receipt(body).unwrap().recipients[0].outcome, Outcome::Displayed);
        assert_eq!(
            receipt(b"Disposition: x; deleted"),
            receipt(b"\r\nDisposition: deleted")
        );
        assert_eq!(receipt(b"Hello"), None);
    }
}
