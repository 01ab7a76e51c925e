//! One row of the list. It finds its message by key, so that it stays itself when the list moves.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;

use super::avatar::avatar;
use super::row_actions::Pointed;
use super::row_tags::row_tags;
use super::sidebar::tick;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::state::dates::{self, LocalDay};
use crate::ui::state::figures;
use crate::ui::state::list_order::{Heading, SizeClass, messages_of};
use crate::ui::text;
use crate::wire::{Gathered, RowView, Snoozed, SortBy};

/// The row.
#[component]
pub(crate) fn MessageRow(
    /// Its name in the list. It may become another row, and says then what that one says.
    key: RwSignal<i64>,
    /// The day that dates are told from.
    today: Memo<LocalDay>,
    /// Whether it can be taken elsewhere by mouse.
    is_draggable: bool,
) -> impl IntoView {
    let app = app();
    let index = Memo::new(move |_| app.list.with(|list| list.index(key.get())));
    let row = Memo::new(move |_| app.list.with(|list| list.row(index.get()).cloned()));
    // What another row said stays, out of sight, until it is known what this one says: changing a text is less work than
    // making it.
    let said =
        Memo::new(move |before: Option<&Option<RowView>>| row.get().or_else(|| before.cloned().flatten()));
    let is_cursor = Memo::new(move |_| app.list.with(|list| list.cursor == index.get()));
    let is_open = Memo::new(move |_| {
        let open = app.route.get().message().map(|(_, message)| message);
        let is_of = |open| row.with(|row| row.as_ref().is_some_and(|row| messages_of(row).contains(&open)));
        open.is_some_and(is_of)
    });
    let label = Memo::new(move |_| heading_above(app, index.get(), today.get()));
    let place = move || {
        let mut place = String::from("translateY(");
        place.push_str(&index.get().saturating_mul(app.density.get().row_px()).to_string());
        place.push_str("px)");
        place
    };
    let id = move || ["row-", &key.get().to_string()].concat();
    let is_chosen = Memo::new(move |_| {
        row.with(|row| row.as_ref().map(|row| row.message))
            .is_some_and(|message| app.selection.with(|selection| selection.contains(message)))
    });
    let is_marked =
        move || is_chosen.get() || (is_open.get() && app.selection.with(|selection| selection.is_empty()));
    let on_click = move |event: MouseEvent| {
        let index = index.get_untracked();
        if event.shift_key() {
            app.stretch_to(index);
        } else if event.ctrl_key() || event.meta_key() {
            app.toggle_row(index);
        } else {
            reach(app, index);
            app.open_cursor();
        }
    };
    let on_pick = move |event: MouseEvent| {
        event.stop_propagation();
        if event.shift_key() {
            app.stretch_to(index.get_untracked());
        } else {
            app.toggle_row(index.get_untracked());
        }
        app.focus_cursor();
    };
    let is_hovered = RwSignal::new(false);
    let on_hover = move |event: PointerEvent| is_hovered.set(event.pointer_type() == "mouse");
    view! {
        <div
            class="row"
            class:is-unread=move || row.with(|row| row.as_ref().is_some_and(|row| row.unread))
            class:is-new-day=move || label.with(Option::is_some)
            class:is-stale=move || row.with(Option::is_none)
            class:is-unfetched=move || row.with(|row| row.as_ref().is_some_and(|row| !row.fetched))
            role="row"
            id=id
            data-testid=move || if row.with(Option::is_some) { "message-row" } else { "message-row-loading" }
            data-unread=move || if row.with(|row| row.as_ref().is_some_and(|row| row.unread)) { "true" } else { "false" }
            aria-rowindex=move || (index.get() + 1).to_string()
            class:is-chosen=move || is_chosen.get()
            aria-selected=move || if is_marked() { "true" } else { "false" }
            aria-label=move || row.with(|row| row.as_ref().map_or_else(|| text::loading().into(), |row| name(app, row, today.get())))
            tabindex=move || if is_cursor.get() { "0" } else { "-1" }
            style:transform=place
            draggable=if is_draggable { "true" } else { "false" }
            on:dragstart=move |event| {
                row.with_untracked(|row| {
                    if let Some(row) = row {
                        app.begin_drag(&event, row);
                    }
                });
            }
            on:dragend=move |_| app.dragged.set(Vec::new())
            on:click=on_click
            on:pointerenter=on_hover
            on:pointerleave=move |_| is_hovered.set(false)
            on:focus=move |_| {
                if !is_cursor.get_untracked() {
                    reach(app, index.get_untracked());
                }
            }
        >
            {live(move || label.get().map(|label| view! { <span class="row-day" aria-hidden="true">{label}</span> }.into_any()))}
            <div class="row-cell" role="gridcell">
                <button type="button" class="row-pick" role="checkbox" tabindex="-1" data-testid="row-pick" aria-label=text::choose()
                    aria-checked=move || if is_chosen.get() { "true" } else { "false" }
                    on:click=on_pick>{icon("check")}</button>
                {live(move || said.get().map_or_else(waiting, |row| content(app, &row, today.get())))}
                {live(move || (is_hovered.get() && row.with(Option::is_some)).then(|| on_demand(Part::RowActions(Pointed { row, index }))))}
            </div>
        </div>
    }
    .into_any()
}

/// The keyboard goes on from this row.
pub(super) fn reach(app: App, index: u32) {
    app.list.update(|list| list.cursor = index);
}

