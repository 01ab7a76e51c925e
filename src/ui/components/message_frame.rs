//! The frame that holds a message's HTML: sandboxed, without scripts, with a policy of its own. The markup was
//! sanitised in the worker; here it is only put in, sized, and listened to for shortcuts.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element, Event, HtmlElement, HtmlIFrameElement, KeyboardEvent, ResizeObserver, Url};

use crate::ui::app::{App, Dialog, SetTheme};
use crate::ui::state::links;
use crate::ui::{browser, text};
use crate::wire::RemoteContent;

/// Scales are counted in these: fractions would bring along 12 kB of code and tables that read and write them.
const FULL_SCALE: i32 = 1000;

/// Narrower than this nobody can read it; then it scrolls sideways.
const SMALLEST_SCALE: i32 = FULL_SCALE / 2;

/// Set on links that lead elsewhere than they say: the host that they name.
const SAID: &str = "data-said";

/// The margin of a sheet of paper.
const SHEET_MARGIN_PX: i32 = 20;

/// The frame.
#[component]
pub(crate) fn MessageFrame(
    /// Sanitised content of a `<body>`.
    html: String,
    /// Whether the mail has a dark look of its own.
    supports_dark: bool,
    /// Whether the page in the frame may load images.
    remote: RemoteContent,
    /// For its keys.
    app: App,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let holder = NodeRef::<html::Div>::new();
    let page = match remote {
        RemoteContent::Blocked => "message.html",
        RemoteContent::Images => "message-remote.html",
    };
    let shows_dark = shows_dark(app.theme.get_untracked());
    let is_dark = supports_dark && shows_dark;
    // Paper that can be seen as such needs a margin; on a surface of its own colour the text keeps to the left edge.
    let margin_px = if shows_dark && !supports_dark {
        SHEET_MARGIN_PX
    } else {
        0
    };
    let on_load = move |_| {
        let (Some(frame), Some(holder)) = (frame.get_untracked(), holder.get_untracked()) else {
            return;
        };
        // Firefox also loads the empty page that a new frame begins with.
        if let Some(document) = frame
            .content_document()
            .filter(|document| document.url().is_ok_and(|url| url.contains("/message")))
        {
            fill(&document, &html, is_dark, margin_px);
            fit_always(&frame, &holder, &document, margin_px);
            forward_keys(app, &document);
            guard_links(app, &document);
            let _ = holder.set_attribute("data-filled", "true");
        }
    };
    view! {
        <div class="frame-holder" class:is-dark=is_dark node_ref=holder>
            <iframe
                node_ref=frame
                class="frame"
                data-testid="message-frame"
                title=text::BODY_TITLE
                sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
                src=page
                on:load=on_load
            ></iframe>
        </div>
    }
    .into_any()
}

fn shows_dark(theme: SetTheme) -> bool {
    match theme {
        SetTheme::Dark => true,
        SetTheme::Light => false,
        SetTheme::System => browser::window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches()),
    }
}

fn fill(document: &Document, html: &str, is_dark: bool, margin_px: i32) {
    let Some(body) = document.body() else { return };
    body.set_inner_html(html);
    body.set_dir("auto");
    set(&HtmlElement::style(&body), "padding", &pixels(margin_px));
    if let (true, Some(root)) = (is_dark, document.document_element()) {
        let _ = root.set_attribute("data-dark", "");
    }
    choose_look(document, is_dark);
    let Ok(links) = document.query_selector_all("a[href]") else {
        return;
    };
    for place in 0..links.length() {
        if let Some(link) = links.item(place) {
            let link: Element = link.unchecked_into();
            for (name, value) in [("target", "_blank"), ("rel", "noopener noreferrer")] {
                let _ = link.set_attribute(name, value);
            }
            let Some(address) = link.get_attribute("href") else {
                continue;
            };
            if let Some(said) = leads_elsewhere(&link, &address) {
                let _ = link.set_attribute(SAID, &said);
            }
            if link.get_attribute("title").is_none() {
                let _ = link.set_attribute("title", &address);
            }
        }
    }
}

/// The host that a link names and does not lead to. The browser compares names as it looks them up.
fn leads_elsewhere(link: &Element, address: &str) -> Option<String> {
    let said = links::said(&link.text_content()?)?;
    let target = links::target(address)?;
    links::differ(&looked_up(&said), &looked_up(&target)).then_some(said)
}

fn looked_up(host: &str) -> String {
    let page = ["https://", host].concat();
    Url::new(&page).map_or_else(|_| host.to_owned(), |page| page.hostname())
}

