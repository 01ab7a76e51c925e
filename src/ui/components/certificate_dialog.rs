//! A certificate for a person to judge. Refusing is the easy way; trusting pins exactly this certificate.

use leptos::prelude::*;

use super::modal::close;
use crate::ui::app::app;
use crate::ui::browser;
use crate::ui::text;
use crate::units::{AccountId, Sha256};
use crate::wire::{CertificateProblem, CertificateView};

/// The dialog.
#[component]
pub(crate) fn CertificateDialog(
    /// What the server showed.
    certificate: CertificateView,
    /// The account it is for; `None` in the set-up.
    account: Option<AccountId>,
) -> impl IntoView {
    let app = app();
    let fingerprint = certificate.fingerprint;
    let has_changed = certificate.problem == CertificateProblem::Changed;
    let advice = if has_changed {
        text::certificate_advice_changed()
    } else {
        text::certificate_advice()
    };
    let on_trust = move |_| {
        close();
        match account {
            Some(account) => app.trust(account, fingerprint),
            None => {
                app.form.update(|form| form.pinned = Some(fingerprint));
                app.test_connection();
            }
        }
    };
    view! {
        {problems(&certificate)}
        {facts(&certificate)}
        <div class="fingerprint">
            <span class="fingerprint-label">{text::certificate_fingerprint()}</span>
            <code data-testid="certificate-fingerprint">{groups(fingerprint)}</code>
        </div>
        <p class="modal-advice">{advice}</p>
        <footer class="modal-foot">
            <button type="button" class="button is-quiet" data-testid="certificate-trust" on:click=on_trust>
                {text::trust()}
            </button>
            <button type="button" class="button is-primary" data-testid="certificate-refuse" autofocus on:click=move |_| close()>
                {text::refuse()}
            </button>
        </footer>
    }
    .into_any()
}

fn problems(certificate: &CertificateView) -> AnyView {
    text::certificate_problems(certificate)
        .into_iter()
        .map(|problem| view! { <p class="modal-lead" data-testid="certificate-problem">{problem}</p> })
        .collect_view()
        .into_any()
}

fn facts(certificate: &CertificateView) -> AnyView {
    let valid = [certificate.not_before, certificate.not_after]
        .map(browser::short_date)
        .join(" – ");
    let rows = [
        (text::certificate_server(), certificate.host.clone()),
        (text::certificate_names(), certificate.names.join(", ")),
        (text::certificate_subject(), certificate.subject.clone()),
        (text::certificate_issuer(), certificate.issuer.clone()),
        (text::certificate_valid(), valid),
    ];
    let rows = rows
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| view! { <div><dt>{label}</dt><dd dir="auto">{value}</dd></div> })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}

/// Groups of four figures, as operators print them, with room to break the line.
fn groups(fingerprint: Sha256) -> String {
    let mut grouped = String::with_capacity(80);
    for (place, figure) in fingerprint.to_string().chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(figure);
    }
    grouped
}
