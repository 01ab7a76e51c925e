//! How much is kept in this browser, how safely and of whom, in the settings.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account_storage::account_storage;
use crate::ui::app::{App, ERASE_AFTER_DAYS};
use crate::ui::browser;
use crate::ui::components::{icon, live};
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
        {erasing(app)}
    }
    .into_any()
}

/// When what was thrown away is erased.
fn erasing(app: App) -> AnyView {
    let chosen = RwSignal::new(app.erases_after());
    let option = |value: String, label: String, days: Option<u32>| {
        view! { <option value=value prop:selected=move || chosen.get() == days>{label}</option> }
    };
    let never = option(String::new(), text::erase_never().to_owned(), None);
    let options = ERASE_AFTER_DAYS.map(|days| option(days.to_string(), text::after_days(days), Some(days)));
    let on_change = move |event| {
        let days = event_target_value(&event).parse().ok();
        chosen.set(days);
        app.erase_after(days);
    };
    view! {
        <section>
            <div class="field">
                <label for="erase-after">{text::erase_after()}</label>
                <span class="select">
                    <select id="erase-after" class="input" data-testid="erase-after" on:change=on_change>{never}{options.collect_view()}</select>
                    {icon("chevron")}
                </span>
            </div>
            <p class="settings-note">{text::erase_after_note()}</p>
        </section>
    }
    .into_any()
}
