//! Keys that are pressed one after the other, such as `g i`. Time is an argument; which keys there are is the table's
//! matter.

use super::{Command, KeySet, begins, command, prints};
use crate::units::UnixMillis;

/// So long the second key is waited for.
const WAIT_MS: u64 = 1_500;

/// What has been pressed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    first: Option<(String, UnixMillis)>,
}

/// What a key came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It asks for this, perhaps with the one before.
    Command(Command),
    /// It belongs to a sequence and asks for nothing, or for nothing yet.
    Taken,
    /// It has no meaning.
    Nothing,
}

impl Sequence {
    /// Hears a key, as [`super::chord`] writes it.
    pub fn hear(&mut self, key: &str, set: KeySet, now: UnixMillis) -> Heard {
        let first = self
            .first
            .take()
            .filter(|(_, since)| now.0.abs_diff(since.0) <= WAIT_MS);
        if let Some((first, _)) = first {
            if key == "Escape" {
                return Heard::Taken;
            }
            // What prints nothing, such as Tab, was not meant as the second key; Space presses buttons.
            if prints(key) {
                let keys = [&first, " ", key].concat();
                return command(&keys, set).map_or(Heard::Taken, Heard::Command);
            }
        }
        if let Some(command) = command(key, set) {
            return Heard::Command(command);
        }
        if begins(key, set) {
            self.first = Some((key.to_owned(), now));
            return Heard::Taken;
        }
        Heard::Nothing
    }

    /// Waits for nothing any more: something else has happened.
    pub fn forget(&mut self) {
        self.first = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the last of these keys comes to, each pressed at its time.
    fn last(keys: &[(&str, i64)]) -> Heard {
        let mut sequence = Sequence::default();
        keys.iter().fold(Heard::Nothing, |_, (key, at)| {
            sequence.hear(key, KeySet::Gmail, UnixMillis(*at))
        })
    }

    #[test]
    fn two_keys_ask_for_one_thing() {
        assert_eq!(last(&[("g", 0)]), Heard::Taken);
        assert_eq!(last(&[("g", 0), ("i", 300)]), Heard::Command(Command::GoInbox));
        assert_eq!(last(&[("*", 0), ("a", 300)]), Heard::Command(Command::ChooseAll));
        assert_eq!(
            last(&[("g", 0), ("3", 300)]),
            Heard::Command(Command::GoAccount(3))
        );
    }

    #[test]
    fn after_a_while_the_second_key_stands_for_itself() {
        assert_eq!(last(&[("g", 0), ("e", 1_500)]), Heard::Taken);
        assert_eq!(last(&[("g", 0), ("e", 1_501)]), Heard::Command(Command::Archive));
    }

    #[test]
    fn escape_ends_the_waiting_and_nothing_else() {
        assert_eq!(last(&[("g", 0), ("Escape", 10)]), Heard::Taken);
        assert_eq!(
            last(&[("g", 0), ("Escape", 10), ("Escape", 20)]),
            Heard::Command(Command::Back)
        );
        assert_eq!(
            last(&[("g", 0), ("Escape", 10), ("e", 20)]),
            Heard::Command(Command::Archive)
        );
    }

    #[test]
    fn a_second_key_without_a_meaning_does_nothing_even_where_it_has_one_alone() {
        for second in ["x", "#", "Shift+i", "0"] {
            assert_eq!(last(&[("g", 0), (second, 10)]), Heard::Taken, "{second}");
        }
        assert_eq!(
            last(&[("g", 0), ("x", 10), ("x", 20)]),
            Heard::Command(Command::Choose)
        );
    }

    #[test]
    fn what_prints_nothing_is_never_a_second_key() {
        assert_eq!(last(&[("g", 0), ("Tab", 10)]), Heard::Nothing);
        assert_eq!(last(&[("g", 0), ("Space", 10)]), Heard::Nothing);
        assert_eq!(last(&[("g", 0), ("Delete", 10)]), Heard::Command(Command::Delete));
        assert_eq!(last(&[("g", 0), ("Ctrl+z", 10)]), Heard::Command(Command::Undo));
    }

    #[test]
    fn what_was_forgotten_is_not_waited_for() {
        let mut sequence = Sequence::default();
        assert_eq!(sequence.hear("g", KeySet::Gmail, UnixMillis(0)), Heard::Taken);
        sequence.forget();
        assert_eq!(sequence.hear("i", KeySet::Gmail, UnixMillis(1)), Heard::Nothing);
    }

    #[test]
    fn no_set_but_gmails_waits() {
        for set in [KeySet::Thunderbird, KeySet::Off] {
            assert_eq!(Sequence::default().hear("g", set, UnixMillis(0)), Heard::Nothing);
        }
    }
}
