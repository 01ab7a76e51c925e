//! A folder's rows: a grid of which only what is seen is drawn.

use std::cell::Cell;
use std::ops::Range;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{HtmlElement, ResizeObserver};

use super::drawn::{Leaving, keep_drawn};
use super::message_row::{MessageRow, heading_of};
use super::sync_bar::SyncBar;
use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::route::Route;
use crate::ui::state::dates::LocalDay;
use crate::ui::state::list::List;
use crate::ui::state::shortcuts::Command;
use crate::ui::state::sync;
use crate::ui::text;
use crate::wire::Folder;

/// The list's pane.
#[component]
pub(crate) fn MessageList() -> impl IntoView {
    let app = app();
    let today = Memo::new(move |_| browser::local_day(app.now.get()));
    let is_choosing = Memo::new(move |_| app.selection.with(|selection| !selection.is_empty()));
    view! {
        <section class="list-pane" id="list" aria-label=text::message_list()>
            {live(move || {
                if is_choosing.get() {
                    on_demand(Part::Selection(folder(app)))
                } else {
                    toolbar(app)
                }
            })}
            <SyncBar />
            {live(move || app.list_fault.get().map(|fault| {
                let on_action = Callback::new(move |_| app.refresh_list());
                view! { <FaultNote fault on_action /> }
            }))}
            {strip(app, today)}
            {grid(app, today, is_choosing)}
            {live(move || empty(app))}
        </section>
    }
    .into_any()
}

fn folder(app: App) -> Folder {
    app.route
        .get()
        .folder()
        .map_or(Folder::Inbox, |(_, folder)| folder)
}

fn title(app: App) -> String {
    let place = app.route.get().folder();
    place.map_or_else(
        || text::folder(Folder::Inbox).to_owned(),
        |(account, folder)| app.folder_name(account, folder),
    )
}

/// A folder of the user's own can be changed where its name stands, and what was thrown away be erased.
fn edit(app: App) -> Option<AnyView> {
    let (account, shown) = app.route.get().folder()?;
    match shown {
        Folder::Own(folder) => {
            let on_click = move |_| {
                app.dialog
                    .set(Some(Dialog::Folder(account, Some(folder), Vec::new())))
            };
            let label = text::edit_folder_hint();
            Some(view! { <button type="button" class="icon-button" data-testid="folder-edit" aria-label=label title=label on:click=on_click>{icon("more")}</button> }.into_any())
        }
        Folder::Trash | Folder::Junk if app.list.with(|list| list.messages > 0) => {
            let on_click = move |_| app.dialog.set(Some(Dialog::Empty(account, shown)));
            Some(view! { <button type="button" class="button is-small is-quiet" data-testid="empty-folder" on:click=on_click>{text::empty_now()}</button> }.into_any())
        }
        _ => None,
    }
}

fn toolbar(app: App) -> AnyView {
    let is_busy = move || app.sync_shown().is_some_and(|view| sync::is_running(&view));
    let on_check = move |_| {
        if let Some(account) = app.current_account() {
            app.check_mail(account, Vec::new());
        }
    };
    view! {
        <header class="toolbar">
            <button type="button" class="icon-button only-narrow" aria-label=text::back_to_folders() on:click=move |_| {
                if app.route.get_untracked() != Route::Folders {
                    app.go_up();
                }
            }>{icon("back")}</button>
            <h1 class="pane-title">{live(move || title(app))}</h1>
            <span class="pane-count">{live(move || app.list.with(|list| list.loaded.then(|| text::messages(list.messages))))}</span>
            {live(move || edit(app))}
            {live(move || (!app.is_online.get()).then(offline))}
            <button type="button" class="icon-button" data-testid="list-order" aria-label=text::list_order() title=text::list_order() on:click=move |_| app.dialog.set(Some(Dialog::Order))>
                {icon("sort")}
            </button>
            <button
                type="button"
                class="icon-button"
                class:is-busy=is_busy
                data-testid="sync-now"
                aria-label=text::check_mail()
                title=move || app.hint(text::check_mail(), Command::CheckMail)
                on:click=on_check
            >
                {icon("refresh")}
            </button>
        </header>
    }
    .into_any()
}

/// Where the sidebar, which says it too, is narrow or elsewhere.
fn offline() -> AnyView {
    let said = text::offline_chip();
    view! { <span class="toolbar-offline not-wide" role="img" aria-label=said title=said data-testid="offline-mark">{icon("offline")}</span> }.into_any()
}

