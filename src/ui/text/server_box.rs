//! What is said about the messages on a server, about how much is fetched, and about what is here twice.

use super::catalogue::{counted, phrase, said, sentences};
use super::messages_and_size;
use crate::ui::state::figures::{count, size};
use crate::ui::state::server_box::Standing;
use crate::wire::{FetchLimitsView, ServerBoxView};

sentences! {
    on_the_server: "On the server",
    box_refresh: "Look again",
    box_looking: "Looking at the server…",
    box_unseen: "Nobody has looked at this server since Restante was opened.",
    box_unseen_offline: "You are offline, and nobody has looked at this server since Restante was opened. What has been fetched opens all the same.",
    box_empty: "The server holds no messages for you.",
    box_offline: "You are offline: this is what the server had when it was last looked at.",
    box_rows: "Messages on the server, newest first",
    box_hint: "Arrow keys move, Space chooses; F fetches, L leaves, Delete deletes, U takes back.",
    box_all: "All on this page",
    box_newer: "Newer",
    box_older: "Older",
    box_fetch: "Fetch",
    box_leave: "Leave there",
    box_delete: "Delete there",
    box_later: "Decide later",
    box_do_now: "Check now",
    box_nameless: "The server has no name for this one",
    box_unknown: "Not seen yet",
    box_copies_loose: "This browser may clear your mail by itself. So nothing that is here is deleted from the server until it promises to keep it, or you accept the risk under “Copies on the server”.",
    box_delete_title: "Delete what is not here?",
    box_delete_fetch: "Fetch, then delete there",
    box_delete_lose: "Delete without keeping a copy",
    box_decided: "Noted for the next check.",
    box_taken_back: "Taken back.",
    what_is_fetched: "What is fetched",
    limits_headers: "Fetch headers only",
    limits_largest: "Largest message, in megabytes",
    limits_most: "Most messages in one check",
    limits_none: "No limit",
    limits_number: "This needs a whole number, or nothing at all.",
    limits_saved: "Saved. It counts from the next check on.",
    here_twice: "Here twice",
    twice_lead: "Messages that are here more than once, word for word: left behind by another program, or by a server that was filled twice. Nothing is moved until you say so.",
    twice_none: "No message is here twice.",
    twice_comparing: "Comparing what is here…",
    twice_kept: "Kept",
    twice_move: "Move the others to the trash",
    twice_moved: "The other copies are in the trash.",
}

/// How a message stands, in a few words.
#[must_use]
pub fn standing(standing: Standing) -> &'static str {
    said(match standing {
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
    })
}

/// What the server had, and when that was seen: "72 messages, 14 KB · as of 5 minutes ago".
#[must_use]
pub fn box_seen(view: &ServerBoxView, when: &str) -> String {
    let what = messages_and_size(view.total, view.octets);
    phrase(
        "{messages} · as of {moment}",
        &[("messages", &what), ("moment", when)],
    )
}

/// "1–50 of 12 345".
#[must_use]
pub fn box_range(view: &ServerBoxView) -> String {
    let shown = u32::try_from(view.rows.len()).unwrap_or(0);
    let first = view.start.saturating_add(1).min(view.total);
    let last = view.start.saturating_add(shown);
    phrase(
        "{first}–{last} of {total}",
        &[
            ("first", &count(first)),
            ("last", &count(last)),
            ("total", &count(view.total)),
        ],
    )
}

/// What the next check does because it was decided here; `None`: nothing.
#[must_use]
pub fn box_pending(view: &ServerBoxView) -> Option<String> {
    Some(match (view.to_fetch, view.to_delete) {
        (0, 0) => return None,
        (fetch, 0) => counted(
            "1 to be fetched at the next check.",
            "{count} to be fetched at the next check.",
            fetch,
            &[],
        ),
        (0, delete) => counted(
            "1 to be deleted there at the next check.",
            "{count} to be deleted there at the next check.",
            delete,
            &[],
        ),
        (fetch, delete) => counted(
            "{fetched} to be fetched and 1 to be deleted there at the next check.",
            "{fetched} to be fetched and {count} to be deleted there at the next check.",
            delete,
            &[("fetched", &count(fetch))],
        ),
    })
}

/// "3 chosen".
#[must_use]
pub fn box_chosen(number: u32) -> String {
    counted("1 chosen", "{count} chosen", number, &[])
}

/// What deleting means for messages that are not here as a whole.
#[must_use]
pub fn box_not_here(number: u32) -> String {
    counted(
        "One of them is not here as a whole. It can be fetched first, so that you keep it; or it goes for good.",
        "{count} of them are not here as a whole. They can be fetched first, so that you keep them; or they go for good.",
        number,
        &[],
    )
}

/// What limits mean, in one or two sentences.
#[must_use]
pub fn limits(limits: &FetchLimitsView) -> String {
    let what = match (limits.headers_only, limits.largest) {
        (true, _) => said(
            "Only headers come: the list shows every message, and one is fetched when you open it. Until then it does not open offline.",
        )
        .to_owned(),
        (false, Some(largest)) => phrase(
            "Messages up to {size} come by themselves. Of larger ones the headers come, and the rest when you ask for it.",
            &[("size", &size(largest))],
        ),
        (false, None) => said("Every message comes as a whole.").to_owned(),
    };
    match limits.most_per_check {
        Some(most) => {
            let most = counted(
                "One comes in each check, the newest first.",
                "At most {count} come in one check, the newest first; the others follow in the next ones.",
                most,
                &[],
            );
            [&what, " ", &most].concat()
        }
        None => what,
    }
}

/// "3 copies".
#[must_use]
pub fn copies(number: usize) -> String {
    counted(
        "1 copy",
        "{count} copies",
        u32::try_from(number).unwrap_or(u32::MAX),
        &[],
    )
}

/// What is here twice, in one sentence.
#[must_use]
pub fn twice(messages_twice: u32, others: u32) -> String {
    let what = counted(
        "1 message is here more than once",
        "{count} messages are here more than once",
        messages_twice,
        &[],
    );
    counted(
        "{what}; 1 copy could go.",
        "{what}; {count} copies could go.",
        others,
        &[("what", &what)],
    )
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
