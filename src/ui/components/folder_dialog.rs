//! One folder of the user's own: made, renamed, put into another, removed with its messages put somewhere else.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::half_filled;
use super::modal::close;
use crate::ui::app::{App, app};
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::folders::{self, Place};
use crate::ui::state::half_filled::{FolderForm, HalfFilled};
use crate::ui::text;
use crate::units::{AccountId, FolderId, MessageId};
use crate::wire::{
    ChangeFolders, Fault, Folder, FolderChange, FolderView, Mark, RemoveFolder, RemovedFolders,
    RestoreFolders,
};

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    account: AccountId,
    /// `None`: a new one.
    folder: Option<FolderId>,
    /// What goes into the new one.
    messages: StoredValue<Vec<MessageId>>,
    folders: StoredValue<Vec<FolderView>>,
    typed: RwSignal<String>,
    parent: RwSignal<Option<FolderId>>,
    /// Whether somebody has tried what was typed.
    is_tried: RwSignal<bool>,
    to: RwSignal<Folder>,
    fault: RwSignal<Option<Fault>>,
}

/// The dialog.
#[component]
pub(crate) fn FolderDialog(
    /// Whose.
    account: AccountId,
    /// Which; `None`: a new one.
    folder: Option<FolderId>,
    /// What goes into the new one at once.
    messages: Vec<MessageId>,
) -> impl IntoView {
    let app = app();
    let folders = app.folders_of(account);
    let known = folder.and_then(|folder| {
        folders::with_inner(&folders, folder)
            .first()
            .map(|view| view.name.clone())
    });
    let sheet = Sheet {
        app,
        account,
        folder,
        messages: StoredValue::new(messages),
        typed: RwSignal::new(known.clone().unwrap_or_default()),
        parent: RwSignal::new(folder.and_then(|folder| folders::parent_of(&folders, folder))),
        folders: StoredValue::new(folders),
        is_tried: RwSignal::new(false),
        to: RwSignal::new(Folder::Archive),
        fault: RwSignal::new(None),
    };
    sheet.take_up();
    sheet.keep();
    on_cleanup(half_filled::forget);
    view! {
        {live(move || sheet.fault.get().map(|fault| {
            let on_action = Callback::new(move |_| drop(window().location().reload()));
            view! { <FaultNote fault on_action /> }
        }))}
        {form(sheet)}
        {known.map(|name| removal(sheet, name))}
    }
    .into_any()
}

fn form(sheet: Sheet) -> AnyView {
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        sheet.submit();
    };
    let refusal = move || sheet.refusal();
    let inside = sheet
        .folders
        .with_value(|known| folders::parents_for(known, sheet.folder));
    let confirm = if sheet.folder.is_some() {
        text::save()
    } else {
        text::create()
    };
    view! {
        <form class="stack" on:submit=on_submit novalidate>
            <div class="field">
                <label for="folder-name">{text::folder_name()}</label>
                <input class="input" id="folder-name" type="text" autofocus autocomplete="off" dir="auto" data-testid="folder-name"
                    prop:value=move || sheet.typed.get()
                    aria-invalid=move || refusal().is_some().to_string()
                    aria-describedby="folder-name-note"
                    on:input=move |event| sheet.typed.set(event_target_value(&event)) />
                <p class="field-note" id="folder-name-note" role="status" data-testid="folder-name-note">{live(refusal)}</p>
            </div>
            {(!inside.is_empty()).then(|| place_field(sheet, inside))}
            <footer class="modal-foot">
                <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
                <button type="submit" class="button is-primary" data-testid="folder-save">{confirm}</button>
            </footer>
        </form>
    }
    .into_any()
}

