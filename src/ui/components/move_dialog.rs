//! Where messages shall go: a field that narrows the folders down, and a list to take one from, by keyboard or by mouse.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::folder_dialog::make_folder;
use super::modal::close;
use super::sidebar::folder_icon;
use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::folders::{self, Place};
use crate::ui::text;
use crate::units::{AccountId, FolderName, MessageId};
use crate::wire::{Fault, Folder, FolderChange, FolderView, Mark};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    account: AccountId,
    from: Folder,
    messages: StoredValue<Vec<MessageId>>,
    folders: StoredValue<Vec<FolderView>>,
    typed: RwSignal<String>,
    /// Which of the options Enter takes.
    active: RwSignal<usize>,
    fault: RwSignal<Option<Fault>>,
}

/// Something that can be taken.
#[derive(Clone, PartialEq)]
enum Choice {
    Go(Place),
    Create(FolderName),
}

/// The dialog.
#[component]
pub(crate) fn MoveDialog(
    /// Whose mail.
    account: AccountId,
    /// Where it is.
    from: Folder,
    /// Which.
    messages: Vec<MessageId>,
) -> impl IntoView {
    let app = app();
    let sheet = Sheet {
        app,
        account,
        from,
        messages: StoredValue::new(messages),
        folders: StoredValue::new(app.folders_of(account)),
        typed: RwSignal::new(String::new()),
        active: RwSignal::new(0),
        fault: RwSignal::new(None),
    };
    let choices = Memo::new(move |_| sheet.choices());
    let count = sheet.messages.with_value(Vec::len);
    view! {
        <p class="settings-note">{text::messages(u32::try_from(count).unwrap_or(u32::MAX))}</p>
        {live(move || sheet.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(|_| ()) /> }))}
        <input class="input" type="text" role="combobox" autofocus autocomplete="off" spellcheck="false" data-testid="move-filter"
            aria-label=text::move_filter() placeholder=text::move_filter_example()
            aria-expanded="true" aria-controls="move-places" aria-autocomplete="list"
            aria-activedescendant=move || option_id(sheet.active.get())
            on:input=move |event| {
                sheet.active.set(0);
                sheet.typed.set(event_target_value(&event));
            }
            on:keydown=move |event| sheet.hear_key(&event, &choices.get_untracked()) />
        {live(move || choices.with(Vec::is_empty).then(|| view! { <p class="box-nothing" role="status">{text::move_none()}</p> }))}
        <ul class="places" id="move-places" role="listbox" aria-label=text::move_title() data-testid="move-places">
            {live(move || choices.get().into_iter().enumerate().map(|(at, choice)| option(sheet, at, choice)).collect_view())}
        </ul>
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet box-links" data-testid="move-new-folder"
                on:click=move |_| sheet.app.open_instead(Dialog::Folder(account, None, sheet.messages.get_value()))>
                {icon("folder-plus")}{text::new_folder()}
            </button>
            <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
        </footer>
    }
    .into_any()
}

fn option_id(at: usize) -> String {
    ["move-place-", &at.to_string()].concat()
}

fn option(sheet: Sheet, at: usize, choice: Choice) -> AnyView {
    let is_active = move || sheet.active.get() == at;
    let (glyph, said, name) = match &choice {
        Choice::Go(place) => (folder_icon(place.folder), place.path.clone(), place.path.clone()),
        Choice::Create(name) => ("folder-plus", text::create_and_move(name.as_str()), String::new()),
    };
    view! {
        <li class="place" role="option" id=option_id(at) data-testid="move-place" data-folder=name
            aria-selected=move || is_active().to_string()
            on:pointermove=move |_| {
                if sheet.active.get_untracked() != at {
                    sheet.active.set(at);
                }
            }
            on:click=move |_| sheet.take(choice.clone())>
            {icon(glyph)}<span dir="auto">{said}</span>
        </li>
    }
    .into_any()
}

impl Sheet {
    /// What can be taken now: folders by what was typed, and a new one of that name where there is none.
    fn choices(self) -> Vec<Choice> {
        let typed = self.typed.get();
        self.folders.with_value(|folders| {
            let mut places = folders::places(folders);
            places.retain(|place| place.folder != self.from);
            let found = folders::found(places, &typed);
            let new = folders::name(folders, &typed, None, None).ok();
            let found = found.into_iter().map(Choice::Go);
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
        let messages = self.messages.get_value();
        match choice {
            Choice::Go(place) => {
                close();
                self.app.mark_messages(messages, Mark::Filed(place.folder));
            }
            Choice::Create(name) => {
                let change = FolderChange::Create { name, parent: None };
                make_folder(self.app, self.account, change, self.fault, move |app, folder| {
                    app.mark_messages(messages, Mark::Filed(Folder::Own(folder)));
                });
            }
        }
    }
}
