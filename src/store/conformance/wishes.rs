//! How much is fetched from a server, and what is wanted of its messages one by one.

use super::{Database, key, new_account};
use crate::store::{FetchLimits, Store, StoreError, Will, Wish, Wishes};
use crate::units::{AccountId, Octets};

const LIMITS: FetchLimits = FetchLimits {
    headers_only: true,
    largest: Some(Octets(1 << 20)),
    most_per_check: Some(500),
};

fn wish(uidl: &str, will: Will) -> Wish {
    Wish {
        key: key(uidl),
        octets: Octets(7),
        will,
    }
}

pub async fn everything_is_fetched_until_somebody_says_otherwise(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    assert_eq!(store.fetch_limits(account).await, Ok(FetchLimits::default()));
    store.set_fetch_limits(account, LIMITS).await.expect("kept");
    assert_eq!(database.open().await.fetch_limits(account).await, Ok(LIMITS));
    assert_eq!(
        store.set_fetch_limits(AccountId(99), LIMITS).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn wishes_are_kept_until_they_are_settled(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    assert_eq!(store.wishes(account).await, Ok(Wishes::default()));
    let first = vec![wish("b", Will::Leave), wish("a", Will::Fetch)];
    store.change_wishes(account, &[], first).await.expect("kept");
    let second = vec![wish("b", Will::DeleteWithoutCopy)];
    store
        .change_wishes(account, &[wish("a", Will::Fetch), wish("b", Will::Leave)], second)
        .await
        .expect("changed");
    let wishes = database.open().await.wishes(account).await.expect("read");
    assert_eq!(
        wishes.iter().collect::<Vec<_>>(),
        [&wish("b", Will::DeleteWithoutCopy)]
    );
    assert_eq!(
        store.change_wishes(AccountId(99), &[], Vec::new()).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn a_forgotten_account_takes_its_limits_and_wishes_along(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    store.set_fetch_limits(account, LIMITS).await.expect("kept");
    let wishes = vec![wish("a", Will::Leave)];
    store.change_wishes(account, &[], wishes).await.expect("kept");
    store.forget_account(account).await.expect("forgotten");
    assert_eq!(store.fetch_limits(account).await, Ok(FetchLimits::default()));
    assert_eq!(store.wishes(account).await, Ok(Wishes::default()));
}
