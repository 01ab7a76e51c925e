//! Stories about messages that come: previewed, whole, skipped, again. The heart of "nothing is lost, nothing comes
//! twice"; they must hold after every step, not only at the end.

use super::{
    Database, appear, arrive, key, keys, message, message_of, new_account, new_run, next_run, preview, rows,
};
use crate::store::{
    BodyState, FetchedMessage, Folder, MarkChange, SeenKey, SeenState, SkipReason, Store, StoreError,
    SummaryRecord,
};
use crate::units::{MessageId, Octets, Uidl, UnixMillis};

pub async fn a_preview_is_an_unread_row_without_a_body(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let preview = preview(&key("1"));
    let ids = appear(&store, lease, vec![preview.clone()]).await;
    let row = SummaryRecord {
        id: ids[0],
        folder: Folder::Inbox,
        unread: true,
        starred: false,
        octets: preview.octets,
        arrived_at: preview.arrived_at,
        body: BodyState::Missing,
        mail: preview.mail,
        tags: Vec::new(),
        moment: None,
    };
    assert_eq!(rows(&store, lease.account).await, [row]);
}

pub async fn a_preview_keeps_its_id_when_its_body_arrives(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(3);
    let previewed = appear(&store, lease, keys.iter().map(preview).collect()).await;
    let whole = message(&keys[1]);
    let arrived = arrive(&store, lease, vec![whole.clone()]).await;
    assert_eq!(arrived, [previewed[1]]);

    let rows = rows(&store, lease.account).await;
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1].body, BodyState::Here);
    assert_eq!(rows[1].mail, whole.mail);
    assert_eq!(rows[1].octets, whole.original.octets());
    assert_eq!(rows[1].arrived_at, UnixMillis(1), "it came when its header came");
    assert_eq!(
        (rows[0].body, rows[2].body),
        (BodyState::Missing, BodyState::Missing)
    );
}

pub async fn what_the_user_did_to_a_preview_stays_when_its_body_arrives(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, vec![preview(&key("1"))]).await;
    for change in [
        MarkChange::Unread(false),
        MarkChange::Starred(true),
        MarkChange::File(Folder::Archive),
    ] {
        store
            .change_marks(lease.account, &ids, change)
            .await
            .expect("changed");
    }
    arrive(&store, lease, vec![message(&key("1"))]).await;
    let row = &rows(&store, lease.account).await[0];
    assert_eq!(
        (row.unread, row.starred, row.folder),
        (false, true, Folder::Archive)
    );
}

pub async fn a_message_is_never_added_twice(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let first = arrive(&store, lease, vec![message(&key("1"))]).await;
    store
        .change_marks(lease.account, &first, MarkChange::Unread(false))
        .await
        .expect("read");

    let again = message_of(&key("1"), b"another answer to the same id".to_vec());
    assert_eq!(arrive(&store, lease, vec![again.clone()]).await, first);
    let lease = next_run(&store, lease.account).await;
    assert_eq!(arrive(&store, lease, vec![again]).await, first);

    let rows = rows(&store, lease.account).await;
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].unread, "left alone");
    let original = store.original(lease.account, first[0]).await.expect("read");
    assert_eq!(original, Some(message(&key("1")).original), "left alone");
}

pub async fn a_message_twice_in_one_batch_is_one_message(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let (one, two) = (key("1"), key("2"));
    let ids = appear(&store, lease, vec![preview(&one), preview(&two), preview(&one)]).await;
    assert_eq!(ids[0], ids[2]);
    let other = message_of(&key("3"), b"the second of its name".to_vec());
    let ids = arrive(&store, lease, vec![message(&key("3")), other]).await;
    assert_eq!(ids[0], ids[1]);
    assert_eq!(rows(&store, lease.account).await.len(), 3);
    let original = store.original(lease.account, ids[0]).await.expect("read");
    assert_eq!(
        original,
        Some(message(&key("3")).original),
        "the first one counts"
    );
}

