//! A message's source as text. It shows bytes: nothing in it is interpreted.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::app::app;
use crate::ui::components::{icon, live};
use crate::ui::text;
use crate::wire::{MessageOriginal, MessageView};

/// More than this makes the page slow, and nobody reads it.
const SHOWN_OCTETS: usize = 1_000_000;

/// The dialog.
#[component]
pub(crate) fn SourceDialog(
    /// Whose source.
    message: MessageView,
) -> impl IntoView {
    let app = app();
    let Some((account, id)) = app.route.get_untracked().message() else {
        return ().into_any();
    };
    let source = RwSignal::new(None::<String>);
    let is_cut = RwSignal::new(false);
    let original = MessageOriginal {
        account,
        message: id,
        within: message.within.clone(),
    };
    spawn_local(async move {
        if let Some(Ok(bytes)) = app.call(original).await {
            is_cut.set(bytes.0.len() > SHOWN_OCTETS);
            let shown = bytes.0.get(..SHOWN_OCTETS).unwrap_or(&bytes.0);
            source.set(Some(String::from_utf8_lossy(shown).into_owned()));
        }
    });
    let view = StoredValue::new(message);
    let hash = view.with_value(|message| message.sha256.to_string());
    view! {
        <p class="source-hash">"SHA-256 "<code>{hash}</code></p>
        {live(move || is_cut.get().then(|| view! { <p class="modal-advice">{text::source_cut()}</p> }))}
        <pre class="source" tabindex="0" aria-label=text::source_title()>{live(move || source.get().unwrap_or_default())}</pre>
        <footer class="modal-foot">
            <button type="button" class="button" on:click=move |_| view.with_value(|message| app.save_original(account, message))>
                {icon("download")}{text::save_eml()}
            </button>
        </footer>
    }
    .into_any()
}
