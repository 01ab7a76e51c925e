//! The line about images that are not loaded: how many, whose trackers are among them, and what may be decided about them.
//! It loads nothing itself: it asks for the message once more.

use leptos::ev::{FocusEvent, KeyboardEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlDetailsElement, Node};

use crate::ui::app::App;
use crate::ui::components::icon;
use crate::ui::state::settings::Page;
use crate::ui::text;
use crate::wire::{ChoiceChange, ImageRule, ImagesView, MessageView, RemoteContent, Whose};

/// The line.
pub(super) fn images_notice(app: App, view: &MessageView) -> AnyView {
    let images = &view.images;
    let is_calm = images.blocked == 0 || images.shown;
    view! {
        <div class="banner" class:is-calm=is_calm data-testid="images-notice">
            {icon("shield")}
            <span>{text::images(images)}</span>
            {actions(app, view)}
            {details(images)}
        </div>
    }
    .into_any()
}

/// Remembers a decision, and shows the open message as it is shown from then on.
pub(super) fn decide(app: App, change: ChoiceChange) {
    spawn_local(async move {
        match app.choose(change).await {
            Some(Ok(())) => app.load_again("subject", |wanted| wanted.remote = RemoteContent::AsChosen),
            Some(Err(_)) => app.announcement.set(text::choice_failed().into()),
            None => {}
        }
    });
}

fn actions(app: App, view: &MessageView) -> Option<AnyView> {
    let images = &view.images;
    if images.rule == ImageRule::Never {
        let on_click = move |_| app.open_settings(Page::Reading);
        let change = view! { <button type="button" class="banner-button" data-testid="images-settings" on:click=on_click>{text::change_in_settings()}</button> };
        return Some(change.into_any());
    }
    (images.blocked > 0 && !images.shown).then(|| {
        let on_once = move |_| app.load_again("subject", |wanted| wanted.remote = RemoteContent::Images);
        view! {
            <button type="button" class="banner-button" data-testid="load-remote" on:click=on_once>{text::show_once()}</button>
            {always(app, view)}
        }
        .into_any()
    })
}

/// What may be decided for later messages as well. It opens and closes by keyboard like any other disclosure.
fn always(app: App, view: &MessageView) -> Option<AnyView> {
    let address = &view.from.address;
    if address.is_empty() || !view.within.is_empty() {
        return None;
    }
    let on_key = |event: KeyboardEvent| {
        if event.key() == "Escape"
            && let Some(menu) = menu_of(event.target()).filter(HtmlDetailsElement::open)
        {
            menu.set_open(false);
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let on_leave = |event: FocusEvent| {
        // Where the focus goes to nothing, somebody may be pressing a button of the menu.
        let target = event
            .related_target()
            .and_then(|target| target.dyn_into::<Node>().ok());
        if let (Some(target), Some(menu)) = (target, menu_of(event.target()))
            && !menu.contains(Some(&target))
        {
            menu.set_open(false);
        }
    };
    let choices = if view.images.vouched {
        let domain = &view.images.domain;
        let domain = (!domain.is_empty()).then(|| Whose::Domain(domain.clone()));
        [Some(Whose::Sender(address.clone())), domain]
            .into_iter()
            .flatten()
            .map(|whose| choice(app, whose))
            .collect_view()
            .into_any()
    } else {
        view! { <p class="menu-note" data-testid="images-always-not">{text::always_not()}</p> }.into_any()
    };
    Some(
        view! {
            <details class="menu" on:keydown=on_key on:focusout=on_leave>
                <summary class="banner-button" data-testid="images-always">{text::always()}</summary>
                <div class="menu-list">{choices}</div>
            </details>
        }
        .into_any(),
    )
}

/// The menu around whatever an event is about. Not by a reference of ours: an element that is taken away loses the focus,
/// and tells it when all of ours are gone.
fn menu_of(target: Option<EventTarget>) -> Option<HtmlDetailsElement> {
    let element: Element = target?.dyn_into().ok()?;
    element.closest(".menu").ok()??.dyn_into().ok()
}

fn choice(app: App, whose: Whose) -> AnyView {
    let id = match whose {
        Whose::Sender(_) => "images-always-sender",
        Whose::Domain(_) => "images-always-domain",
    };
    let label = text::always_for(&whose);
    view! {
        <button type="button" class="menu-item" data-testid=id
            on:click=move |_| decide(app, ChoiceChange::Images(whose.clone(), true))>{label}</button>
    }
    .into_any()
}

fn details(images: &ImagesView) -> AnyView {
    let hosts = images.hosts.join(", ");
    let hosts = (!hosts.is_empty())
        .then(|| view! { <p>{text::image_hosts()}": "<bdi data-testid="image-hosts">{hosts}</bdi></p> });
    let trackers = (!images.trackers.is_empty()).then(|| {
        let names = images
            .trackers
            .iter()
            .map(|tracker| view! { <li data-testid="tracker">{text::tracker(tracker)}</li> })
            .collect_view();
        view! { <p>{text::trackers()}</p><ul>{names}</ul> }
    });
    view! {
        <details class="banner-details">
            <summary class="banner-button" data-testid="images-details">{text::details()}</summary>
            {hosts}
            {trackers}
        </details>
    }
    .into_any()
}
