//! Languages that nobody speaks, made of English: `en-XA` is a third longer and accented, `en-XB` runs from right to
//! left. Both stand in brackets: what has none on the screen cannot be translated.

use super::po::Entry;
use super::table;

/// Both of them.
pub(crate) fn tables(entries: &[Entry]) -> Vec<(String, String)> {
    let all = |change: fn(&str) -> String| -> Vec<Entry> {
        let changed = entries.iter().map(|entry| Entry {
            said: [Some(&entry.english), entry.plural.as_ref()]
                .into_iter()
                .flatten()
                .map(|said| change(said))
                .collect(),
            ..entry.clone()
        });
        changed.collect()
    };
    vec![
        (
            String::from("en-XA"),
            table::lines("ltr", "one other", &all(longer)),
        ),
        (
            String::from("en-XB"),
            table::lines("rtl", "one other", &all(turned)),
        ),
    ]
}

fn longer(english: &str) -> String {
    const MORE: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
    let mut said = format!("⟦{}", accented(english));
    // Short words grow most in other languages.
    let wanted = match english.chars().count() {
        letters @ 0..20 => letters / 2,
        letters => letters / 3,
    };
    let mut more = MORE.iter().cycle();
    let mut added = 0;
    while added < wanted {
        let word = more.next().unwrap_or(&"");
        said.push(' ');
        said.push_str(word);
        added += word.len() + 1;
    }
    said.push('⟧');
    said
}

fn turned(english: &str) -> String {
    format!("⟦\u{202e}{english}\u{202c}⟧")
}

/// What stands in braces stays as it is.
fn accented(english: &str) -> String {
    const PLAIN: &str = "aceginorsuyzACEINOSUYZ";
    const ACCENTED: &str = "åçéĝîñöŕšûýžÅÇÉÎÑÖŠÛÝŽ";
    let mut is_inside = false;
    let accent = |letter: char| {
        is_inside = (is_inside || letter == '{') && letter != '}';
        let place = PLAIN
            .chars()
            .position(|plain| plain == letter)
            .filter(|_| !is_inside);
        place
            .and_then(|place| ACCENTED.chars().nth(place))
            .unwrap_or(letter)
    };
    english.chars().map(accent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_as_they_are() {
        assert_eq!(longer("Open {host}"), "⟦Öpéñ {host} one two⟧");
        assert_eq!(turned("Open {host}"), "⟦\u{202e}Open {host}\u{202c}⟧");
    }
}
