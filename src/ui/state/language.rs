//! Which language the page speaks, and how it writes dates and figures. It must not know what is said in any.

/// What was found to fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The language that is spoken, such as `de`.
    pub language: String,
    /// The same with the user's region, such as `de-AT`, where that is known.
    pub locale: String,
}

/// The language that was chosen, or else the first that the user reads and that is offered, or else English.
///
/// `chosen` is empty where the browser is to decide; `wanted` is what the user reads, as the browser tells it; `offered`
/// is what there is besides English.
#[must_use]
pub fn choose(chosen: &str, wanted: &[String], offered: &[String]) -> Choice {
    let is_there = |language: &str| language == ENGLISH || offered.iter().any(|other| other == language);
    let first_wanted = || {
        wanted
            .iter()
            .map(|tag| language_of(tag))
            .find(|language| is_there(language))
    };
    let language = Some(chosen)
        .filter(|chosen| is_there(chosen))
        .or_else(first_wanted)
        .unwrap_or(ENGLISH);
    let locale = wanted.iter().find(|tag| language_of(tag) == language);
    Choice {
        language: language.to_owned(),
        locale: locale.map_or(language, String::as_str).to_owned(),
    }
}

/// What the code speaks.
pub const ENGLISH: &str = "en";

/// `de` of `de-AT`.
fn language_of(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Whether it is a language for tests, which nobody is offered.
#[must_use]
pub fn is_pseudo(language: &str) -> bool {
    language.starts_with("en-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(chosen: &str, wanted: &[&str]) -> (String, String) {
        let list = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        let choice = choose(chosen, &list(wanted), &list(&["ar", "de", "en-XA"]));
        (choice.language, choice.locale)
    }

    fn pair(language: &str, locale: &str) -> (String, String) {
        (language.to_owned(), locale.to_owned())
    }

    #[test]
    fn the_first_language_that_the_user_reads_is_spoken() {
        assert_eq!(found("", &["sv", "de-AT", "en-GB"]), pair("de", "de-AT"));
        assert_eq!(found("", &["en-GB", "de"]), pair("en", "en-GB"));
    }

    #[test]
    fn whoever_reads_none_of_them_is_spoken_to_in_english() {
        assert_eq!(found("", &["sv"]), pair("en", "en"));
        assert_eq!(found("", &[]), pair("en", "en"));
    }

    #[test]
    fn what_was_chosen_counts_more_and_keeps_the_region() {
        assert_eq!(found("ar", &["de-AT", "ar-EG"]), pair("ar", "ar-EG"));
        assert_eq!(found("en", &["de-AT"]), pair("en", "en"));
    }

    #[test]
    fn a_choice_that_is_no_longer_offered_is_as_none() {
        assert_eq!(found("fr", &["de"]), pair("de", "de"));
    }

    #[test]
    fn nobody_happens_on_a_language_for_tests() {
        assert_eq!(found("", &["en-XA"]), pair("en", "en-XA"));
        assert_eq!(found("en-XA", &["en-US"]), pair("en-XA", "en-XA"));
        assert!(is_pseudo("en-XA") && !is_pseudo("en"));
    }
}
