//! The worker does not start, or is of another version: what to do about it.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::client::EngineState;
use crate::ui::components::icon;
use crate::ui::text;

/// The page.
#[component]
pub(crate) fn EngineTrouble(
    /// What is wrong.
    state: EngineState,
) -> impl IntoView {
    let title = if state == EngineState::OtherVersion {
        text::engine_old()
    } else {
        text::engine_dead()
    };
    let on_reload = move |_| {
        let _ = browser::window().location().reload();
    };
    view! {
        <main class="welcome">
            <div class="welcome-column" role="alert">
                {icon("mark")}
                <h1>{title}</h1>
                <p class="lead">{text::engine_dead_lead()}</p>
                <div class="welcome-actions">
                    <button type="button" class="button is-primary is-large" on:click=on_reload>{text::reload()}</button>
                </div>
            </div>
        </main>
    }
    .into_any()
}
