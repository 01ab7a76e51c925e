//! Files of mail that somebody gives to the app: chosen, dropped on the page, or handed over by the system. What becomes
//! of them is `FileOpener`'s matter; what cannot be done with the messages in them is said here.

use leptos::prelude::*;
use web_sys::{DragEvent, FileList};

use super::App;
use crate::ui::text;
use crate::units::AccountId;

/// Files, or how to come by them.
#[derive(Clone)]
pub(crate) enum Given {
    /// Somebody wants to choose some.
    Choice,
    /// They were dropped on the page.
    Dropped(FileList),
    /// They were opened with the app; these are handles.
    Launched(js_sys::Array),
}

impl App {
    pub(super) fn listen_to_drops(self) {
        window_event_listener(leptos::ev::dragover, move |event| drop(dropped(&event)));
        window_event_listener(leptos::ev::drop, move |event| {
            if let Some(files) = dropped(&event) {
                self.given.set(Some(Given::Dropped(files)));
            }
        });
    }

    /// Says why nothing can be done with a message that lies in a file. Says whether that is so of those on the screen.
    pub(super) fn refuses_for_files(self) -> bool {
        let place = self.route.get_untracked().folder();
        let is_of_files = place.is_some_and(|(account, _)| account == AccountId::FILES);
        if is_of_files {
            self.say(text::only_in_file().to_owned(), false);
        }
        is_of_files
    }
}

/// The files that are dragged; none are there before they are dropped. The browser would leave the app for them.
fn dropped(event: &DragEvent) -> Option<FileList> {
    let transfer = event.data_transfer()?;
    if !transfer.types().includes(&"Files".into(), 0) {
        return None;
    }
    event.prevent_default();
    transfer.files()
}
