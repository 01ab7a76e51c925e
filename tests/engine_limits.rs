//! How much is fetched, against a scripted server, under virtual time: headers only, up to a size, so many at a time; and
//! that what is asked for comes whatever the limits.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::Stop;
use restante::store::{DeletionPolicy, Store};
use restante::units::{MessageId, Octets};
use restante::wire::{FaultKind, FetchLimitsView, Folder, Mark, RowView};

use self::scene::{Scene, expected, mailbox, message, opening};
use self::scripted::Message;

const EVERYTHING: FetchLimitsView = FetchLimitsView {
    headers_only: false,
    largest: None,
    most_per_check: None,
};
const HEADERS: FetchLimitsView = FetchLimitsView {
    headers_only: true,
    ..EVERYTHING
};

async fn scene(messages: &[Message], limits: FetchLimitsView) -> Scene {
    let scene = Scene::of(messages).await;
    scene.limit(limits).await;
    scene
}

impl Scene {
    async fn limit(&self, limits: FetchLimitsView) {
        let set = self.engine.set_fetch_limits(self.account, limits).await;
        set.unwrap();
    }

    async fn inbox(&self) -> Vec<RowView> {
        let view = self.engine.rows(self.account, Folder::Inbox, 0, 1000).await;
        view.unwrap().rows
    }

    async fn open(&self, message: MessageId) -> Result<String, FaultKind> {
        let opened = self.engine.open_message(&opening(self.account, message)).await;
        opened.map(|view| view.subject).map_err(|fault| fault.kind)
    }

    async fn fetch(&self, message: MessageId) {
        let first = [message];
        let run = self.engine.sync(self.account, &first, &|_| {}, Stop::never());
        run.await.unwrap();
    }
}

fn large(uidl: &str) -> Message {
    let text = format!(
        "Message-ID: <{uidl}@x>\nSubject: {uidl}\n\n{}\n",
        "x".repeat(5000)
    );
    Message::new(uidl, &text)
}

#[tokio::test(start_paused = true)]
async fn without_limits_everything_comes() {
    let scene = Scene::of(&mailbox(3)).await;
    let limits = scene.engine.fetch_limits(scene.account).await.unwrap();
    assert_eq!(limits, FetchLimitsView::default());
    assert_eq!(scene.sync().await.unwrap().fetched, 3);
}

#[tokio::test(start_paused = true)]
async fn where_headers_are_enough_a_message_comes_when_it_is_opened() {
    let messages = mailbox(120);
    let scene = scene(&messages, HEADERS).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("TOP"), scene.server.heard("RETR")), (120, 0));
    let rows = scene.inbox().await;
    assert_eq!(rows.len(), 120);
    assert!(
        rows.iter()
            .all(|row| !row.fetched && row.subject.starts_with("message "))
    );

    let row = rows.iter().find(|row| row.subject == "message 7").unwrap();
    assert_eq!(scene.open(row.message).await, Err(FaultKind::NotFetched));
    scene.fetch(row.message).await;
    assert_eq!(scene.open(row.message).await, Ok("message 7".to_owned()));
    assert_eq!(scene.server.heard("RETR"), 1);
    assert_eq!(scene.stored().await, expected(&messages[6..7]));

    scene.limit(EVERYTHING).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!((scene.server.heard("RETR"), scene.rows().await), (120, 120));
}

