//! The messages of the open message's conversation, one line each, to go from one to the next. Where there are many, the
//! older ones stand behind a line that opens them.

use leptos::prelude::*;

use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::text;
use crate::units::MessageId;
use crate::wire::{ConversationLine, RowView};

/// So many lines stand there unasked.
const NEWEST: usize = 6;

/// The lines.
#[component]
pub(crate) fn Conversation() -> impl IntoView {
    let app = app();
    let is_unfolded = RwSignal::new(false);
    let lines = move || {
        let lines = app.conversation.get();
        let open = app.route.get().message().map(|(_, message)| message);
        // The open one is always among them.
        let at = lines.iter().position(|line| Some(line.row.message) == open);
        let hidden = lines.len().saturating_sub(NEWEST).min(at.unwrap_or(usize::MAX));
        let hidden = if is_unfolded.get() { 0 } else { hidden };
        let more = (hidden > 0).then(|| {
            view! {
                <li><button type="button" class="conversation-more" data-testid="conversation-more" on:click=move |_| is_unfolded.set(true)>
                    {icon("more")}{text::earlier_messages(hidden)}
                </button></li>
            }
        });
        let shown = lines
            .into_iter()
            .skip(hidden)
            .map(|line| one_line(app, line, open));
        view! { {more}{shown.collect_view()} }.into_any()
    };
    view! {
        <nav class="conversation" aria-label=text::conversation() data-testid="conversation">
            <ol>{live(lines)}</ol>
        </nav>
    }
    .into_any()
}

fn one_line(app: App, line: ConversationLine, open: Option<MessageId>) -> AnyView {
    let is_open = open == Some(line.row.message);
    let place = app.route.get_untracked().folder();
    let elsewhere = place
        .filter(|(_, folder)| *folder != line.folder)
        .map(|(account, _)| app.folder_name(line.row.message.of(account).0, line.folder))
        .map(|name| view! { <span class="conversation-place" dir="auto">{name}</span> });
    let today = browser::local_day(app.now.get_untracked());
    let RowView {
        from_name,
        snippet,
        date,
        unread,
        ..
    } = line.row.clone();
    let full = browser::full_date(date);
    view! {
        <li>
            <button type="button" class="conversation-line" class:is-unread=unread data-testid="conversation-line"
                aria-current=is_open.then_some("true") on:click=move |_| app.open_line(&line)>
                <i class="row-dot"></i>
                {unread.then(|| view! { <span class="visually-hidden">{text::unread_mark()}</span> })}
                <bdi class="conversation-from">{from_name}</bdi>
                <span class="conversation-snippet" dir="auto">{snippet}</span>
                {elsewhere}
                <time title=full>{browser::row_date(today, date)}</time>
            </button>
        </li>
    }
    .into_any()
}
