//! What a folder's rows are, in which order, and what a change does to them.

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
        tags: Vec::new(),
        moment: None,
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
    let view = mailbox.view(wire::Folder::Inbox, ListOrder::default(), 0, 10);
    assert_eq!(ids(&view), [1, 500, 0]);
    assert_eq!((view.total, view.unread), (3, 2));
    assert_eq!(
        mailbox.find(wire::Folder::Inbox, ListOrder::default(), MessageId(500)),
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
        ids(&mailbox.view(wire::Folder::Inbox, ListOrder::default(), 0, 10)),
        [2, 1, 0]
    );
}

#[test]
fn a_stretch_past_the_end_is_empty_and_says_the_total() {
    let mut mailbox = Mailbox::new(vec![SummaryPage {
        page: 0,
        rows: vec![row(0, None, true)],
    }]);
    let view = mailbox.view(wire::Folder::Inbox, ListOrder::default(), 7, 10);
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
        mailbox.ids(wire::Folder::Inbox, ListOrder::default(), 0, u32::MAX),
        [MessageId(2), MessageId(0)]
    );
    assert_eq!(
        mailbox.ids(wire::Folder::Inbox, ListOrder::default(), 1, 1),
        [MessageId(0)]
    );
    assert_eq!(mailbox.ids(wire::Folder::Inbox, ListOrder::default(), 9, 1), []);
    assert_eq!(mailbox.ids(wire::Folder::Junk, ListOrder::default(), 0, 1), []);
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
            ids(&mailbox.view(wire::Folder::Inbox, order, 0, 10)),
            expected,
            "{by:?}"
        );
        assert_eq!(
            mailbox.find(wire::Folder::Inbox, order, MessageId(expected[2])),
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
        let view = mailbox.view(wire::Folder::Inbox, order, 0, 10);
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
    let view = mailbox.view(wire::Folder::Inbox, CONVERSATIONS, 0, 10);
    assert_eq!((ids(&view), view.total, view.unread), (vec![2, 1], 2, 1));
    let row = &view.rows[0];
    assert!(row.unread && row.starred);
    let gathered = row.gathered.as_ref().unwrap();
    assert_eq!(gathered.messages, [MessageId(0), MessageId(2)]);
    assert_eq!(gathered.first, MessageId(0));
    assert_eq!(view.rows[1].gathered, None);
    assert_eq!(
        mailbox.find(wire::Folder::Inbox, CONVERSATIONS, MessageId(0)),
        Some(0)
    );
    let all = mailbox.ids(wire::Folder::Inbox, CONVERSATIONS, 0, 1);
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
    mailbox.view(wire::Folder::Inbox, CONVERSATIONS, 0, 10);
    let mut answer = said(500, "Di", "Re: Lunch?", 1);
    answer.mail.references = vec!["a".into()];
    mailbox.replace(vec![SummaryPage {
        page: 1,
        rows: vec![answer],
    }]);
    assert_eq!(
        ids(&mailbox.view(wire::Folder::Inbox, CONVERSATIONS, 0, 10)),
        [500, 1]
    );
}

#[test]
fn what_is_marked_stays_and_what_is_filed_elsewhere_goes() {
    let mut mailbox = talk();
    let pages: Vec<SummaryPage> = mailbox.pages().cloned().collect();
    for order in [ListOrder::default(), CONVERSATIONS] {
        let mut pages = pages.clone();
        mailbox.replace(pages.clone());
        let before = ids(&mailbox.view(wire::Folder::Inbox, order, 0, 10));
        pages[0].rows[1].starred = true;
        mailbox.replace(pages.clone());
        let view = mailbox.view(wire::Folder::Inbox, order, 0, 10);
        assert_eq!(ids(&view), before);
        assert!(view.rows.iter().any(|row| row.message.0 == 1 && row.starred));
        pages[0].rows[1].folder = Folder::Archive;
        mailbox.replace(pages);
        let left: Vec<u32> = before.into_iter().filter(|id| *id != 1).collect();
        assert_eq!(ids(&mailbox.view(wire::Folder::Inbox, order, 0, 10)), left);
    }
}

