//! Stories about runs of fetching that overlap: two tabs, a tab that was asleep, a commit that was given up. None may
//! end with a message twice or a message lost.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::future::join3;

use super::{
    Database, appear, arrive, connection, key, keys, message, new_account, new_run, next_run, preview, rows,
};
use crate::store::{SeenState, SkipReason, Store, StoreError};
use crate::units::UnixMillis;

pub async fn every_run_gets_a_new_lease(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    let first = next_run(&store, account).await;
    let second = next_run(&database.open().await, account).await;
    assert_eq!((first.account, second.account), (account, account));
    assert!(first.epoch < second.epoch);
}

pub async fn a_run_learns_what_earlier_runs_saw(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(3);
    let ids = appear(&store, lease, keys.iter().map(preview).collect()).await;
    arrive(&store, lease, vec![message(&keys[1])]).await;
    store
        .mark_skipped(lease, &keys[2], SkipReason::Refused)
        .await
        .expect("skipped");

    let (_, mut marks) = database
        .open()
        .await
        .begin_sync(lease.account)
        .await
        .expect("begun");

    marks.sort_by_key(|mark| mark.message);
    let known: Vec<_> = marks
        .into_iter()
        .map(|mark| (mark.key, mark.message, mark.state))
        .collect();
    let [first, second, third] = [0, 1, 2].map(|at| (keys[at].clone(), ids[at]));
    assert_eq!(
        known,
        [
            (first.0, first.1, SeenState::Previewed),
            (second.0, second.1, SeenState::Fetched),
            (third.0, third.1, SeenState::Skipped(SkipReason::Refused)),
        ]
    );
}

pub async fn an_older_lease_is_superseded(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    let new = next_run(&store, old.account).await;
    let superseded = StoreError::Superseded;
    assert_eq!(
        store.commit_messages(old, vec![message(&key("1"))]).await,
        Err(superseded.clone())
    );
    assert_eq!(
        store.commit_previews(old, vec![preview(&key("1"))]).await,
        Err(superseded.clone())
    );
    assert_eq!(
        store.mark_skipped(old, &key("1"), SkipReason::Refused).await,
        Err(superseded)
    );
    arrive(&store, new, vec![message(&key("1"))]).await;
    assert_eq!(rows(&store, old.account).await.len(), 1);
}

pub async fn a_superseded_batch_leaves_nothing(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    let ids = appear(&store, old, vec![preview(&key("1"))]).await;
    next_run(&database.open().await, old.account).await;
    let before = rows(&store, old.account).await;
    let batch = vec![message(&key("1")), message(&key("2"))];
    assert_eq!(
        store.commit_messages(old, batch).await,
        Err(StoreError::Superseded)
    );
    assert_eq!(rows(&store, old.account).await, before);
    assert_eq!(store.original(old.account, ids[0]).await, Ok(None));
    assert_eq!(store.accounts().await.expect("read")[0].next_message, 1);
}

pub async fn a_lease_of_another_handle_supersedes(database: &impl Database) {
    let (one, other) = (database.open().await, database.open().await);
    let mut lease = new_run(&one).await;
    for (turn, key) in keys(6).iter().enumerate() {
        let (mine, theirs) = if turn % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        appear(mine, lease, vec![preview(key)]).await;
        let next = next_run(theirs, lease.account).await;
        let late = mine.commit_messages(lease, vec![message(key)]).await;
        assert_eq!(late, Err(StoreError::Superseded));
        arrive(theirs, next, vec![message(key)]).await;
        lease = next;
    }
    let ids: Vec<u32> = rows(&one, lease.account)
        .await
        .iter()
        .map(|row| row.id.0)
        .collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5]);
}

pub async fn a_superseded_run_renames_nothing(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    let ids = arrive(&store, old, vec![message(&key("1"))]).await;
    next_run(&store, old.account).await;
    let link = (ids[0], key("2"));
    assert_eq!(store.relink(old, vec![link]).await, Err(StoreError::Superseded));
    let marks = store.begin_sync(old.account).await.expect("begun").1;
    assert_eq!(marks[0].key, key("1"));
}

pub async fn an_older_run_cannot_end_the_newer_one(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    next_run(&database.open().await, old.account).await;
    assert_eq!(
        store.finish_sync(old, UnixMillis(5)).await,
        Err(StoreError::Superseded)
    );
    assert_eq!(store.accounts().await.expect("read")[0].checked_at, None);
}

pub async fn the_end_of_a_run_is_noted(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    store
        .finish_sync(lease, UnixMillis(1_763_000_000_123))
        .await
        .expect("ended");
    let accounts = database.open().await.accounts().await.expect("read");
    assert_eq!(accounts[0].checked_at, Some(UnixMillis(1_763_000_000_123)));
}

pub async fn the_lease_of_a_forgotten_account_is_worth_nothing(database: &impl Database) {
    let (one, other) = (database.open().await, database.open().await);
    let lease = new_run(&one).await;
    arrive(&one, lease, vec![message(&key("1"))]).await;
    other.forget_account(lease.account).await.expect("forgotten");
    let gone = StoreError::NoSuchAccount;
    assert_eq!(
        one.commit_messages(lease, vec![message(&key("2"))]).await,
        Err(gone.clone())
    );
    assert_eq!(
        one.commit_previews(lease, vec![preview(&key("3"))]).await,
        Err(gone.clone())
    );
    assert_eq!(
        one.mark_skipped(lease, &key("1"), SkipReason::Refused).await,
        Err(gone.clone())
    );
    assert_eq!(one.finish_sync(lease, UnixMillis(1)).await, Err(gone));
    assert_eq!(one.summaries(lease.account).await, Ok(Vec::new()));
    other.add_account(connection("ada")).await.expect("added");
    assert!(
        one.commit_messages(lease, vec![message(&key("2"))])
            .await
            .is_err(),
        "the new one is another"
    );
}

pub async fn commits_of_one_lease_may_overlap(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(30);
    let (first, second, third) = join3(
        store.commit_messages(lease, keys[..20].iter().map(message).collect()),
        store.commit_previews(lease, keys[10..].iter().map(preview).collect()),
        store.commit_messages(lease, keys[15..].iter().map(message).collect()),
    )
    .await;
    let (first, second, third) = (
        first.expect("first"),
        second.expect("second"),
        third.expect("third"),
    );
    assert_eq!(first[10..], second[..10]);
    assert_eq!(second[5..], third[..]);
    let rows = rows(&store, lease.account).await;
    assert_eq!(rows.len(), 30);
}

pub async fn a_dropped_commit_adds_nothing_twice(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let keys = keys(12);
    for (given_up_after, key) in keys.iter().enumerate() {
        give_up(store.commit_messages(lease, vec![message(key)]), given_up_after).await;
        arrive(&store, lease, vec![message(key)]).await;
    }
    let all = rows(&store, lease.account).await;
    assert_eq!(all.len(), keys.len());
    for row in all {
        assert!(
            store
                .original(lease.account, row.id)
                .await
                .expect("read")
                .is_some()
        );
    }
    let marks = database
        .open()
        .await
        .begin_sync(lease.account)
        .await
        .expect("begun")
        .1;
    assert_eq!(marks.len(), keys.len());
}

/// Polls so often, letting everything else go on in between, and drops what is left.
async fn give_up<F: Future>(future: F, polls: usize) {
    let mut future = pin!(future);
    for _ in 0..polls {
        if future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            return;
        }
        let mut waited = false;
        futures::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut waited, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}
