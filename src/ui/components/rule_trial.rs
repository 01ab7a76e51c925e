//! What rules would do with a folder's messages, listed. Nothing is done.

use leptos::prelude::*;

use super::rules_dialog::{Desk, Shown};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::text;
use crate::wire::{Fault, Rule, RuleAction, RuleTrialLine, RuleTrialView, TryRules};

#[derive(Clone, PartialEq)]
enum Found {
    Asking,
    Here(RuleTrialView),
    Failed(Fault),
}

/// The view; it goes back to what was shown before.
pub(super) fn trial(desk: Desk, rules: Vec<Rule>, before: Shown) -> AnyView {
    let found = RwSignal::new(Found::Asking);
    ask(desk, rules.clone(), found);
    let rules = StoredValue::new(rules);
    view! {
        <div class="rules" tabindex="0" role="region" aria-label=text::rule_try() data-testid="rule-trial"
            aria-busy=move || found.with(|found| *found == Found::Asking).to_string()>
            {live(move || match found.get() {
                Found::Asking => view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::trial_asking()}</p> }.into_any(),
                Found::Failed(fault) => {
                    let on_action = Callback::new(move |_| ask(desk, rules.get_value(), found));
                    view! { <FaultNote fault on_action /> }.into_any()
                }
                Found::Here(view) => lines(desk, &view),
            })}
        </div>
        <footer class="modal-foot box-foot">
            <button type="button" class="button" autofocus data-testid="rule-trial-back" on:click=move |_| desk.show(before.clone())>{icon("back")}{text::back()}</button>
        </footer>
    }
    .into_any()
}

fn ask(desk: Desk, rules: Vec<Rule>, found: RwSignal<Found>) {
    found.set(Found::Asking);
    desk.app.run("rules", async move {
        let call = TryRules {
            account: desk.account,
            folder: desk.over.get_untracked(),
            rules,
        };
        match desk.app.call(call).await {
            Some(Ok(view)) => drop(found.try_set(Found::Here(view))),
            Some(Err(fault)) => drop(found.try_set(Found::Failed(fault))),
            None => {}
        }
    });
}

fn lines(desk: Desk, view: &RuleTrialView) -> AnyView {
    let more = view
        .met
        .saturating_sub(u32::try_from(view.lines.len()).unwrap_or(u32::MAX));
    let summary = if view.met == 0 {
        text::trial_none().to_owned()
    } else {
        text::trial(view.met, view.looked_at)
    };
    view! {
        <p role="status" data-testid="rule-trial-total">{summary}</p>
        {(view.not_here > 0).then(|| view! { <p class="settings-note">{text::trial_not_here(view.not_here)}</p> })}
        <ol class="box-rows">{view.lines.iter().map(|one| line(desk, one)).collect_view()}</ol>
        {(more > 0).then(|| view! { <p class="settings-note">{text::trial_more(more)}</p> })}
        <p class="settings-note">{text::trial_server_note()}</p>
    }
    .into_any()
}

fn line(desk: Desk, line: &RuleTrialLine) -> AnyView {
    let subject = match line.subject.trim() {
        "" => text::no_subject(),
        subject => subject,
    };
    let facts = [line.from.clone(), browser::short_date(line.date)].join(" · ");
    let said = |actions: &[RuleAction]| {
        if actions.is_empty() {
            return text::trial_already().to_owned();
        }
        let said: Vec<String> = desk.places.with_value(|places| {
            let all = actions.iter();
            all.map(|action| desk.said(*action, places)).collect()
        });
        said.join(" · ")
    };
    let by = line.by.iter().map(|(rule, actions)| {
        view! { <li><bdi>{rule.as_str().to_owned()}</bdi><span>{said(actions)}</span></li> }
    });
    view! {
        <li class="rule-met" data-testid="rule-met">
            <strong dir="auto">{subject.to_owned()}</strong>
            <small dir="auto">{facts}</small>
            <ul>{by.collect_view()}</ul>
        </li>
    }
    .into_any()
}
