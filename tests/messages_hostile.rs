//! Messages made to do harm: to the page that shows them, or to the program that reads them. The rules hold for every
//! fixture and for whatever proptest makes up; no fixture may be excused from one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;
use restante::mail::{self, Body, Note, OpenedMessage, Reader, Reading, RemoteImages, Sight, TextBlock};
use restante::units::UnixMillis;

const NOW: UnixMillis = UnixMillis(1_780_272_000_000);

/// A message whose body is this page.
fn page(html: &str) -> Vec<u8> {
    format!("From: a@example.org\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}").into_bytes()
}

fn html(opened: &OpenedMessage) -> &str {
    match &opened.body {
        Body::Html { html, .. } => html,
        _ => "",
    }
}

fn text(opened: &OpenedMessage) -> String {
    let Body::Text(blocks) = &opened.body else {
        return String::new();
    };
    blocks
        .iter()
        .flat_map(|block| &block.spans)
        .map(|span| span.text.as_str())
        .collect()
}

/// The start tags of serialised HTML: name, and attributes with their values as written.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let mut attributes = Vec::new();
        let end = after.find([' ', '>']).unwrap();
        let (name, mut tail) = after.split_at(end);
        while let Some(after) = tail.strip_prefix(' ') {
            let (attribute, after) = after.split_once("=\"").unwrap();
            let (value, after) = after.split_once('"').unwrap();
            attributes.push((attribute.to_owned(), value.to_owned()));
            tail = after;
        }
        rest = tail
            .strip_prefix('>')
            .unwrap_or_else(|| panic!("a tag that does not end: <{name}{tail}"));
        if !name.starts_with('/') {
            tags.push((name.to_owned(), attributes));
        }
    }
    tags
}

/// The stylesheets that stand before everything else, and the rest.
fn apart(html: &str) -> (Vec<&str>, &str) {
    let (mut sheets, mut rest) = (Vec::new(), html);
    for begin in ["<style>", "<style media=\"(prefers-color-scheme:dark)\">"] {
        if let Some(after) = rest.strip_prefix(begin) {
            let (rules, after) = after.split_once("</style>").unwrap();
            sheets.push(rules);
            rest = after;
        }
    }
    (sheets, rest)
}

fn assert_harmless_rules(rules: &str) {
    let rules = rules.to_ascii_lowercase();
    for never in [
        "<",
        "\\",
        "/*",
        "url",
        "image",
        "@import",
        "expression",
        "var(",
        "position",
        "fixed",
        "javascript",
        "attr",
        "[",
        "::",
        "@font",
        "@key",
        "animation",
    ] {
        assert!(!rules.contains(never), "{never} in {rules}");
    }
}

/// Nothing is called but what makes colours and lengths, and nothing leaves its place. Words are no matter: to a browser
/// `background:imaged` is nothing.
fn assert_harmless_declarations(declarations: &str) {
    const CALLED: &[&str] = &[
        "rgb",
        "rgba",
        "hsl",
        "hsla",
        "calc",
        "linear-gradient",
        "radial-gradient",
    ];
    for never in [
        "@",
        "\\",
        "/*",
        "position:",
        "behavior:",
        "binding:",
        "attachment:",
        "image:",
    ] {
        assert!(!declarations.contains(never), "{never} in style={declarations}");
    }
    for (open, _) in declarations.match_indices('(') {
        let before = declarations.get(..open).unwrap();
        let called = before
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .next();
        assert!(
            called.is_some_and(|name| name.is_empty() || CALLED.contains(&name)),
            "{called:?} in style={declarations}"
        );
    }
}

