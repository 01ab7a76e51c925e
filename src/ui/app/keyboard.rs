//! Keys of the whole page, and what they ask for. Which key means what stands in `state::shortcuts`.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{App, Dialog, Given, Reading};
use crate::ui::browser;
use crate::ui::route::Route;
use crate::ui::state::list::Step;
use crate::ui::state::shortcuts::{self, Command, Heard, Held, KeySet};
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{Folder, Mark};

impl App {
    pub(super) fn listen_to_keys(self) {
        window_event_listener(leptos::ev::keydown, move |event| self.hear_key(&event));
    }

    /// Acts on a key, unless somebody types or a dialog is open.
    pub(crate) fn hear_key(self, event: &KeyboardEvent) {
        let is_covered = self.dialog.with_untracked(Option::is_some);
        let is_closing = is_covered && !browser::is_dialog_open();
        if event.default_prevented() || is_covered && !is_closing || is_typing(event) {
            self.sequence.update_value(shortcuts::Sequence::forget);
            return;
        }
        let Some(key) = pressed(event) else {
            return;
        };
        let set = self.key_set.get_untracked();
        let heard = self
            .sequence
            .try_update_value(|sequence| sequence.hear(&key, set, browser::now()));
        let is_taken = match heard {
            // Browsers tell with their next frame that a dialog was closed. A key can be quicker.
            Some(Heard::Command(command)) if is_closing => {
                request_animation_frame(move || self.obey_uncovered(command));
                true
            }
            Some(Heard::Command(command)) => self.obey(command),
            Some(Heard::Taken) => true,
            Some(Heard::Nothing) | None => false,
        };
        if is_taken {
            event.prevent_default();
        }
    }

    fn obey_uncovered(self, command: Command) {
        if self.dialog.with_untracked(Option::is_none) {
            self.obey(command);
        }
    }

    /// Acts on a key that was pressed on a row of the list.
    pub(crate) fn hear_key_in_list(self, event: &KeyboardEvent) {
        let command = pressed(event).and_then(|key| shortcuts::command_in_list(&key));
        if command.is_some_and(|command| self.obey(command)) {
            event.prevent_default();
        }
    }

    /// What a button does, with the keys that do the same.
    pub(crate) fn hint(self, label: &str, command: Command) -> String {
        let keys = shortcuts::first_keys(command, self.key_set.get());
        text::with_keys(label, keys, browser::keyboard())
    }

    /// How a key is printed.
    pub(crate) fn cap(self, key: &str) -> String {
        text::key(key, browser::keyboard())
    }

    /// Uses other keys from now on.
    pub(crate) fn choose_keys(self, set: KeySet) {
        self.key_set.set(set);
        browser::keep_preference("shortcuts", set.name());
    }

    /// Does what a key asks for. Says whether there was anything to do.
    pub(crate) fn obey(self, command: Command) -> bool {
        let route = self.route.get_untracked();
        if !is_possible(command, route) {
            return false;
        }
        match command {
            Command::Next => self.step_through(Step::Next),
            Command::Previous => self.step_through(Step::Previous),
            Command::Row(step) => self.step(step),
            Command::Stretch(step) => self.stretch(step),
            Command::Open => self.open_cursor(),
            Command::Back => match route {
                Route::Message { .. } => self.go_up(),
                _ => return self.choose_none(),
            },
            Command::GoInbox => return self.go_to_folder(Folder::Inbox),
            Command::GoArchive => return self.go_to_folder(Folder::Archive),
            Command::GoStarred => return self.go_to_folder(Folder::Starred),
            Command::GoSnoozed => return self.go_to_folder(Folder::Snoozed),
            Command::GoAccount(place) => return self.go_to_account(place),
            Command::NextInConversation => return self.step_in_conversation(true),
            Command::PreviousInConversation => return self.step_in_conversation(false),
            Command::Order => self.dialog.set(Some(Dialog::Order)),
            Command::Choose => self.toggle_cursor(),
            Command::ChooseAll => self.choose_all(),
            Command::ChooseNone => return self.choose_none(),
            Command::ChooseUnread => self.choose_unread(),
            Command::Star => return self.star_chosen(),
            Command::ToggleRead => return self.toggle_read(),
            Command::MarkRead => return self.mark_chosen(Mark::Read(true)),
            Command::MarkUnread => return self.mark_chosen(Mark::Read(false)),
            Command::Archive => return self.mark_chosen(Mark::Filed(Folder::Archive)),
            Command::Junk => return self.mark_chosen(Mark::Filed(Folder::Junk)),
            Command::Delete => return self.mark_chosen(Mark::Filed(Folder::Trash)),
            Command::Move => return self.open_move(),
            Command::Tag => return self.open_tag(),
            Command::Snooze => return self.open_snooze(),
            Command::CheckMail => return self.check_what_is_shown(),
            Command::Undo => return self.undo(),
            Command::Trace => return self.open_trace(),
            Command::Source | Command::Save | Command::Print | Command::MakeRule => {
                return self.obey_for_open(command);
            }
            Command::AddAccount => self.start_setup(None),
            Command::OpenFiles => self.given.set(Some(Given::Choice)),
            Command::Settings => self.dialog.set(Some(Dialog::Settings)),
            Command::Palette => self.dialog.set(Some(Dialog::Palette)),
            Command::Help => self.dialog.set(Some(Dialog::Help)),
        }
        true
    }

