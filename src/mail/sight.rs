//! An attachment as somebody looks at it before saving it: a picture for the browser to decode, or text. What it is goes
//! by its bytes alone. Nothing that could run may come out of here: pages and drawings in SVG are text like any other.

use std::borrow::Cow;

use crate::mail::attached::Files;
use crate::mail::raster::{self, PixelSize};
use crate::mail::{guess, kind};

/// More text than this makes the page slow, and nobody reads it here.
const TEXT_OCTETS: usize = 512 * 1024;
/// More than this is nothing to look at in passing.
const PICTURE_OCTETS: usize = 32 * 1024 * 1024;
/// A browser has four octets for each, and some have no more than a gigabyte for everything.
const MOST_PIXELS: u64 = 50_000_000;
/// A small picture of something is not worth more than this.
const THUMBNAIL_OCTETS: usize = 8 * 1024 * 1024;
/// How much of a file is looked at to tell what it is.
const LOOKED_AT: usize = 64 * 1024;

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A picture that any browser decodes.
    Picture(Picture),
    /// A picture with more pixels, or octets, than are handed to the browser; without its size where it does not say.
    TooLarge(Option<PixelSize>),
    /// Text.
    Text {
        /// Its beginning, with `\n` between lines.
        text: String,
        /// Whether there is more.
        is_cut: bool,
    },
    /// Nothing.
    Nothing,
}

/// A picture that any browser decodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is by its bytes.
    pub media_type: &'static str,
    /// How large it is, as it says itself.
    pub size: PixelSize,
    /// The file.
    pub bytes: Vec<u8>,
}

/// An attachment with this number; `None` when there is no such part.
pub(super) fn look(original: &[u8], number: u32) -> Option<Sight> {
    let mut files = Files::of(original);
    let charset = files.charset(number).map(str::to_owned);
    let bytes = files.bytes(number)?;
    Some(of(bytes, charset.as_deref()))
}

/// Those of these attachments that are pictures, and not too large to make a small one of each.
pub(super) fn pictures(original: &[u8], numbers: &[u32]) -> Vec<(u32, Picture)> {
    let mut files = Files::of(original);
    let pictures = numbers.iter().filter_map(|&number| {
        let bytes = files.bytes(number)?;
        let media_type = kind::of(front(&bytes)).filter(|found| raster::is_one(found))?;
        match picture(media_type, bytes, THUMBNAIL_OCTETS) {
            Sight::Picture(picture) => Some((number, picture)),
            _ => None,
        }
    });
    pictures.collect()
}

fn of(bytes: Cow<'_, [u8]>, charset: Option<&str>) -> Sight {
    let found = kind::of(front(&bytes));
    match found {
        Some(found) if raster::is_one(found) => picture(found, bytes, PICTURE_OCTETS),
        Some("text/html" | "image/svg+xml" | "text/xml") => text(&bytes, |front| guess::page(front, charset)),
        Some(found) if is_readable(found) => text(&bytes, |front| guess::text(front, charset)),
        None if is_text(front(&bytes)) => text(&bytes, |front| guess::text(front, charset)),
        _ => Sight::Nothing,
    }
}

fn picture(media_type: &'static str, bytes: Cow<'_, [u8]>, most_octets: usize) -> Sight {
    let size = raster::size(media_type, &bytes);
    match size {
        Some(size) if size.count() <= MOST_PIXELS && bytes.len() <= most_octets => Sight::Picture(Picture {
            media_type,
            size,
            bytes: bytes.into_owned(),
        }),
        size => Sight::TooLarge(size),
    }
}

fn text<'b>(bytes: &'b [u8], read: impl FnOnce(&'b [u8]) -> Cow<'b, str>) -> Sight {
    let front = beginning(bytes);
    let is_cut = front.len() < bytes.len();
    let text = read(front);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // In a charset of the East the last character may be cut in two.
    let text = if is_cut {
        text.trim_end_matches(char::REPLACEMENT_CHARACTER)
    } else {
        text
    };
    Sight::Text {
        text: text.replace("\r\n", "\n").replace('\r', "\n"),
        is_cut,
    }
}

