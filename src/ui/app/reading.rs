//! The open message: loading it, marking it read after a while, its remote images, its original.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ahead::as_shown_first;
use super::{App, Dialog};
use crate::ui::state::arrangement::ReadAfter;
use crate::ui::state::outgoing::LoadedImages;
use crate::ui::{browser, text};
use crate::units::{AccountId, MessageId, TagId};
use crate::wire::{
    BodyForm, Fault, FaultKind, MessageOriginal, MessageView, OpenMessage, RemoteContent, StoredBytes,
};

/// Where it is kept when an open message counts as read.
const READ_AFTER: &str = "read-after";

/// The heading of an open message.
const SUBJECT: &str = "subject";

/// What the reader shows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    /// Nothing.
    Nothing,
    /// A message that is on its way.
    Loading,
    /// A message, and how its images were asked for.
    Open(MessageView, RemoteContent),
    /// Why there is none.
    Failed(Fault),
}

impl App {
    pub(super) fn read(self, open: Option<(AccountId, MessageId)>) {
        self.stop("read");
        let Some((account, message)) = open else {
            self.stop("open");
            self.reading.set(Reading::Nothing);
            return;
        };
        self.point_at(message);
        if let Some(view) = self.ready(account, message) {
            self.show(account, view, RemoteContent::AsChosen, SUBJECT);
            self.check_copy(account, message);
            return;
        }
        self.reading.set(Reading::Loading);
        browser::focus_soon(SUBJECT);
        self.load_message(account, message);
    }

    /// The copy of a message that was made ready a while ago may have been damaged since; then that is said.
    fn check_copy(self, account: AccountId, message: MessageId) {
        let original = MessageOriginal {
            account,
            message,
            within: Vec::new(),
        };
        self.run("open", async move {
            if let Some(Err(_)) = self.call(original).await {
                self.forget_ahead();
                self.load_message(account, message);
            }
        });
    }

    /// Loads a message into the reader as it is shown first.
    pub(crate) fn load_message(self, account: AccountId, message: MessageId) {
        self.load(as_shown_first(account, message), SUBJECT);
    }

    /// Loads the open message once more, after `change` has changed what is asked for; `focus` is focused then.
    pub(crate) fn load_again(self, focus: &'static str, change: impl FnOnce(&mut OpenMessage)) {
        let shown = self.reading.with_untracked(|reading| match reading {
            Reading::Open(view, remote) => {
                Some((view.message, view.within.clone(), view.forms.shown, *remote))
            }
            _ => None,
        });
        let (Some((message, within, form, remote)), Some((account, _))) =
            (shown, self.route.get_untracked().message())
        else {
            return;
        };
        let mut wanted = OpenMessage {
            account,
            message,
            within,
            remote,
            form,
        };
        change(&mut wanted);
        self.load(wanted, focus);
    }

    /// Opens a message that came inside of the open one.
    pub(crate) fn open_nested(self, part: u32) {
        self.load_again(SUBJECT, |wanted| {
            wanted.within.push(part);
            wanted.remote = RemoteContent::AsChosen;
            wanted.form = BodyForm::Designed;
        });
    }

    /// Goes back to the message in which the open one came.
    pub(crate) fn leave_nested(self) {
        self.load_again(SUBJECT, |wanted| {
            wanted.within.pop();
            wanted.remote = RemoteContent::AsChosen;
            wanted.form = BodyForm::Designed;
        });
    }

    fn load(self, wanted: OpenMessage, focus: &'static str) {
        let (account, message, remote) = (wanted.account, wanted.message, wanted.remote);
        self.run("open", async move {
            match self.opened(wanted).await {
                Some(Ok(view)) => self.show(account, view, remote, focus),
                Some(Err(fault)) => {
                    let is_opened = self.reading.get_untracked() == Reading::Loading;
                    if is_opened && self.may_fetch(account, &fault) {
                        self.check_mail(account, vec![message]);
                    }
                    let failed = Reading::Failed(fault);
                    // What is read out once need not be read out again.
                    if self.reading.with_untracked(|reading| *reading != failed) {
                        self.reading.set(failed);
                    }
                }
                None => {}
            }
        });
    }

    fn show(self, account: AccountId, view: MessageView, remote: RemoteContent, focus: &'static str) {
        let (message, is_unread) = (view.message, view.unread);
        self.is_darkened.set(view.darkened);
        if let Some(loaded) = LoadedImages::of(message.of(account).0, &view, browser::now()) {
            self.images_loaded.update(|log| loaded.keep_in(log));
        }
        self.reading.set(Reading::Open(view, remote));
        browser::focus_soon(focus);
        if is_unread {
            self.read_in_a_while(account, message);
        }
    }

