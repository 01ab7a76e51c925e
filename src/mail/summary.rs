//! What a list shows of a message. It must not decode more of a message than a list shows: it runs for every one that
//! is fetched.

use crate::mail::body::{self, Shape};
use crate::mail::header::Header;
use crate::mail::parts::{self, Part};
use crate::mail::{MailSummary, snippet};
use crate::units::UnixMillis;

/// The summary of a whole message, or of as much of it as is there.
#[must_use]
pub fn summarise(original: &[u8], now: UnixMillis) -> MailSummary {
    let (header, parts) = parts::parts(original);
    let shape = body::shape(&parts);
    MailSummary {
        snippet: snippet::of(&parts, &shape),
        attachments: has_attachments(&parts, &shape),
        ..of_header(header, now)
    }
}

/// The summary of a header, and of whatever follows it: what `TOP` gives. Whether there are attachments is a guess
/// until the whole message is here.
#[must_use]
pub fn summarise_header(header: &[u8], now: UnixMillis) -> MailSummary {
    let (_, parts) = parts::parts(header);
    let is_mixed = parts.first().is_some_and(|part| part.is("multipart", "mixed"));
    let found = summarise(header, now);
    // The end of the text may be the end of what `TOP` gave, and the source of a multipart is nobody's words.
    let snippet = if parts.len() == 1 && is_mixed {
        String::new()
    } else {
        found.snippet
    };
    MailSummary {
        attachments: found.attachments || is_mixed,
        snippet,
        ..found
    }
}

fn of_header(header: Header<'_>, now: UnixMillis) -> MailSummary {
    let sender = header.sender();
    MailSummary {
        from_name: sender.name,
        from_address: sender.address,
        subject: header.subject(),
        snippet: String::new(),
        date: header.date(now),
        message_id: header.message_id(),
        references: header.references(),
        attachments: false,
    }
}

/// Pictures that lie beside the text with an id are most likely in it; signatures and reports are not for people.
fn has_attachments(parts: &[Part<'_>], shape: &Shape) -> bool {
    let attached = shape.attachments.iter().filter_map(|&place| parts.get(place));
    attached.into_iter().any(|part| {
        let in_text = part.main_type == "image" && part.content_id.is_some();
        !in_text && !FOR_PROGRAMS.contains(&part.subtype.as_str())
    })
}

const FOR_PROGRAMS: &[&str] = &[
    "pgp-signature",
    "pkcs7-signature",
    "x-pkcs7-signature",
    "delivery-status",
    "disposition-notification",
    "feedback-report",
];
