//! A failure in words: what happened, what to do next, one button, and the details to copy.

use leptos::prelude::*;

use crate::ui::app::{Dialog, app};
use crate::ui::browser;
use crate::ui::components::{icon, live};
use crate::ui::text::{self, Action};
use crate::units::AccountId;
use crate::wire::{Fault, FaultKind};

/// A failure, its next step and "Copy details".
#[component]
pub(crate) fn FaultNote(
    /// What went wrong.
    fault: Fault,
    /// Does what the button says.
    on_action: Callback<Action>,
    /// Whose connection it came over, if one can look at that.
    #[prop(optional)]
    account: Option<AccountId>,
) -> impl IntoView {
    let app = app();
    let explained = text::explain(&fault);
    let fault_kind = fault.kind;
    let doctor = account.filter(|_| !fault.host.is_empty()).map(|account| {
        view! {
            <button type="button" class="button is-small" data-testid="doctor"
                on:click=move |_| app.dialog.set(Some(Dialog::Doctor(account)))>{text::doctor_ask()}</button>
        }
        .into_any()
    });
    let link = fault.link.clone().map(link);
    let (copied, set_copied) = signal(false);
    let on_copy = move |_| {
        let version = app
            .versions
            .with_untracked(|versions| versions.as_ref().map(|v| v.app.clone()));
        browser::copy(&text::copy_details(
            &fault,
            version.as_deref().unwrap_or_default(),
        ));
        set_copied.set(true);
    };
    // Nothing is wrong with these: no alarm, and nothing to report.
    let is_calm = matches!(
        fault_kind,
        FaultKind::NotFetched | FaultKind::NotHere | FaultKind::BusyElsewhere | FaultKind::Cancelled
    );
    let button = |action: Action| {
        (action != Action::Nothing).then(|| {
            view! {
                <button type="button" class="button is-small" on:click=move |_| on_action.run(action)>{action.label()}</button>
            }
            .into_any()
        })
    };
    let quote = explained
        .quote
        .map(|quote| view! { <q class="fault-quote" dir="auto">{quote}</q> }.into_any());
    view! {
        <div
            class="fault-note"
            class:is-calm=is_calm
            role=if is_calm { "status" } else { "alert" }
            data-fault=fault_kind.name()
        >
            {icon(if is_calm { "info" } else { "alert" })}
            <div class="fault-text">
                <strong>{explained.what}</strong>
                <span>{explained.next}</span>
                {quote}
                {link}
                <div class="fault-actions">
                    {button(explained.action)}
                    {button(explained.also)}
                    {doctor}
                    {(!is_calm).then(|| view! {
                        <button type="button" class="button is-small is-quiet" on:click=on_copy>
                            {live(move || if copied.get() { text::copied() } else { text::copy_the_details() })}
                        </button>
                    })}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// A page that the server wants visited, and whose it is.
fn link(page: String) -> AnyView {
    let label = text::open_page(&page);
    view! { <a class="fault-link" href=page.clone() title=page target="_blank" rel="noopener noreferrer" data-testid="fault-link">{label}</a> }.into_any()
}
