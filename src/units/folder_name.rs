//! The name of a folder of the user's own: what can be read, told apart and never mistaken for one of the app's own
//! folders. It must not know which other folders there are.

use serde::{Deserialize, Serialize};

/// A folder's name: 1 to [`FolderName::MOST_CHARS`] characters, all of them visible or single spaces between others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct FolderName(String);

/// Why something is no name for a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// There is nothing to read in it.
    Empty,
    /// It has more than [`FolderName::MOST_CHARS`] characters.
    TooLong,
    /// It has characters that nobody sees: controls, or marks that change the direction of what follows.
    Invisible,
    /// One of the app's own folders has it.
    Reserved,
}

/// The names of the app's own folders, in lower case.
const RESERVED: [&str; 7] = ["inbox", "archive", "sent", "drafts", "outbox", "junk", "trash"];

impl FolderName {
    /// The longest name, in characters.
    pub const MOST_CHARS: usize = 60;

    /// A name as somebody typed it; spaces around it go, and several in a row become one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(typed: &str) -> Result<Self, NameProblem> {
        let mut name = String::new();
        for word in typed.split_whitespace() {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        if name.chars().any(is_invisible) {
            return Err(NameProblem::Invisible);
        }
        if name.chars().all(is_joiner) {
            return Err(NameProblem::Empty);
        }
        if name.chars().count() > Self::MOST_CHARS {
            return Err(NameProblem::TooLong);
        }
        if RESERVED.contains(&name.to_lowercase().as_str()) {
            return Err(NameProblem::Reserved);
        }
        Ok(Self(name))
    }

    /// The name as it is read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two names have in common that people take for one.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl TryFrom<String> for FolderName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name).map_err(|_| "no name for a folder")
    }
}

/// Zero-width joiners are seen in what they join: Persian words, families of emoji.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'
            | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn named(typed: &str) -> Result<String, NameProblem> {
        FolderName::new(typed).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn spaces_are_what_people_see_of_them() {
        assert_eq!(named("  Tax \u{a0}\t 2026 "), Ok("Tax 2026".to_owned()));
    }

    #[test]
    fn names_of_all_the_world_are_names() {
        for name in [
            "Mamá / 2026",
            "仕事",
            "می\u{200c}خواهم",
            "👩\u{200d}👧",
            "a",
            "..",
            "CON",
            "<b>",
        ] {
            assert_eq!(named(name), Ok(name.to_owned()));
        }
    }

    #[test]
    fn what_nobody_can_read_is_no_name() {
        for name in ["", "   ", "\u{200d}", "\u{3000}\u{a0}"] {
            assert_eq!(named(name), Err(NameProblem::Empty), "{name:?}");
        }
        for name in [
            "a\u{7}",
            "a\u{202e}gpj",
            "\u{2066}a",
            "a\u{200b}",
            "in\u{ad}box",
            "\u{feff}a",
            "\0",
        ] {
            assert_eq!(named(name), Err(NameProblem::Invisible), "{name:?}");
        }
    }

    #[test]
    fn a_name_ends_somewhere() {
        let longest = "é".repeat(FolderName::MOST_CHARS);
        assert_eq!(named(&longest), Ok(longest.clone()));
        assert_eq!(named(&format!("{longest}é")), Err(NameProblem::TooLong));
    }

    #[test]
    fn the_apps_own_folders_keep_their_names_to_themselves() {
        for name in ["Inbox", " TRASH ", "sent"] {
            assert_eq!(named(name), Err(NameProblem::Reserved), "{name:?}");
        }
        assert_eq!(named("Sent to Ada"), Ok("Sent to Ada".to_owned()));
    }

    #[test]
    fn what_is_read_back_is_a_name_or_nothing() {
        let kept = postcard::to_stdvec(&FolderName::new("Work").unwrap()).unwrap();
        assert_eq!(
            postcard::from_bytes::<FolderName>(&kept).unwrap(),
            FolderName::new("Work").unwrap()
        );
        let bad = postcard::to_stdvec("Trash").unwrap();
        assert!(postcard::from_bytes::<FolderName>(&bad).is_err());
        assert_eq!(FolderName::new("WORK").unwrap().folded(), "work");
    }
}
