//! What the next check would delete from a server, and why the rest stays. Where the browser may lose the mail, what has
//! to be settled before.

use leptos::prelude::*;

use super::copies_dialog::Sheet;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::figures;
use crate::ui::text;
use crate::wire::{DeletionPlanView, DeletionView, Fault};

/// The engine's answer.
#[derive(Clone, PartialEq)]
pub(super) enum Plan {
    Loading,
    Here(DeletionPlanView),
    Failed(Fault),
}

/// The part.
pub(super) fn plan(sheet: Sheet) -> AnyView {
    // Once it is shown it stays, so that its tick keeps the focus.
    let needs_promise = Memo::new(move |before: Option<&bool>| {
        let is_open = sheet
            .plan
            .with(|plan| matches!(plan, Plan::Here(plan) if plan.browser_may_forget));
        let (deletes, has_agreed) = sheet.form.with(|form| {
            let chosen = form.as_ref().filter(|form| !form.keeps_all());
            (chosen.is_some(), chosen.is_some_and(|form| form.has_agreed))
        });
        let is_kept = sheet.is_promised.get();
        deletes && !is_kept && (is_open || has_agreed || before == Some(&true))
    });
    view! {
        {live(move || needs_promise.get().then(|| promise(sheet)))}
        <section class="copies-plan" aria-busy=move || sheet.plan.with(|plan| *plan == Plan::Loading).to_string()>
            <h3>{text::copies_plan()}</h3>
            {live(move || match sheet.plan.get() {
                Plan::Loading => view! { <p class="skeleton" role="status">{text::coming()}</p> }.into_any(),
                Plan::Here(plan) => foreseen(&plan, sheet),
                Plan::Failed(fault) => view! { <FaultNote fault on_action=Callback::new(move |_| sheet.ask_for_plan(sheet.policy.get_untracked())) /> }.into_any(),
            })}
        </section>
    }
    .into_any()
}

fn foreseen(plan: &DeletionPlanView, sheet: Sheet) -> AnyView {
    let is_keeping = sheet
        .policy
        .get_untracked()
        .is_none_or(|policy| policy == Default::default());
    let more = (plan.due as usize).saturating_sub(plan.lines.len());
    let lines = plan.lines.iter().map(line).collect_view();
    let list = (!plan.lines.is_empty()).then(|| {
        view! {
            <ul class="copies-lines" tabindex="0" aria-label=text::copies_plan()>
                {lines}
                {(more > 0).then(|| view! { <li class="settings-note">{text::plan_more(more)}</li> })}
            </ul>
        }
    });
    let rest = text::plan_rest(plan, is_keeping)
        .into_iter()
        .map(|reason| view! { <li>{reason}</li> })
        .collect_view();
    view! {
        <p data-testid="deletion-plan" data-due=plan.due.to_string()>{text::plan(plan)}</p>
        {list}
        <ul class="copies-rest">{rest}</ul>
    }
    .into_any()
}

fn line(line: &DeletionView) -> AnyView {
    let subject = match line.subject.trim() {
        "" => text::no_subject().to_owned(),
        subject => subject.to_owned(),
    };
    view! { <li data-testid="deletion-planned"><span dir="auto">{subject}</span><small>{figures::size(line.octets)}</small></li> }
        .into_any()
}

/// The browser's promise, or the user's word for it.
fn promise(sheet: Sheet) -> AnyView {
    view! {
        <div class="consent" data-testid="deletion-forgetful">
            {icon("disk")}
            <div>
                <strong>{text::copies_forgetful()}</strong>
                <p>{text::copies_forgetful_lead()}</p>
                <button type="button" class="button is-small" data-testid="deletion-persist" on:click=move |_| sheet.ask_browser()>{text::storage_ask()}</button>
                {live(move || sheet.is_refused.get().then(|| view! { <p role="status">{text::copies_forgetful_refused()}</p> }))}
                <label class="tick">
                    <input
                        type="checkbox"
                        data-testid="deletion-consent"
                        prop:checked=move || sheet.form.with(|form| form.as_ref().is_some_and(|form| form.has_agreed))
                        on:change=move |event| sheet.change(|form| form.has_agreed = event_target_checked(&event))
                    />
                    <span>{text::copies_agree()}</span>
                </label>
            </div>
        </div>
    }
    .into_any()
}
