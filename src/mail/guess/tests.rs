//! Texts of many charsets under names that are missing, careless or wrong.

use super::{page, text};

/// A text as it is to be read, its bytes, and the names under which they may come.
type Case = (&'static str, &'static [u8], &'static [Option<&'static str>]);

#[rustfmt::skip]
const TEXTS: &[Case] = &[
    ("Привет, Борис! Встретимся завтра в девять утра у вокзала.", b"\xcf\xf0\xe8\xe2\xe5\xf2, \xc1\xee\xf0\xe8\xf1! \xc2\xf1\xf2\xf0\xe5\xf2\xe8\xec\xf1\xff \xe7\xe0\xe2\xf2\xf0\xe0 \xe2 \xe4\xe5\xe2\xff\xf2\xfc \xf3\xf2\xf0\xe0 \xf3 \xe2\xee\xea\xe7\xe0\xeb\xe0.", &[None, Some("iso-8859-1"), Some("utf-8"), Some("x-made-up")]),
    ("Привет, Борис! Встретимся завтра в девять утра у вокзала.", b"\xf0\xd2\xc9\xd7\xc5\xd4, \xe2\xcf\xd2\xc9\xd3! \xf7\xd3\xd4\xd2\xc5\xd4\xc9\xcd\xd3\xd1 \xda\xc1\xd7\xd4\xd2\xc1 \xd7 \xc4\xc5\xd7\xd1\xd4\xd8 \xd5\xd4\xd2\xc1 \xd5 \xd7\xcf\xcb\xda\xc1\xcc\xc1.", &[None, Some("us-ascii"), Some("iso-8859-1")]),
    ("こんにちは。明日の会議は九時からです。", b"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd\x81B\x96\xbe\x93\xfa\x82\xcc\x89\xef\x8bc\x82\xcd\x8b\xe3\x8e\x9e\x82\xa9\x82\xe7\x82\xc5\x82\xb7\x81B", &[None, Some("iso-8859-1")]),
    ("こんにちは。明日の会議は九時からです。", b"\xa4\xb3\xa4\xf3\xa4\xcb\xa4\xc1\xa4\xcf\xa1\xa3\xcc\xc0\xc6\xfc\xa4\xce\xb2\xf1\xb5\xc4\xa4\xcf\xb6\xe5\xbb\xfe\xa4\xab\xa4\xe9\xa4\xc7\xa4\xb9\xa1\xa3", &[None, Some("us-ascii")]),
    ("こんにちは。明日の会議は九時からです。", b"\x1b$B$3$s$K$A$O!#L@F|$N2q5D$O6e;~$+$i$G$9!#\x1b(B", &[None, Some("us-ascii"), Some("utf-8")]),
    ("你好，我们明天早上九点在车站见面，这是不是太早了？", b"\xc4\xe3\xba\xc3\xa3\xac\xce\xd2\xc3\xc7\xc3\xf7\xcc\xec\xd4\xe7\xc9\xcf\xbe\xc5\xb5\xe3\xd4\xda\xb3\xb5\xd5\xbe\xbc\xfb\xc3\xe6\xa3\xac\xd5\xe2\xca\xc7\xb2\xbb\xca\xc7\xcc\xab\xd4\xe7\xc1\xcb\xa3\xbf", &[None, Some("iso-8859-1")]),
    ("你好，我們明天早上九點在車站見面，這是不是太早了？", b"\xa7A\xa6n\xa1A\xa7\xda\xad\xcc\xa9\xfa\xa4\xd1\xa6\xad\xa4W\xa4E\xc2I\xa6b\xa8\xae\xaf\xb8\xa8\xa3\xad\xb1\xa1A\xb3o\xacO\xa4\xa3\xacO\xa4\xd3\xa6\xad\xa4F\xa1H", &[None, Some("iso-8859-1")]),
    ("안녕하세요. 내일 아침 아홉 시에 역에서 만나요.", b"\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4. \xb3\xbb\xc0\xcf \xbe\xc6\xc4\xa7 \xbe\xc6\xc8\xa9 \xbd\xc3\xbf\xa1 \xbf\xaa\xbf\xa1\xbc\xad \xb8\xb8\xb3\xaa\xbf\xe4.", &[None, Some("iso-8859-1")]),
    ("Γεια σας, τα λέμε αύριο στις εννέα στον σταθμό.", b"\xc3\xe5\xe9\xe1 \xf3\xe1\xf2, \xf4\xe1 \xeb\xdd\xec\xe5 \xe1\xfd\xf1\xe9\xef \xf3\xf4\xe9\xf2 \xe5\xed\xed\xdd\xe1 \xf3\xf4\xef\xed \xf3\xf4\xe1\xe8\xec\xfc.", &[None, Some("iso-8859-1")]),
    ("שלום, ניפגש מחר בתשע בבוקר בתחנה", b"\xf9\xec\xe5\xed, \xf0\xe9\xf4\xe2\xf9 \xee\xe7\xf8 \xe1\xfa\xf9\xf2 \xe1\xe1\xe5\xf7\xf8 \xe1\xfa\xe7\xf0\xe4", &[None, Some("iso-8859-1")]),
    ("Grüße aus Köln – bis morgen", b"Gr\xc3\xbc\xc3\x9fe aus K\xc3\xb6ln \xe2\x80\x93 bis morgen", &[None, Some("iso-8859-1"), Some("iso-8859-2"), Some("gb2312"), Some("windows-1251")]),
    ("Grüße", b"\xff\xfeG\x00r\x00\xfc\x00\xdf\x00e\x00", &[None, Some("utf-16"), Some("iso-8859-1")]),
    ("Привет", b"\xfe\xff\x04\x1f\x04@\x048\x042\x045\x04B", &[None]),
    ("Grüße aus Köln, Frau Müller", b"Gr\xfc\xdfe aus K\xf6ln, Frau M\xfcller", &[None, Some("us-ascii"), Some("utf-8"), Some("x-made-up"), Some("iso-8859-1")]),
    ("Ça alors ! L’été est déjà là, où êtes-vous allés ?", b"\xc7a alors ! L\x92\xe9t\xe9 est d\xe9j\xe0 l\xe0, o\xf9 \xeates-vous all\xe9s ?", &[None, Some("utf-8")]),
    ("Señor Ñuñez: mañana, ¿verdad?", b"Se\xf1or \xd1u\xf1ez: ma\xf1ana, \xbfverdad?", &[None]),
    ("ÄÖÜ", b"\xc4\xd6\xdc", &[None]),
    ("Zażółć gęślą jaźń", b"Za\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1", &[Some("iso-8859-2")]),
];

