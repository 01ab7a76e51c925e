//! The mailbox as a whole, read the way the app reads it.

use std::{collections::HashSet, fs, path::Path};

use mail_parser::{Message as Parsed, MessageParser, MimeHeaders};

use super::*;

fn noon() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap()
}

fn furnished() -> Vec<Arc<Message>> {
    Maildrop::holding(messages::ALL, noon()).unwrap().snapshot()
}

fn source(name: &str) -> Vec<u8> {
    let (_, text) = messages::ALL.iter().find(|(known, _)| *known == name).unwrap();
    template::assemble(text, noon()).unwrap().source
}

fn parse(source: &[u8]) -> Parsed<'_> {
    MessageParser::default().parse(source).unwrap()
}

#[test]
fn every_file_in_the_folder_is_in_the_mailbox() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/messages");
    let mut on_disk = Vec::new();
    for folder in fs::read_dir(root).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let folder = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
            on_disk.push(format!(
                "{folder}/{}",
                path.file_stem().unwrap().to_str().unwrap()
            ));
        }
    }
    on_disk.sort();
    assert_eq!(
        on_disk,
        messages::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
}

#[test]
fn there_is_enough_to_see_and_it_does_not_weigh_much() {
    let weight = |(_, text): &(&str, &str)| text.len();
    assert!(messages::ALL.len() >= 64);
    assert!(messages::ALL.iter().map(weight).sum::<usize>() < 512 * 1024);
    assert!(furnished().iter().any(|message| message.source.len() > 3 << 20));
}

#[test]
fn every_message_parses_with_a_sender_and_its_date() {
    for (name, text) in messages::ALL {
        let message = template::assemble(text, noon()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let parsed = parse(&message.source);
        assert!(
            parsed
                .from()
                .and_then(|from| from.first())
                .and_then(|from| from.address())
                .is_some(),
            "{name}"
        );
        assert_eq!(
            parsed.date().map(|date| date.to_timestamp()),
            Some(message.sent.unix_timestamp()),
            "{name}"
        );
        assert!(message.source.ends_with(b"\r\n"), "{name}");
    }
}

#[test]
fn no_message_is_from_the_future_and_they_come_in_order() {
    for hour in [0, 6, 13, 23] {
        let now = noon().replace_hour(hour).unwrap();
        let sent = |message: &Arc<Message>| parse(&message.source).date().unwrap().to_timestamp();
        let dates: Vec<_> = Maildrop::holding(messages::ALL, now)
            .unwrap()
            .snapshot()
            .iter()
            .map(sent)
            .collect();
        assert!(dates.is_sorted());
        assert!(dates.last().is_some_and(|newest| *newest < now.unix_timestamp()));
        assert!(
            dates
                .last()
                .is_some_and(|newest| *newest > now.unix_timestamp() - 15 * 60)
        );
    }
}

#[test]
fn uidls_are_unique_and_survive_a_restart_on_another_day() {
    let uidls = |days: i64| -> Vec<String> {
        let drop = Maildrop::holding(messages::ALL, noon() + time::Duration::days(days)).unwrap();
        let mut uidls: Vec<_> = drop
            .snapshot()
            .iter()
            .map(|message| message.uidl.clone())
            .collect();
        uidls.sort();
        uidls
    };
    assert_eq!(uidls(0), uidls(3));
    assert_eq!(uidls(0).iter().collect::<HashSet<_>>().len(), messages::ALL.len());
}

#[test]
fn subjects_and_bodies_arrive_in_their_own_charsets() {
    let table = [
        ("languages/german", "iso-8859-1", "Grüße aus", "Fußballvereins"),
        (
            "languages/japanese",
            "iso-2022-jp",
            "京都の地図展",
            "木漏れ日ギャラリー",
        ),
    ];
    for (name, charset, subject, body) in table {
        let source = source(name);
        let message = parse(&source);
        assert!(
            message.subject().unwrap().contains(subject),
            "{name}: {:?}",
            message.subject()
        );
        assert!(
            message.body_text(0).unwrap().contains(body),
            "{name}: {:?}",
            message.body_text(0)
        );
        let declared = message
            .parts
            .iter()
            .find_map(|part| part.content_type()?.attribute("charset"));
        assert_eq!(declared, Some(charset), "{name}");
    }
}

#[test]
fn attachments_keep_their_names_and_their_bytes() {
    let table: [(&str, &str, &[u8]); 7] = [
        (
            "bees/4-three-years-on-a-scale",
            "scale-readings.csv",
            b"reading,weight_g",
        ),
        ("choir/3-scores", "scores.zip", b"PK\x03\x04"),
        ("ferry/2-estimate", "Estimate ferry chart.xlsx", b"PK\x03\x04"),
        ("languages/chinese", "清晨的山.jpg", b"\xff\xd8\xff"),
        ("languages/polish", "Lista pierników żółtych.txt", b"12 serc\r\n"),
        (
            "odd/forwarded",
            "Enquiry about one (1) throne.eml",
            b"From: The Amateur",
        ),
        ("orders/ferry-ticket", "ticket TF-7731-ADA.pdf", b"%PDF-1.4\n"),
    ];
    for (name, file, start) in table {
        let source = source(name);
        let message = parse(&source);
        let attachment = message
            .attachments()
            .find(|part| part.attachment_name() == Some(file));
        let attachment = attachment.unwrap_or_else(|| panic!("{name}: no {file}"));
        assert!(
            attachment.contents().starts_with(start),
            "{name}: {:?}",
            attachment.contents().get(..16)
        );
    }
}

#[test]
fn pictures_named_by_a_body_are_there() {
    let mut named = 0;
    for message in furnished() {
        let parsed = parse(&message.source);
        for html in (0..parsed.html_body_count()).filter_map(|index| parsed.body_html(index)) {
            for id in html
                .split("cid:")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                named += 1;
                assert!(
                    parsed.parts.iter().any(|part| part.content_id() == Some(id)),
                    "{id}"
                );
            }
        }
    }
    assert!(named >= 2);
}

