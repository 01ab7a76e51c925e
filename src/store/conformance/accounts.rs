//! Stories about accounts and their passwords. They must not depend on messages beyond there being some.

use super::{Database, arrive, connection, key, message, new_account, new_run, next_run, preview, rows};
use crate::secret::Secret;
use crate::store::{ListedMail, Retention, ServerRecord, SignIn, Store, StoreError};
use crate::units::{AccountId, Octets, UnixMillis};

pub async fn a_new_store_is_empty(database: &impl Database) {
    let store = database.open().await;
    assert_eq!(store.accounts().await, Ok(Vec::new()));
}

pub async fn accounts_come_back_as_they_were_kept(database: &impl Database) {
    let store = database.open().await;
    let ada = store.add_account(connection("ada")).await.expect("added");
    let bob = store.add_account(connection("böb")).await.expect("added");
    assert_eq!(ada.connection, connection("ada"));
    assert_eq!((ada.next_message, ada.checked_at), (0, None));
    assert_eq!(store.accounts().await, Ok(vec![ada, bob]));
}

pub async fn account_ids_are_never_reused(database: &impl Database) {
    let store = database.open().await;
    let first = new_account(&store).await;
    let second = new_account(&store).await;
    store.forget_account(second).await.expect("forgotten");
    let third = new_account(&database.open().await).await;
    assert!(first < second && second < third, "{first:?} {second:?} {third:?}");
}

pub async fn a_changed_connection_keeps_the_mail(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    arrive(&store, lease, vec![message(&key("1"))]).await;
    store
        .update_connection(lease.account, connection("eve"))
        .await
        .expect("changed");
    let accounts = store.accounts().await.expect("read");
    assert_eq!(accounts[0].connection, connection("eve"));
    assert_eq!(accounts[0].next_message, 1);
    arrive(&store, lease, vec![message(&key("2"))]).await;
    assert_eq!(rows(&store, lease.account).await.len(), 2, "the run goes on");
}

