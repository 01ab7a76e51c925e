//! Asks for the password of an account that this tab does not know, or that the server refused.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::modal::close;
use crate::secret::Secret;
use crate::ui::app::app;
use crate::ui::components::PasswordField;
use crate::ui::text;
use crate::units::AccountId;

/// The dialog.
#[component]
pub(crate) fn PasswordDialog(
    /// Whose password.
    account: AccountId,
    /// Whether the server refused the last one.
    is_refused: bool,
) -> impl IntoView {
    let app = app();
    let email = untrack(|| app.account(account))
        .map(|account| account.email)
        .unwrap_or_default();
    let password = RwSignal::new(String::new());
    let remember = RwSignal::new(false);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = password.get_untracked();
        if !typed.is_empty() {
            close();
            app.unlock(account, Secret::new(typed), remember.get_untracked());
        }
    };
    view! {
        <form class="stack" on:submit=on_submit>
            {is_refused.then(|| view! { <p class="modal-lead">{text::password_refused()}</p> })}
            <div class="field">
                <label for="unlock-email">{text::email()}</label>
                <input id="unlock-email" class="input" name="username" autocomplete="username" readonly prop:value=email />
            </div>
            <PasswordField id="unlock-password" value=password on_input=Callback::new(move |typed| password.set(typed)) />
            <label class="tick">
                <input type="checkbox" on:change=move |event| remember.set(event_target_checked(&event)) />
                <span>{text::remember()}<small>{text::remember_hint()}</small></span>
            </label>
            <footer class="modal-foot">
                <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
                <button type="submit" class="button is-primary" data-testid="unlock">{text::password_unlock()}</button>
            </footer>
        </form>
    }
    .into_any()
}