#[test]
fn texts_are_read_under_names_that_are_missing_or_wrong() {
    for (expected, bytes, names) in TEXTS {
        for name in *names {
            assert_eq!(text(bytes, *name), *expected, "{name:?}");
        }
    }
}

#[test]
fn a_page_that_names_its_charset_is_believed() {
    let html = b"<meta charset=windows-1253><p>\xc3\xe5\xe9\xe1";
    assert_eq!(page(html, None), "<meta charset=windows-1253><p>Γεια");
}

#[test]
fn a_page_is_guessed_by_its_words() {
    let mut html = b"<div class=\"a\"><p style='color:red'>".to_vec();
    html.extend(TEXTS.first().unwrap().1);
    assert!(page(&html, None).ends_with(TEXTS.first().unwrap().0));
}

#[test]
fn what_is_anything_stays_what_it_was() {
    assert_eq!(text(b"caf\xc3\xa9 \xff", None), "café \u{fffd}");
    assert_eq!(text(b"\xe9", None), "é");
    assert_eq!(text(b"", None), "");
    // Two letters in a charset that is named are believed, whatever they are.
    assert_eq!(text(b"\xcf\xf0", Some("windows-1251")), "Пр");
}

#[test]
fn a_long_text_is_guessed_by_its_beginning() {
    let (expected, bytes, _) = TEXTS
        .iter()
        .find(|(text, ..)| text.starts_with("你好，我們"))
        .unwrap();
    let line = [bytes, b"\n".as_slice()].concat();
    assert!(
        text(&line.repeat(2000), None)
            .lines()
            .all(|line| line == *expected)
    );
}

#[test]
fn utf8_that_is_cut_within_a_character_stays_utf8() {
    assert_eq!(
        text("Grüße aus Köln".as_bytes().get(..14).unwrap(), None),
        "Grüße aus K\u{fffd}"
    );
}

#[test]
fn letters_that_tags_hold_apart_are_no_words() {
    let page = "Sicherheitsgr<b></b>\u{fc}<b></b>nden f\u{fc}<b></b>r Ma<b></b>\u{df}<b></b>nahmen, gew<b></b>\u{e4}<b></b>hrt, \
                k<b></b>\u{fc}<b></b>rzlich, Einschr<b></b>\u{e4}<b></b>nkung, n\u{e4}<b></b>chst, \u{fc}<b></b>ber";
    let bytes: Vec<u8> = page
        .chars()
        .filter_map(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    assert_eq!(text(&bytes, Some("iso-8859-1")), page);
}