#[test]
fn replies_are_later_than_what_they_reply_to() {
    let all: Vec<_> = furnished().into_iter().collect();
    let dates: std::collections::HashMap<_, _> = all
        .iter()
        .map(|message| parse(&message.source))
        .filter_map(|message| Some((message.message_id()?.to_owned(), message.date()?.to_timestamp())))
        .collect();
    let mut replies = 0;
    for message in all.iter().map(|message| parse(&message.source)) {
        let parent = message.in_reply_to().as_text().and_then(|id| dates.get(id));
        if let (Some(parent), Some(date)) = (parent, message.date()) {
            replies += 1;
            assert!(date.to_timestamp() > *parent, "{:?}", message.subject());
        }
    }
    assert!(replies > 0);
}

#[test]
fn delivered_mail_comes_last_and_two_equal_ones_are_two() {
    let drop = Maildrop::holding(&[], noon()).unwrap();
    drop.deliver(b"Subject: twice\r\n\r\n".to_vec()).unwrap();
    drop.deliver(b"Subject: twice\r\n\r\n".to_vec()).unwrap();
    let all = drop.snapshot();
    let [.., first, second] = all.as_slice() else {
        panic!()
    };
    assert_eq!(first.source, second.source);
    assert_ne!(first.uidl, second.uidl);
}

#[test]
fn delivery_is_bounded_in_number_and_in_size() {
    let drop = Maildrop::holding(&[], noon()).unwrap();
    for _ in 0..DELIVERED_MESSAGES {
        drop.deliver(b"\r\n".to_vec()).unwrap();
    }
    assert_eq!(drop.deliver(b"\r\n".to_vec()), Err(MaildropFull));
    let drop = Maildrop::holding(&[], noon()).unwrap();
    assert_eq!(drop.deliver(vec![0; DELIVERED_OCTETS + 1]), Err(MaildropFull));
}
