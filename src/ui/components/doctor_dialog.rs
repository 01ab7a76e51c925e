//! What is wrong with an account's connection: a live list of steps, the first fault with what to do next, and what was
//! said. It shows; the engine looks. Closing it ends the look.

use leptos::prelude::*;

use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, check_mark, close, icon, live};
use crate::ui::state::diagnosis::{STEPS, state};
use crate::ui::state::setup::{check_name, check_state_name};
use crate::ui::text::{self, Action};
use crate::units::AccountId;
use crate::wire::{
    CheckState, Diagnose, Fault, FaultKind, Learnt, SetupCheck, StepView, TranscriptView, Transcripts,
};

/// The look that is under way, by its name in the app's runs.
const RUN: &str = "doctor";

/// How the look stands.
#[derive(Clone, PartialEq)]
enum Outcome {
    Running,
    Well,
    Failed(Fault),
}

/// A look at one account's connection.
#[derive(Clone, Copy)]
struct Look {
    app: App,
    account: AccountId,
    outcome: RwSignal<Outcome>,
    transcripts: RwSignal<Vec<TranscriptView>>,
}

/// The dialog.
#[component]
pub(crate) fn DoctorDialog(
    /// Whose connection.
    account: AccountId,
) -> impl IntoView {
    let app = app();
    let look = Look {
        app,
        account,
        outcome: RwSignal::new(Outcome::Running),
        transcripts: RwSignal::new(Vec::new()),
    };
    look.begin();
    on_cleanup(move || app.stop(RUN));
    let steps = Memo::new(move |_| app.steps.with(|heard| read(heard)));
    let rows = STEPS.map(|check| row(look, steps, check)).collect_view();
    let whose = app
        .account(account)
        .map(|account| [account.email, account.server].join(" · "));
    view! {
        <p class="settings-note">{whose}</p>
        <div class="doctor" tabindex="0" role="region" aria-label=text::doctor()>
            {live(move || outcome(look))}
            <ol class="checks" aria-label=text::doctor_steps() aria-live="polite">{rows}</ol>
            {transcript(look)}
        </div>
        <footer class="modal-foot">{live(move || buttons(look))}</footer>
    }
    .into_any()
}

impl Look {
    fn begin(self) {
        let Self { app, account, .. } = self;
        app.steps.set(Vec::new());
        self.outcome.set(Outcome::Running);
        app.run(RUN, async move {
            let outcome = match app.call(Diagnose { account }).await {
                Some(Ok(found)) => found.fault.map_or(Outcome::Well, Outcome::Failed),
                Some(Err(fault)) => Outcome::Failed(fault),
                None => return,
            };
            self.load().await;
            // Who asked may have gone.
            let _ = self.outcome.try_set(outcome);
        });
    }

    fn end(self) {
        self.outcome.set(Outcome::Failed(Fault::of(FaultKind::Cancelled)));
        // What was running under this name ends with it.
        self.app.run(RUN, self.load());
    }

    async fn load(self) {
        let account = self.account;
        if let Some(Ok(transcripts)) = self.app.call(Transcripts { account }).await {
            let _ = self.transcripts.try_set(transcripts);
        }
    }

    fn is_over(self) -> bool {
        self.outcome.with(|outcome| *outcome != Outcome::Running)
    }

    /// Everything that was said, as it is copied and saved.
    fn text(self) -> String {
        let version = self.app.versions.with_untracked(|versions| {
            let version = versions.as_ref().map(|versions| versions.app.clone());
            version.unwrap_or_default()
        });
        [
            text::APP,
            " ",
            &version,
            "\n",
            text::transcript_left_out(),
            "\n\n",
            &self.said(),
        ]
        .concat()
    }

    fn said(self) -> String {
        let session = |transcript: &TranscriptView| {
            let mut text = text::session_of(&browser::full_date(transcript.begun_at));
            text.push_str(&transcript.text);
            text
        };
        self.transcripts
            .with(|all| all.iter().map(session).collect::<Vec<_>>().join("\n"))
    }
}

/// The steps as the engine told them.
fn read(heard: &[Vec<u8>]) -> Vec<StepView> {
    let steps = heard.iter().map(|step| postcard::from_bytes(step));
    steps.filter_map(Result::ok).collect()
}

