//! What is done with messages, one or all that are chosen: filed elsewhere, marked, starred. It shows at once, is stored
//! right after, and can be undone for a while. What it means for the server's copy is the engine's matter.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use super::tags::leaves;
use crate::ui::browser;
use crate::ui::state::folders;
use crate::ui::state::list_order::messages_of;
use crate::ui::text;
use crate::units::{AccountId, MessageId};
use crate::wire::{Folder, Mark, MarkMessages, RowView};

/// So long the offer to undo stays; the engine waits as long before it touches the server's copy.
const UNDO_MS: u32 = 10_000;
/// So many of the chosen messages are looked at to tell whether they have stars, or are read.
const KNOWN_ROWS: usize = 100;

/// How the last thing that was done is taken back.
#[derive(Clone)]
pub(super) enum Undo {
    /// By saying of messages what was true of them before.
    Marks {
        account: AccountId,
        back: Vec<(Mark, Vec<MessageId>)>,
    },
    /// As the store will tell, and then at once where somebody wants it back already.
    Coming {
        /// Whether somebody does.
        is_wanted: bool,
    },
    /// As whoever did it knows.
    Other(Rc<dyn Fn()>),
}

/// What a passing note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    pub(crate) text: String,
    pub(crate) can_undo: bool,
}

impl App {
    /// Says something of the messages that are meant. Says whether there was anything to do.
    pub(crate) fn mark_chosen(self, mark: Mark) -> bool {
        let messages = self.meant();
        !messages.is_empty() && self.mark_messages(messages, mark)
    }

    /// Gives the messages that are meant a star, or takes it from them when all that are known have one.
    pub(crate) fn star_chosen(self) -> bool {
        let messages = self.meant();
        let is_starred = self.are_all(&messages, |row| row.starred);
        !messages.is_empty() && self.mark_messages(messages, Mark::Starred(!is_starred))
    }

    /// Marks the messages that are meant as read, or as unread when all that are known are read.
    pub(crate) fn toggle_read(self) -> bool {
        let messages = self.meant();
        let is_read = self.are_all(&messages, |row| !row.unread);
        !messages.is_empty() && self.mark_messages(messages, Mark::Read(!is_read))
    }

    pub(super) fn are_all(self, messages: &[MessageId], is_so: impl Fn(&RowView) -> bool) -> bool {
        self.list.with_untracked(|list| {
            let known = |&message| list.place_of(message).and_then(|place| list.row(place));
            messages.iter().take(KNOWN_ROWS).filter_map(known).all(is_so)
        })
    }

    /// In the reader the message that is open: what is chosen in the list may be out of sight. In the list those that are
    /// chosen, else the keyboard's row. By ascending id.
    pub(super) fn meant(self) -> Vec<MessageId> {
        let open = self.route.get_untracked().message().map(|(_, message)| message);
        if let Some(open) = open.filter(|_| !browser::is_focus_within("list")) {
            return vec![open];
        }
        let chosen = self
            .selection
            .with_untracked(|selection| selection.messages().to_vec());
        if !chosen.is_empty() {
            return chosen;
        }
        let row = self
            .list
            .with_untracked(|list| list.row(list.cursor).map(|row| messages_of(row).to_vec()));
        let mut messages = row.unwrap_or_default();
        messages.sort_unstable();
        messages
    }

    /// Says something of messages of the folder on the screen, given by ascending id. Says whether there was anything to
    /// do.
    pub(crate) fn mark_messages(self, messages: Vec<MessageId>, mark: Mark) -> bool {
        if self.refuses_for_files() {
            return true;
        }
        let route = self.route.get_untracked();
        let Some((account, from)) = route.folder().filter(|(_, from)| mark != Mark::Filed(*from)) else {
            return false;
        };
        let was_open = route
            .message()
            .is_some_and(|(_, open)| messages.binary_search(&open).is_ok());
        let leaves = leaves(from, mark);
        let whose = messages.first().map_or(account, |message| message.of(account).0);
        let said = self.said_of(whose, mark);
        if leaves {
            self.list.update(|list| list.remove(&messages));
            self.selection.update(|selection| selection.forget(&messages));
            self.say(text::marked(mark, &said, messages.len()), true);
        } else {
            self.list.update(|list| list.mark(&messages, mark));
        }
        if let (true, Some((_, open))) = (was_open, route.message()) {
            self.note_mark(open, mark);
        }
        self.store_marks(account, from, messages, mark, said);
        if leaves {
            self.go_on(was_open);
        }
        true
    }

