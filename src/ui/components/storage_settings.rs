//! How much is kept in this browser, how safely and of whom, in the settings.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account_storage::account_storage;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::state::figures;
use crate::ui::text;
use crate::wire::{StorageStatus, StorageView};

/// The page.
pub(super) fn storage(app: App) -> AnyView {
    let status = RwSignal::new(None::<StorageView>);
    let load = move || {
        spawn_local(async move {
            let known = app.call(StorageStatus {}).await.and_then(Result::ok);
            // Another page may be shown by now.
            let _ = status.try_set(known);
        });
    };
    load();
    let ask = move |_| {
        spawn_local(async move {
            browser::persist_storage().await;
            load();
        });
    };
    view! {
        <section>
            {live(move || {
                status.get().map(|view| {
                    let percent = figures::percent(view.used.0, view.quota.0).to_string();
                    let note = if view.persistent { text::storage_kept() } else { text::storage_loose() };
                    view! {
                        <p>{text::stored_of(&figures::size(view.used), &figures::size(view.quota))}</p>
                        <meter class="meter" min="0" max="100" value=percent aria-label=text::settings_storage()></meter>
                        <p class="settings-note" data-testid="storage-persistence" data-persistent=view.persistent.to_string()>{note}</p>
                        {(!view.persistent).then(|| view! { <button type="button" class="button is-small" on:click=ask>{text::storage_ask()}</button> })}
                    }
                })
            })}
        </section>
        <section>{account_storage(app)}</section>
    }
    .into_any()
}
