//! How well something fits what was typed. The beginning of a word counts more than its middle, and that more than
//! letters that only stand in the same order.

/// How well it fits: less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It begins with all that was typed.
    Beginning,
    /// Each word that was typed begins one of its words.
    Words,
    /// Some are inside of its words.
    Inside,
    /// Some are only words of whose it is.
    Detail,
    /// Some are letters of it, in that order, the first one at the beginning of a word.
    Letters,
}

/// Ranks a label and whose it is; `None` where something that was typed does not fit.
#[must_use]
pub(super) fn rank(query: &str, label: &str, detail: &str) -> Option<Rank> {
    let [query, label, detail] = [query, label, detail].map(fold);
    let typed = query.split_whitespace();
    let ranks: Vec<Rank> = typed
        .map(|word| rank_word(word, &label, &detail))
        .collect::<Option<_>>()?;
    if label.starts_with(query.trim()) {
        return Some(Rank::Beginning);
    }
    ranks.into_iter().max()
}

fn rank_word(typed: &str, label: &str, detail: &str) -> Option<Rank> {
    if words(label).any(|word| word.starts_with(typed)) {
        Some(Rank::Words)
    } else if label.contains(typed) {
        Some(Rank::Inside)
    } else if words(detail).any(|word| word.starts_with(typed)) {
        Some(Rank::Detail)
    } else {
        has_letters(typed, label).then_some(Rank::Letters)
    }
}

/// Capitals do not matter, nor does which apostrophe was typed.
fn fold(text: &str) -> String {
    text.to_lowercase().replace('’', "'")
}

/// What stands from the beginning of each word on: after a space or a sign one begins.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(|(at, char)| {
        let (before, rest) = text.split_at_checked(at)?;
        let begins = char.is_alphanumeric() && !before.ends_with(char::is_alphanumeric);
        begins.then_some(rest)
    })
}

fn has_letters(typed: &str, label: &str) -> bool {
    words(label).any(|word| {
        let is_first = typed.chars().next() == word.chars().next();
        let mut rest = word.chars();
        is_first && typed.chars().all(|letter| rest.any(|other| other == letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_word_is_better_than_its_middle_and_that_than_letters() {
        let fit = |typed| rank(typed, "Move to Archive", "");
        assert_eq!(fit("mo"), Some(Rank::Beginning));
        assert_eq!(fit("move to a"), Some(Rank::Beginning));
        assert_eq!(fit("arch"), Some(Rank::Words));
        assert_eq!(fit("arch mo"), Some(Rank::Words));
        assert_eq!(fit("chi"), Some(Rank::Inside));
        assert_eq!(fit("mta"), Some(Rank::Letters));
        assert_eq!(fit("ahv"), Some(Rank::Letters));
        assert!(Rank::Beginning < Rank::Words && Rank::Words < Rank::Inside && Rank::Inside < Rank::Letters);
    }

    #[test]
    fn every_word_has_to_fit_somewhere() {
        assert_eq!(rank("inbox ana", "Inbox", "ana@example.org"), Some(Rank::Detail));
        assert_eq!(rank("example", "Inbox", "ana@example.org"), Some(Rank::Detail));
        assert_eq!(rank("inbox bob", "Inbox", "ana@example.org"), None);
        assert_eq!(rank("xyz", "Inbox", ""), None);
    }

    #[test]
    fn letters_count_from_the_beginning_of_a_word_and_in_their_order() {
        assert_eq!(rank("hk", "Check", ""), None);
        assert_eq!(rank("kc", "Check for mail", ""), None);
        assert_eq!(rank("cfm", "Check for mail", ""), Some(Rank::Letters));
        assert_eq!(rank("aa", "An account’s inbox", ""), Some(Rank::Letters));
    }

    #[test]
    fn capitals_and_apostrophes_do_not_matter() {
        assert_eq!(rank("ACCOUNT'S", "an account’s inbox", ""), Some(Rank::Words));
        assert_eq!(rank("über", "Über Restante", ""), Some(Rank::Beginning));
    }

    #[test]
    fn nothing_typed_fits_everything() {
        assert_eq!(rank("", "Inbox", ""), Some(Rank::Beginning));
        assert_eq!(rank("  ", "Inbox", ""), Some(Rank::Beginning));
    }
}
