//! Stylesheets as mail has them, and as nobody should. Whatever comes in, what comes out is made of few things.

use proptest::prelude::*;

use super::{Looks, Stylesheet};

fn of_rules(rules: &str) -> Stylesheet {
    Stylesheet::of(&format!("<head><style>{rules}</style></head><p>words"), "")
}

/// What is kept of rules, dark ones included.
fn kept(rules: &str) -> String {
    let sheet = of_rules(rules);
    assert_is_plain(&sheet);
    format!("{}{}", sheet.always, sheet.dark)
}

fn assert_is_plain(sheet: &Stylesheet) {
    for rules in [&sheet.always, &sheet.dark] {
        let lower = rules.to_ascii_lowercase();
        for never in [
            "<",
            "\\",
            "/*",
            "@import",
            "url",
            "image",
            "expression",
            "position",
            "javascript",
            "var(",
            "attr",
        ] {
            assert!(!lower.contains(never), "{never} in {rules}");
        }
        assert!(
            lower.match_indices('@').all(|(place, _)| lower
                .get(place..)
                .is_some_and(|rest| rest.starts_with("@media (m"))),
            "{rules}"
        );
    }
    let elements = sheet.elements(Looks::LightAndDark);
    let again = Stylesheet::of(&elements, "");
    assert_eq!(
        again.elements(Looks::LightAndDark),
        elements,
        "reading twice changes it"
    );
}

#[test]
fn rules_of_a_newsletter_are_kept() {
    assert_eq!(
        kept(
            ".h1 { font: 700 38px/42px Karla,Arial; COLOR:#FFFFFF }\n td.a>p , a:HOVER{padding:0 0 1.50em;font-family:'Segoe UI'}"
        ),
        ".h1{font:700 38px/42px Karla,Arial;color:#FFFFFF}td.a>p,a:hover{padding:0 0 1.5em;font-family:\"Segoe UI\"}"
    );
}

#[test]
fn the_comment_that_word_puts_around_its_rules_is_none() {
    assert_eq!(
        kept("<!--\n@font-face{font-family:x}p.MsoNormal, li.MsoNormal {margin:0cm}\n-->"),
        "p.MsoNormal,li.MsoNormal{margin:0cm}"
    );
}

#[test]
fn a_selector_that_asks_for_more_is_dropped_and_its_neighbour_kept() {
    for selector in [
        "#id",
        "[type]",
        "a[href^=x]",
        "p::before",
        "p:before",
        ":has(p)",
        ":not(p)",
        "p+p",
        "p~p",
        "head",
        "style",
        "input",
        "p body",
        "html>p",
        "svg|p",
        "*|p",
        "&",
        "p >",
        "> p",
        "p > > p",
        "p:nth-child(2)",
        "1a",
    ] {
        assert_eq!(
            kept(&format!("{selector}, b{{color:red}}")),
            "b{color:red}",
            "{selector}"
        );
        assert_eq!(
            kept(&format!("{selector}{{color:red}}i{{color:red}}")),
            "i{color:red}"
        );
    }
}

#[test]
fn the_page_is_the_paper() {
    assert_eq!(kept("body{margin:0}"), ".mail-paper{margin:0}");
    assert_eq!(kept("html,body{margin:0}"), ".mail-paper,.mail-paper{margin:0}");
    assert_eq!(kept("html body.a > p{margin:0}"), ".mail-paper.a>p{margin:0}");
    assert_eq!(kept("body p{margin:0}"), "article p{margin:0}");
    assert!(of_rules("body{margin:0}").uses_paper);
    assert!(!of_rules("p{margin:0}").uses_paper);
}

#[test]
fn what_an_attribute_of_the_page_says_comes_first() {
    let html = "<style>body{color:red}</style>";
    let sheet = Stylesheet::of(html, "body{background-color:#000;color:url(x)}");
    assert_eq!(
        sheet.always,
        ".mail-paper{background-color:#000}.mail-paper{color:red}"
    );
    assert_eq!(
        Stylesheet::of("<style>p{margin:0}</style>", "body{color:red}").always,
        "p{margin:0}"
    );
}