/// Asks before a link is followed that leads elsewhere than it says.
fn guard_links(app: App, document: &Document) {
    let on_click = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        // Not `instanceof`: it is of another window.
        let target = event.target().map(JsCast::unchecked_into::<Element>);
        let link = target.and_then(|target| target.closest("a[data-said]").ok().flatten());
        let facts = link.and_then(|link| Some((link.get_attribute(SAID)?, link.get_attribute("href")?)));
        if let Some((said, address)) = facts {
            event.prevent_default();
            app.dialog.set(Some(Dialog::Link(said, address)));
        }
    });
    for kind in ["click", "auxclick"] {
        let _ = document.add_event_listener_with_callback(kind, on_click.as_ref().unchecked_ref());
    }
    // It goes with the frame's document.
    on_click.forget();
}

/// The mail's rules for dark paper follow the paper, not what the system is set to.
fn choose_look(document: &Document, is_dark: bool) {
    let media = if is_dark { "all" } else { "not all" };
    if let Ok(Some(rules)) = document.query_selector("body > style[media]") {
        let _ = rules.set_attribute("media", media);
    }
}

/// Sizes the frame now, and whenever its content or its place changes.
fn fit_always(frame: &HtmlIFrameElement, holder: &HtmlElement, document: &Document, margin_px: i32) {
    let Some(body) = document.body() else { return };
    let (watched_frame, watched_holder, watched_document) = (frame.clone(), holder.clone(), document.clone());
    let fit_again = move || fit(&watched_frame, &watched_holder, &watched_document, margin_px);
    fit_again();
    let on_resize = Closure::<dyn FnMut()>::new(fit_again);
    if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
        observer.observe(&body);
        observer.observe(holder);
        // Both go with the frame.
        on_resize.forget();
    }
}

fn fit(frame: &HtmlIFrameElement, holder: &HtmlElement, document: &Document, margin_px: i32) {
    let (Some(body), Some(root)) = (document.body(), document.document_element()) else {
        return;
    };
    let room = holder.client_width();
    if room <= 0 {
        return;
    }
    let style = HtmlElement::style(frame);
    let held = holder
        .get_attribute("data-room")
        .and_then(|held| held.parse().ok());
    if held != Some(room) {
        // Another width: what fits has to be found out anew.
        set(&style, "inline-size", "100%");
        let _ = holder.set_attribute("data-room", &room.to_string());
    }
    let (shown, wanted) = (root.client_width(), root.scroll_width());
    let natural = if wanted > shown { wanted + margin_px } else { shown };
    let fitting = share(FULL_SCALE, room, natural);
    let scale = fitting.clamp(SMALLEST_SCALE, FULL_SCALE);
    if natural > room {
        set(&style, "inline-size", &pixels(natural));
        set(&style, "transform", &scaled(scale));
    } else {
        set(&style, "transform", "none");
    }
    if fitting < SMALLEST_SCALE {
        let _ = holder.set_attribute("tabindex", "0");
    } else {
        let _ = holder.remove_attribute("tabindex");
    }
    let height = body.scroll_height().max(body.offset_height());
    set(&style, "block-size", &pixels(height));
    set(
        &HtmlElement::style(holder),
        "block-size",
        // What is left over is rounded down, and so this up.
        &pixels(height - share(height, FULL_SCALE - scale, FULL_SCALE)),
    );
}

/// `whole * part / of`, rounded down.
fn share(whole: i32, part: i32, of: i32) -> i32 {
    let share = i64::from(whole) * i64::from(part) / i64::from(of.max(1));
    i32::try_from(share).unwrap_or(i32::MAX)
}

fn set(style: &web_sys::CssStyleDeclaration, name: &str, value: &str) {
    if style.get_property_value(name).is_ok_and(|held| held != value) {
        let _ = style.set_property(name, value);
    }
}

fn pixels(length: i32) -> String {
    let mut text = length.to_string();
    text.push_str("px");
    text
}

fn scaled(scale: i32) -> String {
    let mut text = String::from("scale(calc(");
    text.push_str(&scale.to_string());
    text.push_str(" / ");
    text.push_str(&FULL_SCALE.to_string());
    text.push_str("))");
    text
}

fn forward_keys(app: App, document: &Document) {
    let on_key = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| app.hear_key(&event));
    let _ = document.add_event_listener_with_callback("keydown", on_key.as_ref().unchecked_ref());
    // It goes with the frame's document.
    on_key.forget();
}
