//! Which parts of a plain text are folded away. It must never hide the sender's own words.

use std::ops::Range;

use crate::wire::TextBlock;

/// A quote of more lines than this is folded wherever it stands.
const LONG_QUOTE_LINES: usize = 12;

/// A piece of a text, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// One block of the sender's own text.
    Own(usize),
    /// One block of the signature.
    Signature(usize),
    /// One block of letters for programs.
    Armour(usize),
    /// Blocks of quoted text.
    Quote {
        /// Which.
        blocks: Range<usize>,
        /// Whether they are behind a button at first.
        folded: bool,
    },
}

/// How a text is laid out.
#[must_use]
pub fn pieces(text: &[TextBlock]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (place, block) in text.iter().enumerate() {
        match pieces.last_mut() {
            Some(Piece::Quote { blocks, .. }) if block.quote_depth > 0 => blocks.end = place + 1,
            _ if block.quote_depth > 0 => {
                pieces.push(Piece::Quote {
                    blocks: place..place + 1,
                    folded: false,
                });
            }
            _ if block.armour => pieces.push(Piece::Armour(place)),
            _ if block.signature => pieces.push(Piece::Signature(place)),
            _ => pieces.push(Piece::Own(place)),
        }
    }
    let says_something = text.iter().any(is_said);
    let last_words = text.iter().rposition(is_said).unwrap_or(0);
    for piece in &mut pieces {
        if let Piece::Quote { blocks, folded } = piece {
            let is_trailing = blocks.start > last_words;
            let lines = text
                .iter()
                .skip(blocks.start)
                .take(blocks.len())
                .map(line_count)
                .sum::<usize>();
            *folded = says_something && (is_trailing || lines > LONG_QUOTE_LINES);
        }
    }
    pieces
}

/// How much is drawn before the page gets a chance to answer: short of a frame's time on a slow machine.
const STEP_SPANS: usize = 400;

/// Where the next step of drawing ends that begins at `from`; `sizes` are what each part has to draw.
#[must_use]
pub fn step_end(sizes: &[usize], from: usize) -> usize {
    let mut drawn = 0;
    let enough = sizes.iter().skip(from).position(|size| {
        drawn += size;
        drawn >= STEP_SPANS
    });
    enough.map_or(sizes.len(), |last| from + last + 1)
}

fn is_said(block: &TextBlock) -> bool {
    block.quote_depth == 0
        && !block.signature
        && !block.armour
        && block.spans.iter().any(|span| !span.text.trim().is_empty())
}

/// The lines of a block.
#[must_use]
pub fn line_count(block: &TextBlock) -> usize {
    1 + block
        .spans
        .iter()
        .map(|span| span.text.matches('\n').count())
        .sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::TextSpan;

    fn block(quote_depth: u8, text: &str) -> TextBlock {
        let spans = vec![TextSpan {
            text: text.into(),
            link: None,
        }];
        TextBlock {
            quote_depth,
            signature: text.starts_with("-- "),
            armour: false,
            spans,
        }
    }

    #[test]
    fn a_quote_at_the_end_is_folded() {
        let text = [block(0, "Yes.\n"), block(1, "Really?\n"), block(2, "Perhaps.\n")];
        assert_eq!(
            pieces(&text),
            [
                Piece::Own(0),
                Piece::Quote {
                    blocks: 1..3,
                    folded: true
                }
            ]
        );
    }

    #[test]
    fn drawing_takes_steps_that_are_short_and_never_none() {
        let sizes = [10, 380, 20, 900, 1, 1];
        let mut ends = vec![0];
        while ends.last() != Some(&sizes.len()) {
            ends.push(step_end(&sizes, *ends.last().unwrap()));
        }
        assert_eq!(ends, [0, 3, 4, 6]);
        assert_eq!(step_end(&[], 0), 0);
    }

    #[test]
    fn a_short_quote_between_answers_stays_open() {
        let text = [
            block(1, "When?\n"),
            block(0, "At nine.\n"),
            block(1, "Where?\n"),
            block(0, "There.\n"),
        ];
        assert!(
            pieces(&text)
                .iter()
                .all(|piece| !matches!(piece, Piece::Quote { folded: true, .. }))
        );
    }

    #[test]
    fn a_long_quote_between_answers_is_folded() {
        let text = [
            block(0, "See:\n"),
            block(1, &"line\n".repeat(30)),
            block(0, "Agreed.\n"),
        ];
        assert!(matches!(pieces(&text)[1], Piece::Quote { folded: true, .. }));
    }

    #[test]
    fn a_message_that_is_only_a_quote_is_shown() {
        let text = [block(0, "\n"), block(1, "forwarded\n")];
        assert_eq!(
            pieces(&text)[1],
            Piece::Quote {
                blocks: 1..2,
                folded: false
            }
        );
    }

    #[test]
    fn a_signature_after_the_quote_does_not_open_it() {
        let text = [block(0, "Yes.\n"), block(1, "Really?\n"), block(0, "-- \nMaren")];
        assert_eq!(
            pieces(&text),
            [
                Piece::Own(0),
                Piece::Quote {
                    blocks: 1..2,
                    folded: true
                },
                Piece::Signature(2)
            ]
        );
    }
}
