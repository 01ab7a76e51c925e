//! The mail of all accounts as one mailbox: told apart by id, opened and filed as its own account's.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::{EngineOptions, Stop};
use restante::secret::Secret;
use restante::store::Store;
use restante::units::{AccountId, FolderName, MessageId};
use restante::wire::{
    self, AccountSetup, FaultKind, Folder, FolderChange, ListOrder, MailboxIds, MailboxRows, Mark,
};
use scene::{Scene, message, opening, setup};

/// Two accounts with two messages each, the second account's being newer.
struct Both {
    scene: Scene,
    second: AccountId,
}

impl Both {
    async fn new() -> Self {
        let scene = Scene::at(
            setup(),
            &[message("a1", 1), message("a2", 2)],
            EngineOptions::default(),
        )
        .await;
        scene.sync().await.unwrap();
        let other = AccountSetup {
            email: "b@example.org".to_owned(),
            username: "b".to_owned(),
            ..setup()
        };
        let password = Secret::new("p".to_owned());
        let second = scene.engine.save_account(&other, password, false).await.unwrap();
        scene
            .server
            .0
            .messages
            .replace(vec![message("b1", 3), message("b2", 4)]);
        let both = Self { scene, second };
        both.sync_second().await;
        both
    }

    async fn sync_second(&self) {
        let engine = &self.scene.engine;
        engine
            .sync(self.second, &[], &|_| {}, Stop::never())
            .await
            .unwrap();
    }

    async fn ids(&self, account: AccountId, folder: Folder) -> Vec<MessageId> {
        let call = MailboxIds {
            account,
            folder,
            order: ListOrder::default(),
            start: 0,
            count: u32::MAX,
            only_unread: false,
        };
        let mut ids = self.scene.engine.ids(&call).await.unwrap();
        ids.sort_unstable();
        ids
    }

    async fn count(&self, account: AccountId, folder: Folder) -> usize {
        self.ids(account, folder).await.len()
    }

    async fn subjects(&self) -> Vec<String> {
        let call = MailboxRows {
            account: AccountId::ALL,
            folder: Folder::Inbox,
            order: ListOrder::default(),
            start: 0,
            count: 9,
        };
        let view = self.scene.engine.ordered_rows(&call).await.unwrap();
        assert_eq!(view.rows.len(), view.total as usize);
        let mut subjects: Vec<String> = view.rows.into_iter().map(|row| row.subject).collect();
        subjects.sort_unstable();
        subjects
    }

    async fn open(&self, message: MessageId) -> wire::MessageView {
        let call = opening(AccountId::ALL, message);
        self.scene.engine.open_message(&call).await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn the_messages_of_all_accounts_stand_together_though_their_ids_are_the_same() {
    let both = Both::new().await;
    assert_eq!(
        both.ids(both.scene.account, Folder::Inbox).await,
        both.ids(both.second, Folder::Inbox).await
    );
    assert_eq!(
        both.subjects().await,
        ["message 1", "message 2", "message 3", "message 4"]
    );
    let all = both.ids(AccountId::ALL, Folder::Inbox).await;
    let owners: Vec<AccountId> = all.iter().map(|id| id.of(AccountId::ALL).0).collect();
    assert_eq!(
        owners,
        [both.scene.account, both.scene.account, both.second, both.second]
    );
}

#[tokio::test(start_paused = true)]
async fn a_message_opened_from_there_is_its_own_accounts_under_the_name_it_was_asked_by() {
    let both = Both::new().await;
    for message in both.ids(AccountId::ALL, Folder::Inbox).await {
        let (account, own) = message.of(AccountId::ALL);
        let opened = both.open(message).await;
        let stored = both.scene.store.original(account, own).await.unwrap().unwrap();
        assert_eq!((opened.message, opened.sha256), (message, stored.sha256));
        let trace = wire::Trace {
            account: AccountId::ALL,
            message,
            within: Vec::new(),
        };
        let trace = both.scene.engine.trace(&trace).await.unwrap();
        assert!(trace.header.contains(&opened.subject));
    }
}

#[tokio::test(start_paused = true)]
async fn filing_all_of_them_files_each_in_its_own_account_and_is_taken_back_of_just_those() {
    let both = Both::new().await;
    let engine = &both.scene.engine;
    let read = engine.mark(both.second, &[MessageId(0)], Mark::Filed(Folder::Archive));
    read.await.unwrap();
    let all = both.ids(AccountId::ALL, Folder::Inbox).await;
    assert_eq!(all.len(), 3);
    let filed = engine
        .mark(AccountId::ALL, &all, Mark::Filed(Folder::Archive))
        .await
        .unwrap();
    assert_eq!(filed.back, [(Mark::Filed(Folder::Inbox), all.clone())]);
    assert_eq!(both.count(both.scene.account, Folder::Archive).await, 2);
    assert_eq!(both.count(both.second, Folder::Archive).await, 2);
    assert_eq!(both.count(AccountId::ALL, Folder::Inbox).await, 0);

    for (mark, messages) in filed.back {
        engine.mark(AccountId::ALL, &messages, mark).await.unwrap();
    }
    assert_eq!(both.ids(AccountId::ALL, Folder::Inbox).await, all);
    assert_eq!(both.count(both.second, Folder::Archive).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_folder_of_the_users_own_takes_messages_of_its_account_alone() {
    let both = Both::new().await;
    let engine = &both.scene.engine;
    let create = FolderChange::Create {
        name: FolderName::new("Work").unwrap(),
        parent: None,
    };
    let work = Folder::Own(engine.change_folders(both.second, create).await.unwrap());
    let all = both.ids(AccountId::ALL, Folder::Inbox).await;
    let refused = engine.mark(AccountId::ALL, &all, Mark::Filed(work)).await;
    assert_eq!(refused.unwrap_err().kind, FaultKind::NotHere);
    assert_eq!(both.count(AccountId::ALL, Folder::Inbox).await, 4, "nothing went");
    let (_, of_second) = all.split_at(2);
    engine
        .mark(AccountId::ALL, of_second, Mark::Filed(work))
        .await
        .unwrap();
    assert_eq!(both.count(both.second, work).await, 2);
}

#[tokio::test(start_paused = true)]
async fn what_comes_and_what_goes_later_is_seen_there_too() {
    let both = Both::new().await;
    assert_eq!(both.count(AccountId::ALL, Folder::Inbox).await, 4);
    both.scene.server.0.messages.borrow_mut().push(message("b3", 5));
    both.sync_second().await;
    assert_eq!(both.count(AccountId::ALL, Folder::Inbox).await, 5);
    let engine = &both.scene.engine;
    let first = both.ids(both.scene.account, Folder::Inbox).await;
    let read = engine.mark(both.scene.account, &first, Mark::Read(true)).await;
    read.unwrap();
    let call = MailboxIds {
        account: AccountId::ALL,
        folder: Folder::Inbox,
        order: ListOrder::default(),
        start: 0,
        count: u32::MAX,
        only_unread: true,
    };
    let unread = engine.ids(&call).await.unwrap();
    assert!(unread.iter().all(|id| id.of(AccountId::ALL).0 == both.second));
    assert_eq!(unread.len(), 3);
    engine.forget_account(both.second).await.unwrap();
    assert_eq!(both.subjects().await, ["message 1", "message 2"]);
}
