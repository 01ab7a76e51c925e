//! The rules of the house that no compiler knows: who may import whom, where colours live, how files begin.
//! It reads source text only, and changes when the table in `src/lib.rs` does.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a scanner for its own sources may trip over them"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// One row of the table in `src/lib.rs`: a module, what it may use of this crate, and words it must never contain.
struct Layer {
    module: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
}

const BROWSER: &[&str] = &["web_sys", "js_sys", "wasm_bindgen", "leptos", "idb", "gloo"];
const LAYERS: &[Layer] = &[
    Layer {
        module: "units",
        may_use: &[],
        never: BROWSER,
    },
    Layer {
        module: "secret",
        may_use: &[],
        never: BROWSER,
    },
    Layer {
        module: "sasl",
        may_use: &["secret"],
        never: &[
            "web_sys",
            "js_sys",
            "leptos",
            "rustls",
            "async fn",
            "Instant::now",
            "SystemTime",
            "SystemRandom",
            "tokio",
            "TcpStream",
            "pop3",
        ],
    },
    Layer {
        module: "pop3",
        may_use: &["units", "secret", "sasl"],
        never: &[
            "web_sys",
            "js_sys",
            "leptos",
            "rustls",
            "async fn",
            "Instant::now",
            "SystemTime",
            "tokio",
            "TcpStream",
        ],
    },
    Layer {
        module: "tls",
        may_use: &["units"],
        never: &[
            "web_sys",
            "js_sys",
            "leptos",
            "async fn",
            "Instant::now",
            "SystemTime::now",
            "tokio",
            "TcpStream",
            "pop3",
        ],
    },
    Layer {
        module: "connection",
        may_use: &["pop3", "sasl", "tls", "units", "secret"],
        never: &[
            "web_sys",
            "js_sys",
            "leptos",
            "async fn",
            "tokio",
            "TcpStream",
            "Instant::now",
            "SystemTime",
        ],
    },
    Layer {
        module: "mail",
        may_use: &["units"],
        never: &["web_sys", "js_sys", "leptos", "tokio", "TcpStream", "async fn"],
    },
    Layer {
        module: "wire",
        may_use: &["units", "secret"],
        never: &["web_sys", "js_sys", "leptos", "async fn"],
    },
    Layer {
        module: "store",
        may_use: &["units", "secret", "mail", "clock"],
        never: &["leptos", "rustls", "tokio"],
    },
    Layer {
        module: "transport",
        may_use: &["units", "clock"],
        never: &["leptos", "rustls", "idb"],
    },
    Layer {
        module: "clock",
        may_use: &["units"],
        never: &["leptos", "rustls", "idb"],
    },
    Layer {
        module: "platform",
        may_use: &[],
        never: &["leptos", "rustls", "idb"],
    },
    Layer {
        module: "engine",
        may_use: &[
            "units",
            "secret",
            "sasl",
            "pop3",
            "tls",
            "connection",
            "mail",
            "wire",
            "store",
            "transport",
            "clock",
            "platform",
        ],
        never: &[
            "web_sys",
            "js_sys",
            "leptos",
            "IndexedDb",
            "indexeddb",
            "transport::native",
            "transport::websocket",
        ],
    },
    Layer {
        module: "worker",
        may_use: &[
            "engine",
            "wire",
            "store",
            "transport",
            "clock",
            "units",
            "secret",
            "mail",
            "tls",
        ],
        never: &["leptos", "crate::pop3", "crate::connection"],
    },
    Layer {
        module: "ui",
        may_use: &["wire", "units", "secret"],
        never: &[
            "rustls",
            "mail_parser",
            "ammonia",
            "idb",
            "IdbDatabase",
            "IdbFactory",
            "WebSocket",
            "XmlHttpRequest",
        ],
    },
];

/// Adapters between a trait and one world: their parent's words for that world do not count.
const ADAPTERS: &[&str] = &[
    "mail/charset/browser",
    "store/indexeddb",
    "transport/native",
    "transport/websocket",
];

#[test]
fn modules_use_only_what_the_table_allows() {
    let mut broken = Vec::new();
    for (file, layer) in sources_with_layers() {
        for (number, line) in code_lines(&file) {
            for used in crate_modules(&line) {
                if used != layer.module && is_module(&used) && !layer.may_use.contains(&used.as_str()) {
                    broken.push(format!(
                        "{}:{number}: {} uses {used}: {}",
                        file.display(),
                        layer.module,
                        line.trim()
                    ));
                }
            }
        }
    }
    assert!(
        broken.is_empty(),
        "against the table in src/lib.rs:\n{}",
        broken.join("\n")
    );
}

