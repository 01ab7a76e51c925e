//! Keeps `docs/pop3.md` true: every test that it names exists, no row is without one, and nothing that the code has a name
//! for is missing. It must not know what the rows say.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a page that cannot be read is a failed test"
)]

#[path = "support/hostile.rs"]
mod hostile;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use restante::pop3::{Quirk, ResponseCode};
use restante::sasl::Mechanism;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page() -> String {
    fs::read_to_string(root().join("docs/pop3.md")).unwrap()
}

/// The cells of every row that is no head of a table.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = page.lines().collect();
    let is_row = |line: &str| line.starts_with('|') && !line.starts_with("|---");
    let is_head = |at: usize| lines.get(at + 1).is_some_and(|next| next.starts_with("|---"));
    let rows = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| is_row(line) && !is_head(*at));
    rows.map(|(_, line)| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// What stands between backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Everything that can be named: transcripts, functions, files of tests in a browser, and what the hostile server does.
fn known() -> BTreeSet<String> {
    let mut paths = Vec::new();
    files(&root().join("tests"), &mut paths);
    files(&root().join("src"), &mut paths);
    let mut known: BTreeSet<String> = hostile::BEHAVIOURS
        .iter()
        .map(|behaviour| behaviour.name.to_owned())
        .collect();
    for path in paths {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        match path.extension().and_then(|end| end.to_str()) {
            Some("txt") if path.parent().unwrap().ends_with("transcripts") => {
                known.insert(stem);
            }
            Some("rs") => {
                let source = fs::read_to_string(&path).unwrap();
                let functions = source
                    .split("fn ")
                    .skip(1)
                    .filter_map(|rest| rest.split(['(', '<']).next());
                known.extend(functions.map(str::to_owned));
            }
            Some("mjs") => drop(known.insert(path.file_name().unwrap().to_string_lossy().into_owned())),
            _ => {}
        }
    }
    known
}

#[test]
fn every_row_is_shown_by_tests_that_exist() {
    let page = page();
    let known = known();
    let rows = rows(&page);
    assert!(rows.len() > 90, "the tables are missing: {}", rows.len());
    for row in rows {
        let shown_by = names(row.last().unwrap());
        assert!(!shown_by.is_empty(), "nothing shows {row:?}");
        for name in shown_by {
            assert!(known.contains(name), "{name} does not exist: {row:?}");
        }
    }
}

#[test]
fn nothing_that_has_a_name_is_missing() {
    let page = page();
    let first_cells: Vec<&str> = rows(&page).iter().map(|row| row[0]).collect();
    let named = |name: &str| first_cells.iter().any(|cell| cell.contains(name));
    for quirk in Quirk::ALL {
        assert!(named(&format!("`{quirk:?}`")), "{quirk:?} is missing");
    }
    for mechanism in Mechanism::ALL {
        let row = |cell: &&str| **cell == *mechanism.name();
        assert!(first_cells.iter().any(row), "{} is missing", mechanism.name());
    }
    let codes = [
        ResponseCode::LoginDelay,
        ResponseCode::InUse,
        ResponseCode::Auth,
        ResponseCode::SysTemp,
        ResponseCode::SysPerm,
        ResponseCode::Utf8,
    ];
    for code in codes {
        assert!(named(&format!("`{code}`")), "{code} is missing");
    }
}
