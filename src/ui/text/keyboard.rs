//! Sentences about the keyboard: what commands are called, what keys are called, whose keys are used.

use super::catalogue::{said, sentences};
use crate::ui::state::shortcuts::{Command, KeySet, Keyboard, printed};

sentences! {
    keys: "Keyboard",
    keys_or: "or",
    keys_then: "then",
    keys_everywhere: "Anywhere",
    keys_in_list: "While a row of the list has the focus",
    keys_note: "Which keys are used is chosen in the settings.",
    key_sets: "Keys",
}

/// What a command does.
#[must_use]
pub fn command(command: Command) -> &'static str {
    match command {
        Command::Next => super::next_message(),
        Command::Previous => super::previous_message(),
        Command::Open => super::nested_open(),
        Command::NextInConversation => said("Next in the conversation"),
        Command::PreviousInConversation => said("Previous in the conversation"),
        Command::Back => said("Back to the list, or choose none"),
        Command::Row(_) => said("Go from row to row"),
        Command::Choose => said("Choose the message, or no longer"),
        Command::Stretch(_) => said("Choose all rows up to another"),
        Command::ChooseAll => said("Choose all of the folder"),
        Command::ChooseNone => super::choose_none(),
        Command::ChooseUnread => said("Choose all that are unread"),
        Command::ToggleRead => said("Mark as read, or as unread"),
        Command::Star => super::star(),
        Command::MarkRead => super::mark_read(),
        Command::MarkUnread => super::mark_unread(),
        Command::Archive => super::archive(),
        Command::Junk => super::junk(),
        Command::Delete => super::delete(),
        Command::Move => super::move_to_folder(),
        Command::Tag => super::tag_title(),
        Command::Snooze => super::snooze(),
        Command::Undo => super::undo(),
        Command::Trace => super::trace(),
        Command::Source => super::source(),
        Command::MakeRule => super::rule_like(),
        Command::Save => super::save_eml(),
        Command::Print => super::print(),
        Command::GoInbox => said("Go to the inbox"),
        Command::GoArchive => said("Go to Archive"),
        Command::GoStarred => said("Go to what has a star"),
        Command::GoSnoozed => said("Go to what comes back later"),
        Command::GoAccount(_) => said("Go to an account’s inbox"),
        Command::CheckMail => super::check_mail(),
        Command::AddAccount => super::add_account(),
        Command::OpenFiles => said("Open a file of mail"),
        Command::Order => super::list_order(),
        Command::Settings => super::settings(),
        Command::Palette => super::palette(),
        Command::Help => super::keyboard(),
    }
}

/// What a set of keys is called.
#[must_use]
pub fn key_set(set: KeySet) -> &'static str {
    match set {
        KeySet::Gmail => "Gmail",
        KeySet::Thunderbird => "Thunderbird",
        KeySet::Off => said("Off"),
    }
}

/// What a set of keys means for whoever chooses it.
#[must_use]
pub fn key_set_note(set: KeySet) -> &'static str {
    said(match set {
        KeySet::Gmail => "As in Gmail: e archives, g and then i goes to the inbox.",
        KeySet::Thunderbird => "As in Thunderbird: a archives, f goes to the next message.",
        KeySet::Off => "No single letter or sign does anything. Keys such as Escape and Delete still do.",
    })
}

/// A key, or several that are pressed together.
#[must_use]
pub fn key(chord: &str, keyboard: Keyboard) -> String {
    printed(chord, |word| {
        Some(match word {
            "Ctrl" if keyboard == Keyboard::Apple => "⌘",
            "ArrowUp" => "↑",
            "ArrowDown" => "↓",
            "Ctrl" => said("Ctrl"),
            "Shift" => said("Shift"),
            "Enter" => said("Enter"),
            "Space" => said("Space"),
            "Home" => said("Home"),
            "End" => said("End"),
            "PageUp" => said("Page Up"),
            "PageDown" => said("Page Down"),
            "Escape" => said("Esc"),
            "Delete" => said("Del"),
            _ => return None,
        })
    })
}

/// What a button does, with the keys that do the same.
#[must_use]
pub fn with_keys(label: &str, keys: Option<&str>, keyboard: Keyboard) -> String {
    keys.map_or_else(
        || label.into(),
        |keys| [label, " (", &key(keys, keyboard), ")"].concat(),
    )
}
