//! Going from place to place, and back: the browser's history holds the reader above the list above the folders.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::App;
use crate::ui::browser;
use crate::ui::route::Route;
use crate::units::{AccountId, MessageId};
use crate::wire::Folder;

impl App {
    pub(super) fn listen_to_history(self) {
        self.route.set(Route::parse(
            &browser::window().location().hash().unwrap_or_default(),
        ));
        let follow = move |_: web_sys::PopStateEvent| {
            let route = Route::parse(&browser::window().location().hash().unwrap_or_default());
            self.set_route(route);
        };
        window_event_listener(leptos::ev::popstate, follow);
    }

    /// Goes somewhere; Back returns.
    pub(crate) fn go(self, route: Route) {
        let state = entry(self.depth() + 1);
        // History entries are refused only when a page makes hundreds a second.
        let _ = history().push_state_with_url(&state, "", Some(&route.hash()));
        self.set_route(route);
    }

    /// Goes somewhere in the place of where one was.
    pub(crate) fn go_instead(self, route: Route) {
        let state = entry(self.depth());
        let _ = history().replace_state_with_url(&state, "", Some(&route.hash()));
        self.set_route(route);
    }

    /// One level up: what Back would do, or the same place where there is nothing to go back to.
    pub(crate) fn go_up(self) {
        if self.depth() > 0 {
            let _ = history().back();
            return;
        }
        match self.route.get_untracked() {
            Route::Message { account, folder, .. } => self.go_instead(Route::Folder { account, folder }),
            Route::Folder { .. } => self.go_instead(Route::Folders),
            _ => self.go_instead(Route::Home),
        }
    }

    /// Opens a message: above the list, but in the place of another one.
    pub(crate) fn open(self, account: AccountId, folder: Folder, message: MessageId) {
        let route = Route::Message {
            account,
            folder,
            message,
        };
        if self.route.get_untracked().message().is_some() {
            self.go_instead(route);
        } else {
            self.go(route);
        }
    }

    fn set_route(self, route: Route) {
        let before = self.route.get_untracked();
        if before == route {
            return;
        }
        self.route.set(route);
        if before.message().is_some() && route.message().is_none() {
            self.focus_cursor();
        }
    }

    fn depth(self) -> u32 {
        history()
            .state()
            .ok()
            .and_then(|state| state.as_f64())
            .unwrap_or(0.0) as u32
    }

    /// Whoever comes by the address of a message has nothing to go back to: on a phone, the list and the folders.
    fn put_levels_under(self) {
        let route = self.route.get_untracked();
        let Some((account, folder)) = route
            .folder()
            .filter(|_| self.depth() == 0 && browser::is_narrow())
        else {
            return;
        };
        let list = Route::Folder { account, folder };
        let _ = history().replace_state_with_url(&entry(0), "", Some(&Route::Folders.hash()));
        let _ = history().push_state_with_url(&entry(1), "", Some(&list.hash()));
        if route != list {
            let _ = history().push_state_with_url(&entry(2), "", Some(&route.hash()));
        }
    }

    /// Where a visit begins once the accounts are known. On a phone, Back leads to the folders.
    pub(super) fn settle(self) {
        let first = self
            .accounts
            .with_untracked(|accounts| accounts.as_ref()?.first().map(|account| account.id));
        let has_files = self.files.get_untracked() > 0;
        let Some(account) = first else {
            match self.route.get_untracked() {
                Route::Setup | Route::Home => {}
                route if has_files && route.folder().is_some_and(|(id, _)| id == AccountId::FILES) => {}
                _ => self.go_instead(Route::Home),
            }
            return;
        };
        let is_known = |id: AccountId| {
            if id == AccountId::FILES {
                return has_files;
            }
            if id == AccountId::ALL {
                return untrack(|| self.has_several());
            }
            self.accounts
                .with_untracked(|accounts| accounts.iter().flatten().any(|account| account.id == id))
        };
        let inbox = Route::Folder {
            account,
            folder: Folder::Inbox,
        };
        match self.route.get_untracked() {
            Route::Home if browser::is_narrow() => {
                self.go_instead(Route::Folders);
                self.go(inbox);
            }
            // Where there is room for the list beside the folders, they are no place of their own.
            Route::Home | Route::Folders if !browser::is_narrow() => self.go_instead(inbox),
            route if route.folder().is_some_and(|(id, _)| !is_known(id)) => self.go_instead(inbox),
            route => {
                self.put_levels_under();
                // A folder may have been removed, here or in another tab.
                if let Some((account, folder @ Folder::Own(_))) = route.folder()
                    && !self.folders_of(account).iter().any(|view| view.folder == folder)
                {
                    self.go_instead(Route::Folder {
                        account,
                        folder: Folder::Inbox,
                    });
                }
            }
        }
    }
}

/// An entry of the browser's history, so many levels up.
fn entry(depth: u32) -> JsValue {
    JsValue::from_f64(f64::from(depth))
}

fn history() -> web_sys::History {
    use wasm_bindgen::UnwrapThrowExt;
    // Only a page without a document has none.
    browser::window().history().unwrap_throw()
}
