//! How to leave a list: where that would lead, what it tells whom, and the choice. Nothing is asked of anybody here: a page
//! opens, or a letter is written elsewhere, by whoever reads this.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::{close, icon, live};
use crate::ui::text;
use crate::wire::{ListLink, ListPurpose, MessageView, SenderVerdict};

/// The dialog.
#[component]
pub(crate) fn UnsubscribeDialog(
    /// By which message.
    message: MessageView,
) -> impl IntoView {
    let Some(list) = message.list else {
        return ().into_any();
    };
    let verdict = message.sender.verdict;
    let name = [&list.name, &list.id, &message.from.address]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default();
    let doubt = (verdict != SenderVerdict::Verified)
        .then(|| view! { <p class="consent" data-testid="unsubscribe-doubt">{icon("alert")}<span>{text::unsubscribe_doubt()}</span></p> });
    let of = |wanted: fn(&ListLink) -> bool| {
        let leaving = list
            .links
            .iter()
            .filter(|(purpose, _)| *purpose == ListPurpose::Unsubscribe);
        leaving.map(|(_, link)| link).find(|link| wanted(link))
    };
    // What a signature vouches for is all that the promise of one request is worth.
    let promises = list.one_click && verdict == SenderVerdict::Verified;
    let page = of(|link| matches!(link, ListLink::Page { .. })).map(|link| page(link, promises));
    let letter = of(|link| matches!(link, ListLink::Letter { .. })).map(letter);
    view! {
        <p class="modal-advice"><strong><bdi data-testid="unsubscribe-list">{name}</bdi></strong>" "{text::unsubscribe_nothing_yet()}</p>
        {doubt}
        {page}
        {letter}
        <footer class="modal-foot">
            <button type="button" class="button" autofocus on:click=move |_| close()>{text::cancel()}</button>
        </footer>
    }
    .into_any()
}

fn page(link: &ListLink, promises: bool) -> Option<AnyView> {
    let ListLink::Page { url, host } = link else {
        return None;
    };
    let what = if promises {
        text::unsubscribe_one_click()
    } else {
        text::unsubscribe_page()
    };
    let plain = url
        .starts_with("http:")
        .then(|| view! { <p class="modal-advice">{text::unsubscribe_plain()}</p> });
    Some(
        view! {
            <section class="unsubscribe-way">
                <p class="modal-advice">{what}</p>
                {plain}
                <code class="link-address" tabindex="0" dir="ltr">{url.clone()}</code>
                <a class="button is-primary" data-testid="unsubscribe-open" href=url.clone() target="_blank" rel="noopener noreferrer" on:click=move |_| close()>
                    <bdi>{text::open_host(host)}</bdi>
                </a>
            </section>
        }
        .into_any(),
    )
}

fn letter(link: &ListLink) -> Option<AnyView> {
    let ListLink::Letter {
        address,
        subject,
        url,
    } = link
    else {
        return None;
    };
    let subject = (!subject.is_empty()).then(|| copyable(text::letter_subject(), subject.clone()));
    Some(
        view! {
            <section class="unsubscribe-way">
                <p class="modal-advice">{text::unsubscribe_letter()}</p>
                <dl class="facts">{copyable(text::letter_to(), address.clone())}{subject}</dl>
                <a class="button" data-testid="unsubscribe-write" href=url.clone() target="_blank" rel="noopener noreferrer">{text::unsubscribe_write()}</a>
            </section>
        }
        .into_any(),
    )
}

fn copyable(label: &'static str, said: String) -> AnyView {
    let is_copied = RwSignal::new(false);
    let copied = said.clone();
    let on_copy = move |_| {
        browser::copy(&copied);
        is_copied.set(true);
    };
    let name = [text::copy(), " ", &said].concat();
    let caption = move || {
        if is_copied.get() {
            text::copied()
        } else {
            text::copy()
        }
    };
    view! {
        <div>
            <dt>{label}</dt>
            <dd><bdi>{said}</bdi>" "<button type="button" class="form-switch" aria-label=name on:click=on_copy>{live(caption)}</button></dd>
        </div>
    }
    .into_any()
}