pub async fn a_preview_of_a_fetched_message_changes_nothing(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1"))]).await;
    let before = rows(&store, lease.account).await;
    assert_eq!(appear(&store, lease, vec![preview(&key("1"))]).await, ids);
    assert_eq!(rows(&store, lease.account).await, before);
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks[0].state, SeenState::Fetched);
}

pub async fn ids_come_back_in_the_order_asked(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(4);
    let first = appear(&store, lease, vec![preview(&keys[2]), preview(&keys[0])]).await;
    assert_eq!(first, [MessageId(0), MessageId(1)]);
    let all = arrive(&store, lease, keys.iter().map(message).collect()).await;
    assert_eq!(all, [MessageId(1), MessageId(2), MessageId(0), MessageId(3)]);
}

pub async fn message_ids_are_never_reused(database: &impl Database) {
    let store = database.open().await;
    let mut lease = new_run(&store).await;
    let mut given = Vec::new();
    for key in keys(6) {
        given.extend(appear(&store, lease, vec![preview(&key)]).await);
        lease = next_run(&database.open().await, lease.account).await;
        lease = next_run(&store, lease.account).await;
    }
    assert!(given.is_sorted_by(|one, next| one < next), "{given:?}");
    let account = &store.accounts().await.expect("read")[0];
    assert!(given.iter().all(|id| id.0 < account.next_message));
}

pub async fn occurrence_tells_equal_uidls_apart(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let first = key("same");
    let second = SeenKey {
        occurrence: 1,
        ..first.clone()
    };
    let messages = vec![
        message_of(&first, b"one".to_vec()),
        message_of(&second, b"two".to_vec()),
    ];
    let ids = arrive(&store, lease, messages).await;
    assert_ne!(ids[0], ids[1]);
    let original = store
        .original(lease.account, ids[1])
        .await
        .expect("read")
        .expect("there");
    assert_eq!(original.bytes, b"two");
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks.len(), 2);
}

pub async fn uidls_are_bytes_not_text(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let odd = [
        &b"\xff\xfe"[..],
        b"\xff\xfd",
        b"\0",
        b"\0\0",
        &[b'x'; Uidl::MAX_OCTETS],
    ];
    let keys = odd.map(|bytes| SeenKey {
        uidl: Uidl::new(bytes).expect("a good id"),
        occurrence: 0,
    });
    appear(&store, lease, keys.iter().map(preview).collect()).await;
    let marks = database
        .open()
        .await
        .begin_sync(lease.account)
        .await
        .expect("begun")
        .1;
    assert_eq!(marks.len(), keys.len());
    assert!(keys.iter().all(|key| marks.iter().any(|mark| mark.key == *key)));
}

pub async fn originals_come_back_byte_exact(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let all_bytes: Vec<u8> = (0..=u8::MAX).cycle().take(70_000).collect();
    let bodies = [
        Vec::new(),
        b"\r\n.\r\n".to_vec(),
        b"no line end".to_vec(),
        b"\n\r\0".to_vec(),
        all_bytes,
    ];
    let messages: Vec<_> = keys(bodies.len())
        .iter()
        .zip(bodies)
        .map(|(key, bytes)| message_of(key, bytes))
        .collect();
    let ids = arrive(&store, lease, messages.clone()).await;
    let other = database.open().await;
    for (id, message) in ids.into_iter().zip(messages) {
        assert_eq!(
            other.original(lease.account, id).await,
            Ok(Some(message.original))
        );
    }
    assert_eq!(store.original(lease.account, MessageId(99)).await, Ok(None));
}

pub async fn a_large_original_comes_back_byte_exact(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let large = message_of(&key("1"), (0..=250u8).cycle().take(12 << 20).collect());
    let ids = arrive(&store, lease, vec![large.clone(), message(&key("2"))]).await;
    let original = store
        .original(lease.account, ids[0])
        .await
        .expect("read")
        .expect("there");
    assert!(original == large.original, "12 MiB differ");
    assert_eq!(rows(&store, lease.account).await[0].octets, Octets(12 << 20));
}

