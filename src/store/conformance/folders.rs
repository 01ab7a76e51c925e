//! Stories about the user's own folders, and the messages in them. They must not say how a tree is kept.

use super::{Database, appear, keys, new_account, new_run, next_run, preview, rows};
use crate::store::{
    Folder, FolderChange, FolderProblem, FolderRecord, MarkChange, PAGE_MESSAGES, Store, StoreError,
};
use crate::units::{AccountId, FolderId, FolderName, MessageId};

const GONE: StoreError = StoreError::Folder(FolderProblem::Gone);

fn name(name: &str) -> FolderName {
    FolderName::new(name).expect("a good name")
}

fn change(folder: FolderId, said: &str, parent: Option<FolderId>) -> FolderChange {
    let name = name(said);
    FolderChange::Change { folder, name, parent }
}

async fn create(store: &impl Store, account: AccountId, said: &str, parent: Option<FolderId>) -> FolderId {
    let name = name(said);
    let created = store.change_folders(account, FolderChange::Create { name, parent });
    created.await.expect("created")
}

async fn file(store: &impl Store, account: AccountId, messages: &[MessageId], folder: Folder) {
    let filed = store.change_marks(account, messages, MarkChange::File(folder));
    assert_eq!(filed.await, Ok(messages.to_vec()));
}

async fn names(store: &impl Store, account: AccountId) -> Vec<String> {
    let folders = store.folders(account).await.expect("read");
    let line = |(depth, folder): (usize, &FolderRecord)| "  ".repeat(depth) + folder.name.as_str();
    folders
        .in_order(str::to_lowercase)
        .into_iter()
        .map(line)
        .collect()
}

async fn places(store: &impl Store, account: AccountId) -> Vec<Folder> {
    let rows = rows(store, account).await;
    rows.into_iter().map(|row| row.folder).collect()
}

pub async fn folders_are_made_renamed_and_moved(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    assert_eq!(names(&store, account).await, Vec::<String>::new());
    let work = create(&store, account, "Work", None).await;
    let ada = create(&store, account, "Ada", Some(work)).await;
    let rename = change(ada, "Grace", Some(work));
    assert_eq!(store.change_folders(account, rename).await, Ok(ada));
    assert_eq!(names(&database.open().await, account).await, ["Work", "  Grace"]);
    let up = change(ada, "Grace", None);
    assert_eq!(store.change_folders(account, up).await, Ok(ada));
    assert_eq!(names(&database.open().await, account).await, ["Grace", "Work"]);
}

pub async fn a_folder_that_cannot_be_changes_nothing(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    let work = create(&store, account, "Work", None).await;
    let again = FolderChange::Create {
        name: name("work"),
        parent: None,
    };
    let refused = store.change_folders(account, again.clone()).await;
    assert_eq!(refused, Err(StoreError::Folder(FolderProblem::NameTaken)));
    let refused = store.change_folders(AccountId(99), again).await;
    assert_eq!(refused, Err(StoreError::NoSuchAccount));
    let inside = change(work, "Work", Some(work));
    let refused = store.change_folders(account, inside).await;
    assert_eq!(refused, Err(StoreError::Folder(FolderProblem::IntoItself)));
    assert_eq!(names(&database.open().await, account).await, ["Work"]);
    assert_eq!(
        create(&store, account, "Home", None).await,
        FolderId(1),
        "no id is lost"
    );
}

pub async fn folder_ids_are_never_reused(database: &impl Database) {
    let store = database.open().await;
    let account = new_account(&store).await;
    let first = create(&store, account, "Work", None).await;
    store
        .remove_folder(account, first, Folder::Archive)
        .await
        .expect("removed");
    assert_ne!(create(&database.open().await, account, "Work", None).await, first);
}

pub async fn messages_are_filed_only_in_folders_that_are_here(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = appear(&store, lease, keys(2).iter().map(preview).collect()).await;
    let work = create(&store, account, "Work", None).await;
    file(&store, account, &ids[..1], Folder::Own(work)).await;
    assert_eq!(places(&store, account).await, [Folder::Own(work), Folder::Inbox]);

    // Another tab removes it while this one still shows it.
    let other = database.open().await;
    other
        .remove_folder(account, work, Folder::Archive)
        .await
        .expect("removed");
    let late = store
        .change_marks(account, &ids, MarkChange::File(Folder::Own(work)))
        .await;
    assert_eq!(late, Err(GONE));
    assert_eq!(places(&store, account).await, [Folder::Archive, Folder::Inbox]);
}

