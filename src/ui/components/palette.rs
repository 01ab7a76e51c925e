//! The command palette: one field, and everything there is to do or to go to. It does what a key would have done, from
//! where the focus was. What it offers and in which order is `state::palette`'s matter.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::modal::close;
use crate::ui::app::{App, Dialog, Reading, app};
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::state::palette::{self, Deed, Entry, OfAccount, Situation};
use crate::ui::state::shortcuts;
use crate::ui::text;
use crate::units::AccountId;

/// Where what was done lately is kept.
const RECENT: &str = "palette";
/// So many lines Page Up and Page Down go.
const PAGE: usize = 8;

/// The dialog.
#[component]
pub(crate) fn Palette() -> impl IntoView {
    let desk = Desk::new(app());
    let position = move || desk.position.get();
    let active = move || {
        desk.found
            .with(|found| (!found.is_empty()).then(|| option_id(position())))
    };
    let lines = move || {
        let found = desk.found.get().into_iter().enumerate();
        found
            .map(|(place, entry)| line(desk, place, entry))
            .collect_view()
    };
    view! {
        <div class="palette">
            <input
                class="input"
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="go"
                data-testid="palette-field"
                aria-label=text::palette_field()
                placeholder=text::palette_field()
                aria-autocomplete="list"
                aria-controls="palette-list"
                aria-expanded=move || if desk.found.with(Vec::is_empty) { "false" } else { "true" }
                aria-activedescendant=active
                on:input=move |event| desk.type_in(event_target_value(&event))
                on:keydown=move |event| desk.hear(&event)
            />
            <ul id="palette-list" role="listbox" aria-label=text::palette() data-testid="palette-list" on:pointerdown=|event| event.prevent_default()>
                {live(lines)}
            </ul>
            {live(move || desk.found.with(Vec::is_empty).then(|| view! { <p class="palette-empty" data-testid="palette-empty">{text::palette_empty()}</p> }))}
            <p class="visually-hidden" role="status">{live(move || text::commands(desk.found.with(Vec::len)))}</p>
        </div>
    }
    .into_any()
}

/// What is typed, what that finds, and which of it Enter would do.
#[derive(Clone, Copy)]
struct Desk {
    app: App,
    query: RwSignal<String>,
    found: Memo<Vec<Entry>>,
    position: RwSignal<usize>,
}

impl Desk {
    fn new(app: App) -> Self {
        let query = RwSignal::new(String::new());
        let offers = StoredValue::new(app.accounts.with_untracked(|accounts| {
            let accounts = accounts.as_deref().unwrap_or_default();
            let keys = app.key_set.get_untracked();
            app.tags
                .with_untracked(|tags| palette::offers(&situation(app), accounts, tags, keys))
        }));
        let recent = palette::recent(browser::preference(RECENT).as_deref());
        let found = Memo::new(move |_| {
            query.with(|query| offers.with_value(|offers| palette::find(offers, query, &recent)))
        });
        Self {
            app,
            query,
            found,
            position: RwSignal::new(0),
        }
    }

    fn type_in(self, query: String) {
        self.query.set(query);
        self.point_at(0);
    }

    fn hear(self, event: &KeyboardEvent) {
        // Enter may only end what an input method composes.
        if event.is_composing() {
            return;
        }
        let last = self.found.with_untracked(Vec::len).saturating_sub(1);
        let position = self.position.get_untracked();
        match shortcuts::latin(event.key(), &event.code()).as_str() {
            "ArrowDown" if position == last => self.point_at(0),
            "ArrowDown" => self.point_at(position + 1),
            "ArrowUp" => self.point_at(position.checked_sub(1).unwrap_or(last)),
            "PageDown" => self.point_at((position + PAGE).min(last)),
            "PageUp" => self.point_at(position.saturating_sub(PAGE)),
            "Enter" => self.act(position),
            // The key that opens it puts it away again.
            "k" if event.ctrl_key() || event.meta_key() => close(),
            _ => return,
        }
        event.prevent_default();
    }

