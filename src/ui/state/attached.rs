//! How attachments are shown: in which order, under which letters, which of them can be looked at. It goes by what a
//! file's bytes are, and by its name only where they say nothing.

use crate::wire::AttachmentView;

/// So many small pictures are made for one message.
const MOST_THUMBNAILS: usize = 12;
/// Of larger ones none is made.
const THUMBNAIL_OCTETS: u64 = 8 * 1024 * 1024;
/// A name of so many characters is never cut in the middle.
const SHORT_NAME: usize = 20;
/// So many characters before its ending stay to be seen.
const BEFORE_ENDING: usize = 4;

/// What can be shown of a file without saving it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// A picture.
    Picture,
    /// What it says.
    Text,
    /// The message that it is, opened like any other.
    Message,
    /// Nothing, as far as one can tell.
    Nothing,
}

/// What can be shown of a file, as far as one can tell before it is opened.
#[must_use]
pub fn shows(file: &AttachmentView) -> Shows {
    const TEXTS: &[&str] = &[
        "application/json",
        "application/javascript",
        "application/sql",
        "application/toml",
        "application/x-ndjson",
        "application/x-sh",
        "application/xml",
        "application/yaml",
        "application/pgp-encrypted",
        "application/pgp-keys",
        "application/pgp-signature",
    ];
    const ENDINGS: &str = " txt log md csv tsv json xml yaml yml toml ini cfg conf diff patch tex srt vtt ics vcf \
        asc pem html htm svg css js mjs ts c h cpp hpp cs go java kt py rb rs sh sql php pl swift bat ps1 ";
    if file.nested.is_some() {
        return Shows::Message;
    }
    match file.found_type.as_deref() {
        Some(found) if is_picture(found) => Shows::Picture,
        Some("image/svg+xml") => Shows::Text,
        Some(found) if found.starts_with("text/") || TEXTS.contains(&found) => Shows::Text,
        Some(_) => Shows::Nothing,
        None => {
            let claimed = file.media_type.as_str();
            let ending = [" ", &ending(&file.name), " "].concat();
            let is_text = claimed.starts_with("text/")
                || TEXTS.contains(&claimed)
                || (ending.len() > 2 && ENDINGS.contains(&ending));
            if is_text { Shows::Text } else { Shows::Nothing }
        }
    }
}

/// Whether a file of this type, by its bytes, is a picture in which nothing can run.
#[must_use]
pub fn is_picture(found_type: &str) -> bool {
    const TYPES: &[&str] = &[
        "image/avif",
        "image/bmp",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
    ];
    TYPES.contains(&found_type)
}

/// Pictures after everything else, each kind in the order in which it came.
pub fn arrange(files: &mut [AttachmentView]) {
    files.sort_by_key(|file| shows(file) == Shows::Picture);
}

/// The attachments of which small pictures are made.
#[must_use]
pub fn thumbnails(files: &[AttachmentView]) -> Vec<u32> {
    let pictures = files.iter().filter(|file| shows(file) == Shows::Picture);
    pictures
        .filter(|file| file.octets.0 <= THUMBNAIL_OCTETS)
        .take(MOST_THUMBNAILS)
        .map(|file| file.part)
        .collect()
}

/// The next file before or after this one that can be looked at.
#[must_use]
pub fn beside(files: &[AttachmentView], at: usize, is_after: bool) -> Option<usize> {
    let can_be = |place: &usize| {
        let shows = files.get(*place).map(shows);
        matches!(shows, Some(Shows::Picture | Shows::Text))
    };
    if is_after {
        (at.saturating_add(1)..files.len()).find(can_be)
    } else {
        (0..at.min(files.len())).rev().find(can_be)
    }
}

/// A few letters for a file's kind: that of its bytes, whatever its name says. The style makes capitals of them.
#[must_use]
pub fn letters(file: &AttachmentView) -> String {
    const KNOWN: &[(&str, &str)] = &[
        ("application/gzip", "gz"),
        ("application/java-archive", "jar"),
        ("application/msword", "doc"),
        ("application/pdf", "pdf"),
        ("application/rtf", "rtf"),
        ("application/vnd.ms-excel", "xls"),
        ("application/vnd.ms-outlook", "msg"),
        ("application/vnd.ms-powerpoint", "ppt"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "pptx",
        ),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
        ),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        ("application/vnd.rar", "rar"),
        ("application/x-7z-compressed", "7z"),
        ("application/x-executable", "app"),
        ("application/x-mach-binary", "app"),
        ("application/x-ms-shortcut", "lnk"),
        ("application/x-msdownload", "exe"),
        ("application/x-tar", "tar"),
        ("application/zip", "zip"),
        ("audio/mpeg", "mp3"),
        ("image/jpeg", "jpg"),
        ("image/svg+xml", "svg"),
        ("text/calendar", "ics"),
        ("text/html", "html"),
        ("text/vcard", "vcf"),
        ("text/xml", "xml"),
        ("video/mp4", "mp4"),
    ];
    let Some(found) = file.found_type.as_deref() else {
        let ending = ending(&file.name);
        return if ending.is_empty() { "file".into() } else { ending };
    };
    let known = KNOWN.iter().find(|(of, _)| *of == found);
    known.map_or_else(|| of_type(found), |(_, letters)| (*letters).to_owned())
}

/// What stands behind the stroke, or else before it.
fn of_type(found: &str) -> String {
    let (kind, name) = found.split_once('/').unwrap_or((found, ""));
    let short = [name, kind]
        .into_iter()
        .find(|word| (1..=5).contains(&word.len()));
    short.unwrap_or("file").to_owned()
}

