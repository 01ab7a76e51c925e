//! The keyboard's table, printed: the keys of the set that is chosen. It reads the same table as the handlers.

use leptos::prelude::*;

use crate::ui::app::{App, app};
use crate::ui::state::shortcuts::sheet;
use crate::ui::text;

/// The dialog.
#[component]
pub(crate) fn HelpDialog() -> impl IntoView {
    let app = app();
    let set = app.key_set.get_untracked();
    let lines = sheet(set);
    let everywhere = lines.iter().map(|line| row(app, line.label, &line.keys));
    let in_list = lines.iter().map(|line| row(app, line.label, &line.keys_in_list));
    view! {
        <div class="keys" data-testid="keys" data-set=set.name()>
            <section>
                <h3>{text::keys_everywhere()}</h3>
                <dl>{everywhere.collect_view()}</dl>
            </section>
            <section>
                <h3>{text::keys_in_list()}</h3>
                <dl>{in_list.collect_view()}</dl>
            </section>
        </div>
        <p class="modal-advice">{text::key_set_note(set)}" "{text::keys_note()}</p>
    }
    .into_any()
}

fn row(app: App, label: &'static str, keys: &[&'static str]) -> Option<AnyView> {
    let mut caps = Vec::new();
    for (place, keys) in keys.iter().enumerate() {
        if place > 0 {
            caps.push(view! { <span>{text::keys_or()}</span> }.into_any());
        }
        caps.push(sequence(app, keys));
    }
    (!caps.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{caps}</dd></div> }.into_any())
}

/// Keys that are pressed one after the other.
fn sequence(app: App, keys: &str) -> AnyView {
    keys.split(' ')
        .enumerate()
        .map(|(place, key)| {
            view! {
                {(place > 0).then(|| view! { <span>{text::keys_then()}</span> })}
                <kbd>{app.cap(key)}</kbd>
            }
        })
        .collect_view()
        .into_any()
}
