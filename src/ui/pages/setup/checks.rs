//! The live list of a connection test: each step turns, then has its tick or its cross.

use leptos::prelude::*;

use crate::ui::app::{App, Test};
use crate::ui::components::{check_mark, live};
use crate::ui::state::figures;
use crate::ui::state::setup::{CHECKS, check_name, check_state_name};
use crate::ui::text;
use crate::wire::{CheckState, SetupCheck};

/// The list, once a test has begun.
pub(super) fn checks(app: App) -> Option<AnyView> {
    let has_begun = Memo::new(move |_| app.test.get() != Test::Idle);
    has_begun.get().then(|| {
        let rows = CHECKS.map(|check| row(app, check)).collect_view();
        view! { <ol class="checks" aria-label=text::checks_label() aria-live="polite">{rows}</ol>{live(move || facts(app))} }.into_any()
    })
}

fn row(app: App, check: SetupCheck) -> AnyView {
    let state = Memo::new(move |_| app.checks.with(|checks| checks.state(check)));
    view! {
        <li
            class="check"
            data-testid="setup-check"
            data-check=check_name(check)
            data-state=move || state.with(|(state, _)| check_state_name(*state))
            data-fault=move || fault(app).filter(|_| state.with(|(state, _)| *state == CheckState::Failed))
        >
            <span class="check-mark">{live(move || check_mark(state.with(|(state, _)| *state)))}</span>
            <span class="check-label">{text::check_label(check)}</span>
            <span class="check-detail" dir="auto">{live(move || state.with(|(_, detail)| detail.clone()))}</span>
        </li>
    }
    .into_any()
}

/// Why the test ended, by its stable name.
fn fault(app: App) -> Option<&'static str> {
    app.test.with(|test| match test {
        Test::Failed(fault) => Some(fault.kind.name()),
        _ => None,
    })
}

fn facts(app: App) -> Option<AnyView> {
    let Test::Passed(facts) = app.test.get() else {
        return None;
    };
    let mut found = text::messages(facts.messages);
    found.push_str(", ");
    found.push_str(&figures::size(facts.octets));
    let how = [facts.encryption, facts.certificate]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>();
    Some(view! { <p class="check-found" role="status"><strong>{found}</strong><span>{how.join(" · ")}</span></p> }.into_any())
}
