//! What the interface wants from the browser besides the DOM: dates in the user's language, files, the clipboard,
//! small preferences. It must not hold decisions.

pub(crate) mod installing;
pub(crate) mod json;
pub(crate) mod language;
pub(crate) mod notifying;
pub(crate) mod session;
pub(crate) mod zones;

use std::cell::OnceCell;

use js_sys::{Array, Function, Intl, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url};

use crate::ui::state::dates::{self, DayGroup, LocalDay, RowDate};
use crate::ui::state::panes::Room;
use crate::ui::state::shortcuts::Keyboard;
use crate::ui::text;
use crate::units::UnixMillis;

/// The window; there always is one on the UI thread.
pub(crate) fn window() -> web_sys::Window {
    // Without a window nothing of this would run.
    web_sys::window().unwrap_throw()
}

/// The page.
pub(crate) fn document() -> web_sys::Document {
    window().document().unwrap_throw()
}

/// Whether a dialog covers the page. One that was just closed does not, though nobody has been told so yet.
pub(crate) fn is_dialog_open() -> bool {
    let open = document().query_selector("dialog[open]");
    open.is_ok_and(|dialog| dialog.is_some())
}

/// Now.
pub(crate) fn now() -> UnixMillis {
    UnixMillis(js_sys::Date::now() as i64)
}

fn date(moment: UnixMillis) -> js_sys::Date {
    js_sys::Date::new(&JsValue::from_f64(moment.0 as f64))
}

/// The day of a moment where the user is.
pub(crate) fn local_day(moment: UnixMillis) -> LocalDay {
    let date = date(moment);
    LocalDay {
        year: date.get_full_year() as i32,
        month: date.get_month() + 1,
        day: date.get_date(),
    }
}

/// The hour of a moment where the user is.
pub(crate) fn local_hour(moment: UnixMillis) -> u32 {
    date(moment).get_hours()
}

