//! What a message says: plain text with folded quotes, or a frame for HTML. Text is only ever put in as text.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::drawn::keep_growing;
use super::message_frame::MessageFrame;
use crate::ui::app::{App, Dialog, app};
use crate::ui::state::links;
use crate::ui::state::reading::{self, Piece};
use crate::ui::text;
use crate::wire::{BodyView, MessageView, NoteView, TextBlock, TextSpan};

/// The body.
pub(crate) fn message_body(app: App, view: &MessageView) -> AnyView {
    // What is still to be drawn.
    let waiting = RwSignal::new(0);
    let body = match &view.body {
        BodyView::Text(blocks) => plain(app, blocks, waiting),
        BodyView::Html { html, supports_dark } => {
            view! { <MessageFrame html=html.clone() supports_dark=*supports_dark has_remote=view.images.shown app waiting /> }.into_any()
        }
        // An invitation is all there is to say.
        BodyView::Empty if view.invitation.is_some() => ().into_any(),
        // What is locked is said above, and may well be text.
        BodyView::Empty
            if view
                .notes
                .iter()
                .any(|note| matches!(note, NoteView::Encrypted(_))) =>
        {
            ().into_any()
        }
        BodyView::Empty => view! { <p class="body-empty">{text::no_body()}</p> }.into_any(),
    };
    Effect::new(move |_| app.is_drawing.set(waiting.get() > 0));
    on_cleanup(move || app.is_drawing.set(false));
    let state = move || if waiting.get() == 0 { "ready" } else { "loading" };
    view! { <div class="body" data-testid="message-body" data-state=state>{body}</div> }.into_any()
}

fn plain(app: App, blocks: &[TextBlock], waiting: RwSignal<u32>) -> AnyView {
    let pieces = reading::pieces(blocks);
    let sizes = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Own(place) | Piece::Signature(place) | Piece::Armour(place) => {
                blocks.get(*place).map_or(0, size)
            }
            // It is drawn in steps of its own.
            Piece::Quote { .. } => 1,
        })
        .collect();
    let blocks = blocks.to_vec();
    let drawn = in_steps(sizes, waiting, move |place| match pieces.get(place) {
        Some(Piece::Own(place)) => own(blocks.get(*place), "said"),
        Some(Piece::Signature(place)) => own(blocks.get(*place), "signature"),
        Some(Piece::Armour(place)) => armour(blocks.get(*place)),
        Some(Piece::Quote {
            blocks: range,
            folded,
        }) => quote(
            blocks.get(range.clone()).unwrap_or_default().to_vec(),
            *folded,
            waiting,
        ),
        None => ().into_any(),
    });
    let is_fixed = app.has_fixed_letters;
    view! {
        <div class="body-text" class:is-fixed=move || is_fixed.get() dir="auto" data-testid="message-text">{drawn}</div>
    }
    .into_any()
}

/// Parts of a long text, a few in each frame, so that the page answers meanwhile. `waiting` counts who is not done.
fn in_steps(
    sizes: Vec<usize>,
    waiting: RwSignal<u32>,
    draw: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let shown = RwSignal::new(reading::step_end(&sizes, 0));
    if shown.get_untracked() < sizes.len() {
        waiting.update(|waiting| *waiting += 1);
        next_step(sizes, shown, waiting);
    }
    follow(shown, Arc::new(draw))
}

fn follow(shown: RwSignal<usize>, draw: Arc<dyn Fn(usize) -> AnyView + Send + Sync>) -> AnyView {
    let area = NodeRef::new();
    keep_growing(area, shown, draw);
    view! { <div class="bare" node_ref=area></div> }.into_any()
}

fn next_step(sizes: Vec<usize>, shown: RwSignal<usize>, waiting: RwSignal<u32>) {
    request_animation_frame(move || {
        // Whoever looked at it may have gone on.
        let Some(end) = shown
            .try_get_untracked()
            .map(|from| reading::step_end(&sizes, from))
        else {
            return;
        };
        shown.set(end);
        if end < sizes.len() {
            next_step(sizes, shown, waiting);
        } else {
            waiting.update(|waiting| *waiting -= 1);
        }
    });
}

fn size(block: &TextBlock) -> usize {
    block.spans.len()
}

pub(super) fn own(block: Option<&TextBlock>, class: &'static str) -> AnyView {
    let Some(block) = block else {
        return ().into_any();
    };
    let spans = block.spans.iter().map(span).collect_view();
    view! { <div class=["text-block ", class].concat() style:--lines=reading::line_count(block).to_string() dir="auto">{spans}</div> }.into_any()
}

fn armour(block: Option<&TextBlock>) -> AnyView {
    let letters = own(block, "signature");
    view! {
        <details class="quote-fold">
            <summary aria-label=text::armour_show() title=text::armour_show()>"PGP"</summary>
            {letters}
        </details>
    }
    .into_any()
}

fn quote(blocks: Vec<TextBlock>, folded: bool, waiting: RwSignal<u32>) -> AnyView {
    let sizes = blocks.iter().map(size).collect();
    let lines = in_steps(sizes, waiting, move |place| {
        let Some(block) = blocks.get(place) else {
            return ().into_any();
        };
        let mut class = String::from("text-block quote-block depth-");
        class.push_str(&block.quote_depth.min(4).to_string());
        view! { <div class=class style:--lines=reading::line_count(block).to_string() dir="auto">{block.spans.iter().map(span).collect_view()}</div> }
            .into_any()
    });
    if !folded {
        return view! { <blockquote class="quote">{lines}</blockquote> }.into_any();
    }
    view! {
        <details class="quote-fold">
            <summary aria-label=text::quote_show() title=text::quote_show()>"•••"</summary>
            <blockquote class="quote">{lines}</blockquote>
        </details>
    }
    .into_any()
}

pub(super) fn span(span: &TextSpan) -> AnyView {
    let Some(link) = &span.link else {
        return span.text.clone().into_any();
    };
    // A name before an `@` is read as the host, and is none.
    let said = links::said(&span.text)
        .filter(|said| links::target(link).is_some_and(|target| links::differ(said, &target)));
    let address = link.clone();
    let on_click = said.clone().map(|said| {
        let app = app();
        move |event: MouseEvent| {
            event.prevent_default();
            app.dialog.set(Some(Dialog::Link(said.clone(), address.clone())));
        }
    });
    let shown = span.text.clone();
    match on_click {
        Some(on_click) => view! { <a href=link.clone() title=link.clone() target="_blank" rel="noopener noreferrer" data-said=said on:click=on_click>{shown}</a> }.into_any(),
        None => view! { <a href=link.clone() title=link.clone() target="_blank" rel="noopener noreferrer">{shown}</a> }.into_any(),
    }
}
