//! OpenPGP between the lines of a text (RFC 9580 §6.2, §7): what is for programs is told from what is for people. It
//! must not say that anything is true: nothing here knows a key.

use crate::mail::{Note, Scheme};

/// Where in a text one is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Outside,
    /// Between the first line of a signed text and the empty one before its words.
    Front,
    /// In the words of a signed text.
    Signed,
    /// In letters for a program, until this line.
    Letters(&'static str),
}

/// Reads a text line by line.
#[derive(Debug, Default)]
pub(super) struct Armour {
    place: Place,
    is_signed: bool,
    is_encrypted: bool,
}

/// What a line is.
pub(super) enum Line<'t> {
    /// Somebody's words.
    Words(&'t str),
    /// Letters for a program.
    Armour,
    /// Not even that.
    Nothing,
}

const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
/// Beginnings and ends of what is only for programs, and whether it hides the words.
const LETTERS: &[(&str, &str, bool)] = &[
    ("-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----", true),
    (
        "-----BEGIN PGP SIGNATURE-----",
        "-----END PGP SIGNATURE-----",
        false,
    ),
    (
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
        "-----END PGP PUBLIC KEY BLOCK-----",
        false,
    ),
];

/// Letters for programs have no spaces but in what is said of them: an end that is missing must not hide words.
fn is_words(line: &str) -> bool {
    line.contains(' ') && !line.contains(": ") && !line.starts_with("-----")
}

impl Armour {
    pub(super) fn take<'t>(&mut self, line: &'t str) -> Line<'t> {
        let bare = line.trim_end();
        match self.place {
            Place::Letters(_) if is_words(bare) => {
                self.place = Place::Outside;
                return Line::Words(line);
            }
            Place::Letters(end) => {
                if bare == end {
                    self.place = Place::Outside;
                }
                return Line::Armour;
            }
            Place::Front => {
                if bare.is_empty() {
                    self.place = Place::Signed;
                }
                // Only `Hash` may stand there; whatever else does is somebody's words.
                return if bare.is_empty() || bare.starts_with("Hash: ") {
                    Line::Nothing
                } else {
                    self.place = Place::Signed;
                    Line::Words(line)
                };
            }
            Place::Outside | Place::Signed => {}
        }
        if bare == SIGNED && self.place == Place::Outside {
            self.place = Place::Front;
            return Line::Nothing;
        }
        if let Some((_, end, hides)) = LETTERS.iter().find(|(begin, ..)| *begin == bare) {
            self.is_signed |= self.place == Place::Signed;
            self.is_encrypted |= hides;
            self.place = Place::Letters(end);
            return Line::Armour;
        }
        Line::Words(match self.place {
            // RFC 9580 §7.1.
            Place::Signed => line.strip_prefix("- ").unwrap_or(line),
            _ => line,
        })
    }

    /// What there was.
    pub(super) fn found(&self) -> Option<Note> {
        if self.is_encrypted {
            Some(Note::Encrypted(Scheme::Pgp))
        } else {
            self.is_signed.then_some(Note::Signed(Scheme::Pgp))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Armour, Line};
    use crate::mail::{Note, Scheme};

    /// Words as they are, armour as `#`.
    fn read(text: &str) -> (String, Option<Note>) {
        let mut armour = Armour::default();
        let mut out = Vec::new();
        for line in text.lines() {
            match armour.take(line) {
                Line::Words(words) => out.push(words),
                Line::Armour => out.push("#"),
                Line::Nothing => {}
            }
        }
        (out.join("|"), armour.found())
    }

    #[test]
    fn the_words_of_a_signed_text_are_words() {
        let text = "Hi\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n- -- \nwords\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\nBye";
        let expected = "Hi|-- |words|#|#|#|#|Bye";
        assert_eq!(read(text), (expected.into(), Some(Note::Signed(Scheme::Pgp))));
    }

    #[test]
    fn an_encrypted_text_is_armour() {
        let text = "-----BEGIN PGP MESSAGE-----\nVersion: 1\n\nabc\n-----END PGP MESSAGE-----";
        assert_eq!(
            read(text),
            ("#|#|#|#|#".into(), Some(Note::Encrypted(Scheme::Pgp)))
        );
    }

    #[test]
    fn a_signature_without_a_signed_text_says_nothing() {
        assert_eq!(read("-----BEGIN PGP SIGNATURE-----\nabc").1, None);
        assert_eq!(read("-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc").1, None);
    }

    #[test]
    fn an_end_that_is_missing_hides_no_words() {
        let text = "-----BEGIN PGP MESSAGE-----\nabc\nThese are words.\nabc";
        assert_eq!(read(text).0, "#|#|These are words.|abc");
    }

    #[test]
    fn quoted_armour_is_quoted() {
        assert_eq!(read("> -----BEGIN PGP MESSAGE-----\n> abc").1, None);
    }
}