/// As much as is shown, and no half of a character in UTF-8, by which the charset may be known.
fn beginning(bytes: &[u8]) -> &[u8] {
    let is_inside = |end: usize| bytes.get(end).is_some_and(|octet| octet & 0xc0 == 0x80);
    let end = (TEXT_OCTETS - 3..=TEXT_OCTETS).rev().find(|&end| !is_inside(end));
    bytes.get(..end.unwrap_or(TEXT_OCTETS)).unwrap_or(bytes)
}

/// Types that are found by how a text begins.
fn is_readable(found: &str) -> bool {
    found.starts_with("text/") || found.starts_with("application/pgp-")
}

/// Whether a file of no known type reads as text: there are hardly any controls in it.
fn is_text(front: &[u8]) -> bool {
    if front.starts_with(b"\xff\xfe") || front.starts_with(b"\xfe\xff") {
        return true;
    }
    let is_control = |octet: &&u8| matches!(octet, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
    let controls = front.iter().filter(is_control).count();
    !front.contains(&0) && controls.saturating_mul(100) <= front.len()
}

fn front(bytes: &[u8]) -> &[u8] {
    bytes.get(..LOOKED_AT).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Sight, TEXT_OCTETS, of, pictures};

    fn shown(bytes: &[u8]) -> Sight {
        of(Cow::Borrowed(bytes), None)
    }

    fn text(bytes: &[u8]) -> (String, bool) {
        match shown(bytes) {
            Sight::Text { text, is_cut } => (text, is_cut),
            other => panic!("{other:?}"),
        }
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let front = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice();
        [front, &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02"].concat()
    }

    #[test]
    fn a_picture_is_what_its_bytes_are() {
        let Sight::Picture(picture) = shown(&png(640, 480)) else {
            panic!("a picture");
        };
        assert_eq!((picture.media_type, picture.size.width), ("image/png", 640));
    }

    #[test]
    fn more_pixels_than_a_browser_has_room_for_are_not_handed_on() {
        let size = |sight| match sight {
            Sight::TooLarge(size) => size.map(|size| size.count()),
            other => panic!("{other:?}"),
        };
        assert_eq!(size(shown(&png(50_001, 1000))), Some(50_001_000));
        assert_eq!(size(shown(&png(u32::MAX, u32::MAX))), Some(0xffff_fffe_0000_0001));
        assert_eq!(size(shown(b"\x89PNG\r\n\x1a\n")), None, "it does not say");
    }

    #[test]
    fn pages_and_drawings_are_text() {
        let page = "<!doctype html><script>alert(1)</script>";
        assert_eq!(text(page.as_bytes()), (page.to_owned(), false));
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>";
        assert_eq!(text(drawing.as_bytes()), (drawing.to_owned(), false));
    }

    #[test]
    fn text_has_one_kind_of_line_end() {
        assert_eq!(text(b"a,b\r\n1,2\rend").0, "a,b\n1,2\nend");
        assert_eq!(text(b"").0, "");
    }

    #[test]
    fn text_without_a_charset_is_guessed() {
        assert_eq!(text("Öl für Ölöfen".as_bytes()).0, "Öl für Ölöfen");
        assert_eq!(text(b"\xff\xfeH\0i\0").0, "Hi");
        let russian =
            b"\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0, \xe4\xf0\xf3\xe3 \xec\xee\xe9";
        assert_eq!(text(russian).0, "Привет, как дела, друг мой");
    }

    #[test]
    fn a_long_text_is_cut_and_says_so() {
        let long = ["x".repeat(TEXT_OCTETS - 1), "ü".repeat(9)].concat();
        let (shown, is_cut) = text(long.as_bytes());
        assert!(is_cut);
        assert_eq!(shown.trim_start_matches('x'), "", "no half of a letter");
    }

    #[test]
    fn what_is_neither_is_only_saved() {
        for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04", b"a\0b", b"\x01\x02\x03\x04"] {
            assert_eq!(shown(bytes), Sight::Nothing, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn small_pictures_are_made_of_pictures_alone() {
        let head = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n".as_slice();
        let one = |bytes: &[u8]| [b"--b\r\nContent-Type: image/png\r\n\r\n", bytes, b"\r\n"].concat();
        let message = [
            head,
            &one(&png(6, 4)),
            &one(b"<svg/>"),
            &one(&png(60_000, 60_000)),
        ]
        .concat();
        let found: Vec<u32> = pictures(&message, &[1, 2, 3, 4])
            .iter()
            .map(|(number, _)| *number)
            .collect();
        assert_eq!(found, [1]);
    }
}
