//! Rules for what comes: how they are kept, and that what they say of a message is one thing with its coming.

use super::{Database, arrive, key, message, new_account, new_run, next_run, preview, rows};
use crate::store::{
    FetchedMessage, Folder, FolderChange, MarkChange, Rule, RuleAction, Ruling, Store, StoreError, Will,
    Wish, Wishes,
};
use crate::units::{
    AccountId, Condition, FolderId, FolderName, Matches, Octets, Place, TagId, Test, UnixMillis, Words,
};

fn rule(name: &str) -> Rule {
    let words = Words::new(name).expect("words");
    Rule {
        conditions: vec![Condition::Says(Place::Subject, Test::Contains, words.clone())],
        name: words,
        is_on: true,
        matches: Matches::Any,
        actions: vec![RuleAction::File(Folder::Own(FolderId(3))), RuleAction::Star],
        stops: true,
    }
}

fn wish(uidl: &str, will: Will) -> Wish {
    Wish {
        key: key(uidl),
        octets: Octets(7),
        will,
    }
}

fn ruled(uidl: &str, ruling: Ruling) -> FetchedMessage {
    FetchedMessage {
        ruling,
        ..message(&key(uidl))
    }
}

fn into(folder: Folder) -> Ruling {
    Ruling {
        folder: Some(folder),
        ..Ruling::default()
    }
}

async fn folder(store: &impl Store, account: AccountId) -> FolderId {
    let create = FolderChange::Create {
        name: FolderName::new("Lists").expect("a name"),
        parent: None,
    };
    store.change_folders(account, create).await.expect("made")
}

pub async fn rules_are_kept_in_their_order(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    assert_eq!(store.rules(account).await, Ok(Vec::new()));
    let all = vec![rule("b"), rule("a")];
    assert_eq!(
        store.replace_rules(account, &[], all.clone()).await,
        Ok(all.clone())
    );
    assert_eq!(database.open().await.rules(account).await, Ok(all));
    assert_eq!(
        store.replace_rules(AccountId(99), &[], vec![rule("a")]).await,
        Err(StoreError::NoSuchAccount)
    );
}

pub async fn rules_that_another_tab_changed_are_not_lost(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    let theirs = vec![rule("theirs")];
    let other = database.open().await;
    other
        .replace_rules(account, &[], theirs.clone())
        .await
        .expect("kept");
    let ours = store.replace_rules(account, &[], vec![rule("ours")]).await;
    assert_eq!(ours, Ok(theirs.clone()));
    assert_eq!(store.rules(account).await, Ok(theirs));
}

pub async fn a_forgotten_account_takes_its_rules_along(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    store
        .replace_rules(account, &[], vec![rule("a")])
        .await
        .expect("kept");
    store.forget_account(account).await.expect("forgotten");
    assert_eq!(store.rules(account).await, Ok(Vec::new()));
}

pub async fn a_message_comes_as_rules_say(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let lists = folder(&store, lease.account).await;
    let ruling = Ruling {
        folder: Some(Folder::Own(lists)),
        starred: true,
        read: true,
        wish: Some(wish("a", Will::Delete)),
        tags: vec![TagId(2)],
    };
    let came = vec![ruled("a", ruling), message(&key("b"))];
    arrive(&store, lease, came).await;
    let store = database.open().await;
    let rows = rows(&store, lease.account).await;
    let marks = |at: usize| (rows[at].folder, rows[at].starred, rows[at].unread);
    assert_eq!(marks(0), (Folder::Own(lists), true, false));
    assert_eq!(marks(1), (Folder::Inbox, false, true));
    assert_eq!((&rows[0].tags, &rows[1].tags), (&vec![TagId(2)], &Vec::new()));
    let wishes = store.wishes(lease.account).await.expect("read");
    assert_eq!(wishes.iter().collect::<Vec<_>>(), [&wish("a", Will::Delete)]);
}

pub async fn rules_are_obeyed_once(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let ids = arrive(&store, lease, vec![ruled("a", into(Folder::Junk))]).await;
    let back = MarkChange::File(Folder::Inbox);
    store
        .change_marks(lease.account, &ids, back)
        .await
        .expect("filed");
    let again = Ruling {
        starred: true,
        wish: Some(wish("a", Will::Delete)),
        ..into(Folder::Junk)
    };
    let lease = next_run(&store, lease.account).await;
    arrive(&store, lease, vec![ruled("a", again)]).await;
    let rows = rows(&store, lease.account).await;
    assert_eq!((rows[0].folder, rows[0].starred), (Folder::Inbox, false));
    assert_eq!(store.wishes(lease.account).await, Ok(Wishes::default()));
}

pub async fn what_the_user_did_counts_more_than_a_rule(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let headers = vec![preview(&key("a")), preview(&key("b"))];
    let ids = store.commit_previews(lease, headers).await.expect("committed");
    let filed = MarkChange::File(Folder::Archive);
    store
        .change_marks(lease.account, &ids[..1], filed)
        .await
        .expect("filed");
    let stays = vec![wish("a", Will::Leave), wish("b", Will::Fetch)];
    store
        .change_wishes(lease.account, &[], stays)
        .await
        .expect("wished");
    let deletes = |uidl| Ruling {
        wish: Some(wish(uidl, Will::Delete)),
        ..into(Folder::Junk)
    };
    arrive(
        &store,
        lease,
        vec![ruled("a", deletes("a")), ruled("b", deletes("b"))],
    )
    .await;
    let rows = rows(&store, lease.account).await;
    assert_eq!((rows[0].folder, rows[1].folder), (Folder::Archive, Folder::Junk));
    let wishes = store.wishes(lease.account).await.expect("read");
    assert_eq!(
        wishes.iter().collect::<Vec<_>>(),
        [&wish("a", Will::Leave), &wish("b", Will::Delete)]
    );
}

pub async fn a_rule_for_a_folder_that_is_gone_leaves_mail_in_the_inbox(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let lists = folder(&store, lease.account).await;
    let other = database.open().await;
    other
        .remove_folder(lease.account, lists, Folder::Archive)
        .await
        .expect("removed");
    let ruling = Ruling {
        starred: true,
        ..into(Folder::Own(lists))
    };
    arrive(&store, lease, vec![ruled("a", ruling)]).await;
    let rows = rows(&store, lease.account).await;
    assert_eq!((rows[0].folder, rows[0].starred), (Folder::Inbox, true));
}

pub async fn a_superseded_batch_obeys_no_rule(database: &impl Database) {
    let store = database.open().await;
    let old = new_run(&store).await;
    next_run(&database.open().await, old.account).await;
    let ruling = Ruling {
        wish: Some(wish("a", Will::Delete)),
        ..into(Folder::Junk)
    };
    let late = FetchedMessage {
        arrived_at: UnixMillis(3),
        ..ruled("a", ruling)
    };
    assert_eq!(
        store.commit_messages(old, vec![late]).await,
        Err(StoreError::Superseded)
    );
    assert_eq!(rows(&store, old.account).await, Vec::new());
    assert_eq!(store.wishes(old.account).await, Ok(Wishes::default()));
}
