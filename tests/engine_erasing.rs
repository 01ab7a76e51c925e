//! Emptying the trash, seen from the engine: what goes is gone for good and does not come again; what a server's copy still
//! has to be deleted for waits.

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

use restante::store::{DeletionPolicy, MarkChange, Store};
use restante::units::{AccountId, MessageId, UnixMillis};
use restante::wire::{Decision, EraseThrownAway, FaultKind, Folder, Mark, Presence, ThrownAwayView};

use self::scene::{Scene, mailbox};

/// When the scene's clock starts.
const START: UnixMillis = UnixMillis(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);

impl Scene {
    async fn throw_away(&self, messages: &[u32], folder: Folder) {
        let messages: Vec<MessageId> = messages.iter().copied().map(MessageId).collect();
        let mark = Mark::Filed(folder);
        self.engine.mark(self.account, &messages, mark).await.unwrap();
    }

    async fn empty(&self, is_trial: bool, thrown_before: Option<UnixMillis>) -> ThrownAwayView {
        let call = EraseThrownAway {
            account: AccountId::ALL,
            folder: Folder::Trash,
            thrown_before,
            is_trial,
        };
        self.engine.erase_thrown_away(&call).await.unwrap().0
    }

    async fn count(&self, folder: Folder) -> u32 {
        self.engine
            .rows(self.account, folder, 0, 1)
            .await
            .unwrap()
            .messages
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_erased_is_told_before_gone_after_and_does_not_come_again() {
    let scene = Scene::of(&mailbox(4)).await;
    scene.sync().await.unwrap();
    scene.throw_away(&[0, 2], Folder::Trash).await;
    scene.throw_away(&[3], Folder::Junk).await;
    let plan = scene.empty(true, None).await;
    assert_eq!((plan.messages, plan.waiting, plan.not_here), (2, 0, 0));
    assert_eq!(scene.count(Folder::Trash).await, 2, "it was a question");
    assert_eq!(scene.empty(false, None).await, plan);
    assert_eq!(
        (scene.count(Folder::Trash).await, scene.count(Folder::Junk).await),
        (0, 1)
    );
    assert_eq!(scene.stored().await.len(), 2);
    scene.sync().await.unwrap();
    assert_eq!(
        scene.stored().await.len(),
        2,
        "the server still has it, and it stays away"
    );
    assert_eq!((scene.server.heard("DELE"), scene.on_server().len()), (0, 4));
    assert_eq!(scene.empty(false, None).await, ThrownAwayView::default());
}

#[tokio::test(start_paused = true)]
async fn what_was_erased_comes_again_for_whoever_asks_for_it() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.sync().await.unwrap();
    scene.throw_away(&[0], Folder::Trash).await;
    scene.empty(false, None).await;
    scene.sync().await.unwrap();
    let there = scene.engine.server_box(scene.account, 0, 10).await.unwrap();
    let erased = there
        .rows
        .iter()
        .find(|row| row.presence == Presence::NotHere)
        .unwrap();
    let wanted = [erased.server.clone().unwrap()];
    scene
        .engine
        .decide(scene.account, &wanted, Decision::Fetch)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.count(Folder::Inbox).await, 2);
    assert_eq!(scene.stored().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_is_still_to_delete_waits_for_that() {
    let scene = Scene::of(&mailbox(3)).await;
    let policy = DeletionPolicy {
        when_trashed: true,
        although_browser_may_forget: true,
        ..DeletionPolicy::default()
    };
    scene
        .store
        .set_deletion_policy(scene.account, policy)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    scene.throw_away(&[1], Folder::Trash).await;
    let waits = ThrownAwayView {
        waiting: 1,
        ..ThrownAwayView::default()
    };
    assert_eq!(scene.empty(false, None).await, waits);
    assert_eq!(scene.count(Folder::Trash).await, 1);
    tokio::time::advance(Duration::from_secs(60)).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 2);
    assert_eq!(scene.empty(false, None).await.messages, 1);
    assert_eq!(scene.count(Folder::Trash).await, 0);
}

#[tokio::test(start_paused = true)]
async fn only_what_has_been_there_long_enough_goes_by_itself() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    scene.throw_away(&[0], Folder::Trash).await;
    tokio::time::advance(DAY * 5).await;
    scene.throw_away(&[1], Folder::Trash).await;
    let in_three_days = Some(START.plus_ms(3 * 24 * 3_600_000));
    assert_eq!(scene.empty(false, in_three_days).await.messages, 1);
    assert_eq!(scene.count(Folder::Trash).await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_knows_the_time_of_counts_from_when_it_was_first_seen() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.sync().await.unwrap();
    // As rules file, and earlier builds did.
    let filed = MarkChange::File(restante::store::Folder::Trash);
    let ids = [MessageId(0)];
    scene
        .store
        .change_marks(scene.account, &ids, filed)
        .await
        .unwrap();
    scene.engine.reload_pages(scene.account, &[0]).await.unwrap();
    tokio::time::advance(DAY * 30).await;
    let days = |days: i64| Some(START.plus_ms(days * 24 * 3_600_000));
    assert_eq!(scene.empty(false, days(23)).await.messages, 0);
    tokio::time::advance(DAY * 8).await;
    assert_eq!(
        scene.empty(false, days(29)).await.messages,
        0,
        "it was seen on the thirtieth"
    );
    assert_eq!(scene.empty(false, days(31)).await.messages, 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_erased_where_nothing_is_thrown_away() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.sync().await.unwrap();
    let call = EraseThrownAway {
        account: scene.account,
        folder: Folder::Inbox,
        thrown_before: None,
        is_trial: false,
    };
    let refused = scene.engine.erase_thrown_away(&call).await;
    assert_eq!(refused.unwrap_err().kind, FaultKind::NotHere);
    assert_eq!(scene.stored().await.len(), 1);
}