fn row(look: Look, steps: Memo<Vec<StepView>>, check: SetupCheck) -> AnyView {
    let step =
        Memo::new(move |_| steps.with(|steps| steps.iter().rev().find(|step| step.check == check).cloned()));
    let state = Memo::new(move |_| step.with(|step| state(step.as_ref(), look.is_over())));
    let fault = move || match look.outcome.get() {
        Outcome::Failed(fault) if state.get() == CheckState::Failed => Some(fault.kind.name()),
        _ => None,
    };
    let learnt = move || step.with(|step| step.as_ref().map(|step| words(&step.learnt)));
    let took = move || step.with(|step| step.as_ref().and_then(|step| step.took_ms.map(text::took)));
    view! {
        <li
            class="check"
            data-testid="doctor-step"
            data-check=check_name(check)
            data-state=move || check_state_name(state.get())
            data-fault=fault
        >
            <span class="check-mark">{live(move || check_mark(state.get()))}</span>
            <span class="check-label">{text::check_label(check)}</span>
            <span class="doctor-took">{live(took)}</span>
            <span class="doctor-learnt" dir="auto">{live(learnt)}</span>
        </li>
    }
    .into_any()
}

fn words(learnt: &Learnt) -> String {
    let now = browser::now();
    match learnt {
        // Less than a minute is one.
        Learnt::NotBefore(moment) => text::not_before(&browser::relative(moment.plus_ms(59_999), now)),
        learnt => text::learnt(learnt, now),
    }
}

fn outcome(look: Look) -> Option<AnyView> {
    let fault = match look.outcome.get() {
        Outcome::Running => return None,
        Outcome::Well => return Some(note("check", text::doctor_well(), text::doctor_well_next())),
        Outcome::Failed(fault) if fault.kind == FaultKind::BusyElsewhere => {
            return Some(note("info", text::doctor_busy(), text::doctor_busy_next()));
        }
        Outcome::Failed(fault) if fault.kind == FaultKind::Cancelled => return None,
        Outcome::Failed(fault) => fault,
    };
    let kept = fault.clone();
    let on_action = Callback::new(move |action| match action {
        Action::TryAgain => look.begin(),
        action => {
            let fault = kept.clone();
            close();
            // The closing dialog empties the place first.
            request_animation_frame(move || look.app.act(action, look.account, &fault));
        }
    });
    Some(view! { <FaultNote fault on_action /> }.into_any())
}

fn note(sign: &'static str, what: &'static str, next: &'static str) -> AnyView {
    view! {
        <div class="fault-note is-calm" role="status" data-testid="doctor-outcome">
            {icon(sign)}
            <div class="fault-text"><strong>{what}</strong><span>{next}</span></div>
        </div>
    }
    .into_any()
}

fn transcript(look: Look) -> AnyView {
    let said = move || match look.said() {
        said if !said.is_empty() => said,
        _ if look.is_over() => text::transcript_none().into(),
        _ => text::coming().into(),
    };
    view! {
        <section class="doctor-said" aria-label=text::transcript()>
            <h3>{text::transcript()}</h3>
            <p class="settings-note">{text::transcript_left_out()}</p>
            <pre class="source" data-testid="transcript">{live(said)}</pre>
        </section>
    }
    .into_any()
}

fn buttons(look: Look) -> AnyView {
    if !look.is_over() {
        return view! {
            <button type="button" class="button" data-testid="doctor-stop" on:click=move |_| look.end()>{text::stop()}</button>
        }
        .into_any();
    }
    let (is_copied, set_copied) = signal(false);
    let on_copy = move |_| {
        browser::copy(&look.text());
        set_copied.set(true);
    };
    // A browser that saves nothing says so itself.
    let on_save = move |_| drop(browser::save_file(text::TRANSCRIPT_FILE, look.text().as_bytes()));
    view! {
        <button type="button" class="button" data-testid="doctor-again" on:click=move |_| look.begin()>{text::doctor_again()}</button>
        <button type="button" class="button" data-testid="transcript-copy" on:click=on_copy>
            {live(move || if is_copied.get() { text::copied() } else { text::copy() })}
        </button>
        <button type="button" class="button" data-testid="transcript-save" on:click=on_save>
            {icon("download")}{text::transcript_save()}
        </button>
    }
    .into_any()
}