#[test]
fn modules_hold_no_words_of_another_layer() {
    let mut broken = Vec::new();
    for (file, layer) in sources_with_layers() {
        if ADAPTERS
            .iter()
            .any(|adapter| inside_src(&file).starts_with(adapter))
        {
            continue;
        }
        for (number, line) in code_lines(&file) {
            for word in layer.never.iter().filter(|word| has_word(&line, word)) {
                broken.push(format!(
                    "{}:{number}: {} says {word}: {}",
                    file.display(),
                    layer.module,
                    line.trim()
                ));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "against the table in src/lib.rs:\n{}",
        broken.join("\n")
    );
}

#[test]
fn every_module_has_its_row() {
    let library = read(&root().join("src/lib.rs"));
    let modules = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let homeless: Vec<_> = modules.filter(|module| !is_module(module)).collect();
    assert!(homeless.is_empty(), "no row in the table for: {homeless:?}");
}

#[test]
fn the_bridge_knows_nothing_of_mail() {
    for file in rust_files("server-bridge") {
        // The demo mailbox is a mail server of its own, beside the bridge and not part of it.
        if file.to_string_lossy().contains("demo") || file.to_string_lossy().contains("/tests/") {
            continue;
        }
        for (number, line) in code_lines(&file) {
            let knows = [
                "restante::",
                "mail_parser",
                "mail_builder",
                "rustls::ClientConnection",
            ];
            let known = knows.iter().find(|word| has_word(&line, word));
            assert!(known.is_none(), "{}:{number}: {}", file.display(), line.trim());
        }
    }
}

#[test]
fn every_source_file_says_what_it_is() {
    let folders = [
        "src",
        "server-bridge",
        "xtask",
        "tests",
        "examples",
        "benches",
        "fuzz/fuzz_targets",
    ];
    let silent: Vec<_> = folders
        .iter()
        .flat_map(|folder| rust_files(folder))
        .filter(|file| !read(file).starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "these open without `//!`: {silent:#?}");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let folders = [
        "src",
        "server-bridge",
        "xtask",
        "tests",
        "examples",
        "benches",
        "style",
    ];
    let long: Vec<_> = folders
        .iter()
        .flat_map(|folder| files(&root().join(folder), &["rs", "css", "mjs", "js"]))
        .map(|file| (read(&file).lines().count(), file))
        .filter(|(lines, file)| *lines > longest(file))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// In lines. Cases of a test are read one by one.
fn longest(file: &Path) -> usize {
    let name = file.to_string_lossy();
    if name.ends_with("/tests.rs") || name.contains("/tests/") {
        800
    } else {
        600
    }
}

#[test]
fn colours_are_defined_in_tokens_alone() {
    let styles = files(&root().join("style"), &["css"]);
    let views = rust_files("src/ui");
    let pages = [root().join("src/ui.rs")];
    let mut found = Vec::new();
    for file in styles
        .iter()
        .chain(&views)
        .chain(&pages)
        .filter(|file| !file.ends_with("style/tokens.css"))
    {
        for (number, line) in text_lines(file) {
            if let Some(colour) = colour_in(&line) {
                found.push(format!("{}:{number}: {colour}", file.display()));
            }
        }
    }
    assert!(
        found.is_empty(),
        "colours belong into style/tokens.css:\n{}",
        found.join("\n")
    );
}

#[test]
fn both_message_frames_differ_in_their_policy_alone() {
    let blocked = read(&root().join("src/static/message.html"));
    let remote = read(&root().join("src/static/message-remote.html"));
    let differences: Vec<_> = blocked
        .lines()
        .zip(remote.lines())
        .filter(|(one, other)| one != other)
        .collect();
    assert_eq!(blocked.lines().count(), remote.lines().count());
    assert_eq!(
        differences.len(),
        2,
        "only the comment and the policy: {differences:#?}"
    );
    let (policy, remote_policy) = differences[1];
    assert_eq!(
        policy.replace("img-src data: blob:;", "img-src data: blob: https:;"),
        remote_policy
    );
}

#[test]
fn the_scanner_sees_what_it_should() {
    assert_eq!(
        crate_modules("use crate::{mail, pop3::Session, store::{self, Store}};"),
        ["mail", "pop3", "store"]
    );
    assert_eq!(
        crate_modules("fn a(x: crate::tls::Tls) -> crate::units::Octets {"),
        ["tls", "units"]
    );
    assert!(has_word("use web_sys::Window;", "web_sys"));
    assert!(!has_word("let idle = idbx;", "idb"));
    assert_eq!(colour_in("  color: #2557D6;"), Some("#2557D6"));
    assert_eq!(colour_in("a { background: rgb(0 0 0 / .2) }"), Some("rgb("));
    assert_eq!(colour_in("  color: var(--text);"), None);
    assert_eq!(colour_in("<a href=\"#list\">"), None);
    assert_eq!(colour_in("url(#mark)"), None);
}

/// Every source file of the library with the layer it belongs to.
fn sources_with_layers() -> Vec<(PathBuf, &'static Layer)> {
    let mut found = Vec::new();
    for file in rust_files("src") {
        let inside = inside_src(&file);
        // Tests may stand on anything.
        if inside.ends_with("/tests.rs") || inside.contains("/tests/") {
            continue;
        }
        let module = inside.split(['/', '.']).next().unwrap_or_default();
        found.extend(
            LAYERS
                .iter()
                .find(|layer| layer.module == module)
                .map(|layer| (file.clone(), layer)),
        );
    }
    assert!(found.len() >= LAYERS.len(), "the sources were not found");
    found
}

fn is_module(name: &str) -> bool {
    LAYERS.iter().any(|layer| layer.module == name)
}

/// The modules of this crate that a line names: `crate::a::…` and `crate::{a, b::{…}}`.
fn crate_modules(line: &str) -> Vec<String> {
    line.match_indices("crate::")
        .flat_map(|(at, word)| named(&line[at + word.len()..]))
        .collect()
}

fn named(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return vec![identifier(path)];
    };
    let mut depth = 0_u32;
    let mut names = vec![String::new()];
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ if depth == 0 => names.last_mut().unwrap().push(character),
            _ => {}
        }
    }
    names
        .iter()
        .map(|name| identifier(name.trim()))
        .filter(|name| !name.is_empty())
        .collect()
}

