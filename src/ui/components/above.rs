//! What stands between a message's header and its words: what is against its sender, which images are blocked, how it was
//! read, what it reports, and how it can be shown otherwise. Strangers' words are put in as text.

use leptos::prelude::*;

use super::form_tools::form_tools;
use super::images_notice::images_notice;
use super::printing;
use super::report_card::report_card;
use crate::ui::app::{App, app};
use crate::ui::components::icon;
use crate::ui::state::notices::{Notice, stack};
use crate::ui::text;
use crate::wire::{MessageView, NoteView};

/// All of it.
#[component]
pub(crate) fn Above(
    /// Of which message.
    view: StoredValue<MessageView>,
) -> impl IntoView {
    let app = app();
    printing::prepare();
    view.with_value(|view| {
        view! {
            {notices(app, view)}
            {view.report.as_ref().map(report_card)}
            {form_tools(app, view)}
        }
        .into_any()
    })
}

fn notices(app: App, view: &MessageView) -> AnyView {
    let stack = stack(&view.sender, &view.images, &view.notes);
    let draw = |all: &[Notice]| {
        all.iter()
            .map(|notice| line(app, view, notice))
            .collect_view()
            .into_any()
    };
    let shown = draw(&stack.shown);
    let folded = (!stack.folded.is_empty()).then(|| {
        let folded = draw(&stack.folded);
        view! {
            <details class="more-notices" data-testid="more-notices">
                <summary>{text::more_notices(stack.folded.len())}</summary>
                {folded}
            </details>
        }
    });
    view! { {shown}{folded} }.into_any()
}

fn line(app: App, view: &MessageView, notice: &Notice) -> AnyView {
    match notice {
        Notice::SenderFailed => warning(app, text::sender_failed().to_owned()),
        Notice::Hint(hint) => warning(app, text::hint(hint)),
        Notice::Images => images_notice(app, view),
        Notice::Note(note) => reading_note(note),
    }
}

fn warning(app: App, line: String) -> AnyView {
    view! {
        <div class="banner" data-testid="sender-warning">
            {icon("alert")}
            <span>{line}</span>
            <button type="button" class="banner-button" on:click=move |_| { app.open_trace(); }>{text::sender_details()}</button>
        </div>
    }
    .into_any()
}

fn reading_note(note: &NoteView) -> AnyView {
    let glyph = match note {
        NoteView::Encrypted(_) => "lock",
        NoteView::Signed(_) => "shield",
        _ if text::is_loss(note) => "alert",
        _ => "info",
    };
    view! {
        <p class="reading-note" data-testid="message-note">{icon(glyph)}<span dir="auto">{text::note(note)}</span></p>
    }
    .into_any()
}
