//! An account's rows in memory, sorted: what makes any stretch of any folder an instant answer.
//!
//! A cache of the store's pages, never a truth of its own: whatever changes is written first and read back.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::server_box::Listing;
use crate::store::{BodyState, Folder, Folders, PAGE_MESSAGES, SummaryPage, SummaryRecord};
use crate::units::{MessageId, UnixMillis};
use crate::wire;

/// One account's rows.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    pages: BTreeMap<u32, SummaryPage>,
    /// `None` after a change, until somebody asks.
    order: Option<Order>,
    /// What the server listed last, if it has been asked since the rows were read.
    pub(super) listing: Option<Listing>,
}

/// The ids of each folder, newest first.
#[derive(Debug, Default)]
struct Order {
    folders: BTreeMap<Folder, FolderOrder>,
}

#[derive(Debug, Default)]
struct FolderOrder {
    ids: Vec<(Reverse<UnixMillis>, Reverse<MessageId>)>,
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
            self.pages.insert(page.page, page);
        }
        self.order = None;
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
    pub(super) fn view(&mut self, folder: Folder, start: u32, count: u32) -> wire::MailboxView {
        let (total, unread) = self
            .ordered()
            .folders
            .get(&folder)
            .map_or((0, 0), |order| (count_of(order.ids.len()), order.unread));
        let rows = self
            .ids(folder, start, count)
            .into_iter()
            .filter_map(|id| self.row(id))
            .map(row_view)
            .collect();
        wire::MailboxView {
            total,
            unread,
            start: start.min(total),
            rows,
        }
    }

    /// The messages of a stretch of a folder.
    pub(super) fn ids(&mut self, folder: Folder, start: u32, count: u32) -> Vec<MessageId> {
        let Some(order) = self.ordered().folders.get(&folder) else {
            return Vec::new();
        };
        let rest = order.ids.get(start as usize..).unwrap_or_default();
        rest.iter().take(count as usize).map(|(_, id)| id.0).collect()
    }

    /// Where a message stands in a folder, 0-based.
    pub(super) fn find(&mut self, folder: Folder, id: MessageId) -> Option<u32> {
        let key = sort_key(self.row(id)?);
        let ids = &self.ordered().folders.get(&folder)?.ids;
        ids.binary_search(&key).ok().map(count_of)
    }

    /// Every folder that a sidebar shows, in its order: the app's own, then the user's.
    pub(super) fn folders(&mut self, own: &Folders) -> Vec<wire::FolderView> {
        const SHOWN: [Folder; 4] = [Folder::Inbox, Folder::Archive, Folder::Junk, Folder::Trash];
        let order = self.ordered();
        let view = |folder: Folder, name: &str, depth: usize| {
            let (total, unread) = order
                .folders
                .get(&folder)
                .map_or((0, 0), |folder| (count_of(folder.ids.len()), folder.unread));
            wire::FolderView {
                folder: folder_view(folder),
                name: name.to_owned(),
                depth: u8::try_from(depth).unwrap_or(u8::MAX),
                total,
                unread,
            }
        };
        let shown = SHOWN
            .into_iter()
            // The others appear with the first message in them.
            .filter(|folder| *folder == Folder::Inbox || order.folders.contains_key(folder))
            .map(|folder| view(folder, "", 0));
        let own = own.in_order().into_iter();
        let own = own.map(|(depth, folder)| view(Folder::Own(folder.id), folder.name.as_str(), depth));
        shown.chain(own).collect()
    }

    fn ordered(&mut self) -> &Order {
        let pages = &self.pages;
        self.order.get_or_insert_with(|| {
            let mut order = Order::default();
            for row in pages.values().flat_map(|page| &page.rows) {
                let folder = order.folders.entry(row.folder).or_default();
                folder.ids.push(sort_key(row));
                folder.unread += u32::from(row.unread);
            }
            for folder in order.folders.values_mut() {
                folder.ids.sort_unstable();
            }
            order
        })
    }
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

fn sort_key(row: &SummaryRecord) -> (Reverse<UnixMillis>, Reverse<MessageId>) {
    // Ids are given newest first within a run, so among equal dates the smaller id would be the newer message; dates
    // that equal to the millisecond are so rare that any stable order will do.
    (Reverse(row.mail.date.unwrap_or(row.arrived_at)), Reverse(row.id))
}

