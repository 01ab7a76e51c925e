//! A glyph of the sprite in `index.html`. It is never the only name of a control.

use leptos::prelude::*;

/// A glyph, by the name after `i-`.
pub(crate) fn icon(name: &'static str) -> AnyView {
    let mut href = String::from("#i-");
    href.push_str(name);
    view! { <svg class="icon" aria-hidden="true"><use_ href=href /></svg> }.into_any()
}