    /// Shows on the open message what was said of it.
    fn note_mark(self, open: MessageId, mark: Mark) {
        match mark {
            Mark::Read(read) => {
                self.stop("read");
                self.note_read_state(open, read);
            }
            Mark::Tagged(tag, is_on) => self.note_tag(open, tag, is_on),
            Mark::Starred(_) | Mark::Filed(_) | Mark::Snoozed(_) => {}
        }
    }

    fn store_marks(
        self,
        account: AccountId,
        from: Folder,
        messages: Vec<MessageId>,
        mark: Mark,
        said: String,
    ) {
        let leaves = leaves(from, mark);
        // What is only gathered here lies elsewhere, and the store knows where.
        let can_lie_here = leaves && !folders::gathers(from) && from != Folder::Snoozed;
        let deed = self.done(Some(if can_lie_here {
            Undo::Marks {
                account,
                back: vec![(Mark::Filed(from), messages.clone())],
            }
        } else {
            Undo::Coming { is_wanted: false }
        }));
        spawn_local(async move {
            let call = MarkMessages {
                account,
                messages,
                mark,
            };
            match self.call(call).await {
                // Only the store knows what was not so before.
                // What was done since is what can be undone.
                Some(Ok(back)) if self.deeds.get_value() == deed => {
                    let known = self.last_done.try_update_value(Option::take).flatten();
                    match known {
                        Some(Undo::Coming { is_wanted: true }) => return self.take_back(account, back),
                        // It was taken back as far as the page knew how.
                        None => return,
                        Some(_) => {}
                    }
                    if !leaves {
                        let changed = back.iter().map(|(_, messages)| messages.len()).sum();
                        self.say(text::marked(mark, &said, changed), changed > 0);
                    }
                    self.last_done.set_value(Some(Undo::Marks { account, back }));
                }
                Some(Err(_)) => {
                    // What was done since can still be undone.
                    if self.deeds.get_value() == deed {
                        self.done(None);
                    }
                    self.take_back_from_screen(mark);
                }
                _ => {}
            }
        });
    }

    /// Notes that something was done, and how it is taken back if that is known. Returns its number.
    fn done(self, undo: Option<Undo>) -> u32 {
        self.last_done.set_value(undo);
        self.deeds.update_value(|deeds| *deeds = deeds.wrapping_add(1));
        self.deeds.get_value()
    }

    /// Says what was done, and how it is taken back.
    pub(crate) fn offer_undo(self, text: String, back: Rc<dyn Fn()>) {
        self.done(Some(Undo::Other(back)));
        self.say(text, true);
    }

    /// What is on the screen must be what is stored.
    fn take_back_from_screen(self, mark: Mark) {
        let said = if matches!(mark, Mark::Filed(_) | Mark::Snoozed(_)) {
            text::move_failed()
        } else {
            text::mark_failed()
        };
        self.say(said.to_owned(), false);
        self.refresh_list();
    }

    /// Takes the last thing back that was done, while that is offered.
    pub(crate) fn undo(self) -> bool {
        let is_offered = self
            .toast
            .with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.can_undo));
        match self.last_done.try_update_value(Option::take).flatten() {
            Some(Undo::Coming { .. }) => self.last_done.set_value(Some(Undo::Coming { is_wanted: true })),
            Some(Undo::Marks { account, back }) if is_offered => self.take_back(account, back),
            Some(Undo::Other(back)) if is_offered => back(),
            _ => return false,
        }
        true
    }

    fn take_back(self, account: AccountId, back: Vec<(Mark, Vec<MessageId>)>) {
        let open = self.route.get_untracked().message();
        for (mark, messages) in &back {
            self.list.update(|list| list.mark(messages, *mark));
            self.say(text::taken_back(*mark).to_owned(), false);
            if let Some((_, open)) = open.filter(|(_, open)| messages.contains(open)) {
                self.note_mark(open, *mark);
            }
        }
        spawn_local(async move {
            for (mark, messages) in back {
                let call = MarkMessages {
                    account,
                    messages,
                    mark,
                };
                if let Some(Err(_)) = self.call(call).await {
                    return self.take_back_from_screen(mark);
                }
            }
        });
        if self.route.get_untracked().message().is_none() {
            self.focus_cursor();
        }
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

    pub(crate) fn say(self, text: String, can_undo: bool) {
        self.announcement.set(text.clone());
        self.toast.set(Some(Toast { text, can_undo }));
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
