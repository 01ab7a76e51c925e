//! The user's folders on the screen: what they are called, which are closed, and where messages are taken to, by a dialog
//! or by dragging. What becomes of the messages is `filing`'s matter.

use leptos::prelude::*;
use web_sys::DragEvent;

use super::{App, Dialog};
use crate::ui::browser;
use crate::ui::state::folders;
use crate::ui::state::list_order::messages_of;
use crate::ui::text;
use crate::units::{AccountId, FolderId, by_account};
use crate::wire::{Folder, FolderView, RowView};

/// Where the closed folders are remembered, as `account.folder` with spaces between.
const CLOSED: &str = "closed-folders";

fn mark_of(account: AccountId, folder: FolderId) -> String {
    [&account.0.to_string(), ".", &folder.0.to_string()].concat()
}

/// The folders that were closed at the last visit.
pub(super) fn closed() -> Vec<String> {
    let kept = browser::preference(CLOSED).unwrap_or_default();
    kept.split_whitespace().map(str::to_owned).collect()
}

impl App {
    /// A folder's name.
    pub(crate) fn folder_name(self, account: AccountId, folder: Folder) -> String {
        if (account, folder) == (AccountId::ALL, Folder::Inbox) {
            return text::all_inboxes().to_owned();
        }
        if account == AccountId::FILES {
            return text::opened_files().to_owned();
        }
        if let Folder::Tagged(tag) = folder {
            return self.tag_name(tag);
        }
        let name = self.accounts.with(|accounts| {
            let account = accounts.iter().flatten().find(|known| known.id == account)?;
            let view = account.folders.iter().find(|view| view.folder == folder)?;
            Some(view.name.clone()).filter(|name| !name.is_empty())
        });
        name.unwrap_or_else(|| text::folder(folder).to_owned())
    }

    /// An account's folders, as they are now.
    pub(crate) fn folders_of(self, account: AccountId) -> Vec<FolderView> {
        if account == AccountId::ALL {
            return self.accounts.with_untracked(|accounts| {
                folders::together(accounts.iter().flatten().flat_map(|account| &account.folders))
            });
        }
        let known = untrack(|| self.account(account));
        known.map(|known| known.folders).unwrap_or_default()
    }

    /// Whether those in a folder are out of sight.
    pub(crate) fn is_closed(self, account: AccountId, folder: Folder) -> bool {
        let Folder::Own(folder) = folder else { return false };
        let mark = mark_of(account, folder);
        self.closed.with(|closed| closed.contains(&mark))
    }

    /// Shows those in a folder, or no longer.
    pub(crate) fn toggle_folder(self, account: AccountId, folder: FolderId) {
        let mark = mark_of(account, folder);
        self.closed.update(|closed| {
            let before = closed.len();
            closed.retain(|known| *known != mark);
            if closed.len() == before {
                closed.push(mark);
            }
            browser::keep_preference(CLOSED, &closed.join(" "));
        });
    }

    /// Asks where the messages that are meant shall go. Says whether there were any.
    pub(crate) fn open_move(self) -> bool {
        if self.refuses_for_files() {
            return true;
        }
        let messages = self.meant();
        let Some((account, from)) = self.route.get_untracked().folder() else {
            return false;
        };
        let owners = by_account(account, &messages);
        // Folders of the user's own are one account's, and so may all of the messages be.
        let account = match owners.as_slice() {
            [] => return false,
            [(owner, _)] => *owner,
            _ => account,
        };
        self.dialog.set(Some(Dialog::Move(account, from, messages)));
        true
    }

    /// A row is dragged: with all that are chosen, if it is one of them.
    pub(crate) fn begin_drag(self, event: &DragEvent, row: &RowView) {
        let chosen = self.selection.with_untracked(|selection| {
            let is_chosen = selection.contains(row.message);
            is_chosen.then(|| selection.messages().to_vec())
        });
        let mut messages = chosen.unwrap_or_else(|| messages_of(row).to_vec());
        messages.sort_unstable();
        show_what_is_dragged(event, messages.len());
        self.dragged.set(messages);
    }
}

/// How many they are stands at the pointer. The browser takes a picture of an element that is in the page.
fn show_what_is_dragged(event: &DragEvent, messages: usize) {
    let (Some(transfer), Ok(badge)) = (event.data_transfer(), browser::document().create_element("div"))
    else {
        return;
    };
    transfer.set_effect_allowed("move");
    // Firefox drags nothing that holds nothing. Other programs get no mail by accident.
    let _ = transfer.set_data("application/x-restante", "");
    badge.set_class_name("drag-badge");
    let said = text::messages(u32::try_from(messages).unwrap_or(u32::MAX));
    badge.set_text_content(Some(&said));
    if let Some(body) = browser::document().body() {
        let _ = body.append_child(&badge);
        transfer.set_drag_image(&badge, -12, -8);
        request_animation_frame(move || badge.remove());
    }
}
