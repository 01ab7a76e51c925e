//! The language of the page: fetched where it is not English, before anything is drawn, and what the browser knows of
//! it. It must not hold up the page: what cannot be fetched is said in English.

use std::cell::{OnceCell, RefCell};

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{document, options, preference, window};
use crate::ui::state::language::{self, Choice, ENGLISH};
use crate::ui::text;

/// On a line that is so slow, a page in English now is better than an empty one.
const WAIT_MS: u32 = 4_000;

/// Under what the choice is kept.
pub(crate) const CHOSEN: &str = "language";

thread_local! {
    static LOCALE: RefCell<Option<String>> = const { RefCell::new(None) };
    static INTL: OnceCell<Known> = const { OnceCell::new() };
}

/// What the browser knows of the language.
struct Known {
    plural: Intl::PluralRules,
    /// The kinds of numbers that it tells apart.
    forms: Vec<&'static str>,
    number: Function,
}

/// Decides on a language and learns it.
pub(crate) async fn learn() {
    let offered = offered();
    let names: Vec<String> = offered.iter().map(|(name, _)| name.clone()).collect();
    let navigator = window().navigator();
    let wanted: Vec<String> = navigator
        .languages()
        .iter()
        .filter_map(|tag| tag.as_string())
        .collect();
    let Choice { language, locale } = language::choose(&chosen(), &wanted, &names);
    LOCALE.set(Some(locale));
    let address = offered
        .iter()
        .find(|(name, _)| *name == language)
        .map(|(_, address)| address);
    let Some(address) = address else { return };
    let limit = TimeoutFuture::new(WAIT_MS);
    match select(Box::pin(fetched(address)), limit).await {
        Either::Left((Some(table), _)) => speak(&language, table),
        // Dates in a language that nothing else is said in would be odd.
        _ => LOCALE.set(Some(ENGLISH.to_owned())),
    }
}

/// What the address asks for, as tests do, or what was chosen in the settings.
fn chosen() -> String {
    let asked = window().location().search().unwrap_or_default();
    let asked = asked.strip_prefix("?lang=").map(str::to_owned);
    asked.or_else(|| preference(CHOSEN)).unwrap_or_default()
}

/// The languages that the page's head names, and where they are.
fn offered() -> Vec<(String, String)> {
    let Ok(lines) = document().query_selector_all("meta[name=language]") else {
        return Vec::new();
    };
    (0..lines.length())
        .filter_map(|place| {
            let line: web_sys::Element = lines.item(place)?.unchecked_into();
            Some((line.get_attribute("lang")?, line.get_attribute("content")?))
        })
        .collect()
}

async fn fetched(address: &str) -> Option<&'static str> {
    let answer = JsFuture::from(window().fetch_with_str(address)).await.ok()?;
    let answer: web_sys::Response = answer.unchecked_into();
    if !answer.ok() {
        return None;
    }
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    Some(text.leak())
}

/// The first line says how the language is written and what numbers it tells apart.
fn speak(language: &str, table: &'static str) {
    let (about, lines) = table.split_once('\n').unwrap_or((table, ""));
    let (direction, forms) = about.split_once(' ').unwrap_or((about, ""));
    if let Some(page) = document().document_element() {
        // Both are attributes that every element has.
        let _ = page.set_attribute("lang", language);
        let _ = page.set_attribute("dir", direction);
    }
    INTL.with(|known| {
        known.get_or_init(|| Known {
            plural: Intl::PluralRules::new(&locales(), &Object::new()),
            forms: forms.split(' ').collect(),
            number: Intl::NumberFormat::new(&locales(), &Object::new()).format(),
        });
    });
    text::speak(text::Language {
        table: text::table(lines),
        form,
        number,
        is_right_to_left: direction == "rtl",
    });
}

fn form(number: u32) -> usize {
    INTL.with(|known| {
        let known = known.get()?;
        let kind = String::from(known.plural.select(f64::from(number)));
        known.forms.iter().position(|form| *form == kind)
    })
    // A kind without a form of its own has the last one.
    .unwrap_or(usize::MAX)
}

fn number(tenths: u64) -> String {
    INTL.with(|known| {
        let number = JsValue::from_f64(tenths as f64 / 10.0);
        known
            .get()?
            .number
            .call1(&JsValue::UNDEFINED, &number)
            .ok()?
            .as_string()
    })
    .unwrap_or_default()
}

/// For whatever the browser writes.
pub(crate) fn locales() -> Array {
    LOCALE.with_borrow(|locale| locale.iter().map(JsValue::from).collect())
}

/// The languages to choose from, each with its own name.
pub(crate) fn choices() -> Vec<(String, String)> {
    let others = offered().into_iter().map(|(language, _)| language);
    [ENGLISH.to_owned()]
        .into_iter()
        .chain(others.filter(|language| !language::is_pseudo(language)))
        .map(|language| {
            let name = own_name(&language).unwrap_or_else(|| language.clone());
            (language, name)
        })
        .collect()
}

fn own_name(language: &str) -> Option<String> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make: Function = Reflect::get(&intl, &"DisplayNames".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments = Array::of2(&Array::of1(&language.into()), &options(&[("type", "language")]));
    let names = Reflect::construct(&make, &arguments).ok()?;
    let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    of.call1(&names, &language.into()).ok()?.as_string()
}
