//! An account's rows in memory, sorted: what makes any stretch of any folder an instant answer.
//!
//! A cache of the store's pages, never a truth of its own: whatever changes is written first and read back.

mod rows;

use std::collections::BTreeMap;

use super::alphabet;
use super::conversations::{Conversations, moment};
use super::server_box::Listing;
use crate::store::{BodyState, Folder, Folders, PAGE_MESSAGES, SummaryPage, SummaryRecord};
use crate::units::MessageId;
use crate::wire::{self, ListOrder, SortBy};
use rows::Row;

/// One account's rows.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    pages: BTreeMap<u32, SummaryPage>,
    /// `None` after a change, until somebody asks; so is `shown`.
    counts: Option<BTreeMap<Folder, Count>>,
    /// The rows of the folder that was asked for last, as they were asked for.
    shown: Option<(Folder, ListOrder, Vec<Row>)>,
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
            let stays = |(_, order, _): &(Folder, ListOrder, Vec<Row>)| {
                !(order.conversations && self.conversations.is_none())
                    && old.is_some_and(|old| stands_the_same(old, &page, order.by))
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
        folder: Folder,
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
    pub(super) fn ids(&mut self, folder: Folder, order: ListOrder, start: u32, count: u32) -> Vec<MessageId> {
        let rows = stretch(self.rows(folder, order), start, count);
        rows.iter().flat_map(Row::messages).copied().collect()
    }

    /// Where the row of a message stands in a folder, 0-based.
    pub(super) fn find(&mut self, folder: Folder, order: ListOrder, id: MessageId) -> Option<u32> {
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
            let is_thrown_away = matches!(row.folder, Folder::Trash | Folder::Junk);
            conversations.of(row.id) == Some(group) && (row.folder == folder || !is_thrown_away)
        };
        let mut rows: Vec<&SummaryRecord> = self.all_rows().filter(is_of_it).collect();
        rows.sort_unstable_by_key(|row| (moment(row), row.id));
        let line = |row: &SummaryRecord| wire::ConversationLine {
            folder: folder_view(row.folder),
            row: row_view(row),
        };
        rows.into_iter().map(line).collect()
    }

    /// Every folder that a sidebar shows, in its order: the app's own, then the user's.
    pub(super) fn folders(&mut self, own: &Folders) -> Vec<wire::FolderView> {
        const SHOWN: [Folder; 4] = [Folder::Inbox, Folder::Archive, Folder::Junk, Folder::Trash];
        let counts = self.counts();
        let view = |folder: Folder, name: &str, depth: usize| {
            let Count { total, unread } = counts.get(&folder).copied().unwrap_or_default();
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
            .filter(|folder| *folder == Folder::Inbox || counts.contains_key(folder))
            .map(|folder| view(folder, "", 0));
        let own = own.in_order(alphabet::spelled).into_iter();
        let own = own.map(|(depth, folder)| view(Folder::Own(folder.id), folder.name.as_str(), depth));
        shown.chain(own).collect()
    }

    fn counts(&mut self) -> &BTreeMap<Folder, Count> {
        let pages = &self.pages;
        self.counts.get_or_insert_with(|| {
            let mut counts = BTreeMap::<Folder, Count>::new();
            for row in pages.values().flat_map(|page| &page.rows) {
                let count = counts.entry(row.folder).or_default();
                count.total += 1;
                count.unread += u32::from(row.unread);
            }
            counts
        })
    }

    fn count(&mut self, folder: Folder) -> Count {
        self.counts().get(&folder).copied().unwrap_or_default()
    }

    fn find_conversations(&mut self) {
        if self.conversations.is_none() {
            self.conversations = Some(Conversations::among(self.all_rows()));
        }
    }

    fn rows(&mut self, folder: Folder, order: ListOrder) -> &[Row] {
        if self
            .shown
            .as_ref()
            .is_none_or(|(shown, so, _)| (*shown, *so) != (folder, order))
        {
            if order.conversations {
                self.find_conversations();
            }
            let conversations = self.conversations.as_ref().filter(|_| order.conversations);
            let messages = self.all_rows().filter(|row| row.folder == folder);
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

/// Whether each row of a page stands where it stood, in its folder and in the list.
fn stands_the_same(old: &SummaryPage, new: &SummaryPage, by: SortBy) -> bool {
    let stands = |(old, new): (&SummaryRecord, &SummaryRecord)| {
        old.folder == new.folder && rows::place(old, by) == rows::place(new, by)
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
        date: moment(row),
        unread: row.unread,
        starred: row.starred,
        attachments: mail.attachments,
        fetched: row.body == BodyState::Here,
        octets: row.octets,
        gathered: None,
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
    use crate::units::{Octets, UnixMillis};

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
        let view = mailbox.view(Folder::Inbox, ListOrder::default(), 0, 10);
        assert_eq!(ids(&view), [1, 500, 0]);
        assert_eq!((view.total, view.unread), (3, 2));
        assert_eq!(
            mailbox.find(Folder::Inbox, ListOrder::default(), MessageId(500)),
            Some(1)
        );
    }

    #[test]
    fn a_message_without_a_date_stands_where_it_came() {
        let rows = vec![
            row(0, Some(10), false),
            row(1, None, false),
            row(2, Some(90), false),
        ];
        let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
        assert_eq!(
            ids(&mailbox.view(Folder::Inbox, ListOrder::default(), 0, 10)),
            [2, 1, 0]
        );
    }

    #[test]
    fn a_stretch_past_the_end_is_empty_and_says_the_total() {
        let mut mailbox = Mailbox::new(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, None, true)],
        }]);
        let view = mailbox.view(Folder::Inbox, ListOrder::default(), 7, 10);
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
            mailbox.ids(Folder::Inbox, ListOrder::default(), 0, u32::MAX),
            [MessageId(2), MessageId(0)]
        );
        assert_eq!(
            mailbox.ids(Folder::Inbox, ListOrder::default(), 1, 1),
            [MessageId(0)]
        );
        assert_eq!(mailbox.ids(Folder::Inbox, ListOrder::default(), 9, 1), []);
        assert_eq!(mailbox.ids(Folder::Junk, ListOrder::default(), 0, 1), []);
    }

    fn said(id: u32, from: &str, subject: &str, octets: u64) -> SummaryRecord {
        let mut said = row(id, Some(i64::from(id)), false);
        said.octets = Octets(octets);
        (said.mail.from_name, said.mail.subject) = (from.into(), subject.into());
        said
    }

    #[test]
    fn rows_stand_as_is_asked_and_among_equals_the_newest_first() {
        let rows = vec![
            said(0, "“Zoë”", "Re: apples", 5),
            said(1, "ada", "Pears", 900),
            said(2, "Ada", "Aw: Apples", 5),
            said(3, "", "", 20),
        ];
        let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
        for (by, expected) in [
            (SortBy::Newest, [3, 2, 1, 0]),
            (SortBy::Oldest, [0, 1, 2, 3]),
            (SortBy::Sender, [3, 2, 1, 0]),
            (SortBy::Subject, [3, 2, 0, 1]),
            (SortBy::Largest, [1, 3, 2, 0]),
        ] {
            let order = ListOrder {
                by,
                ..ListOrder::default()
            };
            assert_eq!(
                ids(&mailbox.view(Folder::Inbox, order, 0, 10)),
                expected,
                "{by:?}"
            );
            assert_eq!(
                mailbox.find(Folder::Inbox, order, MessageId(expected[2])),
                Some(2)
            );
        }
    }

    #[test]
    fn a_sender_with_marks_stands_beside_one_without() {
        let rows = ["Zoë", "Éva", "Łucja", "Lena", "Eva"];
        let rows = rows
            .into_iter()
            .zip(0..)
            .map(|(from, id)| said(id, from, from, 1));
        let mut mailbox = Mailbox::new(vec![SummaryPage {
            page: 0,
            rows: rows.collect(),
        }]);
        for by in [SortBy::Sender, SortBy::Subject] {
            let order = ListOrder {
                by,
                ..ListOrder::default()
            };
            let view = mailbox.view(Folder::Inbox, order, 0, 10);
            assert_eq!(ids(&view), [4, 1, 3, 2, 0], "{by:?}");
        }
    }

    const CONVERSATIONS: ListOrder = ListOrder {
        by: SortBy::Newest,
        conversations: true,
    };

    /// A question, something else, an answer, and one more that was thrown away.
    fn talk() -> Mailbox {
        let mut rows = vec![
            said(0, "Ada", "Lunch?", 1),
            said(1, "Shop", "Offer", 1),
            said(2, "Bo", "Re: Lunch?", 1),
            said(3, "Cy", "Re: Lunch?", 1),
        ];
        (rows[0].mail.message_id, rows[0].unread, rows[0].starred) = ("a".into(), true, true);
        rows[2].mail.references = vec!["a".into()];
        (rows[3].mail.references, rows[3].folder) = (vec!["a".into()], Folder::Trash);
        Mailbox::new(vec![SummaryPage { page: 0, rows }])
    }

    #[test]
    fn a_conversation_is_one_row_and_opens_where_it_is_unread() {
        let mut mailbox = talk();
        let view = mailbox.view(Folder::Inbox, CONVERSATIONS, 0, 10);
        assert_eq!((ids(&view), view.total, view.unread), (vec![2, 1], 2, 1));
        let row = &view.rows[0];
        assert!(row.unread && row.starred);
        let gathered = row.gathered.as_ref().unwrap();
        assert_eq!(gathered.messages, [MessageId(0), MessageId(2)]);
        assert_eq!(gathered.first, MessageId(0));
        assert_eq!(view.rows[1].gathered, None);
        assert_eq!(mailbox.find(Folder::Inbox, CONVERSATIONS, MessageId(0)), Some(0));
        let all = mailbox.ids(Folder::Inbox, CONVERSATIONS, 0, 1);
        assert_eq!(all, [MessageId(0), MessageId(2)]);
    }

    #[test]
    fn what_was_thrown_away_is_in_a_conversation_for_whoever_looks_at_it_there() {
        let mut mailbox = talk();
        let lines = |mailbox: &mut Mailbox, id| -> Vec<u32> {
            let lines = mailbox.conversation(MessageId(id));
            lines.iter().map(|line| line.row.message.0).collect()
        };
        assert_eq!(lines(&mut mailbox, 0), [0, 2]);
        assert_eq!(lines(&mut mailbox, 3), [0, 2, 3]);
        assert_eq!(lines(&mut mailbox, 1), [1]);
        assert_eq!(lines(&mut mailbox, 9), [0_u32; 0]);
    }

    #[test]
    fn an_answer_that_comes_later_joins_its_conversation() {
        let mut mailbox = talk();
        mailbox.view(Folder::Inbox, CONVERSATIONS, 0, 10);
        let mut answer = said(500, "Di", "Re: Lunch?", 1);
        answer.mail.references = vec!["a".into()];
        mailbox.replace(vec![SummaryPage {
            page: 1,
            rows: vec![answer],
        }]);
        assert_eq!(ids(&mailbox.view(Folder::Inbox, CONVERSATIONS, 0, 10)), [500, 1]);
    }

    #[test]
    fn what_is_marked_stays_and_what_is_filed_elsewhere_goes() {
        let mut mailbox = talk();
        let pages: Vec<SummaryPage> = mailbox.pages().cloned().collect();
        for order in [ListOrder::default(), CONVERSATIONS] {
            let mut pages = pages.clone();
            mailbox.replace(pages.clone());
            let before = ids(&mailbox.view(Folder::Inbox, order, 0, 10));
            pages[0].rows[1].starred = true;
            mailbox.replace(pages.clone());
            let view = mailbox.view(Folder::Inbox, order, 0, 10);
            assert_eq!(ids(&view), before);
            assert!(view.rows.iter().any(|row| row.message.0 == 1 && row.starred));
            pages[0].rows[1].folder = Folder::Archive;
            mailbox.replace(pages);
            let left: Vec<u32> = before.into_iter().filter(|id| *id != 1).collect();
            assert_eq!(ids(&mailbox.view(Folder::Inbox, order, 0, 10)), left);
        }
    }

    #[test]
    fn a_replaced_page_changes_the_order() {
        let mut mailbox = Mailbox::new(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, Some(10), true), row(1, Some(20), true)],
        }]);
        assert_eq!(
            ids(&mailbox.view(Folder::Inbox, ListOrder::default(), 0, 2)),
            [1, 0]
        );
        mailbox.replace(vec![SummaryPage {
            page: 0,
            rows: vec![row(0, Some(30), false), row(1, Some(20), true)],
        }]);
        let view = mailbox.view(Folder::Inbox, ListOrder::default(), 0, 2);
        assert_eq!(ids(&view), [0, 1]);
        assert_eq!(view.unread, 1);
    }
}