/// H1, H3, H4: nothing in the markup runs, loads, navigates or names anything.
fn assert_harmless(html: &str, remote: RemoteImages) {
    let (sheets, html) = apart(html);
    sheets.iter().for_each(|rules| assert_harmless_rules(rules));
    const NEVER: &[&str] = &[
        "script", "style", "svg", "math", "form", "input", "button", "select", "textarea", "iframe", "frame",
        "object", "embed", "link", "meta", "base", "title", "template", "noscript", "video", "audio",
        "source", "picture", "area", "map", "dialog", "portal", "body", "html", "head", "applet", "marquee",
    ];
    for (name, attributes) in tags(html) {
        assert!(!NEVER.contains(&name.as_str()), "<{name}> in {html}");
        for (attribute, value) in &attributes {
            assert!(!attribute.starts_with("on"), "{attribute} in {html}");
            match attribute.as_str() {
                "src" => {
                    let picture = ["png", "jpeg", "gif", "webp", "bmp"]
                        .iter()
                        .any(|kind| value.starts_with(&format!("data:image/{kind};base64,")));
                    let remote = remote == RemoteImages::Https && value.starts_with("https://");
                    assert!(name == "img" && (picture || remote), "src={value}");
                }
                "href" => {
                    let schemes = ["https://", "http://", "mailto:"];
                    assert!(
                        name == "a" && schemes.iter().any(|scheme| value.starts_with(scheme)),
                        "href={value}"
                    );
                    // No letter looks like another there.
                    let in_ascii = ammonia::Url::parse(value).unwrap().to_string();
                    for (wanted, says) in [
                        ("target", "_blank"),
                        ("rel", "noopener noreferrer"),
                        ("title", &in_ascii),
                    ] {
                        assert!(
                            attributes
                                .iter()
                                .any(|(name, value)| name == wanted && value == says),
                            "{wanted} in {html}"
                        );
                    }
                }
                "class" => {
                    let plain = |c: char| c.is_ascii_alphanumeric() || " -_".contains(c);
                    assert!(value.chars().all(plain), "class={value}");
                }
                "data-blocked" => assert!(
                    name == "img" && !attributes.iter().any(|(name, _)| name == "src"),
                    "{html}"
                ),
                "style" => assert_harmless_declarations(&value.to_ascii_lowercase()),
                "srcset" | "background" | "poster" | "lowsrc" | "dynsrc" | "ping" | "action"
                | "formaction" | "data" | "id" | "name" | "srcdoc" | "usemap" | "xlink:href" | "cite"
                | "longdesc" | "code" | "autofocus" => {
                    panic!("{attribute} in {html}")
                }
                _ => {}
            }
        }
    }
}

/// H2: parsing what was written and cleaning it again finds nothing to clean.
fn assert_settled(original: &[u8], opened: &OpenedMessage, remote: RemoteImages) {
    let html = html(opened);
    let scheme = match opened.body {
        Body::Html {
            supports_dark: true, ..
        } => "<meta name=color-scheme content='light dark'>",
        _ => "",
    };
    let again = mail::open(&page(&format!("{scheme}{html}")), remote);
    if !html.trim().is_empty() && again.body != Body::Empty {
        // Where an element between two others is left out, a parser may open a link or a font once more or once less: as
        // in `<li><form><a><li>`. So each kind of tag with its attributes counts once.
        let kinds = |html: &str| -> BTreeSet<(String, Vec<(String, String)>)> {
            let mut tags = tags(html);
            tags.iter_mut().for_each(|(_, attributes)| attributes.sort());
            tags.into_iter().collect()
        };
        assert_eq!(
            kinds(self::html(&again)),
            kinds(html),
            "of {}",
            original.escape_ascii()
        );
    }
}

/// H7: names that every system takes, and that hide nothing.
fn assert_safe_name(name: &str) {
    assert!(!name.is_empty() && name.chars().count() <= 120, "{name}");
    assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name}");
    let special =
        |c: char| c.is_control() || "/\\:*?\"<>|".contains(c) || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!name.contains(special), "{name}");
}

