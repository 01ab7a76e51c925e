//! Asks before an account leaves this browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use crate::ui::app::app;
use crate::ui::components::{icon, live};
use crate::ui::state::folders;
use crate::ui::text;
use crate::wire::{AccountView, DeletionReason, DeletionState, Deletions};

/// The dialog.
#[component]
pub(crate) fn RemoveDialog(
    /// The account.
    account: AccountView,
) -> impl IntoView {
    let app = app();
    let id = account.id;
    let messages: u32 = account
        .folders
        .iter()
        .filter(|view| !folders::gathers(view.folder))
        .map(|view| view.total)
        .sum();
    let on_confirm = move |_| {
        close();
        app.remove_account(id);
    };
    // Mail that was deleted there is nowhere else.
    let only_here = RwSignal::new(0_u32);
    spawn_local(async move {
        let search = String::new();
        if let Some(Ok(lines)) = app.call(Deletions { account: id, search }).await {
            let deleted = lines.iter().filter(|line| {
                line.state == DeletionState::Deleted && line.reason != DeletionReason::WithoutCopy
            });
            let _ = only_here.try_set(u32::try_from(deleted.count()).unwrap_or(u32::MAX));
        }
    });
    view! {
        <p class="modal-lead"><strong>{account.email}</strong>", "{text::messages(messages)}</p>
        <p class="modal-advice">{text::remove_lead()}</p>
        {live(move || {
            let number = only_here.get();
            (number > 0).then(|| view! { <p class="consent" role="alert" data-testid="remove-only-here">{icon("alert")}<span>{text::only_here(number)}</span></p> })
        })}
        <footer class="modal-foot">
            <button type="button" class="button is-danger" data-testid="remove-confirm" on:click=on_confirm>
                {text::remove_confirm()}
            </button>
            <button type="button" class="button is-primary" autofocus on:click=move |_| close()>{text::cancel()}</button>
        </footer>
    }
    .into_any()
}
