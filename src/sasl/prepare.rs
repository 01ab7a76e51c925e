//! SASLprep (RFC 4013) as far as it changes a text. What it would only refuse (controls, unassigned code points, mixed
//! directions) is sent on: a server that refuses it too cannot hold such a password, and says so.

use zeroize::Zeroizing;

/// The text as a server that follows RFC 5802 keeps it.
pub(super) fn prepared(text: &str, nfkc: fn(&str) -> String) -> Zeroizing<String> {
    if text.is_ascii() {
        return Zeroizing::new(text.to_owned());
    }
    let mapped: Zeroizing<String> = Zeroizing::new(
        text.chars()
            .map(|letter| if is_space(letter) { ' ' } else { letter })
            .filter(|letter| !is_nothing(*letter))
            .collect(),
    );
    Zeroizing::new(nfkc(&mapped))
}

/// RFC 3454, table C.1.2.
const fn is_space(letter: char) -> bool {
    matches!(
        letter,
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// RFC 3454, table B.1.
const fn is_nothing(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{1806}' | '\u{180b}'..='\u{180d}' | '\u{200c}' | '\u{200d}' | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
