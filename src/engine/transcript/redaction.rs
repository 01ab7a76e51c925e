//! What must not be in a transcript although a server says it. A name is replaced; words that hold a password, in whatever
//! form it goes over a wire, are left out whole, so that their rest does not tell where it stood or how long it is.

use std::fmt::{self, Write as _};

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use zeroize::Zeroizing;

use crate::secret::Secret;

const LEFT_OUT: &str = "<left out: it repeats what was typed>";
/// Shorter ones are in every other word.
const SHORTEST_FORM: usize = 4;
const SHORTEST_NAME: usize = 3;
/// So many letters and digits in a row are a digest, a proof or a token.
const LONGEST_WORD: usize = 31;

/// What to look for, in lower case: who repeats a password in capitals repeats it.
pub(super) struct Redaction {
    names: Vec<String>,
    secrets: Vec<Zeroizing<String>>,
}

impl Redaction {
    pub(super) fn of(username: &str, password: &Secret) -> Self {
        let typed = username.to_ascii_lowercase();
        // "recent:anna@example.org" is anna@example.org, and anna too.
        let whole = typed.split_once(':').map_or(typed.as_str(), |(_, behind)| behind);
        let local = whole.split_once('@').map_or(whole, |(local, _)| local);
        let mut names = vec![typed.clone(), whole.to_owned(), local.to_owned()];
        names.retain(|name| name.len() >= SHORTEST_NAME);
        let mut secrets = readable(password.reveal());
        encode(password.reveal(), &mut secrets);
        encode(username, &mut secrets);
        secrets.retain(|form| !form.is_empty());
        Self { names, secrets }
    }

    /// The words as they may be kept.
    pub(super) fn text(&self, words: &str) -> String {
        let lower = Zeroizing::new(words.to_ascii_lowercase());
        if self.secrets.iter().any(|secret| lower.contains(secret.as_str())) {
            return LEFT_OUT.to_owned();
        }
        let shown = without_long_words(words);
        self.names.iter().fold(shown, |shown, name| unnamed(&shown, name))
    }
}

impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redaction(…)")
    }
}

/// The text, and what is left of it to read where its other letters are escaped or replaced.
fn readable(text: &str) -> Vec<Zeroizing<String>> {
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let mut forms = vec![lower.clone()];
    if !text.is_ascii() {
        let parts = lower.split(|letter: char| !letter.is_ascii());
        let parts = parts.filter(|part| part.len() >= SHORTEST_FORM);
        forms.extend(parts.map(|part| Zeroizing::new(part.to_owned())));
    }
    forms
}

/// The text as hexadecimal and base64 have it, alone or within something longer.
fn encode(text: &str, forms: &mut Vec<Zeroizing<String>>) {
    let latin1: Option<Vec<u8>> = text.chars().map(|letter| u8::try_from(letter).ok()).collect();
    let utf8 = Zeroizing::new(text.as_bytes().to_vec());
    for octets in [Some(utf8), latin1.map(Zeroizing::new)].into_iter().flatten() {
        let hex = octets
            .iter()
            .fold(Zeroizing::new(String::new()), |mut hex, octet| {
                // A string takes whatever is written to it.
                let _ = write!(hex, "{octet:02x}");
                hex
            });
        forms.extend((hex.len() >= SHORTEST_FORM).then_some(hex));
        // Three octets are four letters: it depends on what stands before which letters are the text's alone.
        for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
            let mut padded = Zeroizing::new(vec![0; before]);
            padded.extend_from_slice(&octets);
            let encoded = Zeroizing::new(BASE64_STANDARD_NO_PAD.encode(&padded));
            let end = encoded.len() - usize::from(padded.len() % 3 != 0);
            let own = encoded.get(shared..end).unwrap_or_default();
            forms.extend((own.len() >= SHORTEST_FORM).then(|| Zeroizing::new(own.to_ascii_lowercase())));
        }
    }
}

fn without_long_words(words: &str) -> String {
    let mut shown = String::new();
    let is_code = |letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter);
    for piece in words.split_inclusive(|letter| !is_code(letter)) {
        let word = piece.trim_end_matches(|letter| !is_code(letter));
        if word.len() > LONGEST_WORD {
            shown.push_str("<a long word>");
            shown.push_str(piece.get(word.len()..).unwrap_or_default());
        } else {
            shown.push_str(piece);
        }
    }
    shown
}

/// The words with `<user>` for a name, however it is written.
fn unnamed(words: &str, name: &str) -> String {
    let lower = words.to_ascii_lowercase();
    let mut shown = String::new();
    let mut from = 0;
    for (at, found) in lower.match_indices(name) {
        shown.push_str(words.get(from..at).unwrap_or_default());
        shown.push_str("<user>");
        from = at + found.len();
    }
    shown.push_str(words.get(from..).unwrap_or_default());
    shown
}
