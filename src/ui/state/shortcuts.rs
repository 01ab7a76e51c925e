//! The keyboard's table: handlers, the help sheet, tooltips, the palette and `docs/keyboard.md` all read this one. It
//! holds what keys print or are called (`KeyboardEvent.key`), and not where they lie, since layouts differ; only letters
//! that are not Latin are told by their place.
//!
//! A key is written as [`chord`] makes it: `j`, `Shift+i`, `Ctrl+z`, `#`. Keys pressed one after the other stand side by
//! side (`g i`), and several ways to ask for the same are parted by a comma (`e, y`). What the commands are called stands
//! in `ui::text`, so that the first view does not carry it.

mod sequence;
mod sheet;

pub use sequence::{Heard, Sequence};
pub use sheet::{Line, sheet};

use crate::ui::state::list::Step;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`text::command` says what each does")]
pub enum Command {
    Next,
    Previous,
    Open,
    NextInConversation,
    PreviousInConversation,
    Back,
    Row(Step),
    Choose,
    Stretch(Step),
    ChooseAll,
    ChooseNone,
    ChooseUnread,
    Star,
    ToggleRead,
    MarkRead,
    MarkUnread,
    Archive,
    Junk,
    Delete,
    Move,
    Tag,
    Snooze,
    Undo,
    Trace,
    Source,
    MakeRule,
    OpenFiles,
    Save,
    Print,
    GoInbox,
    GoArchive,
    GoStarred,
    GoSnoozed,
    /// By its place in the sidebar, 1 to 9.
    GoAccount(u8),
    CheckMail,
    AddAccount,
    Order,
    Settings,
    Palette,
    Help,
}

/// Whose keys are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySet {
    /// As in Gmail.
    Gmail,
    /// As in Thunderbird.
    Thunderbird,
    /// Nothing that prints a character: whoever dictates, or hits keys by accident, needs that (WCAG 2.1.4).
    Off,
}

impl KeySet {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Gmail, Self::Thunderbird, Self::Off];

    /// Reads a stored choice. Before there were sets, it said `on` or `off`.
    #[must_use]
    pub fn from_preference(stored: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|set| stored == Some(set.name()))
            .unwrap_or(Self::Gmail)
    }

    /// As it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Thunderbird => "thunderbird",
            Self::Off => "off",
        }
    }
}

/// What stands on the keys of somebody's keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyboard {
    /// ⌘ is where others have Ctrl.
    Apple,
    /// Ctrl.
    Other,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// What it does.
    pub command: Command,
    gmail: &'static str,
    thunderbird: &'static str,
    /// In every set, and when they are off: nothing of it may print a character.
    always: &'static str,
    /// As `always`, but only while a row of the list has the focus.
    in_list: &'static str,
}

impl Shortcut {
    const fn gmail(self, gmail: &'static str) -> Self {
        Self { gmail, ..self }
    }

    const fn thunderbird(self, thunderbird: &'static str) -> Self {
        Self { thunderbird, ..self }
    }

    const fn both(self, keys: &'static str) -> Self {
        self.gmail(keys).thunderbird(keys)
    }

    const fn always(self, always: &'static str) -> Self {
        Self { always, ..self }
    }

    const fn in_list(self, in_list: &'static str) -> Self {
        Self { in_list, ..self }
    }

    /// What works everywhere on the page, the first one first.
    pub fn keys(&self, set: KeySet) -> impl Iterator<Item = &'static str> + use<> {
        let own = match set {
            KeySet::Gmail => self.gmail,
            KeySet::Thunderbird => self.thunderbird,
            KeySet::Off => "",
        };
        split(own).chain(split(self.always))
    }

    /// What works while a row of the list has the focus.
    pub fn keys_in_list(&self) -> impl Iterator<Item = &'static str> + use<> {
        split(self.in_list)
    }
}