#[test]
fn widths_are_asked_for_and_nothing_else() {
    assert_eq!(
        kept(
            "@media only screen and (max-device-width: 600px) and (min-width:20em){.w{width:100%!important}}"
        ),
        "@media (max-width:600px) and (min-width:20em){.w{width:100%!important}}"
    );
    assert_eq!(kept("@media screen{p{color:red}}"), "p{color:red}");
    assert_eq!(
        kept("@media print,(max-width:9px){p{color:red}}"),
        "@media (max-width:9px){p{color:red}}"
    );
    for media in [
        "print",
        "not screen",
        "(hover)",
        "(width<9px)",
        "(max-width:calc(1px))",
        "(max-width:1px",
        "screen (max-width:1px)",
        "(prefers-color-scheme:light)",
        "(prefers-color-scheme:dark),(max-width:1px)",
        "(min-resolution:2dppx)",
    ] {
        assert!(
            !kept(&format!("@media {media}{{p{{color:red}}}}")).contains("red"),
            "{media}"
        );
    }
    assert_eq!(
        kept("@media (max-width:1px){@media (max-width:2px){p{color:red}}}"),
        ""
    );
}

#[test]
fn the_dark_look_stands_apart() {
    let sheet = of_rules(
        ":root{color-scheme:light dark}p{color:#000}@media (prefers-color-scheme:dark){p{color:#fff!important}}",
    );
    assert!(sheet.declares_dark && sheet.coloured);
    assert_eq!(sheet.elements(Looks::One), "<style>p{color:#000}</style>");
    assert_eq!(
        sheet.elements(Looks::LightAndDark),
        "<style>p{color:#000}</style><style media=\"(prefers-color-scheme:dark)\">p{color:#fff!important}</style>"
    );
    assert!(!of_rules(":root{color-scheme:light}").declares_dark);
    assert!(!of_rules("p :root{color-scheme:dark}").declares_dark);
}

#[test]
fn only_elements_of_rules_are_read() {
    let rules = "<style>p{color:red}</style>";
    for html in [
        format!("<!--{rules}-->"),
        format!("<title>{rules}</title>"),
        format!("<textarea>{rules}</textarea>"),
        format!("<script>'{rules}'</script>"),
        format!("<a title='{rules}'>"),
        "<style media=print>p{color:red}</style>".to_owned(),
        "<style type=text/less>p{color:red}</style>".to_owned(),
    ] {
        assert_eq!(Stylesheet::of(&html, ""), Stylesheet::default(), "{html}");
    }
    let narrow = Stylesheet::of(
        "<script>x</script><STYLE media='(max-width:9px)'>p{color:red}</STYLE>",
        "",
    );
    assert_eq!(narrow.always, "@media (max-width:9px){p{color:red}}");
}

#[test]
fn declarations_that_load_or_leave_their_place_are_dropped() {
    for declaration in [
        "background-image:url(//x)",
        "background:url(//x)",
        "background:image-set('x' 1x)",
        "content:'x'",
        "position:fixed",
        "p\\6fsition:fixed",
        "color:var(--x)",
        "color:r\\65 d",
        "--x:1",
        "width:expression(alert(1))",
        "animation:x 1s",
        "font-family:'\\3c/style>'",
        "font-family:a\\3c b",
        "margin:-9px",
        "display:flex",
        "color:red;}b{",
        "color:{}",
        "color:[red]",
        "color:(red)",
        "color:red!ie",
        "filter:progid:x",
        "width:9999999px",
        "behavior:url(x)",
    ] {
        let kept = kept(&format!("p{{{declaration}}}"));
        assert!(
            kept.is_empty() || kept == "p{color:red}",
            "{declaration} gave {kept}"
        );
    }
    assert_eq!(
        kept("p{background:#fff url(//x) no-repeat}"),
        "p{background-color:#fff}"
    );
}

