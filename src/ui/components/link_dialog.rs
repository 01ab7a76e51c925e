//! A link that says another host than it leads to: both, and the choice. Nothing has been asked of that host yet.

use leptos::prelude::*;

use crate::ui::components::close;
use crate::ui::state::links;
use crate::ui::text;

/// The dialog.
#[component]
pub(crate) fn LinkDialog(
    /// The host that the link names.
    said: String,
    /// Where it leads.
    address: String,
) -> impl IntoView {
    let target = links::target(&address).unwrap_or_default();
    let label = text::open_host(&target);
    view! {
        <dl class="facts link-facts">
            <div><dt>{text::link_says()}</dt><dd><bdi>{said}</bdi></dd></div>
            <div><dt>{text::link_leads()}</dt><dd><strong><bdi data-testid="link-target">{target}</bdi></strong></dd></div>
        </dl>
        <p class="modal-advice">{text::link_advice()}</p>
        <code class="link-address" tabindex="0" dir="ltr">{address.clone()}</code>
        <footer class="modal-foot">
            <a class="button is-danger" data-testid="link-open" href=address target="_blank" rel="noopener noreferrer" on:click=move |_| close()>
                <bdi>{label}</bdi>
            </a>
            <button type="button" class="button is-primary" data-testid="link-stay" autofocus on:click=move |_| close()>{text::link_stay()}</button>
        </footer>
    }
    .into_any()
}
