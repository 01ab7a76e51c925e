//! Who an open message is from: name and address, and a verdict in a word that opens the way the message came.
//! Strangers' words are isolated, so that none turns another around.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::components::icon;
use crate::ui::state::sender::verdict_name;
use crate::ui::text;
use crate::wire::{MessageView, SenderVerdict};

/// The sender's name, address and verdict.
pub(super) fn sender_line(app: App, view: &MessageView) -> AnyView {
    let name = text::person(&view.from).to_owned();
    let has_name = name != view.from.address;
    let address = view.from.address.clone();
    let verdict = view.sender.verdict;
    let word = text::verdict(verdict);
    let reason = text::verdict_reason(verdict, view.sender.reason);
    let label = [word, ". ", reason].concat();
    let is_new = view.sender.earlier == Some(0) && !view.from.address.is_empty();
    view! {
        <div class="sender-line">
            <p class="sender-from" data-testid="message-from">
                <bdi class="sender-name">{if name.is_empty() { text::no_sender().to_owned() } else { name }}</bdi>
                {has_name.then(|| view! { " "<bdi class="sender-address">{address}</bdi> })}
            </p>
            <button type="button" class="verdict" data-testid="sender-verdict" data-verdict=verdict_name(verdict)
                aria-label=label title=reason on:click=move |_| { app.open_trace(); }>
                {icon(sign(verdict))}{word}
            </button>
            {is_new.then(|| view! { <span class="first-time" data-testid="first-time">{text::first_time()}</span> })}
        </div>
    }
    .into_any()
}

const fn sign(verdict: SenderVerdict) -> &'static str {
    match verdict {
        SenderVerdict::Verified => "shield-check",
        SenderVerdict::Unverified => "shield",
        SenderVerdict::Failed => "alert",
    }
}