fn place_field(sheet: Sheet, inside: Vec<Place>) -> AnyView {
    let option = |place: Place| {
        let Folder::Own(id) = place.folder else {
            return ().into_any();
        };
        view! { <option value=id.0.to_string() prop:selected=move || sheet.parent.get() == Some(id)>{place.path}</option> }
            .into_any()
    };
    let on_change = move |event| {
        sheet
            .parent
            .set(event_target_value(&event).parse().ok().map(FolderId))
    };
    view! {
        <div class="field">
            <label for="folder-inside">{text::folder_inside()}</label>
            <span class="select">
                <select class="input" id="folder-inside" data-testid="folder-inside" on:change=on_change>
                    <option value="" prop:selected=move || sheet.parent.get().is_none()>{text::folder_top()}</option>
                    {inside.into_iter().map(option).collect_view()}
                </select>
                {icon("chevron")}
            </span>
        </div>
    }
    .into_any()
}

fn removal(sheet: Sheet, name: String) -> AnyView {
    let Some(folder) = sheet.folder else {
        return ().into_any();
    };
    let (inner, places) = sheet.folders.with_value(|known| {
        let inner: Vec<(Folder, u32)> = folders::with_inner(known, folder)
            .into_iter()
            .map(|view| (view.folder, view.total))
            .collect();
        let mut places = folders::places(known);
        places.retain(|place| inner.iter().all(|(gone, _)| *gone != place.folder));
        (inner, places)
    });
    let messages = inner.iter().map(|(_, total)| total).sum();
    if !places
        .iter()
        .any(|place| place.folder == sheet.to.get_untracked())
    {
        sheet.to.set(Folder::Archive);
    }
    let to = sheet.to.get_untracked();
    let options: Vec<AnyView> = places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let is_chosen = place.folder == to;
            view! { <option value=at.to_string() selected=is_chosen>{place.path.clone()}</option> }.into_any()
        })
        .collect();
    let on_change = move |event| {
        let at: usize = event_target_value(&event).parse().unwrap_or_default();
        if let Some(place) = places.get(at) {
            sheet.to.set(place.folder);
        }
    };
    view! {
        <section class="folder-removal" aria-labelledby="folder-removal">
            <h3 id="folder-removal">{text::folder_remove()}</h3>
            <p class="settings-note" data-testid="folder-removal-note">{text::removal(inner.len(), messages)}</p>
            <div class="folder-removal-row">
                {(messages > 0).then(|| view! {
                    <div class="field">
                        <label for="folder-messages-to">{text::folder_remove_to()}</label>
                        <span class="select">
                            <select class="input" id="folder-messages-to" data-testid="folder-messages-to" on:change=on_change>{options}</select>
                            {icon("chevron")}
                        </span>
                    </div>
                })}
                <button type="button" class="button is-danger" data-testid="folder-remove" on:click=move |_| sheet.remove(name.clone(), folder)>
                    {icon("trash")}{text::folder_remove_confirm()}
                </button>
            </div>
        </section>
    }
    .into_any()
}

impl Sheet {
    /// Takes up what was typed when the page went. The folder that it was to be in may have gone.
    fn take_up(self) {
        let Some(HalfFilled::Folder(form)) = half_filled::kept() else {
            return;
        };
        if (form.account, form.folder) != (self.account, self.folder) {
            return;
        }
        let is_here = |parent: &FolderId| {
            let inside = (self.folders).with_value(|known| folders::parents_for(known, self.folder));
            inside.iter().any(|place| place.folder == Folder::Own(*parent))
        };
        self.typed.set(form.typed);
        self.parent.set(form.parent.filter(is_here));
        self.to.set(form.to);
    }

    /// Keeps what is typed, for when the page is loaded anew.
    fn keep(self) {
        let follow = move || {
            self.typed.track();
            self.parent.track();
            self.to.track();
        };
        let listed = self.app.route.get_untracked().folder();
        let told = move || {
            Some(HalfFilled::Folder(FolderForm {
                account: self.account,
                folder: self.folder,
                listed,
                messages: self.messages.try_get_value()?,
                typed: self.typed.try_get_untracked()?,
                parent: self.parent.try_get_untracked()?,
                to: self.to.try_get_untracked()?,
            }))
        };
        half_filled::keep(follow, told);
    }