fn content(app: App, row: &RowView, today: LocalDay) -> AnyView {
    let subject = if row.subject.is_empty() {
        text::no_subject()
    } else {
        &row.subject
    }
    .to_owned();
    let snippet = (!row.snippet.is_empty()).then(|| view! { <i>{" — "}{row.snippet.clone()}</i> });
    let full = browser::full_date(row.date);
    let date = match row.snoozed {
        Some(Snoozed::Until(moment)) => text::back_at(&browser::day_and_time(moment)),
        _ => browser::row_date(today, row.date),
    };
    view! {
        <i class="row-dot"></i>
        {avatar(&row.from_name, &row.from_address, false)}
        <div class="row-text">
            <div class="row-who">
                <span class="row-from" dir="auto">{sender(row).to_owned()}</span>
                {row.gathered.as_ref().map(|gathered| view! { <span class="row-count" data-testid="row-count">{figures::count(count(gathered))}</span> })}
                {owner(app, row).map(|(place, email)| tick(place, email))}
                <time title=full>{date}</time>
            </div>
            <div class="row-what">
                {row_tags(app, &row.tags)}
                <p dir="auto"><span class="row-subject">{subject}</span>{snippet}</p>
                {(row.snoozed == Some(Snoozed::Back)).then(|| view! { <span class="row-mark" title=text::came_back()>{icon("clock")}</span> })}
                {(!row.fetched).then(|| view! { <span class="row-mark" title=text::not_fetched_yet()>{icon("cloud")}</span> })}
                {row.attachments.then(|| view! { <span class="row-mark">{icon("clip")}</span> })}
                {row.starred.then(|| view! { <span class="row-mark is-star">{icon("star")}</span> })}
            </div>
        </div>
    }
    .into_any()
}

/// Whose a row is where rows of all accounts stand together: the account's place, and its address.
fn owner(app: App, row: &RowView) -> Option<(usize, String)> {
    let (account, _) = app.list.with_untracked(|list| list.place)?;
    let (owner, _) = row.message.of(account);
    (owner != account).then_some(())?;
    app.accounts.with_untracked(|accounts| {
        let mut accounts = accounts.iter().flatten().enumerate();
        let (place, known) = accounts.find(|(_, known)| known.id == owner)?;
        Some((place, known.email.clone()))
    })
}

fn waiting() -> AnyView {
    view! { <i class="row-dot"></i><span class="avatar"></span><div class="row-text is-waiting"><i></i><i></i></div> }.into_any()
}

fn count(gathered: &Gathered) -> u32 {
    u32::try_from(gathered.messages.len()).unwrap_or(u32::MAX)
}

/// The label between two groups of rows sits on the line between them, so that all rows stay equally high.
fn heading_above(app: App, index: u32, today: LocalDay) -> Option<String> {
    let by = app.order.get().by;
    let (above, here) = app.list.with(|list| {
        let above = list.row(index.checked_sub(1)?)?;
        Some((heading(above, by, today)?, heading(list.row(index)?, by, today)?))
    })?;
    (above != here).then(|| said(here))
}

/// What a row stands under; `None` where rows stand under nothing.
fn heading(row: &RowView, by: SortBy, today: LocalDay) -> Option<Heading> {
    match by {
        SortBy::Newest | SortBy::Oldest => {
            let days = dates::day_group(today, browser::local_day(row.date));
            Some(Heading::Days(days))
        }
        SortBy::Sender => Some(Heading::Sender(sender(row).to_owned())),
        SortBy::Largest => Some(Heading::Size(SizeClass::of(row.octets))),
        SortBy::Subject => None,
    }
}

fn said(heading: Heading) -> String {
    match heading {
        Heading::Days(days) => browser::day_group_label(days),
        Heading::Sender(name) => name,
        Heading::Size(class) => text::size_class(class).to_owned(),
    }
}

/// What a row stands under, in words.
pub(super) fn heading_of(row: &RowView, by: SortBy, today: LocalDay) -> Option<String> {
    heading(row, by, today).map(said)
}

/// What a screen reader says, in the order in which one looks.
fn name(app: App, row: &RowView, today: LocalDay) -> String {
    let mut name = String::new();
    let mut say = |words: &str| {
        if !name.is_empty() {
            name.push_str(", ");
        }
        name.push_str(words);
    };
    if row.unread {
        say(text::unread_mark());
    }
    say(sender(row));
    if let Some(gathered) = &row.gathered {
        say(&text::messages(count(gathered)));
    }
    say(if row.subject.is_empty() {
        text::no_subject()
    } else {
        &row.subject
    });
    if row.attachments {
        say(text::has_attachment());
    }
    if row.starred {
        say(text::starred());
    }
    for tag in app.tags_of(&row.tags) {
        say(tag.name.as_str());
    }
    if !row.fetched {
        say(text::not_fetched_yet());
    }
    match row.snoozed {
        Some(Snoozed::Until(moment)) => say(&text::back_at(&browser::day_and_time(moment))),
        Some(Snoozed::Back) => say(text::came_back()),
        None => {}
    }
    say(&browser::row_date(today, row.date));
    if let Some((_, email)) = owner(app, row) {
        say(&email);
    }
    name
}

fn sender(row: &RowView) -> &str {
    [row.from_name.as_str(), row.from_address.as_str()]
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or_else(|| text::no_sender())
}
