//! The settings: a row of tabs, and the page of the one that is chosen. What is on a page is its own file's matter, and
//! which page comes after a key is `state::settings`'.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::about_settings::about;
use super::account_settings::accounts;
use super::appearance_settings::appearance;
use super::connection_settings::connections;
use super::keyboard_settings::keyboard;
use super::mail_settings::mail;
use super::notification_settings::notifications;
use super::privacy_settings::privacy;
use super::storage_settings::storage;
use super::tags_settings::tag_settings;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::state::settings::Page;
use crate::ui::text;

const PANEL: &str = "settings-page";

/// The dialog.
#[component]
pub(crate) fn SettingsDialog() -> impl IntoView {
    let app = app();
    let shown = Memo::new(move |_| app.settings_page.get());
    let orientation = if browser::is_narrow() {
        "horizontal"
    } else {
        "vertical"
    };
    view! {
        <div class="settings">
            <div class="settings-tabs" role="tablist" aria-label=text::settings() aria-orientation=orientation
                on:keydown=move |event| hear(app, &event)>
                {Page::ALL.map(|page| tab(app, page)).collect_view()}
            </div>
            <div class="settings-page" role="tabpanel" id=PANEL tabindex="0"
                aria-labelledby=move || tab_id(shown.get()) data-testid="settings-page" data-page=move || shown.get().name()>
                {live(move || {
                    let page = shown.get();
                    view! { <h3>{text::settings_page(page)}</h3>{contents(app, page)} }
                })}
            </div>
        </div>
    }
    .into_any()
}

fn contents(app: App, page: Page) -> AnyView {
    match page {
        Page::Accounts => accounts(app),
        Page::Mail => mail(app),
        Page::Tags => tag_settings(app),
        Page::Appearance => appearance(app),
        Page::Reading => privacy(app),
        Page::Keyboard => keyboard(app),
        Page::Notifications => notifications(app),
        Page::Storage => storage(app),
        Page::Connections => connections(app),
        Page::About => about(app),
    }
}

/// Only the one that is chosen is a stop of the Tab key; the arrows go to the others.
fn tab(app: App, page: Page) -> AnyView {
    let is_chosen = move || app.settings_page.get() == page;
    let begins_here = app.settings_page.get_untracked() == page;
    view! {
        <button
            type="button"
            role="tab"
            class="settings-tab"
            id=tab_id(page)
            data-testid="settings-tab"
            data-page=page.name()
            autofocus=begins_here
            aria-controls=PANEL
            aria-selected=move || is_chosen().to_string()
            tabindex=move || if is_chosen() { "0" } else { "-1" }
            on:click=move |_| choose(app, page)
        >
            {text::settings_page(page)}
        </button>
    }
    .into_any()
}

fn hear(app: App, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let page = app.settings_page.get_untracked();
    if let Some(next) = page.after_key(&event.key(), text::language().is_right_to_left) {
        event.prevent_default();
        choose(app, next);
    }
}

fn choose(app: App, page: Page) {
    app.settings_page.set(page);
    let document = browser::document();
    if let Some(panel) = document.get_element_by_id(PANEL) {
        panel.set_scroll_top(0);
    }
    if let Some(tab) = document.get_element_by_id(&tab_id(page)) {
        let tab: HtmlElement = tab.unchecked_into();
        // Nothing to do about an element that cannot have it.
        let _ = tab.focus();
        // On a phone a part of it may be out of sight, and a click moves nothing. A chosen one is wider, from the next
        // frame on.
        request_animation_frame(move || {
            let nearest = ScrollIntoViewOptions::new();
            nearest.set_block(ScrollLogicalPosition::Nearest);
            nearest.set_inline(ScrollLogicalPosition::Nearest);
            tab.scroll_into_view_with_scroll_into_view_options(&nearest);
        });
    }
}

fn tab_id(page: Page) -> String {
    ["settings-tab-", page.name()].concat()
}
