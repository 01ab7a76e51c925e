//! In which order the rows of a folder stand, and which messages each stands for. It must not change anything.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::engine::alphabet;
use crate::engine::conversations::{Conversations, base_subject, moment};
use crate::store::{Folder, SummaryRecord};
use crate::units::{MessageId, UnixMillis};
use crate::wire::SortBy;

/// A row: a message, or the conversation of which it is the newest here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) message: MessageId,
    /// Where it stands for more than one: all of them, oldest first.
    pub(super) gathered: Vec<MessageId>,
}

impl Row {
    /// The messages that it stands for.
    pub(super) fn messages(&self) -> &[MessageId] {
        if self.gathered.is_empty() {
            std::slice::from_ref(&self.message)
        } else {
            &self.gathered
        }
    }
}

/// What decides where a row stands, before its age does.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Number(i64),
    Text(String),
}

/// The rows of a folder, which these are the messages of. Conversations are there where they are asked for.
pub(super) fn rows<'r>(
    messages: impl Iterator<Item = &'r SummaryRecord>,
    by: SortBy,
    conversations: Option<&Conversations>,
) -> Vec<Row> {
    let mut rows: Vec<_> = match conversations {
        Some(conversations) => gathered(messages, conversations)
            .into_iter()
            .map(|(newest, gathered)| (place(newest, by), gathered))
            .collect(),
        None => messages.map(|row| (place(row, by), Vec::new())).collect(),
    };
    rows.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let row = |((_, _, Reverse(message)), gathered)| Row { message, gathered };
    rows.into_iter().map(row).collect()
}

/// Ids are given newest first within a run, so among equal dates the smaller id would be the newer message; dates that
/// equal to the millisecond are so rare that any stable order will do.
pub(super) fn place(row: &SummaryRecord, by: SortBy) -> (Key, Reverse<UnixMillis>, Reverse<MessageId>) {
    let key = match by {
        SortBy::Newest => Key::Number(0),
        SortBy::Oldest => Key::Number(stands_at(row).0),
        SortBy::Sender => Key::Text(spelled(sender(row))),
        SortBy::Subject => Key::Text(spelled(base_subject(&row.mail.subject).0)),
        SortBy::Largest => Key::Number(0_i64.saturating_sub_unsigned(row.octets.0)),
    };
    (key, Reverse(stands_at(row)), Reverse(row.id))
}

/// When a message was sent, or came, or came back.
pub(super) fn stands_at(row: &SummaryRecord) -> UnixMillis {
    let came = moment(row);
    let back = row.moment.filter(|_| row.folder == Folder::Inbox);
    back.unwrap_or(came).max(came)
}

/// What a list says the sender is.
pub(super) fn sender(row: &SummaryRecord) -> &str {
    let mail = &row.mail;
    if mail.from_name.is_empty() {
        &mail.from_address
    } else {
        &mail.from_name
    }
}

/// As it is looked up in the alphabet: without what stands before the first letter or figure.
fn spelled(text: &str) -> String {
    alphabet::spelled(text.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

/// Each conversation by its newest message.
fn gathered<'r>(
    messages: impl Iterator<Item = &'r SummaryRecord>,
    conversations: &Conversations,
) -> Vec<(&'r SummaryRecord, Vec<MessageId>)> {
    let mut groups: HashMap<Option<u32>, Vec<&SummaryRecord>> = HashMap::new();
    for row in messages {
        groups.entry(conversations.of(row.id)).or_default().push(row);
    }
    let one = |mut rows: Vec<&'r SummaryRecord>| {
        rows.sort_unstable_by_key(|row| (stands_at(row), row.id));
        let newest = rows.last().copied()?;
        let ids = match rows.len() {
            1 => Vec::new(),
            _ => rows.iter().map(|row| row.id).collect(),
        };
        Some((newest, ids))
    };
    groups.into_values().filter_map(one).collect()
}
