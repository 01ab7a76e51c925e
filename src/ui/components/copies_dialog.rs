//! Which copies on an account's server may be deleted: the choice, what it means, and what it would do next. It must not
//! save a choice that deletes while the browser may lose the mail, unless somebody has said so in so many words.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::copies_plan::{Plan, plan};
use super::modal::close;
use crate::ui::app::{App, Dialog, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::deletion::{Copies, RULES, Rule, habit};
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{
    AccountView, DeletionPolicy, DeletionPolicyView, Fault, PlanDeletions, ServerFactsView, SetDeletionPolicy,
};

/// What the parts of the dialog share.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub(super) app: App,
    pub(super) account: AccountId,
    /// The form, once the policy is known.
    pub(super) form: RwSignal<Option<Copies>>,
    /// The policy of the form; `None` while a number makes no sense.
    pub(super) policy: Memo<Option<DeletionPolicyView>>,
    pub(super) plan: RwSignal<Plan>,
    /// The browser was asked to keep the mail, and promised it.
    pub(super) is_promised: RwSignal<bool>,
    /// It was asked, and did not.
    pub(super) is_refused: RwSignal<bool>,
    /// Somebody wanted to save what is not settled.
    is_unsettled: RwSignal<bool>,
    fault: RwSignal<Option<Fault>>,
}

/// The dialog.
#[component]
pub(crate) fn CopiesDialog(
    /// Whose server.
    account: AccountView,
) -> impl IntoView {
    let form = RwSignal::new(None::<Copies>);
    let sheet = Sheet {
        app: app(),
        account: account.id,
        form,
        policy: Memo::new(move |_| form.with(|form| form.as_ref().and_then(Copies::policy))),
        plan: RwSignal::new(Plan::Loading),
        is_promised: RwSignal::new(false),
        is_refused: RwSignal::new(false),
        is_unsettled: RwSignal::new(false),
        fault: RwSignal::new(None),
    };
    sheet.load();
    Effect::new(move |_| sheet.ask_for_plan(sheet.policy.get()));
    let is_loaded = Memo::new(move |_| form.with(Option::is_some));
    let (app, id) = (sheet.app, account.id);
    // A check that ends meanwhile may bring others.
    let facts = Memo::new(move |_| {
        app.account(id)
            .map(|account| account.server_facts)
            .unwrap_or_default()
    });
    let whose = [account.email.as_str(), account.server.as_str()].join(" · ");
    view! {
        <div class="copies">
            <p class="settings-note">{whose}</p>
            {live(move || match (is_loaded.get(), sheet.fault.get()) {
                (true, _) => form_of(sheet, facts),
                (false, Some(fault)) => view! { <FaultNote fault on_action=Callback::new(move |_| sheet.load()) /> }.into_any(),
                (false, None) => waiting(),
            })}
            {live(move || facts.with(server_facts))}
        </div>
        {foot(sheet, account)}
    }
    .into_any()
}

