//! The accounts of this browser in the settings, and what there is to do with each of them.

use leptos::prelude::*;

use super::modal::close;
use crate::ui::app::{App, Dialog};
use crate::ui::components::{icon, live};
use crate::ui::text;
use crate::wire::AccountView;

/// The page.
pub(super) fn accounts(app: App) -> AnyView {
    let add = move |_| {
        close();
        app.start_setup(None);
    };
    view! {
        <ul class="settings-list">
            {live(move || app.accounts.get().unwrap_or_default().into_iter().map(|account| row(app, account)).collect_view())}
        </ul>
        <button type="button" class="button is-small" on:click=add>{icon("plus")}{text::add_account()}</button>
    }
    .into_any()
}

fn row(app: App, account: AccountView) -> AnyView {
    let id = account.id;
    let open = |test_id: &'static str, label: &'static str, dialog: Dialog| {
        let name = [label, " ", &account.email].concat();
        view! {
            <li>
                <button type="button" class="button is-small" data-testid=test_id aria-label=name
                    on:click=move |_| app.open_instead(dialog.clone())>{label}</button>
            </li>
        }
    };
    view! {
        <li class="settings-account">
            <p class="settings-name"><strong><bdi>{account.email.clone()}</bdi></strong><small><bdi>{account.server.clone()}</bdi></small></p>
            <ul class="settings-actions">
                {open("account-server-box", text::on_the_server(), Dialog::ServerBox(account.clone()))}
                {open("account-copies", text::copies_there(), Dialog::Copies(account.clone()))}
                {open("account-limits", text::what_is_fetched(), Dialog::Limits(account.clone()))}
                {open("account-rules", text::rules(), Dialog::Rules(id, None))}
                {open("account-doctor", text::doctor(), Dialog::Doctor(id))}
                {open("remove-account", text::remove(), Dialog::Remove(account.clone()))}
            </ul>
        </li>
    }
    .into_any()
}