    fn point_at(self, position: usize) {
        self.position.set(position);
        let id = option_id(position);
        request_animation_frame(move || bring_into_view(&id));
    }

    /// Does what a line says, with the focus back where it was, as if its key had been pressed there.
    fn act(self, place: usize) {
        let entry = self.found.with_untracked(|found| found.get(place).cloned());
        let Some(deed) = entry.filter(|entry| entry.lack.is_none()).map(|entry| entry.deed) else {
            return;
        };
        let recent = palette::recent(browser::preference(RECENT).as_deref());
        browser::keep_preference(RECENT, &palette::with_recent(&recent, deed));
        close();
        let app = self.app;
        // The closing dialog empties the place of dialogs first.
        request_animation_frame(move || match deed {
            Deed::Obey(command) => {
                app.obey(command);
            }
            Deed::Go(account, folder) => {
                app.go_by_keys(account, folder);
            }
            Deed::Open(what, account) => app.dialog.set(dialog(app, what, account)),
            Deed::Set(page) => app.open_settings(page),
        });
    }
}

/// Scrolls the list no further than it takes.
fn bring_into_view(id: &str) {
    let Some(option) = browser::document().get_element_by_id(id) else {
        return;
    };
    let Some(list) = option.parent_element() else {
        return;
    };
    let option: HtmlElement = option.unchecked_into();
    let (top, bottom) = (option.offset_top(), option.offset_top() + option.offset_height());
    let (first, height) = (list.scroll_top(), list.client_height());
    if top < first {
        list.set_scroll_top(top);
    } else if bottom > first + height {
        list.set_scroll_top(bottom - height);
    }
}

fn situation(app: App) -> Situation {
    let place = app.route.get_untracked().folder();
    Situation {
        place,
        has_rows: place.is_some() && app.list.with_untracked(|list| list.total() > 0),
        is_open: app
            .reading
            .with_untracked(|reading| matches!(reading, Reading::Open(..))),
        is_chosen: app.selection.with_untracked(|selection| !selection.is_empty()),
        can_undo: app
            .toast
            .with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.can_undo)),
        is_online: app.is_online.get_untracked(),
    }
}

fn dialog(app: App, what: OfAccount, account: AccountId) -> Option<Dialog> {
    let view = untrack(|| app.account(account))?;
    Some(match what {
        OfAccount::ServerBox => Dialog::ServerBox(view),
        OfAccount::Copies => Dialog::Copies(view),
        OfAccount::Ledger => Dialog::Ledger(view),
        OfAccount::Limits => Dialog::Limits(view),
        OfAccount::Twice => Dialog::Twice(view),
        OfAccount::Rules => Dialog::Rules(account, None),
        OfAccount::Doctor => Dialog::Doctor(account),
        OfAccount::Remove => Dialog::Remove(view),
    })
}

fn option_id(place: usize) -> String {
    ["palette-", &place.to_string()].concat()
}

fn line(desk: Desk, place: usize, entry: Entry) -> AnyView {
    let keys = entry.keys.map(|keys| {
        keys.split(' ')
            .map(|key| view! { <kbd>{desk.app.cap(key)}</kbd> })
            .collect_view()
    });
    let lack = entry.lack.map(text::lack);
    let beside = lack.map_or(entry.detail, str::to_owned);
    view! {
        <li
            role="option"
            id=option_id(place)
            data-testid="palette-entry"
            data-deed=entry.deed.name()
            aria-selected=move || if desk.position.get() == place { "true" } else { "false" }
            aria-disabled=lack.is_some().then_some("true")
            on:pointermove=move |_| {
                if desk.position.get_untracked() != place {
                    desk.position.set(place);
                }
            }
            on:click=move |_| desk.act(place)
        >
            <span class="palette-label">{entry.label}</span>
            {(!beside.is_empty()).then(|| view! { <bdi class="palette-beside">{beside}</bdi> })}
            <span class="palette-keys">{keys}</span>
        </li>
    }
    .into_any()
}
