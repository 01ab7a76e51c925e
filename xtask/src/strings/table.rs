//! What the page loads of a language: a line about it, then its sentences, sorted by the English as the page's code
//! wants them (`src/ui/text/catalogue.rs`).

use super::Language;
use super::po::Entry;

/// The file of a language.
pub(crate) fn of(language: &Language, entries: &[Entry]) -> String {
    lines(language.direction, language.forms, entries)
}

/// `ltr one other`, and then `English<tab>form<tab>form`.
pub(crate) fn lines(direction: &str, forms: &str, entries: &[Entry]) -> String {
    let mut lines: Vec<(String, String)> = entries
        .iter()
        .map(|entry| (entry.key(), entry.said.join("\t")))
        .collect();
    lines.sort();
    let lines: String = lines
        .iter()
        .map(|(key, said)| format!("{key}\t{said}\n"))
        .collect();
    format!("{direction} {forms}\n{lines}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_sorted_by_their_english() {
        let entry = |english: &str, said: &[&str]| Entry {
            english: english.into(),
            said: said.iter().map(|&said| said.into()).collect(),
            ..Entry::default()
        };
        let entries = [entry("b", &["B"]), entry("B", &["C", "D"]), entry("a", &["A"])];
        assert_eq!(
            lines("ltr", "one other", &entries),
            "ltr one other\nB\tC\tD\na\tA\nb\tB\n"
        );
    }
}
