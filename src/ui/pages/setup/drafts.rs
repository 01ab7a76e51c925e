//! What was typed is there again when the page was loaded anew; without the password. Whoever leaves the form leaves it.

use leptos::prelude::*;

use super::Steps;
use crate::ui::app::App;
use crate::ui::browser::session;
use crate::ui::state::setup::{Draft, Form};

/// Under what it is kept.
const DRAFT: &str = "setup";

/// Takes up what was typed, where nothing is yet, and keeps it from now on.
pub(super) fn keep(app: App, steps: Steps) {
    let is_untouched = app.form.with_untracked(|form| *form == Form::default());
    let kept = session::kept(DRAFT).filter(|_| is_untouched);
    if let Some(draft) = kept.and_then(|kept| Draft::read(&kept)) {
        app.form.set(draft.form);
        steps.has_server.set(draft.has_server);
        steps.is_manual.set(draft.is_manual);
    }
    let follow = move || {
        app.form.track();
        steps.has_server.track();
        steps.is_manual.track();
    };
    let told = move || {
        let draft = Draft {
            form: app.form.try_get_untracked()?,
            has_server: steps.has_server.try_get_untracked()?,
            is_manual: steps.is_manual.try_get_untracked()?,
        };
        Some(draft.written())
    };
    session::keep_following(DRAFT, follow, told);
    on_cleanup(|| session::forget(DRAFT));
}
