//! What is on the server and what becomes of single messages there, against a scripted one, under virtual time.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that meets the unexpected fails, and a campaign says how large it was"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::{EngineOptions, Stop, Stretch};
use restante::store::{BodyState, DeletionReason, DeletionState, MarkChange, Store};
use restante::units::{MessageId, Octets};
use restante::wire::{
    Decision, DeletionPolicyView, DeletionReason as Reason, FaultKind, FetchLimitsView, Folder, Mark,
    Presence, ServerBoxView, ServerRowView,
};

use self::scene::{Scene, expected, mailbox, message, setup};
use self::scripted::{Message, Update};

const HEADERS: FetchLimitsView = FetchLimitsView {
    headers_only: true,
    largest: None,
    most_per_check: None,
};

/// A mailbox of which nothing comes but the headers.
async fn scene(messages: &[Message]) -> Scene {
    let scene = Scene::at(setup(), messages, EngineOptions::default()).await;
    scene.engine.set_storage_persistent(true);
    let limited = scene.engine.set_fetch_limits(scene.account, HEADERS).await;
    limited.unwrap();
    scene
}

impl Scene {
    async fn look(&self) -> ServerBoxView {
        let looked = self.engine.look_at_server(self.account, &|_| {}, Stop::never());
        looked.await.unwrap();
        self.view().await
    }

    async fn look_closely(&self, start: u32, count: u32) {
        let stretch = Stretch { start, count };
        let looked = self
            .engine
            .look_at_headers(self.account, stretch, &|_| {}, Stop::never());
        looked.await.unwrap();
    }

    async fn view(&self) -> ServerBoxView {
        self.engine.server_box(self.account, 0, 500).await.unwrap()
    }

    async fn row(&self, uidl: &str) -> ServerRowView {
        let rows = self.view().await.rows;
        let is_it = |row: &&ServerRowView| row.server.as_ref().unwrap().uidl.as_bytes() == uidl.as_bytes();
        rows.iter().find(is_it).unwrap().clone()
    }

    async fn decide(&self, uidls: &[&str], decision: Decision) {
        let mut messages = Vec::new();
        for uidl in uidls {
            messages.extend(self.row(uidl).await.server);
        }
        let decided = self.engine.decide(self.account, &messages, decision).await;
        decided.unwrap();
    }

    async fn wishes(&self) -> usize {
        self.store.wishes(self.account).await.unwrap().iter().count()
    }
}

fn uidls(view: &ServerBoxView) -> Vec<String> {
    let ids = view.rows.iter().filter_map(|row| row.server.as_ref());
    ids.map(|server| server.uidl.to_string()).collect()
}

#[tokio::test(start_paused = true)]
async fn nobody_knows_what_is_there_before_somebody_looked() {
    let scene = scene(&mailbox(3)).await;
    assert_eq!(scene.view().await.listed_at, None);
    let view = scene.look().await;
    assert!(view.listed_at.is_some());
    assert_eq!(
        (view.total, uidls(&view)),
        (3, vec!["uid3".into(), "uid2".into(), "uid1".into()])
    );
    assert!(
        view.rows
            .iter()
            .all(|row| row.presence == Presence::NotHere && row.subject.is_empty())
    );
    let heard = ["RETR", "TOP", "DELE"].map(|verb| scene.server.heard(verb));
    assert_eq!((heard, scene.rows().await), ([0; 3], 0), "looking brings nothing");
    assert_eq!(scene.engine.accounts().await.unwrap()[0].checked_at, None);
}

#[tokio::test(start_paused = true)]
async fn headers_of_what_was_never_seen_are_shown_and_not_kept() {
    let messages = mailbox(3);
    let scene = scene(&messages).await;
    scene.look_closely(0, 50).await;
    let view = scene.view().await;
    let subjects: Vec<&str> = view.rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(subjects, ["message 3", "message 2", "message 1"]);
    let is_stranger = |row: &ServerRowView| row.presence == Presence::NotHere && row.message.is_none();
    assert!(view.rows.iter().all(is_stranger));
    let heard = ["TOP", "RETR", "DELE"].map(|verb| scene.server.heard(verb));
    assert_eq!((heard, scene.rows().await), ([3, 0, 0], 0));
    let marks = scene.store.begin_sync(scene.account).await.unwrap().1;
    assert!(marks.is_empty(), "what was looked at is not seen");
    scene.sync().await.unwrap();
    assert_eq!(scene.rows().await, 3, "and comes as ever");
}

