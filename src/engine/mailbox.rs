//! An account's rows in memory, sorted: what makes any stretch of any folder an instant answer.
//!
//! A cache of the store's pages, never a truth of its own: whatever changes is written first and read back.

mod rows;

use std::collections::BTreeMap;

use super::alphabet;
use super::conversations::{Conversations, moment};
use super::server_box::Listing;
use crate::store::{BodyState, Folder, Folders, PAGE_MESSAGES, SummaryPage, SummaryRecord};
use crate::units::{MessageId, TagId};
use crate::wire::{self, ListOrder, SortBy};
use rows::Row;

/// One account's rows.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    pages: BTreeMap<u32, SummaryPage>,
    /// `None` after a change, until somebody asks; so is `shown`.
    counts: Option<BTreeMap<wire::Folder, Count>>,
    /// The rows of the folder that was asked for last, as they were asked for.
    shown: Option<(wire::Folder, ListOrder, Vec<Row>)>,
    /// `None` until somebody asks, and after messages came.
    conversations: Option<Conversations>,
    /// What the server listed last, if it has been asked since the rows were read.
    pub(super) listing: Option<Listing>,
}

/// How many messages a folder has.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    total: u32,
    unread: u32,
}

impl Mailbox {
    pub(super) fn new(pages: Vec<SummaryPage>) -> Self {
        let mut mailbox = Self::default();
        mailbox.replace(pages);
        mailbox
    }

    /// Takes pages as they are in the store now.
    pub(super) fn replace(&mut self, pages: Vec<SummaryPage>) {
        for page in pages {
            let old = self.pages.get(&page.page);
            if !old.is_some_and(|old| says_the_same(old, &page)) {
                self.conversations = None;
            }
            // Putting a large folder in order takes long, and what is marked or fetched stays where it stands.
            let stays = |(folder, order, _): &(wire::Folder, ListOrder, Vec<Row>)| {
                !(order.conversations && self.conversations.is_none())
                    && old.is_some_and(|old| stands_the_same(old, &page, *folder, order.by))
            };
            if !self.shown.as_ref().is_some_and(stays) {
                self.shown = None;
            }
            self.pages.insert(page.page, page);
        }
        self.counts = None;
    }

    pub(super) fn pages(&self) -> impl Iterator<Item = &SummaryPage> {
        self.pages.values()
    }

    pub(super) fn row(&self, id: MessageId) -> Option<&SummaryRecord> {
        let rows = &self.pages.get(&page_of(id))?.rows;
        rows.binary_search_by_key(&id, |row| row.id)
            .ok()
            .and_then(|index| rows.get(index))
    }

    pub(super) fn all_rows(&self) -> impl Iterator<Item = &SummaryRecord> {
        self.pages.values().flat_map(|page| &page.rows)
    }

    /// A stretch of a folder.
    pub(super) fn view(
        &mut self,
        folder: wire::Folder,
        order: ListOrder,
        start: u32,
        count: u32,
    ) -> wire::MailboxView {
        let Count {
            total: messages,
            unread,
        } = self.count(folder);
        let total = count_of(self.rows(folder, order).len());
        let rows = stretch(self.rows(folder, order), start, count).to_vec();
        wire::MailboxView {
            total,
            messages,
            unread,
            start: start.min(total),
            rows: rows.iter().filter_map(|row| self.row_view(row)).collect(),
        }
    }

    /// The messages of a stretch of a folder's rows.
    pub(super) fn ids(
        &mut self,
        folder: wire::Folder,
        order: ListOrder,
        start: u32,
        count: u32,
    ) -> Vec<MessageId> {
        let rows = stretch(self.rows(folder, order), start, count);
        rows.iter().flat_map(Row::messages).copied().collect()
    }

    /// Where the row of a message stands in a folder, 0-based.
    pub(super) fn find(&mut self, folder: wire::Folder, order: ListOrder, id: MessageId) -> Option<u32> {
        let mut rows = self.rows(folder, order).iter();
        rows.position(|row| row.messages().contains(&id)).map(count_of)
    }

