//! Contact cards that came by mail. What is on them is put in as text; their links are guarded like those of a message's
//! own words.

use leptos::prelude::*;

use super::avatar::avatar;
use super::message_body::span;
use crate::ui::browser::zones;
use crate::ui::text;
use crate::wire::{CardFieldKind, CardFieldView, CardView, CardsView};

/// The cards.
pub(crate) fn contact_cards(cards: &CardsView) -> AnyView {
    let list = cards.cards.iter().map(card).collect_view();
    view! {
        <ul class="contacts" data-testid="contacts">{list}</ul>
        {cards.more.then(|| view! { <p class="event-note">{text::cards_more()}</p> })}
    }
    .into_any()
}

fn card(card: &CardView) -> AnyView {
    let name = if card.name.is_empty() {
        text::card_nameless()
    } else {
        &card.name
    }
    .to_owned();
    let work: Vec<&str> = [card.title.as_str(), card.organisation.as_str()]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let work = (!work.is_empty()).then(|| view! { <p class="contact-work" dir="auto">{work.join(", ")}</p> });
    let birthday = card.birthday.map(|day| {
        let date = zones::birthday(day.year, day.month, day.day);
        view! { <dt>{text::birthday()}</dt><dd>{date}</dd> }
    });
    view! {
        <li class="contact" data-testid="contact">
            {avatar(&card.name, &address(card), true)}
            <div class="event-text">
                <h3 dir="auto">{name}</h3>
                {work}
                <dl class="event-facts">
                    {card.fields.iter().map(field).collect_view()}
                    {birthday}
                </dl>
                {card.more.then(|| view! { <p class="event-note">{text::card_more()}</p> })}
            </div>
        </li>
    }
    .into_any()
}

fn field(field: &CardFieldView) -> AnyView {
    let spans = field.value.iter().map(span).collect_view();
    view! { <dt><bdi>{text::card_field(field)}</bdi></dt><dd><bdi>{spans}</bdi></dd> }.into_any()
}

/// The first address, which gives the colour.
fn address(card: &CardView) -> String {
    let mail = card.fields.iter().find(|field| field.kind == CardFieldKind::Mail);
    let spans = mail.map(|mail| mail.value.iter().map(|span| span.text.as_str()).collect());
    spans.unwrap_or_else(|| card.name.clone())
}
