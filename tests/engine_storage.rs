//! How much of each account's mail is here, and how much its server had, against a scripted one.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::{Engine, EngineOptions, Stop};
use restante::secret::Secret;
use restante::units::{AccountId, MessageId, Octets};
use restante::wire::{
    AccountSetup, AccountStorageView, Bytes, DeletionPolicyView, FetchLimitsView, Folder, Mark,
};

use self::scene::{Scene, mailbox, setup};
use self::scripted::{Message, VirtualClock};

async fn scene(messages: &[Message]) -> Scene {
    Scene::at(setup(), messages, EngineOptions::default()).await
}

fn octets(messages: &[Message]) -> Octets {
    Octets(messages.iter().map(|message| message.bytes.len() as u64).sum())
}

impl Scene {
    async fn storage(&self) -> Vec<AccountStorageView> {
        self.engine.storage_of_accounts().await.unwrap()
    }

    async fn only(&self) -> AccountStorageView {
        let mut all = self.storage().await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

#[tokio::test(start_paused = true)]
async fn what_came_is_counted_and_weighed_and_so_is_what_the_server_has() {
    let messages = mailbox(3);
    let scene = scene(&messages).await;
    let before = scene.only().await;
    assert_eq!(
        (before.account, before.email.as_str()),
        (scene.account, "a@example.org")
    );
    assert_eq!(
        (before.messages, before.octets, before.headers),
        (0, Octets(0), 0)
    );
    assert_eq!(before.listed, None, "nobody has looked");

    scene.sync().await.unwrap();
    let after = scene.only().await;
    assert_eq!(
        (after.messages, after.octets, after.headers),
        (3, octets(&messages), 0)
    );
    let listed = after.listed.unwrap();
    assert_eq!((listed.messages, listed.octets), (3, octets(&messages)));
    let checked_at = scene.engine.accounts().await.unwrap()[0].checked_at;
    assert!(Some(listed.at) <= checked_at);
}

#[tokio::test(start_paused = true)]
async fn what_is_known_by_its_header_weighs_nothing_here() {
    let messages = mailbox(5);
    let scene = scene(&messages).await;
    let limits = FetchLimitsView {
        headers_only: true,
        largest: None,
        most_per_check: None,
    };
    let limited = scene.engine.set_fetch_limits(scene.account, limits).await;
    limited.unwrap();
    scene.sync().await.unwrap();
    let view = scene.only().await;
    assert_eq!((view.messages, view.octets, view.headers), (0, Octets(0), 5));
    assert_eq!(view.listed.unwrap().octets, octets(&messages));

    // One of them is opened.
    let asked = scene
        .engine
        .sync(scene.account, &[MessageId(0)], &|_| {}, Stop::never())
        .await;
    asked.unwrap();
    let view = scene.only().await;
    assert_eq!((view.messages, view.headers), (1, 4));
    assert!(view.octets > Octets(0) && view.octets < octets(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_message_counts_wherever_it_is_filed() {
    let scene = scene(&mailbox(2)).await;
    scene.sync().await.unwrap();
    let before = scene.only().await;
    let trash = Mark::Filed(Folder::Trash);
    let filed = scene.engine.mark(scene.account, &[MessageId(0)], trash).await;
    filed.unwrap();
    assert_eq!(scene.only().await, before);
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_from_the_server_is_still_here_and_no_longer_there() {
    let messages = mailbox(2);
    let scene = scene(&messages).await;
    scene.engine.set_storage_persistent(true);
    scene.sync().await.unwrap();
    let policy = DeletionPolicyView {
        after_days: Some(0),
        ..DeletionPolicyView::default()
    };
    let set = scene.engine.set_deletion_policy(scene.account, policy).await;
    set.unwrap();
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
    let view = scene.only().await;
    let listed = view.listed.unwrap();
    assert_eq!((view.messages, view.octets), (2, octets(&messages)));
    assert_eq!((listed.messages, listed.octets), (0, Octets(0)));
}

#[tokio::test(start_paused = true)]
async fn what_the_server_had_outlives_the_tab_and_a_check_that_did_not_get_so_far() {
    let scene = scene(&mailbox(3)).await;
    scene.sync().await.unwrap();
    let before = scene.only().await;
    scene.engine.diagnose(scene.account, &|_| {}).await.unwrap();
    let later = Scene {
        engine: Engine::new(
            scene.store.clone(),
            scene.server.clone(),
            VirtualClock::start(),
            EngineOptions::default(),
        ),
        ..scene
    };
    assert_eq!(later.only().await, before);
    let password = Secret::new("p".to_owned());
    let unlocked = later.engine.unlock_account(later.account, password, false).await;
    unlocked.unwrap();
    // It lets in, and then says no more.
    later.server.0.silent_after.set(Some(3));
    later.sync().await.unwrap_err();
    assert!(later.server.heard("PASS") > 1);
    assert_eq!(later.only().await, before);
}

#[tokio::test(start_paused = true)]
async fn accounts_are_told_apart_and_opened_files_are_none() {
    let messages = mailbox(3);
    let scene = scene(&messages).await;
    scene.sync().await.unwrap();
    let other = AccountSetup {
        email: "b@example.org".to_owned(),
        username: "b".to_owned(),
        ..setup()
    };
    let password = Secret::new("p".to_owned());
    let second = scene.engine.save_account(&other, password, false).await.unwrap();
    let file = Bytes(messages[0].bytes.clone());
    scene.engine.open_files(&[file]).await.unwrap();
    // Whoever looks at all inboxes has the mail of all in one more mailbox.
    let all = scene.engine.rows(AccountId::ALL, Folder::Inbox, 0, 10).await;
    assert_eq!(all.unwrap().total, 3);

    let views = scene.storage().await;
    let line = |view: &AccountStorageView| (view.account, view.messages, view.listed.is_some());
    assert_eq!(
        views.iter().map(line).collect::<Vec<_>>(),
        [(scene.account, 3, true), (second, 0, false)]
    );
}
