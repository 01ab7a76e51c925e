//! The catalogue: each sentence in English as it stands in the code, or what the language of the page has for it.
//! It knows no language itself. What a browser knows of one (its plurals, its figures) is handed to it.
//!
//! `cargo xtask strings` reads the calls in this folder: a sentence that is to be translated stands in [`sentences`],
//! or word for word in [`said`], [`phrase`], [`counted`] or [`says`], there perhaps as the arm of a `match`.

use std::cell::Cell;

use crate::ui::state::figures;

/// Names sentences: each becomes a function that says it. What stands above one as `///` is told to translators.
macro_rules! sentences {
    ($($(#[$about:meta])* $name:ident: $english:literal,)*) => {
        $(
            $(#[$about])*
            #[must_use]
            pub fn $name() -> &'static str {
                $crate::ui::text::catalogue::said($english)
            }
        )*
    };
}
pub(crate) use sentences;

/// The sentences of a language: the English, and what is said for it. Sorted by the English; the forms of what is
/// counted are apart by tabs.
pub type Table = &'static [(&'static str, &'static str)];

/// A language, as far as sentences need it.
#[derive(Clone, Copy)]
pub struct Language {
    /// What is said in it. What is missing is said in English.
    pub table: Table,
    /// Which form goes with a number.
    pub form: fn(u32) -> usize,
    /// How a number is written that is given in tenths.
    pub number: fn(u64) -> String,
    /// Whether it is written from right to left.
    pub is_right_to_left: bool,
}

const ENGLISH: Language = Language {
    table: &[],
    form: |number| usize::from(number != 1),
    number: figures::english,
    is_right_to_left: false,
};

thread_local! {
    static LANGUAGE: Cell<Language> = const { Cell::new(ENGLISH) };
}

/// The language that the page speaks.
#[must_use]
pub fn language() -> Language {
    LANGUAGE.get()
}

/// From now on the page speaks this. What has been said already stays as it is.
pub fn speak(language: Language) {
    LANGUAGE.set(language);
}

/// Reads a table: a sentence in each line, the English and a tab before it.
#[must_use]
pub fn table(lines: &'static str) -> Table {
    let table: Vec<_> = lines.lines().filter_map(|line| line.split_once('\t')).collect();
    table.leak()
}

fn found(english: &str) -> Option<&'static str> {
    let table = LANGUAGE.get().table;
    let place = table.binary_search_by_key(&english, |&(english, _)| english);
    table.get(place.ok()?).map(|&(_, said)| said)
}

/// What the language of the page has for an English sentence; the English, where it has nothing.
#[must_use]
pub(crate) fn said(english: &'static str) -> &'static str {
    found(english).unwrap_or(english)
}

/// The same for a sentence that stands elsewhere, in [`says`](super::fault).
#[must_use]
pub(crate) fn said_elsewhere(english: &'static str) -> &'static str {
    said(english)
}

/// As [`said`], where one English word means two things: what it is about stands before it, and U+0004 between them.
#[must_use]
pub(crate) fn said_of(english: &'static str) -> &'static str {
    let plain = || english.split_once('\u{4}').map_or(english, |(_, plain)| plain);
    found(english).unwrap_or_else(plain)
}

/// A sentence with `{places}`, filled.
#[must_use]
pub(crate) fn phrase(english: &'static str, fill: &[(&str, &str)]) -> String {
    filled(said(english), fill)
}

/// A sentence about a number of things, which fills `{count}`.
#[must_use]
pub(crate) fn counted(one: &'static str, other: &'static str, number: u32, fill: &[(&str, &str)]) -> String {
    let form = (LANGUAGE.get().form)(number);
    let template = match found(one) {
        // A number may have a form of its own that nobody made a sentence for.
        Some(forms) => forms
            .split('\t')
            .nth(form)
            .or_else(|| forms.rsplit('\t').next())
            .unwrap_or(other),
        None if number == 1 => one,
        None => other,
    };
    let count = figures::count(number);
    let fill: Vec<(&str, &str)> = [("count", count.as_str())]
        .into_iter()
        .chain(fill.iter().copied())
        .collect();
    filled(template, &fill)
}

/// Fills the `{places}` of what has been said already.
#[must_use]
pub(crate) fn filled(template: &str, fill: &[(&str, &str)]) -> String {
    let is_right_to_left = LANGUAGE.get().is_right_to_left;
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, place)) = rest.split_once('{') {
        let (name, after) = place.split_once('}').unwrap_or((place, ""));
        text.push_str(before);
        let value = fill
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |&(_, value)| value);
        if is_right_to_left {
            // A server's name runs the other way than the sentence, and must not take its full stop along.
            text.push('\u{2068}');
            text.push_str(value);
            text.push('\u{2069}');
        } else {
            text.push_str(value);
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test after this one may run in the same thread, and is English again.
    fn in_language(language: Language, check: impl FnOnce()) {
        speak(language);
        check();
        speak(ENGLISH);
    }

    const fn odd(table: Table) -> Language {
        Language {
            table,
            form: |number| match number {
                0 => 0,
                1 => 1,
                2 => 2,
                _ => 3,
            },
            ..ENGLISH
        }
    }

    #[test]
    fn english_needs_no_table() {
        assert_eq!(said("Archive"), "Archive");
        assert_eq!(said_of("a verb\u{4}Open"), "Open");
        assert_eq!(
            phrase("From {who}, {when}", &[("when", "today"), ("who", "Ann")]),
            "From Ann, today"
        );
        assert_eq!(counted("1 day", "{count} days", 1, &[]), "1 day");
        assert_eq!(counted("1 day", "{count} days", 0, &[]), "0 days");
    }

    #[test]
    fn a_language_says_what_it_has_and_english_the_rest() {
        let language = odd(&[
            ("1 day", "kein Tag\tein Tag\tzwei Tage\t{count} Tage"),
            ("Archive", "Archiv"),
            ("a verb\u{4}Open", "Öffnen"),
            ("{who} in {place}", "In {place}: {who}"),
        ]);
        in_language(language, || {
            assert_eq!(said("Archive"), "Archiv");
            assert_eq!(said("Junk"), "Junk");
            assert_eq!(said_of("a verb\u{4}Open"), "Öffnen");
            assert_eq!(
                phrase("{who} in {place}", &[("who", "Ann"), ("place", "Rome")]),
                "In Rome: Ann"
            );
            let days = [0, 1, 2, 12_345].map(|number| counted("1 day", "{count} days", number, &[]));
            assert_eq!(days, ["kein Tag", "ein Tag", "zwei Tage", "12\u{202f}345 Tage"]);
        });
    }

    #[test]
    fn a_form_that_is_missing_is_the_last_one() {
        let language = odd(&[("1 day", "{count} 日")]);
        in_language(language, || {
            assert_eq!(counted("1 day", "{count} days", 1, &[]), "1 日");
            assert_eq!(counted("1 day", "{count} days", 7, &[]), "7 日");
        });
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(phrase("{a} and {b}", &[("a", "{b}"), ("b", "x")]), "{b} and x");
    }

    #[test]
    fn what_is_filled_in_does_not_turn_a_sentence_that_runs_the_other_way() {
        let language = Language {
            is_right_to_left: true,
            ..ENGLISH
        };
        in_language(language, || {
            assert_eq!(
                phrase("To {server}.", &[("server", "pop.example.org")]),
                "To \u{2068}pop.example.org\u{2069}."
            );
        });
    }

    #[test]
    fn a_table_is_read_from_its_lines() {
        assert_eq!(
            table("Archive\tArchiv\n1 day\tein Tag\t{count} Tage\n"),
            [("Archive", "Archiv"), ("1 day", "ein Tag\t{count} Tage")]
        );
    }
}
