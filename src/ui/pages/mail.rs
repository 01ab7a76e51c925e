//! The mailbox: folders, list and reader side by side, or one at a time where there is little room.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::components::{MessageList, Reader, Sidebar};
use crate::ui::route::Route;
use crate::ui::text;

/// The page.
#[component]
pub(crate) fn MailPage() -> impl IntoView {
    let app = app();
    let pane = move || match app.route.get() {
        Route::Message { .. } => "reader",
        Route::Folders => "folders",
        _ => "list",
    };
    view! {
        <a class="skip" href="#list" on:click=move |event| { event.prevent_default(); app.focus_cursor(); }>{text::SKIP_TO_LIST}</a>
        <main class="mail" data-pane=pane>
            <Sidebar />
            <MessageList />
            <Reader />
        </main>
    }
    .into_any()
}