/// The moment so many days later where the user is, at a full hour.
pub(crate) fn days_ahead(from: UnixMillis, days: i32, hour: u32) -> UnixMillis {
    let date = date(from);
    let day = i32::try_from(date.get_date()).unwrap_or_default();
    date.set_date(u32::try_from(day.saturating_add(days)).unwrap_or_default());
    date.set_hours(hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    UnixMillis(date.get_time() as i64)
}

/// The moment that stands in a field for a local date and time; `None` where none does.
pub(crate) fn moment_of(typed: &str) -> Option<UnixMillis> {
    let moment = js_sys::Date::new(&JsValue::from_str(typed)).get_time();
    moment.is_finite().then_some(UnixMillis(moment as i64))
}

/// Formatters are costly to make and cheap to use.
struct Formatters {
    time: Function,
    weekday: Function,
    day_and_month: Function,
    whole: Function,
    month: Function,
    month_and_year: Function,
    date: Function,
    full: Function,
    exact: Function,
    day_and_time: Function,
    relative: Intl::RelativeTimeFormat,
}

thread_local! {
    static FORMATTERS: OnceCell<Formatters> = const { OnceCell::new() };
}

fn with_formatters<T>(read: impl FnOnce(&Formatters) -> T) -> T {
    FORMATTERS.with(|cell| {
        read(cell.get_or_init(|| Formatters {
            time: formatter(&[("hour", "numeric"), ("minute", "2-digit")]),
            weekday: formatter(&[("weekday", "short")]),
            day_and_month: formatter(&[("day", "numeric"), ("month", "short")]),
            whole: formatter(&[("day", "2-digit"), ("month", "2-digit"), ("year", "2-digit")]),
            month: formatter(&[("month", "long")]),
            month_and_year: formatter(&[("month", "long"), ("year", "numeric")]),
            date: formatter(&[("dateStyle", "medium")]),
            full: formatter(&[("dateStyle", "full"), ("timeStyle", "short")]),
            exact: formatter(&[("dateStyle", "medium"), ("timeStyle", "long")]),
            day_and_time: formatter(&[
                ("weekday", "short"),
                ("day", "numeric"),
                ("month", "short"),
                ("hour", "numeric"),
                ("minute", "2-digit"),
            ]),
            relative: Intl::RelativeTimeFormat::new(&language::locales(), &options(&[("numeric", "auto")])),
        }))
    })
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (key, value) in pairs {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&options, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    options
}

fn formatter(pairs: &[(&str, &str)]) -> Function {
    Intl::DateTimeFormat::new(&language::locales(), &options(pairs)).format()
}

fn formatted(format: &Function, moment: UnixMillis) -> String {
    format
        .call1(&JsValue::UNDEFINED, &date(moment))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

/// The date of a row, as short as it may be.
pub(crate) fn row_date(today: LocalDay, moment: UnixMillis) -> String {
    with_formatters(|formatters| {
        let format = match dates::row_date(today, local_day(moment)) {
            RowDate::Time => &formatters.time,
            RowDate::Weekday => &formatters.weekday,
            RowDate::DayAndMonth => &formatters.day_and_month,
            RowDate::Whole => &formatters.whole,
        };
        formatted(format, moment)
    })
}

/// The whole date and time.
pub(crate) fn full_date(moment: UnixMillis) -> String {
    with_formatters(|formatters| formatted(&formatters.full, moment))
}

/// Date and time to the second, with the zone.
pub(crate) fn exact_date(moment: UnixMillis) -> String {
    with_formatters(|formatters| formatted(&formatters.exact, moment))
}

/// "Tue, 3 Nov, 08:00"
pub(crate) fn day_and_time(moment: UnixMillis) -> String {
    with_formatters(|formatters| formatted(&formatters.day_and_time, moment))
}

/// A calendar date.
pub(crate) fn short_date(moment: UnixMillis) -> String {
    with_formatters(|formatters| formatted(&formatters.date, moment))
}

/// "12 minutes ago"
pub(crate) fn relative(moment: UnixMillis, from: UnixMillis) -> String {
    let mut ago = dates::ago(from.0, moment.0);
    if ago.unit == "day" {
        // "Yesterday" is a matter of the calendar, not of 24 hours.
        ago.amount = local_day(moment).number() - local_day(from).number();
    }
    with_formatters(|formatters| formatters.relative.format(f64::from(ago.amount), ago.unit).into())
}

/// The label of a group of days.
pub(crate) fn day_group_label(group: DayGroup) -> String {
    let (day, is_this_year) = match group {
        DayGroup::Month(day) => (day, true),
        DayGroup::MonthAndYear(day) => (day, false),
        _ => return text::day_group(group).unwrap_or_default().into(),
    };
    let noon =
        js_sys::Date::new_with_year_month_day_hr(day.year as u32, day.month as i32 - 1, day.day as i32, 12);
    let moment = UnixMillis(noon.get_time() as i64);
    with_formatters(|formatters| {
        formatted(
            if is_this_year {
                &formatters.month
            } else {
                &formatters.month_and_year
            },
            moment,
        )
    })
}

/// Hands bytes to the browser's downloads, exactly as they are.
pub(crate) fn save_file(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let properties = BlobPropertyBag::new();
    // Never the type that a message claims: nothing of it may open in this origin.
    properties.set_type("application/octet-stream");
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    leptos::task::spawn_local(async move {
        // The download reads the address a little later.
        gloo_timers::future::TimeoutFuture::new(30_000).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}

/// Where the browser finds a picture, until it is told to forget that. `media_type` must be a kind of picture in which
/// nothing can run, found in the bytes: under such an address a page would be one of this origin.
pub(crate) fn picture_address(media_type: &str, bytes: &[u8]) -> Option<String> {
    if !crate::ui::state::attached::is_picture(media_type) {
        return None;
    }
    let parts = Array::of1(&Uint8Array::from(bytes));
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}

/// Lets go of a picture.
pub(crate) fn forget_address(address: &str) {
    let _ = Url::revoke_object_url(address);
}

/// Puts text on the clipboard.
pub(crate) fn copy(text: &str) {
    // Refused without a click or without a secure context; there is nothing better to fall back on.
    let _ = window().navigator().clipboard().write_text(text);
}

/// Asks the browser to print the page.
pub(crate) fn print() {
    // Refused where the browser has no way to; it says so itself.
    let _ = window().print();
}

/// Asks the browser not to clear this origin by itself; says what it answered.
pub(crate) async fn persist_storage() -> bool {
    let Ok(promise) = window().navigator().storage().persist() else {
        return false;
    };
    wasm_bindgen_futures::JsFuture::from(promise)
        .await
        .is_ok_and(|answer| answer.is_truthy())
}

/// A small preference of this browser.
pub(crate) fn preference(name: &str) -> Option<String> {
    window()
        .local_storage()
        .ok()
        .flatten()?
        .get_item(name)
        .ok()
        .flatten()
}

/// Where the choice of contrast is kept, and what is kept there.
const CONTRAST: &str = "contrast";
const MORE: &str = "more";

/// Keeps a small preference.
pub(crate) fn keep_preference(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that refuses forgets the preference, and nothing worse.
        let _ = storage.set_item(name, value);
    }
}

/// Whether the focus is on an element or inside it.
pub(crate) fn is_focus_within(id: &str) -> bool {
    let document = document();
    let inside = document.get_element_by_id(id);
    let focused = document.active_element();
    inside.is_some_and(|inside| inside.contains(focused.as_deref()))
}

/// Whether this is the narrow layout, where one pane is seen at a time. The same width stands in `layout.css`.
pub(crate) fn is_narrow() -> bool {
    window()
        .match_media("(max-width: 767px)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Whether somebody wants more contrast here than the system was told.
pub(crate) fn has_more_contrast() -> bool {
    preference(CONTRAST).is_some_and(|kept| kept == MORE)
}

/// Puts more contrast on the page, or takes it away, and keeps that.
pub(crate) fn set_contrast(is_more: bool) {
    keep_preference(CONTRAST, if is_more { MORE } else { "" });
    show_contrast();
}

/// Puts the contrast on the page that was chosen.
pub(crate) fn show_contrast() {
    if let Some(root) = document().document_element() {
        let _ = root.toggle_attribute_with_force("data-more-contrast", has_more_contrast());
    }
}

/// Whether anybody can touch the page.
pub(crate) fn has_fingers() -> bool {
    let query = window().match_media("(any-pointer: coarse)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

/// How large the page is.
pub(crate) fn room() -> Room {
    let size = |size: i32| u32::try_from(size).unwrap_or(0);
    let page = document().document_element();
    page.map_or_else(Room::default, |page| Room {
        width_px: size(page.client_width()),
        height_px: size(page.client_height()),
    })
}

/// Whether this is a phone or tablet of Apple's on which the app is not installed.
pub(crate) fn is_uninstalled_ios() -> bool {
    let navigator = window().navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    let is_ios = agent.contains("iPhone") || agent.contains("iPad");
    let standalone = window().match_media("(display-mode: standalone)").ok().flatten();
    is_ios && !standalone.is_some_and(|query| query.matches())
}

/// What stands on the keys here.
pub(crate) fn keyboard() -> Keyboard {
    let platform = window().navigator().platform().unwrap_or_default();
    if platform.starts_with("Mac") || platform.starts_with("iP") {
        Keyboard::Apple
    } else {
        Keyboard::Other
    }
}

/// Puts the focus on an element once it is drawn.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(&id) {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = element
                .unchecked_into::<HtmlElement>()
                .focus_with_options(&options);
        }
    });
}

/// Scrolls to the first of these once it is drawn, and moves nothing where there is none.
pub(crate) fn reveal_soon(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(selector) {
            element.scroll_into_view_with_bool(false);
        }
    });
}

/// Puts the unread count on the app's icon, where the browser can.
pub(crate) fn badge(count: u32) {
    let navigator = window().navigator();
    let (verb, argument) = if count > 0 {
        ("setAppBadge", Some(count))
    } else {
        ("clearAppBadge", None)
    };
    let Ok(verb) = Reflect::get(&navigator, &verb.into()) else {
        return;
    };
    if let Some(verb) = verb.dyn_ref::<Function>() {
        let arguments: Array = argument
            .into_iter()
            .map(|count| JsValue::from_f64(f64::from(count)))
            .collect();
        // A promise that may be refused where the app is not installed.
        if let Ok(Ok(promise)) = verb
            .apply(&navigator, &arguments)
            .map(JsCast::dyn_into::<js_sys::Promise>)
        {
            leptos::task::spawn_local(async move {
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }
}

/// Puts a dot on the tab's picture, or takes it away.
pub(crate) fn dot_favicon(has_dot: bool) {
    let picture = if has_dot {
        "icons/mark-unread.svg"
    } else {
        "icons/mark.svg"
    };
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        // Nothing to do about a page without a head.
        let _ = link.set_attribute("href", picture);
    }
}

/// Whether what is in a frame outlives its being moved.
pub(crate) fn can_move_frames() -> bool {
    document().body().is_some_and(|body| mover(&body).is_some())
}

/// Moves an element into another one as it is. Whether that worked.
pub(crate) fn move_into(holder: &web_sys::Element, moved: &web_sys::Element) -> bool {
    mover(holder).is_some_and(|mover| mover.call2(holder, moved, &JsValue::NULL).is_ok())
}

fn mover(element: &web_sys::Element) -> Option<Function> {
    Reflect::get(element, &"moveBefore".into()).ok()?.dyn_into().ok()
}
