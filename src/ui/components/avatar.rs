//! A sender's initials on a colour of their own. Decoration: the name always stands beside it.

use leptos::prelude::*;

use crate::ui::state::avatar;

/// The square with the initials.
pub(crate) fn avatar(name: &str, address: &str, is_large: bool) -> AnyView {
    let mut class = String::from("avatar hue-");
    class.push_str(&avatar::hue(address).to_string());
    if is_large {
        class.push_str(" is-large");
    }
    view! { <span class=class aria-hidden="true">{avatar::initials(name, address)}</span> }.into_any()
}