fn identifier(text: &str) -> String {
    text.chars()
        .take_while(|character| character.is_ascii_alphanumeric() || *character == '_')
        .collect()
}

/// Lines of code with their numbers: no comments, and nothing from the tests at the end of a file on. A `use` that
/// spans lines comes as one.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut open_use = false;
    for (number, line) in text_lines(file) {
        if line.starts_with("mod tests {") {
            break;
        }
        let code = line.split("//").next().unwrap_or_default();
        if open_use {
            let (_, whole) = lines.last_mut().unwrap();
            whole.push_str(code.trim());
        } else {
            lines.push((number, code.to_owned()));
        }
        let starts_use = code.trim_start().starts_with("use ") || code.trim_start().starts_with("pub use ");
        open_use = (open_use || starts_use) && !code.contains(';');
    }
    lines
}

fn text_lines(file: &Path) -> Vec<(usize, String)> {
    read(file)
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.to_owned()))
        .collect()
}

/// Whether a word stands in the line by itself.
fn has_word(line: &str, word: &str) -> bool {
    let part_of_word = |character: char| character.is_ascii_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(part_of_word) && !line[at + word.len()..].starts_with(part_of_word)
    })
}

/// The first colour in a line of CSS or of a view: `#` with 3, 4, 6 or 8 hexadecimal digits as a value, or a function.
fn colour_in(line: &str) -> Option<&str> {
    let functions = [
        "rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lab(", "lch(",
    ];
    if let Some(function) = functions
        .iter()
        .find(|function| has_word(line, function.trim_end_matches('(')) && line.contains(**function))
    {
        return line.find(function).map(|at| &line[at..at + function.len()]);
    }
    line.match_indices('#').find_map(|(at, _)| {
        let digits = line[at + 1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .count();
        let value = &line[at..at + 1 + digits];
        let is_colour =
            [3, 4, 6, 8].contains(&digits) && value[1..].chars().all(|digit| digit.is_ascii_hexdigit());
        let is_address = line[..at].ends_with(['"', '(', '&', '/']) && !line[..at].ends_with(": \"");
        (is_colour && !is_address).then_some(value)
    })
}

fn inside_src(file: &Path) -> String {
    file.strip_prefix(root().join("src"))
        .unwrap_or(file)
        .to_string_lossy()
        .into_owned()
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    files(&root().join(folder), &["rs"])
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") && !path.ends_with("node_modules") {
            found.extend(files(&path, extensions));
        } else if path
            .extension()
            .is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