/// What stands after the last dot, in small letters, where it is short enough to be an ending.
fn ending(name: &str) -> String {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let is_one = |ending: &String| {
        (1..=5).contains(&ending.len()) && ending.chars().all(|character| character.is_ascii_alphanumeric())
    };
    ending.filter(is_one).unwrap_or_default()
}

/// A name in two pieces: the first may be cut short where there is no room, the second says what it ends with.
#[must_use]
pub fn halves(name: &str) -> (&str, &str) {
    if name.chars().count() <= SHORT_NAME {
        return (name, "");
    }
    let dot = name.rfind('.').unwrap_or(name.len());
    let ends = if name.len() - dot > SHORT_NAME {
        name.len()
    } else {
        dot
    };
    let before = name.get(..ends).unwrap_or_default();
    let mut places = before.char_indices().rev();
    // A sign that stands over another letter stays with it.
    let place = places
        .by_ref()
        .skip(BEFORE_ENDING - 1)
        .find(|(_, character)| !is_over_another(*character));
    name.split_at_checked(place.map_or(0, |(place, _)| place))
        .unwrap_or((name, ""))
}

const fn is_over_another(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Octets;
    use crate::wire::{AddressView, NestedView};

    fn file(name: &str, media_type: &str, found: Option<&str>) -> AttachmentView {
        AttachmentView {
            part: 1,
            name: name.into(),
            media_type: media_type.into(),
            octets: Octets(10),
            found_type: found.map(str::to_owned),
            danger: None,
            tricks: Vec::new(),
            nested: None,
        }
    }

    fn picture(part: u32) -> AttachmentView {
        AttachmentView {
            part,
            ..file("a.png", "image/png", Some("image/png"))
        }
    }

    #[test]
    fn what_is_shown_goes_by_the_bytes() {
        let cases = [
            (file("a.txt", "text/plain", Some("image/png")), Shows::Picture),
            (file("a.png", "image/png", Some("text/html")), Shows::Text),
            (file("a.png", "image/png", Some("image/svg+xml")), Shows::Text),
            (
                file("a.txt", "text/plain", Some("application/x-msdownload")),
                Shows::Nothing,
            ),
            (file("a.png", "image/png", None), Shows::Nothing),
            (file("a", "application/json", None), Shows::Text),
            (file("main.rs", "application/octet-stream", None), Shows::Text),
            (file("a", "application/octet-stream", None), Shows::Nothing),
        ];
        for (file, wanted) in cases {
            assert_eq!(shows(&file), wanted, "{file:?}");
        }
    }

    #[test]
    fn a_message_is_opened_and_not_looked_at() {
        let message = AttachmentView {
            nested: Some(NestedView {
                from: AddressView {
                    name: String::new(),
                    address: String::new(),
                },
                subject: String::new(),
                date: None,
            }),
            ..file("a.eml", "message/rfc822", None)
        };
        assert_eq!(shows(&message), Shows::Message);
        assert_eq!(beside(&[picture(1), message, picture(3)], 0, true), Some(2));
    }

    #[test]
    fn pictures_come_after_everything_else() {
        let mut files = [picture(1), file("b.txt", "text/plain", None), picture(3)];
        arrange(&mut files);
        assert_eq!(files.map(|file| file.name), ["b.txt", "a.png", "a.png"]);
    }

    #[test]
    fn small_pictures_are_made_of_the_first_that_are_not_large() {
        let mut files: Vec<_> = (0..20).map(picture).collect();
        files[1].octets = Octets(9_000_000);
        files[2].found_type = Some("image/svg+xml".into());
        let parts = thumbnails(&files);
        assert_eq!(parts.len(), 12);
        assert_eq!(parts[..3], [0, 3, 4]);
    }

    #[test]
    fn one_goes_from_one_to_the_next_and_back() {
        let files = [
            picture(1),
            file("a.zip", "x/y", Some("application/zip")),
            picture(3),
        ];
        assert_eq!(beside(&files, 0, true), Some(2));
        assert_eq!(beside(&files, 2, false), Some(0));
        assert_eq!(beside(&files, 2, true), None);
        assert_eq!(beside(&files, 0, false), None);
        assert_eq!(
            beside(&files, 1, false),
            Some(0),
            "also from one that cannot be looked at"
        );
        assert_eq!(beside(&files, 99, true), None);
    }

    #[test]
    fn letters_are_those_of_the_bytes() {
        let of = |name, found| letters(&file(name, "a/b", found));
        assert_eq!(of("invoice.pdf", Some("application/x-msdownload")), "exe");
        assert_eq!(of("invoice.pdf", Some("application/pdf")), "pdf");
        assert_eq!(of("a", Some("image/webp")), "webp");
        assert_eq!(of("a", Some("application/vnd.unheard-of")), "file");
        assert_eq!(of("a.CSV", None), "csv");
        assert_eq!(of("a.long-ending", None), "file");
        assert_eq!(of("a", None), "file");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        assert_eq!(halves("estimate.pdf"), ("estimate.pdf", ""));
        assert_eq!(
            halves("Estimate for the roof of the house.pdf"),
            ("Estimate for the roof of the h", "ouse.pdf")
        );
        assert_eq!(
            halves("invoice for everything.pdf.exe").1,
            ".pdf.exe",
            "the last ending is the true one"
        );
        assert_eq!(halves(&"a".repeat(30)).1, "aaaa");
        let over = halves("Verzeichnis aller Bu\u{308}\u{308}\u{308}\u{308}.txt");
        assert_eq!(over.1, "u\u{308}\u{308}\u{308}\u{308}.txt");
    }
}
