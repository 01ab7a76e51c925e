//! What the interface shows of a message, made of what [`mail`] found in it. It decides nothing.

use super::slices;
use crate::engine::choices::Decided;
use crate::mail;
use crate::store::SummaryRecord;
use crate::units::{Octets, Sha256};
use crate::wire;

pub(super) const fn wanted(form: wire::BodyForm) -> mail::BodyForm {
    match form {
        wire::BodyForm::Designed => mail::BodyForm::Designed,
        wire::BodyForm::Plain => mail::BodyForm::Plain,
    }
}

/// A message for the reader; `size_and_hash` are those of its source.
pub(super) fn message(
    call: &wire::OpenMessage,
    row: &SummaryRecord,
    opened: mail::OpenedMessage,
    (sender, decided): (wire::SenderView, Decided),
    size_and_hash: (Octets, Sha256),
) -> wire::MessageView {
    // The list knows of the message itself alone.
    let listed = row.mail.date.filter(|_| call.within.is_empty());
    wire::MessageView {
        message: call.message,
        within: call.within.clone(),
        subject: opened.subject,
        from: address(opened.from),
        sender,
        reply_to: addresses(opened.reply_to),
        to: addresses(opened.to),
        cc: addresses(opened.cc),
        date: listed.or(opened.date).unwrap_or(row.arrived_at),
        tags: row.tags.clone(),
        unread: row.unread,
        octets: size_and_hash.0,
        sha256: size_and_hash.1,
        body: body(opened.body),
        forms: forms(opened.forms),
        report: opened.report.map(report),
        invitation: opened.invitation,
        notes: opened.notes.into_iter().map(note).collect(),
        attachments: opened.attachments.into_iter().map(attachment).collect(),
        darkened: decided.is_darkened,
        images: images(opened.remote, decided, opened.own_domain),
        list: opened.list.map(list),
        file_name: opened.file_name,
    }
}

fn images(found: mail::RemotePictures, decided: Decided, domain: String) -> wire::ImagesView {
    let tracker = |(host, name): (String, Option<&str>)| wire::TrackerView {
        name: name.unwrap_or_default().to_owned(),
        host,
    };
    wire::ImagesView {
        shown: decided.remote == mail::RemoteImages::Https,
        rule: decided.rule,
        vouched: decided.is_vouched,
        blocked: found.blocked,
        hosts: found.hosts.into_iter().collect(),
        loaded_from: found.loaded_from.into_iter().collect(),
        tracking: found.tracking,
        trackers: found.trackers.into_iter().map(tracker).collect(),
        domain,
    }
}

fn list(facts: mail::ListFacts) -> wire::ListView {
    wire::ListView {
        name: facts.name,
        id: facts.id,
        links: facts.links.into_iter().map(list_link).collect(),
        one_click: facts.one_click,
        precedence: facts.precedence,
    }
}

fn list_link((purpose, link): (mail::ListPurpose, mail::ListLink)) -> (wire::ListPurpose, wire::ListLink) {
    let purpose = match purpose {
        mail::ListPurpose::Unsubscribe => wire::ListPurpose::Unsubscribe,
        mail::ListPurpose::Post => wire::ListPurpose::Post,
        mail::ListPurpose::Archive => wire::ListPurpose::Archive,
        mail::ListPurpose::Help => wire::ListPurpose::Help,
        mail::ListPurpose::Owner => wire::ListPurpose::Owner,
    };
    let link = match link {
        mail::ListLink::Page { url, host } => wire::ListLink::Page { url, host },
        mail::ListLink::Letter {
            address,
            subject,
            url,
        } => wire::ListLink::Letter {
            address,
            subject,
            url,
        },
    };
    (purpose, link)
}

pub(super) fn address(address: mail::Address) -> wire::AddressView {
    wire::AddressView {
        name: address.name,
        address: address.address,
    }
}

fn addresses(list: Vec<mail::Address>) -> Vec<wire::AddressView> {
    list.into_iter().map(address).collect()
}

fn attachment(facts: mail::AttachmentFacts) -> wire::AttachmentView {
    wire::AttachmentView {
        part: facts.part,
        name: facts.name,
        media_type: facts.media_type,
        octets: facts.octets,
        found_type: facts.found_type.map(str::to_owned),
        danger: facts.danger.map(danger),
        tricks: facts.tricks.into_iter().map(trick).collect(),
        nested: facts.nested.map(|nested| wire::NestedView {
            from: address(nested.from),
            subject: nested.subject,
            date: nested.date,
        }),
    }
}

const fn danger(danger: mail::Danger) -> wire::Danger {
    match danger {
        mail::Danger::Program => wire::Danger::Program,
        mail::Danger::Script => wire::Danger::Script,
        mail::Danger::Shortcut => wire::Danger::Shortcut,
        mail::Danger::DiskImage => wire::Danger::DiskImage,
        mail::Danger::Macros => wire::Danger::Macros,
        mail::Danger::WebPage => wire::Danger::WebPage,
    }
}

