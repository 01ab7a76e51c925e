//! Adding an account: one form that grows, so that nothing is asked twice and password managers understand it.

mod advice;
mod checks;
mod drafts;
mod linked;
mod search;
mod server;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::secret::Secret;
use crate::ui::app::{App, Test, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, PasswordField, icon, live};
use crate::ui::state::setup::{Form, Problem};
use crate::ui::text::{self, Action};
use crate::wire::{DeletionPolicy, DeletionPolicyView};

/// How far the form has grown.
#[derive(Clone, Copy, PartialEq)]
struct Steps {
    /// Whether the server is in sight.
    has_server: RwSignal<bool>,
    /// Whether the server can be changed.
    is_manual: RwSignal<bool>,
    /// How the search for a server that nobody knows stands.
    search: RwSignal<Search>,
    /// What kept the last step from being done.
    problem: RwSignal<Option<Problem>>,
}

/// A search for the server.
#[derive(Clone, Copy, PartialEq)]
enum Search {
    /// None was needed so far.
    None,
    /// The usual names are tried.
    UnderWay,
    /// One of them is a mail server's; nobody has signed in there.
    Found,
    /// None of them was right.
    Failed,
}

/// The page.
#[component]
pub(crate) fn SetupPage() -> impl IntoView {
    let app = app();
    app.form.update(Form::fill_in);
    let has_host = app.form.with_untracked(|form| !form.host.is_empty());
    let steps = Steps {
        has_server: RwSignal::new(has_host),
        is_manual: RwSignal::new(has_host),
        search: RwSignal::new(Search::None),
        problem: RwSignal::new(None),
    };
    drafts::keep(app, steps);
    let followed = linked::follow_links(app, steps);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        go_on(app, steps);
    };
    view! {
        <main class="setup">
            <div class="setup-column">
                <button type="button" class="setup-back" on:click=move |_| { app.forget_test(); app.go_up(); }>
                    {icon("back")}{text::back()}
                </button>
                <h1>{text::setup_title()}</h1>
                <p class="lead">{text::setup_lead()}</p>
                <form class="stack" novalidate on:submit=on_submit>
                    {linked::note(followed)}
                    {identity(app, steps)}
                    {advice::advice(app)}
                    {live(move || (steps.has_server.get()).then(|| server::server(app, steps)))}
                    {live(move || steps.problem.get().map(|problem| view! { <p class="form-problem" role="alert">{icon("alert")}<span>{text::problem(problem)}</span></p> }))}
                    {live(move || checks::checks(app))}
                    {live(move || match app.test.get() { Test::Failed(fault) => Some(failed(app, steps, fault)), _ => None })}
                    {actions(app, steps)}
                </form>
                <p class="setup-keeps" data-testid="setup-keeps">{icon("inbox")}<span>{live(keeps(app))}</span></p>
            </div>
        </main>
    }
    .into_any()
}

/// What will happen to the server's copies: nothing, unless the account is here already and somebody chose otherwise.
fn keeps(app: App) -> impl Fn() -> String {
    let sentence = RwSignal::new(text::setup_keeps().to_owned());
    let email = app.form.with_untracked(|form| form.email.clone());
    let known = app.accounts.with_untracked(|accounts| {
        let mut known = accounts.iter().flatten();
        known
            .find(|account| account.email == email)
            .map(|account| account.id)
    });
    if let Some(account) = known {
        spawn_local(async move {
            if let Some(Ok(policy)) = app.call(DeletionPolicy { account }).await
                && policy != DeletionPolicyView::default()
            {
                let _ = sentence.try_set(text::policy(&policy));
            }
        });
    }
    move || sentence.get()
}

/// Changes the form; what was tested before no longer holds.
fn change(app: App, steps: Steps, write: impl FnOnce(&mut Form)) {
    app.form.update(write);
    steps.problem.set(None);
    steps.search.set(Search::None);
    app.forget_test();
}

fn identity(app: App, steps: Steps) -> AnyView {
    let password = Signal::derive(move || app.form.with(|form| form.password.reveal().to_owned()));
    view! {
        <div class="field">
            <label for="setup-email">{text::email()}</label>
            <input
                id="setup-email"
                class="input"
                type="email"
                name="username"
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                inputmode="email"
                autofocus
                placeholder=text::EMAIL_EXAMPLE
                data-testid="setup-email"
                aria-invalid=move || matches!(steps.problem.get(), Some(Problem::EmailMissing | Problem::EmailMalformed)).then_some("true")
                prop:value=move || app.form.with(|form| form.email.clone())
                on:input=move |event| change(app, steps, |form| {
                    form.email = event_target_value(&event);
                    if !steps.is_manual.get_untracked() {
                        form.derive_server();
                    }
                })
            />
        </div>
        <PasswordField
            id="setup-password"
            value=password
            on_input=Callback::new(move |typed| change(app, steps, |form| form.password = Secret::new(typed)))
        />
        <label class="tick">
            <input
                type="checkbox"
                data-testid="setup-remember"
                prop:checked=move || app.form.with(|form| form.remember)
                on:change=move |event| app.form.update(|form| form.remember = event_target_checked(&event))
            />
            <span>{text::remember()}<small>{text::remember_hint()}</small></span>
        </label>
    }
    .into_any()
}

