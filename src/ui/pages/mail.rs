//! The mailbox: folders, list and reader side by side, or one at a time where there is little room.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::components::{MessageList, Panes, Reader, Sidebar, live, splitter};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::route::Route;
use crate::ui::state::panes::Border;
use crate::ui::text;

/// The page.
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let app = app();
    let panes = Panes::kept();
    let is_dragging = Memo::new(move |_| app.dragged.with(|messages| !messages.is_empty()));
    let is_touched = Memo::new(move |_| app.touch.with(Option::is_some));
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
            style=("--folders-width", move || panes.css(Border::Folders))
            style=("--list-width", move || panes.css(Border::ListWidth))
            style=("--list-height", move || panes.css(Border::ListHeight))
        >
            <Sidebar />
            {splitter(panes, Border::Folders)}
            <MessageList />
            {splitter(panes, Border::ListWidth)}
            {splitter(panes, Border::ListHeight)}
            <Reader />
            {live(move || is_dragging.get().then(|| on_demand(Part::DropTargets)))}
            {live(move || is_touched.get().then(|| on_demand(Part::Swipes)))}
        </main>
    }
    .into_any()
}
