//! Tags and what comes back later, seen from the engine: what is gathered under them, what takes each of it back, and that
//! nothing that is out of sight stays there.

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

use restante::units::{
    AccountId, Condition, FolderName, Matches, MessageId, Octets, Tag, TagColour, TagId, UnixMillis, Words,
};
use restante::wire::{FaultKind, Folder, Mark, RowView, Rule, RuleAction, Snoozed, TagChange};

use self::scene::{Scene, mailbox, message};

/// A day after the scene's clock starts.
const TOMORROW: UnixMillis = UnixMillis(1_790_086_400_000);

impl Scene {
    async fn tag(&self, name: &str) -> TagId {
        let tag = Tag {
            id: TagId::NEW,
            name: FolderName::new(name).unwrap(),
            colour: TagColour::new(3),
        };
        self.engine.change_tags(&TagChange::Keep(tag)).await.unwrap()
    }

    async fn say(&self, messages: &[u32], mark: Mark) -> Vec<(Mark, Vec<MessageId>)> {
        let messages: Vec<MessageId> = messages.iter().copied().map(MessageId).collect();
        self.engine
            .mark(self.account, &messages, mark)
            .await
            .unwrap()
            .back
    }

    async fn take_back(&self, back: Vec<(Mark, Vec<MessageId>)>) {
        for (mark, messages) in back {
            self.engine.mark(self.account, &messages, mark).await.unwrap();
        }
    }

    async fn rows_in(&self, folder: Folder) -> Vec<RowView> {
        self.engine.rows(self.account, folder, 0, 100).await.unwrap().rows
    }

    async fn ids_in(&self, folder: Folder) -> Vec<u32> {
        let rows = self.rows_in(folder).await;
        rows.iter().map(|row| row.message.0).collect()
    }
}

fn ids(ids: &[u32]) -> Vec<MessageId> {
    ids.iter().copied().map(MessageId).collect()
}

#[tokio::test(start_paused = true)]
async fn a_tag_gathers_messages_wherever_they_are_filed_and_is_taken_back_of_just_those() {
    let scene = Scene::of(&mailbox(4)).await;
    scene.sync().await.unwrap();
    let (work, bills) = (scene.tag("Work").await, scene.tag("Bills").await);
    scene.say(&[1], Mark::Tagged(work, true)).await;
    let back = scene.say(&[0, 1, 2], Mark::Tagged(work, true)).await;
    assert_eq!(back, [(Mark::Tagged(work, false), ids(&[0, 2]))]);
    scene.say(&[0], Mark::Filed(Folder::Archive)).await;
    scene.say(&[2], Mark::Tagged(bills, true)).await;
    let mut there = scene.ids_in(Folder::Tagged(work)).await;
    there.sort_unstable();
    assert_eq!(there, [0, 1, 2]);
    let tagged = scene.rows_in(Folder::Tagged(bills)).await;
    assert_eq!(tagged[0].tags, [work, bills]);
    scene.take_back(back).await;
    assert_eq!(scene.ids_in(Folder::Tagged(work)).await, [1]);
    scene.say(&[1], Mark::Filed(Folder::Trash)).await;
    assert_eq!(scene.ids_in(Folder::Tagged(work)).await, [0_u32; 0]);
}

