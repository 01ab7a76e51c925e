//! The first screen of a browser without accounts: what this is, and the two ways to begin.

use leptos::prelude::*;

use crate::ui::app::{Test, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::text;

/// The page.
#[component]
pub(crate) fn WelcomePage() -> impl IntoView {
    let app = app();
    let has_demo = move || {
        app.hosting
            .with(|hosting| hosting.as_ref().is_some_and(|hosting| hosting.demo.is_some()))
    };
    let is_opening = move || app.test.get() == Test::Saving;
    let demo = move || {
        has_demo().then(|| {
            view! {
                <button type="button" class="button is-large" data-testid="demo-open" disabled=is_opening on:click=move |_| app.open_demo()>
                    {live(move || if is_opening() { text::opening_demo() } else { text::open_demo() })}
                </button>
            }
        })
    };
    let fault = move || match app.test.get() {
        Test::Failed(fault) => {
            Some(view! { <FaultNote fault on_action=Callback::new(move |_| app.open_demo()) /> })
        }
        _ => None,
    };
    let points = [
        ("shield", text::welcome_blind()),
        ("disk", text::welcome_offline()),
        ("inbox", text::welcome_keeps()),
    ]
    .map(|(glyph, sentence)| view! { <li>{icon(glyph)}<span>{sentence}</span></li> });
    view! {
        <main class="welcome">
            <div class="welcome-column">
                <p class="welcome-mark">{icon("mark")}<span>{text::APP}</span></p>
                <h1>{text::welcome_title()}</h1>
                <p class="lead">{text::welcome_lead()}</p>
                <div class="welcome-actions">
                    <button type="button" class="button is-primary is-large" data-testid="add-account" on:click=move |_| app.start_setup(None)>
                        {text::add_account()}
                    </button>
                    {live(demo)}
                </div>
                {live(fault)}
                {browser::is_uninstalled_ios().then(|| view! { <p class="welcome-hint">{text::install_hint_ios()}</p> })}
                <ul class="welcome-points">{points.collect_view()}</ul>
            </div>
        </main>
    }
    .into_any()
}
