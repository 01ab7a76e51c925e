//! Rules, seen from the engine: mail comes as they say, in one thing with its bytes and however a run dies, and a folder
//! that is here already can be asked first and done then.

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

use restante::engine::EngineOptions;
use restante::store::{BodyState, Folder, MarkChange, Store, SummaryRecord, Will};
use restante::units::{Condition, FolderId, FolderName, Matches, MessageId, Octets, Place, Test, Words};
use restante::wire::{self, FolderChange, Mark, Rule, RuleAction, RuleTrialView, TryRules};

use self::scene::{Scene, expected, mailbox, message, setup};

const ARCHIVE: RuleAction = RuleAction::File(wire::Folder::Archive);

fn says(place: Place, words: &str) -> Condition {
    Condition::Says(place, Test::Contains, Words::new(words).unwrap())
}

fn rule(condition: Condition, actions: &[RuleAction]) -> Rule {
    Rule {
        name: Words::new("a rule").unwrap(),
        is_on: true,
        matches: Matches::All,
        conditions: vec![condition],
        actions: actions.to_vec(),
        stops: false,
    }
}

/// About the second message of a mailbox.
fn about_second(actions: &[RuleAction]) -> Rule {
    rule(says(Place::Subject, "message 2"), actions)
}

/// About every message.
fn about_all(actions: &[RuleAction]) -> Rule {
    rule(Condition::Above(Octets(0)), actions)
}

impl Scene {
    async fn rule(&self, rules: Vec<Rule>) {
        let before = self.engine.rules(self.account).await.unwrap();
        let kept = self.engine.set_rules(self.account, before, rules.clone()).await;
        assert_eq!(kept, Ok(rules));
    }

    async fn all_rows(&self) -> Vec<SummaryRecord> {
        let pages = self.store.summaries(self.account).await.unwrap();
        pages.into_iter().flat_map(|page| page.rows).collect()
    }

    async fn row(&self, subject: &str) -> SummaryRecord {
        let mut rows = self.all_rows().await.into_iter();
        rows.find(|row| row.mail.subject == subject).unwrap()
    }

    async fn try_rules(&self, rules: Vec<Rule>) -> RuleTrialView {
        let call = TryRules {
            account: self.account,
            folder: wire::Folder::Inbox,
            rules,
        };
        self.engine.try_rules(&call).await.unwrap()
    }

