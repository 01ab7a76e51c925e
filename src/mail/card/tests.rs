//! Contact cards as programs write them.

use super::{Birthday, Card, CardFieldKind, CardUse, Cards, read};

fn cards(text: &str) -> Cards {
    read(text.as_bytes(), None).unwrap()
}

fn card(lines: &str) -> Card {
    let mut found = cards(&format!("BEGIN:VCARD\r\n{lines}\r\nEND:VCARD\r\n"));
    assert_eq!(found.cards.len(), 1);
    found.cards.remove(0)
}

fn values(card: &Card, kind: CardFieldKind) -> Vec<String> {
    let fields = card.fields.iter().filter(|field| field.kind == kind);
    fields
        .map(|field| field.value.iter().map(|span| span.text.as_str()).collect())
        .collect()
}

#[test]
fn a_card_says_who_somebody_is_and_how_they_are_reached() {
    let found = card(
        "VERSION:3.0\r\nN:Berg;Ana;;Dr.;\r\nFN:Dr. Ana Berg\r\nORG:Salt & Glass;Furnaces\r\nTITLE:Glazier\r\n\
         TEL;TYPE=CELL:+49 30 1234\r\nEMAIL;TYPE=WORK:ana@example.org\r\nADR;TYPE=HOME:;;Kai 3;Bremen;;28195;Germany\r\n\
         URL:https://example.org/ana\r\nBDAY:1985-04-12",
    );
    assert_eq!(
        (found.name.as_str(), found.title.as_str()),
        ("Dr. Ana Berg", "Glazier")
    );
    assert_eq!(found.organisation, "Salt & Glass, Furnaces");
    assert_eq!(values(&found, CardFieldKind::Phone), ["+49 30 1234"]);
    assert_eq!(
        values(&found, CardFieldKind::Address),
        ["Kai 3, 28195 Bremen, Germany"]
    );
    let mail = found
        .fields
        .iter()
        .find(|field| field.kind == CardFieldKind::Mail)
        .unwrap();
    assert_eq!(mail.uses, [CardUse::Work]);
    assert_eq!(mail.value[0].link.as_deref(), Some("mailto:ana@example.org"));
    assert_eq!(
        found.birthday,
        Some(Birthday {
            year: Some(1985),
            month: 4,
            day: 12
        })
    );
}

#[test]
fn an_old_card_is_read_in_its_own_encoding() {
    let found = card(
        "VERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\r\nTEL;CELL;VOICE:0170 1\r\n\
         NOTE;QUOTED-PRINTABLE:first line=0D=0A=\r\nsecond line\r\nPHOTO;JPEG;BASE64:\r\n /9j/4AAQSkZJRgABAQ\r\n\r\n",
    );
    assert_eq!(found.name, "Jörg Müller");
    assert_eq!(values(&found, CardFieldKind::Note), ["first line second line"]);
    assert_eq!(found.fields[0].uses, [CardUse::Mobile]);
}

#[test]
fn what_its_owner_calls_a_thing_stands_beside_it() {
    let found =
        card("FN:A\r\nitem1.URL:https://example.org\r\nitem1.X-ABLabel:Shop\r\nURL:https://example.com");
    let labels: Vec<&str> = found.fields.iter().map(|field| field.label.as_str()).collect();
    assert_eq!(labels, ["Shop", ""]);
}

#[test]
fn what_its_program_calls_it_is_no_news() {
    let found = card("FN:A\nitem1.URL:https://example.org\nitem1.X-ABLabel:_$!<HomePage>!$_");
    assert_eq!(found.fields[0].label, "");
    assert_eq!(card("ORG:The chapel\nTEL:1").name, "The chapel");
    assert_eq!(card("ORG:The chapel\nTEL:1").organisation, "");
}

#[test]
fn only_what_may_be_opened_is_a_link() {
    let found = card(
        "FN:A\r\nURL:javascript:alert(1)\r\nURL:data:text/html,x\r\nTEL:tel:+1\r\nEMAIL:mailto:a@example.org",
    );
    let links: Vec<_> = found
        .fields
        .iter()
        .flat_map(|field| &field.value)
        .filter_map(|span| span.link.as_deref())
        .collect();
    assert_eq!(links, ["mailto:a@example.org"]);
    assert_eq!(values(&found, CardFieldKind::Phone), ["+1"]);
}

#[test]
fn a_name_turns_nothing_around() {
    assert_eq!(card("FN:\u{202e}gniK\u{0}\u{7} ana").name, "gniK ana");
}

#[test]
fn several_cards_in_a_file_are_several_cards() {
    let found = cards("BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nBEGIN:VCARD\nEMAIL:c@example.org\n");
    let names: Vec<_> = found.cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["A", "B", ""]);
    assert!(!found.more);
}

#[test]
fn a_birthday_may_be_without_its_year() {
    let without = Some(Birthday {
        year: None,
        month: 4,
        day: 12,
    });
    assert_eq!(card("FN:A\nBDAY:--0412").birthday, without);
    assert_eq!(
        card("FN:A\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12").birthday,
        without
    );
    assert_eq!(
        card("FN:A\nBDAY:19850412T000000Z")
            .birthday
            .and_then(|day| day.year),
        Some(1985)
    );
    assert_eq!(card("FN:A\nBDAY:in spring").birthday, None);
    assert_eq!(card("FN:A\nBDAY:1985-99-99").birthday, None);
}

#[test]
fn an_address_book_without_end_ends() {
    let book = "BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(10_000);
    let found = cards(&book);
    assert_eq!(found.cards.len(), 50);
    assert!(found.more);
    let long = card(&"TEL:1\n".repeat(1000));
    assert_eq!(long.fields.len(), 60);
    assert!(long.more);
}

#[test]
fn what_is_no_card_is_none() {
    assert_eq!(read(b"", None), None);
    assert_eq!(read(b"BEGIN:VCARD\nEND:VCARD", None), None);
    assert_eq!(read(b"BEGIN:VCALENDAR\nBEGIN:VCARD\nFN:A", None), None);
}
