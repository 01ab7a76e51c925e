//! What is said about the messages on a server, about how much is fetched, and about what is here twice.

use crate::ui::state::figures::{count, size};
use crate::ui::state::server_box::Standing;
use crate::wire::{FetchLimitsView, ServerBoxView};

pub const BOX: &str = "On the server";
pub const BOX_REFRESH: &str = "Look again";
pub const BOX_LOOKING: &str = "Looking at the server…";
pub const BOX_UNSEEN: &str = "Nobody has looked at this server since Restante was opened.";
pub const BOX_UNSEEN_OFFLINE: &str = "You are offline, and nobody has looked at this server since Restante was opened. What has been fetched opens all the same.";
pub const BOX_EMPTY: &str = "The server holds no messages for you.";
pub const BOX_OFFLINE: &str = "You are offline: this is what the server had when it was last looked at.";
pub const BOX_ROWS: &str = "Messages on the server, newest first";
pub const BOX_HINT: &str =
    "Arrow keys move, Space chooses; F fetches, L leaves, Delete deletes, U takes back.";
pub const BOX_ALL: &str = "All on this page";
pub const BOX_NEWER: &str = "Newer";
pub const BOX_OLDER: &str = "Older";
pub const BOX_FETCH: &str = "Fetch";
pub const BOX_LEAVE: &str = "Leave there";
pub const BOX_DELETE: &str = "Delete there";
pub const BOX_LATER: &str = "Decide later";
pub const BOX_DO_NOW: &str = "Check now";
pub const BOX_NAMELESS: &str = "The server has no name for this one";
pub const BOX_UNKNOWN: &str = "Not seen yet";
pub const BOX_COPIES_LOOSE: &str = "This browser may clear your mail by itself. So nothing that is here is deleted from the server until it promises to keep it, or you accept the risk under “Copies on the server”.";
pub const BOX_DELETE_TITLE: &str = "Delete what is not here?";
pub const BOX_DELETE_FETCH: &str = "Fetch, then delete there";
pub const BOX_DELETE_LOSE: &str = "Delete without keeping a copy";
pub const BOX_DECIDED: &str = "Noted for the next check.";
pub const BOX_TAKEN_BACK: &str = "Taken back.";
pub const LIMITS: &str = "What is fetched";
pub const LIMITS_HEADERS: &str = "Fetch headers only";
pub const LIMITS_LARGEST: &str = "Largest message, in megabytes";
pub const LIMITS_MOST: &str = "Most messages in one check";
pub const LIMITS_NONE: &str = "No limit";
pub const LIMITS_NUMBER: &str = "This needs a whole number, or nothing at all.";
pub const LIMITS_SAVED: &str = "Saved. It counts from the next check on.";
pub const TWICE: &str = "Here twice";
pub const TWICE_LEAD: &str = "Messages that are here more than once, word for word: left behind by another program, or by a server that was filled twice. Nothing is moved until you say so.";
pub const TWICE_NONE: &str = "No message is here twice.";
pub const TWICE_COMPARING: &str = "Comparing what is here…";
pub const TWICE_KEPT: &str = "Kept";
pub const TWICE_MOVE: &str = "Move the others to the trash";
pub const TWICE_MOVED: &str = "The other copies are in the trash.";

/// How a message stands, in a few words.
#[must_use]
pub const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Here => "Here",
        Standing::HeaderOnly => "Headers only",
        Standing::NotHere => "Not here yet",
        Standing::Refused => "The server would not hand it over",
        Standing::TooLarge => "Large: fetched when you ask",
        Standing::ToFetch => "Fetched at the next check",
        Standing::ToFetchAndDelete => "Fetched at the next check, then deleted there",
        Standing::ToDelete => "Deleted there at the next check",
        Standing::ToLose => "Deleted there without a copy at the next check",
        Standing::LeftAlone => "Left alone",
    }
}

fn box_total(view: &ServerBoxView) -> String {
    format!("{}, {}", messages(view.total), size(view.octets))
}

/// What the server had, and when that was seen: "72 messages, 14 KB · as of 5 minutes ago".
#[must_use]
pub fn box_seen(view: &ServerBoxView, when: &str) -> String {
    format!("{} · as of {when}", box_total(view))
}

