//! Copies that are no longer what came: said as such, and fetched again when somebody asks, under virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected fails"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use std::future::poll_fn;
use std::task::Poll;

use restante::engine::{EngineOptions, Stop, SyncReport};
use restante::store::{
    DeletionPolicy, Folder, MarkChange, Original, SeenMark, SeenState, Store, SummaryRecord,
};
use restante::units::{MessageId, Sha256};
use restante::wire::{DamagedView, Fault, FaultKind, OnServer};

use self::scene::{Scene, TestEngine, expected, mailbox, message, opening, setup};
use self::scripted::{Message, VirtualClock};

/// The newest message of [`mailbox`]`(3)`; ids are given newest first.
const DAMAGED: MessageId = MessageId(0);

impl Scene {
    /// Turns one bit over.
    async fn damage(&self, id: MessageId) -> Original {
        let mut original = self.original(id).await;
        original.bytes[20] ^= 1;
        self.store.damage(self.account, id, original.clone());
        original
    }

    async fn original(&self, id: MessageId) -> Original {
        self.store.original(self.account, id).await.unwrap().unwrap()
    }

    async fn open(&self, id: MessageId) -> Result<String, Fault> {
        let opened = self.engine.open_message(&opening(self.account, id)).await;
        opened.map(|view| view.subject)
    }

    async fn damaged(&self, id: MessageId) -> DamagedView {
        let fault = self.open(id).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::StorageFailed);
        fault.damaged.unwrap()
    }

    async fn fetch_again(&self, id: MessageId) -> Result<SyncReport, Fault> {
        let asked = [id];
        let sync = self.engine.sync(self.account, &asked, &|_| {}, Stop::never());
        sync.await
    }

    /// Polls a run so many times, then drops it. Whether it had ended by then.
    async fn fetch_again_until_poll(&self, id: MessageId, polls: usize) -> bool {
        let mut left = polls;
        let mut run = Box::pin(self.fetch_again(id));
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(false);
            }
            left -= 1;
            run.as_mut().poll(context).map(|_| true)
        })
        .await
    }

    async fn summaries(&self) -> Vec<SummaryRecord> {
        let pages = self.store.summaries(self.account).await.unwrap();
        pages.into_iter().flat_map(|page| page.rows).collect()
    }

    async fn seen(&self) -> Vec<SeenMark> {
        let mut seen = self.store.begin_sync(self.account).await.unwrap().1;
        seen.sort_by_key(|mark| mark.message);
        seen
    }
}

/// A mailbox of three that is here, and of which the newest is damaged.
async fn scene() -> (Scene, Vec<Message>) {
    let messages = mailbox(3);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.damage(DAMAGED).await;
    (scene, messages)
}

#[tokio::test(start_paused = true)]
async fn a_damaged_copy_is_named_and_not_shown() {
    let (scene, _) = scene().await;
    let damaged = scene.damaged(DAMAGED).await;
    assert_eq!(
        (damaged.message, damaged.subject.as_str()),
        (DAMAGED, "message 3")
    );
    assert_eq!(damaged.there, OnServer::Listed);
    assert_eq!(damaged.octets, scene.original(DAMAGED).await.octets());
    assert_eq!(scene.open(MessageId(1)).await.unwrap(), "message 2");
}

