//! Parts of the page by key. A part that stays must not be moved among its neighbours: the focus is taken from an element
//! that is, and Leptos' own list moves some whenever others come and go. It must not know what a part looks like.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use litemap::LiteMap;

/// So many are drawn before the page may answer again: about as many rows as are seen at once.
const AT_ONCE: usize = 14;

/// What becomes of a part whose key is no longer wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    /// It goes.
    Goes,
    /// It takes the next key that is wanted: changing what it says is much less work than drawing another one.
    TakesNextKey,
}

type State = <AnyView as Render>::State;

struct Part {
    owner: Owner,
    state: State,
    key: RwSignal<i64>,
}

/// Draws a part, which follows its key.
pub(super) type Draw = Box<dyn Fn(RwSignal<i64>) -> AnyView>;

/// Keeps what `keys` name in `area`, in ascending order. What comes first in `keys` is drawn first.
pub(super) fn keep_drawn(area: NodeRef<Div>, keys: Memo<Vec<i64>>, leaving: Leaving, draw: Draw) {
    let home = Owner::current().unwrap_or_default();
    let next_pass = RwSignal::new(());
    let draw = move |key| {
        let owner = home.with(Owner::new);
        let (state, key) = owner.with(|| {
            let key = RwSignal::new(key);
            (untrack(|| draw(key).build()), key)
        });
        Part { owner, state, key }
    };
    Effect::new(move |parts: Option<LiteMap<i64, Part>>| {
        let mut parts = parts.unwrap_or_default();
        let Some(area) = area.get() else { return parts };
        next_pass.track();
        let keys = keys.get();
        let gone: Vec<i64> = parts.keys().copied().filter(|key| !keys.contains(key)).collect();
        let mut free: Vec<Part> = gone.iter().filter_map(|key| parts.remove(key)).collect();
        if leaving == Leaving::Goes {
            free.drain(..).for_each(remove);
        }
        let mut drawn = 0;
        for key in keys {
            if parts.contains_key(&key) {
                continue;
            }
            let mut part = if let Some(part) = free.pop() {
                part.key.set(key);
                part
            } else if drawn < AT_ONCE {
                drawn += 1;
                draw(key)
            } else {
                request_animation_frame(move || {
                    // The area may have gone meanwhile.
                    let _gone = next_pass.try_set(());
                });
                break;
            };
            match parts.iter().find(|(other, _)| **other > key) {
                Some((_, next)) => drop(next.state.insert_before_this(&mut part.state)),
                None => part.state.mount(&area, None),
            }
            parts.insert(key, part);
        }
        free.into_iter().for_each(remove);
        parts
    });
}

/// Keeps so many parts in `area`, in their order; they only become more.
pub(super) fn keep_growing(
    area: NodeRef<Div>,
    count: RwSignal<usize>,
    draw: Arc<dyn Fn(usize) -> AnyView + Send + Sync>,
) {
    let home = Owner::current().unwrap_or_default();
    Effect::new(move |parts: Option<Vec<State>>| {
        let mut parts = parts.unwrap_or_default();
        let Some(area) = area.get() else { return parts };
        for place in parts.len()..count.get() {
            let mut state = home.with(|| untrack(|| draw(place).build()));
            state.mount(&area, None);
            parts.push(state);
        }
        parts
    });
}

fn remove(mut part: Part) {
    part.state.unmount();
    part.owner.cleanup();
}
