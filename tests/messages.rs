//! Every message of `tests/messages`, summed up and opened, beside what that gave when somebody last looked at it. It
//! must not take a change of these pages for granted: read the difference before accepting it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot read or write has failed")]

use std::fmt::Write;

use restante::mail::{self, Address, Body, BodyForm, OpenedMessage, RemoteImages};
use restante::units::UnixMillis;

/// 2026-06-01, long after the fixtures' dates.
const NOW: UnixMillis = UnixMillis(1_780_272_000_000);

#[test]
fn each_message_is_summed_up_and_opened_as_it_was() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("messages/expected");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("messages/*.eml", |path| {
            let original = std::fs::read(path).unwrap();
            insta::assert_snapshot!("page", page(&original));
        });
    });
}

/// Everything that a reader may see of a message.
fn page(original: &[u8]) -> String {
    let mut page = String::new();
    writeln!(page, "{:#?}", mail::summarise(original, NOW)).unwrap();
    let opened = mail::open(original, RemoteImages::Blocked);
    describe(&mut page, &opened);
    let shown = mail::open(original, RemoteImages::Https);
    if shown.body != opened.body && opened.remote.blocked > 0 {
        writeln!(
            page,
            "\nwith images over https, {} still blocked:",
            shown.remote.blocked
        )
        .unwrap();
        describe_body(&mut page, &shown.body);
    }
    if opened.forms.designed {
        let plain = mail::open_as(original, RemoteImages::Blocked, BodyForm::Plain);
        let whose = if plain.forms.plain {
            "as its sender wrote it"
        } else {
            "of the page"
        };
        writeln!(page, "\nas plain text, {whose}:").unwrap();
        describe_body(&mut page, &plain.body);
    }
    for found in opened.attachments.iter().filter(|found| found.nested.is_some()) {
        let inner = mail::nested(original, &[found.part]).unwrap();
        writeln!(page, "\nthe message in attachment {}:", found.part).unwrap();
        describe(&mut page, &mail::open(&inner, RemoteImages::Blocked));
    }
    page
}

fn describe(page: &mut String, opened: &OpenedMessage) {
    writeln!(page, "file name: {}", opened.file_name).unwrap();
    writeln!(page, "date: {:?}", opened.date.map(|date| date.0)).unwrap();
    writeln!(page, "from: {}", people(std::slice::from_ref(&opened.from))).unwrap();
    for (field, list) in [
        ("reply-to", &opened.reply_to),
        ("to", &opened.to),
        ("cc", &opened.cc),
    ] {
        if !list.is_empty() {
            writeln!(page, "{field}: {}", people(list)).unwrap();
        }
    }
    for found in &opened.attachments {
        writeln!(
            page,
            "attachment {}: {} ({}), {} octets",
            found.part, found.name, found.media_type, found.octets.0
        )
        .unwrap();
        if let Some(found_type) = found
            .found_type
            .filter(|found_type| *found_type != found.media_type)
        {
            writeln!(page, "    is {found_type}").unwrap();
        }
        if found.danger.is_some() || !found.tricks.is_empty() {
            writeln!(page, "    beware: {:?} {:?}", found.danger, found.tricks).unwrap();
        }
        if let Some(nested) = &found.nested {
            writeln!(
                page,
                "    a message from {}: {:?}, {:?}",
                people(std::slice::from_ref(&nested.from)),
                nested.subject,
                nested.date.map(|date| date.0)
            )
            .unwrap();
        }
    }
    if let Some(report) = &opened.report {
        writeln!(page, "{report:#?}").unwrap();
    }
    for note in &opened.notes {
        writeln!(page, "note: {note:?}").unwrap();
    }
    let remote = &opened.remote;
    if remote.blocked > 0 {
        writeln!(
            page,
            "blocked: {} images of {:?}",
            remote.blocked,
            Vec::from_iter(&remote.hosts)
        )
        .unwrap();
    }
    if remote.tracking > 0 {
        writeln!(
            page,
            "tracking: {} images of {:?}",
            remote.tracking, remote.trackers
        )
        .unwrap();
    }
    if let Some(list) = &opened.list {
        writeln!(page, "{list:#?}").unwrap();
    }
    describe_body(page, &opened.body);
}

fn people(list: &[Address]) -> String {
    list.iter()
        .map(|person| format!("[{}] <{}>", person.name, person.address))
        .collect::<Vec<_>>()
        .join(", ")
}

fn describe_body(page: &mut String, body: &Body) {
    match body {
        Body::Empty => page.push_str("\nnothing to read\n"),
        Body::Html { html, supports_dark } => {
            writeln!(
                page,
                "\nhtml, {}:\n{}",
                if *supports_dark { "light or dark" } else { "light" },
                settled(html)
            )
            .unwrap();
        }
        Body::Text(blocks) => {
            for block in blocks {
                writeln!(
                    page,
                    "\ntext, quoted {} times{}{}:",
                    block.quote_depth,
                    if block.signature { ", signature" } else { "" },
                    if block.armour { ", for programs" } else { "" }
                )
                .unwrap();
                for span in &block.spans {
                    match &span.link {
                        None => page.push_str(&span.text),
                        Some(link) => write!(page, "⟦{}⟧({link})", span.text).unwrap(),
                    }
                }
                page.push('\n');
            }
        }
    }
}

/// ammonia writes the attributes that it sets in no order.
fn settled(html: &str) -> String {
    let mut settled = String::new();
    for piece in html.split_inclusive('>') {
        let (before, tag) = piece.rsplit_once('<').unwrap_or((piece, ""));
        settled.push_str(before);
        let mut attributes: Vec<&str> = tag.trim_end_matches('>').split_inclusive("\" ").collect();
        if let Some((name, first)) = attributes.first().and_then(|first| first.split_once(' ')) {
            attributes.remove(0);
            attributes.push(first);
            attributes
                .iter_mut()
                .for_each(|attribute| *attribute = attribute.trim_end());
            attributes.sort_unstable();
            write!(settled, "<{name} {}>", attributes.join(" ")).unwrap();
        } else if !tag.is_empty() {
            write!(settled, "<{tag}").unwrap();
        }
    }
    settled
}
