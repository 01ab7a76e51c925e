//! What a server reports of a message that was sent, readably: whom it did not reach, why, and what to do. What servers
//! wrote is put in as text, and named as theirs.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::text;
use crate::wire::{RecipientView, ReportView};

/// The card.
pub(super) fn report_card(report: &ReportView) -> AnyView {
    let recipients = report.recipients.iter().map(recipient).collect_view();
    view! {
        <section class="report" aria-label=text::report() data-testid="message-report">
            <h2>{text::report_title(report)}</h2>
            {text::reporter(report).map(|reporter| view! { <p class="report-by" dir="auto">{reporter}</p> })}
            <ul>{recipients}</ul>
            {report.more.then(|| view! { <p class="report-by">{text::report_more()}</p> })}
        </section>
    }
    .into_any()
}

fn recipient(recipient: &RecipientView) -> AnyView {
    let code = recipient.status.map(text::code);
    let reason = recipient.status.map(text::report_reason);
    let said = (!recipient.said.is_empty()).then(|| {
        view! {
            <p class="report-by" dir="auto">{text::said_by(&recipient.server)}</p>
            <q class="fault-quote" dir="auto">{recipient.said.clone()}</q>
        }
    });
    let retries = recipient
        .retries_until
        .map(|until| view! { <p>{text::retries(&browser::full_date(until))}</p> });
    view! {
        <li class="report-recipient">
            <p><strong><bdi>{recipient.address.clone()}</bdi></strong>" "<span class="report-outcome">{text::outcome(recipient)}</span></p>
            {reason.map(|reason| view! { <p>{reason}" "<code>{code}</code></p> })}
            {retries}
            {said}
        </li>
    }
    .into_any()
}
