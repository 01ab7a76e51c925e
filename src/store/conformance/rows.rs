//! Stories about the rows of a list and the pages they are kept in. They must not say how a page is encoded.

use super::{Database, appear, arrive, keys, message, new_run, preview, rows};
use crate::mail::MailSummary;
use crate::store::{
    FetchedMessage, Folder, FolderProblem, MarkChange, MessagePreview, PAGE_MESSAGES, SeenState, Store,
    SummaryPage, SummaryRecord, TagChange,
};
use crate::units::{FolderName, MessageId, Octets, Tag, TagColour, TagId, UnixMillis};

/// A bit more than two pages.
const MANY: usize = 2 * PAGE_MESSAGES as usize + 10;

pub async fn pages_hold_what_changed(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(MANY);
    let ids = appear(&store, lease, keys.iter().map(preview).collect()).await;
    arrive(&store, lease, vec![message(&keys[MANY - 1])]).await;
    let both = [ids[0], ids[MANY - 1]];
    let changed = store
        .change_marks(lease.account, &both, MarkChange::Starred(true))
        .await
        .expect("changed");
    assert_eq!(changed, both);

    let other = database.open().await;
    let some = other.summary_pages(lease.account, &[0, 2]).await.expect("read");
    let all = other.summaries(lease.account).await.expect("read");
    assert_eq!(some, [all[0].clone(), all[2].clone()]);
    let starred: Vec<MessageId> = all
        .iter()
        .flat_map(|page| &page.rows)
        .filter(|row| row.starred)
        .map(|row| row.id)
        .collect();
    assert_eq!(starred, [ids[0], ids[MANY - 1]]);
}

pub async fn pages_are_cut_by_id(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(MANY);
    for batch in keys.chunks(170) {
        appear(&store, lease, batch.iter().map(preview).collect()).await;
    }
    let pages = store.summaries(lease.account).await.expect("read");
    let shape: Vec<(u32, usize)> = pages.iter().map(|page| (page.page, page.rows.len())).collect();
    assert_eq!(shape, [(0, 500), (1, 500), (2, 10)]);
    let ids: Vec<u32> = pages
        .iter()
        .flat_map(|page| &page.rows)
        .map(|row| row.id.0)
        .collect();
    assert_eq!(ids, Vec::from_iter(0..u32::try_from(MANY).expect("small")));
}

pub async fn pages_that_do_not_exist_are_left_out(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    appear(&store, lease, keys(1).iter().map(preview).collect()).await;
    let pages = store
        .summary_pages(lease.account, &[0, 1, 40_000])
        .await
        .expect("read");
    assert_eq!(
        pages
            .iter()
            .map(|page: &SummaryPage| page.page)
            .collect::<Vec<_>>(),
        [0]
    );
}

pub async fn a_batch_over_several_pages_is_one_batch(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(MANY);
    let ids = arrive(&store, lease, keys.iter().map(message).collect()).await;
    assert_eq!(ids.len(), MANY);
    let rows = rows(&store, lease.account).await;
    assert_eq!(rows.len(), MANY);
    for at in [0, 499, 500, 999, 1_000, MANY - 1] {
        let original = store.original(lease.account, ids[at]).await.expect("read");
        assert_eq!(original, Some(message(&keys[at]).original));
    }
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks.len(), MANY);
}

pub async fn marks_change_and_say_which_pages(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, keys(3).iter().map(preview).collect()).await;
    let asked = [ids[2], MessageId(4_000), ids[0], ids[2]];
    let changed = store
        .change_marks(lease.account, &asked, MarkChange::Unread(false))
        .await;
    assert_eq!(changed, Ok(vec![ids[0], ids[2]]));
    let unread: Vec<bool> = rows(&store, lease.account)
        .await
        .iter()
        .map(|row| row.unread)
        .collect();
    assert_eq!(unread, [false, true, false]);
}

pub async fn a_mark_that_is_so_already_changes_nothing(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, keys(2).iter().map(preview).collect()).await;
    for change in [
        MarkChange::Unread(true),
        MarkChange::Starred(false),
        MarkChange::File(Folder::Inbox),
    ] {
        assert_eq!(
            store.change_marks(lease.account, &ids, change).await,
            Ok(Vec::new())
        );
    }
}

pub async fn filing_moves_a_message(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, keys(2).iter().map(preview).collect()).await;
    for folder in [Folder::Junk, Folder::Trash, Folder::Inbox, Folder::Archive] {
        let changed = store
            .change_marks(lease.account, &ids[1..], MarkChange::File(folder))
            .await;
        assert_eq!(changed, Ok(vec![ids[1]]));
        let rows = rows(&store, lease.account).await;
        assert_eq!((rows[0].folder, rows[1].folder), (Folder::Inbox, folder));
    }
}

pub async fn tags_stay_on_a_message_until_they_are_taken_away(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = appear(&store, lease, keys(2).iter().map(preview).collect()).await;
    let tag = |tag, is_on| MarkChange::Tagged(TagId(tag), is_on);
    for change in [tag(7, true), tag(3, true)] {
        let changed = store.change_marks(account, &ids[1..], change).await;
        assert_eq!(changed, Ok(vec![ids[1]]));
    }
    let again = store.change_marks(account, &ids, tag(3, true)).await;
    assert_eq!(again, Ok(vec![ids[0]]), "it was on the other one already");
    let filed = MarkChange::File(Folder::Archive);
    store.change_marks(account, &ids, filed).await.expect("filed");
    arrive(&store, lease, vec![message(&keys(2)[1])]).await;

    let store = database.open().await;
    let on = rows(&store, account).await;
    assert_eq!(on[0].tags, [TagId(3)]);
    assert_eq!(on[1].tags, [TagId(3), TagId(7)]);
    let changed = store.change_marks(account, &ids, tag(7, false)).await;
    assert_eq!(changed, Ok(vec![ids[1]]));
    assert_eq!(rows(&store, account).await[1].tags, [TagId(3)]);
}

