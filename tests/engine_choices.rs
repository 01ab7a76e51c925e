//! What the user decides about how mail is shown, and for which messages it counts: never for whoever borrows the name of
//! the sender that it was decided about.
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
use restante::wire::{
    BodyView, ChoiceChange, Folder, ImagePolicy, ImageRule, ListPurpose, MessageView, OpenMessage,
    RemoteContent, SenderVerdict, Whose,
};

use self::scene::{Scene, opening};
use self::scripted::Message;

const RECEIVED: &str = "Received: from mail.example.com (mail.example.com [8.8.8.8])\n\tby mx.example.org with ESMTPS id 1;\n\t\
     Mon, 4 May 2026 10:00:00 +0000\n";
const PASSED: &str = "Authentication-Results: mx.example.org; dmarc=pass header.from=news.example.com\n";
const FAILED: &str = "Authentication-Results: mx.example.org; dmarc=fail header.from=news.example.com\n";
const OF_OTHERS: &str = "Authentication-Results: mx.example.net; dmarc=pass header.from=news.example.com\n";
const PAGE: &str = "<p>Hello <img src=https://img.example.com/a.png width=200 height=80>\
     <img src=http://img.example.com/b.png width=200 height=80><img src=https://t.example.com/c.gif width=1 height=1>\
     <img src=https://x.list-manage.com/track/open.php?u=1></p>";

/// A page from the sender, with this above what the sender wrote.
fn letter(above: &str, from: &str) -> String {
    format!(
        "{above}{RECEIVED}From: News <{from}>\nSubject: Hello\nDate: Mon, 4 May 2026 09:58:00 +0000\n\
         List-Unsubscribe: <https://example.com/leave>\nContent-Type: text/html\n\n{PAGE}\n"
    )
}

async fn with(original: &str) -> (Scene, MessageId) {
    let scene = Scene::of(&[Message::new("a", original)]).await;
    scene.sync().await.unwrap();
    let folder = scene.engine.rows(scene.account, Folder::Inbox, 0, 10).await;
    let message = folder.unwrap().rows[0].message;
    (scene, message)
}

async fn open(scene: &Scene, message: MessageId, remote: RemoteContent) -> MessageView {
    let call = OpenMessage {
        remote,
        ..opening(scene.account, message)
    };
    let view = scene.engine.open_message(&call).await.unwrap();
    let BodyView::Html { html, .. } = &view.body else {
        unreachable!("it is a page");
    };
    assert_eq!(
        html.contains("img.example.com/a.png"),
        view.images.shown,
        "what is said is what is there"
    );
    assert!(!html.contains("http://img") && !html.contains("t.example.com") && !html.contains("list-manage"));
    view
}

async fn choose(scene: &Scene, change: ChoiceChange) {
    scene.engine.choose(&change).await.unwrap();
}

fn sender(address: &str) -> Whose {
    Whose::Sender(address.to_owned())
}

fn domain(domain: &str) -> Whose {
    Whose::Domain(domain.to_owned())
}

#[tokio::test(start_paused = true)]
async fn nothing_is_loaded_before_anybody_has_said_so_and_once_is_once() {
    let (scene, message) = with(&letter(PASSED, "a@news.example.com")).await;
    let view = open(&scene, message, RemoteContent::AsChosen).await;
    assert_eq!((view.images.shown, &view.images.rule), (false, &ImageRule::Ask));
    assert_eq!((view.images.blocked, view.images.tracking), (2, 2));
    let names: Vec<_> = view
        .images
        .trackers
        .iter()
        .map(|tracker| (tracker.host.as_str(), tracker.name.as_str()))
        .collect();
    assert_eq!(names, [("t.example.com", ""), ("x.list-manage.com", "Mailchimp")]);
    let once = open(&scene, message, RemoteContent::Images).await;
    assert_eq!(
        (once.images.shown, once.images.blocked, once.images.tracking),
        (true, 1, 2)
    );
    assert!(!open(&scene, message, RemoteContent::AsChosen).await.images.shown);
}

