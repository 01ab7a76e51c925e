//! The list of rules: their order, which count, what is done with all of them. Every change is kept at once.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use super::rules_dialog::{Desk, Shown, place_of, place_options};
use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::state::rules::{Draft, file};
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{MarkMessages, Rule, RuleRunView, RunRules};

/// The view.
pub(super) fn list(desk: Desk) -> AnyView {
    let rows = move || {
        let rules = desk.rules.get().unwrap_or_default();
        let last = rules.len().saturating_sub(1);
        let rows = rules.into_iter().enumerate();
        rows.map(|(at, rule)| row(desk, at, at == last, rule))
            .collect_view()
    };
    let is_empty = move || desk.rules.with(|rules| rules.as_ref().is_none_or(Vec::is_empty));
    view! {
        <p class="settings-note">{text::rules_lead()}</p>
        <div class="rules" tabindex="0" role="region" aria-label=text::rules()>
            {live(move || is_empty().then(|| view! { <p class="box-nothing">{text::rules_none()}</p> }))}
            <ol class="rule-rows">{live(rows)}</ol>
        </div>
        <div class="rules-note" role="status" data-testid="rules-note">
            {live(move || desk.note.get())}
            {live(move || desk.removed.get().map(|(at, rule)| removed(desk, at, rule)))}
        </div>
        {over(desk)}
        {foot(desk)}
    }
    .into_any()
}

fn row(desk: Desk, at: usize, is_last: bool, rule: Rule) -> AnyView {
    let name = rule.name.as_str().to_owned();
    let conditions: Vec<String> = rule.conditions.iter().map(text::condition).collect();
    let actions: Vec<String> = desk.places.with_value(|places| {
        let all = rule.actions.iter();
        all.map(|action| desk.said(*action, places)).collect()
    });
    let draft = Draft::of(&rule);
    let on_change = move |event| {
        let is_on = event_target_checked(&event);
        desk.change(|rules| {
            if let Some(rule) = rules.get_mut(at) {
                rule.is_on = is_on;
            }
            String::new()
        });
    };
    view! {
        <li class="rule" class:is-off=!rule.is_on data-testid="rule">
            <input type="checkbox" id=["rule-on-", &at.to_string()].concat() data-testid="rule-on" aria-label=text::rule_counts(&name) prop:checked=rule.is_on on:change=on_change />
            <button type="button" class="rule-open" data-testid="rule-edit" on:click=move |_| desk.show(Shown::Form(draft.clone(), Some(at)))>
                <strong dir="auto">{name.clone()}</strong>
                <small dir="auto">{conditions.join(" · ")}</small>
                <small dir="auto">{actions.join(" · ")}</small>
            </button>
            <button type="button" class="icon-button" id=["rule-up-", &at.to_string()].concat() data-testid="rule-up" disabled=at == 0 aria-label=text::rule_up(&name) title=text::rule_up(&name)
                on:click=move |_| desk.swap(at, at.saturating_sub(1), "up")>{icon("up")}</button>
            <button type="button" class="icon-button" id=["rule-down-", &at.to_string()].concat() data-testid="rule-down" disabled=is_last aria-label=text::rule_down(&name) title=text::rule_down(&name)
                on:click=move |_| desk.swap(at, at + 1, "down")>{icon("down")}</button>
            <button type="button" class="icon-button" data-testid="rule-remove" aria-label=text::rule_remove(&name) title=text::rule_remove(&name)
                on:click=move |_| desk.remove(at)>{icon("trash")}</button>
        </li>
    }
    .into_any()
}

fn removed(desk: Desk, at: usize, rule: Rule) -> AnyView {
    let back = move |_| {
        desk.removed.set(None);
        let mut rules = desk.all();
        rules.insert(at.min(rules.len()), rule.clone());
        desk.keep(rules, text::rule_is_back().to_owned());
        browser::focus_soon("rule-add");
    };
    view! { <button type="button" class="button is-small" id="rule-undo" data-testid="rule-undo" on:click=back>{text::undo()}</button> }
        .into_any()
}

/// Asking the rules about what is here.
fn over(desk: Desk) -> AnyView {
    let on_change = move |event| {
        if let Some(folder) = place_of(desk, &event_target_value(&event)) {
            desk.over.set(folder);
        }
    };
    let is_empty = move || desk.rules.with(|rules| rules.as_ref().is_none_or(Vec::is_empty));
    view! {
        <div class="rules-over">
            <div class="field">
                <label for="rules-over">{text::rules_over()}</label>
                <span class="select">
                    <select class="input" id="rules-over" data-testid="rules-over" on:change=on_change>{place_options(desk, None, move || Some(desk.over.get()))}</select>
                    {icon("chevron")}
                </span>
            </div>
            <button type="button" class="button" data-testid="rule-try" title=text::rule_try_hint() prop:disabled=is_empty
                on:click=move |_| desk.show(Shown::Trial(desk.all(), Box::new(Shown::List)))>{text::rule_try()}</button>
            <button type="button" class="button" data-testid="rule-run" prop:disabled=is_empty on:click=move |_| run(desk)>{text::rule_run()}</button>
        </div>
    }
    .into_any()
}

