//! Containers put together byte by byte, as Outlook does and as nobody should.

use super::{Body, unpack};

const MESSAGE: u8 = 1;
const ATTACHMENT: u8 = 2;

fn container(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0x78, 0x9f, 0x3e, 0x22, 1, 0];
    bytes.extend(attributes.concat());
    bytes
}

fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    let sum = data
        .iter()
        .fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let mut bytes = vec![level];
    bytes.extend(id.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(data);
    bytes.extend(sum.to_le_bytes());
    bytes
}

fn properties(list: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = u32::try_from(list.len()).unwrap().to_le_bytes().to_vec();
    for (tag, data) in list {
        // The type comes first: the lower half.
        bytes.extend(tag.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(*data);
        bytes.extend(vec![0; data.len().next_multiple_of(4) - data.len()]);
    }
    bytes
}

fn file(title: &str, data: &[u8], more: &[(u32, &[u8])]) -> Vec<u8> {
    let title = [title.as_bytes(), b"\0"].concat();
    [
        attribute(ATTACHMENT, 0x0006_9002, &[0; 14]),
        attribute(ATTACHMENT, 0x0006_800f, data),
        attribute(ATTACHMENT, 0x0001_8010, &title),
        attribute(ATTACHMENT, 0x0006_9005, &properties(more)),
    ]
    .concat()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect()
}

fn compressed(rtf: &[u8]) -> Vec<u8> {
    let size = u32::try_from(rtf.len()).unwrap();
    let mut bytes = (size + 12).to_le_bytes().to_vec();
    bytes.extend(size.to_le_bytes());
    bytes.extend(b"LZFu");
    bytes.extend([0; 4]);
    for run in rtf.chunks(8) {
        bytes.push(0);
        bytes.extend(run);
    }
    bytes
}

fn body_of_rtf(rtf: &str) -> Option<Body> {
    let found = compressed(rtf.as_bytes());
    unpack(&container(&[attribute(
        MESSAGE,
        0x0006_9003,
        &properties(&[(0x1009_0102, &found)]),
    )]))
    .body
}

#[test]
fn files_have_their_long_names() {
    let name = utf16("Übersicht 2026.pdf");
    let found = unpack(&container(&[
        file("UEBERS~1.PDF", b"%PDF-1.7", &[(0x3707_001f, &name)]),
        file("b.txt", b"words", &[]),
    ]));
    assert!(!found.is_damaged);
    let files: Vec<_> = found
        .files
        .iter()
        .map(|file| (file.name.as_deref().unwrap(), file.bytes.as_slice()))
        .collect();
    assert_eq!(
        files,
        [
            ("Übersicht 2026.pdf", b"%PDF-1.7".as_slice()),
            ("b.txt", b"words")
        ]
    );
}

#[test]
fn a_name_is_read_in_its_code_page() {
    let page = attribute(MESSAGE, 0x0006_9007, &[0xe3, 4, 0, 0, 0, 0, 0, 0]);
    let title = [
        attribute(ATTACHMENT, 0x0006_9002, &[]),
        attribute(ATTACHMENT, 0x0001_8010, b"\xcf\xf0\xe8.txt\0"),
    ];
    let found = unpack(&container(&[page, title.concat()]));
    assert_eq!(found.files[0].name.as_deref(), Some("При.txt"));
}

#[test]
fn a_page_comes_before_text() {
    let both = properties(&[(0x1000_001e, b"words\0"), (0x1013_0102, b"<p>words")]);
    let found = unpack(&container(&[attribute(MESSAGE, 0x0006_9003, &both)]));
    assert_eq!(found.body, Some(Body::Page("<p>words".into())));
    let text = unpack(&container(&[attribute(MESSAGE, 0x0002_800c, b"plain\0rest")]));
    assert_eq!(text.body, Some(Body::Text("plain".into())));
}

#[test]
fn the_words_of_rtf_are_read() {
    let rtf = r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}\f0 \'cf\'f0\'e8\par a\{b\}\u8364?\tab \u-10179?\u-8704?}";
    assert_eq!(body_of_rtf(rtf), Some(Body::Text("При\na{b}€\t😀".into())));
}

