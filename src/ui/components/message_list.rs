//! A folder's rows: a grid of which only what is seen is drawn.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, KeyboardEvent, ResizeObserver};

use super::message_row::MessageRow;
use super::sync_bar::SyncBar;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::route::Route;
use crate::ui::state::dates::{self, LocalDay};
use crate::ui::state::list::{List, ROW_HEIGHT_PX, Step};
use crate::ui::state::sync;
use crate::ui::text;
use crate::wire::Folder;

/// The list's pane.
#[component]
pub(crate) fn MessageList() -> impl IntoView {
    let app = app();
    let today = Memo::new(move |_| browser::local_day(app.now.get()));
    view! {
        <section class="list-pane" id="list" aria-label=text::MESSAGES>
            {toolbar(app)}
            <SyncBar />
            {live(move || app.list_fault.get().map(|fault| {
                let on_action = Callback::new(move |_| app.refresh_list());
                view! { <FaultNote fault on_action /> }
            }))}
            {strip(app, today)}
            {grid(app, today)}
            {live(move || empty(app))}
        </section>
    }
    .into_any()
}

fn toolbar(app: App) -> AnyView {
    let folder = move || {
        app.route
            .get()
            .folder()
            .map_or(Folder::Inbox, |(_, folder)| folder)
    };
    let is_busy = move || {
        app.current_account().is_some_and(|account| {
            app.syncs
                .with(|syncs| syncs.get(&account.0).is_some_and(sync::is_running))
        })
    };
    let on_check = move |_| {
        if let Some(account) = app.current_account() {
            app.check_mail(account, Vec::new());
        }
    };
    view! {
        <header class="toolbar">
            <button type="button" class="icon-button only-narrow" aria-label=text::BACK_TO_FOLDERS on:click=move |_| {
                if app.route.get_untracked() != Route::Folders {
                    app.go_up();
                }
            }>{icon("back")}</button>
            <h1 class="pane-title">{live(move || text::folder(folder()))}</h1>
            <span class="pane-count">{live(move || app.list.with(|list| list.loaded.then(|| text::messages(list.total()))))}</span>
            <button
                type="button"
                class="icon-button"
                class:is-busy=is_busy
                data-testid="sync-now"
                aria-label=text::CHECK_MAIL
                title="Check for mail (Shift+n)"
                on:click=on_check
            >
                {icon("refresh")}
            </button>
        </header>
    }
    .into_any()
}

/// The label of the days that are on top, always in sight.
fn strip(app: App, today: Memo<LocalDay>) -> AnyView {
    let label = Memo::new(move |_| {
        let first = app.scroll.get().0.saturating_add(ROW_HEIGHT_PX / 2) / ROW_HEIGHT_PX;
        let date = app.list.with(|list| list.row(first).map(|row| row.date))?;
        Some(browser::day_group_label(dates::day_group(
            today.get(),
            browser::local_day(date),
        )))
    });
    view! { <p class="day-strip" aria-hidden="true">{live(move || label.get())}</p> }.into_any()
}

fn grid(app: App, today: Memo<LocalDay>) -> AnyView {
    let scroller = app.scroller;
    let keys = Memo::new(move |_| {
        let (top, height) = app.scroll.get();
        app.list.with(|list| drawn(list, top, height))
    });
    let total = Memo::new(move |_| app.list.with(List::total));
    let tall = move || {
        let mut height = total.get().saturating_mul(ROW_HEIGHT_PX).to_string();
        height.push_str("px");
        height
    };
    Effect::new(move |_| {
        if let Some(element) = scroller.get() {
            watch_height(app, &element);
        }
    });
    let on_scroll = move |_| {
        if let Some(element) = scroller.get_untracked() {
            app.scroll
                .update(|scroll| scroll.0 = u32::try_from(element.scroll_top()).unwrap_or(0));
        }
    };
    view! {
        <div class="rows" node_ref=scroller on:scroll=on_scroll>
            <div
                class="rows-area"
                role="grid"
                aria-label=text::MESSAGES
                data-testid="message-list"
                aria-rowcount=move || total.get().to_string()
                aria-busy=move || if app.list.with(|list| list.loaded) { "false" } else { "true" }
                style:block-size=tall
                on:keydown=move |event| hear_key(app, &event)
            >
                <For each=move || keys.get() key=|key| *key let:key>
                    <MessageRow key today />
                </For>
            </div>
            {live(move || (!app.list.with(|list| list.loaded)).then(skeleton))}
        </div>
    }
    .into_any()
}

/// The keys of what is drawn; the keyboard's row is always among them, so that the focus stays.
fn drawn(list: &List, top: u32, height: u32) -> Vec<i64> {
    let window = list.window(top, height);
    let far_cursor = (list.total() > 0 && !window.contains(&list.cursor)).then(|| list.key(list.cursor));
    window.map(|index| list.key(index)).chain(far_cursor).collect()
}

fn watch_height(app: App, element: &HtmlElement) {
    let watched = element.clone();
    let on_resize = Closure::<dyn FnMut()>::new(move || {
        let height = u32::try_from(watched.client_height()).unwrap_or(0);
        if app.scroll.with_untracked(|scroll| scroll.1) != height {
            app.scroll.update(|scroll| scroll.1 = height);
        }
    });
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(element);
        // Both live as long as the element, and go with it.
        on_resize.forget();
    }
}

/// Keys that mean something only while a row has the focus.
fn hear_key(app: App, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => app.step(Step::Next),
        "ArrowUp" => app.step(Step::Previous),
        "PageDown" => app.step(Step::PageDown),
        "PageUp" => app.step(Step::PageUp),
        "Home" => app.step(Step::First),
        "End" => app.step(Step::Last),
        "Enter" | " " => app.open_cursor(),
        _ => return,
    }
    event.prevent_default();
}

fn skeleton() -> AnyView {
    let rows = (0..8)
        .map(|_| view! { <div class="row is-skeleton"><i></i><i></i><span class="avatar"></span><div class="row-text"><i></i><i></i></div></div> })
        .collect_view();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }.into_any()
}

fn empty(app: App) -> Option<AnyView> {
    let (account, folder) = app
        .list
        .with(|list| list.place.filter(|_| list.loaded && list.total() == 0))?;
    let is_fetching = app
        .syncs
        .with(|syncs| syncs.get(&account.0).is_some_and(sync::is_running));
    let (title, lead) = match folder {
        Folder::Inbox if is_fetching => (text::EMPTY_FETCHING, text::EMPTY_FETCHING_LEAD),
        Folder::Inbox => (text::EMPTY_INBOX, text::EMPTY_INBOX_LEAD),
        _ => (text::EMPTY_FOLDER, ""),
    };
    Some(view! { <div class="empty">{icon("inbox")}<h2>{title}</h2><p>{lead}</p></div> }.into_any())
}
