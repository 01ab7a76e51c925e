//! How the body is shown, where that can be chosen: in which of its forms, in which letters, light or dark, with images.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::images_notice::decide;
use super::message_frame::shows_dark;
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::live;
use crate::ui::text;
use crate::wire::{BodyForm, BodyView, ChoiceChange, ImageRule, MessageView, Whose};

/// The tools; nothing where there is nothing to choose.
pub(super) fn form_tools(app: App, view: &MessageView) -> Option<AnyView> {
    let form = form_switch(app, view);
    let letters = matches!(view.body, BodyView::Text(_)).then(|| letters_switch(app));
    let dark = dark_switch(app, view);
    let images = images_switch(app, view);
    let is_any = form.is_some() || letters.is_some() || dark.is_some() || images.is_some();
    is_any.then(|| view! { <div class="form-tools">{images}{dark}{letters}{form}</div> }.into_any())
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
            on:click=on_click>{text::fixed_width()}</button>
    }
    .into_any()
}

/// In the dark theme a page without a dark look lies on white paper, unless somebody wants it darkened. That is
/// remembered for its sender.
fn dark_switch(app: App, view: &MessageView) -> Option<AnyView> {
    let is_paper = matches!(&view.body, BodyView::Html { supports_dark, .. } if !supports_dark);
    if !is_paper || !shows_dark(app.theme.get_untracked()) {
        return None;
    }
    let is_of_sender = view.within.is_empty() && !view.from.address.is_empty();
    let sender = is_of_sender.then(|| Whose::Sender(view.from.address.clone()));
    let on_click = move |_| {
        let is_dark = !app.is_darkened.get_untracked();
        app.is_darkened.set(is_dark);
        if let Some(sender) = sender.clone() {
            let change = ChoiceChange::Darkened(sender, is_dark);
            spawn_local(async move {
                if let Some(Err(_)) = app.choose(change).await {
                    app.announcement.set(text::choice_failed().into());
                }
            });
        }
    };
    let label = move || {
        if app.is_darkened.get() {
            text::show_designed()
        } else {
            text::darken()
        }
    };
    Some(
        view! { <button type="button" class="form-switch" data-testid="message-darken" on:click=on_click>{live(label)}</button> }
            .into_any(),
    )
}

/// The way back from a decision, where it is felt.
fn images_switch(app: App, view: &MessageView) -> Option<AnyView> {
    let ImageRule::Always(whose) = view.images.rule.clone() else {
        return None;
    };
    let label = text::no_longer_for(&whose);
    Some(
        view! {
            <button type="button" class="form-switch" data-testid="images-stop"
                on:click=move |_| decide(app, ChoiceChange::Images(whose.clone(), false))>{label}</button>
        }
        .into_any(),
    )
}
