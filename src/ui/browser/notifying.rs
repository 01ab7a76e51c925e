//! The browser's notifications: whether it shows any, and showing one. It must not decide about either.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

use super::{document, window};
use crate::ui::state::notifications::{Notice, Permission};

/// What the browser lets the page do. Those of phones show nothing for an open page, though some of them know the word.
pub(crate) fn permission() -> Permission {
    let is_known = js_sys::Reflect::has(&window(), &"Notification".into()).unwrap_or_default();
    let agent = window().navigator().user_agent().unwrap_or_default();
    let is_phone = ["Android", "iPhone", "iPad"]
        .iter()
        .any(|word| agent.contains(word));
    if !is_known || is_phone {
        return Permission::Impossible;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

/// Has the browser ask whether it may show any, in the same moment: it asks for nobody who has not just clicked. Ready
/// when it was answered.
pub(crate) fn ask() -> impl Future<Output = ()> {
    let asked = Notification::request_permission();
    async move {
        if let Ok(promise) = asked {
            // What was answered is the permission from then on.
            let _ = JsFuture::from(promise).await;
        }
    }
}

/// Whether the page is in front of somebody.
pub(crate) fn is_page_seen() -> bool {
    !document().hidden() && document().has_focus().unwrap_or(true)
}

/// Shows something in the place of what has the same tag. A click on it brings the window to the front first.
pub(crate) fn show(notice: &Notice, on_click: impl FnOnce() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(&notice.body);
    options.set_tag(&notice.tag);
    options.set_icon("icons/icon-192.png");
    // What replaces another is as new as that one was.
    let _ = js_sys::Reflect::set(&options, &"renotify".into(), &JsValue::TRUE);
    let Ok(shown) = Notification::new_with_options(&notice.title, &options) else {
        return;
    };
    let clicked = shown.clone();
    shown.set_onclick(Some(
        Closure::once_into_js(move || {
            let _ = window().focus();
            clicked.close();
            on_click();
        })
        .unchecked_ref(),
    ));
}
