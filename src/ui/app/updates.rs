//! The service worker's news. It never reloads a page that nobody asked to.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RegistrationOptions, ServiceWorkerRegistration, ServiceWorkerState, ServiceWorkerUpdateViaCache,
};

use super::App;
use crate::ui::browser;

impl App {
    pub(super) fn watch_for_updates(self) {
        // Browsers have no service workers on insecure origins.
        let has_workers = js_sys::Reflect::has(&browser::window().navigator(), &"serviceWorker".into());
        if !has_workers.unwrap_or(false) {
            return;
        }
        spawn_local(async move {
            let options = RegistrationOptions::new();
            options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
            let container = browser::window().navigator().service_worker();
            let registered = JsFuture::from(container.register_with_options("sw.js", &options)).await;
            // A browser that blocks service workers may say yes, and give nothing.
            if let Ok(Ok(registration)) = registered.map(JsCast::dyn_into) {
                self.watch(registration);
            }
        });
    }

    fn watch(self, registration: ServiceWorkerRegistration) {
        if registration.waiting().is_some() && is_controlled() {
            self.has_update.set(true);
        }
        let found = registration.clone();
        let on_found = Closure::<dyn FnMut()>::new(move || {
            let Some(incoming) = found.installing() else {
                return;
            };
            let worker = incoming.clone();
            let on_state = Closure::<dyn FnMut()>::new(move || {
                if worker.state() == ServiceWorkerState::Installed && is_controlled() {
                    self.has_update.set(true);
                }
            });
            incoming.set_onstatechange(Some(on_state.as_ref().unchecked_ref()));
            on_state.forget();
        });
        registration.set_onupdatefound(Some(on_found.as_ref().unchecked_ref()));
        on_found.forget();
    }

    /// Lets the new version take over, then loads it.
    pub(crate) fn take_update(self) {
        spawn_local(async move {
            let container = browser::window().navigator().service_worker();
            let on_change = Closure::<dyn FnMut()>::once(move || {
                let _ = browser::window().location().reload();
            });
            container.set_oncontrollerchange(Some(on_change.as_ref().unchecked_ref()));
            on_change.forget();
            if let Ok(registration) = JsFuture::from(container.get_registration()).await
                && let Ok(registration) = registration.dyn_into::<ServiceWorkerRegistration>()
                && let Some(waiting) = registration.waiting()
            {
                let _ = waiting.post_message(&"skip-waiting".into());
            }
        });
    }
}

fn is_controlled() -> bool {
    browser::window()
        .navigator()
        .service_worker()
        .controller()
        .is_some()
}
