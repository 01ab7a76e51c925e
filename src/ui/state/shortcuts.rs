//! The keyboard's table: handlers and the help sheet read the same one. It must stay free of key codes, since layouts differ.

use crate::ui::text;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the table below describes each")]
pub enum Command {
    Next,
    Previous,
    Open,
    Back,
    MarkRead,
    MarkUnread,
    Delete,
    Undo,
    Trace,
    CheckMail,
    Help,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// What it does.
    pub command: Command,
    /// Keys as `KeyboardEvent.key` names them.
    pub keys: &'static [&'static str],
    /// How they are printed.
    pub caps: &'static [&'static str],
    /// What it does, in words.
    pub label: &'static str,
    /// Whether a key of it is a printed character, which people must be able to switch off (WCAG 2.1.4).
    pub single_character: bool,
}

/// Every shortcut, in the order of the help sheet.
pub const SHORTCUTS: &[Shortcut] = &[
    Shortcut {
        command: Command::Next,
        keys: &["j"],
        caps: &["j", "↓"],
        label: text::KEY_NEXT,
        single_character: true,
    },
    Shortcut {
        command: Command::Previous,
        keys: &["k"],
        caps: &["k", "↑"],
        label: text::KEY_PREVIOUS,
        single_character: true,
    },
    Shortcut {
        command: Command::Open,
        keys: &["o"],
        caps: &["o", "Enter"],
        label: text::KEY_OPEN,
        single_character: true,
    },
    Shortcut {
        command: Command::Back,
        keys: &["u"],
        caps: &["u", "Esc"],
        label: text::KEY_BACK,
        single_character: true,
    },
    Shortcut {
        command: Command::Back,
        keys: &["Escape"],
        caps: &[],
        label: text::KEY_BACK,
        single_character: false,
    },
    Shortcut {
        command: Command::MarkRead,
        keys: &["I"],
        caps: &["Shift i"],
        label: text::KEY_READ,
        single_character: true,
    },
    Shortcut {
        command: Command::MarkUnread,
        keys: &["U"],
        caps: &["Shift u"],
        label: text::KEY_UNREAD,
        single_character: true,
    },
    Shortcut {
        command: Command::Delete,
        keys: &["#"],
        caps: &["#", "Del"],
        label: text::KEY_DELETE,
        single_character: true,
    },
    Shortcut {
        command: Command::Delete,
        keys: &["Delete"],
        caps: &[],
        label: text::KEY_DELETE,
        single_character: false,
    },
    Shortcut {
        command: Command::Undo,
        keys: &["z"],
        caps: &["z"],
        label: text::KEY_UNDO,
        single_character: true,
    },
    Shortcut {
        command: Command::Trace,
        keys: &["t"],
        caps: &["t"],
        label: text::TRACE,
        single_character: true,
    },
    Shortcut {
        command: Command::CheckMail,
        keys: &["N"],
        caps: &["Shift n"],
        label: text::KEY_CHECK,
        single_character: true,
    },
    Shortcut {
        command: Command::Help,
        keys: &["?"],
        caps: &["?"],
        label: text::KEY_HELP,
        single_character: true,
    },
];

/// What a key asks for outside of text fields, without Ctrl, Alt or Meta.
#[must_use]
pub fn command(key: &str, single_characters: bool) -> Option<Command> {
    SHORTCUTS
        .iter()
        .find(|shortcut| shortcut.keys.contains(&key) && (single_characters || !shortcut.single_character))
        .map(|shortcut| shortcut.command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut keys: Vec<&str> = SHORTCUTS
            .iter()
            .flat_map(|shortcut| shortcut.keys)
            .copied()
            .collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn switched_off_only_keys_that_print_nothing_are_left() {
        assert_eq!(command("j", false), None);
        assert_eq!(command("#", false), None);
        assert_eq!(command("Delete", false), Some(Command::Delete));
        assert_eq!(command("Escape", false), Some(Command::Back));
        assert_eq!(command("u", true), Some(Command::Back));
        assert_eq!(command("U", true), Some(Command::MarkUnread));
    }
}