    /// Whoever opens a message of which the header is here wants it; a large one is asked for with a button.
    fn may_fetch(self, account: AccountId, fault: &Fault) -> bool {
        fault.kind == FaultKind::NotFetched
            && fault.skipped.as_ref().is_some_and(|skipped| !skipped.too_large)
            && self.is_online.get_untracked()
            && !self.is_checking(account)
    }

    fn read_in_a_while(self, account: AccountId, message: MessageId) {
        let Some(milliseconds) = self.read_after().milliseconds() else {
            return;
        };
        self.run("read", async move {
            TimeoutFuture::new(milliseconds).await;
            self.mark(account, message, true);
        });
    }

    /// When an open message counts as read.
    pub(crate) fn read_after(self) -> ReadAfter {
        ReadAfter::from_preference(browser::preference(READ_AFTER).as_deref())
    }

    /// Lets it count as read then, from the next one on.
    pub(crate) fn choose_read_after(self, after: ReadAfter) {
        browser::keep_preference(READ_AFTER, after.name());
    }

    /// Marking by hand ends the waiting.
    pub(crate) fn mark_open(self, read: bool) {
        self.stop("read");
        if let Some((account, message)) = self.route.get_untracked().message() {
            self.mark(account, message, read);
        }
    }

    pub(super) fn note_read_state(self, message: MessageId, read: bool) {
        let is_open = self
            .reading
            .with_untracked(|reading| matches!(reading, Reading::Open(view, _) if view.message == message && view.unread == read));
        if is_open {
            self.reading.update(|reading| {
                if let Reading::Open(view, _) = reading {
                    view.unread = !read;
                }
            });
        }
    }

    /// A tag is on the open message, or no longer.
    pub(super) fn note_tag(self, message: MessageId, tag: TagId, is_on: bool) {
        self.reading.update(|reading| {
            if let Reading::Open(view, _) = reading
                && view.message == message
            {
                view.tags.retain(|known| *known != tag);
                view.tags.extend(is_on.then_some(tag));
            }
        });
    }

    /// A message that was opened before it was here may have come.
    pub(super) fn read_again_if_it_came(self) {
        let waits = self.reading.with_untracked(
            |reading| matches!(reading, Reading::Failed(fault) if fault.kind == FaultKind::NotFetched),
        );
        if let (true, Some((account, message))) = (waits, self.route.get_untracked().message()) {
            self.load_message(account, message);
        }
    }

    /// A message whose copy is damaged may have been mended, or the server may be known not to have it.
    pub(super) fn read_again_if_it_was_damaged(self, account: AccountId) {
        let is_damaged = self
            .reading
            .with_untracked(|reading| matches!(reading, Reading::Failed(fault) if fault.damaged.is_some()));
        if let Some((shown, message)) = self.route.get_untracked().message()
            && is_damaged
            && shown.includes(account)
        {
            self.load_message(shown, message);
        }
    }

    /// Saves what is left of a message whose copy is damaged.
    pub(crate) fn save_damaged(self, account: AccountId, message: MessageId) {
        spawn_local(async move {
            let bytes = self
                .call(StoredBytes { account, message })
                .await
                .and_then(Result::ok);
            self.offer(text::damaged_file(), bytes.map(|bytes| bytes.0));
        });
    }

    /// Shows which way the open message came.
    pub(crate) fn open_trace(self) -> bool {
        let account = self.route.get_untracked().message().map(|(account, _)| account);
        let open = self.reading.with_untracked(|reading| match reading {
            Reading::Open(view, _) => Some((view.message, view.within.clone())),
            _ => None,
        });
        let (Some(account), Some((message, within))) = (account, open) else {
            return false;
        };
        self.dialog.set(Some(Dialog::Trace(account, message, within)));
        true
    }

    /// Saves the byte-exact original.
    pub(crate) fn save_original(self, account: AccountId, view: &MessageView) {
        let (message, name) = (view.message, view.file_name.clone());
        let within = view.within.clone();
        spawn_local(async move {
            let bytes = self
                .call(MessageOriginal {
                    account,
                    message,
                    within,
                })
                .await
                .and_then(Result::ok);
            self.offer(&name, bytes.map(|bytes| bytes.0));
        });
    }

    fn offer(self, name: &str, bytes: Option<Vec<u8>>) {
        let is_saved = bytes.is_some_and(|bytes| browser::save_file(name, &bytes).is_ok());
        if !is_saved {
            self.announcement.set(text::download_failed().into());
        }
    }
}
