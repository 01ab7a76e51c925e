//! JSON of a file that somebody chooses, read by the browser and taken over as plain values. It must not trust the file:
//! what is too large or too deep is not looked at.

use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, HtmlInputElement};

use crate::ui::state::rules::file::Json;

/// Larger files are not read.
const MOST_OCTETS: f64 = 4_000_000.0;
/// What lies deeper is [`Json::Other`].
const MOST_DEPTH: usize = 8;
/// The largest whole number of which JavaScript knows its neighbours.
const MOST: f64 = 9_007_199_254_740_991.0;

/// The text of the file that was chosen in the field of an event, which may then be chosen again; `None` when there is
/// none, or it cannot be read.
pub(crate) async fn chosen_text(event: &Event) -> Option<String> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = field.files()?.get(0)?;
    field.set_value("");
    if file.size() > MOST_OCTETS {
        return Some(String::new());
    }
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// What a text holds.
///
/// # Errors
/// The browser's words for what is wrong, and where.
pub(crate) fn json(text: &str) -> Result<Json, String> {
    match JSON::parse(text) {
        Ok(value) => Ok(taken(&value, 0)),
        Err(error) => {
            let error: js_sys::Error = error.unchecked_into();
            Err(error.message().into())
        }
    }
}

fn taken(value: &JsValue, depth: usize) -> Json {
    if depth > MOST_DEPTH {
        return Json::Other;
    }
    if let Some(is) = value.as_bool() {
        return Json::Bool(is);
    }
    if let Some(text) = value.as_string() {
        return Json::Text(text);
    }
    if let Some(number) = value.as_f64() {
        return whole(number);
    }
    if Array::is_array(value) {
        let all = Array::from(value);
        return Json::List(all.iter().map(|one| taken(&one, depth + 1)).collect());
    }
    let Some(object) = value.dyn_ref::<Object>() else {
        return Json::Other;
    };
    let field = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        Some((pair.get(0).as_string()?, taken(&pair.get(1), depth + 1)))
    };
    Json::Object(Object::entries(object).iter().filter_map(field).collect())
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is whole, not negative, and not too large"
)]
fn whole(number: f64) -> Json {
    if number.fract() == 0.0 && (0.0..=MOST).contains(&number) {
        Json::Number(number as u64)
    } else {
        Json::Other
    }
}
