//! A password to type or to be filled in by a password manager; it can be shown.

use leptos::prelude::*;

use crate::ui::components::live;
use crate::ui::text;

/// The field, its label and its "Show" button.
#[component]
pub(crate) fn PasswordField(
    /// The input's id.
    id: &'static str,
    /// What was typed.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what is typed.
    on_input: Callback<String>,
) -> impl IntoView {
    let (is_shown, set_shown) = signal(false);
    view! {
        <div class="field">
            <label for=id>{text::password()}</label>
            <div class="field-with-button">
                <input
                    id=id
                    class="input"
                    name="password"
                    data-testid="setup-password"
                    autocomplete="current-password"
                    autocapitalize="none"
                    spellcheck="false"
                    type=move || if is_shown.get() { "text" } else { "password" }
                    prop:value=move || value.get()
                    on:input=move |event| on_input.run(event_target_value(&event))
                />
                <button
                    type="button"
                    class="field-button"
                    aria-label=text::show_password_long()
                    aria-pressed=move || if is_shown.get() { "true" } else { "false" }
                    on:click=move |_| set_shown.update(|shown| *shown = !*shown)
                >
                    {live(move || if is_shown.get() { text::hide_password() } else { text::show_password() })}
                </button>
            </div>
        </div>
    }
    .into_any()
}
