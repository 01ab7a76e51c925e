//! What the engine makes of a server's capabilities (RFC 2449, RFC 6856), under virtual time.

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
use restante::units::UnixMillis;
use restante::wire::{RetentionView, ServerFactsView};
use scene::{Scene, mailbox};

async fn facts(scene: &Scene) -> ServerFactsView {
    scene.engine.accounts().await.unwrap()[0].server_facts.clone()
}

async fn sync_unasked(scene: &Scene) -> bool {
    let unasked = scene.engine.sync_unasked(scene.account, &|_| {}, Stop::never());
    unasked.await.unwrap().is_some()
}

#[tokio::test(start_paused = true)]
async fn an_automatic_check_waits_as_long_as_login_delay_says() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.server.0.capabilities.replace(vec!["LOGIN-DELAY 900"]);
    assert!(
        sync_unasked(&scene).await,
        "nothing is known before the first log-in"
    );
    assert!(!sync_unasked(&scene).await);
    assert_eq!(scene.server.heard("PASS"), 1);
    scene.sync().await.unwrap();
    assert_eq!(scene.server.heard("PASS"), 2, "whoever asks is not held back");
    tokio::time::sleep(std::time::Duration::from_secs(901)).await;
    assert!(sync_unasked(&scene).await);
    assert_eq!(scene.server.heard("PASS"), 3);
}

#[tokio::test(start_paused = true)]
async fn a_log_in_after_which_the_line_was_cut_counts_for_login_delay() {
    let scene = Scene::of(&mailbox(3)).await;
    scene.server.0.capabilities.replace(vec!["LOGIN-DELAY 900"]);
    scene.server.0.silent_after.set(Some(4));
    scene.sync().await.unwrap_err();
    assert!(!sync_unasked(&scene).await);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_of_itself_is_kept() {
    let scene = Scene::of(&mailbox(1)).await;
    assert_eq!(facts(&scene).await, ServerFactsView::default());
    let capabilities = vec!["LOGIN-DELAY 60", "EXPIRE 30", "IMPLEMENTATION Mailkeeper 3"];
    scene.server.0.capabilities.replace(capabilities);
    scene.sync().await.unwrap();
    let kept = facts(&scene).await;
    assert_eq!(kept.login_delay_s, Some(60));
    assert_eq!(kept.retention, Some(RetentionView::Days(30)));
    assert_eq!(kept.implementation.as_deref(), Some("Mailkeeper 3"));
    assert!(kept.automatic_from > Some(UnixMillis(0)));
    scene.server.0.capabilities.replace(vec!["EXPIRE NEVER"]);
    scene.sync().await.unwrap();
    let kept = facts(&scene).await;
    assert_eq!(kept.retention, Some(RetentionView::Unlimited));
    assert_eq!(
        kept.automatic_from, None,
        "what is not said any more does not count"
    );
}

#[tokio::test(start_paused = true)]
async fn what_differs_from_user_to_user_is_asked_again_after_the_log_in() {
    let scene = Scene::of(&mailbox(1)).await;
    scene.server.0.capabilities.replace(vec!["EXPIRE 5 USER"]);
    scene.sync().await.unwrap();
    let heard = scene.server.0.heard.borrow().clone();
    assert_eq!(heard[..6], ["CAPA", "USER a", "PASS p", "CAPA", "STAT", "UIDL"]);
}

#[tokio::test(start_paused = true)]
async fn utf8_and_lang_are_asked_before_the_log_in_and_cost_no_round_trip() {
    let plain = Scene::of(&mailbox(2)).await;
    let without = plain.sync().await.unwrap();
    let scene = Scene::of(&mailbox(2)).await;
    scene.server.0.capabilities.replace(vec!["UTF8 USER", "LANG"]);
    let with = scene.sync().await.unwrap();
    let heard = scene.server.0.heard.borrow().clone();
    assert_eq!(heard[..4], ["CAPA", "UTF8", "LANG en", "USER a"]);
    assert_eq!(with.round_trips, without.round_trips);
}

#[tokio::test(start_paused = true)]
async fn utf8_refused_does_not_keep_the_mail_away() {
    let scene = Scene::of(&mailbox(2)).await;
    scene.server.0.capabilities.replace(vec!["UTF8", "LANG"]);
    scene.server.0.unknown.replace(vec!["UTF8", "LANG"]);
    assert_eq!(scene.sync().await.unwrap().fetched, 2);
}
