//! Forms of dialogs outlive the page: what was typed is kept while the dialog is open, and when the page is loaded anew
//! the dialog opens again. Whoever saves or leaves the form has nothing kept of it.

use leptos::prelude::*;

use crate::ui::app::{App, Dialog, HALF_FILLED, app};
use crate::ui::browser::session;
use crate::ui::state::folders;
use crate::ui::state::half_filled::HalfFilled;

/// Draws nothing: it opens the dialog again whose form is kept. While another one is open, the form waits for whoever
/// opens its dialog, or for when the page is loaded again.
#[component]
pub(crate) fn FormOpener() -> impl IntoView {
    let app = app();
    if app.dialog.with_untracked(Option::is_some) {
        return;
    }
    match kept().and_then(|form| dialog(app, form)) {
        Some(dialog) => app.dialog.set(Some(dialog)),
        None => forget(),
    }
}

/// `None` where what the form is about has gone.
fn dialog(app: App, form: HalfFilled) -> Option<Dialog> {
    match form {
        HalfFilled::Rule(form) => {
            untrack(|| app.account(form.account))?;
            Some(Dialog::Rules(form.account, None))
        }
        HalfFilled::Folder(form) => {
            let account = untrack(|| app.account(form.account))?;
            let is_here = |folder| !folders::with_inner(&account.folders, folder).is_empty();
            if !form.folder.is_none_or(is_here) {
                return None;
            }
            // Elsewhere they are called otherwise.
            let is_listed = app.route.get_untracked().folder() == form.listed;
            let messages = if is_listed { form.messages } else { Vec::new() };
            Some(Dialog::Folder(form.account, form.folder, messages))
        }
    }
}

/// The form that is kept.
pub(super) fn kept() -> Option<HalfFilled> {
    HalfFilled::read(&session::kept(HALF_FILLED)?)
}

/// Keeps nothing of a form any more.
pub(super) fn forget() {
    session::forget(HALF_FILLED);
}

/// Keeps a form as it is now.
pub(super) fn keep_now(form: &HalfFilled) {
    session::keep(HALF_FILLED, &form.written());
}

/// Keeps a form for as long as whoever calls this is there, and after that until somebody forgets it.
pub(super) fn keep(follow: impl Fn() + 'static, told: impl Fn() -> Option<HalfFilled> + Clone + 'static) {
    session::keep_following(HALF_FILLED, follow, move || Some(told()?.written()));
}
