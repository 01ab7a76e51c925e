//! Whom a header names beside the sender, and what servers say that they checked: two tables of facts.

use leptos::prelude::*;

use crate::ui::text;
use crate::wire::{CheckView, DomainAlignment, NameView, ResultsStanding, ResultsView};

/// Everybody whom the header names.
pub(super) fn names(names: &[NameView]) -> AnyView {
    let rows = names.iter().map(name).collect_view();
    view! {
        <section class="trace-part" aria-label=text::trace_names()>
            <h3>{text::trace_names()}</h3>
            <table class="trace-table" data-testid="trace-names">
                <thead><tr><th scope="col">{text::trace_field()}</th><th scope="col">{text::trace_who()}</th><th scope="col">{text::trace_aligned()}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn name(name: &NameView) -> AnyView {
    let shown = if name.text.is_empty() {
        "<>".to_owned()
    } else {
        name.text.clone()
    };
    let class = match name.alignment {
        DomainAlignment::Same | DomainAlignment::Organisation => "trace-chip is-good",
        DomainAlignment::Other => "trace-chip is-odd",
        DomainAlignment::Absent => "trace-chip",
    };
    view! {
        <tr>
            <th scope="row">{text::named_as(name.role)}</th>
            <td><bdi>{shown}</bdi></td>
            <td><span class=class>{text::alignment(name.alignment)}</span></td>
        </tr>
    }
    .into_any()
}

/// SPF, DKIM, DMARC and ARC, as reported and by whom.
pub(super) fn checks(reports: &[ResultsView]) -> AnyView {
    let none = reports
        .is_empty()
        .then(|| view! { <p class="settings-note">{text::trace_no_checks()}</p> });
    let reports = reports.iter().map(report).collect_view();
    view! {
        <section class="trace-part" aria-label=text::trace_checks()>
            <h3>{text::trace_checks()}</h3>
            {none}
            {reports}
        </section>
    }
    .into_any()
}

fn report(report: &ResultsView) -> AnyView {
    let is_believed = report.standing == ResultsStanding::Believed;
    let checks = report
        .checks
        .iter()
        .map(|found| check(found, is_believed))
        .collect_view();
    let by = if report.by.is_empty() {
        text::trace_unnamed().to_owned()
    } else {
        report.by.clone()
    };
    let standing = match report.standing {
        ResultsStanding::Believed => "believed",
        ResultsStanding::Doubtful => "doubtful",
        ResultsStanding::Reported => "reported",
    };
    view! {
        <div class="trace-report" data-testid="trace-report" data-standing=standing>
            <p class="trace-report-by"><strong><bdi>{by}</bdi></strong>" "<code>{text::results_kind(report.kind)}</code></p>
            <p class="settings-note">{text::results_standing(report.standing)}</p>
            <ul>{checks}</ul>
        </div>
    }
    .into_any()
}

fn check(check: &CheckView, is_believed: bool) -> AnyView {
    let class = match check.result.as_str() {
        "pass" if is_believed => "trace-chip is-good",
        "fail" | "permerror" => "trace-chip is-bad",
        _ => "trace-chip",
    };
    let properties = check.properties.iter().map(|(name, value)| {
        view! { <span>{name.clone()}" "<bdi>{value.clone()}</bdi></span> }
    });
    let properties = properties.collect_view();
    view! {
        <li class="trace-report-check">
            <span class=class><b>{check.method.to_uppercase()}</b>" "{check.result.clone()}</span>
            <span class="hop-facts">{properties}</span>
        </li>
    }
    .into_any()
}