    /// What is wrong with the name, once somebody has tried it.
    fn refusal(self) -> Option<String> {
        if !self.is_tried.get() {
            return None;
        }
        let parent = self.parent.get();
        self.typed.with(|typed| {
            self.folders
                .with_value(|known| folders::name(known, typed, self.folder, parent))
                .err()
                .map(text::name_refusal)
        })
    }

    fn submit(self) {
        self.is_tried.set(true);
        let parent = self.parent.get_untracked();
        let name = self.typed.with_untracked(|typed| {
            self.folders
                .with_value(|known| folders::name(known, typed, self.folder, parent))
        });
        let Ok(name) = name else { return };
        let said = name.as_str().to_owned();
        let Some(folder) = self.folder else {
            let change = FolderChange::Create { name, parent };
            let messages = self.messages.get_value();
            make_folder(self.app, self.account, change, self.fault, move |app, folder| {
                if messages.is_empty() {
                    app.say(text::created(&said), false);
                } else {
                    app.mark_messages(messages, Mark::Filed(Folder::Own(folder)));
                }
            });
            return;
        };
        let before = self.folders.with_value(|known| before(known, folder));
        let change = FolderChange::Change { folder, name, parent };
        if before.as_ref() == Some(&change) {
            return close();
        }
        let account = self.account;
        make_folder(self.app, account, change, self.fault, move |app, _| {
            let Some(before) = before else { return };
            let back = Rc::new(move || {
                take_back(
                    app,
                    ChangeFolders {
                        account,
                        change: before.clone(),
                    },
                )
            });
            app.offer_undo(text::changed(&said), back);
        });
    }

    fn remove(self, name: String, folder: FolderId) {
        let Self {
            app, account, fault, ..
        } = self;
        let to = self.to.get_untracked();
        spawn_local(async move {
            match app.call(RemoveFolder { account, folder, to }).await {
                Some(Ok(removed)) => {
                    close();
                    app.load_accounts().await;
                    let went = untrack(|| app.folder_name(account, to));
                    let said = text::removed(&name, removed.messages.len(), &went);
                    app.offer_undo(said, Rc::new(move || restore(app, account, removed.clone())));
                }
                Some(Err(why)) => drop(fault.try_set(Some(why))),
                None => {}
            }
        });
    }
}

/// What brings a folder back to how it is now.
fn before(known: &[FolderView], folder: FolderId) -> Option<FolderChange> {
    let view = known.iter().find(|view| view.folder == Folder::Own(folder))?;
    Some(FolderChange::Change {
        folder,
        name: crate::units::FolderName::new(&view.name).ok()?,
        parent: folders::parent_of(known, folder),
    })
}

/// Changes folders, closes the dialog, and goes on once the new folders are on the screen.
pub(super) fn make_folder(
    app: App,
    account: AccountId,
    change: FolderChange,
    fault: RwSignal<Option<Fault>>,
    go_on: impl FnOnce(App, FolderId) + 'static,
) {
    spawn_local(async move {
        match app.call(ChangeFolders { account, change }).await {
            Some(Ok(folder)) => {
                close();
                app.load_accounts().await;
                go_on(app, folder);
            }
            Some(Err(why)) => drop(fault.try_set(Some(why))),
            None => {}
        }
    });
}

fn take_back(app: App, call: ChangeFolders) {
    spawn_local(async move {
        let said = match app.call(call).await {
            Some(Ok(_)) => text::folder_back(),
            _ => text::folder_undo_failed(),
        };
        app.say(said.to_owned(), false);
    });
}

fn restore(app: App, account: AccountId, removed: RemovedFolders) {
    spawn_local(async move {
        let said = match app.call(RestoreFolders { account, removed }).await {
            Some(Ok(())) => text::folder_restored(),
            _ => text::folder_undo_failed(),
        };
        app.say(said.to_owned(), false);
    });
}
