//! Parts of the interface that are loaded when they are first asked for: what few people open, or only once. They are
//! a module of their own (`parts-….wasm`), so that the first view stays small however many they become.
//!
//! To add a part: give it a variant of [`Part`] and an arm in [`Asked::draw`], and show it with [`on_demand`]. A dialog
//! has a variant of [`Dialog`] instead, its heading in `Dialog::frame` and an arm in [`contents`]; its component draws
//! what is inside of the heading's box. That is all: whatever can be reached from here alone moves into the second
//! module, with its sentences and its calls to the engine. What the first view's code names as well stays in the first.
//! So do the styles in `style/parts/` (`part_styles`); all others, and the glyphs in `index.html`, are always there.
//!
//! The release build is cut in two after it is linked (`xtask/src/split.rs`), where `main.rs` says so under `cfg(cut)`.
//! In other builds the parts are in the one module, and take the same way: a part is never there at once the first
//! time.

use std::cell::Cell;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::ui::app::{Attached, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{
    Above, Attachments, Borders, CertificateDialog, Conversation, ConversationFollower, CopiesDialog,
    DoctorDialog, DropTargets, EmptyDialog, FileOpener, FolderDialog, FormOpener, HelpDialog, InvitationCard,
    Invited, LedgerDialog, LimitsDialog, LinkDialog, MoreDialog, MoveDialog, Notifier, OrderDialog, Palette,
    PasswordDialog, People, PlaceKeeper, Pointed, PreviewDialog, RemoveDialog, RowActions, RulesDialog,
    SelectionBar, ServerBoxDialog, SettingsDialog, SnoozeDialog, SourceDialog, Swipes, TagDialog,
    TraceDialog, TwiceDialog, UnsubscribeDialog, icon, live,
};
use crate::ui::pages::SetupPage;
use crate::ui::{part_styles, text};
use crate::wire::{Folder, MessageView};

/// What can be asked for.
#[derive(Clone)]
pub(crate) enum Part {
    /// Adding an account.
    Setup,
    /// What is inside of a dialog.
    Dialog(Dialog),
    /// What stands between a message's header and its words.
    Above(StoredValue<MessageView>),
    /// To whom it went, in full, and by which list.
    People(StoredValue<MessageView>),
    /// The invitation that a message is.
    Invitation(Invited),
    /// What is attached to a message.
    Attachments(Attached),
    /// What can be done with the messages that are chosen in a folder.
    Selection(Folder),
    /// The folders as places to drop messages on.
    DropTargets,
    /// Whoever opens the files that are given to the app.
    FileOpener,
    /// The messages that answer each other, of which one is open.
    Conversation,
    /// What moves the borders between panes.
    Borders,
    /// Rows that a finger moves.
    Swipes,
    /// What can be done with the row under the mouse.
    RowActions(Pointed),
    /// Whoever tells of new mail outside of the page.
    Notifier,
    /// Whoever keeps where somebody is in the list.
    PlaceKeeper,
    /// Whoever learns the conversation of what is opened.
    ConversationFollower,
    /// Whoever opens a dialog again that was half filled in.
    FormOpener,
}

/// A part on its way to whoever draws it.
pub struct Asked(Part);

impl Asked {
    /// Draws the part. Only `main.rs` may call this: a second caller would have all parts in the first module.
    #[must_use]
    pub fn draw(self) -> AnyView {
        part_styles::bring();
        match self.0 {
            Part::Setup => view! { <SetupPage /> }.into_any(),
            Part::Dialog(dialog) => contents(dialog),
            Part::Above(view) => view! { <Above view /> }.into_any(),
            Part::People(view) => view! { <People view /> }.into_any(),
            Part::Invitation(invited) => view! { <InvitationCard invited /> }.into_any(),
            Part::Attachments(attached) => view! { <Attachments attached /> }.into_any(),
            Part::Selection(folder) => view! { <SelectionBar folder /> }.into_any(),
            Part::DropTargets => view! { <DropTargets /> }.into_any(),
            Part::FileOpener => view! { <FileOpener /> }.into_any(),
            Part::Conversation => view! { <Conversation /> }.into_any(),
            Part::Borders => view! { <Borders /> }.into_any(),
            Part::Swipes => view! { <Swipes /> }.into_any(),
            Part::Notifier => view! { <Notifier /> }.into_any(),
            Part::PlaceKeeper => view! { <PlaceKeeper /> }.into_any(),
            Part::ConversationFollower => view! { <ConversationFollower /> }.into_any(),
            Part::FormOpener => view! { <FormOpener /> }.into_any(),
            Part::RowActions(pointed) => view! { <RowActions pointed /> }.into_any(),
        }
    }
}

fn contents(dialog: Dialog) -> AnyView {
    match dialog {
        Dialog::Certificate(certificate, account) => {
            view! { <CertificateDialog certificate account /> }.into_any()
        }
        Dialog::Password(account, is_refused) => view! { <PasswordDialog account is_refused /> }.into_any(),
        Dialog::Settings => view! { <SettingsDialog /> }.into_any(),
        Dialog::Palette => view! { <Palette /> }.into_any(),
        Dialog::Order => view! { <OrderDialog /> }.into_any(),
        Dialog::Help => view! { <HelpDialog /> }.into_any(),
        Dialog::Source(message) => view! { <SourceDialog message /> }.into_any(),
        Dialog::Trace(account, message, within) => {
            view! { <TraceDialog account message within /> }.into_any()
        }
        Dialog::Link(said, address) => view! { <LinkDialog said address /> }.into_any(),
        Dialog::Unsubscribe(message) => view! { <UnsubscribeDialog message /> }.into_any(),
        Dialog::Rules(account, like) => view! { <RulesDialog account like /> }.into_any(),
        Dialog::Remove(account) => view! { <RemoveDialog account /> }.into_any(),
        Dialog::Copies(account) => view! { <CopiesDialog account /> }.into_any(),
        Dialog::Ledger(account) => view! { <LedgerDialog account /> }.into_any(),
        Dialog::ServerBox(account) => view! { <ServerBoxDialog account /> }.into_any(),
        Dialog::Limits(account) => view! { <LimitsDialog account /> }.into_any(),
        Dialog::Twice(account) => view! { <TwiceDialog account /> }.into_any(),
        Dialog::Doctor(account) => view! { <DoctorDialog account /> }.into_any(),
        Dialog::Move(account, from, messages) => view! { <MoveDialog account from messages /> }.into_any(),
        Dialog::Empty(account, folder) => view! { <EmptyDialog account folder /> }.into_any(),
        Dialog::More => view! { <MoreDialog /> }.into_any(),
        Dialog::Tag(messages) => view! { <TagDialog messages /> }.into_any(),
        Dialog::Snooze(messages) => view! { <SnoozeDialog messages /> }.into_any(),
        Dialog::Folder(account, folder, messages) => {
            view! { <FolderDialog account folder messages /> }.into_any()
        }
        Dialog::Preview(attached, at) => view! { <PreviewDialog attached at /> }.into_any(),
    }
}

/// How the second module is reached.
#[derive(Clone, Copy)]
pub struct Rest {
    /// Brings it; says whether it came.
    pub fetch: fn() -> LocalBoxFuture<'static, bool>,
    /// Draws a part, once it has come.
    pub open: fn(Asked) -> Option<AnyView>,
}

thread_local! {
    /// Whether the second module has come.
    static IS_HERE: Cell<bool> = const { Cell::new(false) };
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Coming,
    Here,
    Absent,
}

/// A part: at once where it is there, else after a moment; a sentence and a button where it cannot be loaded.
pub(crate) fn on_demand(part: Part) -> AnyView {
    let rest = app().rest;
    let state = RwSignal::new(State::Here);
    if !IS_HERE.get() {
        bring(rest, state);
    }
    live(move || match state.get() {
        State::Here => {
            request_animation_frame(focus);
            (rest.open)(Asked(part.clone())).unwrap_or_else(|| ().into_any())
        }
        State::Coming => beside(&part, coming()),
        State::Absent => beside(&part, absent(rest, state)),
    })
}

fn bring(rest: Rest, state: RwSignal<State>) {
    state.set(State::Coming);
    spawn_local(async move {
        let is_here = (rest.fetch)().await;
        IS_HERE.set(is_here);
        // Who asked for it may have gone away.
        let _ = state.try_set(if is_here { State::Here } else { State::Absent });
    });
}

/// The browser looks for where to begin when it opens a dialog or a page, which may have been before.
fn focus() {
    if let Ok(Some(first)) = browser::document().query_selector("dialog[open] [autofocus], main [autofocus]")
    {
        // Nothing to do about an element that cannot have it.
        let _ = first.unchecked_into::<HtmlElement>().focus();
    }
}

/// A note in the part's place.
fn beside(part: &Part, note: AnyView) -> AnyView {
    match part {
        Part::Setup => view! { <main class="setup"><div class="setup-column">{note}</div></main> }.into_any(),
        Part::Dialog(_) | Part::Invitation(_) | Part::Attachments(_) => note,
        Part::Above(_) | Part::People(_) | Part::Conversation => {
            view! { <div class="is-slim">{note}</div> }.into_any()
        }
        Part::DropTargets
        | Part::FileOpener
        | Part::Borders
        | Part::Swipes
        | Part::RowActions(_)
        | Part::Notifier
        | Part::PlaceKeeper
        | Part::ConversationFollower
        | Part::FormOpener => ().into_any(),
        Part::Selection(_) => view! { <header class="toolbar">{note}</header> }.into_any(),
    }
}

fn coming() -> AnyView {
    view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any()
}

fn absent(rest: Rest, state: RwSignal<State>) -> AnyView {
    view! {
        <div class="fault-note" role="alert" data-testid="part-absent">
            {icon("alert")}
            <div class="fault-text">
                <strong>{text::absent()}</strong>
                <span>{text::absent_next()}</span>
                <div class="fault-actions">
                    <button type="button" class="button is-small" data-testid="part-again" on:click=move |_| bring(rest, state)>{text::try_again()}</button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
