//! The tags in the settings: each with its name and colour, to be changed and removed, and a field for a new one.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::row_tags::class;
use crate::ui::app::App;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::folders::NameRefusal;
use crate::ui::state::tags;
use crate::ui::text;
use crate::units::{Tag, TagId};
use crate::wire::{Fault, TagChange};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    /// Whose name was refused, and why.
    refusal: RwSignal<Option<(TagId, NameRefusal)>>,
    fault: RwSignal<Option<Fault>>,
}

/// The page.
pub(super) fn tag_settings(app: App) -> AnyView {
    let sheet = Sheet {
        app,
        refusal: RwSignal::new(None),
        fault: RwSignal::new(None),
    };
    let lines = move || {
        let lines = app.tags.get().into_iter().map(|tag| line(sheet, tag));
        lines.collect_view()
    };
    view! {
        <section>
            <p class="settings-note">{text::tags_lead()}</p>
            {live(move || sheet.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(|_| ()) /> }))}
            <ul class="settings-list tag-lines" data-testid="tag-lines">{live(lines)}</ul>
            {new_tag(sheet)}
        </section>
    }
    .into_any()
}

fn line(sheet: Sheet, tag: Tag) -> AnyView {
    let id = tag.id;
    let name = tag.name.as_str().to_owned();
    let label = text::tag_remove(&name);
    let note = note_id(id);
    let describes = note.clone();
    let kept = StoredValue::new(tag.clone());
    let colours = tags::colours().map(|colour| {
        let is_kept = tag.colour == colour;
        view! { <option value=colour.number().to_string() prop:selected=is_kept>{text::colour(colour)}</option> }
    });
    let on_colour = move |event| {
        let chosen: u8 = event_target_value(&event).parse().unwrap_or_default();
        let colour = crate::units::TagColour::new(chosen);
        sheet.keep(Tag {
            colour,
            ..kept.get_value()
        });
    };
    let on_name = move |event| sheet.rename(kept.get_value(), &event_target_value(&event));
    view! {
        <li class="tag-line" data-testid="tag-line">
            <i class=["tag-dot ", &class(tag.colour)].concat() aria-hidden="true"></i>
            <div class="field">
                <input class="input" type="text" autocomplete="off" dir="auto" data-testid="tag-name" aria-label=text::tag_name()
                    aria-describedby=describes aria-invalid=move || sheet.refused(id).is_some().to_string()
                    prop:value=name on:change=on_name />
                <p class="field-note" id=note role="status">{live(move || sheet.refused(id))}</p>
            </div>
            <span class="select">
                <select class="input" data-testid="tag-colour" aria-label=text::tag_colour() on:change=on_colour>{colours.collect_view()}</select>
                {icon("chevron")}
            </span>
            <button type="button" class="icon-button" data-testid="tag-remove" aria-label=label.clone() title=label
                on:click=move |_| sheet.remove(kept.get_value())>{icon("trash")}</button>
        </li>
    }
    .into_any()
}

fn note_id(tag: TagId) -> String {
    ["tag-note-", &tag.0.to_string()].concat()
}

fn new_tag(sheet: Sheet) -> AnyView {
    let typed = RwSignal::new(String::new());
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = sheet.name(TagId::NEW, &typed.get_untracked());
        if let Some(name) = name {
            typed.set(String::new());
            let colour = sheet.app.tags.with_untracked(|known| tags::next_colour(known));
            sheet.keep(Tag {
                id: TagId::NEW,
                name,
                colour,
            });
        }
    };
    view! {
        <form class="tag-new" on:submit=on_submit novalidate>
            <div class="field">
                <label for="tag-new">{text::tag_new()}</label>
                <input class="input" id="tag-new" type="text" autocomplete="off" dir="auto" data-testid="tag-new"
                    prop:value=move || typed.get() aria-describedby="tag-new-note"
                    aria-invalid=move || sheet.refused(TagId::NEW).is_some().to_string()
                    on:input=move |event| typed.set(event_target_value(&event)) />
                <p class="field-note" id="tag-new-note" role="status" data-testid="tag-new-note">{live(move || sheet.refused(TagId::NEW))}</p>
            </div>
            <button type="submit" class="button" data-testid="tag-add">{icon("plus")}{text::tag_add()}</button>
        </form>
    }
    .into_any()
}

impl Sheet {
    fn refused(self, tag: TagId) -> Option<String> {
        let refusal = self.refusal.get().filter(|(whose, _)| *whose == tag);
        refusal.map(|(_, why)| text::tag_refusal(why))
    }

    fn name(self, tag: TagId, typed: &str) -> Option<crate::units::FolderName> {
        let name = self
            .app
            .tags
            .with_untracked(|known| tags::name(known, typed, tag));
        self.refusal.set(name.as_ref().err().map(|why| (tag, *why)));
        name.ok()
    }

    fn rename(self, tag: Tag, typed: &str) {
        if let Some(name) = self.name(tag.id, typed) {
            self.keep(Tag { name, ..tag });
        }
    }

    fn keep(self, tag: Tag) {
        let Self { app, fault, .. } = self;
        spawn_local(async move {
            let kept = app.change_tags(TagChange::Keep(tag)).await;
            let _ = fault.try_set(kept.and_then(Result::err));
        });
    }

    fn remove(self, tag: Tag) {
        let Self { app, fault, .. } = self;
        spawn_local(async move {
            match app.change_tags(TagChange::Remove(tag.id)).await {
                Some(Ok(_)) => {
                    let said = text::tag_removed(tag.name.as_str());
                    app.offer_undo(said, Rc::new(move || bring_back(app, tag.clone())));
                }
                Some(Err(why)) => drop(fault.try_set(Some(why))),
                None => {}
            }
        });
    }
}

fn bring_back(app: App, tag: Tag) {
    spawn_local(async move {
        let said = match app.change_tags(TagChange::Keep(tag)).await {
            Some(Ok(_)) => text::tag_is_back(),
            _ => text::tag_undo_failed(),
        };
        app.say(said.to_owned(), false);
    });
}