    /// The messages of a message's conversation, oldest first. Of what was thrown away, only what lies with it.
    pub(super) fn conversation(&mut self, id: MessageId) -> Vec<wire::ConversationLine> {
        let Some(folder) = self.row(id).map(|row| row.folder) else {
            return Vec::new();
        };
        self.find_conversations();
        let Some((conversations, group)) = self
            .conversations
            .as_ref()
            .and_then(|conversations| Some((conversations, conversations.of(id)?)))
        else {
            return Vec::new();
        };
        let is_of_it = |row: &&SummaryRecord| {
            conversations.of(row.id) == Some(group) && (row.folder == folder || !row.is_thrown_away())
        };
        let mut rows: Vec<&SummaryRecord> = self.all_rows().filter(is_of_it).collect();
        rows.sort_unstable_by_key(|row| (moment(row), row.id));
        let line = |row: &SummaryRecord| wire::ConversationLine {
            folder: folder_view(row.folder),
            row: row_view(row),
        };
        rows.into_iter().map(line).collect()
    }

    /// Every folder that a sidebar shows, in its order: the app's own, then the user's, then what is there of tags.
    pub(super) fn folders(&mut self, own: &Folders) -> Vec<wire::FolderView> {
        const SHOWN: [wire::Folder; 6] = [
            wire::Folder::Inbox,
            wire::Folder::Starred,
            wire::Folder::Snoozed,
            wire::Folder::Archive,
            wire::Folder::Junk,
            wire::Folder::Trash,
        ];
        let counts = self.counts();
        let view = |folder: wire::Folder, name: &str, depth: usize| {
            let Count { total, unread } = counts.get(&folder).copied().unwrap_or_default();
            wire::FolderView {
                folder,
                name: name.to_owned(),
                depth: u8::try_from(depth).unwrap_or(u8::MAX),
                total,
                unread,
            }
        };
        let shown = SHOWN
            .into_iter()
            // The others appear with the first message in them.
            .filter(|folder| *folder == wire::Folder::Inbox || counts.contains_key(folder))
            .map(|folder| view(folder, "", 0));
        let own = own.in_order(alphabet::spelled).into_iter();
        let own = own.map(|(depth, folder)| view(wire::Folder::Own(folder.id), folder.name.as_str(), depth));
        let is_tag = |folder: &&wire::Folder| matches!(folder, wire::Folder::Tagged(_));
        let tags = counts.keys().filter(is_tag).map(|tag| view(*tag, "", 0));
        shown.chain(own).chain(tags).collect()
    }

    fn counts(&mut self) -> &BTreeMap<wire::Folder, Count> {
        let pages = &self.pages;
        self.counts.get_or_insert_with(|| {
            let mut counts = BTreeMap::<wire::Folder, Count>::new();
            for row in pages.values().flat_map(|page| &page.rows) {
                let starred = Some(wire::Folder::Starred);
                let tagged = row.tags.iter().map(|tag| wire::Folder::Tagged(*tag));
                let gathered = starred
                    .into_iter()
                    .chain(tagged)
                    .filter(|folder| lies_in(row, *folder));
                for folder in gathered.chain([folder_view(row.folder)]) {
                    let count = counts.entry(folder).or_default();
                    count.total += 1;
                    count.unread += u32::from(row.unread);
                }
            }
            counts
        })
    }

    fn count(&mut self, folder: wire::Folder) -> Count {
        self.counts().get(&folder).copied().unwrap_or_default()
    }

    fn find_conversations(&mut self) {
        if self.conversations.is_none() {
            self.conversations = Some(Conversations::among(self.all_rows()));
        }
    }

    fn rows(&mut self, folder: wire::Folder, order: ListOrder) -> &[Row] {
        if self
            .shown
            .as_ref()
            .is_none_or(|(shown, so, _)| (*shown, *so) != (folder, order))
        {
            if order.conversations {
                self.find_conversations();
            }
            let conversations = self.conversations.as_ref().filter(|_| order.conversations);
            let messages = self.all_rows().filter(|row| lies_in(row, folder));
            let rows = rows::rows(messages, order.by, conversations);
            self.shown = Some((folder, order, rows));
        }
        self.shown.as_ref().map_or(&[], |(.., rows)| rows)
    }

    /// What a list says of a row: of a conversation, what its newest message says, and whether one of them is unread,
    /// has a star, has something attached.
    fn row_view(&self, row: &Row) -> Option<wire::RowView> {
        let newest = row_view(self.row(row.message)?);
        if row.gathered.is_empty() {
            return Some(newest);
        }
        let all: Vec<&SummaryRecord> = row.gathered.iter().filter_map(|&id| self.row(id)).collect();
        let first_unread = all.iter().find(|row| row.unread).map(|row| row.id);
        Some(wire::RowView {
            unread: first_unread.is_some(),
            starred: all.iter().any(|row| row.starred),
            attachments: all.iter().any(|row| row.mail.attachments),
            tags: {
                let mut tags: Vec<TagId> = all.iter().flat_map(|row| &row.tags).copied().collect();
                tags.sort_unstable();
                tags.dedup();
                tags
            },
            gathered: Some(wire::Gathered {
                messages: row.gathered.clone(),
                first: first_unread.unwrap_or(row.message),
            }),
            ..newest
        })
    }
}

