//! Accounts, appearance, privacy, storage, and what this build is.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::installed_settings::installed;
use super::modal::close;
use super::privacy_settings::privacy;
use crate::ui::app::{App, Dialog, SetTheme, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::arrangement::{Density, Reading};
use crate::ui::state::figures;
use crate::ui::state::rhythm::EVERY_MINUTES;
use crate::ui::state::shortcuts::KeySet;
use crate::ui::text;
use crate::wire::{AccountView, StorageStatus, StorageView};

/// The dialog.
#[component]
pub(crate) fn SettingsDialog() -> impl IntoView {
    let app = app();
    view! {
        <div class="settings">
            {accounts(app)}
            {rhythm(app)}
            {appearance(app)}
            {keys(app)}
            {privacy()}
            {storage(app)}
            {installed()}
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
            <h3>{text::settings_accounts()}</h3>
            <ul class="settings-accounts">
                {live(move || app.accounts.get().unwrap_or_default().into_iter().map(|account| account_row(app, account)).collect_view())}
            </ul>
            <button type="button" class="button is-small" on:click=add>{icon("plus")}{text::add_account()}</button>
        </section>
    }
    .into_any()
}

fn account_row(app: App, account: AccountView) -> AnyView {
    let of_account = |label: &str| [label, " ", &account.email].concat();
    let box_label = of_account(text::on_the_server());
    let copies_label = of_account(text::copies_there());
    let remove_label = of_account(text::remove());
    let rules_label = of_account(text::rules());
    let doctor_label = of_account(text::doctor());
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
                {text::on_the_server()}
            </button>
            <button
                type="button"
                class="button is-small"
                data-testid="account-copies"
                aria-label=copies_label
                on:click=move |_| app.open_instead(Dialog::Copies(asked.clone()))
            >
                {text::copies_there()}
            </button>
            <button
                type="button"
                class="button is-small"
                data-testid="account-rules"
                aria-label=rules_label
                on:click=move |_| app.open_instead(Dialog::Rules(id, None))
            >
                {text::rules()}
            </button>
            <button
                type="button"
                class="button is-small"
                data-testid="account-doctor"
                aria-label=doctor_label
                on:click=move |_| app.open_instead(Dialog::Doctor(id))
            >
                {text::doctor()}
            </button>
            <button
                type="button"
                class="button is-small is-quiet"
                data-testid="remove-account"
                aria-label=remove_label
                on:click=move |_| app.open_instead(Dialog::Remove(removed.clone()))
            >
                {text::remove()}
            </button>
        </li>
    }
    .into_any()
}

fn rhythm(app: App) -> AnyView {
    let option = |value: String, label: String, minutes: Option<u32>| {
        view! { <option value=value prop:selected=move || app.check_every_minutes.get() == minutes>{label}</option> }
    };
    let options = EVERY_MINUTES
        .map(|minutes| option(minutes.to_string(), text::every(minutes), Some(minutes)))
        .into_iter()
        .chain([option(String::new(), text::check_never().to_owned(), None)])
        .collect_view();
    view! {
        <section>
            <div class="field">
                <label for="check-every">{text::check_every()}</label>
                <span class="select">
                    <select id="check-every" class="input" data-testid="check-every" on:change=move |event| app.check_every(event_target_value(&event).parse().ok())>
                        {options}
                    </select>
                {icon("chevron")}
                </span>
            </div>
            <p class="settings-note">{text::check_every_note()}</p>
        </section>
    }
    .into_any()
}

