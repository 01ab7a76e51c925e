//! What a browser offers an app that can be installed: the offer itself, links it may be given, and being started again
//! while it is open. All of it is missing in some browser, and nothing here says so: it just does not happen.

use std::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::window;

thread_local! {
    /// The browser's offer to install the app, kept until somebody asks for it.
    static OFFER: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Keeps the browser's offer to install the app, instead of having it pop up.
pub(crate) fn keep_install_offer() {
    let on_offer = Closure::<dyn FnMut(web_sys::Event)>::new(|event: web_sys::Event| {
        event.prevent_default();
        OFFER.set(Some(event.into()));
    });
    listen("beforeinstallprompt", &on_offer);
    on_offer.forget();
    let on_installed = Closure::<dyn FnMut(web_sys::Event)>::new(|_| OFFER.set(None));
    listen("appinstalled", &on_installed);
    on_installed.forget();
}

fn listen(event: &str, listener: &Closure<dyn FnMut(web_sys::Event)>) {
    // Listening to a name does not fail.
    let _ = window().add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
}

/// Whether the browser offers to install the app.
pub(crate) fn can_install() -> bool {
    OFFER.with_borrow(Option::is_some)
}

/// Has the browser ask whether to install the app. An offer can be taken up once.
pub(crate) async fn install() {
    let offer = OFFER.take();
    let asked = offer.and_then(|offer| method(&offer, "prompt")?.call0(&offer).ok());
    if let Some(Ok(promise)) = asked.map(JsCast::dyn_into::<js_sys::Promise>) {
        // Whatever was answered, the browser does it.
        let _ = JsFuture::from(promise).await;
    }
}

/// Whether the browser can be asked to open a kind of links here.
pub(crate) fn can_take_links() -> bool {
    method(&window().navigator(), "registerProtocolHandler").is_some()
}

/// Asks the browser to open links of a scheme here. `address` has a `%s` in the link's place.
pub(crate) fn take_links(scheme: &str, address: &str) {
    let navigator = window().navigator();
    if let Some(register) = method(&navigator, "registerProtocolHandler") {
        // Refused only where the app is not served from a safe origin.
        let _ = register.call2(&navigator, &scheme.into(), &address.into());
    }
}

/// Hears the address of every start of the app that leads to this window, from a shortcut, say; and takes the handles of
/// files that were opened with it.
pub(crate) fn on_launch(mut heard: impl FnMut(String) + 'static, open: impl Fn(Array) + 'static) {
    let Ok(queue) = Reflect::get(&window(), &"launchQueue".into()) else {
        return;
    };
    let Some(set_consumer) = method(&queue, "setConsumer") else {
        return;
    };
    let consumer = Closure::<dyn FnMut(JsValue)>::new(move |start: JsValue| {
        let address = Reflect::get(&start, &"targetURL".into());
        if let Some(address) = address.ok().and_then(|address| address.as_string()) {
            heard(address);
        }
        if let Ok(Ok(handles)) = Reflect::get(&start, &"files".into()).map(JsCast::dyn_into::<Array>)
            && handles.length() > 0
        {
            open(handles);
        }
    });
    let _ = set_consumer.call1(&queue, consumer.as_ref());
    consumer.forget();
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &name.into()).ok()?.dyn_into().ok()
}
