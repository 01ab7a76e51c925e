//! What is attached, to be saved byte for byte. Nothing opens in this origin.

use leptos::prelude::*;

use crate::ui::app::App;
use crate::ui::components::icon;
use crate::ui::state::figures;
use crate::ui::text;
use crate::units::Octets;
use crate::wire::{AttachmentView, MessageView};

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
    let cards = view
        .attachments
        .iter()
        .map(|attachment| {
            card(attachment, {
                let attachment = attachment.clone();
                Callback::new(move |()| {
                    if let Some((account, _)) = app.route.get_untracked().message() {
                        app.save_attachment(account, message, &attachment);
                    }
                })
            })
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
    let mut label = String::from(text::SAVE_ATTACHMENT);
    label.push(' ');
    label.push_str(&name);
    view! {
        <li class="attachment" data-testid="attachment" data-name=attachment.name.clone() data-size=attachment.octets.0.to_string()>
            <span class="attachment-kind" aria-hidden="true">{kind(attachment)}</span>
            <span class="attachment-text">
                <bdi class="attachment-name" title=title>{name}</bdi>
                <small>{figures::size(attachment.octets)}</small>
            </span>
            <button type="button" class="icon-button" data-testid="attachment-save" aria-label=label title=text::SAVE on:click=move |_| on_save.run(())>
                {icon("download")}
            </button>
        </li>
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
