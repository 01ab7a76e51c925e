//! How messages are shown, in the settings: what was decided about images and looks, for everybody and for single senders,
//! is seen, changed and taken back; and the letters of plain text.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::appearance_settings::{group, option};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{FaultNote, live};
use crate::ui::state::arrangement::ReadAfter;
use crate::ui::text;
use crate::wire::{ChoiceChange, ChoiceView, Choices, ChoicesView, Fault, ImagePolicy};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    known: RwSignal<Option<ChoicesView>>,
    fault: RwSignal<Option<Fault>>,
}

/// The page.
pub(super) fn privacy(app: App) -> AnyView {
    let sheet = Sheet {
        app,
        known: RwSignal::new(None),
        fault: RwSignal::new(None),
    };
    sheet.load();
    view! {
        <section>
            <h4>{text::images_legend()}</h4>
            {live(move || match (sheet.fault.get(), sheet.known.get()) {
                (Some(fault), _) => view! { <FaultNote fault on_action=Callback::new(move |_| sheet.load()) /> }.into_any(),
                (None, Some(known)) => contents(sheet, known),
                (None, None) => view! { <p class="settings-note" role="status">{text::coming()}</p> }.into_any(),
            })}
        </section>
        {read_after(app)}
        {letters(app)}
    }
    .into_any()
}

/// When an open message counts as read.
fn read_after(app: App) -> AnyView {
    let chosen = RwSignal::new(app.read_after());
    let options = ReadAfter::ALL.map(|after| {
        let is_chosen = Signal::derive(move || chosen.get() == after);
        let choose = move || {
            chosen.set(after);
            app.choose_read_after(after);
        };
        option(
            "read-after",
            after.name(),
            text::read_after(after),
            is_chosen,
            choose,
        )
    });
    group(
        text::read_after_label(),
        "read-after",
        options.collect_view().into_any(),
    )
}

/// Drawings and tables made of letters need letters of one width.
fn letters(app: App) -> AnyView {
    let is_fixed = app.has_fixed_letters;
    let on_change = move |event| {
        is_fixed.set(event_target_checked(&event));
        let name = if is_fixed.get_untracked() { "fixed" } else { "any" };
        browser::keep_preference("letters", name);
    };
    view! {
        <section>
            <h4>{text::plain_text()}</h4>
            <label class="tick">
                <input type="checkbox" data-testid="letters" prop:checked=move || is_fixed.get() on:change=on_change />
                <span>{text::fixed_width()}</span>
            </label>
        </section>
    }
    .into_any()
}

impl Sheet {
    fn load(self) {
        self.fault.set(None);
        spawn_local(async move {
            match self.app.call(Choices {}).await {
                Some(Ok(known)) => drop(self.known.try_set(Some(known))),
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }

    fn choose(self, change: ChoiceChange) {
        spawn_local(async move {
            match self.app.choose(change).await {
                Some(Ok(())) => self.load(),
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }
}

fn contents(sheet: Sheet, known: ChoicesView) -> AnyView {
    let note = match known.policy {
        ImagePolicy::Ask => text::images_ask_note(),
        ImagePolicy::Never => text::images_never_note(),
    };
    let list = if known.choices.is_empty() {
        view! { <p class="settings-note">{text::choices_none()}</p> }.into_any()
    } else {
        let rows = known
            .choices
            .into_iter()
            .map(|choice| row(sheet, choice))
            .collect_view();
        view! {
            <ul class="settings-list" aria-label=text::choices_label()>{rows}</ul>
            <button type="button" class="button is-small is-quiet" data-testid="choices-forget-all" on:click=move |_| sheet.choose(ChoiceChange::AllForgotten)>{text::forget_all()}</button>
        }
        .into_any()
    };
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{text::images_legend()}</legend>
            {policy(sheet, known.policy, ImagePolicy::Ask, "ask", text::images_ask())}
            {policy(sheet, known.policy, ImagePolicy::Never, "never", text::images_never())}
        </fieldset>
        <p class="settings-note">{note}</p>
        {list}
    }
    .into_any()
}

fn policy(
    sheet: Sheet,
    known: ImagePolicy,
    this: ImagePolicy,
    name: &'static str,
    label: &'static str,
) -> AnyView {
    view! {
        <label>
            <input type="radio" name="image-policy" value=name checked=known == this
                on:change=move |_| sheet.choose(ChoiceChange::Policy(this)) />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

fn row(sheet: Sheet, choice: ChoiceView) -> AnyView {
    let name = text::name(&choice.whose).to_owned();
    let what = text::chosen(&choice);
    let label = [text::forget(), " ", &name].concat();
    let whose = choice.whose;
    view! {
        <li class="choice" data-testid="choice">
            <span class="settings-name"><bdi>{name}</bdi><small>{what}</small></span>
            <button type="button" class="button is-small is-quiet" data-testid="choice-forget" aria-label=label
                on:click=move |_| sheet.choose(ChoiceChange::Forgotten(whose.clone()))>{text::forget()}</button>
        </li>
    }
    .into_any()
}
