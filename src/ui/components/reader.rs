//! The open message: subject, sender, what is blocked, body, attachments, and what can be done with it.

use leptos::prelude::*;

use super::attachments::attachments;
use super::avatar::avatar;
use super::message_body::message_body;
use super::reading_notes::{form_tools, reading_notes, way_back};
use super::report_card::report_card;
use super::sender::{sender_line, warnings};
use crate::ui::app::{App, Dialog, Reading, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::list::Step;
use crate::ui::text::{self, Action};
use crate::wire::{AddressView, Fault, Folder, MessageView, RemoteContent};

/// The reader's pane.
#[component]
pub(crate) fn Reader() -> impl IntoView {
    let app = app();
    // The body is drawn anew only for another document, not when the message is marked as read.
    let document = Memo::new(move |_| {
        app.reading.with(|reading| match reading {
            Reading::Open(view, remote) => Some((
                MessageView {
                    unread: false,
                    ..view.clone()
                },
                *remote,
            )),
            _ => None,
        })
    });
    view! {
        <section class="reader" id="message" aria-label=text::MESSAGE>
            {live(move || match app.reading.with(shape) {
                Shape::Nothing => nothing(),
                Shape::Loading => loading(app),
                Shape::Open => {
                    document.get().map(|(view, remote)| open(app, &view, remote)).into_any()
                }
                Shape::Failed => failed(app),
            })}
        </section>
    }
    .into_any()
}

#[derive(PartialEq)]
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
    view! { <div class="empty">{icon("mark")}<h2>{text::NOTHING_OPEN}</h2><p>{text::NOTHING_OPEN_LEAD}</p></div> }.into_any()
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
        text::NO_SUBJECT
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

fn failed_note(app: App, fault: Fault) -> AnyView {
    let kept = fault.clone();
    let on_action = Callback::new(move |action| {
        let Some((account, message)) = app.route.get_untracked().message() else {
            return;
        };
        match action {
            Action::FetchNow | Action::FetchAgain => app.check_mail(account, vec![message]),
            Action::SaveDamaged => app.save_damaged(account, message),
            Action::TryAgain => app.load_message(account, message),
            _ => app.act(action, account, &kept),
        }
    });
    view! { <FaultNote fault on_action /> }.into_any()
}

fn open(app: App, view: &MessageView, remote: RemoteContent) -> AnyView {
    let subject = if view.subject.is_empty() {
        text::NO_SUBJECT
    } else {
        &view.subject
    }
    .to_owned();
    view! {
        {tools(app, Some(view.clone()))}
        <div class="reader-scroll" tabindex="-1">
            <article class="reader-column">
                {way_back(app, view)}
                <h1 class="subject" id="subject" tabindex="-1" dir="auto" data-testid="message-subject">{subject}</h1>
                {sender(app, view)}
                {warnings(app, view)}
                {reading_notes(view)}
                {blocked(app, view)}
                {report_card(view)}
                {form_tools(app, view)}
                {message_body(app, view, remote)}
                {attachments(app, view)}
            </article>
        </div>
    }
    .into_any()
}

fn tools(app: App, view: Option<MessageView>) -> AnyView {
    let actions = view.map(|view| {
        let view = StoredValue::new(view);
        let is_unread = move || app.reading.with(|reading| matches!(reading, Reading::Open(view, _) if view.unread));
        let on_save = move |_| {
            if let Some((account, _)) = app.route.get_untracked().message() {
                view.with_value(|view| app.save_original(account, view));
            }
        };
        let is_trashed = app.route.get_untracked().folder().is_some_and(|(_, folder)| folder == Folder::Trash);
        let (move_icon, move_label, move_hint, target) = if is_trashed {
            ("inbox", text::RESTORE, text::RESTORE, Folder::Inbox)
        } else {
            ("trash", text::DELETE, text::DELETE_HINT, Folder::Trash)
        };
        let mark_label = move || if is_unread() { text::MARK_READ } else { text::MARK_UNREAD };
        view! {
            <button type="button" class="icon-button" aria-label=mark_label title=mark_label
                on:click=move |_| app.mark_open(is_unread())>
                {live(move || icon(if is_unread() { "mail-open" } else { "mail" }))}
            </button>
            <button type="button" class="icon-button" data-testid="message-move" aria-label=move_label title=move_hint on:click=move |_| { app.move_message(view.with_value(|view| view.message), target); }>
                {icon(move_icon)}
            </button>
            <button type="button" class="icon-button" data-testid="message-save-eml" aria-label=text::SAVE_EML title=text::SAVE_EML on:click=on_save>
                {icon("download")}
            </button>
            <button type="button" class="icon-button" data-testid="message-trace" aria-label=text::TRACE title=text::TRACE_HINT on:click=move |_| { app.open_trace(); }>
                {icon("route")}
            </button>
            <button type="button" class="icon-button" data-testid="message-source" aria-label=text::SOURCE title=text::SOURCE
                on:click=move |_| app.dialog.set(Some(Dialog::Source(view.get_value())))>
                {icon("code")}
            </button>
        }
    });
    view! {
        <div class="toolbar reader-tools" role="toolbar" aria-label=text::MESSAGE>
            <button type="button" class="icon-button only-narrow" aria-label=text::BACK_TO_LIST title="Back to the list (u)" on:click=move |_| app.go_up()>
                {icon("back")}
            </button>
            {actions}
            <span class="toolbar-gap"></span>
            <button type="button" class="icon-button" aria-label=text::PREVIOUS_MESSAGE title="Newer message (k)" on:click=move |_| app.step_through(Step::Previous)>
                {icon("up")}
            </button>
            <button type="button" class="icon-button" aria-label=text::NEXT_MESSAGE title="Older message (j)" on:click=move |_| app.step_through(Step::Next)>
                {icon("down")}
            </button>
        </div>
    }
    .into_any()
}

fn sender(app: App, view: &MessageView) -> AnyView {
    let date = view.date;
    view! {
        <header class="sender">
            {avatar(&view.from.name, &view.from.address, true)}
            <div class="sender-text">
                {sender_line(app, view)}
                {recipients(view)}
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

fn recipients(view: &MessageView) -> AnyView {
    let all: Vec<&AddressView> = view.to.iter().chain(&view.cc).collect();
    let names: Vec<&str> = all
        .iter()
        .take(SHORT_LINE)
        .map(|address| text::person(address))
        .collect();
    let rest = all.len().saturating_sub(SHORT_LINE);
    let short = if names.is_empty() {
        text::NOBODY.to_owned()
    } else {
        names.join(", ")
    };
    let full = [(text::TO, &view.to), (text::COPY_TO, &view.cc), (text::REPLY_TO, &view.reply_to)]
        .into_iter()
        .filter(|(_, people)| !people.is_empty())
        .map(|(label, people)| view! { <div><dt>{label}</dt><dd>{people.iter().map(person).collect_view()}</dd></div> })
        .collect_view();
    view! {
        <details class="recipients">
            <summary>{text::TO}" "<bdi>{short}</bdi>{(rest > 0).then(|| { let mut more = String::from(" "); more.push_str(&text::more_people(rest)); more })}{icon("chevron")}</summary>
            <dl class="facts">{full}</dl>
        </details>
    }
    .into_any()
}

fn person(address: &AddressView) -> AnyView {
    let name = (!address.name.trim().is_empty()).then(|| view! { <bdi>{address.name.clone()}</bdi>" " });
    view! { <span class="person">{name}<bdi class="sender-address">{address.address.clone()}</bdi></span> }
        .into_any()
}

fn blocked(app: App, view: &MessageView) -> Option<AnyView> {
    if view.blocked_images == 0 {
        return None;
    }
    let hosts = view.blocked_hosts.join(", ");
    Some(
        view! {
            <div class="banner" title=hosts>
                {icon("shield")}
                <span>{text::blocked(view.blocked_images, view.blocked_hosts.len())}</span>
                <button type="button" class="banner-button" data-testid="load-remote"
                    on:click=move |_| app.load_again("subject", |wanted| wanted.remote = RemoteContent::Images)>{text::SHOW_ONCE}</button>
            </div>
        }
        .into_any(),
    )
}