const fn trick(trick: mail::NameTrick) -> wire::NameTrick {
    match trick {
        mail::NameTrick::TwoEndings => wire::NameTrick::TwoEndings,
        mail::NameTrick::Direction => wire::NameTrick::Direction,
        mail::NameTrick::Space => wire::NameTrick::Space,
        mail::NameTrick::OtherThanItSays => wire::NameTrick::OtherThanItSays,
    }
}

fn body(body: mail::Body) -> wire::BodyView {
    match body {
        mail::Body::Text(blocks) => wire::BodyView::Text(blocks.into_iter().flat_map(text_blocks).collect()),
        mail::Body::Html { html, supports_dark } => wire::BodyView::Html { html, supports_dark },
        mail::Body::Empty => wire::BodyView::Empty,
    }
}

pub(super) fn text_blocks(block: mail::TextBlock) -> impl Iterator<Item = wire::TextBlock> {
    let mail::TextBlock {
        quote_depth,
        signature,
        armour,
        spans,
    } = block;
    slices::of(spans).into_iter().map(move |spans| wire::TextBlock {
        quote_depth,
        signature,
        armour,
        spans,
    })
}

pub(super) fn spans(spans: Vec<mail::TextSpan>) -> Vec<wire::TextSpan> {
    let span = |span: mail::TextSpan| wire::TextSpan {
        text: span.text,
        link: span.link,
    };
    spans.into_iter().map(span).collect()
}

const fn forms(forms: mail::Forms) -> wire::FormsView {
    wire::FormsView {
        designed: forms.designed,
        plain: forms.plain,
        shown: match forms.shown {
            mail::BodyForm::Designed => wire::BodyForm::Designed,
            mail::BodyForm::Plain => wire::BodyForm::Plain,
        },
    }
}

fn note(note: mail::Note) -> wire::NoteView {
    match note {
        mail::Note::Signed(with) => wire::NoteView::Signed(scheme(with)),
        mail::Note::Encrypted(with) => wire::NoteView::Encrypted(scheme(with)),
        mail::Note::Piece { number, total } => wire::NoteView::Piece { number, total },
        mail::Note::Elsewhere { access, place } => wire::NoteView::Elsewhere { access, place },
        mail::Note::ContainerDamaged => wire::NoteView::ContainerDamaged,
        mail::Note::YEnc => wire::NoteView::YEnc,
        mail::Note::PartsLeftOut => wire::NoteView::PartsLeftOut,
        mail::Note::BodiesLeftOut => wire::NoteView::BodiesLeftOut,
        mail::Note::TooDeep => wire::NoteView::TooDeep,
        mail::Note::HeaderCut => wire::NoteView::HeaderCut,
        mail::Note::TextCut => wire::NoteView::TextCut,
        mail::Note::PageAsText => wire::NoteView::PageAsText,
        mail::Note::PageHidden => wire::NoteView::PageHidden,
    }
}

const fn scheme(scheme: mail::Scheme) -> wire::Scheme {
    match scheme {
        mail::Scheme::Pgp => wire::Scheme::Pgp,
        mail::Scheme::Smime => wire::Scheme::Smime,
    }
}

fn report(report: mail::Report) -> wire::ReportView {
    wire::ReportView {
        kind: match report.kind {
            mail::ReportKind::Delivery => wire::ReportKind::Delivery,
            mail::ReportKind::Receipt => wire::ReportKind::Receipt,
            mail::ReportKind::Complaint => wire::ReportKind::Complaint,
        },
        reporter: report.reporter,
        recipients: report.recipients.into_iter().map(recipient).collect(),
        more: report.more,
    }
}

fn recipient(recipient: mail::RecipientReport) -> wire::RecipientView {
    wire::RecipientView {
        address: recipient.address,
        outcome: match recipient.outcome {
            mail::Outcome::Failed => wire::Outcome::Failed,
            mail::Outcome::Delayed => wire::Outcome::Delayed,
            mail::Outcome::Delivered => wire::Outcome::Delivered,
            mail::Outcome::Relayed => wire::Outcome::Relayed,
            mail::Outcome::Expanded => wire::Outcome::Expanded,
            mail::Outcome::Displayed => wire::Outcome::Displayed,
            mail::Outcome::Deleted => wire::Outcome::Deleted,
            mail::Outcome::Unsaid => wire::Outcome::Unsaid,
        },
        status: recipient.status.map(|status| wire::StatusCode {
            class: status.class,
            subject: status.subject,
            detail: status.detail,
        }),
        said: recipient.said,
        server: recipient.server,
        retries_until: recipient.retries_until,
    }
}
