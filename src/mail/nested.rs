//! Messages inside of messages: forwarded ones, those of a digest, those that came back. Each is opened like any other,
//! from its own bytes. It must not open what lies deeper than mail does.

use std::borrow::Cow;

use crate::mail::header::{self, Header};
use crate::mail::{Address, attached};
use crate::units::UnixMillis;

/// How many messages may lie within each other. What is deeper can still be saved.
const MOST_WITHIN: usize = 32;

/// What the header of a message inside of another one says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedFacts {
    /// The sender; empty when there is none.
    pub from: Address,
    /// Unfolded and decoded; empty when there is none.
    pub subject: String,
    /// When it was sent, or received.
    pub date: Option<UnixMillis>,
}

/// The bytes of the message that lies in `original` behind these attachments, each one of the message before; the
/// message itself when there are none. `None` when one of them is no message, or they are too many.
#[must_use]
pub fn nested<'m>(original: &'m [u8], within: &[u32]) -> Option<Cow<'m, [u8]>> {
    if within.len() > MOST_WITHIN {
        return None;
    }
    within.iter().try_fold(Cow::Borrowed(original), |message, &part| {
        attached::message(&message, part).map(Cow::Owned)
    })
}

/// What an attachment says at its beginning, where it is a message.
pub(super) fn facts<'f>(
    media_type: &str,
    name: Option<&str>,
    front: impl FnOnce() -> Cow<'f, [u8]>,
) -> Option<NestedFacts> {
    if !is_message(media_type, name) {
        return None;
    }
    let front = front();
    let (header, _) = header::split(header::without_leader(&front));
    (!header.is_none()).then(|| of_header(header))
}

fn of_header(header: Header<'_>) -> NestedFacts {
    NestedFacts {
        from: header.sender(),
        subject: header.subject(),
        date: header.date(UnixMillis(i64::MAX)),
    }
}

/// Whether an attachment says that it is a message, or the header of one.
fn is_message(media_type: &str, name: Option<&str>) -> bool {
    const TYPES: &[&str] = &[
        "message/rfc822",
        "message/global",
        "message/news",
        "text/rfc822-headers",
        "message/global-headers",
    ];
    /// What programs call files that they know nothing of.
    const ANYTHING: &[&str] = &["application/octet-stream", "text/plain", "application/x-eml"];
    let is_file = || name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".eml"));
    TYPES.contains(&media_type) || (ANYTHING.contains(&media_type) && is_file())
}