pub async fn a_mended_message_has_new_bytes_and_is_the_same_message(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(2);
    let ids = arrive(&store, lease, keys.iter().map(message).collect()).await;
    let filed = store.change_marks(lease.account, &ids, MarkChange::File(Folder::Archive));
    filed.await.expect("filed");
    let before = rows(&store, lease.account).await;

    let whole = FetchedMessage {
        arrived_at: UnixMillis(99),
        ..message_of(&keys[0], b"Subject: as it came\r\n\r\n".to_vec())
    };
    store.mend_message(lease, whole.clone()).await.expect("mended");
    let other = database.open().await;
    let original = |id| other.original(lease.account, id);
    assert_eq!(original(ids[0]).await, Ok(Some(whole.original.clone())));
    assert_eq!(original(ids[1]).await, Ok(Some(message(&keys[1]).original)));
    let mended = SummaryRecord {
        octets: whole.original.octets(),
        mail: whole.mail,
        ..before[0].clone()
    };
    assert_eq!(rows(&other, lease.account).await, [mended, before[1].clone()]);
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks.len(), 2);
    assert!(marks.iter().all(|mark| mark.state == SeenState::Fetched));
}

pub async fn only_what_was_fetched_is_mended(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(2);
    let ids = appear(&store, lease, vec![preview(&keys[0])]).await;
    let before = rows(&store, lease.account).await;
    for key in &keys {
        assert_eq!(store.mend_message(lease, message(key)).await, Ok(()));
    }
    assert_eq!(rows(&store, lease.account).await, before);
    assert_eq!(store.original(lease.account, ids[0]).await, Ok(None));
    assert_eq!(store.begin_sync(lease.account).await.expect("begun").1.len(), 1);
}

pub async fn an_older_run_mends_nothing(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1"))]).await;
    next_run(&store, lease.account).await;
    let other = message_of(&key("1"), b"other".to_vec());
    assert_eq!(
        store.mend_message(lease, other).await,
        Err(StoreError::Superseded)
    );
    let original = store.original(lease.account, ids[0]).await;
    assert_eq!(original, Ok(Some(message(&key("1")).original)));
}

pub async fn a_previewed_message_has_no_original(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, vec![preview(&key("1"))]).await;
    assert_eq!(store.original(lease.account, ids[0]).await, Ok(None));
}

pub async fn a_skipped_message_says_why(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(2);
    appear(&store, lease, keys.iter().map(preview).collect()).await;
    store
        .mark_skipped(lease, &keys[1], SkipReason::TooLarge)
        .await
        .expect("skipped");
    let rows = rows(&store, lease.account).await;
    assert_eq!(rows[0].body, BodyState::Missing);
    assert_eq!(rows[1].body, BodyState::Skipped(SkipReason::TooLarge));
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    let mark = marks.iter().find(|mark| mark.key == keys[1]).expect("known");
    assert_eq!(mark.state, SeenState::Skipped(SkipReason::TooLarge));
}

pub async fn a_skipped_message_can_still_arrive(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = appear(&store, lease, vec![preview(&key("1"))]).await;
    store
        .mark_skipped(lease, &key("1"), SkipReason::Refused)
        .await
        .expect("skipped");
    let lease = next_run(&store, lease.account).await;
    assert_eq!(arrive(&store, lease, vec![message(&key("1"))]).await, ids);
    assert_eq!(rows(&store, lease.account).await[0].body, BodyState::Here);
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks[0].state, SeenState::Fetched);
}

pub async fn a_fetched_message_cannot_be_skipped(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    arrive(&store, lease, vec![message(&key("1"))]).await;
    assert_eq!(
        store.mark_skipped(lease, &key("1"), SkipReason::Refused).await,
        Ok(())
    );
    assert_eq!(rows(&store, lease.account).await[0].body, BodyState::Here);
    let marks = store.begin_sync(lease.account).await.expect("begun").1;
    assert_eq!(marks[0].state, SeenState::Fetched);
}

