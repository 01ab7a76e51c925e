//! Where a name stands in the alphabet: É beside E, Ł beside L. It must not say whether two names are the same one.
//!
//! Letters without their marks come first and the marks decide among equals, in every language alike: where one has Å
//! behind Z, it is still beside A. An order of its own for each language would be a table for each.

use crate::platform::nfkd;

/// What stands for a text where it is put in order: without capitals and marks, and behind that, where it is another, the
/// text as it is.
pub(super) fn spelled(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let whole = text.to_lowercase();
    let mut spelled = bare(text);
    if spelled != whole {
        // Nothing is less: who has no marks comes first, and who goes on behind the same letters comes later.
        spelled.push('\0');
        spelled.push_str(&whole);
    }
    spelled
}

/// Only the letters, in lower case.
fn bare(text: &str) -> String {
    // Quotation marks and emoji have nothing to take apart, and asking a browser takes a while.
    let has_letters = text.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
    let apart = if has_letters { nfkd(text) } else { text.to_owned() };
    let mut bare = String::with_capacity(apart.len());
    for c in apart.chars().flat_map(char::to_lowercase) {
        match base(c) {
            Some(letters) => bare.push_str(letters),
            None if c == '\u{306}' && bare.ends_with('и') => {
                // The only one of these that is looked up as a letter of its own wherever it is written.
                bare.pop();
                bare.push('й');
            }
            None if is_mark(c) => {}
            None => bare.push(c),
        }
    }
    bare
}

/// Letters that Unicode takes for ones of their own, though people look for them under others.
const fn base(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'œ' => "oe",
        'ß' => "ss",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// What is written above, below or through a letter: Latin, Greek and Cyrillic marks, points of Hebrew and Arabic, voice
/// of kana. Those of Indian scripts are vowels.
const fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
        | '\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds names to the order in which they are given, from another one.
    fn stand<const N: usize>(names: [&str; N]) {
        let mut ordered = names;
        ordered.reverse();
        ordered.sort_by_cached_key(|name| spelled(name));
        assert_eq!(ordered, names);
    }

    #[test]
    fn letters_with_marks_stand_beside_those_without() {
        stand(["Emil", "Éva", "Fritz", "Zoë"]);
        stand(["Adele", "Ángel", "Åsa", "Ast", "Öner", "Otto", "Zoe"]);
        stand(["Ηλίας", "Ήρα", "Ηώ", "Ιάσων"]);
        stand(["أحمد", "احمر", "إياد", "بدر"]);
    }

    #[test]
    fn letters_that_have_no_parts_stand_where_they_are_looked_for() {
        stand(["Lodz", "Łucja", "Lyon", "Odd", "Øystein", "Paul"]);
        stand(["Straßburg", "Strasse", "Straße", "Strauss"]);
        stand(["Adam", "Ægir", "Afra", "Dora", "Đorđe", "Þóra", "Tiber"]);
        assert_eq!(bare("ΟΔΟΣ"), bare("οδος"));
    }

    #[test]
    fn marks_decide_only_among_the_same_letters() {
        stand(["eva", "Éva", "Eva B", "Éva B", "Evan"]);
        stand(["Muller", "Müller", "Mullers"]);
        assert_eq!(spelled("ÉVA"), spelled("éva"));
        assert_ne!(spelled("Eva"), spelled("Éva"), "two names have two places");
    }

    #[test]
    fn a_letter_with_a_mark_that_is_another_letter_stands_behind_it() {
        stand(["Иван", "Игорь", "Иян", "Йозеф", "Кира"]);
        stand(["Елена", "Ёлка", "Ефим", "Жанна"]);
    }

    #[test]
    fn it_does_not_matter_how_a_text_was_written() {
        assert_eq!(bare("Cafe\u{301}"), bare("Café"));
        assert_eq!(bare("Ａｄａ"), bare("ada"));
        assert_eq!(bare("ｶﾞ"), bare("ガ"));
        stand(["かき", "がく", "かこ", "さ"]);
        stand(["가나", "각", "나"]);
        stand(["कम", "कि", "कु"]);
        stand(["“Ada”", "“Éva”", "“Zoe”"]);
    }
}
