//! How the list's rows stand, and the conversation of the open message. The engine sorts and gathers; this asks it to.

use leptos::prelude::*;

use super::App;
use crate::ui::browser;
use crate::ui::state::list::List;
use crate::ui::state::list_order;
use crate::wire::{Conversation, ConversationLine, Folder, ListOrder};

impl App {
    /// Has the rows stand otherwise.
    pub(crate) fn choose_order(self, order: ListOrder) {
        browser::keep_preference("order", &list_order::order_preference(order));
        self.order.set(order);
        self.choose_none();
        let Some((account, folder)) = self.list.with_untracked(|list| list.place) else {
            return;
        };
        self.list.set(List::of(account, folder));
        self.scroll_to(0);
        self.look();
    }

    /// Learns the conversation of whatever is opened, for as long as whoever calls this is there; and again when messages
    /// came or were marked.
    pub(crate) fn follow_conversations(self) {
        on_cleanup(move || self.conversation.set(Vec::new()));
        let open = Memo::new(move |_| self.route.get().message());
        Effect::new(move |_| {
            self.mail_changes.track();
            let is_of_it = open.get().is_some_and(|(_, message)| {
                self.conversation
                    .with_untracked(|lines| lines.iter().any(|line| line.row.message == message))
            });
            // What is on the screen stays where it is still right.
            if !is_of_it {
                self.conversation.set(Vec::new());
            }
            self.load_conversation();
        });
    }

    fn load_conversation(self) {
        let Some((account, message)) = self.route.get_untracked().message() else {
            return self.stop("conversation");
        };
        self.run("conversation", async move {
            if let Some(Ok(lines)) = self.call(Conversation { account, message }).await {
                self.conversation.set(lines);
            }
        });
    }

    /// Opens the next message of the conversation, or the one before. Says whether there is one.
    pub(crate) fn step_in_conversation(self, is_onward: bool) -> bool {
        let Some((_, open)) = self.route.get_untracked().message() else {
            return false;
        };
        let line = self.conversation.with_untracked(|lines| {
            let here = lines.iter().position(|line| line.row.message == open)?;
            let there = if is_onward {
                here.checked_add(1)
            } else {
                here.checked_sub(1)
            };
            lines.get(there?).cloned()
        });
        line.inspect(|line| self.open_line(line)).is_some()
    }

    /// Opens a message of the conversation, where it lies.
    pub(crate) fn open_line(self, line: &ConversationLine) {
        if let Some((account, _)) = self.route.get_untracked().message() {
            let message = line.row.message;
            // A folder of the user's own is one account's.
            let (account, message) = match line.folder {
                Folder::Own(_) => message.of(account),
                _ => (account, message),
            };
            self.open(account, line.folder, message);
        }
    }
}