pub async fn a_removed_folder_loses_no_message(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let many = PAGE_MESSAGES as usize + 3;
    let ids = appear(&store, lease, keys(many).iter().map(preview).collect()).await;
    let work = create(&store, account, "Work", None).await;
    let ada = create(&store, account, "Ada", Some(work)).await;
    let home = create(&store, account, "Home", None).await;
    let last = ids[many - 1];
    file(&store, account, &[ids[0], last], Folder::Own(work)).await;
    file(&store, account, &ids[1..2], Folder::Own(ada)).await;
    file(&store, account, &ids[2..3], Folder::Own(home)).await;

    let removed = store
        .remove_folder(account, work, Folder::Archive)
        .await
        .expect("removed");
    assert_eq!(removed.messages, [(ids[0], work), (ids[1], ada), (last, work)]);
    let other = database.open().await;
    assert_eq!(names(&other, account).await, ["Home"]);
    let places = places(&other, account).await;
    let at = |folder: Folder| places.iter().filter(|place| **place == folder).count();
    assert_eq!((at(Folder::Archive), at(Folder::Own(home))), (3, 1));
    assert_eq!(places.len(), many);
    assert_eq!(at(Folder::Inbox), many - 4);
}

pub async fn a_removed_folder_comes_back_with_what_was_in_it(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = appear(&store, lease, keys(4).iter().map(preview).collect()).await;
    let work = create(&store, account, "Work", None).await;
    let ada = create(&store, account, "Ada", Some(work)).await;
    file(&store, account, &ids[..2], Folder::Own(work)).await;
    file(&store, account, &ids[2..3], Folder::Own(ada)).await;
    file(&store, account, &ids[3..], Folder::Archive).await;

    let removed = store
        .remove_folder(account, work, Folder::Archive)
        .await
        .expect("removed");
    // One of them is filed elsewhere before anybody thinks better of it.
    file(&store, account, &ids[1..2], Folder::Junk).await;
    let back = database.open().await.restore_folders(account, &removed).await;
    assert_eq!(back, Ok(vec![ids[0], ids[2]]));
    assert_eq!(names(&store, account).await, ["Work", "  Ada"]);
    assert_eq!(
        places(&store, account).await,
        [Folder::Own(work), Folder::Junk, Folder::Own(ada), Folder::Archive]
    );
    assert_eq!(store.restore_folders(account, &removed).await, Err(GONE), "twice");
}

pub async fn messages_go_from_a_removed_folder_into_one_that_is_here(database: &impl Database) {
    let store = database.open().await;
    let lease = new_run(&store).await;
    let account = lease.account;
    let ids = appear(&store, lease, keys(1).iter().map(preview).collect()).await;
    let work = create(&store, account, "Work", None).await;
    let ada = create(&store, account, "Ada", Some(work)).await;
    file(&store, account, &ids, Folder::Own(ada)).await;
    let into = |folder: FolderId, to: FolderId| store.remove_folder(account, folder, Folder::Own(to));
    assert_eq!(
        into(work, ada).await,
        Err(StoreError::Folder(FolderProblem::IntoItself))
    );
    assert_eq!(into(work, FolderId(99)).await, Err(GONE));
    assert_eq!(places(&store, account).await, [Folder::Own(ada)]);
    into(ada, work).await.expect("removed");
    assert_eq!(places(&store, account).await, [Folder::Own(work)]);
    // What comes later does not care.
    let lease = next_run(&store, account).await;
    appear(&store, lease, keys(2).iter().map(preview).collect()).await;
    assert_eq!(places(&store, account).await, [Folder::Own(work), Folder::Inbox]);
}

pub async fn a_forgotten_account_takes_its_folders_along(database: &impl Database) {
    let store = database.open().await;
    let (gone, stays) = (new_account(&store).await, new_account(&store).await);
    let work = create(&store, gone, "Work", None).await;
    create(&store, stays, "Work", None).await;
    store.forget_account(gone).await.expect("forgotten");
    assert_eq!(names(&store, gone).await, Vec::<String>::new());
    assert_eq!(names(&store, stays).await, ["Work"]);
    let removed = store.remove_folder(gone, work, Folder::Archive).await;
    assert_eq!(removed, Err(StoreError::NoSuchAccount));
}