fn appearance(app: App) -> AnyView {
    let themes = [
        (SetTheme::System, text::theme_system()),
        (SetTheme::Light, text::theme_light()),
        (SetTheme::Dark, text::theme_dark()),
    ]
    .map(|(theme, label)| {
        let is_chosen = Signal::derive(move || app.theme.get() == theme);
        let choose = move || {
            app.theme.set(theme);
            theme.apply();
        };
        option("theme", theme.name(), label, is_chosen, choose)
    });
    let densities = Density::ALL.map(|density| {
        let is_chosen = Signal::derive(move || app.density.get() == density);
        let choose = move || app.choose_density(density);
        option(
            "density",
            density.name(),
            text::density_name(density),
            is_chosen,
            choose,
        )
    });
    let places = Reading::ALL.map(|place| {
        let is_chosen = Signal::derive(move || app.reading_place.get() == place);
        let choose = move || app.choose_reading_place(place);
        option(
            "reading",
            place.name(),
            text::reading_name(place),
            is_chosen,
            choose,
        )
    });
    view! {
        <section>
            <h3>{text::settings_appearance()}</h3>
            <fieldset class="segmented"><legend class="visually-hidden">{text::theme()}</legend>{themes.collect_view()}</fieldset>
            <p class="settings-label" aria-hidden="true">{text::density()}</p>
            <fieldset class="segmented" data-testid="density"><legend class="visually-hidden">{text::density()}</legend>{densities.collect_view()}</fieldset>
            <p class="settings-label" aria-hidden="true">{text::reading_place()}</p>
            <fieldset class="segmented" data-testid="reading-place"><legend class="visually-hidden">{text::reading_place()}</legend>{places.collect_view()}</fieldset>
            {language()}
        </section>
    }
    .into_any()
}

/// What has been drawn stays in its language, and so the page begins anew.
fn language() -> AnyView {
    let kept = browser::preference(browser::language::CHOSEN).unwrap_or_default();
    let options = [(String::new(), text::language_automatic().to_owned())]
        .into_iter()
        .chain(browser::language::choices())
        .map(|(language, name)| {
            let is_kept = language == kept;
            let tag = (!language.is_empty()).then(|| language.clone());
            view! { <option value=language lang=tag prop:selected=is_kept>{name}</option> }
        });
    let on_change = move |event| {
        browser::keep_preference(browser::language::CHOSEN, &event_target_value(&event));
        let _ = browser::window().location().reload();
    };
    view! {
        <div class="field">
            <label for="language">{text::language_label()}</label>
            <span class="select">
                <select id="language" class="input" data-testid="language" on:change=on_change>{options.collect_view()}</select>
                {icon("chevron")}
            </span>
        </div>
    }
    .into_any()
}

/// One of a few, of which one is chosen.
fn option(
    group: &'static str,
    value: &'static str,
    label: &'static str,
    is_chosen: Signal<bool>,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label>
            <input type="radio" name=group value=value prop:checked=move || is_chosen.get() on:change=move |_| choose() />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

fn keys(app: App) -> AnyView {
    let options = KeySet::ALL.map(|set| {
        view! {
            <label>
                <input type="radio" name="keys" value=set.name() prop:checked=move || app.key_set.get() == set on:change=move |_| app.choose_keys(set) />
                <span>{text::key_set(set)}</span>
            </label>
        }
    });
    view! {
        <section>
            <h3>{text::keys()}</h3>
            <fieldset class="segmented" data-testid="key-set"><legend class="visually-hidden">{text::key_sets()}</legend>{options.collect_view()}</fieldset>
            <p class="settings-note" role="status">{live(move || text::key_set_note(app.key_set.get()))}</p>
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
            <h3>{text::settings_storage()}</h3>
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
    }
    .into_any()
}

fn about(app: App) -> AnyView {
    view! {
        <section>
            <h3>{text::settings_about()}</h3>
            {live(move || {
                app.versions.get().map(|view| {
                    view! {
                        <dl class="facts">
                            <div><dt>{text::version()}</dt><dd>{view.app}</dd></div>
                            <div><dt>{text::roots()}</dt><dd>{view.trust_roots}</dd></div>
                        </dl>
                    }
                })
            })}
            <p class="settings-note">{text::about_blind()}</p>
        </section>
    }
    .into_any()
}
