//! What is attached, to be saved byte for byte. Nothing opens in this origin.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::browser;
use crate::ui::components::icon;
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::Octets;
use crate::wire::{AttachmentView, MessageView, NestedView};

/// The grid; nothing where nothing is attached.
pub(crate) fn attachments(app: App, view: &MessageView) -> Option<AnyView> {
    if view.attachments.is_empty() {
        return None;
    }
    let total = Octets(
        view.attachments
            .iter()
            .map(|attachment| attachment.octets.0)
            .sum(),
    );
    let message = view.message;
    let is_report = view.report.is_some();
    let cards = view
        .attachments
        .iter()
        .map(|attachment| {
            let saved = attachment.clone();
            let on_save = Callback::new(move |()| {
                if let Some((account, _)) = app.route.get_untracked().message() {
                    app.save_attachment(account, message, &saved);
                }
            });
            match &attachment.nested {
                Some(nested) => message_card(app, attachment, nested, is_report, on_save),
                None => card(attachment, on_save),
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="attachments">
                <h2>{text::attachments(view.attachments.len(), &figures::size(total))}</h2>
                <ul>{cards}</ul>
            </section>
        }
        .into_any(),
    )
}

fn card(attachment: &AttachmentView, on_save: Callback<()>) -> AnyView {
    let name = attachment.name.clone();
    let title = name.clone();
    view! {
        <li class="attachment" data-testid="attachment" data-name=attachment.name.clone() data-size=attachment.octets.0.to_string()>
            <span class="attachment-kind" aria-hidden="true">{kind(attachment)}</span>
            <span class="attachment-text">
                <bdi class="attachment-name" title=title>{name}</bdi>
                <small>{figures::size(attachment.octets)}</small>
                {warnings(attachment)}
            </span>
            {save(attachment, on_save)}
        </li>
    }
    .into_any()
}

/// What to know before it is opened.
fn warnings(attachment: &AttachmentView) -> AnyView {
    let tricks = attachment.tricks.iter().map(|&trick| text::name_trick(trick));
    tricks
        .chain(attachment.danger.map(text::danger))
        .map(|warning| {
            view! { <small class="attachment-warning" data-testid="attachment-warning">{warning}</small> }
        })
        .collect_view()
        .into_any()
}

/// A message inside of this one: it opens like any other.
fn message_card(
    app: App,
    attachment: &AttachmentView,
    nested: &NestedView,
    is_report: bool,
    on_save: Callback<()>,
) -> AnyView {
    let part = attachment.part;
    let what = if is_report {
        text::NESTED_RETURNED
    } else {
        text::NESTED_FORWARDED
    };
    let subject = if nested.subject.is_empty() {
        text::NO_SUBJECT
    } else {
        &nested.subject
    }
    .to_owned();
    let title = subject.clone();
    let date = nested
        .date
        .map(|date| view! { <small><time>{browser::full_date(date)}</time></small> });
    view! {
        <li class="attachment" data-testid="attachment" data-name=attachment.name.clone() data-size=attachment.octets.0.to_string()>
            <button type="button" class="attachment-open" data-testid="nested-open" title=text::NESTED_OPEN on:click=move |_| app.open_nested(part)>
                <span class="attachment-kind" aria-hidden="true">{icon("mail")}</span>
                <span class="attachment-text">
                    <small>{what}</small>
                    <bdi class="attachment-name" title=title>{subject}</bdi>
                    <small class="attachment-from"><bdi>{text::nested_sender(nested)}</bdi></small>
                    {date}
                </span>
            </button>
            {save(attachment, on_save)}
        </li>
    }
    .into_any()
}

fn save(attachment: &AttachmentView, on_save: Callback<()>) -> AnyView {
    let label = [text::SAVE_ATTACHMENT, " ", &attachment.name].concat();
    view! {
        <button type="button" class="icon-button" data-testid="attachment-save" aria-label=label title=text::SAVE on:click=move |_| on_save.run(())>
            {icon("download")}
        </button>
    }
    .into_any()
}

/// A few letters that say what it is: the ending of its name, or its type. The style makes capitals of them.
fn kind(attachment: &AttachmentView) -> String {
    let ending = attachment.name.rsplit_once('.').map(|(_, ending)| ending);
    let short =
        ending.filter(|ending| (1..=4).contains(&ending.len()) && ending.chars().all(char::is_alphanumeric));
    short
        .or_else(|| {
            attachment
                .media_type
                .split('/')
                .next()
                .filter(|kind| kind.len() <= 5)
        })
        .unwrap_or("file")
        .to_owned()
}
