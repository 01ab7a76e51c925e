//! Which tag messages shall have: a field that narrows the tags down, and a list to take one from, by keyboard or by
//! mouse. A tag that is on all of them is taken away.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use super::row_tags::class;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::settings::Page;
use crate::ui::state::tags;
use crate::ui::text;
use crate::units::{FolderName, MessageId, Tag, TagId};
use crate::wire::{Fault, Mark, TagChange};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    messages: StoredValue<Vec<MessageId>>,
    typed: RwSignal<String>,
    /// Which of the options Enter takes.
    active: RwSignal<usize>,
    fault: RwSignal<Option<Fault>>,
}

/// Something that can be taken.
#[derive(Clone, PartialEq)]
enum Choice {
    /// A tag, and whether it is on all of the messages.
    Known(Tag, bool),
    Create(FolderName),
}

/// The dialog.
#[component]
pub(crate) fn TagDialog(
    /// For which messages.
    messages: Vec<MessageId>,
) -> impl IntoView {
    let app = app();
    let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    let sheet = Sheet {
        app,
        messages: StoredValue::new(messages),
        typed: RwSignal::new(String::new()),
        active: RwSignal::new(0),
        fault: RwSignal::new(None),
    };
    let choices = Memo::new(move |_| sheet.choices());
    let nothing = move || {
        let said = if app.tags.with(Vec::is_empty) {
            text::tags_none()
        } else {
            text::tag_none()
        };
        choices
            .with(Vec::is_empty)
            .then(|| view! { <p class="box-nothing" role="status">{said}</p> })
    };
    view! {
        <p class="settings-note">{text::messages(count)}</p>
        {live(move || sheet.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(|_| ()) /> }))}
        <input class="input" type="text" role="combobox" autofocus autocomplete="off" spellcheck="false" data-testid="tag-filter"
            aria-label=text::tag_filter() placeholder=text::tag_filter_example()
            aria-expanded="true" aria-controls="tag-places" aria-autocomplete="list"
            aria-activedescendant=move || (!choices.with(Vec::is_empty)).then(|| option_id(sheet.active.get()))
            on:input=move |event| {
                sheet.active.set(0);
                sheet.typed.set(event_target_value(&event));
            }
            on:keydown=move |event| sheet.hear_key(&event, &choices.get_untracked()) />
        {live(nothing)}
        <ul class="places" id="tag-places" role="listbox" aria-label=text::tags() data-testid="tag-places">
            {live(move || choices.get().into_iter().enumerate().map(|(at, choice)| option(sheet, at, choice)).collect_view())}
        </ul>
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet box-links" data-testid="tags-manage"
                on:click=move |_| {
                    close();
                    request_animation_frame(move || app.open_settings(Page::Tags));
                }>
                {icon("settings")}{text::tags_manage()}
            </button>
            <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
        </footer>
    }
    .into_any()
}

fn option_id(at: usize) -> String {
    ["tag-place-", &at.to_string()].concat()
}

fn option(sheet: Sheet, at: usize, choice: Choice) -> AnyView {
    let is_active = move || sheet.active.get() == at;
    let said = match &choice {
        Choice::Known(tag, is_on) => {
            let name = tag.name.as_str().to_owned();
            let on = is_on
                .then(|| view! { {icon("check")}<span class="visually-hidden">{text::tag_is_on()}</span> });
            view! { <i class=["tag-dot ", &class(tag.colour)].concat() aria-hidden="true"></i><span dir="auto">{name}</span>{on} }
                .into_any()
        }
        Choice::Create(name) => {
            view! { {icon("plus")}<span dir="auto">{text::create_tag(name.as_str())}</span> }.into_any()
        }
    };
    view! {
        <li class="place" role="option" id=option_id(at) data-testid="tag-place"
            aria-selected=move || is_active().to_string()
            on:pointermove=move |_| {
                if sheet.active.get_untracked() != at {
                    sheet.active.set(at);
                }
            }
            on:click=move |_| sheet.take(choice.clone())>
            {said}
        </li>
    }
    .into_any()
}

impl Sheet {
    /// What can be taken now: tags by what was typed, and a new one of that name where there is none.
    fn choices(self) -> Vec<Choice> {
        let typed = self.typed.get();
        self.app.tags.with(|known| {
            let is_on = |tag: &Tag| {
                self.messages
                    .with_value(|messages| self.app.is_on_all(messages, tag.id))
            };
            let found = tags::found(known, &typed).into_iter().map(|tag| {
                let is_on = is_on(&tag);
                Choice::Known(tag, is_on)
            });
            let new = tags::name(known, &typed, TagId::NEW).ok();
            found.chain(new.map(Choice::Create)).collect()
        })
    }

    fn hear_key(self, event: &KeyboardEvent, choices: &[Choice]) {
        let last = choices.len().saturating_sub(1);
        let at = self.active.get_untracked().min(last);
        let to = match event.key().as_str() {
            "ArrowDown" => (at + 1).min(last),
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => (at + 8).min(last),
            "PageUp" => at.saturating_sub(8),
            // What is being composed is not to be taken yet.
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                if let Some(choice) = choices.get(at) {
                    self.take(choice.clone());
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(to);
        browser::reveal_soon(".place[aria-selected=true]");
    }

    fn take(self, choice: Choice) {
        let Self { app, fault, .. } = self;
        let messages = self.messages.get_value();
        let name = match choice {
            Choice::Known(tag, is_on) => {
                close();
                app.mark_messages(messages, Mark::Tagged(tag.id, !is_on));
                return;
            }
            Choice::Create(name) => name,
        };
        let colour = app.tags.with_untracked(|known| tags::next_colour(known));
        let id = TagId::NEW;
        spawn_local(async move {
            match app.change_tags(TagChange::Keep(Tag { id, name, colour })).await {
                Some(Ok(tag)) => {
                    close();
                    app.mark_messages(messages, Mark::Tagged(tag, true));
                }
                Some(Err(why)) => drop(fault.try_set(Some(why))),
                None => {}
            }
        });
    }
}