/// H6: what a browser decodes is a picture by its bytes, and has pixels that there is room for. All can be packed.
fn assert_seen(original: &[u8], opened: &OpenedMessage) {
    const PICTURES: &[&str] = &[
        "image/avif",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
    ];
    for found in &opened.attachments {
        match Reader.look(original, found.part).unwrap() {
            Sight::Picture(picture) => {
                assert_eq!(Some(picture.media_type), found.found_type, "{}", found.name);
                assert!(PICTURES.contains(&picture.media_type), "{}", picture.media_type);
                assert!((1..=50_000_000).contains(&picture.size.count()));
            }
            Sight::Text { text, .. } => assert!(text.len() <= 2_000_000 && !text.contains('\r')),
            Sight::TooLarge(_) | Sight::Nothing => {}
        }
    }
    let files = opened.attachments.iter();
    let files: Vec<_> = files.map(|found| (found.part, found.name.as_str())).collect();
    let octets: u64 = opened.attachments.iter().map(|found| found.octets.0).sum();
    assert!(Reader.pack(original, &files).unwrap().len() as u64 > octets);
}

fn assert_rules(original: &[u8]) {
    let summary = mail::summarise(original, NOW);
    assert!(summary.snippet.chars().count() <= 160 && summary.references.len() <= 30);
    for line in [
        &summary.subject,
        &summary.from_name,
        &summary.from_address,
        &summary.snippet,
        &summary.message_id,
    ] {
        assert!(
            !line.contains(|c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)),
            "{line:?}"
        );
    }
    let _ = mail::summarise_header(original, NOW);
    for remote in [RemoteImages::Blocked, RemoteImages::Https] {
        let opened = mail::open(original, remote);
        assert_harmless(html(&opened), remote);
        assert_settled(original, &opened, remote);
        assert_safe_name(&opened.file_name);
        assert_seen(original, &opened);
        for found in &opened.attachments {
            assert_safe_name(&found.name);
            let bytes = mail::attachment(original, found.part).unwrap();
            assert_eq!(bytes.len() as u64, found.octets.0, "{}", found.name);
        }
        if let Body::Text(blocks) = &opened.body {
            blocks.iter().for_each(assert_links);
        }
    }
}

fn assert_links(block: &TextBlock) {
    for link in block.spans.iter().filter_map(|span| span.link.as_ref()) {
        assert!(
            ["https:", "http:", "mailto:"]
                .iter()
                .any(|scheme| link.starts_with(scheme)),
            "{link}"
        );
    }
}

fn fixtures() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/messages");
    let files = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn a_link_between_items_of_a_form_is_settled() {
    assert_rules(&page("<li><form><a href==<svg><li>javascript:alert(1)"));
}

#[test]
fn the_rules_hold_for_every_fixture() {
    let fixtures = fixtures();
    assert!(fixtures.len() >= 40);
    fixtures.iter().for_each(|original| assert_rules(original));
}

#[test]
fn the_rules_hold_wherever_a_fixture_is_cut() {
    for original in fixtures() {
        for end in (0..original.len()).step_by(7) {
            let cut = original.get(..end).unwrap();
            let _ = (mail::summarise(cut, NOW), mail::open(cut, RemoteImages::Blocked));
        }
    }
}

/// A fixture with bytes changed, taken out and said twice, as disks and servers do.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..40_usize), 1..6);
    (prop::sample::select(fixtures()), changes).prop_map(|(mut bytes, changes)| {
        for (place, byte, length) in changes {
            let at = place.index(bytes.len() + 1);
            let end = bytes.len().min(at + length);
            match byte % 3 {
                0 => drop(bytes.splice(at..end, [byte])),
                1 => drop(bytes.splice(at..at, std::iter::repeat_n(byte, length))),
                _ => drop(bytes.splice(at..at, bytes.get(at..end).unwrap().to_vec())),
            }
        }
        bytes
    })
}