pub async fn what_is_snoozed_waits_and_comes_back(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = arrive(&store, lease, keys(2).iter().map(message).collect()).await;
    let change = |messages, change| store.change_marks(account, messages, change);
    change(&ids, MarkChange::Unread(false)).await.expect("read");
    let snoozed = change(&ids[..1], MarkChange::Snooze(UnixMillis(90))).await;
    assert_eq!(snoozed, Ok(vec![ids[0]]));

    let other = database.open().await;
    let waiting = rows(&other, account).await;
    let place = |row: &SummaryRecord| (row.folder, row.moment, row.unread);
    assert_eq!(place(&waiting[0]), (Folder::Snoozed, Some(UnixMillis(90)), false));
    assert_eq!(place(&waiting[1]), (Folder::Inbox, None, false));
    assert_eq!(
        change(&ids, MarkChange::ComeBack(UnixMillis(89))).await,
        Ok(vec![])
    );
    let back = change(&ids, MarkChange::ComeBack(UnixMillis(90))).await;
    assert_eq!(back, Ok(vec![ids[0]]));
    let back = rows(&other, account).await;
    assert_eq!(place(&back[0]), (Folder::Inbox, Some(UnixMillis(90)), true));
}

pub async fn what_is_erased_is_gone_until_somebody_asks_for_it(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let keys = keys(4);
    let ids = arrive(&store, lease, keys[..3].iter().map(message).collect()).await;
    let header = appear(&store, lease, vec![preview(&keys[3])]).await;
    let asked = [ids[2], ids[0], header[0], ids[0], MessageId(4_000)];
    assert_eq!(store.erase(account, &asked).await, Ok(vec![ids[0], ids[2]]));
    assert_eq!(store.erase(account, &asked).await, Ok(vec![]), "once");

    let other = database.open().await;
    let left: Vec<MessageId> = rows(&other, account).await.iter().map(|row| row.id).collect();
    assert_eq!(left, [ids[1], header[0]], "what is not here as a whole stays");
    assert_eq!(other.original(account, ids[0]).await, Ok(None));
    assert!(other.original(account, ids[1]).await.expect("read").is_some());
    let (lease, marks) = store.begin_sync(account).await.expect("begun");
    let state = |id| {
        marks
            .iter()
            .find(|mark| mark.message == id)
            .map(|mark| mark.state)
    };
    let states = [ids[0], ids[1], ids[2], header[0]].map(state);
    let expected = [
        SeenState::Erased,
        SeenState::Fetched,
        SeenState::Erased,
        SeenState::Previewed,
    ];
    assert_eq!(states, expected.map(Some));

    // Somebody asks for one of them after all.
    let again = arrive(&store, lease, vec![message(&keys[0])]).await;
    assert_eq!(again, [ids[0]], "it is known by its id");
    let left: Vec<MessageId> = rows(&store, account).await.iter().map(|row| row.id).collect();
    assert_eq!(left, [ids[0], ids[1], header[0]]);
    assert!(store.original(account, ids[0]).await.expect("read").is_some());
    let header = appear(&store, lease, vec![preview(&keys[2])]).await;
    assert_eq!(header, [ids[2]]);
    assert_eq!(rows(&store, account).await.len(), 4);
}

pub async fn tags_are_kept_by_name(database: &impl Database) {
    let store = database.open().await;
    let tag = |id, name| Tag {
        id,
        name: FolderName::new(name).expect("a name"),
        colour: TagColour::new(5),
    };
    let work = store.change_tags(TagChange::Keep(tag(TagId::NEW, "Work"))).await;
    let bills = store.change_tags(TagChange::Keep(tag(TagId::NEW, "Bills"))).await;
    assert_eq!((work, bills), (Ok(TagId(0)), Ok(TagId(1))));
    let taken = store.change_tags(TagChange::Keep(tag(TagId::NEW, "WORK"))).await;
    assert_eq!(taken, Err(FolderProblem::NameTaken.into()));

    let other = database.open().await;
    let kept = other.tags().await.expect("read");
    assert_eq!(kept.all(), [tag(TagId(1), "Bills"), tag(TagId(0), "Work")]);
    let removed = other.change_tags(TagChange::Remove(TagId(1))).await;
    assert_eq!(removed, Ok(TagId(1)));
    assert_eq!(store.tags().await.expect("read").all(), [tag(TagId(0), "Work")]);
}

pub async fn rows_keep_every_word(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(2);
    let full = MailSummary {
        from_name: "عادة \u{202e}name".to_owned(),
        from_address: "a\"b@例え.example".to_owned(),
        subject: "s".repeat(5_000),
        snippet: "🧷 \0 text".to_owned(),
        date: Some(UnixMillis(-62_135_596_800_000)),
        message_id: "id@example".to_owned(),
        references: vec!["a@b".to_owned(), String::new(), "c@d".to_owned()],
        attachments: true,
    };
    let huge = MessagePreview {
        octets: Octets(u64::MAX),
        mail: full.clone(),
        ..preview(&keys[0])
    };
    appear(&store, lease, vec![huge]).await;
    arrive(
        &store,
        lease,
        vec![FetchedMessage {
            mail: full.clone(),
            ..message(&keys[1])
        }],
    )
    .await;
    let rows = rows(&database.open().await, lease.account).await;
    assert_eq!((&rows[0].mail, &rows[1].mail), (&full, &full));
    assert_eq!(rows[0].octets, Octets(u64::MAX));
    assert_eq!(rows[1].arrived_at, UnixMillis(2));
}
