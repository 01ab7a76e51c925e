//! Folders of the sidebar as places to drop messages on, while some are dragged. The same can be done without dragging,
//! in the dialog that moves messages (WCAG 2.5.7).

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, Element};

use crate::ui::app::{App, app};
use crate::ui::route::Route;
use crate::wire::{Folder, Mark};

/// Whoever waits so long over a closed folder wants to see what is in it.
const OPENING_MS: u32 = 700;

/// The folder under the pointer.
#[derive(Clone)]
struct Target {
    link: Element,
    folder: Folder,
    /// What is said of a message that is dropped there.
    mark: Mark,
}

/// Draws nothing: it listens.
#[component]
pub(crate) fn DropTargets() -> impl IntoView {
    let app = app();
    let over = StoredValue::new_local(None::<Target>);
    let leave = move || {
        if let Some(target) = over.try_update_value(Option::take).flatten() {
            drop(target.link.class_list().remove_1("is-target"));
        }
        app.stop("drag-open");
    };
    let on_over = window_event_listener(leptos::ev::dragover, move |event| {
        let target = target(app, &event);
        if target.is_some() {
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect("move");
            }
        }
        let is_other = over.with_value(|over| {
            over.as_ref().map(|over| &over.link) != target.as_ref().map(|target| &target.link)
        });
        if is_other {
            leave();
            if let Some(target) = target {
                drop(target.link.class_list().add_1("is-target"));
                open_after_a_while(app, target.folder);
                over.set_value(Some(target));
            }
        }
    });
    let on_drop = window_event_listener(leptos::ev::drop, move |event| {
        let Some(target) = target(app, &event) else { return };
        event.prevent_default();
        let messages = app.dragged.with_untracked(Vec::clone);
        leave();
        // Who dragged it is gone with its row, and would not say that it ended.
        app.dragged.set(Vec::new());
        app.mark_messages(messages, target.mark);
    });
    on_cleanup(move || {
        leave();
        on_over.remove();
        on_drop.remove();
    });
}

/// The folder that the dragged messages may go to from here.
fn target(app: App, event: &DragEvent) -> Option<Target> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let link = element.closest("a[data-testid=folder]").ok()??;
    let (account, folder) = Route::parse(&link.get_attribute("href")?).folder()?;
    let place = app.list.with_untracked(|list| list.place)?;
    let mark = match folder {
        Folder::Starred => Mark::Starred(true),
        Folder::Tagged(tag) => Mark::Tagged(tag, true),
        // Until when, nobody has said.
        Folder::Snoozed => return None,
        folder => Mark::Filed(folder),
    };
    // Tags are of no account.
    let is_possible = place.0 == account || matches!(folder, Folder::Tagged(_));
    (is_possible && place.1 != folder).then_some(Target { link, folder, mark })
}

fn open_after_a_while(app: App, folder: Folder) {
    let (Folder::Own(id), Some((account, _))) = (folder, app.list.with_untracked(|list| list.place)) else {
        return;
    };
    app.run("drag-open", async move {
        TimeoutFuture::new(OPENING_MS).await;
        if untrack(|| app.is_closed(account, folder)) {
            app.toggle_folder(account, id);
        }
    });
}