/// Pieces that mean something to somebody.
fn tangle() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let pieces = prop::sample::select(vec![
        "<", ">", "</", "/>", "\"", "'", "=", " ", "&", ";", "<!--", "-->", "<![CDATA[", "]]>", "<?", "<p", "<a href=", "<img src=",
        "javascript:alert(1)", "jav&#x09;ascript:", "https://t.example/x", "http://t.example/x", "//t.example/x", "cid:a",
        "data:image/png;base64,iVBORw0KGgo=", "data:text/html,x", " onerror=alert(1)", " onload=x", " style=", "position:fixed",
        "background:url(x)", "color:red", "width:1px!important", "u\\72l(x)", "/*", "*/", "<svg>", "<math>", "<mtext>", "<mglyph>",
        "<style>", "</style>", "<style media=screen>", "p{color:red}", "body{color:red}", "b.a,div{color:red}", ":root{color-scheme:dark}",
        "@media (prefers-color-scheme:dark){", "}", "<p class=\"a b\">", "<body class=a>", "<script>", "</script>", "<title>", "</title>", "<textarea>", "</textarea>", "<noscript>",
        "</noscript>", "<iframe>", "<template>", "<select>", "<option>", "<table>", "<tr>", "<td>", "<b>", "</b>", "<font color=red>",
        "<form>", "</form>", "<div>", "</div>", "</p>", "<br>", "<body bgcolor=red>", "<annotation-xml encoding=text/html>",
        "<foreignObject>", "<desc>", "<xmp>", "<plaintext>", "<li>", "<h1>", "<pre>\n", "<article>", "\u{0}", "é", "text", "\n",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn structure() -> impl Strategy<Value = Vec<u8>> {
    #[rustfmt::skip]
    let pieces = prop::sample::select(vec![
        "\r\n", "\n", "--", "--b", "--b--", "--c", "--c--", "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/alternative; boundary=\"c\"\r\n", "Content-Type: text/html\r\n", "Content-Type: text/plain; format=flowed\r\n",
        "Content-Type: message/rfc822\r\n", "Content-Type: image/png; name=\"", "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Disposition: attachment; filename*0*=utf-8''%41; filename*1=",
        "Content-ID: <a>\r\n", "Subject: =?utf-8?q?=41?= =?", "From: \"a\" <b@c>:(", "To: a:b;,<c", "Date: Mon, 99 Foo 12", "References: <a> <b",
        "Received: x;1 Jan 2020 00:00:00 -0000\r\n", " ", "\t", ":", ";", "=", "=\r\n", "=3D", "?=", "\"", "\\", "(", ")", "<", ">", ",", "@",
        "<p>x</p>", "<img src=cid:a>", "> quoted \r\n", "-- \r\n", "SGVsbG8=", "charset=utf-7", "charset=iso-2022-jp", "\u{0}", "\u{202e}", "é",
    ]);
    let bytes = prop::collection::vec(any::<u8>(), 0..3);
    let piece = prop_oneof![12 => pieces.prop_map(|piece| piece.as_bytes().to_vec()), 1 => bytes];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_page_that_ends_in_an_entity_is_read_to_its_end() {
    let opened = mail::open(&page("<style>p{color:red}</style><p>&lt;"), RemoteImages::Blocked);
    assert!(html(&opened).contains("&lt;"), "{:?}", opened.body);
    assert!(opened.notes.is_empty());
}

#[test]
fn what_browsers_show_in_elements_that_they_do_not_know_is_shown() {
    for words in [
        "<root><p>Yours.</p></root>",
        "Visit http://<domain>/path, and then: <b>Yours.</b>",
        "<view>Yours.</view>",
        "<text><list><set>Yours.",
        "<a href='https://example.org/'><button>Yours.</button></a>",
        "<object data='x.swf'>Yours.</object>",
    ] {
        let opened = mail::open(&page(words), RemoteImages::Blocked);
        assert!(html(&opened).contains("Yours."), "{words}: {:?}", opened.body);
    }
}

#[test]
fn a_page_that_is_shown_as_text_is_shown_to_its_end() {
    let deep = format!("{}Dear reader{}", "<div>".repeat(600), "</div>".repeat(600));
    let attributes = format!(
        "<p>Dear reader<p {}>",
        (0..700).map(|n| format!("a{n}=1 ")).collect::<String>()
    );
    for tangled in [deep, attributes] {
        let opened = mail::open(&page(&format!("{tangled}<p>Yours.</p>")), RemoteImages::Blocked);
        let text = text(&opened);
        assert!(text.contains("Dear reader") && text.contains("Yours."), "{text}");
    }
}

#[test]
fn a_link_without_slashes_keeps_its_host() {
    let opened = mail::open(
        &page("<a href='https:https://Bücher.example/a'>books</a>"),
        RemoteImages::Blocked,
    );
    assert!(
        html(&opened).contains("href=\"https://https//"),
        "{:?}",
        opened.body
    );
}

#[test]
fn words_are_read_in_elements_that_nobody_writes_any_more() {
    for (written, read) in [
        (
            "<xmp>1 < 2 & <b>so</b></xmp>",
            "1 &lt; 2 &amp; &lt;b&gt;so&lt;/b&gt;",
        ),
        ("<xmp>an end is missing", "an end is missing"),
        ("<option>a choice of nothing", "a choice of nothing"),
        ("<noembed><p>not closed", "<p>not closed</p>"),
    ] {
        let opened = mail::open(&page(written), RemoteImages::Blocked);
        assert_eq!(html(&opened), read, "{written}");
    }
    let canvas = mail::open(&page("<canvas>without a canvas</canvas>"), RemoteImages::Blocked);
    assert_eq!(text(&canvas), "without a canvas");
}

#[test]
fn a_page_of_what_no_browser_shows_is_not_an_empty_frame() {
    for written in [
        "<template><img src=x></template>",
        "<noembed><img src=x></noembed>",
        "<section><template shadowrootmode=open><img src=x></template></section>",
    ] {
        let opened = mail::open(&page(written), RemoteImages::Blocked);
        assert!(matches!(opened.body, Body::Empty), "{written}: {:?}", opened.body);
    }
}

#[test]
fn a_size_that_no_browser_takes_does_not_bring_back_what_is_hidden() {
    let hidden = "<table style='font-size:0'><tr><td style='font-size:1{4px'>Words</table>";
    assert!(text(&mail::open(&page(hidden), RemoteImages::Blocked)).contains("Words"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_hold_for_damaged_fixtures(original in damaged()) {
        assert_rules(&original);
    }

    #[test]
    fn the_rules_hold_for_tangled_pages(html in tangle()) {
        assert_rules(&page(&html));
    }

    #[test]
    fn the_rules_hold_for_tangled_structures(original in structure()) {
        assert_rules(&original);
    }

    #[test]
    fn any_attachment_comes_back_byte_for_byte(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut encoded = String::new();
        for (place, byte) in bytes.iter().enumerate() {
            write!(encoded, "={byte:02X}{}", if place % 20 == 19 { "=\r\n" } else { "" }).unwrap();
        }
        let original = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}\r\n--b--\r\n"
        );
        prop_assert_eq!(mail::attachment(original.as_bytes(), 1).unwrap(), bytes);
    }
}

mod bombs {
    //! H9: sizes that a program may drown in. What must hold is that each is answered, with what can be shown.

    use super::*;

    #[test]
    fn parts_in_parts_a_thousand_deep() {
        let mut original = String::from("Subject: deep\r\n");
        for level in 0..1000 {
            write!(
                original,
                "Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"
            )
            .unwrap();
        }
        original.push_str("Content-Type: text/plain\r\n\r\nAt the bottom.\r\n");
        assert_rules(original.as_bytes());
        assert!(text(&mail::open(original.as_bytes(), RemoteImages::Blocked)).contains("At the bottom."));
    }

    #[test]
    fn messages_in_messages_a_thousand_deep() {
        let original = "Content-Type: message/rfc822\r\n\r\n".repeat(1000) + "words";
        let opened = mail::open(original.as_bytes(), RemoteImages::Blocked);
        assert_eq!(opened.attachments.len(), 1);
    }

    #[test]
    fn ten_thousand_parts() {
        let part = "--b\r\nContent-Disposition: attachment; filename=a.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n";
        let original = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned() + &part.repeat(10_000);
        let opened = mail::open(original.as_bytes(), RemoteImages::Blocked);
        assert_eq!(opened.attachments.len(), 1999);
        assert_eq!(opened.attachments.last().unwrap().name, "a (1999).txt");
    }

    #[test]
    fn bodies_beyond_the_limit_are_attachments() {
        let part = "--b\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n";
        let original = "Content-Type: multipart/mixed; boundary=b\r\n\r\n".to_owned() + &part.repeat(100);
        let opened = mail::open(original.as_bytes(), RemoteImages::Blocked);
        assert_eq!(html(&opened).matches("words").count(), 12);
        assert_eq!(opened.attachments.len(), 88);
    }

    #[test]
    fn ten_thousand_fields() {
        let original = "X-Filler: words\r\n".repeat(10_000) + "Subject: last\r\n\r\nbody";
        assert_eq!(mail::summarise(original.as_bytes(), NOW).subject, "last");
    }

    #[test]
    fn a_megabyte_of_almost_encoded_words() {
        let original = format!(
            "Subject: {}\r\nTo: {}\r\n\r\nbody",
            "=?aa?q?zz ".repeat(100_000),
            "=?aa?q?zz ".repeat(100_000)
        );
        assert_eq!(mail::summarise(original.as_bytes(), NOW).snippet, "body");
        assert!(
            mail::open(original.as_bytes(), RemoteImages::Blocked)
                .subject
                .chars()
                .count()
                <= 1000
        );
    }

    #[test]
    fn fields_of_brackets_and_addresses() {
        for filler in ["(", "<", "\"", "a@", "a:b;", "a@b,", "\\"] {
            let filler = filler.repeat(100_000);
            let original = format!(
                "From: {filler}\r\nTo: {filler}\r\nReferences: {filler}\r\nContent-Type: a/{filler}\r\n\r\nbody"
            );
            assert!(mail::open(original.as_bytes(), RemoteImages::Blocked).to.len() <= 1000);
            let _ = mail::summarise(original.as_bytes(), NOW);
        }
    }

    #[test]
    fn a_delimiter_on_every_line_that_is_none() {
        let original = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n".to_owned()
            + &"--bb\r\n".repeat(500_000);
        assert!(text(&mail::open(original.as_bytes(), RemoteImages::Blocked)).starts_with("--bb"));
    }

    #[test]
    fn elements_in_elements_are_shown_as_text() {
        let opened = mail::open(&page(&("<div>".repeat(100_000) + "words")), RemoteImages::Blocked);
        assert!(opened.notes.contains(&Note::PageAsText));
        let opened = mail::open(
            &page(&("words".to_owned() + &"<div>".repeat(100_000))),
            RemoteImages::Blocked,
        );
        assert!(text(&opened).contains("words"));
    }

    #[test]
    fn formatting_that_multiplies_is_shown_as_text() {
        let mut html = String::from("words");
        (0..20_000).for_each(|size| write!(html, "<font size={size}><p>").unwrap());
        assert!(text(&mail::open(&page(&html), RemoteImages::Blocked)).contains("words"));
    }

    #[test]
    fn formatting_that_hides_behind_cells_is_shown_as_text() {
        let mut html = String::from("words");
        (0..20_000).for_each(|size| write!(html, "<table><td><font size={size}></table></font>").unwrap());
        let opened = mail::open(&page(&html), RemoteImages::Blocked);
        assert!(text(&opened).contains("words"));
    }

    #[test]
    fn a_tag_of_a_hundred_thousand_attributes_is_not_waited_for() {
        let attributes = (0..100_000)
            .map(|number| format!("a{number} "))
            .collect::<String>();
        for hidden in [
            "",
            "<style><i a=\"</style>",
            "<!-- <i a=\" -->",
            "<title><i a='</title>",
            "</i a=\"",
        ] {
            let html = format!("<p>words</p>{hidden}<p {attributes}>");
            let opened = mail::open(&page(&html), RemoteImages::Blocked);
            assert!(
                (text(&opened) + self::html(&opened)).contains("words"),
                "{hidden}"
            );
            let _ = mail::summarise(&page(&html), NOW);
        }
    }

    #[test]
    fn long_comments_and_values_are_no_reason_to_show_text() {
        let html = format!(
            "<p>words</p><!--{}--><img alt=\"{}\">",
            " a=b".repeat(5000),
            "a b ".repeat(5000)
        );
        let opened = mail::open(&page(&html), RemoteImages::Blocked);
        assert!(html.len() > 30_000);
        assert_eq!(
            self::html(&opened),
            "<p>words</p><img data-blocked=\"\">",
            "{}",
            text(&opened)
        );
    }

    #[test]
    fn four_megabytes_of_entities_are_shown_as_text() {
        let opened = mail::open(&page(&"&amp;".repeat(800_000)), RemoteImages::Blocked);
        assert!(text(&opened).contains("&&&&"));
    }

    #[test]
    fn what_a_table_throws_out_is_shown() {
        let html = "<table>".to_owned() + &"<i>x</i>".repeat(10_000);
        assert!(
            !mail::open(&page(&html), RemoteImages::Blocked)
                .body
                .eq(&Body::Empty)
        );
    }

    #[test]
    fn a_page_of_five_megabytes_is_shown_as_its_text() {
        let html = "<p>Some words of a page.</p>\n".repeat(180_000);
        assert!(text(&mail::open(&page(&html), RemoteImages::Blocked)).contains("Some words of a page."));
    }

    #[test]
    fn five_megabytes_of_text_end_with_a_note() {
        for line in [
            "words and words https://example.org/ \r\n",
            "x",
            "> ",
            "a@b.c ",
            "http://",
        ] {
            let original = format!(
                "Subject: long\r\n\r\n{}",
                line.repeat(5 * 1024 * 1024 / line.len())
            );
            let opened = mail::open(original.as_bytes(), RemoteImages::Blocked);
            assert!(text(&opened).len() < 1_300_000);
            assert!(opened.notes.contains(&Note::TextCut), "{line}");
        }
    }

    #[test]
    fn pictures_beyond_the_limit_stay_attachments() {
        let picture = "R0lGODlh".to_owned() + &"A".repeat(6 * 1024 * 1024);
        let mut original = String::from(
            "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n",
        );
        (0..5).for_each(|place| write!(original, "<img src=cid:{place}>").unwrap());
        for place in 0..5 {
            write!(original, "\r\n--b\r\nContent-Type: image/gif\r\nContent-ID: <{place}>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}")
                .unwrap();
        }
        let opened = mail::open(original.as_bytes(), RemoteImages::Blocked);
        assert_eq!(opened.attachments.len(), 3);
        assert!(html(&opened).len() < 17 * 1024 * 1024);
    }

    #[test]
    fn one_picture_shown_a_thousand_times_counts_a_thousand_times() {
        let picture = "R0lGODlh".to_owned() + &"A".repeat(1024 * 1024);
        let original = format!(
            "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n{}\r\n--b\r\n\
             Content-ID: <a>\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}",
            "<img src=cid:a>".repeat(1000)
        );
        assert!(html(&mail::open(original.as_bytes(), RemoteImages::Blocked)).len() < 17 * 1024 * 1024);
    }
}
