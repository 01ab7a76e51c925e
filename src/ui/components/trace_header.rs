//! The header as it came: to be searched and copied. Nothing in it is interpreted.

use leptos::html;
use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::state::trace::{Piece, marked};
use crate::ui::text;

/// The section.
pub(super) fn trace_header(header: String, is_cut: bool) -> AnyView {
    let search = RwSignal::new(String::new());
    let (is_copied, set_copied) = signal(false);
    let field = NodeRef::<html::Input>::new();
    let header = StoredValue::new(header);
    let on_copy = move |_| {
        header.with_value(|header| browser::copy(header));
        set_copied.set(true);
    };
    let is_searched = move || search.with(|wanted| !wanted.trim().is_empty());
    let times = move || header.with_value(|header| search.with(|wanted| count(&marked(header, wanted))));
    view! {
        <section class="trace-raw" aria-label=text::trace_header()>
            <h3>{text::trace_header()}</h3>
            <div class="trace-tools">
                <input node_ref=field class="input" type="search" data-testid="trace-search" aria-label=text::trace_search() placeholder=text::trace_search()
                    on:input=move |event| { search.set(event_target_value(&event)); browser::reveal_soon(".trace-source mark"); } />
                <button type="button" class="button is-small" data-testid="trace-copy" aria-label=text::trace_copy() on:click=on_copy>
                    {live(move || if is_copied.get() { text::copied() } else { text::copy() })}
                </button>
            </div>
            <p class="settings-note" role="status" data-testid="trace-found">{live(move || is_searched().then(|| text::found(times())))}</p>
            {is_cut.then(|| view! { <p class="settings-note">{text::trace_header_cut()}</p> })}
            <pre class="source trace-source" data-testid="trace-source" tabindex="0" dir="ltr" aria-label=text::trace_header()>
                {live(move || header.with_value(|header| search.with(|wanted| marked(header, wanted).iter().map(piece).collect_view())))}
            </pre>
        </section>
    }
    .into_any()
}

fn count(pieces: &[Piece<'_>]) -> usize {
    pieces.iter().filter(|piece| piece.is_match).count()
}

fn piece(piece: &Piece<'_>) -> AnyView {
    let text = piece.text.to_owned();
    if piece.is_match {
        view! { <mark>{text}</mark> }.into_any()
    } else {
        text.into_any()
    }
}
