//! The borders between panes, which can be moved by pointer and by keys. Each changes one property that `layout.css` reads,
//! and must not lay anything out itself.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::ui::browser;
use crate::ui::state::panes::{self, Border, Limits, Room};
use crate::ui::text;

/// All of them. Which can be seen, the style sheet says.
#[component]
pub(crate) fn Borders() -> impl IntoView {
    let panes = Panes::kept();
    Border::ALL.map(|border| splitter(panes, border)).collect_view()
}

/// The sizes that were chosen. A handle: copies are the same state.
#[derive(Clone, Copy)]
struct Panes {
    room: RwSignal<Room>,
    sizes: [(Border, RwSignal<Option<u32>>); 3],
}

impl Panes {
    /// As they were chosen at the last visit, in the window as it is and becomes.
    fn kept() -> Self {
        let kept = |border: Border| {
            let kept = panes::kept(browser::preference(border.name()).as_deref());
            (border, RwSignal::new(kept))
        };
        let room = RwSignal::new(browser::room());
        let listener = window_event_listener(leptos::ev::resize, move |_| room.set(browser::room()));
        on_cleanup(move || listener.remove());
        Self {
            room,
            sizes: Border::ALL.map(kept),
        }
    }

    fn signal(self, border: Border) -> Option<RwSignal<Option<u32>>> {
        let mut sizes = self.sizes.into_iter();
        sizes.find(|(known, _)| *known == border).map(|(_, size)| size)
    }

    fn chosen(self, border: Border) -> Option<u32> {
        self.signal(border)?.get()
    }

    fn choose(self, border: Border, size: Option<u32>) {
        if let Some(signal) = self.signal(border) {
            signal.set(size);
        }
        if let Ok(Some(page)) = browser::document().query_selector("main") {
            let size = size.map(|size| [&size.to_string(), "px"].concat());
            let page: HtmlElement = page.unchecked_into();
            // Setting what is nothing takes it away.
            let _ = page
                .style()
                .set_property(&border.property(), &size.unwrap_or_default());
        }
    }

    fn keep(self, border: Border) {
        let size = untrack(|| self.chosen(border));
        browser::keep_preference(
            border.name(),
            &size.map(|size| size.to_string()).unwrap_or_default(),
        );
    }

    fn limits(self, border: Border) -> Limits {
        border.limits(self.room.get(), self.chosen(Border::Folders))
    }

    fn size(self, border: Border) -> u32 {
        self.limits(border).size(self.chosen(border))
    }
}

fn splitter(panes: Panes, border: Border) -> AnyView {
    // Where the pointer took it, and its size then.
    let taken = RwSignal::new(None::<(i32, u32)>);
    let on_key = move |event: KeyboardEvent| hear(panes, border, &event);
    let on_take = move |event: PointerEvent| {
        if event.button() == 0 {
            capture(&event);
            taken.set(Some((place(border, &event), untrack(|| panes.size(border)))));
        }
    };
    let on_move = move |event: PointerEvent| {
        if let Some((from, size)) = taken.get_untracked() {
            let by_px = place(border, &event).saturating_sub(from);
            let limits = untrack(|| panes.limits(border));
            let size = limits.dragged(border, size, by_px, text::language().is_right_to_left);
            panes.choose(border, Some(size));
        }
    };
    let on_leave = move |_| {
        if taken.get_untracked().is_some() {
            taken.set(None);
            panes.keep(border);
        }
    };
    let on_reset = move |_| {
        panes.choose(border, None);
        panes.keep(border);
    };
    let label = if border == Border::Folders {
        text::folders_border()
    } else {
        text::list_border()
    };
    view! {
        <div
            class="splitter"
            class:is-taken=move || taken.with(Option::is_some)
            data-testid=border.name()
            role="separator"
            tabindex="0"
            aria-label=label
            aria-orientation=if border.is_upright() { "vertical" } else { "horizontal" }
            aria-valuemin=move || panes.limits(border).least.to_string()
            aria-valuemax=move || panes.limits(border).most.to_string()
            aria-valuenow=move || panes.size(border).to_string()
            on:keydown=on_key
            on:pointerdown=on_take
            // The row that comes under the pointer is not to be dragged in its place.
            on:mousedown=|event| event.prevent_default()
            on:pointermove=on_move
            on:lostpointercapture=on_leave
            on:dblclick=on_reset
        ></div>
    }
    .into_any()
}

fn hear(panes: Panes, border: Border, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let (limits, size) = untrack(|| (panes.limits(border), panes.size(border)));
    let key = event.key();
    let is_right_to_left = text::language().is_right_to_left;
    if let Some(size) = limits.heard(border, size, (&key, event.shift_key()), is_right_to_left) {
        event.prevent_default();
        panes.choose(border, size);
        panes.keep(border);
    }
}

fn place(border: Border, event: &PointerEvent) -> i32 {
    if border.is_upright() {
        event.client_x()
    } else {
        event.client_y()
    }
}

/// The pointer stays with the border, also over a message's frame.
fn capture(event: &PointerEvent) {
    // It has nothing in it, so that it is what was pressed; who hears of that is the page.
    if let Some(border) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) {
        // Refused only for a pointer that is gone.
        let _ = border.set_pointer_capture(event.pointer_id());
    }
}
