//! From bytes to text, by the charset's name. The charsets of East Asia need tables of half a megabyte, which every
//! browser has already: there they are the platform's ([`platform`]), and elsewhere `encoding_rs`, which follows the
//! same standard (WHATWG Encoding). Every other charset is mail-parser's. It must not guess: that is `decode`'s.

#[cfg(target_arch = "wasm32")]
#[path = "charset/browser.rs"]
mod platform;
#[cfg(not(target_arch = "wasm32"))]
#[path = "charset/native.rs"]
mod platform;

use mail_parser::decoders::charsets::map::charset_decoder;

/// The longest name of a charset that is looked up.
const NAME_OCTETS: usize = 45;

/// The text in `bytes`, or `None` when nobody knows that charset. What does not belong to it becomes U+FFFD.
pub(super) fn text(name: &str, bytes: &[u8]) -> Option<String> {
    if let Some(standard_name) = platform_name(name) {
        return platform::text(standard_name, bytes);
    }
    charset_decoder(name.as_bytes()).map(|decode| decode(bytes))
}

/// The name in the standard of a charset that is left to the platform.
pub(super) fn platform_name(name: &str) -> Option<&'static str> {
    if name.len() > NAME_OCTETS {
        return None;
    }
    let plain = name.trim().to_ascii_lowercase().replace('_', "-");
    Some(match plain.as_str() {
        "big5" | "big5-hkscs" | "cn-big5" | "csbig5" | "x-x-big5" | "cp950" => "big5",
        "gbk" | "x-gbk" | "chinese" | "cp936" | "ms936" | "windows-936" | "csgb2312" | "csgbk"
        | "csiso58gb231280" | "gb-2312" | "gb-2312-80" | "iso-ir-58" => "gbk",
        "gb18030" | "gb2312" | "csgb18030" => "gb18030",
        "euc-kr" | "cseuckr" | "csksc56011987" | "iso-ir-149" | "korean" | "ks-c-5601-1987"
        | "ks-c-5601-1989" | "ksc5601" | "ksc-5601" | "windows-949" | "cp949" | "uhc" => "euc-kr",
        "euc-jp" | "cseucpkdfmtjapanese" | "extended-unix-code-packed-format-for-japanese" | "x-euc-jp" => {
            "euc-jp"
        }
        "shift-jis" | "sjis" | "x-sjis" | "csshiftjis" | "ms932" | "ms-kanji" | "windows-31j" | "cp932" => {
            "shift_jis"
        }
        "iso-2022-jp" | "csiso2022jp" => "iso-2022-jp",
        "windows-874" | "cswindows874" | "dos-874" => "windows-874",
        "ibm866" | "866" | "cp866" | "csibm866" => "ibm866",
        "x-mac-cyrillic" | "x-mac-ukrainian" => "x-mac-cyrillic",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{platform_name, text};

    #[test]
    fn each_charset_of_the_platform_is_read() {
        for (name, bytes, expected) in [
            ("Big5", b"\xa4\xa4\xa4\xe5".as_slice(), "中文"),
            ("GB_2312-80", b"\xd6\xd0\xce\xc4", "中文"),
            ("gb18030", b"\xd6\xd0\x81\x30\x81\x30", "中\u{80}"),
            ("ks_c_5601-1987", b"\xc7\xd1\xb1\xdb", "한글"),
            ("EUC-JP", b"\xc6\xfc\xcb\xdc", "日本"),
            ("Windows-31J", b"\x93\xfa\x96\x7b", "日本"),
            ("iso-2022-jp", b"\x1b$BF|K\\\x1b(B", "日本"),
            ("windows-874", b"\xa1\xa2", "กข"),
            ("cp866", b"\x8f\xe0\xa8", "При"),
            ("x-mac-cyrillic", b"\x8f\xf0\xe8".as_slice(), "При"),
        ] {
            assert!(platform_name(name).is_some(), "{name}");
            assert_eq!(text(name, bytes).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn what_does_not_belong_is_marked() {
        assert_eq!(text("euc-kr", b"a\xffb").as_deref(), Some("a\u{fffd}b"));
    }

    #[test]
    fn the_rest_is_left_to_mail_parser() {
        assert_eq!(platform_name("koi8-r"), None);
        assert_eq!(text("KOI8-R", b"\xf0\xd2\xc9").as_deref(), Some("При"));
        assert_eq!(text("x-made-up", b"a"), None);
        assert_eq!(text(&"x".repeat(100_000), b"a"), None);
    }
}
