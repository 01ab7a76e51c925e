//! Who is who when a server's ids do not say: nothing is lost, nothing comes twice, and in doubt it is fetched. Under
//! virtual time; each test is named after the servers that do it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::engine::EngineOptions;
use restante::units::{MessageId, Octets};
use restante::wire::{FaultKind, Folder, Mark};
use scene::{Scene, expected, mailbox, message};
use scripted::Message;

/// The same messages under ids of another kind.
fn renamed(messages: &[Message]) -> Vec<Message> {
    let renamed = |message: &Message| Message {
        uidl: format!("0000{}.new-format", message.uidl),
        ..message.clone()
    };
    messages.iter().map(renamed).collect()
}

async fn holds_all_once(scene: &Scene, messages: &[Message]) {
    assert_eq!(scene.stored().await, expected(messages));
    assert_eq!(scene.rows().await as usize, messages.len());
}

#[tokio::test(start_paused = true)]
async fn dovecot_uidl_format_changed() {
    let messages = mailbox(300);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene
        .engine
        .mark(scene.account, &[MessageId(7)], Mark::Read(true))
        .await
        .unwrap();
    scene.server.0.heard.take();

    let mut after = renamed(&messages);
    after.push(message("one-more", 301));
    scene.server.0.messages.replace(after.clone());
    assert_eq!(scene.sync().await.unwrap().fetched, 1);
    holds_all_once(&scene, &after).await;
    assert_eq!(
        scene.server.heard("RETR"),
        4,
        "a sample of three, and the new one"
    );
    let view = scene
        .engine
        .rows(scene.account, Folder::Inbox, 0, 1)
        .await
        .unwrap();
    assert_eq!(view.unread, 300, "what was read stays read");

    scene.server.0.heard.take();
    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    assert_eq!(scene.server.heard("RETR") + scene.server.heard("TOP"), 0);
}

#[tokio::test(start_paused = true)]
async fn dovecot_uidl_format_changed_and_sizes_are_wrong() {
    let messages = mailbox(20);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.server.0.messages.replace(renamed(&messages));
    scene.server.0.size_hundredths.set(Some(97));
    assert_eq!(
        scene.sync().await.unwrap().fetched,
        0,
        "fetched, compared, and known"
    );
    holds_all_once(&scene, &messages).await;
    scene.server.0.heard.take();
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR"), 0);
}

