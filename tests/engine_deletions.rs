//! Deleting on the server, against a scripted one, under virtual time: what may go, when it goes, and that at every
//! moment each message is here, there, or both.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected fails, and a campaign says how large it was"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use std::time::Duration;

use restante::engine::{EngineOptions, Stop, SyncEvent};
use restante::store::{DeletionPolicy, DeletionReason, DeletionState, Folder, MarkChange, Original, Store};
use restante::units::{MessageId, Octets};
use restante::wire::{self, DeletionPolicyView};

use self::scene::{Scene, expected, mailbox, message, setup};
use self::scripted::{Message, Update};

const AT_ONCE: DeletionPolicy = DeletionPolicy {
    after_days: Some(0),
    when_trashed: false,
    larger_than: None,
    although_browser_may_forget: false,
};
const WHEN_TRASHED: DeletionPolicy = DeletionPolicy {
    after_days: None,
    when_trashed: true,
    ..AT_ONCE
};

async fn scene(messages: &[Message], policy: DeletionPolicy) -> Scene {
    let scene = Scene::at(setup(), messages, EngineOptions::default()).await;
    scene.engine.set_storage_persistent(true);
    scene
        .store
        .set_deletion_policy(scene.account, policy)
        .await
        .unwrap();
    scene
}

impl Scene {
    async fn states(&self) -> Vec<DeletionState> {
        self.ledger()
            .await
            .iter()
            .map(|deletion| deletion.state)
            .collect()
    }

    async fn trash(&self, message: u32) {
        self.store
            .change_marks(
                self.account,
                &[MessageId(message)],
                MarkChange::File(Folder::Trash),
            )
            .await
            .unwrap();
        self.engine.reload_accounts();
    }

    async fn file(&self, message: u32, folder: wire::Folder) {
        let messages = [MessageId(message)];
        let filed = self
            .engine
            .mark(self.account, &messages, wire::Mark::Filed(folder));
        filed.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn by_default_no_delete_is_ever_sent() {
    let scene = scene(&mailbox(3), DeletionPolicy::default()).await;
    scene.trash(0).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("DELE"), 0);
    assert_eq!(scene.on_server().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn fetched_messages_go_in_the_same_session_when_the_policy_says_so() {
    let messages = mailbox(5);
    let scene = scene(&messages, AT_ONCE).await;
    let told = std::cell::RefCell::new(Vec::new());
    let tell = |event: SyncEvent| {
        if let SyncEvent::Deleted { uidl, sha256 } = event {
            told.borrow_mut().push((uidl.to_string(), sha256));
        }
    };
    scene
        .engine
        .sync(scene.account, &[], &tell, Stop::never())
        .await
        .unwrap();
    assert!(scene.on_server().is_empty());
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(told.borrow().len(), 5);
    let ledger = scene.ledger().await;
    assert!(ledger.iter().all(|line| line.state == DeletionState::Deleted));
    assert_eq!(ledger[0].subject, "message 5", "newest first");
    assert_eq!(ledger[0].reason, DeletionReason::Days(0));
    // And a second look neither fetches nor deletes.
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("RETR"), scene.server.heard("DELE")), (5, 5));
}

#[tokio::test(start_paused = true)]
async fn after_days_means_days_after_it_came_here() {
    let messages = mailbox(2);
    let policy = DeletionPolicy {
        after_days: Some(3),
        ..AT_ONCE
    };
    let scene = scene(&messages, policy).await;
    scene.sync().await.unwrap();
    tokio::time::advance(Duration::from_secs(2 * 24 * 3600)).await;
    scene.server.0.messages.borrow_mut().push(message("late", 9));
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3);
    tokio::time::advance(Duration::from_secs(24 * 3600)).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["late"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_in_the_trash_goes_and_what_was_taken_out_in_time_stays() {
    let scene = scene(&mailbox(3), WHEN_TRASHED).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3);
    scene.trash(0).await;
    scene.trash(1).await;
    scene
        .store
        .change_marks(scene.account, &[MessageId(1)], MarkChange::File(Folder::Inbox))
        .await
        .unwrap();
    scene.engine.reload_accounts();
    scene.sync().await.unwrap();
    assert_eq!(
        scene.on_server(),
        ["uid1", "uid2"],
        "message 0 is the newest, uid3"
    );
    assert_eq!(scene.ledger().await[0].reason, DeletionReason::Trashed);
}

#[tokio::test(start_paused = true)]
async fn what_was_moved_to_the_trash_stays_on_the_server_while_that_can_be_undone() {
    let scene = scene(&mailbox(3), WHEN_TRASHED).await;
    scene.sync().await.unwrap();
    for message in [0, 1] {
        scene.file(message, wire::Folder::Trash).await;
    }
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3, "checked at once");
    scene.file(1, wire::Folder::Inbox).await;
    tokio::time::advance(Duration::from_secs(15)).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1", "uid2"], "the other was taken back");
}