#[tokio::test(start_paused = true)]
async fn a_header_that_is_refused_has_a_row_all_the_same() {
    let messages = mailbox(2);
    let scene = scene(&messages, HEADERS).await;
    scene.server.0.unknown.borrow_mut().push("TOP");
    scene.sync().await.unwrap();
    let rows = scene.inbox().await;
    assert_eq!(rows.len(), 2);
    scene.fetch(rows[0].message).await;
    scene.fetch(rows[1].message).await;
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.rows().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rule_deletes_nothing_of_which_only_the_header_is_here() {
    let messages = mailbox(3);
    let scene = scene(&messages, HEADERS).await;
    scene.engine.set_storage_persistent(true);
    let all = DeletionPolicy {
        after_days: Some(0),
        when_trashed: true,
        larger_than: Some(Octets(0)),
        although_browser_may_forget: true,
    };
    scene.store.set_deletion_policy(scene.account, all).await.unwrap();
    scene.sync().await.unwrap();
    let rows = scene.inbox().await;
    let ids: Vec<MessageId> = rows.iter().map(|row| row.message).collect();
    scene
        .engine
        .mark(scene.account, &ids, Mark::Filed(Folder::Trash))
        .await
        .unwrap();
    scene.sync().await.unwrap();
    assert_eq!((scene.server.heard("DELE"), scene.on_server().len()), (0, 3));
    scene.assert_nothing_lost(&messages, "headers only").await;
}

#[tokio::test(start_paused = true)]
async fn new_ids_for_all_headers_show_no_row_twice() {
    let messages = mailbox(10);
    let scene = scene(&messages, HEADERS).await;
    scene.sync().await.unwrap();
    let renamed = messages.iter().enumerate();
    let renamed = renamed.map(|(n, message)| Message {
        uidl: format!("other{n}"),
        ..message.clone()
    });
    scene.server.0.messages.replace(renamed.collect());
    scene.sync().await.unwrap();
    assert_eq!((scene.rows().await, scene.server.heard("RETR")), (10, 0));
}

#[tokio::test(start_paused = true)]
async fn a_header_like_one_of_a_message_here_is_told_apart_by_its_message() {
    let mut messages = mailbox(4);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.limit(HEADERS).await;
    // One comes back under another id, and another one only looks like one that is here.
    let back = Message {
        uidl: "again".to_owned(),
        ..messages.remove(0)
    };
    let mut alike = messages.remove(0);
    alike.uidl = "alike".to_owned();
    alike.bytes.extend(*b"and more\r\n");
    scene.server.0.messages.replace(messages.clone());
    scene.server.0.messages.borrow_mut().push(back);
    scene.server.0.messages.borrow_mut().push(alike.clone());
    scene.server.0.messages.borrow_mut().push(message("new", 50));
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    let mut all = mailbox(4);
    all.push(alike);
    assert_eq!(scene.stored().await, expected(&all));
    assert_eq!(scene.rows().await, 6, "and the new one's header");
    assert_eq!(scene.server.heard("RETR"), 4 + 2);
}

#[tokio::test(start_paused = true)]
async fn the_rest_of_a_large_message_comes_when_it_is_asked_for() {
    let mut messages = mailbox(2);
    messages.push(large("big"));
    let limits = FetchLimitsView {
        largest: Some(Octets(4000)),
        ..EVERYTHING
    };
    let scene = scene(&messages, limits).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages[..2]));
    let rows = scene.inbox().await;
    let big = rows.iter().find(|row| row.subject == "big").unwrap();
    assert!(!big.fetched && big.octets > Octets(4000));
    let opened = scene
        .engine
        .open_message(&opening(scene.account, big.message))
        .await;
    let skipped = opened.unwrap_err().skipped.unwrap();
    assert!(skipped.too_large, "whoever opens it is told how large it is");
    scene.fetch(big.message).await;
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.server.heard("RETR"), 3);
}

#[tokio::test(start_paused = true)]
async fn so_many_a_check_bring_everything_once_newest_first() {
    let messages = mailbox(8);
    let limits = FetchLimitsView {
        most_per_check: Some(3),
        ..EVERYTHING
    };
    let scene = scene(&messages, limits).await;
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages[5..]));
    scene.sync().await.unwrap();
    assert_eq!(scene.stored().await, expected(&messages[2..]));
    assert_eq!(scene.sync().await.unwrap().fetched, 2);
    assert_eq!(scene.stored().await, expected(&messages));
    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    assert_eq!((scene.server.heard("RETR"), scene.rows().await), (8, 8));
}

#[tokio::test(start_paused = true)]
async fn a_check_that_takes_several_sessions_is_one_check() {
    let mut messages = mailbox(6);
    let limits = FetchLimitsView {
        most_per_check: Some(2),
        ..EVERYTHING
    };
    let scene = scene(&messages, limits).await;
    // The newest goes on far beyond its size, and so the line is given up.
    messages[5].bytes.resize(60 * 1024 * 1024, b'z');
    scene.server.0.messages.replace(messages.clone());
    scene.server.0.size_hundredths.set(Some(0));
    let _passed_over = scene.sync().await;
    assert_eq!(scene.stored().await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cut_at_any_byte_within_limits_brings_nothing_twice() {
    let mut messages = mailbox(5);
    messages.push(large("big"));
    let limits = FetchLimitsView {
        largest: Some(Octets(4000)),
        most_per_check: Some(2),
        ..EVERYTHING
    };
    for headers_only in [false, true] {
        for cut in 0..1500 {
            let scene = scene(
                &messages,
                FetchLimitsView {
                    headers_only,
                    ..limits
                },
            )
            .await;
            scene.server.0.cut_after.set(Some(cut));
            let whole = scene.sync().await.is_ok();
            scene.server.0.cut_after.set(None);
            for _ in 0..4 {
                scene.sync().await.unwrap();
            }
            assert_eq!(scene.rows().await, 6, "cut after byte {cut}");
            let here = if headers_only {
                &messages[..0]
            } else {
                &messages[..5]
            };
            assert_eq!(scene.stored().await, expected(here), "cut after byte {cut}");
            if whole {
                break;
            }
        }
    }
}