#[tokio::test(start_paused = true)]
async fn images_of_a_chosen_sender_or_domain_are_loaded() {
    let (scene, message) = with(&letter(PASSED, "a@news.example.com")).await;
    let view = open(&scene, message, RemoteContent::AsChosen).await;
    assert_eq!(
        (view.images.vouched, view.images.domain.as_str()),
        (true, "news.example.com")
    );
    for whose in [
        sender("A@News.example.com"),
        domain("news.example.com"),
        domain("example.com"),
    ] {
        choose(&scene, ChoiceChange::Images(whose.clone(), true)).await;
        let shown = open(&scene, message, RemoteContent::AsChosen).await;
        assert!(shown.images.shown, "{whose:?}");
        assert!(matches!(shown.images.rule, ImageRule::Always(_)), "{whose:?}");
        choose(&scene, ChoiceChange::Forgotten(whose.clone())).await;
        assert!(!open(&scene, message, RemoteContent::AsChosen).await.images.shown);
    }
    for whose in [
        sender("b@news.example.com"),
        domain("other.example.com"),
        domain("s.example.com"),
    ] {
        choose(&scene, ChoiceChange::Images(whose, true)).await;
        assert!(!open(&scene, message, RemoteContent::AsChosen).await.images.shown);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_borrows_the_senders_name_gets_nothing_of_what_was_decided() {
    for (above, verdict) in [
        (FAILED, SenderVerdict::Failed),
        (OF_OTHERS, SenderVerdict::Unverified),
    ] {
        let (scene, message) = with(&letter(above, "a@news.example.com")).await;
        let whose = sender("a@news.example.com");
        choose(&scene, ChoiceChange::Images(whose.clone(), true)).await;
        let view = open(&scene, message, RemoteContent::AsChosen).await;
        assert_eq!(view.sender.verdict, verdict);
        assert_eq!(view.images.rule, ImageRule::NotVouched(whose));
        assert!(!view.images.shown && !view.images.vouched);
        assert!(
            open(&scene, message, RemoteContent::Images).await.images.shown,
            "once"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_checks_senders_the_address_is_enough() {
    let (scene, message) = with(&letter("", "a@news.example.com")).await;
    choose(&scene, ChoiceChange::Images(sender("a@news.example.com"), true)).await;
    assert!(open(&scene, message, RemoteContent::AsChosen).await.images.shown);
}

#[tokio::test(start_paused = true)]
async fn a_message_inside_of_another_has_no_sender_that_anything_was_decided_about() {
    let inner = letter(PASSED, "a@news.example.com");
    let outer = format!(
        "{PASSED}{RECEIVED}From: a@news.example.com\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    );
    let (scene, message) = with(&outer).await;
    choose(&scene, ChoiceChange::Images(sender("a@news.example.com"), true)).await;
    let view = scene
        .engine
        .open_message(&opening(scene.account, message))
        .await
        .unwrap();
    let call = OpenMessage {
        within: vec![view.attachments[0].part],
        ..opening(scene.account, message)
    };
    let inner = scene.engine.open_message(&call).await.unwrap();
    assert_eq!((inner.images.shown, inner.images.rule), (false, ImageRule::Ask));
    assert!(!inner.images.vouched);
}

#[tokio::test(start_paused = true)]
async fn never_is_never() {
    let (scene, message) = with(&letter(PASSED, "a@news.example.com")).await;
    choose(&scene, ChoiceChange::Images(sender("a@news.example.com"), true)).await;
    choose(&scene, ChoiceChange::Policy(ImagePolicy::Never)).await;
    for remote in [RemoteContent::AsChosen, RemoteContent::Images] {
        let view = open(&scene, message, remote).await;
        assert_eq!((view.images.shown, view.images.rule), (false, ImageRule::Never));
        assert_eq!(view.images.blocked, 2, "they are counted all the same");
    }
    choose(&scene, ChoiceChange::Policy(ImagePolicy::Ask)).await;
    assert!(open(&scene, message, RemoteContent::AsChosen).await.images.shown);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_decided_about_a_domain_in_which_everybody_can_have_an_address() {
    let (scene, message) = with(&letter("", "somebody@gmail.com")).await;
    let view = open(&scene, message, RemoteContent::AsChosen).await;
    assert_eq!(view.images.domain, "");
}

#[tokio::test(start_paused = true)]
async fn what_was_decided_can_be_seen_and_taken_back() {
    let (scene, message) = with(&letter(PASSED, "a@news.example.com")).await;
    let whose = sender("a@news.example.com");
    choose(&scene, ChoiceChange::Darkened(whose.clone(), true)).await;
    choose(&scene, ChoiceChange::Images(domain("Example.net"), true)).await;
    assert!(open(&scene, message, RemoteContent::AsChosen).await.darkened);
    let known = scene.engine.choices().await.unwrap().choices;
    let shown: Vec<_> = known
        .iter()
        .map(|choice| (choice.whose.clone(), choice.images, choice.darkened))
        .collect();
    assert_eq!(
        shown,
        [(whose.clone(), false, true), (domain("example.net"), true, false)]
    );
    choose(&scene, ChoiceChange::AllForgotten).await;
    assert!(scene.engine.choices().await.unwrap().choices.is_empty());
    assert!(!open(&scene, message, RemoteContent::AsChosen).await.darkened);
}

#[tokio::test(start_paused = true)]
async fn a_list_says_how_to_leave_it() {
    let (scene, message) = with(&letter(PASSED, "a@news.example.com")).await;
    let view = open(&scene, message, RemoteContent::AsChosen).await;
    let links = view.list.unwrap().links;
    assert_eq!(links[0].0, ListPurpose::Unsubscribe);
}
