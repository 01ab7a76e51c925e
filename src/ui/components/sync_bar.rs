//! How a check for mail stands: a slim bar, a line, a way to stop it, and what went wrong.

use leptos::prelude::*;

use crate::ui::app::{App, app};
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::sync;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{SyncState, SyncView};

/// The bar of the account whose mail is on the screen.
#[component]
pub(crate) fn SyncBar() -> impl IntoView {
    let app = app();
    let view = Memo::new(move |_| app.sync_shown());
    let state = move || view.with(|view| view.as_ref().map_or(SyncState::Idle, |view| view.state));
    let figure =
        move |read: fn(&SyncView) -> u32| view.with(|view| view.as_ref().map_or(0, read)).to_string();
    let fault = Memo::new(move |_| view.with(|view| view.as_ref().and_then(|view| view.fault.clone())));
    view! {
        <div
            class="sync-bar"
            data-testid="sync-status"
            data-state=move || sync::state_name(state())
            data-done=move || figure(|view| view.done)
            data-total=move || figure(|view| view.total)
            data-fault=move || fault.with(|fault| fault.as_ref().map(|fault| fault.kind.name()))
        >
            {live(move || view.get().filter(sync::is_running).map(|view| running(app, &view)))}
            {live(move || (state() == SyncState::Offline).then(|| view! { <p class="sync-line">{icon("offline")}<span>{text::sync_offline()}</span></p> }))}
            {live(move || {
                let fault = fault.get()?;
                let account = view.with_untracked(|view| view.as_ref().map(|view| view.account))?;
                Some(failed(app, account, fault))
            })}
        </div>
    }
    .into_any()
}

fn running(app: App, view: &SyncView) -> AnyView {
    let account = view.account;
    let progress = sync::progress(view);
    let width = progress.map(|progress| {
        let mut width = progress.to_string();
        width.push('%');
        width
    });
    let stop = (!view.elsewhere).then(|| {
        view! {
            <button type="button" class="button is-small is-quiet" data-testid="sync-cancel" title=text::stop_hint()
                on:click=move |_| app.stop_check(account)>{text::stop()}</button>
        }
    });
    view! {
        <div class="sync-track" class:is-unknown=progress.is_none()><i style:inline-size=width></i></div>
        <p class="sync-line">
            <span>{text::sync(view)}</span>
            <span class="sync-bytes">{text::sync_bytes(view)}</span>
            {stop}
        </p>
    }
    .into_any()
}

fn failed(app: App, account: AccountId, fault: crate::wire::Fault) -> AnyView {
    let kept = fault.clone();
    let on_action = Callback::new(move |action| app.act(action, account, &kept));
    view! { <FaultNote fault on_action account /> }.into_any()
}