pub async fn skipping_an_unknown_message_does_nothing(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    assert_eq!(
        store.mark_skipped(lease, &key("1"), SkipReason::Refused).await,
        Ok(())
    );
    assert!(rows(&store, lease.account).await.is_empty());
    assert!(store.begin_sync(lease.account).await.expect("begun").1.is_empty());
}

pub async fn a_renamed_message_is_known_by_its_new_name_alone(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1")), message(&key("2"))]).await;
    let links = vec![(ids[0], key("new")), (MessageId(99), key("nobody"))];
    store.relink(lease, links).await.expect("renamed");
    assert_eq!(arrive(&store, lease, vec![message(&key("new"))]).await, [ids[0]]);
    let marks = database.open().await.begin_sync(lease.account).await;
    let mut marks = marks.expect("begun").1;
    marks.sort_by_key(|mark| mark.message);
    let known: Vec<_> = marks.iter().map(|mark| (mark.message, &mark.key)).collect();
    assert_eq!(known, [(ids[0], &key("new")), (ids[1], &key("2"))]);
}

pub async fn a_name_that_is_taken_is_not_given_again(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1")), message(&key("2"))]).await;
    let links = vec![(ids[0], key("2")), (ids[1], key("2"))];
    store.relink(lease, links).await.expect("ignored");
    let again = arrive(&store, lease, vec![message(&key("1")), message(&key("2"))]).await;
    assert_eq!(again, ids);
}

pub async fn renaming_changes_no_row(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1"))]).await;
    appear(&store, lease, vec![preview(&key("2"))]).await;
    let before = rows(&store, lease.account).await;
    let links = vec![(ids[0], key("one")), (before[1].id, key("two"))];
    store.relink(lease, links).await.expect("renamed");
    assert_eq!(rows(&store, lease.account).await, before);
    let completed = arrive(&store, lease, vec![message(&key("two"))]).await;
    assert_eq!(completed, [before[1].id], "a preview waits under its new name");
}

pub async fn an_empty_batch_is_no_error(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    assert_eq!(store.commit_previews(lease, Vec::new()).await, Ok(Vec::new()));
    assert_eq!(store.commit_messages(lease, Vec::new()).await, Ok(Vec::new()));
    next_run(&store, lease.account).await;
    assert_eq!(
        store.commit_messages(lease, Vec::new()).await,
        Err(StoreError::Superseded)
    );
    assert_eq!(
        store
            .change_marks(lease.account, &[], MarkChange::Starred(true))
            .await,
        Ok(Vec::new())
    );
    let account = new_account(&store).await;
    assert_eq!(store.summary_pages(account, &[]).await, Ok(Vec::new()));
}

/// A story for stores that can be made full: `fill` leaves room for less than `octets` more.
pub async fn nothing_is_written_when_full<S: Store>(store: &S, octets: usize, fill: impl FnOnce(&S)) {
    let lease = new_run(store).await;
    let kept = arrive(store, lease, vec![message(&key("kept"))]).await;
    fill(store);
    let batch = vec![
        message(&key("small")),
        message_of(&key("large"), vec![b'x'; octets]),
    ];
    assert_eq!(store.commit_messages(lease, batch).await, Err(StoreError::Full));

    let all = rows(store, lease.account).await;
    assert_eq!(all.len(), 1, "not even the small one");
    assert_eq!(
        store.original(lease.account, MessageId(kept[0].0 + 1)).await,
        Ok(None)
    );
    let original = store.original(lease.account, kept[0]).await.expect("read");
    assert_eq!(
        original,
        Some(message(&key("kept")).original),
        "what was there stays"
    );
    assert_eq!(store.begin_sync(lease.account).await.expect("begun").1.len(), 1);
}
