//! The quiet offer to load a new version. It never loads one by itself.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::components::live;
use crate::ui::text;

/// The bar, while there is something to offer.
#[component]
pub(crate) fn UpdateBar() -> impl IntoView {
    let app = app();
    live(move || {
        app.has_update.get().then(|| {
            view! {
                <aside class="update-bar" data-testid="update-available" aria-label=text::update_ready()>
                    <span>{text::update_ready()}</span>
                    <button type="button" class="button is-small is-primary" on:click=move |_| app.take_update()>{text::reload()}</button>
                    <button type="button" class="button is-small is-quiet" on:click=move |_| app.has_update.set(false)>{text::later()}</button>
                </aside>
            }
            .into_any()
        })
    })
}
