//! The table as people read it, line by line: in the help sheet, and in `docs/keyboard.md`.

use super::{KeySet, SHORTCUTS};
use crate::ui::text;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the keys do.
    pub label: &'static str,
    /// Each way to ask for it, anywhere on the page.
    pub keys: Vec<&'static str>,
    /// And while a row of the list has the focus.
    pub keys_in_list: Vec<&'static str>,
}

/// What the keys of a set do. Commands of one name, such as all the steps from row to row, are one line.
#[must_use]
pub fn sheet(set: KeySet) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for shortcut in SHORTCUTS {
        let label = text::command(shortcut.command);
        let (keys, in_list) = (shortcut.keys(set), shortcut.keys_in_list());
        match lines.iter_mut().find(|line| line.label == label) {
            Some(line) => {
                line.keys.extend(keys);
                line.keys_in_list.extend(in_list);
            }
            None => lines.push(Line {
                label,
                keys: keys.collect(),
                keys_in_list: in_list.collect(),
            }),
        }
    }
    lines.retain(|line| !line.keys.is_empty() || !line.keys_in_list.is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(set: KeySet, label: &str) -> Option<Line> {
        sheet(set).into_iter().find(|line| line.label == label)
    }

    #[test]
    fn steps_from_row_to_row_are_one_line() {
        let steps = line(KeySet::Gmail, "Go from row to row").unwrap();
        assert_eq!(steps.keys_in_list.len(), 6);
        assert_eq!(steps.keys_in_list.first(), Some(&"ArrowDown"));
    }

    #[test]
    fn only_what_has_a_key_is_a_line() {
        let back = "Back to the list, or choose none";
        assert_eq!(line(KeySet::Gmail, back).unwrap().keys, ["u", "Escape"]);
        assert_eq!(line(KeySet::Off, back).unwrap().keys, ["Escape"]);
        assert_eq!(line(KeySet::Thunderbird, text::trace()), None);
    }
}