#[test]
fn the_page_that_rtf_was_made_of_is_found_again() {
    let rtf = r"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Caf\'e9 {\*\htmltag84 <b>}\htmlrtf\b\htmlrtf0 x{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0 {\*\htmltag72 </p>}}";
    assert_eq!(body_of_rtf(rtf), Some(Body::Page("<p>Café <b>x</b></p>".into())));
}

#[test]
fn what_rtf_says_twice_is_unpacked() {
    // A literal, then twelve bytes that overlap what they write; then the end.
    let mut bytes = [20_u32, 12].map(u32::to_le_bytes).concat();
    bytes.extend(b"LZFu\0\0\0\0");
    let at = 207_u16;
    let repeat = (at << 4) | 9;
    bytes.push(0b0000_0010);
    bytes.push(b'x');
    bytes.extend(repeat.to_be_bytes());
    let found = unpack(&container(&[attribute(
        MESSAGE,
        0x0006_9003,
        &properties(&[(0x1009_0102, &bytes)]),
    )]));
    assert_eq!(found.body, Some(Body::Text("x".repeat(12))));
}

#[test]
fn a_message_inside_is_a_message() {
    let inner = container(&[file("c.txt", b"deep", &[])]);
    let object = [&[0; 16], inner.as_slice()].concat();
    let found = unpack(&container(&[file("Re: plans", b"", &[(0x3701_000d, &object)])]));
    let message = &found.files[0];
    assert_eq!(message.media_type.as_deref(), Some("message/rfc822"));
    assert!(message.bytes.ends_with(&inner));
}

#[test]
fn lengths_that_lie_take_what_is_there() {
    let mut attribute = attribute(ATTACHMENT, 0x0006_800f, b"words");
    attribute[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
    let begin = self::attribute(ATTACHMENT, 0x0006_9002, &[]);
    let found = unpack(&container(&[begin, attribute]));
    assert!(found.is_damaged);
    assert!(found.files[0].bytes.starts_with(b"words"));
}

#[test]
fn counts_that_lie_end() {
    let mut many = properties(&[(0x3707_001e, b"a.txt\0")]);
    many[0..4].copy_from_slice(&u32::MAX.to_le_bytes());
    many[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    let nulls = [1, 0, 0, 0, 0x01, 0x10, 1, 0, 0xff, 0xff, 0xff, 0xff];
    for data in [many.as_slice(), &nulls] {
        let attributes = vec![attribute(ATTACHMENT, 0x0006_9005, data); 1000];
        let begin = attribute(ATTACHMENT, 0x0006_9002, &[]);
        assert_eq!(unpack(&container(&[begin, attributes.concat()])).files.len(), 1);
    }
}

#[test]
fn more_files_than_mail_has_are_not_unpacked() {
    let begin = attribute(ATTACHMENT, 0x0006_9002, &[]);
    let found = unpack(&container(&vec![begin; 3000]));
    assert_eq!(found.files.len(), 500);
    assert!(found.is_damaged);
}

#[test]
fn what_is_no_container_is_damaged() {
    assert!(unpack(b"").is_damaged);
    assert!(unpack(b"\x78\x9f\x3e\x22").is_damaged);
    assert!(unpack(b"Hello, this is text.").is_damaged);
}

#[test]
fn every_cut_and_every_changed_byte_is_survived() {
    let name = utf16("a.txt");
    let rtf = compressed(br"{\rtf1\ansi words\par}");
    let whole = container(&[
        attribute(
            MESSAGE,
            0x0006_9003,
            &properties(&[(0x1009_0102, &rtf), (0x0037_001f, &name)]),
        ),
        file("A.TXT", b"words", &[(0x3707_001f, &name)]),
    ]);
    for end in 0..whole.len() {
        unpack(&whole[..end]);
        for byte in [0, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[end] = byte;
            unpack(&changed);
        }
    }
}
