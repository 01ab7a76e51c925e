//! How a step of a connection stands, as a sign: a dot, a spinner, a tick, a cross.

use leptos::prelude::*;

use crate::ui::components::icon;
use crate::wire::CheckState;

/// The sign of a state.
pub(crate) fn check_mark(state: CheckState) -> AnyView {
    match state {
        CheckState::Waiting => view! { <i class="check-dot"></i> }.into_any(),
        CheckState::Running => view! { <i class="spinner"></i> }.into_any(),
        CheckState::Ok => icon("check"),
        CheckState::Failed => icon("x"),
    }
}
