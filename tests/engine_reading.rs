//! What the engine opens: messages, those inside of them, and what is attached to either.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what goes wrong here ends the test, loudly"
)]

#[path = "support/scene.rs"]
mod scene;
#[path = "support/scripted.rs"]
mod scripted;

use restante::units::{MessageId, Sha256};
use restante::wire::{
    Attachment, BodyForm, BodyView, CalendarMethod, FaultKind, Folder, Look, MessageOriginal, OpenMessage,
    Pack, Preview, PreviewView, RepeatsView, SightView, Thumbnails, ToPack, WallClock,
};
use sha2::Digest;

use self::scene::{Scene, opening};
use self::scripted::Message;

const FORWARDED: &str = include_str!("messages/forwarded_as_attachment.eml");
const INVITATION: &str = include_str!("messages/invitation_outlook.eml");
const TWO_FORMS: &str = include_str!("messages/alternative_text_differs.eml");
const LIARS: &str = include_str!("messages/pictures_that_lie.eml");

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
            .bytes
            .0
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

#[tokio::test(start_paused = true)]
async fn an_invitation_is_read_without_opening_its_file() {
    let (scene, message) = with(INVITATION).await;
    let call = opening(scene.account, message);
    let opened = scene.engine.open_message(&call).await.unwrap();
    let preview = |part| Preview {
        account: scene.account,
        message,
        within: Vec::new(),
        part,
    };
    let found = scene.engine.preview(&preview(opened.invitation.unwrap())).await;
    let Some(PreviewView::Calendar(calendar)) = found.unwrap() else {
        panic!("no calendar");
    };
    assert_eq!(calendar.method, CalendarMethod::Request);
    let event = &calendar.events[0];
    assert!(matches!(event.start.as_ref().unwrap().clock, WallClock::At(_)));
    let is_told = |repeats: &RepeatsView| repeats.rule.is_some() && repeats.except.len() == 2;
    assert!(event.repeats.as_ref().is_some_and(is_told));
    assert_eq!(
        scene.engine.preview(&preview(1)).await.unwrap(),
        None,
        "words are no file"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_looked_at_has_the_hash_of_what_is_saved() {
    let (scene, message) = with(LIARS).await;
    let (account, within) = (scene.account, Vec::new());
    for part in 2..=7 {
        let look = Look {
            account,
            message,
            within: within.clone(),
            part,
        };
        let saved = Attachment {
            account,
            message,
            within: within.clone(),
            part,
        };
        let saved = scene.engine.attachment(&saved).await.unwrap();
        assert_eq!(saved.sha256, Sha256(sha2::Sha256::digest(&saved.bytes.0).into()));
        assert_eq!(scene.engine.look(&look).await.unwrap().sha256, saved.sha256);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_looked_at_is_what_its_bytes_are() {
    let (scene, message) = with(LIARS).await;
    let mut seen = Vec::new();
    for part in 2..=7 {
        let look = Look {
            account: scene.account,
            message,
            within: Vec::new(),
            part,
        };
        seen.push(match scene.engine.look(&look).await.unwrap().sight {
            SightView::Picture { media_type, .. } => media_type,
            SightView::TooLarge(size) => format!("too large: {size:?}"),
            SightView::Text { text, .. } => text.lines().next().unwrap().chars().take(14).collect(),
            SightView::Nothing | SightView::Read(_) => String::new(),
        });
    }
    let wanted = [
        "<!doctype html",
        "<svg xmlns=\"ht",
        "too large: Some((60000, 60000))",
        "too large: Some((65535, 65535))",
        "image/png",
        "image/png",
    ];
    assert_eq!(seen, wanted);
}

#[tokio::test(start_paused = true)]
async fn small_pictures_are_made_of_nothing_else() {
    let (scene, message) = with(LIARS).await;
    let call = Thumbnails {
        account: scene.account,
        message,
        within: Vec::new(),
        parts: (0..20).collect(),
    };
    let pictures = scene.engine.pictures(&call).await.unwrap();
    let found: Vec<_> = pictures.iter().map(|(part, _)| *part).collect();
    assert_eq!(found, [6, 7]);
}

#[tokio::test(start_paused = true)]
async fn files_of_a_message_inside_are_packed_too() {
    let (scene, message) = with(FORWARDED).await;
    let pack = |within: &[u32], part| Pack {
        account: scene.account,
        message,
        within: within.to_vec(),
        files: vec![ToPack {
            part,
            name: "estimate.pdf".into(),
        }],
    };
    let zip = scene.engine.pack(&pack(&[2], 2)).await.unwrap();
    assert!(zip.starts_with(b"PK\x03\x04"));
    assert!(memchr::memmem::find(&zip, b"estimate.pdf%PDF-1.7").is_some());
    let absent = scene.engine.pack(&pack(&[2], 99)).await;
    assert_eq!(absent.unwrap_err().kind, FaultKind::NotHere);
}
