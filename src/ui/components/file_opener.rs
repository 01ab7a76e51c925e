//! Opens the files of mail that somebody gives to the app: the engine reads them, and they are shown as the messages of a
//! mailbox that is gone with the visit. It must not look into them itself.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList, HtmlInputElement};

use crate::ui::app::{App, Given, app};
use crate::ui::browser;
use crate::ui::route::Route;
use crate::ui::text;
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{Bytes, Folder, OpenFiles};

/// What is opened is held in memory, more than once while it is read.
const MOST_OCTETS: u64 = 100_000_000;
/// What a chooser shows first.
const KINDS: &str = ".eml,.mbox,.mbx,message/rfc822,application/mbox";

const INBOX: Route = Route::Folder {
    account: AccountId::FILES,
    folder: Folder::Inbox,
};

/// Draws nothing: it waits for files.
#[component]
pub(crate) fn FileOpener() -> impl IntoView {
    let app = app();
    Effect::new(move |_| match app.given.get() {
        Some(Given::Choice) => choose(app),
        Some(Given::Dropped(files)) => open(app, listed(Some(files))),
        Some(Given::Launched(handles)) => spawn_local(async move { open(app, behind(&handles).await) }),
        None => {}
    });
}

fn choose(app: App) {
    let Ok(chooser) = browser::document().create_element("input") else {
        return;
    };
    let chooser: HtmlInputElement = chooser.unchecked_into();
    chooser.set_type("file");
    chooser.set_multiple(true);
    chooser.set_accept(KINDS);
    let chosen = chooser.clone();
    let on_change = Closure::<dyn FnMut()>::once(move || open(app, listed(chosen.files())));
    chooser.set_onchange(Some(on_change.as_ref().unchecked_ref()));
    // Nobody says when a chooser is closed without a choice.
    on_change.forget();
    chooser.click();
}

fn listed(files: Option<FileList>) -> Vec<File> {
    let files = files.into_iter();
    files
        .flat_map(|files| (0..files.length()).filter_map(move |place| files.get(place)))
        .collect()
}

/// The files behind the system's handles, as far as they are there.
async fn behind(handles: &js_sys::Array) -> Vec<File> {
    let mut files = Vec::new();
    for handle in handles.iter() {
        let get = Reflect::get(&handle, &"getFile".into());
        let asked = get
            .and_then(JsCast::dyn_into::<Function>)
            .and_then(|get| get.call0(&handle));
        if let Ok(promise) = asked.and_then(JsCast::dyn_into::<Promise>)
            && let Ok(file) = JsFuture::from(promise).await
        {
            files.push(file.unchecked_into());
        }
    }
    files
}

/// Opens files; the messages in them take the place of those that were opened before.
fn open(app: App, files: Vec<File>) {
    let octets = files.iter().map(|file| file.size()).sum::<f64>() as u64;
    if octets > MOST_OCTETS {
        return app.say(text::files_too_large(Octets(octets), Octets(MOST_OCTETS)), false);
    }
    spawn_local(async move {
        let mut read = Vec::new();
        for file in &files {
            let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
                return app.say(text::file_unreadable(&file.name()), false);
            };
            read.push(Bytes(Uint8Array::new(&buffer).to_vec()));
        }
        match app.call(OpenFiles { files: read }).await {
            Some(Ok(begins)) => show(app, &files, &begins),
            // What reads messages did not come.
            Some(Err(_)) => app.say(text::absent().to_owned(), false),
            None => {}
        }
    });
}

/// `begins`: where the messages of each file begin, and last where they end.
fn show(app: App, files: &[File], begins: &[MessageId]) {
    let [first, .., end] = begins else { return };
    let messages = end.0 - first.0;
    let refused = files
        .iter()
        .zip(begins.windows(2))
        .find(|(_, is)| is.first() == is.last());
    if let Some((file, _)) = refused {
        app.say(text::no_mail_in(&file.name()), false);
    } else {
        app.say(text::files_opened(messages), false);
    }
    if messages == 0 {
        return;
    }
    app.files.set(messages);
    if app.route.get_untracked() != INBOX {
        app.go(INBOX);
    }
    app.refresh_list();
    if messages == 1 {
        app.open(AccountId::FILES, Folder::Inbox, *first);
    }
}
