//! Tags as small labels, in a row and over a message. It must not change them.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::text;
use crate::units::{Tag, TagColour, TagId};

/// So many a row has room for.
const IN_ROW: usize = 2;

/// The tags of a row, or nothing.
pub(super) fn row_tags(app: App, tags: &[TagId]) -> Option<AnyView> {
    let tags = app.tags_of(tags);
    let rest = u32::try_from(tags.len().saturating_sub(IN_ROW)).unwrap_or(u32::MAX);
    let shown: Vec<AnyView> = tags.iter().take(IN_ROW).map(label).collect();
    let more = (rest > 0).then(|| {
        let more = ["+", &rest.to_string()].concat();
        view! { <span class="tag is-more" title=text::more_tags(rest)>{more}</span> }
    });
    (!shown.is_empty())
        .then(|| view! { <span class="row-tags" data-testid="row-tags">{shown}{more}</span> }.into_any())
}

/// A tag's label.
pub(super) fn label(tag: &Tag) -> AnyView {
    let name = tag.name.as_str().to_owned();
    view! { <span class=class(tag.colour) dir="auto" data-testid="tag">{name}</span> }.into_any()
}

/// What gives an element a tag's colour.
pub(super) fn class(colour: TagColour) -> String {
    ["tag hue-", &colour.number().to_string()].concat()
}