fn row_view(row: &SummaryRecord) -> wire::RowView {
    let mail = &row.mail;
    wire::RowView {
        message: row.id,
        from_name: if mail.from_name.is_empty() {
            mail.from_address.clone()
        } else {
            mail.from_name.clone()
        },
        from_address: mail.from_address.clone(),
        subject: mail.subject.clone(),
        snippet: mail.snippet.clone(),
        date: mail.date.unwrap_or(row.arrived_at),
        unread: row.unread,
        starred: row.starred,
        attachments: mail.attachments,
        fetched: row.body == BodyState::Here,
        octets: row.octets,
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
    }
}

/// The store's word for a folder of the interface.
pub(super) const fn folder_record(folder: wire::Folder) -> Folder {
    match folder {
        wire::Folder::Inbox => Folder::Inbox,
        wire::Folder::Archive => Folder::Archive,
        wire::Folder::Sent => Folder::Sent,
        wire::Folder::Drafts => Folder::Drafts,
        wire::Folder::Outbox => Folder::Outbox,
        wire::Folder::Junk => Folder::Junk,
        wire::Folder::Trash => Folder::Trash,
        wire::Folder::Own(id) => Folder::Own(id),
    }
}

fn count_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::MailSummary;
    use crate::units::Octets;

    fn row(id: u32, date: Option<i64>, unread: bool) -> SummaryRecord {
        SummaryRecord {
            id: MessageId(id),
            folder: Folder::Inbox,
            unread,
            starred: false,
            octets: Octets(100),
            arrived_at: UnixMillis(50),
            body: BodyState::Here,
            mail: MailSummary {
                date: date.map(UnixMillis),
                ..MailSummary::default()
            },
        }
    }

    fn ids(view: &wire::MailboxView) -> Vec<u32> {
        view.rows.iter().map(|row| row.message.0).collect()
    }

    #[test]
    fn rows_come_newest_first_across_pages() {
        let pages = vec![
            SummaryPage {
                page: 0,
                rows: vec![row(0, Some(10), false), row(1, Some(90), true)],
            },
            SummaryPage {
                page: 1,
                rows: vec![row(500, Some(40), true)],
            },
        ];
        let mut mailbox = Mailbox::new(pages);
        let view = mailbox.view(Folder::Inbox, 0, 10);
        assert_eq!(ids(&view), [1, 500, 0]);
        assert_eq!((view.total, view.unread), (3, 2));
        assert_eq!(mailbox.find(Folder::Inbox, MessageId(500)), Some(1));
    }

    #[test]
    fn a_message_without_a_date_stands_where_it_came() {
        let rows = vec![
            row(0, Some(10), false),
            row(1, None, false),
            row(2, Some(90), false),
        ];
        let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
        assert_eq!(ids(&mailbox.view(Folder::Inbox, 0, 10)), [2, 1, 0]);
    }

    #[test]
    fn a_stretch_past_the_end_is_empty_and_says_the_total() {
        let mut mailbox = Mailbox::new(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, None, true)],
        }]);
        let view = mailbox.view(Folder::Inbox, 7, 10);
        assert_eq!((view.total, view.start, view.rows.len()), (1, 1, 0));
    }

    #[test]
    fn all_of_a_folder_is_told_in_the_order_of_its_rows() {
        let rows = vec![
            row(0, Some(10), false),
            SummaryRecord {
                folder: Folder::Archive,
                ..row(1, Some(20), false)
            },
            row(2, Some(30), false),
        ];
        let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
        assert_eq!(
            mailbox.ids(Folder::Inbox, 0, u32::MAX),
            [MessageId(2), MessageId(0)]
        );
        assert_eq!(mailbox.ids(Folder::Inbox, 1, 1), [MessageId(0)]);
        assert_eq!(mailbox.ids(Folder::Inbox, 9, 1), []);
        assert_eq!(mailbox.ids(Folder::Junk, 0, 1), []);
    }

    #[test]
    fn a_replaced_page_changes_the_order() {
        let mut mailbox = Mailbox::new(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, Some(10), true), row(1, Some(20), true)],
        }]);
        assert_eq!(ids(&mailbox.view(Folder::Inbox, 0, 2)), [1, 0]);
        mailbox.replace(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, Some(30), false), row(1, Some(20), true)],
        }]);
        let view = mailbox.view(Folder::Inbox, 0, 2);
        assert_eq!(ids(&view), [0, 1]);
        assert_eq!(view.unread, 1);
    }
}
