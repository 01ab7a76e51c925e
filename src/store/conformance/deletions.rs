//! What may be deleted from a server, and the ledger of what was.

use super::{Database, arrive, key, message, new_account, new_run, next_run};
use crate::store::{Deletion, DeletionPolicy, DeletionReason, DeletionState, Store, StoreError};
use crate::units::{AccountId, MessageId, Octets, UnixMillis};

fn deletion(uidl: &str, id: MessageId, state: DeletionState) -> Deletion {
    let message = message(&key(uidl));
    Deletion {
        key: message.key,
        message: id,
        sha256: message.original.sha256,
        octets: message.original.octets(),
        subject: "Grüße".to_owned(),
        reason: DeletionReason::LargerThan(Octets(7)),
        asked_at: UnixMillis(5),
        state,
    }
}

pub async fn everything_stays_on_the_server_until_somebody_says_otherwise(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    let policy = store.deletion_policy(account).await.expect("read");
    assert!(policy.keeps_all());
    let policy = DeletionPolicy {
        after_days: Some(14),
        when_trashed: true,
        larger_than: Some(Octets(1 << 33)),
        although_browser_may_forget: true,
    };
    store.set_deletion_policy(account, policy).await.expect("kept");
    assert_eq!(database.open().await.deletion_policy(account).await, Ok(policy));
    let other = new_account(&store).await;
    assert!(store.deletion_policy(other).await.expect("read").keeps_all());
    assert_eq!(
        store.set_deletion_policy(AccountId(99), policy).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn the_ledger_keeps_each_deletion_and_its_last_state(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("a")), message(&key("b"))]).await;
    let a = deletion("a", ids[0], DeletionState::Asked);
    let b = deletion("b", ids[1], DeletionState::Asked);
    store
        .note_deletions(lease, &[a.clone(), b.clone()])
        .await
        .expect("noted");
    let a = Deletion {
        state: DeletionState::Deleted,
        ..a
    };
    store
        .note_deletions(lease, std::slice::from_ref(&a))
        .await
        .expect("noted");
    assert_eq!(
        database.open().await.deletions(lease.account).await,
        Ok(vec![a, b])
    );
    let original = store.original(lease.account, ids[0]).await.expect("read");
    assert_eq!(
        original,
        Some(message(&key("a")).original),
        "the copy here is untouched"
    );
}

pub async fn an_older_run_notes_no_deletion(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    let ids = arrive(&store, old, vec![message(&key("a"))]).await;
    let new = next_run(&store, old.account).await;
    let noted = [deletion("a", ids[0], DeletionState::Asked)];
    assert_eq!(
        store.note_deletions(old, &noted).await,
        Err(StoreError::Superseded)
    );
    assert_eq!(store.deletions(old.account).await, Ok(Vec::new()));
    store.note_deletions(new, &noted).await.expect("noted");
}

pub async fn a_forgotten_account_takes_its_policy_and_ledger_along(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("a"))]).await;
    let noted = [deletion("a", ids[0], DeletionState::Deleted)];
    store.note_deletions(lease, &noted).await.expect("noted");
    let policy = DeletionPolicy {
        when_trashed: true,
        ..DeletionPolicy::default()
    };
    store
        .set_deletion_policy(lease.account, policy)
        .await
        .expect("kept");
    store.forget_account(lease.account).await.expect("forgotten");
    assert_eq!(store.deletions(lease.account).await, Ok(Vec::new()));
    assert_eq!(
        store.deletion_policy(lease.account).await,
        Ok(DeletionPolicy::default())
    );
    assert_eq!(
        store.note_deletions(lease, &noted).await,
        Err(StoreError::NoSuchAccount)
    );
}
