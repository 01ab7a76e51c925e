//! wasm-bindgen's script: what loads the rest goes in, what only readers need comes out. It must not change what any
//! line does.

use super::LINK;

/// The script with the loader inside: one request less, and no second file that has to know the first one's name.
pub(super) fn with_link(script: &str, link: &str) -> Option<String> {
    let import = script
        .lines()
        .find(|line| line.ends_with(&format!("\"{LINK}\"")))?;
    let place = import.strip_prefix("import * as ")?.split(' ').next()?;
    let mut loaders = Vec::new();
    let mut lines = Vec::new();
    for line in link.lines() {
        match line.strip_prefix("export const ") {
            Some(definition) => {
                loaders.push(definition.split(' ').next()?);
                lines.push(format!("const {definition}"));
            }
            None if line.starts_with("import ") => {}
            None => lines.push(line.to_owned()),
        }
    }
    let script = script.replacen(&format!("{import}\n"), "", 1);
    let loaders = loaders.join(", ");
    Some(format!(
        "{script}\n{}\nconst {place} = {{ {loaders} }};\n",
        lines.join("\n")
    ))
}

/// The script without comments that have their lines for themselves, without indentation and empty lines. A script
/// with text that spans lines stays as it is.
pub(super) fn without_notes(script: &str) -> String {
    let spans_lines = |line: &str| line.matches('`').count() % 2 == 1;
    let mut is_note = false;
    let mut kept = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        is_note |= line.starts_with("/*");
        let is_code = !is_note && !line.is_empty() && !line.starts_with("//");
        is_note &= !line.ends_with("*/");
        if is_code && spans_lines(line) {
            return script.to_owned();
        }
        if is_code {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_moves_into_the_script() {
        let script = "import * as import1 from \"./__wasm_split.js\"\nuse(() => import1);\n";
        let link = "import { initSync } from \"./main.js\";\nfunction load() {}\nexport const a = load(1);\n";
        assert_eq!(
            with_link(script, link).unwrap(),
            "use(() => import1);\n\nfunction load() {}\nconst a = load(1);\nconst import1 = { a };\n"
        );
    }

    #[test]
    fn a_script_that_loads_nothing_later_is_noticed() {
        assert_eq!(with_link("use();\n", "export const a = 1;\n"), None);
    }

    #[test]
    fn notes_and_indentation_stay_behind() {
        let script = "/**\n * @returns {any}\n */\nfunction a() {\n    // Why.\n    return `${b}`; /* here */\n\n}\n/* one */\nc();\n";
        assert_eq!(
            without_notes(script),
            "function a() {\nreturn `${b}`; /* here */\n}\nc();\n"
        );
    }

    #[test]
    fn text_that_spans_lines_keeps_its_spaces() {
        let script = "a(`one\n    two`);\n";
        assert_eq!(without_notes(script), script);
    }
}