    async fn new_folder(&self) -> FolderId {
        let create = FolderChange::Create {
            name: FolderName::new("Lists").unwrap(),
            parent: None,
        };
        self.engine.change_folders(self.account, create).await.unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn mail_comes_as_the_rules_say() {
    let scene = Scene::of(&mailbox(3)).await;
    let lists = scene.new_folder().await;
    let file = RuleAction::File(wire::Folder::Own(lists));
    scene
        .rule(vec![about_second(&[
            file,
            RuleAction::Star,
            RuleAction::MarkRead,
        ])])
        .await;
    scene.sync().await.unwrap();
    let second = scene.row("message 2").await;
    assert_eq!(
        (second.folder, second.starred, second.unread),
        (Folder::Own(lists), true, false)
    );
    let first = scene.row("message 1").await;
    assert_eq!(
        (first.folder, first.starred, first.unread),
        (Folder::Inbox, false, true)
    );
    assert_eq!(scene.rows().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_dies_anywhere_leaves_no_message_out_of_its_place() {
    let all = mailbox(12);
    for polls in 1.. {
        let scene = Scene::of(&all).await;
        scene.server.0.halting.set(true);
        scene
            .rule(vec![about_all(&[ARCHIVE, RuleAction::MarkRead])])
            .await;
        let has_ended = scene.sync_until_poll(polls).await;
        let out_of_place = |row: &SummaryRecord| {
            row.body == BodyState::Here && (row.folder != Folder::Archive || row.unread)
        };
        let rows = scene.all_rows().await;
        assert!(!rows.iter().any(out_of_place), "after {polls} polls");
        // What the user takes back of it in between is not done again.
        let taken: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
        let back = MarkChange::File(Folder::Inbox);
        scene
            .store
            .change_marks(scene.account, &taken, back)
            .await
            .unwrap();
        scene.engine.reload_accounts();
        scene.server.0.halting.set(false);
        scene.sync().await.unwrap();
        assert_eq!(scene.stored().await, expected(&all), "after {polls} polls");
        let here = |row: &SummaryRecord| row.folder == Folder::Inbox;
        let rows = scene.all_rows().await;
        assert_eq!(rows.iter().filter(|row| here(row)).count(), taken.len());
        if has_ended {
            assert!(polls > 50, "a run that hardly waits proves nothing");
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn headers_that_come_ahead_wait_in_the_inbox_for_their_messages() {
    let all = mailbox(120);
    let scene = Scene::of(&all).await;
    scene.rule(vec![about_all(&[ARCHIVE])]).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.rows().await, 0);
    assert_eq!(scene.stored().await, expected(&all));
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_is_gone_leaves_mail_in_the_inbox() {
    let scene = Scene::of(&mailbox(2)).await;
    let lists = scene.new_folder().await;
    scene
        .rule(vec![about_all(&[RuleAction::File(wire::Folder::Own(lists))])])
        .await;
    let other = scene.store.clone();
    other
        .remove_folder(scene.account, lists, Folder::Archive)
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.rows().await, 2);
}

#[tokio::test(start_paused = true)]
async fn the_text_is_read_where_a_rule_asks_for_it() {
    let scene = Scene::of(&mailbox(3)).await;
    scene
        .rule(vec![rule(says(Place::Body, "LEADING DOT 2 xx"), &[ARCHIVE])])
        .await;
    scene.sync().await.unwrap();
    assert_eq!(scene.row("message 2").await.folder, Folder::Archive);
    assert_eq!(scene.rows().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_copy_goes_from_the_server_at_the_next_check_and_only_where_mail_is_safe_here() {
    let all = mailbox(3);
    let scene = Scene::at(setup(), &all, EngineOptions::default()).await;
    scene
        .rule(vec![about_second(&[RuleAction::DeleteOnServer])])
        .await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3, "it has come and is here, no more");
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 3, "the browser may lose it");
    scene.engine.set_storage_persistent(true);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1", "uid3"]);
    scene.assert_nothing_lost(&all, "after the rule").await;
}

#[tokio::test(start_paused = true)]
async fn a_copy_stays_on_the_server_though_the_policy_says_otherwise() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.engine.set_storage_persistent(true);
    let policy = wire::DeletionPolicyView {
        after_days: Some(0),
        ..wire::DeletionPolicyView::default()
    };
    scene
        .engine
        .set_deletion_policy(scene.account, policy)
        .await
        .unwrap();
    scene.rule(vec![about_second(&[RuleAction::LeaveOnServer])]).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid2"]);
    let wishes = scene.store.wishes(scene.account).await.unwrap();
    assert_eq!(
        wishes.iter().map(|wish| wish.will).collect::<Vec<_>>(),
        [Will::Leave]
    );
}

#[tokio::test(start_paused = true)]
async fn rules_made_later_leave_alone_what_is_here() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.sync().await.unwrap();
    scene.rule(vec![about_all(&[ARCHIVE])]).await;
    scene.server.0.messages.borrow_mut().push(message("uid3", 3));
    tokio::time::advance(Duration::from_secs(60)).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.rows().await, 2);
    assert_eq!(scene.row("message 3").await.folder, Folder::Archive);
}

#[tokio::test(start_paused = true)]
async fn trying_rules_tells_what_they_would_do_and_does_nothing() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    let before = scene.all_rows().await;
    let off = Rule {
        is_on: false,
        ..about_all(&[RuleAction::Star])
    };
    let rules = vec![
        off,
        about_second(&[ARCHIVE, RuleAction::DeleteOnServer]),
        about_all(&[RuleAction::MarkRead]),
    ];
    let trial = scene.try_rules(rules).await;
    assert_eq!((trial.looked_at, trial.met, trial.not_here), (3, 3, 0));
    let second = trial.lines.iter().find(|line| line.subject == "message 2");
    let done: Vec<Vec<RuleAction>> = second.unwrap().by.iter().map(|(_, done)| done.clone()).collect();
    assert_eq!(done, [vec![ARCHIVE], vec![RuleAction::MarkRead]]);
    assert_eq!(scene.all_rows().await, before);
}

#[tokio::test(start_paused = true)]
async fn a_folder_is_put_in_order_and_back() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.sync().await.unwrap();
    let before = scene.all_rows().await;
    let star = [MessageId(0)];
    let starred = scene.engine.mark(scene.account, &star, Mark::Starred(true)).await;
    starred.unwrap();
    scene
        .rule(vec![
            about_second(&[ARCHIVE, RuleAction::MarkRead, RuleAction::DeleteOnServer]),
            about_all(&[RuleAction::Star]),
        ])
        .await;
    let (run, pages) = scene
        .engine
        .run_rules(scene.account, wire::Folder::Inbox)
        .await
        .unwrap();
    assert_eq!(
        (run.changed, pages.is_empty()),
        (2, false),
        "one has its star already"
    );
    let second = scene.row("message 2").await;
    assert_eq!(
        (second.folder, second.starred, second.unread),
        (Folder::Archive, true, false)
    );
    assert!(scene.store.wishes(scene.account).await.unwrap().is_empty());
    let again = scene
        .engine
        .run_rules(scene.account, wire::Folder::Inbox)
        .await
        .unwrap();
    assert_eq!(again.0.changed, 0, "all of it is so already");
    for (mark, messages) in run.back {
        let back = scene.engine.mark(scene.account, &messages, mark).await;
        back.unwrap();
    }
    let mut after = scene.all_rows().await;
    assert!(after[0].starred, "the star that was there stays");
    after[0].starred = false;
    assert_eq!(after, before);
}

#[tokio::test(start_paused = true)]
async fn a_tab_that_was_slower_is_told_the_rules_of_the_faster_one() {
    let scene = Scene::of(&mailbox(1)).await;
    let theirs = vec![about_all(&[ARCHIVE])];
    scene.rule(theirs.clone()).await;
    let ours = vec![about_second(&[RuleAction::Star])];
    let kept = scene.engine.set_rules(scene.account, Vec::new(), ours).await;
    assert_eq!(kept, Ok(theirs));
}