fn split(keys: &'static str) -> impl Iterator<Item = &'static str> {
    keys.split(", ").filter(|keys| !keys.is_empty())
}

const fn of(command: Command) -> Shortcut {
    Shortcut {
        command,
        gmail: "",
        thunderbird: "",
        always: "",
        in_list: "",
    }
}

/// Stands for each digit but zero, at the end of a sequence.
const DIGITS: &str = "1…9";

/// Every shortcut, in the order of the help sheet.
pub const SHORTCUTS: &[Shortcut] = &[
    of(Command::Next).gmail("j").thunderbird("f"),
    of(Command::Previous).gmail("k").thunderbird("b"),
    of(Command::Open).gmail("o").in_list("Enter"),
    of(Command::NextInConversation).gmail("n"),
    of(Command::PreviousInConversation).gmail("p"),
    of(Command::Back).gmail("u").always("Escape"),
    of(Command::Row(Step::Next)).in_list("ArrowDown"),
    of(Command::Row(Step::Previous)).in_list("ArrowUp"),
    of(Command::Row(Step::PageDown)).in_list("PageDown"),
    of(Command::Row(Step::PageUp)).in_list("PageUp"),
    of(Command::Row(Step::First)).in_list("Home"),
    of(Command::Row(Step::Last)).in_list("End"),
    of(Command::GoInbox).gmail("g i"),
    of(Command::GoArchive).gmail("g a"),
    of(Command::GoStarred).gmail("g s"),
    of(Command::GoSnoozed).gmail("g b"),
    of(Command::GoAccount(0)).gmail("g 1…9"),
    of(Command::Choose).gmail("x").in_list("Space"),
    of(Command::Stretch(Step::Next)).in_list("Shift+ArrowDown"),
    of(Command::Stretch(Step::Previous)).in_list("Shift+ArrowUp"),
    of(Command::Stretch(Step::PageDown)).in_list("Shift+PageDown"),
    of(Command::Stretch(Step::PageUp)).in_list("Shift+PageUp"),
    of(Command::Stretch(Step::First)).in_list("Shift+Home"),
    of(Command::Stretch(Step::Last)).in_list("Shift+End"),
    of(Command::ChooseAll).gmail("* a").in_list("Ctrl+a"),
    of(Command::ChooseNone).gmail("* n"),
    of(Command::ChooseUnread).gmail("* u"),
    of(Command::Archive).gmail("e, y").thunderbird("a"),
    of(Command::Delete).gmail("#").always("Delete"),
    of(Command::Junk).gmail("!").thunderbird("j"),
    of(Command::Move).both("v"),
    of(Command::Tag).both("l"),
    of(Command::Snooze).gmail("b"),
    of(Command::Star).both("s"),
    of(Command::ToggleRead).both("m"),
    of(Command::MarkRead).gmail("Shift+i"),
    of(Command::MarkUnread).gmail("Shift+u"),
    of(Command::Undo).gmail("z").always("Ctrl+z"),
    of(Command::Trace).gmail("t"),
    of(Command::Source).thunderbird("Ctrl+u"),
    of(Command::MakeRule),
    of(Command::Save),
    of(Command::Print),
    of(Command::CheckMail).both("Shift+n"),
    of(Command::AddAccount),
    of(Command::OpenFiles),
    of(Command::Order),
    of(Command::Settings),
    of(Command::Palette).always("Ctrl+k"),
    of(Command::Help).both("?"),
];

/// What keys ask for that were pressed anywhere on the page but in a field.
#[must_use]
pub fn command(keys: &str, set: KeySet) -> Option<Command> {
    SHORTCUTS.iter().find_map(|shortcut| {
        shortcut
            .keys(set)
            .find_map(|known| meant(shortcut.command, known, keys))
    })
}

/// The command, where these are its keys.
fn meant(command: Command, known: &str, keys: &str) -> Option<Command> {
    if known == keys {
        return Some(command);
    }
    let digit = match keys.strip_prefix(known.strip_suffix(DIGITS)?)?.as_bytes() {
        [digit @ b'1'..=b'9'] => digit - b'0',
        _ => return None,
    };
    Some(match command {
        Command::GoAccount(_) => Command::GoAccount(digit),
        other => other,
    })
}

/// What a key asks for while a row of the list has the focus.
#[must_use]
pub fn command_in_list(key: &str) -> Option<Command> {
    SHORTCUTS
        .iter()
        .find(|shortcut| shortcut.keys_in_list().any(|known| known == key))
        .map(|shortcut| shortcut.command)
}

/// Whether a key begins a sequence.
fn begins(key: &str, set: KeySet) -> bool {
    SHORTCUTS.iter().any(|shortcut| {
        shortcut
            .keys(set)
            .any(|keys| keys.split_once(' ').is_some_and(|(first, _)| first == key))
    })
}

/// The keys that a tooltip names.
#[must_use]
pub fn first_keys(command: Command, set: KeySet) -> Option<&'static str> {
    SHORTCUTS
        .iter()
        .find(|shortcut| shortcut.command == command)?
        .keys(set)
        .next()
}

