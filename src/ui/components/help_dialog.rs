//! The keyboard's table, printed. It reads the same one as the handlers.

use leptos::prelude::*;

use crate::ui::state::shortcuts::SHORTCUTS;
use crate::ui::text;

/// The dialog.
#[component]
pub(crate) fn HelpDialog() -> impl IntoView {
    let rows = SHORTCUTS
        .iter()
        .filter(|shortcut| !shortcut.caps.is_empty())
        .map(|shortcut| {
            let caps = shortcut
                .caps
                .iter()
                .map(|cap| view! { <kbd>{*cap}</kbd> })
                .collect_view();
            view! { <div><dt>{shortcut.label}</dt><dd>{caps}</dd></div> }
        })
        .collect_view();
    view! {
        <dl class="keys">{rows}</dl>
        <p class="modal-advice">{text::KEYS_NOTE}</p>
    }
    .into_any()
}