/// "1–50 of 12 345".
#[must_use]
pub fn box_range(view: &ServerBoxView) -> String {
    let shown = u32::try_from(view.rows.len()).unwrap_or(0);
    let first = view.start.saturating_add(1).min(view.total);
    let last = view.start.saturating_add(shown);
    format!("{}–{} of {}", count(first), count(last), count(view.total))
}

/// What the next check does because it was decided here; `None`: nothing.
#[must_use]
pub fn box_pending(view: &ServerBoxView) -> Option<String> {
    match (view.to_fetch, view.to_delete) {
        (0, 0) => None,
        (fetch, 0) => Some(format!("{} to be fetched at the next check.", count(fetch))),
        (0, delete) => Some(format!(
            "{} to be deleted there at the next check.",
            count(delete)
        )),
        (fetch, delete) => Some(format!(
            "{} to be fetched and {} to be deleted there at the next check.",
            count(fetch),
            count(delete)
        )),
    }
}

/// "3 chosen".
#[must_use]
pub fn box_chosen(number: u32) -> String {
    format!("{} chosen", count(number))
}

/// What deleting means for messages that are not here as a whole.
#[must_use]
pub fn box_not_here(number: u32) -> String {
    if number == 1 {
        "One of them is not here as a whole. It can be fetched first, so that you keep it; or it goes for good.".into()
    } else {
        format!(
            "{} of them are not here as a whole. They can be fetched first, so that you keep them; or they go for good.",
            count(number)
        )
    }
}

/// What limits mean, in one or two sentences.
#[must_use]
pub fn limits(limits: &FetchLimitsView) -> String {
    let what = match (limits.headers_only, limits.largest) {
        (true, _) => {
            "Only headers come: the list shows every message, and one is fetched when you open it. Until then it does not open offline.".to_owned()
        }
        (false, Some(largest)) => format!(
            "Messages up to {} come by themselves. Of larger ones the headers come, and the rest when you ask for it.",
            size(largest)
        ),
        (false, None) => "Every message comes as a whole.".to_owned(),
    };
    match limits.most_per_check {
        Some(1) => format!("{what} One comes in each check, the newest first."),
        Some(most) => format!(
            "{what} At most {} come in one check, the newest first; the others follow in the next ones.",
            count(most)
        ),
        None => what,
    }
}

/// "3 copies".
#[must_use]
pub fn copies(number: usize) -> String {
    format!("{number} copies")
}

/// What is here twice, in one sentence.
#[must_use]
pub fn twice(messages_twice: u32, others: u32) -> String {
    let what = if messages_twice == 1 {
        "1 message is here more than once".to_owned()
    } else {
        format!("{} messages are here more than once", count(messages_twice))
    };
    if others == 1 {
        format!("{what}; 1 copy could go.")
    } else {
        format!("{what}; {} copies could go.", count(others))
    }
}

fn messages(number: u32) -> String {
    if number == 1 {
        "1 message".into()
    } else {
        format!("{} messages", count(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Octets;

    #[test]
    fn limits_say_what_will_happen() {
        let everything = FetchLimitsView::default();
        assert_eq!(limits(&everything), "Every message comes as a whole.");
        let some = FetchLimitsView {
            largest: Some(Octets(5_000_000)),
            most_per_check: Some(200),
            ..everything
        };
        let said = limits(&some);
        assert!(
            said.contains("up to 5 MB") && said.contains("At most 200"),
            "{said}"
        );
        let headers = FetchLimitsView {
            headers_only: true,
            ..some
        };
        assert!(
            !limits(&headers).contains("5 MB"),
            "a header has no size worth a word"
        );
    }

    #[test]
    fn what_is_pending_is_counted() {
        let pending = |to_fetch, to_delete| {
            box_pending(&ServerBoxView {
                to_fetch,
                to_delete,
                ..ServerBoxView::default()
            })
        };
        assert_eq!(pending(0, 0), None);
        assert!(pending(2, 0).is_some_and(|said| said.starts_with("2 to be fetched")));
        assert!(pending(2, 1).is_some_and(|said| said.contains("1 to be deleted")));
    }
}