/// Which keys were down with the one that was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Ctrl, or ⌘.
    pub ctrl: bool,
    /// Alt, or AltGr.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// Caps Lock, which is on: a capital does not mean Shift then.
    pub caps_lock: bool,
}

/// The key as a keyboard with Latin letters would name it. Whoever writes Arabic, Greek or Russian has other letters on
/// the keys of the table, and `code` says where a key lies (UI Events KeyboardEvent code).
#[must_use]
pub fn latin(key: String, code: &str) -> String {
    match code.strip_prefix("Key") {
        Some(letter) if !key.is_ascii() => letter.to_ascii_lowercase(),
        _ => key,
    }
}

/// How the table writes a key that was pressed; `None` for what is never a command, such as Shift alone.
#[must_use]
pub fn chord(key: &str, held: Held) -> Option<String> {
    if matches!(
        key,
        "Shift" | "Control" | "Alt" | "AltGraph" | "Meta" | "CapsLock"
    ) {
        return None;
    }
    let printed = Some(key).filter(|key| key.chars().nth(1).is_none());
    let is_letter = printed.is_some_and(|key| key.chars().all(|char| char.is_ascii_alphabetic()));
    let is_sign = printed.is_some_and(|key| {
        !key.chars()
            .all(|char| char.is_ascii_alphanumeric() || char == ' ')
    });
    // Many layouts have signs behind AltGr, which some systems report as Ctrl and Alt.
    let is_plain_sign = is_sign && held.alt;
    if held.alt && !is_plain_sign {
        return None;
    }
    let mut chord = String::new();
    if held.ctrl && !is_plain_sign {
        chord.push_str("Ctrl+");
    }
    // Which signs and digits need Shift is the layout's matter. Some programs that press keys for people send a capital alone.
    let is_capital = !held.caps_lock && key.starts_with(|char: char| char.is_ascii_uppercase());
    if (is_letter && (held.shift || is_capital)) || (held.shift && (key == " " || printed.is_none())) {
        chord.push_str("Shift+");
    }
    match key {
        " " => chord.push_str("Space"),
        _ if is_letter => chord.push_str(&key.to_ascii_lowercase()),
        _ => chord.push_str(key),
    }
    Some(chord)
}

/// Whether pressing it prints a letter, a digit or a sign.
fn prints(chord: &str) -> bool {
    let key = chord.strip_prefix("Shift+").unwrap_or(chord);
    key.chars().nth(1).is_none()
}

/// The keys that go to the inbox of an account, by its place in the sidebar, 0-based.
#[must_use]
pub fn first_keys_of_account(place: usize, set: KeySet) -> Option<String> {
    let pattern = first_keys(Command::GoAccount(0), set)?.strip_suffix(DIGITS)?;
    (place < 9).then(|| [pattern, &(place + 1).to_string()].concat())
}

/// How a key is printed: its words one by one, as `name` calls them, or as they are.
#[must_use]
pub fn printed(chord: &str, name: impl Fn(&str) -> Option<&'static str>) -> String {
    let words: Vec<&str> = chord.split('+').map(|word| name(word).unwrap_or(word)).collect();
    words.join("+")
}

#[cfg(test)]
mod tests;