#[tokio::test(start_paused = true)]
async fn whether_the_server_still_has_it_is_said_as_far_as_it_is_known() {
    let (scene, messages) = scene().await;
    let later = TestEngine::new(
        scene.store.clone(),
        scene.server.clone(),
        VirtualClock::start(),
        EngineOptions::default(),
    );
    let opened = later.open_message(&opening(scene.account, DAMAGED)).await;
    let there = opened.unwrap_err().damaged.unwrap().there;
    assert_eq!(there, OnServer::Unknown, "it was not asked yet");

    scene.server.0.messages.replace(messages[..2].to_vec());
    scene.sync().await.unwrap();
    assert_eq!(scene.damaged(DAMAGED).await.there, OnServer::Gone);

    scene.server.0.messages.borrow_mut().push(message("new name", 3));
    let look = scene.engine.look_at_server(scene.account, &|_| {}, Stop::never());
    look.await.unwrap();
    let there = scene.damaged(DAMAGED).await.there;
    assert_eq!(there, OnServer::Unknown, "what has a new name may be this one");
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_there_is_known_to_be_gone() {
    let (scene, _) = scene().await;
    scene.fetch_again(DAMAGED).await.unwrap();
    let at_once = DeletionPolicy {
        after_days: Some(0),
        although_browser_may_forget: true,
        ..DeletionPolicy::default()
    };
    let kept = scene.store.set_deletion_policy(scene.account, at_once).await;
    kept.unwrap();
    scene.sync().await.unwrap();
    scene.damage(DAMAGED).await;
    let later = TestEngine::new(
        scene.store.clone(),
        scene.server.clone(),
        VirtualClock::start(),
        EngineOptions::default(),
    );
    let opened = later.open_message(&opening(scene.account, DAMAGED)).await;
    assert_eq!(opened.unwrap_err().damaged.unwrap().there, OnServer::Gone);
}

#[tokio::test(start_paused = true)]
async fn a_damaged_copy_is_fetched_again_and_nothing_else_changes() {
    let (scene, messages) = scene().await;
    let filed = MarkChange::File(Folder::Trash);
    let changed = scene.store.change_marks(scene.account, &[DAMAGED], filed).await;
    changed.unwrap();
    let (rows, seen) = (scene.summaries().await, scene.seen().await);
    let retrieved = scene.server.heard("RETR");

    let report = scene.fetch_again(DAMAGED).await.unwrap();
    assert_eq!((report.fetched, scene.server.heard("RETR") - retrieved), (1, 1));
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.original(DAMAGED).await.bytes, messages[2].bytes);
    assert_eq!(scene.open(DAMAGED).await.unwrap(), "message 3");
    assert_eq!((scene.summaries().await, scene.seen().await), (rows, seen));

    let report = scene.sync().await.unwrap();
    assert_eq!(report.fetched, 0, "nothing comes twice");
}

