//! What emptying the trash, or junk, would take for good, and doing it. There is no undoing, and so it is asked first.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::modal::close;
use crate::ui::app::app;
use crate::ui::components::{FaultNote, icon, live};
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::AccountId;
use crate::wire::{EraseThrownAway, Fault, Folder, ThrownAwayView};

/// The dialog.
#[component]
pub(crate) fn EmptyDialog(
    /// Whose mail.
    account: AccountId,
    /// The trash, or junk.
    folder: Folder,
) -> impl IntoView {
    let app = app();
    let plan = RwSignal::new(None::<Result<ThrownAwayView, Fault>>);
    let is_busy = RwSignal::new(false);
    let ask = move |is_trial| {
        app.call(EraseThrownAway {
            account,
            folder,
            thrown_before: None,
            is_trial,
        })
    };
    spawn_local(async move {
        let _ = plan.try_set(ask(true).await);
    });
    let erase = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            match ask(false).await {
                Some(Ok(erased)) => {
                    close();
                    app.choose_none();
                    app.say(text::erased(erased.messages), false);
                }
                Some(Err(fault)) => {
                    let _ = plan.try_set(Some(Err(fault)));
                }
                None => {}
            }
        });
    };
    let said = move || match plan.get() {
        None => {
            view! { <p class="coming" role="status"><i class="spinner"></i>{text::coming()}</p> }.into_any()
        }
        Some(Err(fault)) => view! { <FaultNote fault on_action=Callback::new(|_| ()) /> }.into_any(),
        Some(Ok(view)) => lines(view),
    };
    let has_any = move || plan.with(|plan| matches!(plan, Some(Ok(view)) if view.messages > 0));
    view! {
        <div class="stack" data-testid="empty-plan">{live(said)}</div>
        <footer class="modal-foot">
            <button type="button" class="button is-quiet" autofocus on:click=move |_| close()>{text::cancel()}</button>
            <button type="button" class="button is-danger" data-testid="empty-confirm" prop:disabled=move || is_busy.get() || !has_any() on:click=erase>
                {icon("trash")}{text::erase_for_good()}
            </button>
        </footer>
    }
    .into_any()
}

fn lines(view: ThrownAwayView) -> AnyView {
    let goes = if view.messages > 0 {
        text::erasing(view.messages, &figures::size(view.octets))
    } else {
        text::erasing_nothing().to_owned()
    };
    let waiting = (view.waiting > 0).then(|| view! { <p>{text::erasing_waits(view.waiting)}</p> });
    let not_here = (view.not_here > 0).then(|| view! { <p>{text::erasing_not_here(view.not_here)}</p> });
    view! {
        <p>{goes}</p>
        {waiting}
        {not_here}
        <p class="settings-note">{text::erasing_note()}</p>
    }
    .into_any()
}
