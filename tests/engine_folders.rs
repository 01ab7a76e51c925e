//! The user's own folders, seen from the engine: what the sidebar is told, what another tab's changes do, and that no
//! message gets lost on the way.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use std::time::Duration;

use restante::store::{DeletionPolicy, Store};
use restante::units::{FolderId, FolderName, MessageId};
use restante::wire::{
    Fault, FaultKind, FindRow, Folder, FolderChange, FolderView, ListOrder, MailboxIds, Mark,
};

use self::scene::{Scene, mailbox};

impl Scene {
    async fn create(&self, name: &str, parent: Option<FolderId>) -> Result<FolderId, Fault> {
        let name = FolderName::new(name).unwrap();
        let create = FolderChange::Create { name, parent };
        self.engine.change_folders(self.account, create).await
    }

    async fn file(&self, messages: &[u32], folder: Folder) -> Result<usize, FaultKind> {
        let messages: Vec<MessageId> = messages.iter().copied().map(MessageId).collect();
        let marked = self
            .engine
            .mark(self.account, &messages, Mark::Filed(folder))
            .await;
        marked
            .map(|marked| marked.messages().count())
            .map_err(|fault| fault.kind)
    }

    async fn folders(&self) -> Vec<FolderView> {
        let accounts = self.engine.accounts().await.unwrap();
        accounts.into_iter().next().unwrap().folders
    }

    /// Name or kind, depth, messages and unread ones of each.
    async fn sidebar(&self) -> Vec<(String, u8, u32, u32)> {
        let line = |view: FolderView| {
            let name = if view.name.is_empty() {
                format!("{:?}", view.folder)
            } else {
                view.name
            };
            (name, view.depth, view.total, view.unread)
        };
        self.folders().await.into_iter().map(line).collect()
    }

    async fn ids(&self, folder: Folder) -> Vec<u32> {
        let call = MailboxIds {
            account: self.account,
            folder,
            order: ListOrder::default(),
            start: 0,
            count: u32::MAX,
            only_unread: false,
        };
        let ids = self.engine.ids(&call).await.unwrap();
        ids.into_iter().map(|id| id.0).collect()
    }
}

fn line(name: &str, depth: u8, total: u32, unread: u32) -> (String, u8, u32, u32) {
    (name.to_owned(), depth, total, unread)
}

#[tokio::test(start_paused = true)]
async fn the_sidebar_has_the_apps_folders_and_then_a_tree_of_the_users() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    let work = scene.create("Work", None).await.unwrap();
    let ada = scene.create("Ada", Some(work)).await.unwrap();
    scene.create("Home", None).await.unwrap();
    assert_eq!(scene.file(&[0, 2], Folder::Own(ada)).await, Ok(2));
    assert_eq!(
        scene.sidebar().await,
        [
            line("Inbox", 0, 1, 1),
            line("Home", 0, 0, 0),
            line("Work", 0, 0, 0),
            line("Ada", 1, 2, 2)
        ]
    );
    assert_eq!(scene.ids(Folder::Own(ada)).await, [2, 0]);
    let rows = scene
        .engine
        .rows(scene.account, Folder::Own(ada), 0, 9)
        .await
        .unwrap();
    assert_eq!((rows.total, rows.unread), (2, 2));
    let found = scene
        .engine
        .find_row(&FindRow {
            account: scene.account,
            folder: Folder::Own(ada),
            order: ListOrder::default(),
            message: MessageId(2),
        })
        .await;
    assert_eq!(found.unwrap().map(|found| found.row), Some(0));
}

#[tokio::test(start_paused = true)]
async fn what_another_tab_removed_takes_no_message_any_more() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.sync().await.unwrap();
    let work = scene.create("Work", None).await.unwrap();
    let other = scene.store.clone();
    other
        .remove_folder(scene.account, work, restante::store::Folder::Archive)
        .await
        .unwrap();
    let late = scene.file(&[0], Folder::Own(work)).await;
    assert_eq!(late, Err(FaultKind::FoldersChanged));
    let inside = scene.create("Ada", Some(work)).await;
    assert_eq!(inside.unwrap_err().kind, FaultKind::FoldersChanged);
    assert_eq!(scene.ids(Folder::Inbox).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_removed_folder_leaves_its_mail_where_it_was_said_and_comes_back_whole() {
    let messages = mailbox(4);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    let work = scene.create("Work", None).await.unwrap();
    let ada = scene.create("Ada", Some(work)).await.unwrap();
    scene.file(&[0], Folder::Own(work)).await.unwrap();
    scene.file(&[1, 2], Folder::Own(ada)).await.unwrap();
    let before = scene.sidebar().await;

    let removal = scene
        .engine
        .remove_folder(scene.account, work, Folder::Archive)
        .await;
    let (removed, pages) = removal.unwrap();
    assert_eq!(pages, [0]);
    assert_eq!(scene.ids(Folder::Archive).await, [2, 1, 0]);
    assert_eq!(
        scene.sidebar().await,
        [line("Inbox", 0, 1, 1), line("Archive", 0, 3, 3)]
    );
    scene.assert_nothing_lost(&messages, "removed").await;

    let restored = scene
        .engine
        .restore_folders(scene.account, removed)
        .await
        .unwrap();
    let back: Vec<MessageId> = restored.messages().collect();
    assert_eq!(back, [0, 1, 2].map(MessageId));
    assert_eq!(scene.sidebar().await, before);
    scene.assert_nothing_lost(&messages, "restored").await;
}

#[tokio::test(start_paused = true)]
async fn mail_of_a_folder_that_goes_to_the_trash_stays_on_the_server_while_that_can_be_undone() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.engine.set_storage_persistent(true);
    let policy = DeletionPolicy {
        when_trashed: true,
        ..DeletionPolicy::default()
    };
    scene
        .store
        .set_deletion_policy(scene.account, policy)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    let work = scene.create("Work", None).await.unwrap();
    scene.file(&[0, 1], Folder::Own(work)).await.unwrap();
    let removal = scene
        .engine
        .remove_folder(scene.account, work, Folder::Trash)
        .await;
    let (removed, _) = removal.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 2, "checked at once");
    scene
        .engine
        .restore_folders(scene.account, removed)
        .await
        .unwrap();
    tokio::time::advance(Duration::from_secs(15)).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 2, "taken back");
    assert_eq!(scene.ids(Folder::Own(work)).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn new_mail_comes_into_the_inbox_and_what_is_filed_stays() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.sync().await.unwrap();
    let work = scene.create("Work", None).await.unwrap();
    scene.file(&[0], Folder::Own(work)).await.unwrap();
    scene
        .server
        .0
        .messages
        .borrow_mut()
        .push(scene::message("later", 9));
    scene.sync().await.unwrap();
    assert_eq!(scene.ids(Folder::Own(work)).await, [0]);
    assert_eq!(scene.ids(Folder::Inbox).await, [1]);
}
