//! The open message: subject, sender, what is to be known before it is read, body, attachments, and what can be done
//! with it.

use leptos::prelude::*;

use super::attachments::attachments;
use super::avatar::avatar;
use super::drawn::{Leaving, keep_drawn};
use super::invitation_card::invitation_card;
use super::message_body::message_body;
use super::row_tags::label;
use super::sender::sender_line;
use super::way_back::way_back;
use crate::ui::app::{App, Dialog, Reading, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::state::list::Step;
use crate::ui::state::shortcuts::Command;
use crate::ui::text::{self, Action};
use crate::wire::{AddressView, Fault, Folder, ListPurpose, Mark, MessageView};

/// The reader's pane.
#[component]
pub(crate) fn Reader() -> impl IntoView {
    let app = app();
    // The body is drawn anew only for another document, not when the message is marked as read.
    let document = Memo::new(move |_| {
        app.reading.with(|reading| match reading {
            Reading::Open(view, _) => Some(MessageView {
                unread: false,
                tags: Vec::new(),
                ..view.clone()
            }),
            _ => None,
        })
    });
    let shape = Memo::new(move |_| app.reading.with(shape));
    view! {
        <section class="reader" id="message" aria-label=text::message()>
            {live(move || match shape.get() {
                Shape::Nothing => nothing(),
                Shape::Loading => loading(app),
                Shape::Open => drawn_anew(app, document),
                Shape::Failed => failed(app),
            })}
        </section>
    }
    .into_any()
}

/// Every document gets elements of its own: in those of another one its frame would still hold what that one said.
fn drawn_anew(app: App, document: Memo<Option<MessageView>>) -> AnyView {
    let drawn = StoredValue::new(0);
    let keys = Memo::new(move |_| {
        document.track();
        drawn.update_value(|drawn| *drawn += 1);
        vec![drawn.get_value()]
    });
    let area = NodeRef::new();
    let draw = move || document.with_untracked(|view| view.as_ref().map(|view| open(app, view)));
    keep_drawn(area, keys, Leaving::Goes, Box::new(move |_| draw().into_any()));
    view! { <div class="bare" node_ref=area></div> }.into_any()
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Nothing,
    Loading,
    Open,
    Failed,
}

const fn shape(reading: &Reading) -> Shape {
    match reading {
        Reading::Nothing => Shape::Nothing,
        Reading::Loading => Shape::Loading,
        Reading::Open(..) => Shape::Open,
        Reading::Failed(_) => Shape::Failed,
    }
}

fn nothing() -> AnyView {
    view! { <div class="empty">{icon("mark")}<h2>{text::nothing_open()}</h2><p>{text::nothing_open_lead()}</p></div> }.into_any()
}

fn loading(app: App) -> AnyView {
    view! {
        {tools(app, None)}
        <div class="reader-scroll">
            <div class="reader-column" data-testid="message-body" data-state="loading" aria-busy="true">
                <div class="skeleton reader-skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div>
            </div>
        </div>
    }
    .into_any()
}

fn failed(app: App) -> AnyView {
    let fault = app.reading.with(|reading| match reading {
        Reading::Failed(fault) => Some(fault.clone()),
        _ => None,
    });
    view! {
        {tools(app, None)}
        <div class="reader-scroll">
            <div class="reader-column" data-testid="message-body" data-state="error">
                {known_head(app)}
                {fault.map(|fault| failed_note(app, fault))}
            </div>
        </div>
    }
    .into_any()
}

/// What the list already knows of a message that cannot be shown.
fn known_head(app: App) -> Option<AnyView> {
    let (_, message) = app.route.get_untracked().message()?;
    let row = app
        .list
        .with_untracked(|list| list.place_of(message).and_then(|place| list.row(place)).cloned())?;
    let name = if row.from_name.is_empty() {
        &row.from_address
    } else {
        &row.from_name
    }
    .clone();
    let subject = if row.subject.is_empty() {
        text::no_subject()
    } else {
        &row.subject
    }
    .to_owned();
    Some(
        view! {
            <h1 class="subject" id="subject" tabindex="-1" dir="auto" data-testid="message-subject">{subject}</h1>
            <header class="sender">
                {avatar(&row.from_name, &row.from_address, true)}
                <div class="sender-text">
                    <p class="sender-from" data-testid="message-from">
                        <bdi class="sender-name">{name}</bdi>" "<bdi class="sender-address">{row.from_address.clone()}</bdi>
                    </p>
                </div>
                <p class="sender-date"><time data-testid="message-date">{browser::full_date(row.date)}</time></p>
            </header>
        }
        .into_any(),
    )
}

/// Why something of the open message cannot be had, and what to do about it.
pub(super) fn failed_note(app: App, fault: Fault) -> AnyView {
    let kept = fault.clone();
    let on_action = Callback::new(move |action| {
        let Some((account, message)) = app.route.get_untracked().message() else {
            return;
        };
        match action {
            Action::FetchNow | Action::FetchAnyway | Action::FetchAgain => {
                app.check_mail(account, vec![message])
            }
            Action::SaveDamaged => app.save_damaged(account, message),
            Action::TryAgain => app.load_message(account, message),
            _ => app.act(action, message.of(account).0, &kept),
        }
    });
    view! { <FaultNote fault on_action /> }.into_any()
}

fn open(app: App, view: &MessageView) -> AnyView {
    let kept = StoredValue::new(view.clone());
    let subject = if view.subject.is_empty() {
        text::no_subject()
    } else {
        &view.subject
    }
    .to_owned();
    view! {
        {tools(app, Some(kept))}
        <div class="reader-scroll" tabindex="-1">
            <article class="reader-column">
                {way_back(app, view)}
                <h1 class="subject" id="subject" tabindex="-1" dir="auto" data-testid="message-subject">{subject}</h1>
                {live(move || message_tags(app))}
                {live(move || is_answered(app).then(|| on_demand(Part::Conversation)))}
                {sender(app, view, kept)}
                {on_demand(Part::Above(kept))}
                {invitation_card(app, view)}
                {message_body(app, view)}
                {attachments(app, view)}
            </article>
        </div>
    }
    .into_any()
}

/// The tags on the open message.
fn message_tags(app: App) -> Option<AnyView> {
    let tags = app.reading.with(|reading| match reading {
        Reading::Open(view, _) => app.tags_of(&view.tags),
        _ => Vec::new(),
    });
    let labels: Vec<AnyView> = tags.iter().map(label).collect();
    (!labels.is_empty()).then(|| {
        view! {
            <p class="message-tags" aria-label=text::tags() data-testid="message-tags">{labels}</p>
        }
        .into_any()
    })
}

/// Whether there is more of the open message's conversation than itself.
fn is_answered(app: App) -> bool {
    app.conversation.with(|lines| lines.len() > 1)
}

fn tools(app: App, view: Option<StoredValue<MessageView>>) -> AnyView {
    let actions = view.map(|view| {
        let is_unread = move || app.reading.with(|reading| matches!(reading, Reading::Open(view, _) if view.unread));
        let folder = app.route.get_untracked().folder().map(|(_, folder)| folder);
        let is_trashed = folder == Some(Folder::Trash);
        let can_archive = folder != Some(Folder::Archive);
        let (move_icon, move_label, target) = if is_trashed {
            ("inbox", text::restore(), Folder::Inbox)
        } else {
            ("trash", text::delete(), Folder::Trash)
        };
        let move_hint = move || if is_trashed { move_label.into() } else { app.hint(move_label, Command::Delete) };
        let mark_label = move || if is_unread() { text::mark_read() } else { text::mark_unread() };
        let mark_hint = move || app.hint(mark_label(), if is_unread() { Command::MarkRead } else { Command::MarkUnread });
        view! {
            <button type="button" class="icon-button only-wide" aria-label=mark_label title=mark_hint
                on:click=move |_| app.mark_open(is_unread())>
                {live(move || icon(if is_unread() { "mail-open" } else { "mail" }))}
            </button>
            {can_archive.then(|| view! {
                <button type="button" class="icon-button" data-testid="message-archive" aria-label=text::archive() title=move || app.hint(text::archive(), Command::Archive)
                    on:click=move |_| { app.mark_messages(vec![view.with_value(|view| view.message)], Mark::Filed(Folder::Archive)); }>
                    {icon("archive")}
                </button>
            })}
            <button type="button" class="icon-button" data-testid="message-move" aria-label=move_label title=move_hint on:click=move |_| { app.mark_messages(vec![view.with_value(|view| view.message)], Mark::Filed(target)); }>
                {icon(move_icon)}
            </button>
            <button type="button" class="icon-button" data-testid="message-file" aria-label=text::move_to_folder() title=move || app.hint(text::move_to_folder(), Command::Move) on:click=move |_| { app.open_move(); }>
                {icon("folder-move")}
            </button>
            <button type="button" class="icon-button only-wide" data-testid="message-tag" aria-label=text::tag_title() title=move || app.hint(text::tag_title(), Command::Tag) on:click=move |_| { app.obey(Command::Tag); }>
                {icon("tag")}
            </button>
            <button type="button" class="icon-button only-wide" data-testid="message-snooze" aria-label=text::snooze() title=move || app.hint(text::snooze(), Command::Snooze) on:click=move |_| { app.obey(Command::Snooze); }>
                {icon("clock")}
            </button>
            {star(app, view)}
            <button type="button" class="icon-button" data-testid="message-save-eml" aria-label=text::save_eml() title=text::save_eml() on:click=move |_| { app.obey(Command::Save); }>
                {icon("download")}
            </button>
            <button type="button" class="icon-button only-wide" data-testid="message-print" aria-label=text::print() title=text::print() on:click=move |_| { app.obey(Command::Print); }>
                {icon("printer")}
            </button>
            <button type="button" class="icon-button" data-testid="message-trace" aria-label=text::trace() title=move || app.hint(text::trace(), Command::Trace) on:click=move |_| { app.obey(Command::Trace); }>
                {icon("route")}
            </button>
            <button type="button" class="icon-button" data-testid="message-source" aria-label=text::source() title=move || app.hint(text::source(), Command::Source)
                on:click=move |_| { app.obey(Command::Source); }>
                {icon("code")}
            </button>
            <button type="button" class="icon-button not-wide" data-testid="message-more" aria-label=text::more() title=text::more() on:click=move |_| app.dialog.set(Some(Dialog::More))>
                {icon("more")}
            </button>
        }
    });
    view! {
        <div class="toolbar reader-tools" role="toolbar" aria-label=text::message()>
            <button type="button" class="icon-button only-narrow" aria-label=text::back_to_list() title=move || app.hint(text::back_to_list(), Command::Back) on:click=move |_| app.go_up()>
                {icon("back")}
            </button>
            {actions}
            <span class="toolbar-gap"></span>
            <button type="button" class="icon-button" aria-label=text::previous_message() title=move || app.hint(text::previous_message(), Command::Previous) on:click=move |_| app.step_through(Step::Previous)>
                {icon("up")}
            </button>
            <button type="button" class="icon-button" aria-label=text::next_message() title=move || app.hint(text::next_message(), Command::Next) on:click=move |_| app.step_through(Step::Next)>
                {icon("down")}
            </button>
        </div>
    }
    .into_any()
}

/// The list knows whether a message has a star.
fn star(app: App, view: StoredValue<MessageView>) -> AnyView {
    let message = view.with_value(|view| view.message);
    let is_starred = Memo::new(move |_| {
        app.list.with(|list| {
            let row = list.place_of(message).and_then(|place| list.row(place));
            row.is_some_and(|row| row.starred)
        })
    });
    let on_click = move |_| {
        app.mark_messages(vec![message], Mark::Starred(!is_starred.get_untracked()));
    };
    view! {
        <button type="button" class="icon-button only-wide" class:is-starred=is_starred data-testid="message-star" aria-label=text::star()
            aria-pressed=move || if is_starred.get() { "true" } else { "false" } title=move || app.hint(text::star(), Command::Star) on:click=on_click>
            {icon("star")}
        </button>
    }
    .into_any()
}

fn sender(app: App, view: &MessageView, kept: StoredValue<MessageView>) -> AnyView {
    let date = view.date;
    let can_be_left = view.list.as_ref().is_some_and(|list| {
        list.links
            .iter()
            .any(|(purpose, _)| *purpose == ListPurpose::Unsubscribe)
    });
    let leave = can_be_left.then(|| {
        let on_click = move |_| app.dialog.set(Some(Dialog::Unsubscribe(kept.get_value())));
        view! { <button type="button" class="unsubscribe" data-testid="unsubscribe" on:click=on_click>{text::unsubscribe()}</button> }
    });
    view! {
        <header class="sender">
            {avatar(&view.from.name, &view.from.address, true)}
            <div class="sender-text">
                {sender_line(app, view)}
                {recipients(view, kept)}
                {leave}
            </div>
            <p class="sender-date">
                <time data-testid="message-date">{browser::full_date(date)}</time>
                <span>{live(move || browser::relative(date, app.now.get().max(date)))}</span>
            </p>
        </header>
    }
    .into_any()
}

/// How many names stand in the short line.
const SHORT_LINE: usize = 3;

fn recipients(view: &MessageView, kept: StoredValue<MessageView>) -> AnyView {
    let all: Vec<&AddressView> = view.to.iter().chain(&view.cc).collect();
    let names: Vec<&str> = all
        .iter()
        .take(SHORT_LINE)
        .map(|address| text::person(address))
        .collect();
    let rest = all.len().saturating_sub(SHORT_LINE);
    let short = if names.is_empty() {
        text::nobody().to_owned()
    } else {
        names.join(", ")
    };
    view! {
        <details class="recipients">
            <summary>{text::to()}" "<bdi>{short}</bdi>{(rest > 0).then(|| { let mut more = String::from(" "); more.push_str(&text::more_people(rest)); more })}{icon("chevron")}</summary>
            {on_demand(Part::People(kept))}
        </details>
    }
    .into_any()
}
