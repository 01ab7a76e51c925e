//! Text that strangers wrote, made fit for one line of the interface. It must not let a name look like another one by
//! direction marks, or hide behind characters that take no room.

/// What joins letters, or keeps them apart, without being seen.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// One line: control, direction and invisible characters gone, white space collapsed, at most `most` characters.
pub(super) fn line(text: &str, most: usize) -> String {
    let mut out = Line::new(most);
    out.push_str(text);
    out.finish()
}

/// A line that grows; what does not fit is not kept.
pub(super) struct Line {
    text: String,
    room: usize,
    gap: bool,
}

impl Line {
    pub(super) const fn new(most: usize) -> Self {
        Self {
            text: String::new(),
            room: most,
            gap: false,
        }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.room == 0
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The next character stands apart from the last.
    pub(super) const fn gap(&mut self) {
        self.gap = true;
    }

    pub(super) fn push_str(&mut self, text: &str) {
        for character in text.chars() {
            self.push_char(character);
        }
    }

    pub(super) fn push_char(&mut self, character: char) {
        if self.is_full() {
            return;
        }
        if character.is_whitespace() {
            self.gap = true;
        } else if JOINERS.contains(&character) {
            // They join letters and emoji; between spaces, or several of them, are only there to push other text away.
            if !self.gap && !self.text.is_empty() && !self.text.ends_with(JOINERS) {
                self.text.push(character);
                self.room -= 1;
            }
        } else if !is_hidden(character) {
            if self.gap && !self.text.is_empty() {
                self.text.push(' ');
                self.room = self.room.saturating_sub(1);
            }
            self.gap = false;
            if self.room > 0 {
                self.text.push(character);
                self.room -= 1;
            }
        }
    }

    pub(super) fn finish(mut self) -> String {
        let kept = self
            .text
            .trim_end_matches(|end| end == ' ' || JOINERS.contains(&end))
            .len();
        self.text.truncate(kept);
        self.text
    }
}

/// Whether nothing of a text is seen.
pub(super) fn is_blank(text: &str) -> bool {
    /// Of Braille, without dots.
    const EMPTY_CELL: char = '\u{2800}';
    text.chars()
        .all(|c| c.is_whitespace() || c == EMPTY_CELL || JOINERS.contains(&c) || is_hidden(c))
}

/// Whether a text says nothing by itself: dots, dashes, and what is not seen. A smiley of three of them is nobody's loss
/// where the same stands in another form of a message.
pub(super) fn is_marks(text: &str) -> bool {
    text.split(|c: char| c.is_ascii_punctuation()).all(is_blank)
}

/// Characters that show nothing, or change how others are shown.
fn is_hidden(character: char) -> bool {
    character.is_control() || is_direction(character) || is_filler(character)
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
pub(super) const fn is_direction(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

const fn is_filler(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}' | '\u{200b}'
            | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn direction_marks_and_controls_are_gone() {
        assert_eq!(line("inv\u{202e}gpj.exe\u{7}\u{0}", 100), "invgpj.exe");
    }

    #[test]
    fn white_space_collapses_and_the_ends_are_trimmed() {
        assert_eq!(line("  a\r\n\t b\u{a0} c \n", 100), "a b c");
    }

    #[test]
    fn filler_of_a_preheader_takes_no_room() {
        assert_eq!(
            line("Hi\u{34f} \u{200c}\u{a0}\u{200c} \u{ad} \u{feff}there", 100),
            "Hi there"
        );
    }

    #[test]
    fn joiners_inside_words_stay() {
        assert_eq!(
            line("👩\u{200d}🚀 می\u{200c}خواهم", 100),
            "👩\u{200d}🚀 می\u{200c}خواهم"
        );
    }

    #[test]
    fn joiners_take_room_like_everything_else() {
        assert_eq!(line(&format!("a{}b", "\u{200c}".repeat(1000)), 100), "a\u{200c}b");
        assert_eq!(line(&"a\u{200d}".repeat(1000), 10).chars().count(), 9);
    }

    #[test]
    fn the_end_is_cut_between_characters() {
        assert_eq!(line("ééé ééé", 5), "ééé é");
        assert_eq!(line("ééé ééé", 4), "ééé");
    }
}
