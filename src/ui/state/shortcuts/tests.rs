//! What holds for the whole table, and how keys are read.

use super::*;

fn held(ctrl: bool, alt: bool, shift: bool) -> Held {
    Held {
        ctrl,
        alt,
        shift,
        caps_lock: false,
    }
}

#[test]
fn no_key_means_two_things() {
    for set in KeySet::ALL {
        let mut keys: Vec<&str> = SHORTCUTS
            .iter()
            .flat_map(|shortcut| shortcut.keys(set).chain(shortcut.keys_in_list()))
            .collect();
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count, "{set:?}");
    }
}

#[test]
fn no_key_is_a_command_and_the_beginning_of_another() {
    for set in KeySet::ALL {
        for keys in SHORTCUTS.iter().flat_map(|shortcut| shortcut.keys(set)) {
            assert!(!begins(keys, set), "{keys} in {set:?}");
        }
    }
}

#[test]
fn no_command_stands_in_two_lines() {
    for (at, shortcut) in SHORTCUTS.iter().enumerate() {
        let again = SHORTCUTS
            .iter()
            .skip(at + 1)
            .find(|other| other.command == shortcut.command);
        assert!(again.is_none(), "{:?}", shortcut.command);
    }
}

#[test]
fn switched_off_only_keys_that_print_nothing_are_left() {
    for keys in SHORTCUTS.iter().flat_map(|shortcut| shortcut.keys(KeySet::Off)) {
        assert!(!prints(keys), "{keys}");
    }
    assert_eq!(command("j", KeySet::Off), None);
    assert_eq!(command("#", KeySet::Off), None);
    assert_eq!(command("Delete", KeySet::Off), Some(Command::Delete));
    assert_eq!(command("Escape", KeySet::Off), Some(Command::Back));
}

#[test]
fn each_set_has_its_own_keys() {
    assert_eq!(command("j", KeySet::Gmail), Some(Command::Next));
    assert_eq!(command("j", KeySet::Thunderbird), Some(Command::Junk));
    assert_eq!(command("f", KeySet::Thunderbird), Some(Command::Next));
    assert_eq!(command("u", KeySet::Gmail), Some(Command::Back));
    assert_eq!(command("Shift+u", KeySet::Gmail), Some(Command::MarkUnread));
    assert_eq!(command_in_list("Shift+End"), Some(Command::Stretch(Step::Last)));
    assert_eq!(first_keys(Command::Archive, KeySet::Thunderbird), Some("a"));
    assert_eq!(first_keys(Command::Archive, KeySet::Off), None);
}

#[test]
fn what_was_chosen_before_there_were_sets_still_counts() {
    assert_eq!(KeySet::from_preference(None), KeySet::Gmail);
    assert_eq!(KeySet::from_preference(Some("on")), KeySet::Gmail);
    assert_eq!(KeySet::from_preference(Some("off")), KeySet::Off);
    for set in KeySet::ALL {
        assert_eq!(KeySet::from_preference(Some(set.name())), set);
    }
}

#[test]
fn accounts_are_counted_from_one_to_nine() {
    assert_eq!(command("g 1", KeySet::Gmail), Some(Command::GoAccount(1)));
    assert_eq!(command("g 9", KeySet::Gmail), Some(Command::GoAccount(9)));
    for keys in ["g 0", "g 10", "g ", "g", "g +1"] {
        assert_eq!(command(keys, KeySet::Gmail), None, "{keys}");
    }
}

#[test]
fn letters_are_read_with_shift_and_signs_without() {
    assert_eq!(chord("I", held(false, false, true)).as_deref(), Some("Shift+i"));
    assert_eq!(
        chord("I", Held::default()).as_deref(),
        Some("Shift+i"),
        "without Shift"
    );
    assert_eq!(chord("#", held(false, false, true)).as_deref(), Some("#"));
    assert_eq!(
        chord("1", held(false, false, true)).as_deref(),
        Some("1"),
        "French"
    );
    assert_eq!(chord(" ", Held::default()).as_deref(), Some("Space"));
    assert_eq!(
        chord("End", held(false, false, true)).as_deref(),
        Some("Shift+End")
    );
    assert_eq!(chord("z", held(true, false, false)).as_deref(), Some("Ctrl+z"));
    assert_eq!(
        chord("Z", held(true, false, true)).as_deref(),
        Some("Ctrl+Shift+z")
    );
}

#[test]
fn letters_that_are_not_latin_are_told_by_their_place() {
    for (key, code, expected) in [
        ("ث", "KeyE", "e"),
        ("لا", "KeyB", "b"),
        ("О", "KeyJ", "j"),
        ("ı", "KeyI", "i"),
        ("k", "KeyE", "k"),
        ("é", "Digit2", "é"),
        ("Enter", "Enter", "Enter"),
        ("Dead", "KeyE", "Dead"),
    ] {
        assert_eq!(latin(key.to_owned(), code), expected, "{key}");
    }
    let key = latin("О".to_owned(), "KeyI");
    assert_eq!(
        chord(&key, held(false, false, true)).as_deref(),
        Some("Shift+i"),
        "a capital of another script"
    );
}

#[test]
fn caps_lock_changes_no_command() {
    let caps_lock = Held {
        caps_lock: true,
        ..Held::default()
    };
    assert_eq!(chord("I", caps_lock).as_deref(), Some("i"));
    let with_shift = Held {
        shift: true,
        ..caps_lock
    };
    assert_eq!(chord("i", with_shift).as_deref(), Some("Shift+i"));
    assert_eq!(chord("End", caps_lock).as_deref(), Some("End"));
}

#[test]
fn a_sign_behind_alt_gr_is_that_sign() {
    assert_eq!(chord("#", held(true, true, false)).as_deref(), Some("#"));
    assert_eq!(chord("#", held(false, true, false)).as_deref(), Some("#"));
    assert_eq!(
        chord("e", held(false, true, false)),
        None,
        "a menu of the browser's"
    );
    assert_eq!(
        chord("1", held(false, true, false)),
        None,
        "a tab of the browser's"
    );
}

#[test]
fn keys_that_only_change_others_are_no_keys() {
    for key in ["Shift", "Control", "Alt", "AltGraph", "Meta"] {
        assert_eq!(chord(key, held(false, false, true)), None);
    }
}

#[test]
fn keys_are_printed_word_by_word() {
    let name = |word: &str| (word == "ArrowUp").then_some("↑");
    assert_eq!(printed("Shift+ArrowUp", name), "Shift+↑");
    assert_eq!(printed("j", name), "j");
}
