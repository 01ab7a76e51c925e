//! A part of a view that is drawn anew when what it reads changes. Leptos takes the bare closure too, but makes its
//! machinery once for every closure: here it is made once for all.

use leptos::prelude::*;

/// Follows what `view` reads.
pub(crate) fn live<V: IntoAny>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    follow(Box::new(move || view().into_any()))
}

fn follow(view: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
    view.into_any()
}
