//! What the engine opens: messages, those inside of them, and what is attached to either.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::units::{MessageId, Sha256};
use restante::wire::{Attachment, BodyForm, BodyView, FaultKind, Folder, MessageOriginal, OpenMessage};
use sha2::Digest;

use self::scene::{Scene, opening};
use self::scripted::Message;

const FORWARDED: &str = include_str!("messages/forwarded_as_attachment.eml");
const TWO_FORMS: &str = include_str!("messages/alternative_text_differs.eml");

async fn with(original: &str) -> (Scene, MessageId) {
    let scene = Scene::of(&[Message::new("a", &original.replace("\r\n", "\n"))]).await;
    scene.sync().await.unwrap();
    let rows = scene
        .engine
        .rows(scene.account, Folder::Inbox, 0, 10)
        .await
        .unwrap()
        .rows;
    let message = rows.first().unwrap().message;
    (scene, message)
}

fn inside(scene: &Scene, message: MessageId, within: &[u32]) -> OpenMessage {
    OpenMessage {
        within: within.to_vec(),
        ..opening(scene.account, message)
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_inside_of_another_is_opened_with_what_is_attached_to_it() {
    let (scene, message) = with(FORWARDED).await;
    let outer = scene
        .engine
        .open_message(&opening(scene.account, message))
        .await
        .unwrap();
    let place = outer.attachments.first().unwrap().part;
    let inner = scene
        .engine
        .open_message(&inside(&scene, message, &[place]))
        .await
        .unwrap();
    assert_eq!(
        (inner.subject.as_str(), inner.within.as_slice()),
        ("The roof", [place].as_slice())
    );
    let estimate = Attachment {
        account: scene.account,
        message,
        within: vec![place],
        part: inner.attachments.first().unwrap().part,
    };
    assert!(
        scene
            .engine
            .attachment(&estimate)
            .await
            .unwrap()
            .starts_with(b"%PDF-1.7")
    );
}

#[tokio::test(start_paused = true)]
async fn the_source_of_a_message_inside_is_its_own() {
    let (scene, message) = with(FORWARDED).await;
    let inner = scene
        .engine
        .open_message(&inside(&scene, message, &[2]))
        .await
        .unwrap();
    let call = MessageOriginal {
        account: scene.account,
        message,
        within: vec![2],
    };
    let source = scene.engine.source(&call).await.unwrap();
    assert!(source.starts_with(b"From: =?utf-8?q?J=C3=BCrgen_Dach?="));
    assert_eq!(inner.sha256, Sha256(sha2::Sha256::digest(&source).into()));
    assert_eq!(inner.octets.0, source.len() as u64);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_message_is_not_opened_as_one() {
    let (scene, message) = with(FORWARDED).await;
    for within in [vec![1], vec![2, 2], vec![99], vec![2; 1000]] {
        let opened = scene.engine.open_message(&inside(&scene, message, &within)).await;
        assert_eq!(opened.unwrap_err().kind, FaultKind::NotHere, "{within:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_is_shown_in_the_form_that_is_asked_for() {
    let (scene, message) = with(TWO_FORMS).await;
    let designed = opening(scene.account, message);
    let plain = OpenMessage {
        form: BodyForm::Plain,
        ..designed.clone()
    };
    let designed = scene.engine.open_message(&designed).await.unwrap();
    assert!(matches!(designed.body, BodyView::Html { .. }) && designed.forms.plain);
    let plain = scene.engine.open_message(&plain).await.unwrap();
    assert!(matches!(plain.body, BodyView::Text(_)) && plain.forms.designed);
}