/// The heading of the rows that are on top, always in sight.
fn strip(app: App, today: Memo<LocalDay>) -> AnyView {
    let label = Memo::new(move |_| {
        let row_px = app.density.get().row_px();
        let first = app.scroll.get().0.saturating_add(row_px / 2) / row_px;
        let by = app.order.get().by;
        app.list
            .with(|list| heading_of(list.row(first)?, by, today.get()))
    });
    view! { <p class="day-strip" aria-hidden="true">{live(move || label.get())}</p> }.into_any()
}

fn grid(app: App, today: Memo<LocalDay>, is_choosing: Memo<bool>) -> AnyView {
    let scroller = app.scroller;
    let keys = Memo::new(move |_| {
        let (top, height) = app.scroll.get();
        let row_px = app.density.get().row_px();
        app.list.with(|list| {
            drawn(
                list,
                list.seen(top, height, row_px),
                list.window(top, height, row_px),
            )
        })
    });
    let total = Memo::new(move |_| app.list.with(List::total));
    let tall = move || {
        let mut height = total.get().saturating_mul(app.density.get().row_px()).to_string();
        height.push_str("px");
        height
    };
    Effect::new(move |_| {
        if let Some(element) = scroller.get() {
            watch_height(app, &element);
        }
    });
    let area = NodeRef::new();
    let is_draggable = !browser::is_narrow();
    keep_drawn(
        area,
        keys,
        Leaving::TakesNextKey,
        Box::new(move |key| view! { <MessageRow key today is_draggable /> }.into_any()),
    );
    let on_scroll = move |_| {
        if let Some(element) = scroller.get_untracked() {
            app.scroll
                .update(|scroll| scroll.0 = u32::try_from(element.scroll_top()).unwrap_or(0));
        }
    };
    view! {
        <div class="rows" data-density=move || app.density.get().name() node_ref=scroller on:scroll=on_scroll>
            <div
                node_ref=area
                class="rows-area"
                class:is-choosing=move || is_choosing.get()
                role="grid"
                aria-label=text::message_list()
                data-testid="message-list"
                aria-multiselectable="true"
                aria-rowcount=move || total.get().to_string()
                aria-busy=move || if app.list.with(|list| list.loaded) { "false" } else { "true" }
                style:block-size=tall
                on:keydown=move |event| app.hear_key_in_list(&event)
                on:pointerdown=move |event| if event.pointer_type() == "touch" { app.touch.set(Some(event)); }
            >
            </div>
            {live(move || (!app.list.with(|list| list.loaded)).then(skeleton))}
        </div>
    }
    .into_any()
}

/// The keys of what is drawn, what is seen first; the keyboard's row is always among them, so that the focus stays.
fn drawn(list: &List, seen: Range<u32>, window: Range<u32>) -> Vec<i64> {
    let far_cursor = (list.total() > 0 && !window.contains(&list.cursor)).then_some(list.cursor);
    let around = (window.start..seen.start).chain(seen.end..window.end);
    let rows = far_cursor.into_iter().chain(seen).chain(around);
    rows.map(|index| list.key(index)).collect()
}

fn watch_height(app: App, element: &HtmlElement) {
    let watched = element.clone();
    let is_hidden = Cell::new(true);
    let on_resize = Closure::<dyn FnMut()>::new(move || {
        let height = u32::try_from(watched.client_height()).unwrap_or(0);
        // What is out of sight has no height, and will have the one that it had.
        let was_hidden = is_hidden.replace(height == 0);
        if height > 0 && app.scroll.with_untracked(|scroll| scroll.1) != height {
            app.scroll.update(|scroll| scroll.1 = height);
        }
        if height > 0 && was_hidden {
            app.list_appears();
        }
    });
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(element);
        // Both live as long as the element, and go with it.
        on_resize.forget();
    }
}

fn skeleton() -> AnyView {
    let rows = (0..8)
        .map(|_| view! { <div class="row is-skeleton"><i></i><i></i><span class="avatar"></span><div class="row-text"><i></i><i></i></div></div> })
        .collect_view();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }.into_any()
}

fn empty(app: App) -> Option<AnyView> {
    let (_, folder) = app
        .list
        .with(|list| list.place.filter(|_| list.loaded && list.total() == 0))?;
    let is_fetching = app.sync_shown().is_some_and(|view| sync::is_running(&view));
    let (title, lead) = match folder {
        Folder::Inbox if is_fetching => (text::empty_fetching(), text::empty_fetching_lead()),
        Folder::Inbox => (text::empty_inbox(), text::empty_inbox_lead()),
        Folder::Tagged(_) => (text::empty_tag(), ""),
        Folder::Starred => (text::empty_starred(), ""),
        Folder::Snoozed => (text::empty_snoozed(), ""),
        _ => (text::empty_folder(), ""),
    };
    Some(view! { <div class="empty">{icon("inbox")}<h2>{title}</h2><p>{lead}</p></div> }.into_any())
}
