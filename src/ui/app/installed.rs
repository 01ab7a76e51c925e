//! What the app shows of itself outside of its page, and how it is started from there: the count in the title, on the
//! icon and in the tab's picture, shortcuts, and being started while it is open.

use std::cell::Cell;

use leptos::prelude::*;

use super::{App, Given};
use crate::ui::browser;
use crate::ui::browser::installing;
use crate::ui::state::folders;
use crate::ui::text;

/// Where the shortcut to check for mail leads. It is no place of its own: what is there is the inbox.
const CHECK: &str = "#/check";

thread_local! {
    /// The app was started to check for mail, and knows no accounts yet.
    static IS_CHECK_WANTED: Cell<bool> = const { Cell::new(false) };
}

impl App {
    pub(super) fn listen_to_launches(self) {
        IS_CHECK_WANTED.set(current_hash() == CHECK);
        installing::keep_install_offer();
        installing::on_launch(
            move |address| self.launched(&address),
            move |files| self.given.set(Some(Given::Launched(files))),
        );
    }

    fn launched(self, address: &str) {
        let Some((_, place)) = address.split_once('#') else {
            return;
        };
        let hash = ["#", place].concat();
        if hash == CHECK {
            IS_CHECK_WANTED.set(true);
            if self.accounts.with_untracked(Option::is_some) {
                self.check_all_unlocked();
            }
        } else if hash != current_hash() {
            // As if somebody had followed a link to it.
            let _ = browser::window().location().set_hash(&hash);
        }
    }

    /// Whether the app was started to check for mail, and has not done so yet.
    pub(super) fn takes_up_wish_to_check(self) -> bool {
        IS_CHECK_WANTED.take()
    }

    /// What is unread in the inboxes, in the title, on the tab's picture, and on the app's icon where there is one.
    pub(super) fn show_the_count(self) {
        let unread = Memo::new(move |_| {
            self.accounts.with(|accounts| {
                let of_all = accounts.iter().flatten().flat_map(|account| &account.folders);
                folders::unread_in_inboxes(of_all)
            })
        });
        Effect::new(move |_| {
            let place = self
                .route
                .get()
                .folder()
                .map(|(account, folder)| self.folder_name(account, folder));
            browser::document().set_title(&text::title(unread.get(), place.as_deref()));
        });
        Effect::new(move |_| {
            let count = unread.get();
            browser::badge(count);
            browser::dot_favicon(count > 0);
        });
    }
}

fn current_hash() -> String {
    browser::window().location().hash().unwrap_or_default()
}
