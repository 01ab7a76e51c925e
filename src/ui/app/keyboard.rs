//! Keys of the whole page. Which key means what stands in `state::shortcuts`.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{App, Dialog};
use crate::ui::route::Route;
use crate::ui::state::list::Step;
use crate::ui::state::shortcuts::{self, Command};
use crate::wire::Folder;

impl App {
    pub(super) fn listen_to_keys(self) {
        window_event_listener(leptos::ev::keydown, move |event| self.hear_key(&event));
    }

    /// Acts on a key, unless somebody types or a dialog is open.
    pub(crate) fn hear_key(self, event: &KeyboardEvent) {
        let is_modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_modified
            || event.default_prevented()
            || self.dialog.with_untracked(Option::is_some)
            || is_typing(event)
        {
            return;
        }
        let Some(command) = shortcuts::command(&event.key(), self.has_shortcuts.get_untracked()) else {
            return;
        };
        if self.obey(command) {
            event.prevent_default();
        }
    }

    fn obey(self, command: Command) -> bool {
        let route = self.route.get_untracked();
        if route.folder().is_none() && command != Command::Help {
            return false;
        }
        match command {
            Command::Next => self.step_through(Step::Next),
            Command::Previous => self.step_through(Step::Previous),
            Command::Open => self.open_cursor(),
            Command::Back => match route {
                Route::Message { .. } => self.go_up(),
                _ => return false,
            },
            Command::MarkRead => self.mark_cursor(true),
            Command::MarkUnread => self.mark_cursor(false),
            Command::CheckMail => {
                if let Some((account, _)) = route.folder() {
                    self.check_mail(account, Vec::new());
                }
            }
            Command::Delete => return self.move_to(Folder::Trash),
            Command::Undo => return self.undo(),
            Command::Trace => return self.open_trace(),
            Command::Help => self.dialog.set(Some(Dialog::Help)),
        }
        true
    }

    /// In the list the row moves; in the reader the next message opens.
    pub(crate) fn step_through(self, step: Step) {
        let before = self.list.with_untracked(|list| list.cursor);
        self.step(step);
        let has_moved = self.list.with_untracked(|list| list.cursor) != before;
        if has_moved && self.route.get_untracked().message().is_some() {
            self.open_cursor();
        }
    }

    fn mark_cursor(self, read: bool) {
        if self.route.get_untracked().message().is_some() {
            self.mark_open(read);
            return;
        }
        let target = self
            .list
            .with_untracked(|list| Some((list.place?.0, list.row(list.cursor)?.message)));
        if let Some((account, message)) = target {
            self.mark(account, message, read);
        }
    }
}

/// Whether the key goes into a field. Not `instanceof`: the key may come from the message's frame.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target() else {
        return false;
    };
    let element: &Element = target.unchecked_ref();
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}
