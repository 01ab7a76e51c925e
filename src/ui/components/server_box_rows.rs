//! The rows of a server's box: one tab stop, arrow keys between them, a tick each.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::server_box_dialog::Desk;
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::state::figures;
use crate::ui::state::server_box::{Standing, is_known, neighbours};
use crate::ui::state::shortcuts::KeySet;
use crate::ui::text;
use crate::wire::{Decision, ServerBoxView, ServerRowView};

/// A stretch of the box.
pub(super) fn rows(desk: Desk, view: &ServerBoxView) -> AnyView {
    let all = view.rows.clone();
    let is_all = {
        let all = all.clone();
        move || {
            desk.chosen.with(|chosen| {
                let mut named = all.iter().filter_map(|row| row.server.as_ref());
                named.all(|message| chosen.has(message))
            })
        }
    };
    let choose_all = move |event| {
        let is_chosen = event_target_checked(&event);
        desk.chosen
            .update(|chosen| all.iter().for_each(|row| chosen.choose(row, is_chosen)));
    };
    let lines = view.rows.iter().enumerate().map(|(at, row)| line(desk, at, row));
    let lines = lines.collect_view();
    view! {
        <label class="tick box-all">
            <input type="checkbox" data-testid="server-box-all" prop:checked=is_all on:change=choose_all />
            <span>{text::box_all()}</span>
        </label>
        <ol class="box-rows" aria-label=text::box_rows() aria-describedby="box-hint" on:keydown=move |event| hear(desk, &event)>
            {lines}
        </ol>
        <p id="box-hint" class="settings-note box-hint">{text::box_hint()}</p>
    }
    .into_any()
}

fn line(desk: Desk, at: usize, row: &ServerRowView) -> AnyView {
    let standing = Standing::of(row);
    let is_known = is_known(row);
    let subject = match (is_known, row.subject.trim()) {
        (false, _) => text::box_unknown(),
        (true, "") => text::no_subject(),
        (true, subject) => subject,
    }
    .to_owned();
    let date = row.date.map(browser::short_date);
    let facts = [Some(row.from.clone()), date, Some(figures::size(row.octets))];
    let facts: Vec<String> = facts
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect();
    let uidl = row.server.as_ref().map(|server| server.uidl.to_string());
    let (shown, changed) = (row.clone(), row.clone());
    let is_chosen = move || {
        desk.chosen
            .with(|chosen| shown.server.as_ref().is_some_and(|message| chosen.has(message)))
    };
    let on_change = move |event| {
        let is_chosen = event_target_checked(&event);
        desk.chosen.update(|chosen| chosen.choose(&changed, is_chosen));
    };
    view! {
        <li class="box-row" data-testid="server-row" data-state=standing.name() data-uidl=uidl.clone() title=uidl.clone()>
            <label>
                <input
                    type="checkbox"
                    id=row_id(at)
                    tabindex=move || if desk.cursor.get() == at { "0" } else { "-1" }
                    disabled=uidl.is_none()
                    prop:checked=is_chosen
                    on:change=on_change
                    on:focus=move |_| desk.cursor.set(at)
                />
                <span class="box-words">
                    <strong dir="auto" class:is-unknown=!is_known>{subject}</strong>
                    <small dir="auto">{facts.join(" · ")}</small>
                </span>
                <span class="box-state">
                    {icon(standing.icon())}
                    <span>{if uidl.is_some() { text::standing(standing) } else { text::box_nameless() }}</span>
                </span>
            </label>
        </li>
    }
    .into_any()
}

pub(super) fn row_id(at: usize) -> String {
    let mut id = String::from("box-");
    id.push_str(&at.to_string());
    id
}

/// Acts on a key in the list.
fn hear(desk: Desk, event: &KeyboardEvent) {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let (last, newer, older) = desk.view.with_untracked(|view| {
        view.as_ref().map_or((0, None, None), |view| {
            let (newer, older) = neighbours(view);
            (view.rows.len().saturating_sub(1), newer, older)
        })
    });
    let cursor = desk.cursor.get_untracked();
    let has_letters = desk.app.key_set.get_untracked() != KeySet::Off;
    match event.key().as_str() {
        "ArrowDown" => go(desk, cursor.saturating_add(1).min(last)),
        "ArrowUp" => go(desk, cursor.saturating_sub(1)),
        "Home" => go(desk, 0),
        "End" => go(desk, last),
        "PageDown" => turn(desk, older),
        "PageUp" => turn(desk, newer),
        "f" if has_letters => decide(desk, Decision::Fetch),
        "l" if has_letters => decide(desk, Decision::Leave),
        "u" if has_letters => decide(desk, Decision::Later),
        "Delete" => decide(desk, Decision::Delete),
        _ => return,
    }
    event.prevent_default();
}

fn go(desk: Desk, at: usize) {
    desk.cursor.set(at);
    browser::focus_soon(row_id(at));
}

fn turn(desk: Desk, start: Option<u32>) {
    if let Some(start) = start {
        desk.cursor.set(0);
        desk.is_at_keys.set(true);
        desk.load(start);
    }
}

fn decide(desk: Desk, decision: Decision) {
    desk.is_at_keys.set(true);
    desk.decide(decision);
}
