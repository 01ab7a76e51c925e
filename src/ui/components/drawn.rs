//! Parts of the page by key, each drawn once for as long as its key is wanted. A part that stays must not be moved among its
//! neighbours: the focus is taken from an element that is, and Leptos' own list moves some whenever others come and go. It
//! must not know what a part looks like.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use litemap::LiteMap;

/// So many are drawn before the page may answer again; twice as many are about what is seen at once.
const AT_ONCE: usize = 8;

struct Part {
    owner: Owner,
    state: <AnyView as Render>::State,
}

/// Keeps what `keys` name in `area`, in ascending order. What comes first in `keys` is drawn first.
pub(super) fn keep_drawn(area: NodeRef<Div>, keys: Memo<Vec<i64>>, draw: Box<dyn Fn(i64) -> AnyView>) {
    let home = Owner::current().unwrap_or_default();
    let next_pass = RwSignal::new(());
    Effect::new(move |parts: Option<LiteMap<i64, Part>>| {
        let mut parts = parts.unwrap_or_default();
        let Some(area) = area.get() else { return parts };
        next_pass.track();
        keys.with(|keys| {
            let gone: Vec<i64> = parts.keys().copied().filter(|key| !keys.contains(key)).collect();
            for mut part in gone.iter().filter_map(|key| parts.remove(key)) {
                part.state.unmount();
                part.owner.cleanup();
            }
            let mut missing = keys.iter().copied().filter(|key| !parts.contains_key(key));
            let now: Vec<i64> = missing.by_ref().take(AT_ONCE).collect();
            if missing.next().is_some() {
                request_animation_frame(move || {
                    // The list may have gone meanwhile.
                    let _gone = next_pass.try_set(());
                });
            }
            for key in now {
                let owner = home.with(Owner::new);
                let mut state = owner.with(|| untrack(|| draw(key).build()));
                match parts.iter().find(|(other, _)| **other > key) {
                    Some((_, next)) => drop(next.state.insert_before_this(&mut state)),
                    None => state.mount(&area, None),
                }
                parts.insert(key, Part { owner, state });
            }
        });
        parts
    });
}
