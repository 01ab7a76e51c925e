//! What a server reports of a message that was sent, readably: whom it did not reach, why, and what to do. What servers
//! wrote is put in as text, and named as theirs.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::on_demand::{Part, on_demand};
use crate::ui::text;
use crate::wire::{MessageView, RecipientView, ReportView};

/// The card; nothing where the message is no report, as hardly any is.
pub(crate) fn report_card(view: &MessageView) -> Option<AnyView> {
    Some(on_demand(Part::Report(view.report.clone()?)))
}

/// What is on the card.
#[component]
pub(crate) fn ReportCard(
    /// What is reported.
    report: ReportView,
) -> impl IntoView {
    let recipients = report.recipients.iter().map(recipient).collect_view();
    view! {
        <section class="report" aria-label=text::REPORT data-testid="message-report">
            <h2>{text::report_title(&report)}</h2>
            {text::reporter(&report).map(|reporter| view! { <p class="report-by" dir="auto">{reporter}</p> })}
            <ul>{recipients}</ul>
            {report.more.then(|| view! { <p class="report-by">{text::REPORT_MORE}</p> })}
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
