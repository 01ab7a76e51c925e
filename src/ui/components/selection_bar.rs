//! What can be done with the chosen messages, in the place of the list's own toolbar. It must not choose by itself.

use leptos::prelude::*;

use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::shortcuts::Command;
use crate::ui::text;
use crate::wire::{Folder, Mark};

/// The bar, for a folder.
#[component]
pub(crate) fn SelectionBar(
    /// Where the messages are.
    folder: Folder,
) -> impl IntoView {
    let app = app();
    let count = Memo::new(move |_| app.selection.with(|selection| selection.count()));
    let total = move || app.list.with(|list| list.messages);
    let rest = move || {
        (count.get() < total() as usize).then(|| {
            view! {
                <button type="button" class="button is-small is-quiet" data-testid="choose-all" on:click=move |_| app.choose_all()>
                    {live(move || text::choose_all(total()))}
                </button>
            }
        })
    };
    let actions = ACTIONS
        .iter()
        .filter(|action| action.mark != Mark::Filed(folder))
        .map(|action| button(app, action))
        .collect_view();
    view! {
        <div class="toolbar is-choosing" role="toolbar" aria-label=text::chosen_actions() data-testid="selection-bar">
            <button type="button" class="icon-button" aria-label=text::choose_none() title=move || app.hint(text::choose_none(), Command::ChooseNone) data-testid="choose-none"
                on:click=move |_| { app.choose_none(); app.focus_cursor(); }>{icon("x")}</button>
            <h1 class="chosen-count"><span role="status" data-testid="chosen-count">{live(move || text::how_many_chosen(count.get()))}</span></h1>
            {live(rest)}
            <div class="toolbar-group">
                {actions}
                <button type="button" class="icon-button" aria-label=text::move_to_folder() title=move || app.hint(text::move_to_folder(), Command::Move) data-testid="chosen-move"
                    on:click=move |_| { app.open_move(); }>{icon("folder-move")}</button>
                <button type="button" class="icon-button" aria-label=text::tag_title() title=move || app.hint(text::tag_title(), Command::Tag) data-testid="chosen-tag"
                    on:click=move |_| { app.open_tag(); }>{icon("tag")}</button>
                <button type="button" class="icon-button" aria-label=text::snooze() title=move || app.hint(text::snooze(), Command::Snooze) data-testid="chosen-snooze"
                    on:click=move |_| { app.open_snooze(); }>{icon("clock")}</button>
                <button type="button" class="icon-button" aria-label=text::star() title=move || app.hint(text::star(), Command::Star) data-testid="chosen-star"
                    on:click=move |_| { app.star_chosen(); }>{icon("star")}</button>
            </div>
        </div>
    }
    .into_any()
}

struct Offer {
    mark: Mark,
    icon: &'static str,
    label: fn() -> &'static str,
    /// What a key asks for that does the same.
    command: Option<Command>,
    test_id: &'static str,
}

const ACTIONS: [Offer; 6] = [
    Offer {
        mark: Mark::Filed(Folder::Inbox),
        icon: "inbox",
        label: text::restore,
        command: None,
        test_id: "chosen-inbox",
    },
    Offer {
        mark: Mark::Filed(Folder::Archive),
        icon: "archive",
        label: text::archive,
        command: Some(Command::Archive),
        test_id: "chosen-archive",
    },
    Offer {
        mark: Mark::Filed(Folder::Junk),
        icon: "junk",
        label: text::junk,
        command: Some(Command::Junk),
        test_id: "chosen-junk",
    },
    Offer {
        mark: Mark::Filed(Folder::Trash),
        icon: "trash",
        label: text::delete,
        command: Some(Command::Delete),
        test_id: "chosen-trash",
    },
    Offer {
        mark: Mark::Read(true),
        icon: "mail-open",
        label: text::mark_read,
        command: Some(Command::MarkRead),
        test_id: "chosen-read",
    },
    Offer {
        mark: Mark::Read(false),
        icon: "mail",
        label: text::mark_unread,
        command: Some(Command::MarkUnread),
        test_id: "chosen-unread",
    },
];

fn button(app: App, action: &'static Offer) -> AnyView {
    let hint = move || match action.command {
        Some(command) => app.hint((action.label)(), command),
        None => (action.label)().into(),
    };
    view! {
        <button type="button" class="icon-button" aria-label=(action.label)() title=hint data-testid=action.test_id
            on:click=move |_| {
                app.mark_chosen(action.mark);
                // The button may have gone with the bar.
                if !browser::is_focus_within("list") {
                    app.focus_cursor();
                }
            }>{icon(action.icon)}</button>
    }
    .into_any()
}
