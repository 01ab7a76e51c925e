//! The way a message came, who says who sent it, and the header beside it. It shows; what is believed was decided where
//! the header was read.

use leptos::prelude::*;

use super::trace_facts::{checks, names};
use super::trace_header::trace_header;
use super::trace_way::way;
use crate::ui::app::{App, app};
use crate::ui::browser;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::sender::verdict_name;
use crate::ui::text;
use crate::units::{AccountId, MessageId};
use crate::wire::{Fault, SenderView, Trace, TraceView};

/// Where the keyboard begins: what can be scrolled.
const STORY: &str = "trace-story";

#[derive(Clone, PartialEq)]
enum State {
    Loading,
    Here(TraceView),
    Failed(Fault),
}

impl State {
    const fn name(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Here(_) => "ready",
            Self::Failed(_) => "error",
        }
    }
}

/// The dialog.
#[component]
pub(crate) fn TraceDialog(
    /// Whose.
    account: AccountId,
    /// Which message.
    message: MessageId,
    /// The attachments behind which it lies.
    within: Vec<u32>,
) -> impl IntoView {
    let app = app();
    let state = RwSignal::new(State::Loading);
    let call = Trace {
        account,
        message,
        within,
    };
    load(app, call.clone(), state);
    let again = Callback::new(move |_| load(app, call.clone(), state));
    view! {
        <div class="trace" data-testid="trace" data-state=move || state.with(State::name)
            aria-busy=move || state.with(|state| *state == State::Loading).to_string()>
            {live(move || match state.get() {
                State::Loading => view! { <p class="coming skeleton" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any(),
                State::Failed(fault) => view! { <FaultNote fault on_action=again /> }.into_any(),
                State::Here(trace) => contents(trace),
            })}
        </div>
    }
    .into_any()
}

fn load(app: App, call: Trace, state: RwSignal<State>) {
    state.set(State::Loading);
    app.run("trace", async move {
        match app.call(call).await {
            Some(Ok(trace)) => {
                let _ = state.try_set(State::Here(trace));
                browser::focus_soon(STORY);
            }
            Some(Err(fault)) => drop(state.try_set(State::Failed(fault))),
            None => {}
        }
    });
}

fn contents(trace: TraceView) -> AnyView {
    view! {
        <div class="trace-story" id=STORY tabindex="0" role="region" aria-label=text::trace()>
            {summary(&trace.sender)}
            {way(&trace)}
            {names(&trace.names)}
            {checks(&trace.reports)}
        </div>
        {trace_header(trace.header, trace.is_header_cut)}
    }
    .into_any()
}

/// The verdict with its reason, and everything that stands out.
fn summary(sender: &SenderView) -> AnyView {
    let hints = sender
        .hints
        .iter()
        .map(|hint| view! { <li>{icon("alert")}<span>{text::hint(hint)}</span></li> });
    let hints = hints.collect_view();
    let is_new = sender.earlier == Some(0);
    view! {
        <section class="trace-verdict" data-verdict=verdict_name(sender.verdict)>
            {icon("shield")}
            <div>
                <h3>{text::verdict(sender.verdict)}</h3>
                <p>{text::verdict_reason(sender.verdict, sender.reason)}</p>
            </div>
        </section>
        <section class="trace-part" aria-label=text::trace_hints()>
            <h3>{text::trace_hints()}</h3>
            <ul class="trace-hints" data-testid="trace-hints">
                {hints}
                {is_new.then(|| view! { <li>{icon("info")}<span>{text::first_time()}</span></li> })}
                {(sender.hints.is_empty() && !is_new).then(|| view! { <li>{icon("check")}<span>{text::trace_no_hints()}</span></li> })}
            </ul>
        </section>
    }
    .into_any()
}