pub async fn what_was_learnt_about_signing_in_is_kept_beside_the_rest(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    arrive(&store, lease, vec![message(&key("1"))]).await;
    let learnt = SignIn {
        worked: Some("SCRAM-SHA-256".to_owned()),
        latin1: true,
        useless: vec!["CRAM-MD5".to_owned()],
        ..SignIn::default()
    };
    let remembered = store.remember_sign_in(lease.account, learnt.clone()).await;
    assert_eq!(remembered, Ok(()));
    arrive(&store, lease, vec![message(&key("2"))]).await;
    let account = &database.open().await.accounts().await.expect("read")[0];
    assert_eq!((&account.sign_in, account.next_message), (&learnt, 2));
    assert_eq!(
        store.remember_sign_in(AccountId(77), learnt).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn an_unknown_account_is_said_to_be_gone(database: &impl Database) {
    let store = database.open().await;
    let nobody = AccountId(77);
    assert_eq!(
        store.begin_sync(nobody).await.err(),
        Some(StoreError::NoSuchAccount)
    );
    assert_eq!(
        store.update_connection(nobody, connection("ada")).await,
        Err(StoreError::NoSuchAccount)
    );
    assert_eq!(store.forget_account(nobody).await, Ok(()));
    assert_eq!(store.forget_password(nobody).await, Ok(()));
    assert_eq!(store.remembered_password(nobody).await, Ok(None));
    assert_eq!(store.summaries(nobody).await, Ok(Vec::new()));
    assert_eq!(store.accounts().await, Ok(Vec::new()));
}

pub async fn passwords_come_back_and_go(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    assert_eq!(store.remembered_password(account).await, Ok(None));
    for password in ["first", "", "zwölf Ümläute 🔑"] {
        let password = Secret::new(password.to_owned());
        store
            .remember_password(account, &password)
            .await
            .expect("remembered");
        assert_eq!(
            database.open().await.remembered_password(account).await,
            Ok(Some(password))
        );
    }
    store.forget_password(account).await.expect("forgotten");
    assert_eq!(store.remembered_password(account).await, Ok(None));
}

pub async fn a_password_belongs_to_one_account_only(database: &impl Database) {
    let store = database.open().await;
    let (ada, bob) = (new_account(&store).await, new_account(&store).await);
    let password = Secret::new("ada's".to_owned());
    store.remember_password(ada, &password).await.expect("remembered");
    assert_eq!(store.remembered_password(bob).await, Ok(None));
    store.forget_password(bob).await.expect("nothing to forget");
    assert_eq!(store.remembered_password(ada).await, Ok(Some(password)));
}

pub async fn a_password_is_not_kept_for_a_forgotten_account(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    store.forget_account(account).await.expect("forgotten");
    let password = Secret::new("late".to_owned());
    assert_eq!(
        store.remember_password(account, &password).await,
        Err(StoreError::NoSuchAccount)
    );
    assert_eq!(store.remembered_password(account).await, Ok(None));
}

pub async fn what_a_server_said_of_itself_is_kept(database: &impl Database) {
    let store = database.open().await;
    let (one, two) = (new_account(&store).await, new_account(&store).await);
    assert_eq!(store.server(one).await, Ok(ServerRecord::default()));
    let server = ServerRecord {
        signed_in_at: Some(UnixMillis(5)),
        login_delay_s: Some(900),
        retention: Some(Retention::Days(30)),
        implementation: Some("Mailkeeper".to_owned()),
        listed: Some(ListedMail {
            at: UnixMillis(8),
            messages: 3,
            octets: Octets(4096),
        }),
    };
    let noted = store.note_server(one, server.clone()).await;
    noted.expect("noted");
    for store in [&store, &database.open().await] {
        assert_eq!(store.server(one).await, Ok(server.clone()));
        assert_eq!(store.server(two).await, Ok(ServerRecord::default()));
    }
    store.forget_account(one).await.expect("forgotten");
    assert_eq!(store.server(one).await, Ok(ServerRecord::default()));
    assert_eq!(
        store.note_server(one, server).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn forgetting_an_account_leaves_nothing(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = arrive(&store, lease, vec![message(&key("1"))]).await;
    store
        .commit_previews(lease, vec![preview(&key("2"))])
        .await
        .expect("previewed");
    store
        .remember_password(account, &Secret::new("x".to_owned()))
        .await
        .expect("remembered");

    store.forget_account(account).await.expect("forgotten");

    for store in [store, database.open().await] {
        assert_eq!(store.accounts().await, Ok(Vec::new()));
        assert_eq!(store.summaries(account).await, Ok(Vec::new()));
        assert_eq!(store.original(account, ids[0]).await, Ok(None));
        assert_eq!(store.remembered_password(account).await, Ok(None));
        assert_eq!(
            store.begin_sync(account).await.err(),
            Some(StoreError::NoSuchAccount)
        );
    }
}

pub async fn forgetting_an_account_leaves_the_others(database: &impl Database) {
    let store = database.open().await;
    let mut leases = Vec::new();
    for _ in 0..3 {
        let lease = new_run(&store).await;
        arrive(&store, lease, vec![message(&key("1"))]).await;
        leases.push(lease);
    }
    store.forget_account(leases[1].account).await.expect("forgotten");
    for kept in [leases[0], leases[2]] {
        let row = &rows(&store, kept.account).await[0];
        assert!(
            store
                .original(kept.account, row.id)
                .await
                .expect("read")
                .is_some()
        );
        assert_eq!(store.begin_sync(kept.account).await.expect("begun").1.len(), 1);
    }
}

pub async fn what_is_kept_outlives_the_handle(database: &impl Database) {
    let store = database.open().await;
    let keeper = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![message(&key("1"))]).await;
    drop(store);
    let store = database.open().await;
    drop(keeper);
    let original = store.original(lease.account, ids[0]).await.expect("read");
    assert_eq!(original, Some(message(&key("1")).original));
}

pub async fn two_handles_on_one_database_agree(database: &impl Database) {
    let (one, other) = (database.open().await, database.open().await);
    let lease = new_run(&one).await;
    arrive(&one, lease, vec![message(&key("1"))]).await;
    assert_eq!(rows(&other, lease.account).await, rows(&one, lease.account).await);
    assert_eq!(other.accounts().await, one.accounts().await);

    let lease = next_run(&other, lease.account).await;
    arrive(&other, lease, vec![message(&key("1")), message(&key("2"))]).await;
    assert_eq!(rows(&one, lease.account).await.len(), 2);
}
