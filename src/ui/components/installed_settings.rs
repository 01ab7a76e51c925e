//! The app as a thing of its own, in the settings: what the browser offers to do with it. Nothing is shown where it
//! offers nothing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::browser;
use crate::ui::browser::installing;
use crate::ui::components::live;
use crate::ui::text;

/// Links to a mailbox under the name that pages may be registered for.
const LINKS: &str = "web+pop";

/// The section.
pub(crate) fn installed() -> Option<AnyView> {
    let can_install = RwSignal::new(installing::can_install());
    let can_take_links = installing::can_take_links();
    if !can_install.get_untracked() && !can_take_links {
        return None;
    }
    let install = move |_| {
        spawn_local(async move {
            installing::install().await;
            // The settings may have been closed.
            let _ = can_install.try_set(false);
        });
    };
    let offer = move || {
        can_install.get().then(|| {
            view! {
                <p>{text::install_lead()}</p>
                <button type="button" class="button is-small" data-testid="install" on:click=install>{text::install()}</button>
            }
        })
    };
    let links = can_take_links.then(|| {
        view! {
            <p class="settings-note">{text::links_lead()}</p>
            <button type="button" class="button is-small" data-testid="take-links" on:click=|_| take_links()>{text::links_take()}</button>
        }
    });
    Some(view! { <section><h4>{text::installed()}</h4>{live(offer)}{links}</section> }.into_any())
}

fn take_links() {
    let location = browser::window().location();
    if let (Ok(origin), Ok(path)) = (location.origin(), location.pathname()) {
        installing::take_links(LINKS, &[&origin, &path, "#/setup?pop=%s"].concat());
    }
}