impl Sheet {
    fn load(self) {
        self.fault.set(None);
        spawn_local(async move {
            match self
                .app
                .call(DeletionPolicy {
                    account: self.account,
                })
                .await
            {
                Some(Ok(policy)) => drop(self.form.try_set(Some(Copies::of(&policy)))),
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }

    /// Asks anew what a policy would do; an answer to an older question is not waited for.
    pub(super) fn ask_for_plan(self, policy: Option<DeletionPolicyView>) {
        let Some(policy) = policy else {
            return self.app.stop("plan");
        };
        self.app.run("plan", async move {
            let account = self.account;
            match self.app.call(PlanDeletions { account, policy }).await {
                Some(Ok(plan)) => drop(self.plan.try_set(Plan::Here(plan))),
                Some(Err(fault)) => drop(self.plan.try_set(Plan::Failed(fault))),
                None => {}
            }
        });
    }

    /// Whether something holds for a rule of the form.
    fn is_so(self, rule: Rule, holds: fn(&Copies, Rule) -> bool) -> bool {
        self.form
            .with(|form| form.as_ref().is_some_and(|form| holds(form, rule)))
    }

    /// Changes the form.
    pub(super) fn change(self, write: impl FnOnce(&mut Copies)) {
        self.is_unsettled.set(false);
        self.form.update(|form| {
            if let Some(form) = form {
                write(form);
            }
        });
    }

    /// Asks the browser to keep the mail.
    pub(super) fn ask_browser(self) {
        spawn_local(async move {
            let is_kept = browser::persist_storage().await;
            let _ = self.is_promised.try_set(is_kept);
            let _ = self.is_refused.try_set(!is_kept);
            // The dialog may be gone when the answer comes.
            if let Some(policy) = self.policy.try_get_untracked() {
                self.ask_for_plan(policy);
            }
        });
    }

    fn save(self) {
        let Some(policy) = self.policy.get_untracked() else {
            let wrong = self
                .form
                .with_untracked(|form| form.as_ref().and_then(Copies::first_wrong));
            return wrong
                .into_iter()
                .for_each(|rule| browser::focus_soon(number_id(rule)));
        };
        let is_open = |plan: &Plan| matches!(plan, Plan::Here(plan) if plan.browser_may_forget);
        if self.plan.with_untracked(is_open) {
            return self.is_unsettled.set(true);
        }
        spawn_local(async move {
            let account = self.account;
            match self.app.call(SetDeletionPolicy { account, policy }).await {
                Some(Ok(())) => {
                    close();
                    self.app.announcement.set(text::copies_saved().into());
                }
                Some(Err(fault)) => drop(self.fault.try_set(Some(fault))),
                None => {}
            }
        });
    }
}

fn waiting() -> AnyView {
    view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any()
}

fn form_of(sheet: Sheet, facts: Memo<ServerFactsView>) -> AnyView {
    let sentence = move || {
        let policy = sheet.policy.get()?;
        let retention = facts.with(|facts| facts.retention);
        let own_habit = text::habit(habit(retention, &policy));
        Some(view! {
            <p class="copies-sentence" data-testid="deletion-sentence">{text::policy(&policy)}</p>
            {own_habit.map(|habit| view! { <p class="advice" role="note" data-testid="deletion-habit">{icon("info")}<span>{habit}</span></p> })}
        })
    };
    view! {
        <fieldset class="choices">
            <legend class="visually-hidden">{text::copies_legend()}</legend>
            {keep_or_delete(sheet, true, text::copies_keep())}
            {keep_or_delete(sheet, false, text::copies_delete())}
            {rules(sheet)}
        </fieldset>
        <div class="copies-meaning" aria-live="polite">{live(sentence)}</div>
        {plan(sheet)}
        {live(move || sheet.fault.get().map(|fault| view! { <FaultNote fault on_action=Callback::new(move |_| sheet.save()) /> }))}
    }
    .into_any()
}

/// Nothing goes, or something.
fn keep_or_delete(sheet: Sheet, keeps: bool, label: &'static str) -> AnyView {
    let keeps_all = move || {
        sheet
            .form
            .with(|form| form.as_ref().is_none_or(Copies::keeps_all))
    };
    let choose = move |_| sheet.change(if keeps { Copies::keep_all } else { Copies::begin });
    let id = if keeps { "deletion-keep" } else { "deletion-some" };
    view! {
        <label class="tick">
            <input type="radio" name="copies" data-testid=id prop:checked=move || keeps_all() == keeps on:change=choose />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// What may go, each with its number. Choosing one is choosing that something goes.
fn rules(sheet: Sheet) -> AnyView {
    let is_any_moot = Memo::new(move |_| RULES.into_iter().any(|rule| sheet.is_so(rule, Copies::is_moot)));
    view! {
        <div class="choices copies-rules" role="group" aria-label=text::copies_rules()>
            {RULES.map(|rule| rule_row(sheet, rule)).collect_view()}
            <div role="status">
                {live(move || is_any_moot.get().then(|| view! { <p class="settings-note" id="copies-moot" data-testid="deletion-moot">{text::copies_moot()}</p> }))}
            </div>
        </div>
    }
    .into_any()
}

fn rule_row(sheet: Sheet, rule: Rule) -> AnyView {
    let is_chosen = Memo::new(move |_| sheet.is_so(rule, Copies::has));
    let is_moot = Memo::new(move |_| sheet.is_so(rule, Copies::is_moot));
    view! {
        <label class="tick" class:is-moot=move || is_moot.get()>
            <input
                type="checkbox"
                data-testid=["deletion-", rule.name()].concat()
                aria-describedby=move || is_moot.get().then_some("copies-moot")
                prop:checked=move || is_chosen.get()
                on:change=move |event| sheet.change(|form| form.choose(rule, event_target_checked(&event)))
            />
            <span>{text::rule(rule)}</span>
        </label>
        {live(move || (is_chosen.get() && !is_moot.get()).then(|| number(sheet, rule)))}
    }
    .into_any()
}

fn number_id(rule: Rule) -> String {
    ["copies-", rule.name()].concat()
}

/// A number that goes with a rule.
struct Number {
    label: fn() -> &'static str,
    read: fn(&Copies) -> String,
    write: fn(&mut Copies, String),
}

const DAYS: Number = Number {
    label: text::copies_days,
    read: |form| form.days.clone(),
    write: |form, typed| form.days = typed,
};
const MEGABYTES: Number = Number {
    label: text::copies_megabytes,
    read: |form| form.megabytes.clone(),
    write: |form, typed| form.megabytes = typed,
};

fn number(sheet: Sheet, rule: Rule) -> AnyView {
    let Number { label, read, write } = match rule {
        Rule::Days => DAYS,
        Rule::Large => MEGABYTES,
        Rule::Trashed | Rule::Fetched => return ().into_any(),
    };
    let is_wrong = Memo::new(move |_| sheet.is_so(rule, Copies::is_wrong));
    view! {
        <div class="field copies-number">
            <label for=number_id(rule)>{label()}</label>
            <input
                id=number_id(rule)
                class="input"
                data-testid=["deletion-", rule.name(), "-number"].concat()
                inputmode="numeric"
                autocomplete="off"
                aria-invalid=move || is_wrong.get().then_some("true")
                prop:value=move || sheet.form.with(|form| form.as_ref().map(read))
                on:input=move |event| sheet.change(|form| write(form, event_target_value(&event)))
            />
            {live(move || is_wrong.get().then(|| view! { <p class="form-problem" role="alert">{text::copies_number()}</p> }))}
        </div>
    }
    .into_any()
}

fn server_facts(facts: &ServerFactsView) -> Option<AnyView> {
    let rows = [
        (text::facts_retention(), facts.retention.map(text::retention)),
        (text::facts_delay(), facts.login_delay_s.map(text::pause)),
        (text::facts_software(), facts.implementation.clone()),
    ];
    let rows: Vec<_> = rows
        .into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd dir="auto">{value}</dd></div> })
        .collect();
    (!rows.is_empty())
        .then(|| view! { <dl class="facts copies-facts" data-testid="server-facts">{rows}</dl> }.into_any())
}

fn foot(sheet: Sheet, account: AccountView) -> AnyView {
    let on_history = move |_| sheet.app.open_instead(Dialog::Ledger(account.clone()));
    view! {
        {live(move || sheet.is_unsettled.get().then(|| view! {
            <p class="form-problem" role="alert" data-testid="deletion-unsettled">{icon("alert")}<span>{text::copies_unsettled()}</span></p>
        }))}
        <footer class="modal-foot">
            <button type="button" class="button is-quiet copies-history" data-testid="deletion-history" on:click=on_history>{text::copies_history()}</button>
            <button type="button" class="button is-quiet" on:click=move |_| close()>{text::cancel()}</button>
            <button type="button" class="button is-primary" data-testid="deletion-save" on:click=move |_| sheet.save()>{text::save()}</button>
        </footer>
    }
    .into_any()
}