#[tokio::test(start_paused = true)]
async fn what_is_filed_from_several_folders_goes_back_to_each_of_them() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    scene.say(&[0], Mark::Filed(Folder::Archive)).await;
    scene.say(&[1], Mark::Snoozed(TOMORROW)).await;
    let back = scene.say(&[0, 1, 2], Mark::Filed(Folder::Trash)).await;
    assert_eq!(
        back,
        [
            (Mark::Filed(Folder::Archive), ids(&[0])),
            (Mark::Snoozed(TOMORROW), ids(&[1])),
            (Mark::Filed(Folder::Inbox), ids(&[2])),
        ]
    );
    scene.take_back(back).await;
    assert_eq!(scene.ids_in(Folder::Archive).await, [0]);
    assert_eq!(scene.ids_in(Folder::Snoozed).await, [1]);
    assert_eq!(scene.ids_in(Folder::Inbox).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn what_is_snoozed_is_out_of_sight_until_then_and_comes_back_on_top() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    scene.say(&[0, 1, 2], Mark::Read(true)).await;
    let oldest = *scene.ids_in(Folder::Inbox).await.last().unwrap();
    scene.say(&[oldest], Mark::Snoozed(TOMORROW)).await;
    let waiting = scene.rows_in(Folder::Snoozed).await;
    assert_eq!(waiting[0].snoozed, Some(Snoozed::Until(TOMORROW)));
    assert!(scene.engine.bring_back().await.unwrap().is_empty());
    assert_eq!(scene.ids_in(Folder::Inbox).await.len(), 2);

    tokio::time::advance(Duration::from_secs(86_400)).await;
    let changed = scene.engine.bring_back().await.unwrap();
    assert_eq!(changed, [(scene.account, vec![0])]);
    let inbox = scene.rows_in(Folder::Inbox).await;
    assert_eq!(inbox.len(), 3);
    assert_eq!(
        (
            inbox[0].message.0,
            inbox[0].unread,
            inbox[0].date,
            inbox[0].snoozed
        ),
        (oldest, true, TOMORROW, Some(Snoozed::Back))
    );
    assert!(scene.engine.bring_back().await.unwrap().is_empty(), "once");
}

#[tokio::test(start_paused = true)]
async fn mail_that_waits_is_not_taken_from_the_server_nor_fetched_again() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.sync().await.unwrap();
    scene.say(&[0], Mark::Snoozed(TOMORROW)).await;
    scene.server.0.messages.borrow_mut().push(message("late", 3));
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("DELE"), scene.on_server().len()), (0, 3));
    assert_eq!(scene.ids_in(Folder::Snoozed).await, [0]);
    assert_eq!(scene.ids_in(Folder::Inbox).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_filed_where_messages_are_only_gathered() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.sync().await.unwrap();
    for folder in [Folder::Starred, Folder::Snoozed, Folder::Tagged(TagId(0))] {
        let refused = scene
            .engine
            .mark(scene.account, &ids(&[0]), Mark::Filed(folder))
            .await;
        assert_eq!(refused.unwrap_err().kind, FaultKind::NotHere);
    }
    assert_eq!(scene.ids_in(Folder::Inbox).await, [0]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_tags_what_comes_and_what_is_here() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.sync().await.unwrap();
    let work = scene.tag("Work").await;
    let rule = Rule {
        name: Words::new("everything").unwrap(),
        is_on: true,
        matches: Matches::All,
        conditions: vec![Condition::Above(Octets(0))],
        actions: vec![RuleAction::Tag(work)],
        stops: false,
    };
    let kept = scene
        .engine
        .set_rules(scene.account, Vec::new(), vec![rule.clone()])
        .await;
    assert_eq!(kept, Ok(vec![rule]));
    scene.server.0.messages.borrow_mut().push(message("late", 3));
    scene.sync().await.unwrap();
    assert_eq!(scene.ids_in(Folder::Tagged(work)).await, [2]);
    let (run, _) = scene
        .engine
        .run_rules(scene.account, Folder::Inbox)
        .await
        .unwrap();
    assert_eq!(run.changed, 2);
    assert_eq!(scene.ids_in(Folder::Tagged(work)).await.len(), 3);
    scene.take_back(run.back).await;
    assert_eq!(scene.ids_in(Folder::Tagged(work)).await, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_tag_that_is_removed_and_comes_back_is_on_its_messages_again() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.sync().await.unwrap();
    let work = scene.tag("Work").await;
    scene.say(&[0], Mark::Tagged(work, true)).await;
    let tag = scene.engine.tags().await.unwrap().remove(0);
    scene.engine.change_tags(&TagChange::Remove(work)).await.unwrap();
    assert_eq!(scene.engine.tags().await.unwrap(), []);
    let again = scene.engine.change_tags(&TagChange::Remove(work)).await;
    assert_eq!(again.unwrap_err().kind, FaultKind::FoldersChanged);
    scene
        .engine
        .change_tags(&TagChange::Keep(tag.clone()))
        .await
        .unwrap();
    assert_eq!(scene.engine.tags().await.unwrap(), [tag]);
    assert_eq!(scene.rows_in(Folder::Inbox).await[0].tags, [work]);
    let all = scene
        .engine
        .rows(AccountId::ALL, Folder::Tagged(work), 0, 9)
        .await;
    assert_eq!(all.unwrap().rows.len(), 1, "tags are of all accounts");
}
