//! The mailbox: folders, list and reader side by side, or one at a time where there is little room.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

use crate::ui::app::{HALF_FILLED, app};
use crate::ui::browser::{self, session};
use crate::ui::components::{MessageList, Reader, Sidebar, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::route::Route;
use crate::ui::state::panes::{self, Border};
use crate::ui::text;

/// The page.
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let app = app();
    // Nobody moves a border before a pointer or the focus comes near.
    let is_used = RwSignal::new(false);
    let use_it = move || {
        if !is_used.get_untracked() {
            is_used.set(true);
        }
    };
    let is_dragging = Memo::new(move |_| app.dragged.with(|messages| !messages.is_empty()));
    // Before that there is no place to come back to but the one where every visit begins.
    let is_elsewhere = Memo::new(move |_| is_used.get() || app.scroll.get().0 > 0);
    let gathers = Memo::new(move |_| app.order.get().conversations);
    let (has_list, has_reader) = (RwSignal::new(false), RwSignal::new(false));
    in_turn([has_list, has_reader].into());
    let is_touched = Memo::new(move |_| app.touch.with(Option::is_some));
    let has_half_filled = session::kept(HALF_FILLED).is_some();
    let pane = move || match app.route.get() {
        Route::Message { .. } => "reader",
        Route::Folders => "folders",
        _ => "list",
    };
    view! {
        <a class="skip" href="#list" on:click=move |event| { event.prevent_default(); app.focus_cursor(); }>{text::skip_to_list()}</a>
        <main
            class="mail"
            data-pane=pane
            data-reading=move || app.reading_place.get().name()
            style=("--folders-width", size(Border::Folders))
            style=("--list-width", size(Border::ListWidth))
            style=("--list-height", size(Border::ListHeight))
            on:pointermove=move |_| use_it()
            on:focusin=move |_| use_it()
        >
            <Sidebar />
            {live(move || is_used.get().then(|| on_demand(Part::Borders)))}
            {live(move || has_list.get().then(|| view! { <MessageList /> }))}
            {live(move || has_reader.get().then(|| view! { <Reader /> }))}
            {live(move || is_dragging.get().then(|| on_demand(Part::DropTargets)))}
            {live(move || is_touched.get().then(|| on_demand(Part::Swipes)))}
            {live(move || is_elsewhere.get().then(|| on_demand(Part::PlaceKeeper)))}
            {live(move || gathers.get().then(|| on_demand(Part::ConversationFollower)))}
            {has_half_filled.then(|| on_demand(Part::FormOpener))}
            {live(move || app.wants_notifications.get().then(|| on_demand(Part::Notifier)))}
        </main>
    }
    .into_any()
}

/// Pane by pane, each in a task of its own: all of them in one take longer than the page may be silent.
fn in_turn(mut panes: VecDeque<RwSignal<bool>>) {
    set_timeout(
        move || {
            if let Some(pane) = panes.pop_front()
                // Who has left meanwhile needs none.
                && pane.try_set(true).is_none()
            {
                in_turn(panes);
            }
        },
        Duration::ZERO,
    );
}

/// How much room a pane was given at the last visit. Property by property: the page's policy takes no attribute for it.
fn size(border: Border) -> Option<String> {
    let size = panes::kept(browser::preference(border.name()).as_deref())?;
    Some([&size.to_string(), "px"].concat())
}
