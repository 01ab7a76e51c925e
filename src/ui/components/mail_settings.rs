//! When mail is fetched, and how much of it, in the settings.

use leptos::prelude::*;

use crate::ui::app::{App, Dialog};
use crate::ui::components::{icon, live};
use crate::ui::state::rhythm::EVERY_MINUTES;
use crate::ui::text;
use crate::wire::AccountView;

/// The page.
pub(super) fn mail(app: App) -> AnyView {
    view! {
        {rhythm(app)}
        <section>
            <h4>{text::what_is_fetched()}</h4>
            <ul class="settings-list">
                {live(move || app.accounts.get().unwrap_or_default().into_iter().map(|account| limits(app, account)).collect_view())}
            </ul>
        </section>
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

fn limits(app: App, account: AccountView) -> AnyView {
    let label = [text::change_limits(), " ", &account.email].concat();
    let email = account.email.clone();
    view! {
        <li>
            <span class="settings-name"><bdi>{email}</bdi></span>
            <button type="button" class="button is-small" data-testid="mail-limits" aria-label=label
                on:click=move |_| app.open_instead(Dialog::Limits(account.clone()))>{text::change_limits()}</button>
        </li>
    }
    .into_any()
}
