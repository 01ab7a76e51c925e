//! The frame that holds a message's HTML: sandboxed, without scripts, with a policy of its own. The markup was
//! sanitised in the worker; here it is only put in, sized, and listened to for shortcuts.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Function, Object, Reflect};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element, Event, HtmlElement, HtmlIFrameElement, KeyboardEvent, ResizeObserver, Url};

use crate::ui::app::{App, Dialog, SetTheme};
use crate::ui::browser;
use crate::ui::components::empty_frame::{PAGE, REMOTE_PAGE};
use crate::ui::components::portions::Portions;
use crate::ui::state::links;

/// Scales are counted in these: fractions would bring along 12 kB of code and tables that read and write them.
const FULL_SCALE: i32 = 1000;

/// Narrower than this nobody can read it; then it scrolls sideways.
const SMALLEST_SCALE: i32 = FULL_SCALE / 2;

/// Set on links that lead elsewhere than they say: the host that they name.
const SAID: &str = "data-said";

/// A page that is seen is painted sooner.
const PAINTED_WITHIN_MS: u32 = 250;

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
    has_remote: bool,
    /// For its keys, and for whether it is darkened.
    app: App,
    /// Counts who is not done.
    waiting: RwSignal<u32>,
) -> impl IntoView {
    let holder = NodeRef::<html::Div>::new();
    let shown = StoredValue::new_local(None::<HtmlIFrameElement>);
    let shows_dark = shows_dark(app.theme.get_untracked());
    let is_dark = supports_dark && shows_dark;
    let lies_on_paper = shows_dark && !supports_dark;
    // Paper that can be seen as such needs a margin; on a surface of its own colour the text keeps to the left edge.
    let margin_px = if lies_on_paper { SHEET_MARGIN_PX } else { 0 };
    if lies_on_paper {
        Effect::new(move |_| {
            let is_darkened = app.is_darkened.get();
            if let Some(document) = shown.get_value().and_then(|frame| frame.content_document()) {
                darken(&document, is_darkened);
            }
        });
    }
    let show = move |frame: HtmlIFrameElement, holder: HtmlElement, document: Document| {
        shown.set_value(Some(frame.clone()));
        // Filling a long page, finding its styles, laying it out, and painting it take about as long each: between them the
        // page can answer.
        in_turn(move || {
            fill(&document, &html, is_dark, margin_px);
            darken(&document, lies_on_paper && app.is_darkened.get_untracked());
            forward_keys(app, &document);
            guard_links(app, &document);
            let rest = document.body().and_then(Portions::of);
            in_turn(move || {
                find_styles(&document);
                in_turn(move || {
                    fit_always(&frame, &holder, &document, margin_px);
                    let _ = holder.set_attribute("data-filled", "true");
                    let done = move || {
                        // Whoever looked at it may have gone on.
                        let _ = waiting.try_update(|waiting| *waiting -= 1);
                    };
                    let shown = Shown {
                        frame,
                        holder,
                        document,
                        margin_px,
                    };
                    match rest {
                        Some(rest) => after_painting(move || show_rest(rest, shown, done)),
                        None => done(),
                    }
                });
            });
        });
    };
    waiting.update(|waiting| *waiting += 1);
    let mut show = Some(show);
    Effect::new(move |_| {
        if let (Some(holder), Some(show)) = (holder.get(), show.take()) {
            let page = if has_remote { REMOTE_PAGE } else { PAGE };
            app.put_frame(page, holder.into(), show);
        }
    });
    view! {
        <div class="frame-holder" class:is-dark=is_dark class:is-darkened=move || lies_on_paper && app.is_darkened.get() node_ref=holder></div>
    }
    .into_any()
}

/// Whether the theme is dark now.
pub(super) fn shows_dark(theme: SetTheme) -> bool {
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

/// Runs something in a task of its own, if it may be before the browser paints: that would be a part of painting else.
fn in_turn(work: impl FnOnce() + 'static) {
    let work = Closure::once_into_js(work);
    let window = browser::window();
    let is_queued = Reflect::get(&window, &"scheduler".into()).is_ok_and(|scheduler| {
        let post = Reflect::get(&scheduler, &"postTask".into()).map(JsCast::dyn_into::<Function>);
        let urgent = Object::new();
        let is_urgent = Reflect::set(&urgent, &"priority".into(), &"user-blocking".into());
        is_urgent.is_ok() && matches!(post, Ok(Ok(post)) if post.call2(&scheduler, &work, &urgent).is_ok())
    });
    if !is_queued {
        // What is not there yet in a browser is there as time passes.
        let _ = window.set_timeout_with_callback(work.unchecked_ref());
    }
}

/// Where a message is shown.
struct Shown {
    frame: HtmlIFrameElement,
    holder: HtmlElement,
    document: Document,
    margin_px: i32,
}

/// Shows the rest of a long page, a portion in a task.
fn show_rest(mut rest: Portions, shown: Shown, done: impl FnOnce() + 'static) {
    if rest.show_more() {
        // The room that it takes is only asked for: giving it to the frame each time would be felt.
        let _ = shown.document.body().map(|body| body.scroll_height());
        return in_turn(move || show_rest(rest, shown, done));
    }
    fit(&shown.frame, &shown.holder, &shown.document, shown.margin_px);
    done();
}

/// Runs something once what is there by now has been painted; and soon, where nothing is painted because nobody looks.
fn after_painting(work: impl FnOnce() + 'static) {
    let work = Rc::new(Cell::new(Some(work)));
    let late = Rc::clone(&work);
    let run = move || in_turn(move || work.take().map_or((), |work| work()));
    Timeout::new(PAINTED_WITHIN_MS, move || late.take().map_or((), |work| work())).forget();
    request_animation_frame(run);
}

/// Asking for one makes the browser find all.
fn find_styles(document: &Document) {
    let style = document
        .default_view()
        .zip(document.body())
        .and_then(|(window, body)| window.get_computed_style(&body).ok().flatten());
    let _ = style.map(|style| style.get_property_value("color"));
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
    for link in elements(document, UNFIT_LINKS) {
        let _ = link.set_attribute("target", "_blank");
        let _ = link.set_attribute("rel", "noopener noreferrer");
        if let (None, Some(address)) = (link.get_attribute("title"), link.get_attribute("href")) {
            let _ = link.set_attribute("title", &address);
        }
    }
    for link in elements(document, "a[href]") {
        let address = link.get_attribute("href").unwrap_or_default();
        if let Some(said) = leads_elsewhere(&link, &address) {
            let _ = link.set_attribute(SAID, &said);
        }
    }
}

/// Links that would open here, tell where they are from, or hide where they lead. The worker leaves none.
const UNFIT_LINKS: &str = "a[href]:not([target=_blank][rel='noopener noreferrer'][title])";

fn elements(document: &Document, selector: &str) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(selector) else {
        return Vec::new();
    };
    let places = 0..found.length();
    places
        .filter_map(|place| Some(found.item(place)?.unchecked_into()))
        .collect()
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

/// Turns light to dark and keeps the hues, or not. How that is done stands in the frame's page.
fn darken(document: &Document, is_darkened: bool) {
    if let Some(root) = document.document_element() {
        let _ = if is_darkened {
            root.set_attribute("data-darkened", "")
        } else {
            root.remove_attribute("data-darkened")
        };
    }
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