fn stretch(rows: &[Row], start: u32, count: u32) -> &[Row] {
    let rest = rows.get(start as usize..).unwrap_or_default();
    rest.get(..count as usize).unwrap_or(rest)
}

/// Whether a page names the same messages, so that nothing changed but their marks.
fn says_the_same(old: &SummaryPage, new: &SummaryPage) -> bool {
    old.rows.len() == new.rows.len()
        && old
            .rows
            .iter()
            .zip(&new.rows)
            .all(|(old, new)| old.id == new.id && old.mail == new.mail)
}

/// Whether each row of a page that lies in a folder lies there as before, and at the same place.
fn stands_the_same(old: &SummaryPage, new: &SummaryPage, folder: wire::Folder, by: SortBy) -> bool {
    let stands = |(old, new): (&SummaryRecord, &SummaryRecord)| {
        let place = |row| lies_in(row, folder).then(|| rows::place(row, by));
        place(old) == place(new)
    };
    old.rows.len() == new.rows.len() && old.rows.iter().zip(&new.rows).all(stands)
}

/// The page that holds an id.
pub(super) const fn page_of(id: MessageId) -> u32 {
    id.0 / PAGE_MESSAGES
}

/// The pages that hold these ids, each once.
pub(super) fn pages_of(ids: &[MessageId]) -> Vec<u32> {
    let mut pages: Vec<u32> = ids.iter().copied().map(page_of).collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

fn row_view(row: &SummaryRecord) -> wire::RowView {
    let mail = &row.mail;
    wire::RowView {
        message: row.id,
        from_name: rows::sender(row).to_owned(),
        from_address: mail.from_address.clone(),
        subject: mail.subject.clone(),
        snippet: mail.snippet.clone(),
        date: rows::stands_at(row),
        unread: row.unread,
        starred: row.starred,
        attachments: mail.attachments,
        fetched: row.body == BodyState::Here,
        octets: row.octets,
        tags: row.tags.clone(),
        snoozed: match (row.folder, row.moment) {
            (Folder::Snoozed, Some(until)) => Some(wire::Snoozed::Until(until)),
            (Folder::Inbox, Some(_)) => Some(wire::Snoozed::Back),
            _ => None,
        },
        gathered: None,
    }
}

/// Whether a message is in a folder, or among what the interface shows like one: what has a star or a tag, wherever it
/// lies but where it was thrown away.
fn lies_in(row: &SummaryRecord, folder: wire::Folder) -> bool {
    let is_kept = !row.is_thrown_away();
    match folder {
        wire::Folder::Starred => row.starred && is_kept,
        wire::Folder::Tagged(tag) => is_kept && row.tags.contains(&tag),
        folder => folder_view(row.folder) == folder,
    }
}

pub(super) const fn folder_view(folder: Folder) -> wire::Folder {
    match folder {
        Folder::Inbox => wire::Folder::Inbox,
        Folder::Archive => wire::Folder::Archive,
        Folder::Sent => wire::Folder::Sent,
        Folder::Drafts => wire::Folder::Drafts,
        Folder::Outbox => wire::Folder::Outbox,
        Folder::Junk => wire::Folder::Junk,
        Folder::Trash => wire::Folder::Trash,
        Folder::Own(id) => wire::Folder::Own(id),
        Folder::Snoozed => wire::Folder::Snoozed,
    }
}

/// The store's word for a folder of the interface in which messages can be filed.
pub(super) const fn folder_record(folder: wire::Folder) -> Option<Folder> {
    Some(match folder {
        wire::Folder::Inbox => Folder::Inbox,
        wire::Folder::Archive => Folder::Archive,
        wire::Folder::Sent => Folder::Sent,
        wire::Folder::Drafts => Folder::Drafts,
        wire::Folder::Outbox => Folder::Outbox,
        wire::Folder::Junk => Folder::Junk,
        wire::Folder::Trash => Folder::Trash,
        wire::Folder::Own(id) => Folder::Own(id),
        wire::Folder::Starred | wire::Folder::Snoozed | wire::Folder::Tagged(_) => return None,
    })
}

fn count_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
