//! What is here more than once, and which copy would be kept. It moves nothing until somebody says so.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::{AccountId, MessageId};
use crate::wire::{
    AccountView, DuplicateCopy, DuplicateGroup, Duplicates, DuplicatesView, Fault, Folder, Mark, MarkMessages,
};

#[derive(Clone, PartialEq)]
enum Found {
    Comparing,
    Here(DuplicatesView),
    Failed(Fault),
}

#[derive(Clone, Copy)]
struct Sheet {
    app: App,
    account: AccountId,
    found: RwSignal<Found>,
}

/// The dialog.
#[component]
pub(crate) fn TwiceDialog(
    /// Whose mail.
    account: AccountView,
) -> impl IntoView {
    let sheet = Sheet {
        app: app(),
        account: account.id,
        found: RwSignal::new(Found::Comparing),
    };
    sheet.load();
    view! {
        <p class="settings-note">{text::twice_lead()}</p>
        <div class="box" tabindex="0" role="region" aria-label=text::here_twice() data-testid="duplicates-list"
            aria-busy=move || sheet.found.with(|found| *found == Found::Comparing).to_string()>
            {live(move || match sheet.found.get() {
                Found::Comparing => view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::twice_comparing()}</p> }.into_any(),
                Found::Failed(fault) => view! { <FaultNote fault on_action=Callback::new(move |_| sheet.load()) /> }.into_any(),
                Found::Here(view) if view.groups.is_empty() => view! { <p class="box-nothing" role="status">{text::twice_none()}</p> }.into_any(),
                Found::Here(view) => groups(sheet, &view),
            })}
        </div>
        {foot(sheet, account)}
    }
    .into_any()
}

impl Sheet {
    fn load(self) {
        self.app.run("twice", async move {
            let account = self.account;
            match self.app.call(Duplicates { account }).await {
                Some(Ok(view)) => drop(self.found.try_set(Found::Here(view))),
                Some(Err(fault)) => drop(self.found.try_set(Found::Failed(fault))),
                None => {}
            }
        });
    }

    /// The copies that are not kept.
    fn others(self) -> Vec<MessageId> {
        self.found.with(|found| match found {
            Found::Here(view) => {
                let copies = view.groups.iter().flat_map(|group| group.copies.iter().skip(1));
                copies.map(|copy| copy.message).collect()
            }
            Found::Comparing | Found::Failed(_) => Vec::new(),
        })
    }

    fn move_others(self) {
        let messages = untrack(|| self.others());
        spawn_local(async move {
            let call = MarkMessages {
                account: self.account,
                messages,
                mark: Mark::Filed(Folder::Trash),
            };
            match self.app.call(call).await {
                Some(Ok(_)) => {
                    self.app.announcement.set(text::twice_moved().into());
                    self.load();
                }
                Some(Err(fault)) => drop(self.found.try_set(Found::Failed(fault))),
                None => {}
            }
        });
    }
}

fn groups(sheet: Sheet, view: &DuplicatesView) -> AnyView {
    let others: usize = view
        .groups
        .iter()
        .map(|group| group.copies.len().saturating_sub(1))
        .sum();
    let found = u32::try_from(view.groups.len())
        .unwrap_or(u32::MAX)
        .saturating_add(view.more);
    let said = text::twice(found, u32::try_from(others).unwrap_or(u32::MAX));
    view! {
        <p role="status" data-testid="duplicates-total">{said}</p>
        <ol class="box-rows">{view.groups.iter().map(|one| group(sheet, one)).collect_view()}</ol>
    }
    .into_any()
}

fn group(sheet: Sheet, group: &DuplicateGroup) -> AnyView {
    let subject = match group.subject.trim() {
        "" => text::no_subject(),
        subject => subject,
    };
    let facts = [
        group.from.clone(),
        browser::short_date(group.date),
        text::copies(group.copies.len()),
    ];
    let copies = group
        .copies
        .iter()
        .enumerate()
        .map(|(at, one)| copy(sheet, at == 0, one));
    let copies = copies.collect_view();
    view! {
        <li class="twice" data-testid="duplicate">
            <strong dir="auto">{subject.to_owned()}</strong>
            <small dir="auto">{facts.join(" · ")}</small>
            <ul>{copies}</ul>
        </li>
    }
    .into_any()
}

fn copy(sheet: Sheet, is_kept: bool, copy: &DuplicateCopy) -> AnyView {
    let facts = [
        untrack(|| sheet.app.folder_name(sheet.account, copy.folder)),
        browser::full_date(copy.arrived_at),
        figures::size(copy.octets),
    ];
    view! {
        <li class:is-kept=is_kept>
            {is_kept.then(|| view! { <span class="twice-kept">{icon("check")}{text::twice_kept()}</span> })}
            <span>{facts.join(" · ")}</span>
        </li>
    }
    .into_any()
}

fn foot(sheet: Sheet, account: AccountView) -> AnyView {
    view! {
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet box-links" on:click=move |_| sheet.app.open_instead(Dialog::ServerBox(account.clone()))>
                {icon("back")}{text::on_the_server()}
            </button>
            <button type="button" class="button" data-testid="duplicates-move" prop:disabled=move || sheet.others().is_empty()
                on:click=move |_| sheet.move_others()>{icon("trash")}{text::twice_move()}</button>
        </footer>
    }
    .into_any()
}
