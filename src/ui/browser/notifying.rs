//! The browser's notifications: whether it shows any, and showing one. It must not decide about either.
//!
//! Where there is a service worker they are its own: browsers of phones show no others. They outlive the page then, and
//! a click comes by way of the worker (`static/sw.js`), which knows of it only to which place it leads.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MessageEvent, Notification, NotificationOptions, NotificationPermission, ServiceWorkerContainer,
    ServiceWorkerRegistration,
};

use super::{document, is_uninstalled_ios, window};
use crate::ui::state::notifications::{Notice, Permission};

/// What the browser lets the page do.
pub(crate) fn permission() -> Permission {
    if !has(&window(), "Notification") {
        return if is_uninstalled_ios() {
            Permission::OnceInstalled
        } else {
            Permission::Impossible
        };
    }
    let agent = window().navigator().user_agent().unwrap_or_default();
    if agent.contains("Android") && workers().is_none() {
        return Permission::Impossible;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Unasked,
    }
}

fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::has(object, &name.into()).unwrap_or_default()
}

/// Whoever speaks for the service workers; nobody on an insecure origin.
fn workers() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    has(&navigator, "serviceWorker").then(|| navigator.service_worker())
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

/// Shows something in the place of what has the same tag. A click on it brings a window to the front first; which place
/// it leads to comes to [`on_click`] of that one.
pub(crate) async fn show(notice: &Notice, go: impl FnOnce() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(&notice.body);
    options.set_tag(&notice.tag);
    options.set_icon("icons/icon-192.png");
    options.set_data(&notice.leads_to.hash().into());
    // What replaces another is as new as that one was.
    let _ = js_sys::Reflect::set(&options, &"renotify".into(), &JsValue::TRUE);
    if !show_by_worker(&notice.title, &options).await {
        show_by_page(&notice.title, &options, go);
    }
}

/// Says whether there was a worker to show it.
async fn show_by_worker(title: &str, options: &NotificationOptions) -> bool {
    let Some(workers) = workers() else { return false };
    let registered = JsFuture::from(workers.get_registration()).await;
    let Ok(Ok(registration)) = registered.map(JsCast::dyn_into::<ServiceWorkerRegistration>) else {
        return false;
    };
    // Refused as long as its first version is being installed.
    match registration.show_notification_with_options(title, options) {
        Ok(shown) => JsFuture::from(shown).await.is_ok(),
        Err(_) => false,
    }
}

fn show_by_page(title: &str, options: &NotificationOptions, go: impl FnOnce() + 'static) {
    let Ok(shown) = Notification::new_with_options(title, options) else {
        return;
    };
    let clicked = shown.clone();
    shown.set_onclick(Some(
        Closure::once_into_js(move || {
            let _ = window().focus();
            clicked.close();
            go();
        })
        .unchecked_ref(),
    ));
}

/// Hears the address of the place to which a click leads, from now on and in the place of whoever heard it before.
pub(crate) fn on_click(heard: impl Fn(String) + 'static) {
    let Some(workers) = workers() else { return };
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let place = js_sys::Reflect::get(&event.data(), &"place".into());
        if let Some(place) = place.ok().and_then(|place| place.as_string()) {
            heard(place);
        }
    });
    workers.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}
