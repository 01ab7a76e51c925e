//! Charsets whose tables are the browser's (`mail/charset`), read in a dedicated worker: each must give there what
//! `encoding_rs` gives natively, in a body and in a header. Everything else of `mail` is tested natively.
#![cfg(target_arch = "wasm32")]

use restante::mail::summarise;
use restante::units::UnixMillis;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

#[wasm_bindgen_test]
fn bodies_of_the_platforms_charsets() {
    for (charset, bytes, text) in [
        ("big5", b"\xa4\xa4\xa4\xe5".as_slice(), "中文"),
        ("GB_2312-80", b"\xd6\xd0\xce\xc4", "中文"),
        ("gb18030", b"\xd6\xd0\xce\xc4", "中文"),
        ("ks_c_5601-1987", b"\xc7\xd1\xb1\xdb", "한글"),
        ("euc-jp", b"\xc6\xfc\xcb\xdc", "日本"),
        ("windows-31j", b"\x93\xfa\x96\x7b", "日本"),
        ("iso-2022-jp", b"\x1b$BF|K\\\x1b(B", "日本"),
        ("windows-874", b"\xa1\xa2", "กข"),
        ("cp866", b"\x8f\xe0\xa8", "При"),
        ("x-mac-cyrillic", b"\x8f\xf0\xe8", "При"),
        ("euc-kr", b"a\xffb", "a\u{fffd}b"),
        ("koi8-r", b"\xf0\xd2\xc9", "При"),
        ("windows-1252", b"caf\xe9", "café"),
    ] {
        let mut message = format!("Content-Type: text/plain; charset={charset}\r\n\r\n").into_bytes();
        message.extend_from_slice(bytes);
        assert_eq!(summarise(&message, NOW).snippet, text, "{charset}");
    }
}

#[wasm_bindgen_test]
fn a_subject_of_the_east() {
    let message = include_bytes!("messages/charset_iso_2022_jp.eml");
    let summary = summarise(message, NOW);
    assert_eq!(summary.subject, "こんにちは、世界。これは");
    assert_eq!(summary.snippet, "こんにちは、世界。これは日本語のメールです。");
}
