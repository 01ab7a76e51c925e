//! Links to a mailbox fill in the form, and no more: whoever wrote one is not believed, and the page says so.

use leptos::prelude::*;

use super::{Search, Steps};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::route::Route;
use crate::ui::state::pop_link::{PopLink, PopLinkError};
use crate::ui::state::setup::Form;
use crate::ui::text;

/// What came of a link.
pub(super) type Followed = Option<Result<PopLink, PopLinkError>>;

/// Follows a link in the address, now and whenever one comes while the form is open.
pub(super) fn follow_links(app: App, steps: Steps) -> RwSignal<Followed> {
    let followed = RwSignal::new(None);
    follow(app, steps, followed);
    let listener = window_event_listener(leptos::ev::hashchange, move |_| follow(app, steps, followed));
    on_cleanup(move || listener.remove());
    followed
}

fn follow(app: App, steps: Steps, followed: RwSignal<Followed>) {
    let hash = browser::window().location().hash().unwrap_or_default();
    let Some(link) = PopLink::in_address(&hash) else {
        return;
    };
    if let Ok(link) = &link {
        // What was typed for another server, a password above all, does not go to this one.
        app.form.set(Form::linked(link));
        app.forget_test();
        steps.problem.set(None);
        steps.search.set(Search::None);
        steps.has_server.set(true);
        steps.is_manual.set(true);
    }
    followed.set(Some(link));
    // The link has done what it can; reloading the page is not to follow it again.
    app.go_instead(Route::Setup);
}

/// Says what a link did, or why it did nothing.
pub(super) fn note(followed: RwSignal<Followed>) -> AnyView {
    let sentence = move || match followed.get()? {
        Ok(link) => Some(text::linked(&link.host)),
        Err(PopLinkError::Password) => Some(text::link_with_password().to_owned()),
        Err(PopLinkError::Malformed) => Some(text::link_malformed().to_owned()),
    };
    live(move || {
        sentence().map(|sentence| {
            view! { <p class="advice is-blocking" role="alert" data-testid="setup-link">{icon("alert")}<span>{sentence}</span></p> }
        })
    })
    .into_any()
}