    fn check_what_is_shown(self) -> bool {
        let account = untrack(|| self.current_account());
        account.is_some_and(|account| {
            self.check_mail(account, Vec::new());
            true
        })
    }

    /// What is done with the message that is open, as it is read.
    fn obey_for_open(self, command: Command) -> bool {
        let account = self.route.get_untracked().message().map(|(account, _)| account);
        let view = self.reading.with_untracked(|reading| match reading {
            Reading::Open(view, _) => Some(view.clone()),
            _ => None,
        });
        let (Some(account), Some(view)) = (account, view) else {
            return false;
        };
        match command {
            Command::Source => self.dialog.set(Some(Dialog::Source(view))),
            Command::MakeRule if self.refuses_for_files() => {}
            Command::MakeRule => {
                let (account, _) = view.message.of(account);
                self.dialog.set(Some(Dialog::Rules(account, Some(view))));
            }
            Command::Save => self.save_original(account, &view),
            _ => browser::print(),
        }
        true
    }

    fn go_to_folder(self, folder: Folder) -> bool {
        let account = untrack(|| self.current_account());
        account.is_some_and(|account| self.go_by_keys(account, folder))
    }

    fn go_to_account(self, place: u8) -> bool {
        let account = self.accounts.with_untracked(|accounts| {
            let mut accounts = accounts.iter().flatten();
            accounts
                .nth(usize::from(place.checked_sub(1)?))
                .map(|account| account.id)
        });
        account.is_some_and(|account| self.go_by_keys(account, Folder::Inbox))
    }

    /// Goes to a folder; the focus goes with it.
    pub(crate) fn go_by_keys(self, account: AccountId, folder: Folder) -> bool {
        let route = Route::Folder { account, folder };
        if self
            .list
            .with_untracked(|list| list.place == Some((account, folder)))
        {
            self.focus_cursor();
        } else {
            self.comes_by_keys.set_value(true);
        }
        if self.route.get_untracked() != route {
            self.go(route);
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
}

/// Whether there is a screen for it.
const fn is_possible(command: Command, route: Route) -> bool {
    match route {
        Route::Folder { .. } | Route::Message { .. } => true,
        Route::Folders => is_of_the_whole(command),
        Route::Setup | Route::Home => matches!(command, Command::Help),
    }
}

/// Whether it has nothing to do with the list.
const fn is_of_the_whole(command: Command) -> bool {
    matches!(
        command,
        Command::GoInbox
            | Command::GoArchive
            | Command::GoStarred
            | Command::GoSnoozed
            | Command::GoAccount(_)
            | Command::CheckMail
            | Command::AddAccount
            | Command::OpenFiles
            | Command::Settings
            | Command::Palette
            | Command::Help
    )
}

/// The key, as the table writes it.
fn pressed(event: &KeyboardEvent) -> Option<String> {
    let held = Held {
        ctrl: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        shift: event.shift_key(),
        caps_lock: event.get_modifier_state("CapsLock"),
    };
    shortcuts::chord(&shortcuts::latin(event.key(), &event.code()), held)
}

/// Whether the key goes into a field. Not `instanceof`: the key may come from the message's frame.
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target() else {
        return false;
    };
    let element: &Element = target.unchecked_ref();
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}
