//! What a tab keeps for when its page is loaded anew: after a reload, an update, a crash. It goes with the tab, and no
//! other tab sees it. No secret may be kept here.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::window;

/// Writing more often would be work that nobody sees.
const PAUSE_MS: u32 = 500;

/// What is kept under a name.
pub(crate) fn kept(name: &str) -> Option<String> {
    window()
        .session_storage()
        .ok()
        .flatten()?
        .get_item(name)
        .ok()
        .flatten()
}

/// Keeps something under a name.
pub(crate) fn keep(name: &str, text: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that refuses forgets it, and nothing worse.
        let _ = storage.set_item(name, text);
    }
}

/// Keeps nothing under a name any more.
pub(crate) fn forget(name: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that refuses storage has kept nothing.
        let _ = storage.remove_item(name);
    }
}

/// Keeps something for as long as whoever calls this is there: a while after `follow` has seen it change, and when the
/// page goes. What `told` does not tell leaves kept what was.
pub(crate) fn keep_following(
    name: &'static str,
    follow: impl Fn() + 'static,
    told: impl Fn() -> Option<String> + Clone + 'static,
) {
    let keep_told = move || {
        if let Some(text) = told() {
            keep(name, &text);
        }
    };
    let is_waiting = StoredValue::new(false);
    let keep_soon = keep_told.clone();
    Effect::new(move |_| {
        follow();
        if !is_waiting.get_value() {
            is_waiting.set_value(true);
            let keep_told = keep_soon.clone();
            spawn_local(async move {
                TimeoutFuture::new(PAUSE_MS).await;
                // Whoever wanted it kept may have gone.
                if is_waiting.try_set_value(false).is_none() {
                    keep_told();
                }
            });
        }
    });
    let listener = window_event_listener_untyped("pagehide", move |_| keep_told());
    on_cleanup(move || listener.remove());
}
