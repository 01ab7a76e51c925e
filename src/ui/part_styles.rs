//! The styles of what is in the second module: they come with it, so that the first view does not carry them. Everything
//! that the first view shows is styled by what `index.html` links.

use std::cell::Cell;

use js_sys::{Array, Function, Reflect, global};
use wasm_bindgen::prelude::*;

use crate::ui::browser::document;

const STYLES: [&str; 7] = [
    include_str!("../../style/parts/copies.css"),
    include_str!("../../style/parts/doctor.css"),
    include_str!("../../style/parts/rules.css"),
    include_str!("../../style/parts/server-box.css"),
    include_str!("../../style/parts/settings.css"),
    include_str!("../../style/parts/tags.css"),
    include_str!("../../style/parts/trace.css"),
];

thread_local! {
    static ARE_HERE: Cell<bool> = const { Cell::new(false) };
}

/// Has the page use them, from the first time on. The page's policy lets no `<style>` in; a sheet that a script makes is
/// none.
pub(crate) fn bring() {
    if !ARE_HERE.replace(true) {
        // Every browser that runs the app knows such sheets.
        let _ = adopt(&STYLES.concat());
    }
}

fn adopt(styles: &str) -> Result<(), JsValue> {
    let make: Function = Reflect::get(&global(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&make, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &styles.into())?;
    let adopted: Array = Reflect::get(&document(), &"adoptedStyleSheets".into())?.unchecked_into();
    adopted.push(&sheet);
    Ok(())
}
