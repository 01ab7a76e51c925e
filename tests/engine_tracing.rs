//! What the engine says of a message's way and its sender: by the account's own provider, and by nobody inside of a
//! message.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::units::MessageId;
use restante::wire::{Folder, SenderVerdict, Trace, TraceView, VerdictReason};

use self::scene::{Scene, opening};
use self::scripted::Message;

/// As the account's provider hands it over.
const CHECKED: &str = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.com\n\
    Received: from mail.example.com (mail.example.com [8.8.8.8])\n\tby mx.example.org with ESMTPS id 1;\n\tMon, 4 May 2026 10:00:00 +0000\n\
    Received: from [192.168.1.2] by mail.example.com with ESMTPSA id 2; Mon, 4 May 2026 09:59:00 +0000\n\
    From: Ben <ben@example.com>\nSubject: Hello\nDate: Mon, 4 May 2026 09:58:00 +0000\n";

async fn with(messages: &[Message]) -> (Scene, Vec<MessageId>) {
    let scene = Scene::of(messages).await;
    scene.sync().await.unwrap();
    let folder = scene.engine.rows(scene.account, Folder::Inbox, 0, 10).await;
    let ids = folder.unwrap().rows.iter().map(|row| row.message).collect();
    (scene, ids)
}

async fn trace(scene: &Scene, message: MessageId, within: &[u32]) -> TraceView {
    let call = Trace {
        account: scene.account,
        message,
        within: within.to_vec(),
    };
    scene.engine.trace(&call).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_accounts_provider_is_believed_and_nobody_else() {
    let (scene, ids) = with(&[Message::new("a", &format!("{CHECKED}\nText\n"))]).await;
    let trace = trace(&scene, ids[0], &[]).await;
    assert_eq!(
        (trace.sender.verdict, trace.sender.reason),
        (SenderVerdict::Verified, VerdictReason::Dmarc)
    );
    assert_eq!(
        trace.hops.iter().map(|hop| hop.believed).collect::<Vec<_>>(),
        [false, true]
    );
    assert!(trace.header.starts_with("Authentication-Results:") && !trace.header.contains("Text"));
    let opened = scene
        .engine
        .open_message(&opening(scene.account, ids[0]))
        .await
        .unwrap();
    assert_eq!(opened.sender, trace.sender, "the reader says the same");
    assert_eq!(opened.sender.earlier, Some(0));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_believed_of_a_message_inside_of_another() {
    let outer = format!(
        "{CHECKED}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\nContent-Type: message/rfc822\n\n{}\nA lie.\n--b--\n",
        CHECKED.replace("ben@", "boss@")
    );
    let (scene, ids) = with(&[Message::new("a", &outer)]).await;
    let opened = scene
        .engine
        .open_message(&opening(scene.account, ids[0]))
        .await
        .unwrap();
    let place = opened.attachments[0].part;
    let inner = trace(&scene, ids[0], &[place]).await;
    assert_eq!(
        (inner.sender.verdict, inner.sender.reason),
        (SenderVerdict::Unverified, VerdictReason::Inside)
    );
    assert!(inner.hops.len() == 2 && inner.hops.iter().all(|hop| !hop.believed));
    assert_eq!(inner.sender.earlier, None);
}

#[tokio::test(start_paused = true)]
async fn whoever_has_written_before_is_no_stranger() {
    let later = CHECKED.replace("4 May", "5 May");
    let messages = [
        Message::new("a", &format!("{CHECKED}\nFirst\n")),
        Message::new("b", &format!("{later}\nSecond\n")),
    ];
    let (scene, ids) = with(&messages).await;
    let earlier = [
        trace(&scene, ids[0], &[]).await.sender.earlier,
        trace(&scene, ids[1], &[]).await.sender.earlier,
    ];
    assert_eq!(earlier, [Some(1), Some(0)], "the newest is the first");
}