fn foot(desk: Desk) -> AnyView {
    let on_export = move |_| {
        let folders = desk.app.folders_of(desk.account);
        let written = file::written(&desk.all(), &folders, &desk.app.tags.get_untracked());
        if browser::save_file(file::FILE_NAME, written.as_bytes()).is_err() {
            desk.note.set(text::download_failed().to_owned());
        }
    };
    let on_import = move |event| {
        spawn_local(async move {
            if let Some(written) = browser::json::chosen_text(&event).await {
                desk.import(&written);
            }
        });
    };
    view! {
        <footer class="modal-foot box-foot">
            <button type="button" class="button is-quiet" data-testid="rules-export" on:click=on_export>{icon("download")}{text::rules_export()}</button>
            <label class="button is-quiet rules-import">
                {icon("up")}{text::rules_import()}
                <input type="file" class="visually-hidden" accept=".json,application/json" data-testid="rules-import" on:change=on_import />
            </label>
            <button type="button" class="button is-primary" id="rule-add" data-testid="rule-add" autofocus on:click=move |_| desk.show(Shown::Form(Draft::default(), None))>
                {icon("plus")}{text::rule_add()}
            </button>
        </footer>
    }
    .into_any()
}

impl Desk {
    /// Changes the rules, and keeps them; `change` tells what there is to say.
    fn change(self, change: impl FnOnce(&mut Vec<Rule>) -> String) {
        let mut rules = self.all();
        self.note.set(String::new());
        self.removed.set(None);
        let said = change(&mut rules);
        self.keep(rules, said);
    }

    fn swap(self, from: usize, to: usize, way: &'static str) {
        self.change(|rules| {
            if to < rules.len() {
                rules.swap(from, to);
            }
            let name = rules.get(to).map(|rule| rule.name.as_str());
            text::rule_moved(name.unwrap_or_default(), to + 1)
        });
        // At either end the way back is the one that is left.
        let last = self.all().len().saturating_sub(1);
        let way = match (way, to) {
            ("up", 0) => "down",
            ("down", to) if to == last => "up",
            _ => way,
        };
        browser::focus_soon(["rule-", way, "-", &to.to_string()].concat());
    }

    fn remove(self, at: usize) {
        let mut rules = self.all();
        if at >= rules.len() {
            return;
        }
        let rule = rules.remove(at);
        self.keep(rules, text::rule_removed(rule.name.as_str()));
        self.removed.set(Some((at, rule)));
        browser::focus_soon("rule-undo");
    }

    fn import(self, written: &str) {
        let have = self.all();
        let folders = self.app.folders_of(self.account);
        let tags = self.app.tags.get_untracked();
        let read = browser::json::json(written)
            .map_err(file::FileProblem::NotJson)
            .and_then(|file| file::read(&file, &folders, &tags, have.len()));
        match read {
            Ok(new) => {
                let said = text::rules_imported(new.len());
                self.change(|rules| {
                    rules.extend(new);
                    said
                });
            }
            Err(problem) => self.note.set(text::rules_file_problem(&problem)),
        }
    }
}

/// Does what the rules say while one goes on reading.
fn run(desk: Desk) {
    let Desk {
        app, account, over, ..
    } = desk;
    let folder = over.get_untracked();
    close();
    app.say(text::rules_running().to_owned(), false);
    spawn_local(async move {
        match app.call(RunRules { account, folder }).await {
            Some(Ok(run)) if run.changed > 0 => {
                app.offer_undo(
                    text::rules_ran(run.changed),
                    Rc::new(move || undo(app, account, run.clone())),
                );
            }
            Some(Ok(run)) => app.say(text::rules_ran(run.changed), false),
            Some(Err(_)) => app.say(text::move_failed().to_owned(), false),
            None => {}
        }
    });
}

fn undo(app: App, account: AccountId, run: RuleRunView) {
    spawn_local(async move {
        let mut is_done = true;
        for (mark, messages) in run.back {
            let call = MarkMessages {
                account,
                messages,
                mark,
            };
            is_done &= matches!(app.call(call).await, Some(Ok(_)));
        }
        let said = if is_done {
            text::rules_undone()
        } else {
            text::move_failed()
        };
        app.say(said.to_owned(), false);
    });
}
