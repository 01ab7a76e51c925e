//! How the app looks and feels, in the settings: theme, rows, what a finger does with them, where messages are read,
//! language.

use leptos::prelude::*;

use crate::ui::app::{App, SetTheme};
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::components::swipes::chosen;
use crate::ui::state::arrangement::{Density, Reading};
use crate::ui::state::swipe::{Gesture, Side};
use crate::ui::text;

/// The page.
pub(super) fn appearance(app: App) -> AnyView {
    let themes = [
        (SetTheme::System, text::theme_system()),
        (SetTheme::Light, text::theme_light()),
        (SetTheme::Dark, text::theme_dark()),
    ]
    .map(|(theme, label)| {
        let is_chosen = Signal::derive(move || app.theme.get() == theme);
        let choose = move || {
            app.theme.set(theme);
            theme.apply();
        };
        option("theme", theme.name(), label, is_chosen, choose)
    });
    let densities = Density::ALL.map(|density| {
        let is_chosen = Signal::derive(move || app.density.get() == density);
        let choose = move || app.choose_density(density);
        let label = text::density_name(density);
        option("density", density.name(), label, is_chosen, choose)
    });
    let places = Reading::ALL.map(|place| {
        let is_chosen = Signal::derive(move || app.reading_place.get() == place);
        let choose = move || app.choose_reading_place(place);
        let label = text::reading_name(place);
        option("reading", place.name(), label, is_chosen, choose)
    });
    view! {
        {group(text::theme(), "theme", themes.collect_view().into_any())}
        {contrast()}
        {group(text::density(), "density", densities.collect_view().into_any())}
        {group(text::reading_place(), "reading-place", places.collect_view().into_any())}
        {browser::has_fingers().then(swipes)}
        {language()}
    }
    .into_any()
}

/// For whoever has not told the system, or cannot.
fn contrast() -> AnyView {
    let is_more = browser::has_more_contrast();
    let on_change = move |event| browser::set_contrast(event_target_checked(&event));
    view! {
        <section>
            <label class="tick">
                <input type="checkbox" data-testid="contrast" prop:checked=is_more on:change=on_change />
                <span>{text::more_contrast()}</span>
            </label>
        </section>
    }
    .into_any()
}

/// What rows do that a finger moves aside.
fn swipes() -> AnyView {
    let choices = Side::ALL.map(|side| {
        let kept = chosen(side);
        let options = Gesture::ALL.map(|gesture| {
            view! { <option value=gesture.name() prop:selected=gesture == kept>{text::gesture(gesture)}</option> }
        });
        let on_change = move |event| browser::keep_preference(side.name(), &event_target_value(&event));
        view! {
            <div class="field">
                <label for=side.name()>{text::swiped(side)}</label>
                <span class="select">
                    <select id=side.name() class="input" data-testid=side.name() on:change=on_change>{options.collect_view()}</select>
                    {icon("chevron")}
                </span>
            </div>
        }
    });
    view! { <section>{choices.collect_view()}</section> }.into_any()
}

/// A few, of which one is chosen, under what they are about.
pub(super) fn group(label: &'static str, test_id: &'static str, options: AnyView) -> AnyView {
    view! {
        <section>
            <p class="settings-label" aria-hidden="true">{label}</p>
            <fieldset class="segmented" data-testid=test_id><legend class="visually-hidden">{label}</legend>{options}</fieldset>
        </section>
    }
    .into_any()
}

/// One of a few.
pub(super) fn option(
    group: &'static str,
    value: &'static str,
    label: &'static str,
    is_chosen: Signal<bool>,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label>
            <input type="radio" name=group value=value prop:checked=move || is_chosen.get() on:change=move |_| choose() />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// What has been drawn stays in its language, and so the page begins anew.
fn language() -> AnyView {
    let kept = browser::preference(browser::language::CHOSEN).unwrap_or_default();
    let options = [(String::new(), text::language_automatic().to_owned())]
        .into_iter()
        .chain(browser::language::choices())
        .map(|(language, name)| {
            let is_kept = language == kept;
            let tag = (!language.is_empty()).then(|| language.clone());
            view! { <option value=language lang=tag prop:selected=is_kept>{name}</option> }
        });
    let on_change = move |event| {
        browser::keep_preference(browser::language::CHOSEN, &event_target_value(&event));
        let _ = browser::window().location().reload();
    };
    view! {
        <section>
            <div class="field">
                <label for="language">{text::language_label()}</label>
                <span class="select">
                    <select id="language" class="input" data-testid="language" on:change=on_change>{options.collect_view()}</select>
                    {icon("chevron")}
                </span>
            </div>
        </section>
    }
    .into_any()
}
