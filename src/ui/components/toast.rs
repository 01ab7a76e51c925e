//! The passing note about what was just done, with a way back. It waits while somebody is at it (WCAG 2.2.1), and the
//! same way back has a key.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::components::live;
use crate::ui::state::shortcuts::Command;
use crate::ui::text;

/// The note, while there is one.
#[component]
pub(crate) fn Toast() -> impl IntoView {
    let app = app();
    live(move || {
        app.toast.get().map(|toast| {
            let undo = toast.can_undo.then(|| view! {
                <button type="button" class="button is-small is-quiet" data-testid="toast-undo" title=move || app.hint(text::undo(), Command::Undo) on:click=move |_| { app.undo(); }>{text::undo()}</button>
            });
            view! {
                <aside
                    class="update-bar toast"
                    aria-label=text::last_action()
                    on:pointerenter=move |_| app.hold_toast()
                    on:pointerleave=move |_| app.let_toast_go()
                    on:focusin=move |_| app.hold_toast()
                    on:focusout=move |_| app.let_toast_go()
                >
                    <span>{toast.text}</span>
                    {undo}
                </aside>
            }
            .into_any()
        })
    })
}
