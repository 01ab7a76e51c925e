//! Asks before an account leaves this browser.

use leptos::prelude::*;

use super::modal::close;
use crate::ui::app::app;
use crate::ui::text;
use crate::wire::AccountView;

/// The dialog.
#[component]
pub(crate) fn RemoveDialog(
    /// The account.
    account: AccountView,
) -> impl IntoView {
    let app = app();
    let id = account.id;
    let messages: u32 = account.folders.iter().map(|folder| folder.total).sum();
    let on_confirm = move |_| {
        close();
        app.remove_account(id);
    };
    view! {
        <p class="modal-lead"><strong>{account.email}</strong>", "{text::messages(messages)}</p>
        <p class="modal-advice">{text::REMOVE_LEAD}</p>
        <footer class="modal-foot">
            <button type="button" class="button is-danger" data-testid="remove-confirm" on:click=on_confirm>
                {text::REMOVE_CONFIRM}
            </button>
            <button type="button" class="button is-primary" autofocus on:click=move |_| close()>{text::CANCEL}</button>
        </footer>
    }
    .into_any()
}