fn failed(app: App, steps: Steps, fault: crate::wire::Fault) -> AnyView {
    let kept = fault.clone();
    let on_action = Callback::new(move |action| match action {
        Action::EnterPassword => browser::focus_soon("setup-password"),
        Action::EditServer => {
            steps.is_manual.set(true);
            browser::focus_soon("setup-host");
        }
        Action::ReviewCertificate => {
            if let Some(certificate) = &kept.certificate {
                app.dialog.set(Some(crate::ui::app::Dialog::Certificate(
                    certificate.clone(),
                    None,
                )));
            }
        }
        Action::TryAgain | Action::CheckMail => app.test_connection(),
        _ => app.act(action, crate::units::AccountId(0), &kept),
    });
    // What is wrong and what to press next stand at the end, which may be out of sight.
    browser::reveal_soon(".setup-actions");
    view! { <FaultNote fault on_action /> }.into_any()
}

fn actions(app: App, steps: Steps) -> AnyView {
    let on_manual = move |_| {
        app.form.update(|form| {
            if form.host.is_empty() {
                form.derive_server();
            }
        });
        if steps.search.get_untracked() == Search::UnderWay {
            app.forget_test();
            steps.search.set(Search::None);
        }
        steps.has_server.set(true);
        steps.is_manual.set(true);
    };
    let can_work = Memo::new(move |_| {
        app.form
            .with(|form| form.adviser().is_none_or(|provider| provider.need.can_work()))
    });
    let is_passed = Memo::new(move |_| matches!(app.test.get(), Test::Passed(_) | Test::Saving));
    let is_busy = Memo::new(move |_| matches!(app.test.get(), Test::Running | Test::Saving));
    view! {
        <footer class="setup-actions">
            {live(move || (!steps.is_manual.get()).then(|| view! {
                <button type="button" class="button is-quiet" data-testid="setup-manual" on:click=on_manual>{text::manual()}</button>
            }))}
            {live(move || match (steps.has_server.get(), is_passed.get()) {
                // Where a password cannot work, only somebody who knows better goes on.
                (false, _) if !can_work.get() => ().into_any(),
                (false, _) => view! {
                    <button type="submit" class="button is-primary" data-testid="setup-next">{text::next()}</button>
                }.into_any(),
                (true, is_passed) => view! {
                    <button type=if is_passed { "button" } else { "submit" } class="button" class:is-primary=!is_passed class:is-busy=is_busy
                        data-testid="setup-test" on:click=move |_| if is_passed { go_on_testing(app, steps) }>
                        {live(move || match app.test.get() { Test::Idle => text::test(), Test::Running => text::testing(), _ => text::test_again() })}
                    </button>
                    <button type=if is_passed { "submit" } else { "button" } class="button" class:is-primary=is_passed data-testid="setup-finish" disabled=!is_passed>
                        {live(move || if app.test.get() == Test::Saving { text::saving() } else { text::finish() })}
                    </button>
                }.into_any(),
            })}
        </footer>
    }
    .into_any()
}

/// The one main step: to the server, to the test, to the mailbox.
fn go_on(app: App, steps: Steps) {
    if !steps.has_server.get_untracked() {
        return show_server(app, steps);
    }
    match app.test.get_untracked() {
        Test::Passed(_) => app.finish_setup(),
        Test::Saving | Test::Running => {}
        Test::Idle | Test::Failed(_) => go_on_testing(app, steps),
    }
}

fn show_server(app: App, steps: Steps) {
    let problem = app.form.with_untracked(Form::first_problem);
    steps.problem.set(problem);
    let provider = app.form.with_untracked(Form::provider);
    if problem.is_some() || provider.is_some_and(|provider| !provider.need.can_work()) {
        return;
    }
    app.form.update(Form::derive_server);
    steps.has_server.set(true);
    if provider.is_none() {
        return search::search(app, steps);
    }
    match app.form.with_untracked(Form::problem) {
        // Nothing is left to be decided.
        None => app.test_connection(),
        Some(_) => steps.is_manual.set(true),
    }
}

fn go_on_testing(app: App, steps: Steps) {
    let problem = app.form.with_untracked(Form::problem);
    steps.problem.set(problem);
    if problem.is_none() {
        app.test_connection();
    }
}
