//! The empty frames that messages are put into, and one more that is loaded before it is needed: even a page without
//! anything takes a browser two pictures' time to load. It must not put anything in, nor loosen what a frame may do.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Event, HtmlElement, HtmlIFrameElement};

use crate::ui::app::App;
use crate::ui::{browser, text};

/// The page that loads nothing.
pub(super) const PAGE: &str = "message.html";
/// The page that may load images.
pub(super) const REMOTE_PAGE: &str = "message-remote.html";

impl App {
    /// Puts a frame with this page into an element, and hands its document on once it is there.
    pub(super) fn put_frame(
        self,
        page: &str,
        holder: HtmlElement,
        show: impl FnOnce(HtmlIFrameElement, HtmlElement, Document) + 'static,
    ) {
        // Who needs the other page leaves it for whoever comes next.
        let spare = (page == PAGE).then(|| self.spare_frame.try_update_value(Option::take));
        if let Some((frame, document)) = spare
            .flatten()
            .flatten()
            .and_then(|frame| move_to(&holder, frame))
        {
            name(&frame);
            show(frame, holder, document);
            return;
        }
        let Some(frame) = frame_of(page) else { return };
        name(&frame);
        when_loaded(&frame, {
            let (frame, holder) = (frame.clone(), holder.clone());
            move |document| show(frame, holder, document)
        });
        // An element without a document, which is not the case here, has no room for others.
        let _ = holder.append_child(&frame);
    }

    /// Loads a frame for the next message, unless there is one.
    pub(crate) fn load_spare_frame(self) {
        if !browser::can_move_frames() || self.spare_frame.with_value(Option::is_some) {
            return;
        }
        let frame = frame_of(PAGE);
        let body = browser::window().document().and_then(|document| document.body());
        if let (Some(frame), Some(body)) = (frame, body) {
            frame.set_hidden(true);
            if body.append_child(&frame).is_ok() {
                self.spare_frame.set_value(Some(frame));
            }
        }
    }
}

fn frame_of(page: &str) -> Option<HtmlIFrameElement> {
    let document = browser::window().document()?;
    let frame: HtmlIFrameElement = document.create_element("iframe").ok()?.unchecked_into();
    frame.set_class_name("frame");
    frame.set_title(text::body_title());
    let permits = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    frame.set_attribute("sandbox", permits).ok()?;
    frame.set_src(page);
    Some(frame)
}

/// Only the frame that is shown is called by its name.
fn name(frame: &HtmlIFrameElement) {
    let _ = frame.set_attribute("data-testid", "message-frame");
}

/// Calls once, when the page is there.
fn when_loaded(frame: &HtmlIFrameElement, show: impl FnOnce(Document) + 'static) {
    let (loading, mut show) = (frame.clone(), Some(show));
    let on_load = Closure::<dyn FnMut(Event)>::new(move |_| {
        if let Some(document) = loaded(&loading)
            && let Some(show) = show.take()
        {
            show(document);
        }
    });
    let _ = frame.add_event_listener_with_callback("load", on_load.as_ref().unchecked_ref());
    // It goes with the frame.
    on_load.forget();
}

/// The document of a frame. Firefox also loads the empty page that a new frame begins with.
fn loaded(frame: &HtmlIFrameElement) -> Option<Document> {
    let document = frame.content_document()?;
    let is_page = document.url().is_ok_and(|url| url.contains("/message"));
    (is_page && document.ready_state() == "complete").then_some(document)
}

/// Moves a frame with what is in it. `None` where that does not work; then the frame is gone.
fn move_to(holder: &HtmlElement, frame: HtmlIFrameElement) -> Option<(HtmlIFrameElement, Document)> {
    let found = loaded(&frame).filter(|_| browser::move_into(holder, &frame));
    if found.is_none() {
        frame.remove();
    }
    frame.set_hidden(false);
    found.map(|document| (frame, document))
}
