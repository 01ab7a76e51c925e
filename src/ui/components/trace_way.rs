//! The timeline of a message: each hop from the oldest to the newest, with the wait before it, and the line that belief
//! ends at. Everything in it is a stranger's word until that line.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::state::trace::{Border, border, longest, share, whole};
use crate::ui::text;
use crate::wire::{HopView, TraceView};

/// The section.
pub(super) fn way(trace: &TraceView) -> AnyView {
    let hops = &trace.hops;
    let ends = border(hops);
    let longest_ms = longest(hops);
    let mut title = text::way(hops.len(), trace.left_out);
    title.extend(whole(hops).map(text::took_in_all));
    let lines = hops.iter().enumerate().map(|(place, hop)| {
        let line = (ends == Border::Before(place)).then(|| line(text::trace_border()));
        view! { {line}{row(hop, longest_ms)} }
    });
    let lines = lines.collect_view();
    let note = match ends {
        Border::Before(_) => None,
        _ if hops.is_empty() => Some(text::trace_no_hops()),
        Border::All => Some(text::trace_all_own()),
        Border::None => Some(text::trace_none_own()),
    };
    view! {
        <section class="trace-part" aria-label=text::trace_way()>
            <h3>{text::trace_way()}" "<small>{title}</small></h3>
            <ol class="way" data-testid="trace-way">
                {written(trace)}
                {lines}
                {note.map(line)}
                <li class="way-end">{icon("inbox")}<span>{text::trace_here()}</span></li>
            </ol>
        </section>
    }
    .into_any()
}

fn line(words: &'static str) -> AnyView {
    view! { <li class="way-line" data-testid="trace-line">{icon("shield")}<span>{words}</span></li> }
        .into_any()
}

fn written(trace: &TraceView) -> AnyView {
    let date = match trace.written_at {
        Some(moment) => browser::exact_date(moment),
        None => text::trace_no_date().to_owned(),
    };
    view! { <li class="way-begin">{icon("mail")}<span>{text::trace_written()}</span><time>{date}</time></li> }
        .into_any()
}

fn row(hop: &HopView, longest_ms: i64) -> AnyView {
    let from = first_of([&hop.found, &hop.from, &hop.address]);
    let is_inside = from.is_none() && hop.by.is_empty();
    let from = from.unwrap_or_else(|| text::trace_unnamed()).to_owned();
    let by = first_of([&hop.by])
        .unwrap_or_else(|| text::trace_itself())
        .to_owned();
    let ways = (!is_inside).then(|| view! { <bdi>{from}</bdi>{icon("arrow")} });
    let is_skewed = hop.delay_ms.is_some_and(|delay| delay < 0);
    view! {
        <li class="hop" class:is-believed=hop.believed data-testid="trace-hop" data-believed=hop.believed.to_string()
            data-skewed=is_skewed.to_string()>
            <p class="hop-who">{ways}<bdi class="hop-by">{by}</bdi></p>
            {when(hop, longest_ms)}
            <p class="hop-marks">{marks(hop, is_skewed)}</p>
            {facts(hop)}
        </li>
    }
    .into_any()
}

fn first_of<const N: usize>(texts: [&String; N]) -> Option<&str> {
    texts
        .into_iter()
        .map(String::as_str)
        .find(|text| !text.is_empty())
}

/// The date, the wait before it, and a bar as long as that is beside the longest.
fn when(hop: &HopView, longest_ms: i64) -> AnyView {
    let date = match hop.at {
        Some(moment) => browser::exact_date(moment),
        None if hop.date.is_empty() => text::trace_no_date().to_owned(),
        None => hop.date.clone(),
    };
    let waited = hop.delay_ms.map(|delay| {
        let part = share(delay, longest_ms).to_string();
        view! {
            <span class="hop-delay">{text::delay(delay)}</span>
            <meter class="hop-bar" min="0" max="100" value=part aria-hidden="true"></meter>
        }
    });
    view! { <p class="hop-when"><time><bdi>{date}</bdi></time>{waited}</p> }.into_any()
}

fn marks(hop: &HopView, is_skewed: bool) -> AnyView {
    let (sign, class) = if hop.encrypted {
        ("lock", "trace-chip is-good")
    } else {
        ("unlock", "trace-chip")
    };
    let network = hop.network.and_then(text::network);
    let protocol = (!hop.protocol.is_empty()).then(|| hop.protocol.clone());
    view! {
        <span class=class title=hop.cipher.clone()>{icon(sign)}{text::encryption(hop)}</span>
        {protocol.map(|protocol| view! { <span class="trace-chip"><bdi>{protocol}</bdi></span> })}
        {network.map(|network| view! { <span class="trace-chip">{network}</span> })}
        {is_skewed.then(|| view! { <span class="trace-chip is-odd">{icon("alert")}{text::trace_skew()}</span> })}
    }
    .into_any()
}

/// What else the line says, each with the word that it stands behind there.
fn facts(hop: &HopView) -> Option<AnyView> {
    let called = if hop.found == hop.from {
        ""
    } else {
        hop.from.as_str()
    };
    let all = [
        ("from", if hop.found.is_empty() { "" } else { called }),
        ("address", hop.address.as_str()),
        ("cipher", hop.cipher.as_str()),
        ("id", hop.id.as_str()),
        ("for", hop.recipient.as_str()),
    ];
    let facts: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    if facts.is_empty() {
        return None;
    }
    let facts = facts
        .into_iter()
        .map(|(name, value)| view! { <span>{name}" "<bdi>{value.to_owned()}</bdi></span> })
        .collect_view();
    Some(view! { <p class="hop-facts">{facts}</p> }.into_any())
}
