//! Choosing messages of the list: one by one, a stretch, all. What is done with them is `filing`'s matter.

use leptos::prelude::*;

use super::App;
use crate::ui::state::list::Step;
use crate::ui::state::list_order::messages_of;
use crate::units::MessageId;
use crate::wire::MailboxIds;

/// Which messages of a folder are chosen, whether the list knows them or not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// So many from this row on.
    Stretch(u32, u32),
    All,
    Unread,
}

impl App {
    /// Chooses the messages of a row, or no longer.
    pub(crate) fn toggle_row(self, index: u32) {
        let messages = self.list.with_untracked(|list| {
            list.row(index)
                .map(|row| (row.message, messages_of(row).to_vec()))
        });
        if let Some((message, messages)) = messages {
            self.selection
                .update(|selection| selection.toggle(message, &messages));
            self.list.update(|list| list.cursor = index);
        }
    }

    /// Chooses the message that the keyboard is on, or no longer.
    pub(crate) fn toggle_cursor(self) {
        self.toggle_row(self.list.with_untracked(|list| list.cursor));
    }

    /// Moves the keyboard's row, and chooses everything from where the stretch began.
    pub(crate) fn stretch(self, step: Step) {
        let from = self.list.with_untracked(|list| list.cursor);
        self.step(step);
        self.stretch_between(from, self.list.with_untracked(|list| list.cursor));
    }

    /// Chooses everything up to a row, from where the stretch began.
    pub(crate) fn stretch_to(self, index: u32) {
        let from = self.list.with_untracked(|list| list.cursor);
        self.list.update(|list| list.cursor = index);
        self.stretch_between(from, index);
    }

    fn stretch_between(self, cursor: u32, to: u32) {
        let anchor = self
            .selection
            .with_untracked(|selection| selection.anchor())
            .and_then(|anchor| self.list.with_untracked(|list| list.place_of(anchor)));
        let from = anchor.unwrap_or(cursor);
        if anchor.is_none() {
            let first = self
                .list
                .with_untracked(|list| list.row(from).map(|row| row.message));
            if let Some(first) = first {
                self.selection
                    .update_untracked(|selection| selection.begin_at(first));
            }
        }
        if let Some(messages) = self.list.with_untracked(|list| list.between(from, to)) {
            self.selection.update(|selection| selection.stretch(&messages));
            return;
        }
        // Rows that nobody has looked at yet are among them.
        let (start, count) = (from.min(to), from.abs_diff(to) + 1);
        self.choose_of_folder(Which::Stretch(start, count), |app, messages| {
            app.selection.update(|selection| selection.stretch(&messages));
        });
    }

    /// Chooses every message of the folder.
    pub(crate) fn choose_all(self) {
        self.choose_of_folder(Which::All, |app, messages| {
            app.selection.update(|selection| selection.choose(messages));
        });
    }

    /// Chooses every message of the folder that is unread.
    pub(crate) fn choose_unread(self) {
        self.choose_of_folder(Which::Unread, |app, messages| {
            app.selection.update(|selection| selection.choose(messages));
        });
    }

    /// Chooses those no longer that have left the folder.
    pub(super) fn choose_what_is_here(self) {
        self.choose_of_folder(Which::All, |app, mut here| {
            here.sort_unstable();
            app.selection.update(|selection| selection.keep(&here));
        });
    }

    fn choose_of_folder(self, which: Which, choose: fn(Self, Vec<MessageId>)) {
        let Some((account, folder)) = self.list.with_untracked(|list| list.place) else {
            return;
        };
        let (start, count) = match which {
            Which::Stretch(start, count) => (start, count),
            Which::All | Which::Unread => (0, u32::MAX),
        };
        self.run("choose", async move {
            let call = MailboxIds {
                account,
                folder,
                order: self.order.get_untracked(),
                start,
                count,
                only_unread: which == Which::Unread,
            };
            let reply = self.call(call).await;
            let is_here = self
                .list
                .with_untracked(|list| list.place == Some((account, folder)));
            match reply {
                Some(Ok(messages)) if is_here => choose(self, messages),
                Some(Err(fault)) => self.list_fault.set(Some(fault)),
                _ => {}
            }
        });
    }

    /// Chooses nothing any more. Says whether anything was chosen.
    pub(crate) fn choose_none(self) -> bool {
        self.stop("choose");
        let was_chosen = self.selection.with_untracked(|selection| !selection.is_empty());
        self.selection.update(|selection| selection.clear());
        was_chosen
    }
}