#[test]
fn bombs_are_dropped() {
    for bomb in [
        "{".repeat(1_000_000),
        "p{".repeat(500_000),
        "@media (max-width:1px){".repeat(10_000),
        "@media screen{".repeat(15_000),
        "a,".repeat(100_000) + "a{color:red}",
        "a ".repeat(100_000) + "{color:red}",
        "p{width:calc(".to_owned() + &"calc(".repeat(40_000),
        "p{color:rgb(".to_owned() + &"(".repeat(200_000),
        "[".repeat(200_000),
        "p{color:'".to_owned() + &"\\".repeat(200_000),
        "/*".repeat(100_000),
        ".a{color:red}".repeat(100_000),
    ] {
        assert_eq!(kept(&bomb), "", "{}", bomb.chars().take(20).collect::<String>());
    }
}

#[test]
fn numbers_are_written_to_a_thousandth() {
    for (number, written) in [
        ("1.50", "1.5"),
        ("33.33333", "33.333"),
        (".1", "0.1"),
        ("-.05", "-0.05"),
        ("1.0004", "1"),
        ("-0.0004", "0"),
        ("99.9996", "100"),
        ("1e2", "100"),
        ("-100000", "-100000"),
    ] {
        assert_eq!(
            kept(&format!("p{{letter-spacing:{number}px}}")),
            format!("p{{letter-spacing:{written}px}}")
        );
    }
}

#[test]
fn a_thousand_rules_are_kept_but_not_a_million() {
    assert!(kept(&"p{color:red}".repeat(1000)).len() > 10_000);
    assert!(kept(&"p{color:red}".repeat(20_000)).len() < 50_000);
    let elements = "<i></i>".repeat(10_000);
    let rules = "p{color:red}".repeat(1000);
    assert_eq!(
        Stylesheet::of(&format!("<style>{rules}</style>{elements}"), ""),
        Stylesheet::default()
    );
}

/// Pieces that mean something in rules.
fn tangle() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let pieces = prop::sample::select(vec![
        "{", "}", "(", ")", "[", "]", ":", ";", ",", ".", "#", "*", ">", "+", "~", "&", "@", "!", "/", "\\", "\"", "'", "\n", " ", "-",
        "/*", "*/", "<!--", "-->", "</style", "</style>", "<style>", "url(", "url('x')", "@import 'x';", "@media ", "@font-face", "@charset 'x';",
        "screen", " and ", "(max-width:600px)", "(prefers-color-scheme:dark)", "p", "a", "body", "html", "td", ".a", ".b-c", ":hover",
        ":root", "color:red", "color:#fff", "background:", "margin:0 auto", "font:12px/1.5 x,'Y z'", "width:calc(100% - 3.3333px)",
        "!important", "linear-gradient(red,blue)", "rgb(1,2,3)", "position:fixed", "expression(", "javascript:", "var(--x)", "1e3", "1e-9px",
        "33.3333%", "-0", "+5px", "12345.678em", "\\65 ", "\\3c ", "1\\65 ", "\u{0}", "é", "color-scheme:dark",
        "{color:red}", "p{color:red}", "body{background:#123 url(x)}", "@media (max-width:9px){p{color:red}}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// Declarations whose values are made of what values are made of.
fn declarations() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let words = prop::sample::select(vec![
        "1px", "-1.5em", "33.3333%", ".1", "+0.12345", "99999.9994px", "8192.0625px", "1e2", "1e", "1\\65", "/**/", " ", "/", ",", "+", "-",
        "red", "#fff", "\"A b\"", "'é'", "calc(", "rgb(", ")", "url(x)", "linear-gradient(", "auto", "-x", "--", "\\-", "x\\ y", "\u{e9}",
    ]);
    let names = prop::sample::select(vec![
        "color",
        "width",
        "font",
        "background",
        "font-family",
        "margin",
        "line-height",
    ]);
    (names, prop::collection::vec(words, 1..8))
        .prop_map(|(name, words)| format!("p{{{name}:{}}}", words.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_is_plain_when_it_comes_out(rules in tangle()) {
        kept(&rules);
        assert_is_plain(&Stylesheet::of(&rules, ""));
    }

    #[test]
    fn values_are_read_the_same_twice(rules in declarations()) {
        kept(&rules);
    }
}
