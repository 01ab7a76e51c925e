//! Sentences about what is attached. They say what a file is by its bytes, and never that something is safe.

use super::catalogue::{phrase, said, sentences};
use super::many;
use crate::ui::state::figures::count;
use crate::units::Sha256;
use crate::wire::AttachmentView;

sentences! {
    attachment: "Attachment",
    look: "Look at it",
    look_again: "Try again",
    previous_attachment: "Previous attachment (←)",
    next_attachment: "Next attachment (→)",
    fit: "Fit",
    actual_size: "Actual size",
    saved: "Saved",
    copy_hash: "Copy SHA-256",
    text_cut_here: "Only the first 512 KB are shown. Save it to have all of it.",
    text_empty: "There is nothing in this file.",
    picture_broken: "Your browser cannot show this picture: it is damaged, or of a kind that your browser does not know. You can save it.",
    save_only: "There is no preview of this kind of file. You can save it.",
    pack_too_large: "Together they are too large to be saved as one file. Save them one by one.",
    /// A file's name.
    packed_file: "attachments.zip",
}

/// "Save all (3, 4.2 MB)".
#[must_use]
pub fn save_all(number: usize, size: &str) -> String {
    phrase(
        "Save all ({count}, {size})",
        &[("count", &many(number)), ("size", size)],
    )
}

/// "2 of 5".
#[must_use]
pub fn place_of(place: usize, all: usize) -> String {
    phrase(
        "{number} of {total}",
        &[("number", &many(place)), ("total", &many(all))],
    )
}

/// "640 × 480 pixels".
#[must_use]
pub fn pixels(width: u32, height: u32) -> String {
    phrase(
        "{width} × {height} pixels",
        &[("width", &count(width)), ("height", &count(height))],
    )
}

/// Why a picture is not shown.
#[must_use]
pub fn picture_too_large(size: Option<(u32, u32)>) -> String {
    match size {
        Some((width, height)) => phrase(
            "This picture is too large to be shown here: {pixels}. You can save it.",
            &[("pixels", &pixels(width, height))],
        ),
        None => {
            said("This picture does not say how large it is, and so it is not shown. You can save it.").into()
        }
    }
}

/// "SHA-256 3f2a91c0…"
#[must_use]
pub fn saved_hash(hash: &Sha256) -> String {
    let whole = hash.to_string();
    let start = whole.get(..8).unwrap_or(&whole);
    phrase("Saved · SHA-256 {start}…", &[("start", start)])
}

/// What a file is by its bytes.
#[must_use]
pub fn what_it_is(file: &AttachmentView) -> String {
    match file.found_type.as_deref() {
        Some(found) => phrase("By its bytes it is {type}.", &[("type", found)]),
        None => phrase(
            "Its bytes do not say what it is. Its sender calls it {type}.",
            &[("type", &file.media_type)],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_not_shown_says_why() {
        assert_eq!(
            picture_too_large(Some((60_000, 60_000))),
            "This picture is too large to be shown here: 60\u{202f}000 × 60\u{202f}000 pixels. You can save it."
        );
        assert!(picture_too_large(None).contains("does not say how large"));
    }

    #[test]
    fn a_hash_is_shown_by_its_beginning() {
        assert_eq!(saved_hash(&Sha256([0xab; 32])), "Saved · SHA-256 abababab…");
    }

    #[test]
    fn all_are_counted() {
        assert_eq!(save_all(3, "4.2 MB"), "Save all (3, 4.2 MB)");
        assert_eq!(place_of(2, 5), "2 of 5");
    }
}
