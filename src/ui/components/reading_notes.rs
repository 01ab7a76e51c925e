//! Lines between a message's header and its words: where it came from, how it was read, in which form. They take no
//! more room than they need.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::text;
use crate::wire::{BodyForm, BodyView, MessageView, NoteView};

/// The way back from a message that came inside of another one.
pub(crate) fn way_back(app: App, view: &MessageView) -> Option<AnyView> {
    (!view.within.is_empty()).then(|| {
        view! {
            <div class="reading-note" data-testid="nested-inside">
                {icon("mail-open")}
                <span>{text::NESTED_INSIDE}</span>
                <button type="button" class="banner-button" data-testid="nested-back" on:click=move |_| app.leave_nested()>
                    {text::NESTED_BACK}
                </button>
            </div>
        }
        .into_any()
    })
}

/// What there is to know about how the message was read: of most, nothing, and so it is loaded when there is something.
pub(crate) fn reading_notes(view: &MessageView) -> Option<AnyView> {
    (!view.notes.is_empty()).then(|| on_demand(Part::Notes(view.notes.clone())))
}

/// A line for each note.
#[component]
pub(crate) fn ReadingNotes(
    /// What there is to know.
    notes: Vec<NoteView>,
) -> impl IntoView {
    notes.iter().map(line).collect_view().into_any()
}

fn line(note: &NoteView) -> AnyView {
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

/// How the body is shown, where that can be chosen: in which of its forms, in which letters.
pub(crate) fn form_tools(app: App, view: &MessageView) -> Option<AnyView> {
    let form = form_switch(app, view);
    let letters = matches!(view.body, BodyView::Text(_)).then(|| letters_switch(app));
    (form.is_some() || letters.is_some())
        .then(|| view! { <div class="form-tools">{letters}{form}</div> }.into_any())
}

fn form_switch(app: App, view: &MessageView) -> Option<AnyView> {
    let label = text::form_switch(view.forms)?;
    let hint = text::form_hint(view.forms);
    let other = match view.forms.shown {
        BodyForm::Designed => BodyForm::Plain,
        BodyForm::Plain => BodyForm::Designed,
    };
    Some(
        view! {
            <button type="button" class="form-switch" id="form-switch" title=hint data-testid="message-form"
                on:click=move |_| app.load_again("form-switch", |wanted| wanted.form = other)>{label}</button>
        }
        .into_any(),
    )
}

/// Drawings and tables made of letters need letters of one width.
fn letters_switch(app: App) -> AnyView {
    let is_fixed = app.has_fixed_letters;
    let on_click = move |_| {
        is_fixed.update(|is_fixed| *is_fixed = !*is_fixed);
        let name = if is_fixed.get_untracked() { "fixed" } else { "any" };
        browser::keep_preference("letters", name);
    };
    view! {
        <button type="button" class="form-switch" data-testid="message-letters" aria-pressed=move || is_fixed.get().to_string()
            on:click=on_click>{text::FIXED_WIDTH}</button>
    }
    .into_any()
}
