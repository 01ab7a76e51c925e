//! To whom a message went, where answers go, and what its list says of itself: all of what the short line sums up.
//! Strangers' words are isolated, and their addresses open in a new tab that knows nothing of this one.

use leptos::prelude::*;

use crate::ui::app::app;
use crate::ui::state::shortcuts::Command;
use crate::ui::text;
use crate::wire::{AddressView, ListLink, ListPurpose, ListView, MessageView};

/// The list of facts.
#[component]
pub(crate) fn People(
    /// Of which message.
    view: StoredValue<MessageView>,
) -> impl IntoView {
    let app = app();
    view.with_value(|view| {
        let people = [
            (text::to(), &view.to),
            (text::copy_to(), &view.cc),
            (text::reply_to(), &view.reply_to),
        ]
        .into_iter()
        .filter(|(_, people)| !people.is_empty())
        .map(|(label, people)| fact(label, people.iter().map(person).collect_view().into_any()))
        .collect_view();
        let list = view.list.as_ref().map(list);
        view! {
            <dl class="facts">{people}{list}</dl>
            <button type="button" class="button is-small" data-testid="message-rule" on:click=move |_| { app.obey(Command::MakeRule); }>{text::rule_like()}</button>
        }
        .into_any()
    })
}

fn fact(label: &'static str, said: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{said}</dd></div> }.into_any()
}

fn person(address: &AddressView) -> AnyView {
    let name = (!address.name.trim().is_empty()).then(|| view! { <bdi>{address.name.clone()}</bdi>" " });
    view! { <span class="person">{name}<bdi class="sender-address">{address.address.clone()}</bdi></span> }
        .into_any()
}

fn list(list: &ListView) -> AnyView {
    let is_named = !(list.name.is_empty() && list.id.is_empty());
    let name = is_named.then(|| {
        let said = view! { <span class="person" data-testid="list-id"><bdi>{list.name.clone()}</bdi>" "<bdi class="sender-address">{list.id.clone()}</bdi></span> };
        fact(text::mailing_list(), said.into_any())
    });
    let links = list
        .links
        .iter()
        // Leaving it is a button of its own, which says first what it does.
        .filter(|(purpose, _)| *purpose != ListPurpose::Unsubscribe)
        .map(|(purpose, link)| fact(text::list_purpose(*purpose), self::link(link)))
        .collect_view();
    let precedence = (!list.precedence.is_empty()).then(|| {
        let said = view! { <bdi class="person">{list.precedence.clone()}</bdi> };
        fact(text::list_precedence(), said.into_any())
    });
    view! { {name}{links}{precedence} }.into_any()
}

/// Its whole address is what is read, so that it cannot say one thing and lead to another.
fn link(link: &ListLink) -> AnyView {
    let (url, shown) = match link {
        ListLink::Page { url, .. } => (url, url),
        ListLink::Letter { url, address, .. } => (url, address),
    };
    view! { <a class="person" href=url.clone() target="_blank" rel="noopener noreferrer"><bdi>{shown.clone()}</bdi></a> }
        .into_any()
}
