//! Those who follow what happens in the mailbox without drawing anything, and are loaded only when there is something to
//! follow: one keeps where somebody is, one learns the conversation of what is opened.

use leptos::prelude::*;

use crate::ui::app::app;

/// Keeps where somebody is in the list.
#[component]
pub(crate) fn PlaceKeeper() -> impl IntoView {
    app().keep_the_place();
}

/// Learns the conversation of whatever is opened.
#[component]
pub(crate) fn ConversationFollower() -> impl IntoView {
    app().follow_conversations();
}