#[test]
fn what_has_a_star_or_a_tag_is_seen_together_but_not_what_was_thrown_away() {
    let mut rows: Vec<SummaryRecord> = (0..4).map(|id| row(id, Some(i64::from(id)), id == 2)).collect();
    (rows[0].folder, rows[0].starred) = (Folder::Archive, true);
    rows[1].tags = vec![TagId(7)];
    (rows[2].folder, rows[2].tags) = (Folder::Snoozed, vec![TagId(5), TagId(7)]);
    (rows[3].folder, rows[3].starred, rows[3].tags) = (Folder::Trash, true, vec![TagId(7)]);
    let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
    let all = |mailbox: &mut Mailbox, folder| ids(&mailbox.view(folder, ListOrder::default(), 0, 9));
    assert_eq!(all(&mut mailbox, wire::Folder::Starred), [0]);
    assert_eq!(all(&mut mailbox, wire::Folder::Tagged(TagId(7))), [2, 1]);
    let counted: Vec<_> = mailbox.folders(&Folders::default());
    let counted: Vec<_> = counted
        .iter()
        .map(|view| (view.folder, view.total, view.unread))
        .collect();
    assert_eq!(
        counted,
        [
            (wire::Folder::Inbox, 1, 0),
            (wire::Folder::Starred, 1, 0),
            (wire::Folder::Snoozed, 1, 1),
            (wire::Folder::Archive, 1, 0),
            (wire::Folder::Trash, 1, 0),
            (wire::Folder::Tagged(TagId(5)), 1, 1),
            (wire::Folder::Tagged(TagId(7)), 2, 1),
        ]
    );
}

#[test]
fn a_tag_brings_a_message_among_its_like_and_takes_it_away_again() {
    let mut mailbox = talk();
    let pages: Vec<SummaryPage> = mailbox.pages().cloned().collect();
    let tagged = wire::Folder::Tagged(TagId(1));
    assert_eq!(ids(&mailbox.view(tagged, ListOrder::default(), 0, 9)), [0_u32; 0]);
    let mut with = pages.clone();
    with[0].rows[1].tags = vec![TagId(1)];
    mailbox.replace(with);
    assert_eq!(ids(&mailbox.view(tagged, ListOrder::default(), 0, 9)), [1]);
    mailbox.replace(pages);
    assert_eq!(ids(&mailbox.view(tagged, ListOrder::default(), 0, 9)), [0_u32; 0]);
}

#[test]
fn what_came_back_stands_where_it_did_so() {
    let mut rows = vec![
        row(0, Some(10), true),
        row(1, Some(20), true),
        row(2, Some(40), true),
    ];
    rows[0].moment = Some(UnixMillis(30));
    let mut mailbox = Mailbox::new(vec![SummaryPage { page: 0, rows }]);
    let view = mailbox.view(wire::Folder::Inbox, ListOrder::default(), 0, 9);
    assert_eq!(ids(&view), [2, 0, 1]);
    let said: Vec<_> = view.rows.iter().map(|row| (row.date.0, row.snoozed)).collect();
    assert_eq!(said, [(40, None), (30, Some(wire::Snoozed::Back)), (20, None)]);
}

#[test]
fn a_replaced_page_changes_the_order() {
    let mut mailbox = Mailbox::new(vec![SummaryPage {
        page: 0,
        rows: vec![row(0, Some(10), true), row(1, Some(20), true)],
    }]);
    assert_eq!(
        ids(&mailbox.view(wire::Folder::Inbox, ListOrder::default(), 0, 2)),
        [1, 0]
    );
    mailbox.replace(vec![SummaryPage {
        page: 0,
        rows: vec![row(0, Some(30), false), row(1, Some(20), true)],
    }]);
    let view = mailbox.view(wire::Folder::Inbox, ListOrder::default(), 0, 2);
    assert_eq!(ids(&view), [0, 1]);
    assert_eq!(view.unread, 1);
}
