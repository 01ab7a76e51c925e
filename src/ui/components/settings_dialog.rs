//! Accounts, appearance, storage, and what this build is.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use crate::ui::app::{App, Dialog, SetTheme, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::figures;
use crate::ui::text;
use crate::wire::{AccountView, StorageStatus, StorageView};

/// The dialog.
#[component]
pub(crate) fn SettingsDialog() -> impl IntoView {
    let app = app();
    view! {
        <div class="settings">
            {accounts(app)}
            {appearance(app)}
            {storage(app)}
            {about(app)}
        </div>
    }
    .into_any()
}

fn accounts(app: App) -> AnyView {
    let add = move |_| {
        close();
        app.start_setup(None);
    };
    view! {
        <section>
            <h3>{text::SETTINGS_ACCOUNTS}</h3>
            <ul class="settings-accounts">
                {live(move || app.accounts.get().unwrap_or_default().into_iter().map(|account| account_row(app, account)).collect_view())}
            </ul>
            <button type="button" class="button is-small" on:click=add>{icon("plus")}{text::ADD_ACCOUNT}</button>
        </section>
    }
    .into_any()
}

fn account_row(app: App, account: AccountView) -> AnyView {
    let of_account = |label: &str| [label, " ", &account.email].concat();
    let box_label = of_account(text::BOX);
    let copies_label = of_account(text::COPIES);
    let remove_label = of_account(text::REMOVE);
    let doctor_label = of_account(text::DOCTOR);
    let (seen, asked, removed) = (account.clone(), account.clone(), account.clone());
    let id = account.id;
    view! {
        <li>
            <span class="settings-name">{account.email}<small>{account.server}</small></span>
            <button
                type="button"
                class="button is-small"
                data-testid="account-server-box"
                aria-label=box_label
                on:click=move |_| app.open_instead(Dialog::ServerBox(seen.clone()))
            >
                {text::BOX}
            </button>
            <button
                type="button"
                class="button is-small"
                data-testid="account-copies"
                aria-label=copies_label
                on:click=move |_| app.open_instead(Dialog::Copies(asked.clone()))
            >
                {text::COPIES}
            </button>
            <button
                type="button"
                class="button is-small"
                data-testid="account-doctor"
                aria-label=doctor_label
                on:click=move |_| app.open_instead(Dialog::Doctor(id))
            >
                {text::DOCTOR}
            </button>
            <button
                type="button"
                class="button is-small is-quiet"
                data-testid="remove-account"
                aria-label=remove_label
                on:click=move |_| app.open_instead(Dialog::Remove(removed.clone()))
            >
                {text::REMOVE}
            </button>
        </li>
    }
    .into_any()
}

fn appearance(app: App) -> AnyView {
    let options = [
        (SetTheme::System, text::THEME_SYSTEM),
        (SetTheme::Light, text::THEME_LIGHT),
        (SetTheme::Dark, text::THEME_DARK),
    ]
    .map(|(theme, label)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="theme"
                    value=theme.name()
                    prop:checked=move || app.theme.get() == theme
                    on:change=move |_| {
                        app.theme.set(theme);
                        theme.apply();
                    }
                />
                <span>{label}</span>
            </label>
        }
    });
    let on_keys = move |event| {
        let is_on = event_target_checked(&event);
        app.has_shortcuts.set(is_on);
        browser::keep_preference("shortcuts", if is_on { "on" } else { "off" });
    };
    view! {
        <section>
            <h3>{text::SETTINGS_APPEARANCE}</h3>
            <fieldset class="segmented"><legend class="visually-hidden">{text::THEME}</legend>{options.collect_view()}</fieldset>
            <label class="tick">
                <input type="checkbox" data-testid="shortcuts-switch" prop:checked=move || app.has_shortcuts.get() on:change=on_keys />
                <span>{text::SHORTCUTS_SWITCH}</span>
            </label>
        </section>
    }
    .into_any()
}

fn storage(app: App) -> AnyView {
    let status = RwSignal::new(None::<StorageView>);
    let load = move || {
        spawn_local(async move { status.set(app.call(StorageStatus {}).await.and_then(Result::ok)) });
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
            <h3>{text::SETTINGS_STORAGE}</h3>
            {live(move || {
                status.get().map(|view| {
                    let percent = figures::percent(view.used.0, view.quota.0).to_string();
                    let note = if view.persistent { text::STORAGE_KEPT } else { text::STORAGE_LOOSE };
                    view! {
                        <p>{text::stored_of(&figures::size(view.used), &figures::size(view.quota))}</p>
                        <meter class="meter" min="0" max="100" value=percent aria-label=text::SETTINGS_STORAGE></meter>
                        <p class="settings-note" data-testid="storage-persistence" data-persistent=view.persistent.to_string()>{note}</p>
                        {(!view.persistent).then(|| view! { <button type="button" class="button is-small" on:click=ask>{text::STORAGE_ASK}</button> })}
                    }
                })
            })}
        </section>
    }
    .into_any()
}

fn about(app: App) -> AnyView {
    view! {
        <section>
            <h3>{text::SETTINGS_ABOUT}</h3>
            {live(move || {
                app.versions.get().map(|view| {
                    view! {
                        <dl class="facts">
                            <div><dt>{text::VERSION}</dt><dd>{view.app}</dd></div>
                            <div><dt>{text::ROOTS}</dt><dd>{view.trust_roots}</dd></div>
                        </dl>
                    }
                })
            })}
            <p class="settings-note">{text::ABOUT_BLIND}</p>
        </section>
    }
    .into_any()
}
