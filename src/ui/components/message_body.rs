//! What a message says: plain text with folded quotes, or a frame for HTML. Text is only ever put in as text.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::message_frame::MessageFrame;
use crate::ui::app::{App, Dialog, app};
use crate::ui::state::links;
use crate::ui::state::reading::{self, Piece};
use crate::ui::text;
use crate::wire::{BodyView, MessageView, NoteView, RemoteContent, TextBlock, TextSpan};

/// The body.
pub(crate) fn message_body(app: App, view: &MessageView, remote: RemoteContent) -> AnyView {
    let body = match &view.body {
        BodyView::Text(blocks) => plain(app, blocks),
        BodyView::Html { html, supports_dark } => {
            view! { <MessageFrame html=html.clone() supports_dark=*supports_dark remote app /> }.into_any()
        }
        // What is locked is said above, and may well be text.
        BodyView::Empty
            if view
                .notes
                .iter()
                .any(|note| matches!(note, NoteView::Encrypted(_))) =>
        {
            ().into_any()
        }
        BodyView::Empty => view! { <p class="body-empty">{text::NO_BODY}</p> }.into_any(),
    };
    view! { <div class="body" data-testid="message-body" data-state="ready">{body}</div> }.into_any()
}

fn plain(app: App, blocks: &[TextBlock]) -> AnyView {
    let pieces = reading::pieces(blocks)
        .into_iter()
        .map(|piece| match piece {
            Piece::Own(place) => own(blocks.get(place), "said"),
            Piece::Signature(place) => own(blocks.get(place), "signature"),
            Piece::Armour(place) => armour(blocks.get(place)),
            Piece::Quote {
                blocks: range,
                folded,
            } => quote(blocks.get(range).unwrap_or_default().to_vec(), folded),
        })
        .collect_view();
    let is_fixed = app.has_fixed_letters;
    view! {
        <div class="body-text" class:is-fixed=move || is_fixed.get() dir="auto" data-testid="message-text">{pieces}</div>
    }
    .into_any()
}

fn own(block: Option<&TextBlock>, class: &'static str) -> AnyView {
    let spans = block.map(|block| block.spans.iter().map(span).collect_view());
    view! { <p class=class dir="auto">{spans}</p> }.into_any()
}

fn armour(block: Option<&TextBlock>) -> AnyView {
    let letters = own(block, "signature");
    view! {
        <details class="quote-fold">
            <summary aria-label=text::ARMOUR_SHOW title=text::ARMOUR_SHOW>"PGP"</summary>
            {letters}
        </details>
    }
    .into_any()
}

fn quote(blocks: Vec<TextBlock>, folded: bool) -> AnyView {
    let lines = blocks
        .iter()
        .map(|block| {
            let mut class = String::from("quote-block depth-");
            class.push_str(&block.quote_depth.min(4).to_string());
            view! { <p class=class dir="auto">{block.spans.iter().map(span).collect_view()}</p> }
        })
        .collect_view();
    if !folded {
        return view! { <blockquote class="quote">{lines}</blockquote> }.into_any();
    }
    view! {
        <details class="quote-fold">
            <summary aria-label=text::QUOTE_SHOW title=text::QUOTE_SHOW>"•••"</summary>
            <blockquote class="quote">{lines}</blockquote>
        </details>
    }
    .into_any()
}

fn span(span: &TextSpan) -> AnyView {
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
