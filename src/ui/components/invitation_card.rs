//! The invitation above a message's words: it is read when the message is open, and stands there as what it says. It
//! must not hold the message back, nor open anything.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calendar_card::calendar_card;
use super::contact_cards::contact_cards;
use crate::ui::app::{App, app};
use crate::ui::components::{FaultNote, live};
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::text;
use crate::wire::{BodyView, Fault, MessageView, Preview, PreviewView};

/// What is known of the message in which an invitation came.
#[derive(Clone)]
pub(crate) struct Invited {
    /// Where it lies.
    call: Preview,
    /// The address of whoever sent it.
    sender: String,
    /// Whether the message says nothing besides.
    is_alone: bool,
}

/// The card; nothing where the message is no invitation, as hardly any is.
pub(crate) fn invitation_card(app: App, view: &MessageView) -> Option<AnyView> {
    let part = view.invitation?;
    let (account, _) = app.route.get_untracked().message()?;
    Some(on_demand(Part::Invitation(Invited {
        call: Preview {
            account,
            message: view.message,
            within: view.within.clone(),
            part,
        },
        sender: view.from.address.clone(),
        is_alone: view.body == BodyView::Empty,
    })))
}

#[derive(Clone, PartialEq)]
enum State {
    Loading,
    Here(Option<PreviewView>),
    Failed(Fault),
}

/// What is on the card.
#[component]
pub(crate) fn InvitationCard(
    /// Whose invitation.
    invited: Invited,
) -> impl IntoView {
    let state = RwSignal::new(State::Loading);
    load(app(), invited.call.clone(), state);
    live(move || {
        match state.get() {
        State::Loading => {
            view! { <div class="event-card skeleton" aria-busy="true" data-testid="invitation-coming"><p class="event-kind">{text::invitation()}</p></div> }.into_any()
        }
        State::Failed(fault) => {
            let call = invited.call.clone();
            let on_action = Callback::new(move |_| load(app(), call.clone(), state));
            view! { <FaultNote fault on_action /> }.into_any()
        }
        State::Here(Some(PreviewView::Calendar(calendar))) => {
            calendar_card(&calendar, Some(&invited.sender), invited.is_alone)
        }
        State::Here(Some(PreviewView::Cards(cards))) => contact_cards(&cards),
        State::Here(None) => ().into_any(),
    }
    })
}

fn load(app: App, call: Preview, state: RwSignal<State>) {
    state.set(State::Loading);
    spawn_local(async move {
        let found = match app.call(call).await {
            Some(Ok(preview)) => State::Here(preview),
            Some(Err(fault)) => State::Failed(fault),
            None => return,
        };
        // The message may have been left.
        let _ = state.try_set(found);
    });
}
