//! Whose keys are used, in the settings. What each does is the help dialog's matter.

use leptos::prelude::*;

use super::appearance_settings::option;
use crate::ui::app::{App, Dialog};
use crate::ui::components::{icon, live};
use crate::ui::state::shortcuts::KeySet;
use crate::ui::text;

/// The page.
pub(super) fn keyboard(app: App) -> AnyView {
    let options = KeySet::ALL.map(|set| {
        let is_chosen = Signal::derive(move || app.key_set.get() == set);
        option("keys", set.name(), text::key_set(set), is_chosen, move || {
            app.choose_keys(set);
        })
    });
    view! {
        <section>
            <fieldset class="segmented" data-testid="key-set"><legend class="visually-hidden">{text::key_sets()}</legend>{options.collect_view()}</fieldset>
            <p class="settings-note" role="status">{live(move || text::key_set_note(app.key_set.get()))}</p>
            <button type="button" class="button is-small" data-testid="settings-keys" on:click=move |_| app.open_instead(Dialog::Help)>
                {icon("keyboard")}{text::keyboard()}
            </button>
        </section>
    }
    .into_any()
}
