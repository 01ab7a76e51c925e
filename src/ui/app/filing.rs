//! Moving messages between folders: off the screen at once, stored right after, undone for a while. What it means for
//! the server's copy is the engine's matter.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use crate::ui::browser;
use crate::ui::text;
use crate::units::{AccountId, MessageId};
use crate::wire::{FileMessages, Folder};

/// So long the offer to undo stays; the engine waits as long before it touches the server's copy.
const UNDO_MS: u32 = 10_000;

/// A message's last move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moved {
    account: AccountId,
    message: MessageId,
    from: Folder,
}

/// What a passing note says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) text: &'static str,
    pub(crate) undo: Option<Moved>,
}

impl App {
    /// Moves the keyboard's row, or the message that is open when the keyboard is not in the list.
    pub(crate) fn move_to(self, folder: Folder) -> bool {
        let route = self.route.get_untracked();
        let open = route.message().map(|(_, message)| message);
        let row = self
            .list
            .with_untracked(|list| list.row(list.cursor).map(|row| row.message));
        let target = if browser::is_focus_within("list") {
            row
        } else {
            open.or(row)
        };
        target.is_some_and(|message| self.move_message(message, folder))
    }

    /// Moves a message of the folder on the screen. Says whether there was anything to do.
    pub(crate) fn move_message(self, message: MessageId, folder: Folder) -> bool {
        let route = self.route.get_untracked();
        let Some((account, from)) = route.folder().filter(|(_, from)| *from != folder) else {
            return false;
        };
        let moved = Moved {
            account,
            message,
            from,
        };
        self.list.update(|list| list.remove(message));
        let said = if folder == Folder::Trash {
            text::MOVED_TO_TRASH
        } else {
            text::MOVED_TO_INBOX
        };
        self.store_move(moved, folder, said, Some(moved));
        self.go_on(route.message() == Some((account, message)));
        true
    }

    /// Takes the last move back, while that is offered.
    pub(crate) fn undo(self) -> bool {
        let Some(moved) = self.toast.get_untracked().and_then(|toast| toast.undo) else {
            return false;
        };
        self.store_move(moved, moved.from, text::MOVED_BACK, None);
        if self.route.get_untracked().message().is_none() {
            self.focus_cursor();
        }
        true
    }

    /// Starts the time after which the note goes.
    pub(crate) fn let_toast_go(self) {
        self.run("toast", async move {
            TimeoutFuture::new(UNDO_MS).await;
            self.toast.set(None);
        });
    }

    /// Keeps the note while somebody is at it.
    pub(crate) fn hold_toast(self) {
        self.stop("toast");
    }

    fn store_move(self, moved: Moved, folder: Folder, said: &'static str, undo: Option<Moved>) {
        self.say(said, undo);
        spawn_local(async move {
            let call = FileMessages {
                account: moved.account,
                messages: vec![moved.message],
                folder,
            };
            if let Some(Err(_)) = self.call(call).await {
                // What is on the screen must be what is stored.
                self.say(text::MOVE_FAILED, None);
                self.refresh_list();
            }
        });
    }

    fn say(self, said: &'static str, undo: Option<Moved>) {
        self.announcement.set(said.into());
        self.toast.set(Some(Toast { text: said, undo }));
        self.let_toast_go();
    }

    /// In the reader the next message opens, where there is room for list and reader and a message is left.
    fn go_on(self, was_open: bool) {
        let has_next = self.list.with_untracked(|list| list.row(list.cursor).is_some());
        if !was_open {
            self.focus_cursor();
        } else if has_next && !browser::is_narrow() {
            self.open_cursor();
        } else {
            self.go_up();
        }
    }
}
