//! An open message on paper: all of it, light, as wide as a sheet. What is folded away on the screen is opened for as long
//! as it is printed. It must leave the screen as it was.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlIFrameElement};

use crate::ui::browser;

/// A sheet of A4 within the margins that `print.css` sets; letter paper is a little wider.
const SHEET_PX: i32 = 680;

thread_local! {
    static IS_PREPARED: Cell<bool> = const { Cell::new(false) };
    static SCREEN: RefCell<Screen> = const { RefCell::new(Screen::EMPTY) };
}

/// What the screen looked like.
struct Screen {
    opened: Vec<Element>,
    theme: Option<String>,
    /// Elements and their styles.
    styles: Vec<(HtmlElement, String)>,
    /// The frame's page, where it was dark.
    dark: Option<Element>,
    dark_rules: Option<Element>,
}

impl Screen {
    const EMPTY: Self = Self {
        opened: Vec::new(),
        theme: None,
        styles: Vec::new(),
        dark: None,
        dark_rules: None,
    };
}

/// Has the browser ask before and after it prints.
pub(super) fn prepare() {
    if IS_PREPARED.replace(true) {
        return;
    }
    // They live as long as the page.
    let _before = window_event_listener_untyped("beforeprint", |_| lay_out());
    let _after = window_event_listener_untyped("afterprint", |_| restore());
}

fn lay_out() {
    // Some browsers tell it twice.
    restore();
    let document = browser::document();
    let mut screen = Screen::EMPTY;
    if let Some(root) = document.document_element() {
        screen.theme = Some(root.get_attribute("data-theme").unwrap_or_default());
        set(&root, "data-theme", "light");
    }
    for folded in all(
        &document,
        ".reader-column details:not([open], .menu, .banner-details)",
    ) {
        set(&folded, "open", "");
        screen.opened.push(folded);
    }
    if let Some(frame) = all(&document, ".frame").into_iter().next() {
        lay_out_frame(&frame.unchecked_into(), &mut screen);
    }
    SCREEN.replace(screen);
}

/// The frame is cut nowhere, and its page is laid out for the sheet, not for the screen.
fn lay_out_frame(frame: &HtmlIFrameElement, screen: &mut Screen) {
    let holder = frame
        .parent_element()
        .and_then(|holder| holder.dyn_into::<HtmlElement>().ok());
    let page = frame.content_document();
    let (Some(holder), Some(page)) = (holder, page) else {
        return;
    };
    let (Some(root), Some(body)) = (page.document_element(), page.body()) else {
        return;
    };
    if root.has_attribute("data-dark") {
        let _ = root.remove_attribute("data-dark");
        screen.dark = Some(root.clone());
        if let Ok(Some(rules)) = page.query_selector("body > style[media]") {
            set(&rules, "media", "not all");
            screen.dark_rules = Some(rules);
        }
    }
    let frame: HtmlElement = frame.clone().unchecked_into();
    for element in [&frame, &holder, &body] {
        screen.styles.push((element.clone(), style(element).css_text()));
    }
    put(&body, "padding", "0");
    put(&frame, "inline-size", &pixels(SHEET_PX));
    put(&frame, "transform", "none");
    let natural = root.scroll_width().max(SHEET_PX);
    put(&frame, "inline-size", &pixels(natural));
    let height = body.scroll_height().max(body.offset_height());
    put(&frame, "block-size", &pixels(height));
    put(&holder, "inline-size", &pixels(SHEET_PX));
    if natural > SHEET_PX {
        let shrunk = [
            "scale(calc(",
            &SHEET_PX.to_string(),
            " / ",
            &natural.to_string(),
            "))",
        ];
        put(&frame, "transform", &shrunk.concat());
    }
    let shown = i64::from(height) * i64::from(SHEET_PX) / i64::from(natural.max(1));
    put(
        &holder,
        "block-size",
        &pixels(i32::try_from(shown).unwrap_or(height)),
    );
}

fn restore() {
    let screen = SCREEN.replace(Screen::EMPTY);
    for opened in screen.opened {
        let _ = opened.remove_attribute("open");
    }
    if let (Some(theme), Some(root)) = (screen.theme, browser::document().document_element()) {
        if theme.is_empty() {
            let _ = root.remove_attribute("data-theme");
        } else {
            set(&root, "data-theme", &theme);
        }
    }
    if let Some(root) = screen.dark {
        set(&root, "data-dark", "");
    }
    if let Some(rules) = screen.dark_rules {
        set(&rules, "media", "all");
    }
    for (element, text) in screen.styles {
        style(&element).set_css_text(&text);
    }
}

fn all(document: &web_sys::Document, selector: &str) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|place| found.item(place)?.dyn_into().ok())
        .collect()
}

fn set(element: &Element, name: &str, value: &str) {
    // Names that are written here are names.
    let _ = element.set_attribute(name, value);
}

fn style(element: &HtmlElement) -> web_sys::CssStyleDeclaration {
    HtmlElement::style(element)
}

fn put(element: &HtmlElement, name: &str, value: &str) {
    let _ = style(element).set_property(name, value);
}

fn pixels(length: i32) -> String {
    let mut text = length.to_string();
    text.push_str("px");
    text
}