#[tokio::test(start_paused = true)]
async fn headers_are_asked_for_only_where_somebody_looks_and_only_once() {
    let scene = scene(&mailbox(120)).await;
    scene.look_closely(50, 40).await;
    assert_eq!(scene.server.heard("TOP"), 40);
    let view = scene.view().await;
    let shown = |row: &&ServerRowView| !row.subject.is_empty();
    assert_eq!(view.rows.iter().filter(shown).count(), 40);
    assert_eq!(
        (view.rows[49].subject.as_str(), view.rows[50].subject.as_str()),
        ("", "message 70")
    );
    scene.look_closely(50, 40).await;
    assert_eq!(scene.server.heard("TOP"), 40, "what was seen is still known");
    scene.look_closely(40, 20).await;
    assert_eq!(scene.server.heard("TOP"), 50);
    scene.look().await;
    assert_eq!(scene.view().await.rows[50].subject, "message 70");
    scene.look_closely(0, u32::MAX).await;
    assert_eq!(scene.server.heard("TOP"), 100, "not beyond the hundredth row");
}

#[tokio::test(start_paused = true)]
async fn headers_cost_one_round_trip_where_the_server_takes_several_commands() {
    let scene = scene(&mailbox(60)).await;
    let trips = |closely: bool| {
        let scene = &scene;
        async move {
            let before = scene.server.0.round_trips.get();
            if closely {
                scene.look_closely(0, 50).await;
            } else {
                scene.look().await;
            }
            scene.server.0.round_trips.get() - before
        }
    };
    let plain = trips(false).await;
    assert_eq!(trips(true).await, plain + 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_without_headers_still_shows_its_list() {
    let scene = scene(&mailbox(3)).await;
    scene.server.0.unknown.replace(vec!["TOP"]);
    scene.look_closely(0, 50).await;
    let view = scene.view().await;
    assert_eq!((view.total, view.rows[0].subject.as_str()), (3, ""));
}

#[tokio::test(start_paused = true)]
async fn what_came_before_a_cut_is_shown() {
    let scene = scene(&mailbox(20)).await;
    let mut shown = std::collections::BTreeSet::new();
    for cut in (0..6_000).step_by(50) {
        scene.server.0.cut_after.set(Some(cut));
        let stretch = Stretch { start: 0, count: 50 };
        let look = scene
            .engine
            .look_at_headers(scene.account, stretch, &|_| {}, Stop::never());
        let _cut = look.await;
        let rows = scene.view().await.rows;
        let known = rows.iter().filter(|row| !row.subject.is_empty());
        shown.insert(known.count());
    }
    assert!(shown.len() > 2 && shown.contains(&20), "{shown:?}");
    assert_eq!(scene.rows().await, 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_looking_waits_for_no_header() {
    let scene = scene(&mailbox(20)).await;
    scene.server.0.slow.replace(vec![("TOP", 3_600_000)]);
    let stretch = Stretch { start: 0, count: 50 };
    let a_while = Stop::when(tokio::time::sleep(std::time::Duration::from_secs(5)));
    let look = scene
        .engine
        .look_at_headers(scene.account, stretch, &|_| {}, a_while);
    assert_eq!(look.await.unwrap_err().kind, FaultKind::Cancelled);
    assert_eq!(scene.view().await.total, 20, "the list is there");
}

#[tokio::test(start_paused = true)]
async fn a_check_leaves_a_list_behind_that_knows_what_came() {
    let scene = scene(&mailbox(3)).await;
    scene.sync().await.unwrap();
    let row = scene.row("uid2").await;
    assert_eq!(
        (row.subject.as_str(), row.presence),
        ("message 2", Presence::HeaderOnly)
    );
    let opened = [row.message.unwrap()];
    let sync = scene.engine.sync(scene.account, &opened, &|_| {}, Stop::never());
    sync.await.unwrap();
    assert_eq!(scene.row("uid2").await.presence, Presence::Here);
    assert_eq!(scene.row("uid1").await.presence, Presence::HeaderOnly);
}

#[tokio::test(start_paused = true)]
async fn what_another_client_deleted_is_not_listed_any_more_and_stays_here() {
    let messages = mailbox(3);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.server.0.messages.borrow_mut().remove(1);
    assert_eq!(uidls(&scene.view().await).len(), 3, "as far as is known");
    assert_eq!(uidls(&scene.look().await), ["uid3", "uid1"]);
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_messages_are_handed_out_in_stretches() {
    let scene = scene(&[]).await;
    let lines = (1..=100_000).map(|n| format!("{n} id{n}"));
    scene.server.0.uidl_lines.replace(Some(lines.collect()));
    scene.look().await;
    let middle = scene.engine.server_box(scene.account, 50_000, 40).await.unwrap();
    assert_eq!(
        (middle.total, middle.start, middle.rows.len()),
        (100_000, 50_000, 40)
    );
    assert_eq!(uidls(&middle)[0], "id50000");
    let end = scene.engine.server_box(scene.account, 99_990, 40).await.unwrap();
    assert_eq!(uidls(&end).last().unwrap(), "id1");
    let all = scene.engine.server_box(scene.account, 0, u32::MAX).await.unwrap();
    assert_eq!(all.rows.len(), 500, "and never as a whole");
}

#[tokio::test(start_paused = true)]
async fn a_message_is_fetched_because_somebody_wants_it() {
    let messages = mailbox(4);
    let scene = scene(&messages).await;
    scene.look().await;
    scene.decide(&["uid2", "uid4"], Decision::Fetch).await;
    let view = scene.view().await;
    assert_eq!((view.to_fetch, view.rows[2].decision), (2, Some(Decision::Fetch)));
    scene.sync().await.unwrap();
    let wanted = [messages[1].clone(), messages[3].clone()];
    assert_eq!(scene.stored().await, expected(&wanted));
    assert_eq!((scene.rows().await, scene.wishes().await), (4, 0));
    assert_eq!(scene.row("uid4").await.decision, None, "it came true");
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR"), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_there_comes_only_once_that_is_taken_back() {
    let messages = mailbox(3);
    let scene = Scene::of(&messages).await;
    scene.look().await;
    scene.decide(&["uid1", "uid3"], Decision::Leave).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("RETR"), scene.rows().await), (1, 1));
    assert_eq!(scene.view().await.left, 2);
    scene.decide(&["uid1"], Decision::Later).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages[..2]));
    assert_eq!(scene.row("uid3").await.decision, Some(Decision::Leave));
}

#[tokio::test(start_paused = true)]
async fn a_rule_does_not_delete_what_is_to_be_left() {
    let messages = mailbox(2);
    let scene = Scene::of(&messages).await;
    scene.engine.set_storage_persistent(true);
    scene.sync().await.unwrap();
    let at_once = DeletionPolicyView {
        after_days: Some(0),
        ..DeletionPolicyView::default()
    };
    let set = scene.engine.set_deletion_policy(scene.account, at_once).await;
    set.unwrap();
    assert_eq!(scene.row("uid1").await.goes, Some(Reason::Days(0)));
    scene.decide(&["uid1"], Decision::Leave).await;
    assert_eq!(scene.row("uid1").await.goes, None);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_to_be_deleted_is_fetched_first() {
    let messages = mailbox(3);
    let scene = scene(&messages).await;
    scene.sync().await.unwrap();
    scene.decide(&["uid2"], Decision::Delete).await;
    assert_eq!(scene.view().await.to_delete, 1);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1", "uid3"]);
    assert_eq!(scene.stored().await, expected(&messages[1..2]));
    let ledger = scene.ledger().await;
    assert_eq!((ledger.len(), ledger[0].reason), (1, DeletionReason::Asked));
    assert_eq!(ledger[0].state, DeletionState::Deleted);
    assert_eq!((scene.wishes().await, scene.view().await.total), (0, 2));
    assert_eq!(scene.view().await.to_delete, 0);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_is_taken_back_in_time_does_not_happen() {
    let scene = scene(&mailbox(2)).await;
    scene.sync().await.unwrap();
    scene.decide(&["uid1", "uid2"], Decision::Delete).await;
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    scene.decide(&["uid1", "uid2"], Decision::Later).await;
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("DELE"), scene.on_server().len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn without_a_copy_nothing_goes_unless_that_was_said() {
    let messages = mailbox(3);
    let scene = scene(&messages).await;
    scene.sync().await.unwrap();
    scene.server.0.refused.set(Some(2));
    scene.decide(&["uid2"], Decision::Delete).await;
    let _it_was_refused = scene.sync().await;
    assert_eq!(scene.server.heard("DELE"), 0, "it cannot be had, and so it stays");
    assert_eq!(scene.on_server().len(), 3);

    scene.decide(&["uid2"], Decision::DeleteWithoutCopy).await;
    assert_eq!(scene.row("uid2").await.goes, Some(Reason::WithoutCopy));
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid1", "uid3"]);
    let ledger = scene.engine.deletions(scene.account, "").await.unwrap();
    assert_eq!(
        (ledger.len(), ledger[0].reason, ledger[0].sha256),
        (1, Reason::WithoutCopy, None)
    );
    assert_eq!(
        (ledger[0].subject.as_str(), ledger[0].uidl.as_str()),
        ("message 2", "uid2")
    );
    assert_eq!((scene.rows().await, scene.wishes().await), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn what_was_never_met_can_go_without_a_copy_and_is_named_in_the_ledger() {
    let scene = scene(&mailbox(3)).await;
    scene.look().await;
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid2", "uid3"]);
    assert_eq!(scene.server.heard("RETR"), 0);
    assert_eq!(scene.ledger().await[0].subject, "message 1");
    let trash = scene
        .engine
        .rows(scene.account, Folder::Trash, 0, 9)
        .await
        .unwrap();
    assert_eq!((trash.total, scene.rows().await), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_shows_no_header_deletes_by_id_and_size() {
    let scene = scene(&mailbox(2)).await;
    scene.server.0.unknown.borrow_mut().push("TOP");
    scene.sync().await.unwrap();
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid2"]);
    assert_eq!(scene.server.heard("RETR"), 0);
}

#[tokio::test(start_paused = true)]
async fn another_message_under_the_same_id_is_not_deleted_without_a_copy() {
    let messages = mailbox(2);
    let scene = scene(&messages).await;
    scene.sync().await.unwrap();
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    // Of another size: nothing was said about it.
    scene.server.0.messages.borrow_mut()[0] = message("uid1", 30);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 2);
    // Of the same size, but its header is another one.
    let mut alike = messages[0].clone();
    alike.bytes = String::from_utf8(alike.bytes)
        .unwrap()
        .replace("message 1", "massage 1")
        .into();
    scene.server.0.messages.borrow_mut()[0] = alike;
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("DELE"), scene.on_server().len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_here_after_all_is_looked_at_before_it_goes() {
    let messages = mailbox(2);
    let scene = Scene::of(&messages).await;
    scene.engine.set_storage_persistent(false);
    scene.sync().await.unwrap();
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    assert!(scene.view().await.browser_may_forget);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server().len(), 2, "the browser may lose the copy");
    scene.engine.set_storage_persistent(true);
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["uid2"]);
    assert_eq!(scene.ledger().await[0].reason, DeletionReason::Asked);
    assert_eq!(scene.stored().await, expected(&messages));
}

#[tokio::test(start_paused = true)]
async fn a_plan_names_what_was_asked_for() {
    let scene = scene(&mailbox(3)).await;
    scene.sync().await.unwrap();
    scene.decide(&["uid1"], Decision::DeleteWithoutCopy).await;
    let nothing = DeletionPolicyView::default();
    let plan = scene.engine.plan_deletions(scene.account, nothing).await.unwrap();
    assert_eq!(
        (plan.due, plan.not_here, plan.lines[0].reason),
        (1, 2, Reason::WithoutCopy)
    );
}

#[tokio::test(start_paused = true)]
async fn a_deleted_message_whose_id_is_given_again_takes_no_wish_along() {
    let scene = scene(&[message("1", 1)]).await;
    scene.sync().await.unwrap();
    scene.decide(&["1"], Decision::DeleteWithoutCopy).await;
    scene.server.0.update.set(Update::DoneUnheard);
    scene.sync().await.unwrap();
    scene.server.0.update.set(Update::Done);
    scene.server.0.messages.borrow_mut().push(message("1", 2));
    // The list still has the id, so the deletion counts as not done; but it is not that message any more.
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.on_server(), ["1"]);
}

/// Cuts the line after every byte of a session that fetches one message by request, deletes one that is here, one that
/// is not yet, and one without a copy.
#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_while_deleting_by_request_loses_nothing() {
    let messages = mailbox(5);
    let mut cuts = 0;
    for update in [Update::Done, Update::DoneUnheard, Update::Lost, Update::Failed] {
        for pipelining in [true, false] {
            for cut in 0.. {
                let scene = requests(&messages, pipelining).await;
                let when = format!("cut after byte {cut}, update {update:?}, pipelining {pipelining}");
                scene.server.0.update.set(update);
                scene.server.0.cut_after.set(Some(cut));
                let first = scene.sync().await;
                scene.assert_nothing_lost(&messages, &when).await;
                scene.server.0.cut_after.set(None);
                scene.server.0.update.set(Update::Done);
                scene.sync().await.unwrap();
                scene.assert_as_requested(&messages, &when).await;
                cuts += 1;
                if first.is_ok() && cut > 200 {
                    break;
                }
            }
        }
    }
    println!("cut the line {cuts} times");
}

/// Drops the engine's future at every point where it waits in such a session.
#[tokio::test(start_paused = true)]
async fn an_engine_killed_at_any_await_while_deleting_by_request_loses_nothing() {
    let messages = mailbox(5);
    for update in [Update::Done, Update::DoneUnheard] {
        let mut kills = 0;
        loop {
            let scene = requests(&messages, false).await;
            let when = format!("killed at await {kills}");
            scene.server.0.halting.set(true);
            scene.server.0.update.set(update);
            let finished = scene.sync_until_poll(kills).await;
            scene.assert_nothing_lost(&messages, &when).await;
            scene.server.0.update.set(Update::Done);
            scene.sync().await.unwrap();
            scene.assert_as_requested(&messages, &when).await;
            if finished {
                break;
            }
            kills += 1;
        }
        assert!(kills > 50, "a run that hardly waits proves nothing");
        println!("killed the engine {kills} times");
    }
}

/// Message 1 is here and to be deleted, 2 is to be fetched and then deleted, 3 is to go without a copy, 4 is to be
/// fetched, and 5 stays there.
async fn requests(messages: &[Message], pipelining: bool) -> Scene {
    let scene = scene(messages).await;
    scene.server.0.pipelining.set(pipelining);
    scene.look().await;
    scene.decide(&["uid1"], Decision::Fetch).await;
    scene.sync().await.unwrap();
    scene.decide(&["uid1", "uid2"], Decision::Delete).await;
    scene.decide(&["uid3"], Decision::DeleteWithoutCopy).await;
    scene.decide(&["uid4"], Decision::Fetch).await;
    scene
}

impl Scene {
    async fn assert_as_requested(&self, messages: &[Message], when: &str) {
        self.assert_nothing_lost(messages, when).await;
        assert_eq!(self.on_server(), ["uid4", "uid5"], "{when}");
        let here = [messages[0].clone(), messages[1].clone(), messages[3].clone()];
        assert_eq!(self.stored().await, expected(&here), "{when}");
        assert_eq!(self.wishes().await, 0, "{when}");
        let gone = self.ledger().await;
        let without_copy = gone
            .iter()
            .filter(|line| line.reason == DeletionReason::WithoutCopy);
        let without_copy: Vec<String> = without_copy.map(|line| line.key.uidl.to_string()).collect();
        assert_eq!((gone.len(), without_copy), (3, vec!["uid3".to_owned()]), "{when}");
        assert!(
            gone.iter().all(|line| line.state == DeletionState::Deleted),
            "{when}"
        );
        assert_eq!(
            self.rows().await,
            4,
            "what was given up has left the inbox: {when}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_other_clients_left_twice_is_found_and_nothing_is_moved() {
    let mut messages = mailbox(3);
    messages.push(Message {
        uidl: "copy".to_owned(),
        ..messages[1].clone()
    });
    // The same message, as another server hands it over.
    let mut marked = b"Status: RO\r\n".to_vec();
    marked.extend(&messages[1].bytes);
    marked.extend(*b"\r\n");
    messages.push(Message {
        uidl: "marked".to_owned(),
        bytes: marked,
    });
    // Not the same message: one word differs.
    let other = String::from_utf8(messages[0].bytes.clone()).unwrap();
    messages.push(Message {
        uidl: "other".to_owned(),
        bytes: other.replace("leading dot", "leading bot").into(),
    });
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    let star = MarkChange::Starred(true);
    let newest = scene.row("marked").await.message.unwrap();
    scene
        .store
        .change_marks(scene.account, &[newest], star)
        .await
        .unwrap();
    let pages = [0];
    scene.engine.reload_pages(scene.account, &pages).await.unwrap();

    let found = scene.engine.duplicates(scene.account).await.unwrap();
    assert_eq!((found.groups.len(), found.more), (1, 0));
    let group = &found.groups[0];
    assert_eq!((group.subject.as_str(), group.copies.len()), ("message 2", 3));
    assert_eq!(group.copies[0].message, newest, "the starred one is kept");
    assert_eq!(scene.rows().await, 6, "and nothing is moved");

    let others: Vec<MessageId> = group.copies[1..].iter().map(|copy| copy.message).collect();
    scene
        .engine
        .mark(scene.account, &others, Mark::Filed(Folder::Trash))
        .await
        .unwrap();
    let found = scene.engine.duplicates(scene.account).await.unwrap();
    assert!(found.groups.is_empty());
}

#[tokio::test(start_paused = true)]
async fn headers_alone_are_no_duplicates() {
    let messages = [message("a", 1), message("b", 1)];
    let scene = scene(&messages).await;
    scene.sync().await.unwrap();
    let pages = scene.store.summaries(scene.account).await.unwrap();
    assert!(
        pages[0]
            .rows
            .iter()
            .all(|row| row.body == BodyState::Missing && row.octets > Octets(0))
    );
    let found = scene.engine.duplicates(scene.account).await.unwrap();
    assert!(found.groups.is_empty());
}
