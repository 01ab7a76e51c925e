//! The pages of the user guide say what the program does: what is generated in them is held equal to its source.
//! `INSTA_UPDATE=always cargo test --test guide` writes it anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use std::fs;
use std::path::Path;

use restante::ui::state::shortcuts::{KeySet, Keyboard, Line, sheet};
use restante::ui::text;

#[test]
fn the_keyboards_page_holds_the_keyboards_table() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/keyboard.md");
    let found = fs::read_to_string(&page).unwrap();
    let with_keys = put(&found, "anywhere", &anywhere());
    let expected = put(&with_keys, "in the list", &in_list());
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(&page, &expected).unwrap();
        return;
    }
    assert!(found == expected, "docs/keyboard.md should be:\n{expected}");
}

#[test]
fn what_is_generated_stands_between_its_marks() {
    let page = "a\n<!-- x: written by tests/guide.rs -->\nold\n<!-- end -->\nb\n";
    let expected = "a\n<!-- x: written by tests/guide.rs -->\n\nnew\n\n<!-- end -->\nb\n";
    assert_eq!(put(page, "x", "new"), expected);
    assert_eq!(put(expected, "x", "new"), expected);
}

/// The page with something in the place of that name.
fn put(page: &str, name: &str, what: &str) -> String {
    let mark = format!("<!-- {name}: written by tests/guide.rs -->\n");
    let (before, rest) = page
        .split_once(&mark)
        .unwrap_or_else(|| panic!("no place for {name}"));
    let (_, after) = rest.split_once("<!-- end -->").unwrap();
    format!("{before}{mark}\n{what}\n\n<!-- end -->{after}")
}

fn anywhere() -> String {
    let sheets = KeySet::ALL.map(sheet);
    let mut rows = vec![
        format!(
            "| what it does | {} |",
            KeySet::ALL.map(text::key_set).join(" | ")
        ),
        "|---|---|---|---|".to_owned(),
    ];
    let mut labels: Vec<&str> = Vec::new();
    for line in sheets.iter().flatten().filter(|line| !line.keys.is_empty()) {
        if !labels.contains(&line.label) {
            labels.push(line.label);
        }
    }
    for label in labels {
        let cells = sheets.each_ref().map(|lines| {
            let line = lines.iter().find(|line| line.label == label);
            line.map_or_else(String::new, |line| ways(&line.keys))
        });
        rows.push(format!("| {label} | {} |", cells.join(" | ")));
    }
    rows.join("\n")
}

fn in_list() -> String {
    let lines = sheet(KeySet::Off);
    let is_in_list = |line: &&Line| !line.keys_in_list.is_empty();
    let rows = lines
        .iter()
        .filter(is_in_list)
        .map(|line| format!("| {} | {} |", line.label, ways(&line.keys_in_list)));
    let head = ["| what it does | keys |", "|---|---|"].map(str::to_owned);
    head.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
}

/// Every way to ask for the same.
fn ways(keys: &[&str]) -> String {
    let ways = keys.iter().map(|keys| {
        let keys = keys
            .split(' ')
            .map(|key| format!("`{}`", text::key(key, Keyboard::Other)));
        keys.collect::<Vec<_>>().join(&format!(" {} ", text::keys_then()))
    });
    ways.collect::<Vec<_>>().join(", ")
}
