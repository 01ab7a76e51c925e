//! What can be done with a row under the mouse: archive, trash, read. Keys and swipes do the same, and so these buttons
//! are no stops of the keyboard. They lie over the row: nothing moves when they come.

use leptos::prelude::*;

use super::message_row::reach;
use crate::ui::app::app;
use crate::ui::components::icon;
use crate::ui::state::list_order::messages_of;
use crate::ui::state::shortcuts::Command;
use crate::ui::text;
use crate::wire::{Folder, Mark, RowView};

/// The row under the mouse. A handle: copies are the same row.
#[derive(Clone, Copy)]
pub(crate) struct Pointed {
    pub(super) row: Memo<Option<RowView>>,
    pub(super) index: Memo<u32>,
}

/// The buttons.
#[component]
pub(crate) fn RowActions(
    /// For what.
    pointed: Pointed,
) -> impl IntoView {
    let app = app();
    let Pointed { row, index } = pointed;
    let folder = app
        .list
        .with_untracked(|list| list.place.map(|(_, folder)| folder));
    let is_unread = row.with(|row| row.as_ref().is_some_and(|row| row.unread));
    let read = if is_unread {
        (
            "mail-open",
            text::mark_read(),
            Command::MarkRead,
            Mark::Read(true),
        )
    } else {
        (
            "mail",
            text::mark_unread(),
            Command::MarkUnread,
            Mark::Read(false),
        )
    };
    let filed = |icon, label, command, folder| (icon, label, command, Mark::Filed(folder));
    let actions = match folder {
        Some(Folder::Trash) => vec![
            filed("inbox", text::restore(), Command::GoInbox, Folder::Inbox),
            read,
        ],
        Some(Folder::Archive) => vec![
            filed("trash", text::delete(), Command::Delete, Folder::Trash),
            read,
        ],
        _ => vec![
            filed("archive", text::archive(), Command::Archive, Folder::Archive),
            filed("trash", text::delete(), Command::Delete, Folder::Trash),
            read,
        ],
    };
    let buttons = actions.into_iter().map(|(glyph, label, command, mark)| {
        let hint = match command {
            Command::GoInbox => label.to_owned(),
            command => app.hint(label, command),
        };
        let on_click = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            let mut messages = row.with_untracked(|row| row.as_ref().map(messages_of).unwrap_or_default().to_vec());
            messages.sort_unstable();
            // The keyboard goes on from here, wherever it was.
            reach(app, index.get_untracked());
            app.mark_messages(messages, mark);
        };
        view! { <button type="button" class="icon-button" tabindex="-1" data-testid="row-action" aria-label=label title=hint on:click=on_click>{icon(glyph)}</button> }
    });
    view! { <span class="row-actions">{buttons.collect_view()}</span> }.into_any()
}