#[tokio::test(start_paused = true)]
async fn what_is_whole_is_not_fetched_again_whoever_asks() {
    let (scene, _) = scene().await;
    let retrieved = scene.server.heard("RETR");
    scene.fetch_again(MessageId(1)).await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(
        scene.server.heard("RETR"),
        retrieved,
        "and damage alone fetches nothing"
    );
    assert_eq!(scene.damaged(DAMAGED).await.there, OnServer::Listed);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_does_not_have_stays_as_it_is_and_can_be_saved() {
    let (scene, messages) = scene().await;
    let left = scene.original(DAMAGED).await;
    let seen = scene.seen().await;
    scene.server.0.messages.replace(messages[..2].to_vec());
    scene.fetch_again(DAMAGED).await.unwrap();
    assert_eq!(scene.damaged(DAMAGED).await.there, OnServer::Gone);
    assert_eq!(scene.original(DAMAGED).await, left);
    assert_eq!(scene.seen().await, seen);
    let saved = scene.engine.stored_bytes(scene.account, DAMAGED).await;
    assert_eq!(saved.unwrap(), left.bytes);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_refuses_leaves_the_damaged_copy() {
    let (scene, _) = scene().await;
    let left = scene.original(DAMAGED).await;
    scene.server.0.refused.set(Some(3));
    let fault = scene.fetch_again(DAMAGED).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert_eq!(fault.skipped.unwrap().subject, "message 3");
    assert_eq!(scene.original(DAMAGED).await, left);
    assert!(
        scene
            .seen()
            .await
            .iter()
            .all(|mark| mark.state == SeenState::Fetched)
    );
    scene.server.0.refused.set(None);
    scene.fetch_again(DAMAGED).await.unwrap();
    assert_eq!(scene.open(DAMAGED).await.unwrap(), "message 3");
}

#[tokio::test(start_paused = true)]
async fn another_message_does_not_take_the_place_of_a_damaged_one() {
    let (scene, messages) = scene().await;
    let left = scene.original(DAMAGED).await;
    scene
        .server
        .0
        .messages
        .replace(vec![messages[0].clone(), messages[1].clone(), message("uid3", 4)]);
    let fault = scene.fetch_again(DAMAGED).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert_eq!(scene.original(DAMAGED).await, left);
    assert_eq!(scene.summaries().await.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_the_server_has_written_into_since_is_taken() {
    let (scene, messages) = scene().await;
    let mut marked = messages;
    let mut bytes = b"X-UIDL: 3\r\nStatus: RO\r\n".to_vec();
    bytes.append(&mut marked[2].bytes);
    marked[2].bytes = bytes;
    scene.server.0.messages.replace(marked.clone());
    scene.fetch_again(DAMAGED).await.unwrap();
    assert_eq!(scene.stored().await, expected(&marked));
    assert_eq!(scene.summaries().await[0].octets.0, marked[2].bytes.len() as u64);
}

#[tokio::test(start_paused = true)]
async fn a_message_without_a_name_has_to_have_its_size() {
    let plain = |text: &str| Message::new("uid1", &format!("Subject: plain\n\n{text}\n"));
    let scene = Scene::of(&[plain("the text of it")]).await;
    scene.sync().await.unwrap();
    let damaged = scene.damage(DAMAGED).await;
    // Its hash is damaged, too.
    let lost = Original {
        sha256: Sha256([0; 32]),
        ..damaged
    };
    scene.store.damage(scene.account, DAMAGED, lost.clone());
    scene.server.0.messages.replace(vec![plain("another text")]);
    scene.fetch_again(DAMAGED).await.unwrap_err();
    assert_eq!(scene.original(DAMAGED).await, lost);
    scene.server.0.messages.replace(vec![plain("the text of it")]);
    scene.fetch_again(DAMAGED).await.unwrap();
    assert_eq!(scene.open(DAMAGED).await.unwrap(), "plain");
}

#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_while_fetching_again_loses_nothing() {
    let mut cuts = 0;
    loop {
        let messages = mailbox(2);
        let scene = Scene::at(setup(), &messages, EngineOptions::default()).await;
        scene.sync().await.unwrap();
        let left = scene.damage(DAMAGED).await;
        let seen = scene.seen().await;
        scene.server.0.cut_after.set(Some(cuts));
        let outcome = scene.fetch_again(DAMAGED).await;
        let now = scene.original(DAMAGED).await;
        assert!(
            now == left || now.bytes == messages[1].bytes,
            "neither the old nor the new: cut at {cuts}"
        );
        assert_eq!(scene.seen().await, seen, "cut at {cuts}");
        scene.server.0.cut_after.set(None);
        let again = scene.fetch_again(DAMAGED).await.unwrap();
        assert_eq!(again.fetched, u32::from(now == left), "cut at {cuts}");
        assert_eq!(scene.stored().await, expected(&messages), "cut at {cuts}");
        if outcome.is_ok() {
            break;
        }
        cuts += 1;
    }
    assert!(cuts > 200, "the session has that many bytes: {cuts}");
}

#[tokio::test(start_paused = true)]
async fn an_engine_killed_at_any_moment_while_fetching_again_loses_nothing() {
    let mut polls = 0;
    loop {
        let messages = mailbox(2);
        let scene = Scene::of(&messages).await;
        scene.sync().await.unwrap();
        let left = scene.damage(DAMAGED).await;
        let seen = scene.seen().await;
        scene.server.0.halting.set(true);
        let has_ended = scene.fetch_again_until_poll(DAMAGED, polls).await;
        let now = scene.original(DAMAGED).await;
        assert!(
            now == left || now.bytes == messages[1].bytes,
            "neither the old nor the new: killed at {polls}"
        );
        assert_eq!(scene.seen().await, seen, "killed at {polls}");
        scene.server.0.halting.set(false);
        scene.fetch_again(DAMAGED).await.unwrap();
        assert_eq!(scene.stored().await, expected(&messages), "killed at {polls}");
        assert_eq!(scene.summaries().await.len(), 2, "killed at {polls}");
        if has_ended {
            break;
        }
        polls += 1;
    }
    assert!(polls > 30, "a session has that many moments: {polls}");
}
