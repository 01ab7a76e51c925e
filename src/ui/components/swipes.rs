//! Rows of the list that are moved sideways by a finger. Everything that is asked for so has buttons and keys as well
//! (WCAG 2.5.7). A mouse drags rows to folders instead.

use std::any::Any;

use gloo_timers::future::TimeoutFuture;
use leptos::ev::PointerEvent;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::sidebar::folder_icon;
use crate::ui::app::{App, app};
use crate::ui::components::{icon, live};
use crate::ui::state::list_order::messages_of;
use crate::ui::state::swipe::{Gesture, Side, Swipe};
use crate::ui::{browser, text};
use crate::units::MessageId;
use crate::wire::{Folder, Mark, RowView};

/// A row that was let go is back where it was after so long; `--calm` is not longer.
const BACK_MS: u32 = 200;

/// A finger on a row.
struct Held {
    pointer: i32,
    swipe: Swipe,
    row: HtmlElement,
    view: RowView,
    folder: Folder,
    /// What moving it asks for, to the line's end and to its beginning.
    gestures: (Gesture, Gesture),
    /// What lies under the row, once it is moved; it goes when this does.
    under: Option<Box<dyn Any>>,
}

/// What is offered under the row: where it is moved to, what that asks for, and whether far enough.
type Offer = Option<(Side, Mark, bool)>;

#[derive(Clone, Copy)]
struct Swiping {
    app: App,
    held: StoredValue<Option<Held>, LocalStorage>,
    /// One that was let go, on its way back.
    let_go: StoredValue<Option<Held>, LocalStorage>,
    offer: RwSignal<Offer>,
}

/// Draws nothing by itself: it listens.
#[component]
pub(crate) fn Swipes() -> impl IntoView {
    let app = app();
    let swiping = Swiping {
        app,
        held: StoredValue::new_local(None),
        let_go: StoredValue::new_local(None),
        offer: RwSignal::new(None),
    };
    Effect::new(move |_| {
        if let Some(event) = app.touch.get() {
            swiping.begin(&event);
        }
    });
    let listeners = [
        window_event_listener(leptos::ev::pointermove, move |event| swiping.follow(&event)),
        window_event_listener(leptos::ev::pointerup, move |event| swiping.end(&event, true)),
        window_event_listener(leptos::ev::pointercancel, move |event| {
            swiping.end(&event, false);
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}

impl Swiping {
    fn begin(self, event: &PointerEvent) {
        self.settle();
        if let Some(held) = self.held.try_update_value(Option::take).flatten()
            && !event.is_primary()
        {
            // Two fingers mean something else.
            return self.spring_back(held);
        }
        self.held.set_value(self.taken(event));
    }

    fn taken(self, event: &PointerEvent) -> Option<Held> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let row: HtmlElement = target
            .closest("[data-testid=message-row]")
            .ok()??
            .dyn_into()
            .ok()?;
        let key = row.id().strip_prefix("row-")?.parse().ok()?;
        let (view, folder) = self
            .app
            .list
            .with_untracked(|list| Some((list.row(list.index(key))?.clone(), list.place?.1)))?;
        let width_px = u32::try_from(row.client_width()).ok()?;
        let swipe = Swipe::begin(at(event), width_px, text::language().is_right_to_left);
        Some(Held {
            pointer: event.pointer_id(),
            swipe,
            row,
            view,
            folder,
            gestures: (chosen(Side::End), chosen(Side::Start)),
            under: None,
        })
    }

    fn follow(self, event: &PointerEvent) {
        self.held.update_value(|held| {
            let Some(held) = held.as_mut().filter(|held| held.pointer == event.pointer_id()) else {
                return;
            };
            held.swipe.moved(at(event));
            if let Some(px) = held.swipe.follows_px() {
                let offer = held.offer();
                // Where nothing is asked for, the row stays.
                held.move_by(if offer.is_some() { px } else { 0 });
                self.offer.set(offer);
                if held.under.is_none() {
                    let offer = self.offer;
                    held.under = Some(Box::new(mount_to(held.row.clone(), move || under(offer))));
                    let _ = held.row.class_list().add_1("is-swiped");
                }
            }
        });
    }

    fn end(self, event: &PointerEvent, is_let_go: bool) {
        let is_held = self.held.with_value(|held| {
            held.as_ref()
                .is_some_and(|held| held.pointer == event.pointer_id())
        });
        let Some(held) = self
            .held
            .try_update_value(|held| if is_held { held.take() } else { None })
            .flatten()
        else {
            return;
        };
        let asked = held.offer().filter(|(_, _, is_enough)| is_let_go && *is_enough);
        let (message, mut messages) = (held.view.message, messages_of(&held.view).to_vec());
        messages.sort_unstable();
        if held.under.is_some() {
            self.spring_back(held);
        }
        if let Some((_, mark, _)) = asked {
            self.mark(message, messages, mark);
        }
    }

    /// Done to this row, whatever is chosen; and the keyboard goes on from here.
    fn mark(self, message: MessageId, messages: Vec<MessageId>, mark: Mark) {
        self.app.point_at(message);
        self.app.mark_messages(messages, mark);
    }

    fn spring_back(self, held: Held) {
        let _ = held.row.class_list().add_1("is-springing");
        held.move_by(0);
        self.let_go.set_value(Some(held));
        self.app.run("swipe", async move {
            TimeoutFuture::new(BACK_MS).await;
            self.settle();
        });
    }

    /// The row is as it was.
    fn settle(self) {
        if let Some(held) = self.let_go.try_update_value(Option::take).flatten() {
            let _ = held.row.class_list().remove_2("is-swiped", "is-springing");
            let _ = held.row.style().remove_property("--swipe");
        }
    }
}

impl Held {
    fn move_by(&self, px: i32) {
        let _ = self
            .row
            .style()
            .set_property("--swipe", &[&px.to_string(), "px"].concat());
    }

    fn offer(&self) -> Offer {
        let (side, is_enough) = self.swipe.side()?;
        let gesture = match side {
            Side::End => self.gestures.0,
            Side::Start => self.gestures.1,
        };
        let mark = gesture.asks_for(self.folder, self.view.unread, self.view.starred)?;
        Some((side, mark, is_enough))
    }
}

/// What somebody has rows do that are moved to this side.
pub(super) fn chosen(side: Side) -> Gesture {
    Gesture::from_preference(side, browser::preference(side.name()).as_deref())
}

fn at(event: &PointerEvent) -> (i32, i32) {
    (event.client_x(), event.client_y())
}

/// What the row uncovers: at the other end than the one it is moved to.
fn under(offer: RwSignal<Offer>) -> AnyView {
    let word = move || {
        let (side, mark, is_enough) = offer.get()?;
        let (sign, word, kind) = match mark {
            Mark::Read(true) => ("mail-open", text::read_mark(), "read"),
            Mark::Filed(Folder::Trash) => ("trash", text::folder(Folder::Trash), "trashed"),
            Mark::Filed(folder) => (folder_icon(folder), text::folder(folder), "filed"),
            Mark::Starred(true) => ("star", text::star_mark(), "read"),
            Mark::Starred(false) => ("star", text::unstar_mark(), "read"),
            // Nothing else is asked for with a finger.
            Mark::Read(false) | Mark::Tagged(..) | Mark::Snoozed(_) => ("mail", text::unread_mark(), "read"),
        };
        Some(
            view! {
                <div class="swipe-under" class:is-ready=is_enough class:is-at-end=side == Side::Start data-kind=kind
                    aria-hidden="true" data-testid="swipe">{icon(sign)}<span>{word}</span></div>
            }
            .into_any(),
        )
    };
    live(word)
}