#[tokio::test(start_paused = true)]
async fn dovecot_uidl_format_changed_and_the_line_was_cut_at_any_byte() {
    let messages = mailbox(4);
    for step in 0.. {
        let scene = Scene::of(&messages).await;
        scene.sync().await.unwrap();
        let mut after = renamed(&messages);
        after.push(message("one-more", 5));
        scene.server.0.messages.replace(after.clone());
        scene.server.0.cut_after.set(Some(step * 7));
        let cut = scene.sync().await;
        scene.server.0.cut_after.set(None);
        scene.sync().await.unwrap();
        holds_all_once(&scene, &after).await;
        if cut.is_ok() {
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn dovecot_uidl_format_changed_before_all_was_fetched() {
    let messages = mailbox(120);
    let scene = Scene::of(&messages).await;
    scene.server.0.cut_after.set(Some(30_000));
    scene.sync().await.unwrap_err();
    scene.server.0.cut_after.set(None);
    assert_eq!(scene.rows().await, 120, "every header is here, not every message");
    assert!(scene.stored().await.len() < 120);
    scene.server.0.messages.replace(renamed(&messages));
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn new_ids_with_headers_that_lie_are_fetched() {
    let messages = mailbox(12);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    let mut others = renamed(&messages);
    for other in &mut others {
        let last = other.bytes.len() - 3;
        other.bytes[last] = b'y';
    }
    scene.server.0.messages.replace(others.clone());
    assert_eq!(
        scene.sync().await.unwrap().fetched,
        12,
        "same headers, same sizes, other words"
    );
    let both: Vec<Message> = messages.into_iter().chain(others).collect();
    holds_all_once(&scene, &both).await;
}

#[tokio::test(start_paused = true)]
async fn all_mail_is_new_where_all_old_mail_is_gone() {
    let old = mailbox(5);
    let scene = Scene::of(&old).await;
    scene.sync().await.unwrap();
    let new: Vec<Message> = (10..15).map(|n| message(&format!("id{n}"), n)).collect();
    scene.server.0.messages.replace(new.clone());
    assert_eq!(scene.sync().await.unwrap().fetched, 5);
    let all: Vec<Message> = old.into_iter().chain(new).collect();
    holds_all_once(&scene, &all).await;
}

#[tokio::test(start_paused = true)]
async fn no_uidl() {
    let mut messages = mailbox(6);
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["UIDL"]);
    assert_eq!(scene.sync().await.unwrap().fetched, 6);
    holds_all_once(&scene, &messages).await;

    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    let first = messages.remove(0);
    messages.push(message("", 7));
    scene.server.0.messages.replace(messages.clone());
    assert_eq!(
        scene.sync().await.unwrap().fetched,
        1,
        "numbers move, messages do not"
    );
    messages.push(first);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn no_uidl_and_no_top() {
    let messages = mailbox(6);
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["UIDL", "TOP", "CAPA"]);
    scene.sync().await.unwrap();
    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    assert_eq!(
        scene.server.heard("RETR"),
        12,
        "whoever has no names is listened to again"
    );
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn no_uidl_and_no_list() {
    let messages = mailbox(3);
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["UIDL", "LIST"]);
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn no_uidl_and_a_cut_at_any_byte() {
    let messages = mailbox(3);
    for step in 0.. {
        let scene = Scene::of(&messages).await;
        scene.server.0.unknown.replace(vec!["UIDL"]);
        scene.server.0.cut_after.set(Some(step * 5));
        let cut = scene.sync().await;
        scene.server.0.cut_after.set(None);
        scene.sync().await.unwrap();
        holds_all_once(&scene, &messages).await;
        if cut.is_ok() {
            break;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_uidl_and_two_equal_messages() {
    let messages = vec![message("", 1), message("", 1), message("", 2)];
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["UIDL"]);
    for _ in 0..3 {
        scene.sync().await.unwrap();
        assert_eq!(scene.stored().await, expected(&messages));
        assert_eq!(scene.rows().await, 3);
    }
}

#[tokio::test(start_paused = true)]
async fn no_uidl_and_a_message_too_large() {
    let mut messages = mailbox(3);
    messages[1].bytes.extend([b'y'; 5000]);
    messages[1].bytes.extend(*b"\r\n");
    let options = EngineOptions {
        max_message: Octets(1000),
        ..EngineOptions::default()
    };
    let scene = Scene::with(&messages, options).await;
    scene.server.0.unknown.replace(vec!["UIDL"]);
    let fault = scene.sync().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert_eq!(fault.skipped.as_ref().unwrap().subject, "message 2");
    scene.sync().await.unwrap();
    assert_eq!((scene.stored().await.len(), scene.rows().await), (2, 3));
    let asked = [fault.skipped.unwrap().message];
    let stop = restante::engine::Stop::never();
    scene
        .engine
        .sync(scene.account, &asked, &|_| {}, stop)
        .await
        .unwrap();
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn uidl_turned_up_where_there_was_none() {
    let messages = mailbox(5);
    let scene = Scene::of(&messages).await;
    scene.server.0.unknown.replace(vec!["UIDL"]);
    scene.sync().await.unwrap();
    scene.server.0.unknown.take();
    scene.sync().await.unwrap();
    scene.server.0.heard.take();
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR"), 0);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn getmail_broken_uidl_gives_one_id_to_all() {
    let mut messages: Vec<Message> = (1..=4).map(|n| message("1", n)).collect();
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
    // The first goes, another comes: a count of equal ids would take the new one for the old.
    let gone = messages.remove(0);
    messages.push(message("1", 9));
    scene.server.0.messages.replace(messages.clone());
    assert_eq!(scene.sync().await.unwrap().fetched, 1);
    messages.push(gone);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn uidl_empty_or_too_long_hides_no_message() {
    let messages = mailbox(4);
    let scene = Scene::of(&messages).await;
    let long = "z".repeat(1025);
    let lines = ["1 uid1", "2 ", &format!("3 {long}"), "4 \u{e9}"];
    let lines = lines.iter().map(|line| (*line).to_owned()).collect();
    scene.server.0.uidl_lines.replace(Some(lines));
    for _ in 0..2 {
        scene.sync().await.unwrap();
        holds_all_once(&scene, &messages).await;
    }
}

#[tokio::test(start_paused = true)]
async fn uidl_of_a_kilobyte_is_kept() {
    let messages: Vec<Message> = (1..=3)
        .map(|n| message(&format!("{n}{}", "z".repeat(1023)), n))
        .collect();
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR"), 3);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn uidl_shorter_than_list() {
    let messages = mailbox(4);
    let scene = Scene::of(&messages).await;
    let lines = vec!["2 uid2".to_owned(), "3 uid3".to_owned()];
    scene.server.0.uidl_lines.replace(Some(lines));
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
    scene.server.0.uidl_lines.take();
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn qpopper_writes_status_into_headers() {
    let messages = mailbox(8);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    let mut after = renamed(&messages);
    for message in &mut after {
        let status = [b"Status: RO\r\nX-UIDL: 7\r\n".as_slice(), &message.bytes].concat();
        message.bytes = status;
    }
    scene.server.0.messages.replace(after);
    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn qmail_appends_a_blank_line() {
    let mut messages = mailbox(8);
    for message in &mut messages {
        message.bytes.extend(*b"\r\n");
    }
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
    // The mailbox moves to a server that does not.
    let mut after = renamed(&messages);
    for message in &mut after {
        message.bytes.truncate(message.bytes.len() - 2);
    }
    scene.server.0.messages.replace(after);
    assert_eq!(scene.sync().await.unwrap().fetched, 0);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn pocket_outlook_remembered_numbers() {
    let messages = mailbox(5);
    let scene = Scene::of(&messages).await;
    scene.server.0.refused.set(Some(4));
    scene.sync().await.unwrap_err();
    scene.server.0.refused.set(None);
    // Somebody else deletes the first two: what was number 4 is number 2 now.
    scene.server.0.messages.replace(messages[2..].to_vec());
    scene.server.0.heard.take();
    assert_eq!(scene.sync().await.unwrap().fetched, 1);
    assert_eq!(scene.server.heard("RETR 2"), 1);
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn thunderbird_stat_of_zero_once() {
    let messages = mailbox(500);
    let scene = Scene::of(&messages).await;
    scene.sync().await.unwrap();
    scene.server.0.messages.take();
    scene.sync().await.unwrap();
    scene.server.0.messages.replace(messages.clone());
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("RETR"), 500, "nothing is fetched again");
    holds_all_once(&scene, &messages).await;
}

#[tokio::test(start_paused = true)]
async fn thunderbird_one_poisonous_message() {
    let messages = mailbox(9);
    let scene = Scene::of(&messages).await;
    scene.server.0.refused.set(Some(5));
    let fault = scene.sync().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::MessageRefused);
    assert_eq!(scene.stored().await.len(), 8, "those behind it come all the same");
    assert_eq!(scene.rows().await, 9, "and it is remembered");
    scene.server.0.refused.set(None);
    scene.sync().await.unwrap();
    holds_all_once(&scene, &messages).await;
}