#[tokio::test(start_paused = true)]
async fn another_tab_waits_for_the_undo_too() {
    let scene = scene(&mailbox(3), WHEN_TRASHED).await;
    scene.sync().await.unwrap();
    let to_trash = MarkChange::File(Folder::Trash);
    let filed = scene.store.change_marks(scene.account, &[MessageId(0)], to_trash);
    filed.await.unwrap();
    scene.engine.reload_pages(scene.account, &[0]).await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn large_messages_make_room_once_they_are_here() {
    let mut messages = mailbox(2);
    messages.push(Message::new(
        "big",
        &format!("Subject: big\n\n{}\n", "x".repeat(5000)),
    ));
    let policy = DeletionPolicy {
        after_days: None,
        larger_than: Some(Octets(4000)),
        ..AT_ONCE
    };
    let scene = scene(&messages, policy).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1", "uid2"]);
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn nothing_goes_while_the_browser_may_forget() {
    let scene = scene(&mailbox(2), AT_ONCE).await;
    scene.engine.set_storage_persistent(false);
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("DELE"), 0);
    let consented = DeletionPolicy {
        although_browser_may_forget: true,
        ..AT_ONCE
    };
    scene
        .store
        .set_deletion_policy(scene.account, consented)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_message_that_did_not_come_stays() {
    let scene = scene(&mailbox(3), AT_ONCE).await;
    scene.server.0.refused.set(Some(2));
    assert!(scene.sync().await.is_err(), "a message was refused");
    assert_eq!(scene.on_server(), ["uid2"]);
}

#[tokio::test(start_paused = true)]
async fn a_copy_that_is_not_whole_any_more_keeps_the_servers() {
    let scene = scene(&mailbox(2), DeletionPolicy::default()).await;
    scene.sync().await.unwrap();
    let whole = scene
        .store
        .original(scene.account, MessageId(0))
        .await
        .unwrap()
        .unwrap();
    let mut bytes = whole.bytes;
    bytes[3] ^= 1;
    scene.store.damage(
        scene.account,
        MessageId(0),
        Original {
            bytes,
            sha256: whole.sha256,
        },
    );
    scene
        .store
        .set_deletion_policy(scene.account, AT_ONCE)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid2"], "message 0 is the newest, uid2");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_came_under_another_ones_number_stays() {
    let messages = mailbox(3);
    let scene = scene(&messages, AT_ONCE).await;
    // RETR 2 answers with message 3, as a server whose numbers are confused does.
    scene.server.0.retr_answers.set(Some((2, 3)));
    let _whatever = scene.sync().await;
    assert!(
        scene.on_server().contains(&"uid2".to_owned()),
        "message 2 never came"
    );
    scene.server.0.retr_answers.set(None);
    let _whatever = scene.sync().await;
    assert_eq!(scene.on_server(), ["uid2"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_top_shows_the_whole_message_before_it_goes() {
    let messages = mailbox(3);
    let scene = scene(&messages, AT_ONCE).await;
    scene.server.0.unknown.borrow_mut().push("TOP");
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
    assert_eq!(scene.server.heard("RETR"), 6);
}

#[tokio::test(start_paused = true)]
async fn an_id_that_two_messages_have_deletes_neither() {
    let messages = vec![message("same", 1), message("same", 2), message("other", 3)];
    let scene = scene(&messages, AT_ONCE).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["same", "same"]);
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_refused_deletion_is_noted_and_tried_again() {
    let scene = scene(&mailbox(2), AT_ONCE).await;
    scene.server.0.undeletable.set(Some(1));
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1"]);
    assert_eq!(
        scene.states().await,
        [DeletionState::Deleted, DeletionState::StillThere]
    );
    scene.server.0.undeletable.set(None);
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
    assert_eq!(scene.states().await, [DeletionState::Deleted; 2]);
}

#[tokio::test(start_paused = true)]
async fn what_became_of_an_unanswered_quit_is_seen_in_the_next_list() {
    for (update, kept) in [(Update::DoneUnheard, 0), (Update::Lost, 3), (Update::Failed, 3)] {
        let messages = mailbox(3);
        let scene = scene(&messages, AT_ONCE).await;
        scene.server.0.update.set(update);
        scene.sync().await.unwrap();
        assert_eq!(scene.states().await, [DeletionState::Asked; 3], "{update:?}");
        assert_eq!(scene.on_server().len(), kept, "{update:?}");
        scene.server.0.update.set(Update::Done);
        scene.sync().await.unwrap();
        assert_eq!(scene.states().await, [DeletionState::Deleted; 3], "{update:?}");
        assert!(scene.on_server().is_empty());
        assert_eq!(scene.server.heard("RETR"), 3, "nothing came twice: {update:?}");
        assert_eq!(scene.stored().await, expected(&messages));
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_that_is_given_to_a_new_message_hides_nothing() {
    let old = message("1", 1);
    let scene = scene(std::slice::from_ref(&old), AT_ONCE).await;
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
    for n in 2..5 {
        scene.server.0.messages.borrow_mut().push(message("1", n));
        scene.sync().await.unwrap();
        assert!(scene.on_server().is_empty(), "message {n} came and went");
    }
    let all: Vec<Message> = (1..5).map(|n| message("1", n)).collect();
    assert_eq!(scene.stored().await, expected(&all));
}

#[tokio::test(start_paused = true)]
async fn a_message_that_comes_back_is_not_added_again() {
    let messages = mailbox(2);
    let scene = scene(&messages, AT_ONCE).await;
    scene.sync().await.unwrap();
    // A backup is played back, and nothing is to be deleted any more.
    scene.server.0.messages.replace(messages.clone());
    scene
        .store
        .set_deletion_policy(scene.account, DeletionPolicy::default())
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.rows().await, 2);
    scene.sync().await.unwrap();
    assert_eq!(
        scene.server.heard("RETR"),
        4,
        "looked at once more, and not again"
    );
}

#[tokio::test(start_paused = true)]
async fn an_empty_list_once_brings_nothing_twice() {
    let messages = mailbox(4);
    let scene = scene(&messages, AT_ONCE).await;
    scene.server.0.update.set(Update::Lost);
    scene.sync().await.unwrap();
    let there = scene.server.0.messages.replace(Vec::new());
    scene.sync().await.unwrap();
    scene.server.0.messages.replace(there);
    scene.server.0.update.set(Update::Done);
    scene.sync().await.unwrap();
    scene.assert_nothing_lost(&messages, "after an empty list").await;
    scene.sync().await.unwrap();
    assert!(scene.on_server().is_empty());
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_plan_says_before_what_the_check_does_afterwards() {
    let mut messages = mailbox(3);
    messages.push(Message::new(
        "big",
        &format!("Subject: big\n\n{}\n", "x".repeat(5000)),
    ));
    let scene = scene(&messages, DeletionPolicy::default()).await;
    scene.server.0.refused.set(Some(2));
    assert!(scene.sync().await.is_err(), "a message was refused");
    let policy = DeletionPolicyView {
        larger_than: Some(Octets(4000)),
        when_trashed: true,
        ..DeletionPolicyView::default()
    };
    let engine = &scene.engine;
    engine.set_storage_persistent(false);
    let plan = engine.plan_deletions(scene.account, policy).await.unwrap();
    assert_eq!((plan.due, plan.kept, plan.not_here), (1, 2, 1));
    assert!(plan.browser_may_forget);
    assert_eq!(plan.lines[0].subject, "big");
    assert_eq!(scene.server.heard("DELE"), 0, "a plan is no deed");

    engine.set_storage_persistent(true);
    engine.set_deletion_policy(scene.account, policy).await.unwrap();
    assert_eq!(engine.deletion_policy(scene.account).await.unwrap(), policy);
    let _still_refused = scene.sync().await;
    assert_eq!(scene.on_server(), ["uid1", "uid2", "uid3"]);
    let plan = engine.plan_deletions(scene.account, policy).await.unwrap();
    assert_eq!(plan.due, 0, "what is gone is not planned again");
}

#[tokio::test(start_paused = true)]
async fn the_ledger_is_searched_by_subject_and_by_the_servers_id() {
    let scene = scene(&mailbox(12), AT_ONCE).await;
    scene.sync().await.unwrap();
    let found = |words| scene.engine.deletions(scene.account, words);
    assert_eq!(found("").await.unwrap().len(), 12);
    assert_eq!(found("MESSAGE 7").await.unwrap()[0].uidl, "uid7");
    assert_eq!(found("uid12").await.unwrap().len(), 1);
    assert!(found("nothing like it").await.unwrap().is_empty());
}

/// Cuts the line after every byte that the server says in a session that fetches and deletes, with every way that the
/// update may go; then one clean sync must end with each message here once, and none on the server.
#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_while_deleting_loses_nothing() {
    let messages = mailbox(4);
    let mut cuts = 0;
    for update in [Update::Done, Update::DoneUnheard, Update::Lost, Update::Failed] {
        for pipelining in [true, false] {
            let mut cut = 0;
            loop {
                let scene = scene(&messages, AT_ONCE).await;
                let when = format!("cut after byte {cut}, update {update:?}, pipelining {pipelining}");
                scene.server.0.pipelining.set(pipelining);
                scene.server.0.update.set(update);
                scene.server.0.cut_after.set(Some(cut));
                let first = scene.sync().await;
                scene.assert_nothing_lost(&messages, &when).await;
                scene.server.0.cut_after.set(None);
                scene.server.0.update.set(Update::Done);
                scene.sync().await.unwrap();
                scene.assert_nothing_lost(&messages, &when).await;
                assert_eq!(scene.stored().await, expected(&messages), "{when}");
                assert!(scene.on_server().is_empty(), "{when}");
                cuts += 1;
                if first.is_ok() && cut > 200 {
                    break;
                }
                cut += 1;
            }
        }
    }
    println!("cut the line {cuts} times");
}

/// Drops the engine's future at every point where it waits, as a tab that is closed does, and goes on with another one.
#[tokio::test(start_paused = true)]
async fn an_engine_killed_at_any_await_while_deleting_loses_nothing() {
    let messages = mailbox(3);
    let mut kills = 0;
    for update in [Update::Done, Update::DoneUnheard] {
        loop {
            let scene = scene(&messages, AT_ONCE).await;
            scene.server.0.halting.set(true);
            scene.server.0.pipelining.set(false);
            scene.server.0.update.set(update);
            let finished = scene.sync_until_poll(kills).await;
            scene
                .assert_nothing_lost(&messages, &format!("killed at await {kills}"))
                .await;
            scene.server.0.update.set(Update::Done);
            scene.sync().await.unwrap();
            scene
                .assert_nothing_lost(&messages, &format!("killed at await {kills}"))
                .await;
            assert_eq!(
                scene.stored().await,
                expected(&messages),
                "killed at await {kills}"
            );
            assert!(scene.on_server().is_empty());
            if finished {
                break;
            }
            kills += 1;
        }
        assert!(kills > 50, "a run that hardly waits proves nothing");
        println!("killed the engine {kills} times");
        kills = 0;
    }
}
