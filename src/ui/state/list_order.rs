//! How a list's rows stand: as it is kept, under which headings rows come together, and which messages a row stands for.
//! It must not sort: the engine has the rows.

use crate::ui::state::dates::DayGroup;
use crate::units::{MessageId, Octets};
use crate::wire::{ListOrder, Mark, RowView, Snoozed, SortBy};

/// In the order in which they are offered.
pub const SORTS: [SortBy; 5] = [
    SortBy::Newest,
    SortBy::Oldest,
    SortBy::Sender,
    SortBy::Subject,
    SortBy::Largest,
];

/// Stands behind the name of what comes first.
const CONVERSATIONS: &str = " conversations";

/// As it is kept; it never changes and is never translated.
#[must_use]
pub const fn sort_name(by: SortBy) -> &'static str {
    match by {
        SortBy::Newest => "newest",
        SortBy::Oldest => "oldest",
        SortBy::Sender => "sender",
        SortBy::Subject => "subject",
        SortBy::Largest => "largest",
    }
}

/// Reads a kept choice.
#[must_use]
pub fn order_from_preference(kept: Option<&str>) -> ListOrder {
    let kept = kept.unwrap_or_default();
    let name = kept.strip_suffix(CONVERSATIONS);
    let by = SORTS
        .into_iter()
        .find(|by| sort_name(*by) == name.unwrap_or(kept));
    ListOrder {
        by: by.unwrap_or_default(),
        conversations: name.is_some(),
    }
}

/// As it is kept.
#[must_use]
pub fn order_preference(order: ListOrder) -> String {
    let conversations = if order.conversations { CONVERSATIONS } else { "" };
    [sort_name(order.by), conversations].concat()
}

/// Rows with the same heading stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Those of some days.
    Days(DayGroup),
    /// Those of a sender.
    Sender(String),
    /// Those that are about as large.
    Size(SizeClass),
}

/// How large a message is, roughly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeClass {
    /// 10 MB and more.
    Huge,
    /// 1 MB and more.
    Large,
    /// 100 kB and more.
    Middling,
    /// Less.
    Small,
}

impl SizeClass {
    /// That of a message.
    #[must_use]
    pub const fn of(octets: Octets) -> Self {
        match octets.0 {
            10_000_000.. => Self::Huge,
            1_000_000.. => Self::Large,
            100_000.. => Self::Middling,
            _ => Self::Small,
        }
    }
}

/// The messages that a row stands for.
#[must_use]
pub fn messages_of(row: &RowView) -> &[MessageId] {
    match &row.gathered {
        Some(gathered) => &gathered.messages,
        None => std::slice::from_ref(&row.message),
    }
}

/// The message that opens with a row.
#[must_use]
pub fn opened_by(row: &RowView) -> MessageId {
    row.gathered
        .as_ref()
        .map_or(row.message, |gathered| gathered.first)
}

/// Shows a mark on a row at once, where these messages, by ascending id, are marked. What only some of a conversation are,
/// it is when one of them is.
pub fn mark_row(row: &mut RowView, messages: &[MessageId], mark: Mark) {
    let is_marked = |message: &MessageId| messages.binary_search(message).is_ok();
    let (some, all) = {
        let here = messages_of(row);
        (here.iter().any(is_marked), here.iter().all(is_marked))
    };
    match mark {
        Mark::Read(false) if some => row.unread = true,
        Mark::Read(true) if all => row.unread = false,
        Mark::Starred(true) if some => row.starred = true,
        Mark::Starred(false) if all => row.starred = false,
        Mark::Tagged(tag, true) if some => {
            if let Err(at) = row.tags.binary_search(&tag) {
                row.tags.insert(at, tag);
            }
        }
        Mark::Tagged(tag, false) if all => row.tags.retain(|known| *known != tag),
        Mark::Snoozed(until) if all => row.snoozed = Some(Snoozed::Until(until)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::UnixMillis;
    use crate::wire::Gathered;

    #[test]
    fn an_order_is_kept_as_a_word_or_two() {
        for by in SORTS {
            for conversations in [false, true] {
                let order = ListOrder { by, conversations };
                assert_eq!(order_from_preference(Some(&order_preference(order))), order);
            }
        }
        assert_eq!(order_preference(ListOrder::default()), "newest");
        for kept in [None, Some(""), Some("by colour")] {
            assert_eq!(order_from_preference(kept), ListOrder::default());
        }
    }

    #[test]
    fn sizes_come_in_four_classes() {
        for (octets, class) in [
            (0, SizeClass::Small),
            (99_999, SizeClass::Small),
            (100_000, SizeClass::Middling),
            (1_000_000, SizeClass::Large),
            (10_000_000, SizeClass::Huge),
        ] {
            assert_eq!(SizeClass::of(Octets(octets)), class);
        }
    }

    fn row(unread: bool, starred: bool) -> RowView {
        RowView {
            message: MessageId(7),
            from_name: String::new(),
            from_address: String::new(),
            subject: String::new(),
            snippet: String::new(),
            date: UnixMillis(0),
            unread,
            starred,
            attachments: false,
            fetched: true,
            octets: Octets(1),
            tags: Vec::new(),
            snoozed: None,
            gathered: Some(Gathered {
                messages: vec![MessageId(7), MessageId(2)],
                first: MessageId(2),
            }),
        }
    }

    #[test]
    fn a_conversation_is_read_when_all_of_it_is_and_unread_when_some_of_it_is() {
        let marked = |messages: &[u32], mark, mut row: RowView| {
            let messages: Vec<MessageId> = messages.iter().copied().map(MessageId).collect();
            mark_row(&mut row, &messages, mark);
            (row.unread, row.starred)
        };
        assert_eq!(marked(&[7], Mark::Read(true), row(true, false)), (true, false));
        assert_eq!(
            marked(&[2, 7], Mark::Read(true), row(true, false)),
            (false, false)
        );
        assert_eq!(marked(&[2], Mark::Read(false), row(false, false)), (true, false));
        assert_eq!(
            marked(&[2], Mark::Starred(true), row(false, false)),
            (false, true)
        );
        assert_eq!(
            marked(&[2], Mark::Starred(false), row(false, true)),
            (false, true)
        );
        assert_eq!(
            marked(&[1], Mark::Starred(true), row(false, false)),
            (false, false)
        );
        assert_eq!(opened_by(&row(true, false)), MessageId(2));
    }
}
