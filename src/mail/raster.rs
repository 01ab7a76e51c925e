//! How large a picture is, by its header: a few octets can unfold to more pixels than a browser has room for. It must not
//! say less than what a decoder makes of it, and where it cannot tell it says nothing.
//!
//! Crates that do this multiply in `usize`, which is 32 bits wide where this runs: the largest pictures would be small.

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PixelSize {
    /// From side to side.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

impl PixelSize {
    /// How many pixels there are.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    fn of(width: u32, height: u32) -> Option<Self> {
        (width > 0 && height > 0).then_some(Self { width, height })
    }

    fn at_least(self, other: Self) -> Self {
        Self {
            width: self.width.max(other.width),
            height: self.height.max(other.height),
        }
    }
}

/// The kinds of pictures that every browser decodes, and in which nothing can run.
const TYPES: &[&str] = &[
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
];

/// Whether a file that has this type by its bytes is such a picture.
pub(super) fn is_one(found_type: &str) -> bool {
    TYPES.contains(&found_type)
}

/// The size of a picture of this type.
pub(super) fn size(found_type: &str, bytes: &[u8]) -> Option<PixelSize> {
    match found_type {
        "image/avif" => avif(bytes),
        "image/bmp" => bmp(bytes),
        "image/gif" => gif(bytes),
        "image/jpeg" => jpeg(bytes),
        "image/png" => png(bytes),
        "image/webp" => webp(bytes),
        _ => None,
    }
}

fn png(bytes: &[u8]) -> Option<PixelSize> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    PixelSize::of(be32(bytes, 16)?, be32(bytes, 20)?)
}

/// The largest of all frames that are announced before the picture begins.
fn jpeg(bytes: &[u8]) -> Option<PixelSize> {
    const FRAMES: [u8; 13] = [
        0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf,
    ];
    let mut largest = PixelSize::default();
    let mut at = 2;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        // Decoders pass over what is no marker.
        let Some(found) = memchr::memchr(0xff, rest) else {
            break;
        };
        at += found;
        match bytes.get(at + 1).copied() {
            None | Some(0xd9 | 0xda) => break,
            Some(0xff) => at += 1,
            // These stand alone.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 2,
            Some(marker) => {
                let length = usize::from(be16(bytes, at + 2)?);
                if FRAMES.contains(&marker) {
                    let (height, width) = (be16(bytes, at + 5)?, be16(bytes, at + 7)?);
                    largest = largest.at_least(PixelSize::of(width.into(), height.into())?);
                }
                at += 2 + length.max(2);
            }
        }
    }
    PixelSize::of(largest.width, largest.height)
}

/// The screen, and every frame on it: some decoders make the screen larger for them.
fn gif(bytes: &[u8]) -> Option<PixelSize> {
    let mut size = PixelSize {
        width: le16(bytes, 6)?.into(),
        height: le16(bytes, 8)?.into(),
    };
    let mut at = 13 + colour_table(*bytes.get(10)?);
    loop {
        match bytes.get(at) {
            Some(0x21) => at = after_blocks(bytes, at + 2),
            Some(0x2c) => {
                let side = |from: usize, length: usize| {
                    let (from, length) = (le16(bytes, at + from)?, le16(bytes, at + length)?);
                    Some(u32::from(from) + u32::from(length))
                };
                let frame = side(1, 5).zip(side(3, 7));
                let Some(((width, height), flags)) = frame.zip(bytes.get(at + 9)) else {
                    break;
                };
                size = size.at_least(PixelSize { width, height });
                at = after_blocks(bytes, at + 11 + colour_table(*flags));
            }
            // The end, or what no decoder reads on from.
            _ => break,
        }
    }
    PixelSize::of(size.width, size.height)
}

/// The octets of a table of colours that these flags announce.
fn colour_table(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 0x07) + 1)
    }
}

/// Where a chain of blocks that begins at `at` has ended.
fn after_blocks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&length) = bytes.get(at) {
        at += 1 + usize::from(length);
        if length == 0 {
            break;
        }
    }
    at
}

fn webp(bytes: &[u8]) -> Option<PixelSize> {
    const SIDE: u32 = 0x3fff;
    match bytes.get(12..16)? {
        b"VP8 " => PixelSize::of(
            u32::from(le16(bytes, 26)?) & SIDE,
            u32::from(le16(bytes, 28)?) & SIDE,
        ),
        b"VP8L" => {
            let sides = le32(bytes, 21)?;
            PixelSize::of((sides & SIDE) + 1, (sides >> 14 & SIDE) + 1)
        }
        b"VP8X" => {
            let side = |at| Some((le32(bytes, at)? & 0x00ff_ffff) + 1);
            // Of four octets the last is the next side's first.
            let height = le16(bytes, 27).zip(bytes.get(29));
            let height = height.map(|(low, high)| u32::from(low) + (u32::from(*high) << 16) + 1);
            PixelSize::of(side(24)?, height?)
        }
        _ => None,
    }
}

fn bmp(bytes: &[u8]) -> Option<PixelSize> {
    if le32(bytes, 14)? == 12 {
        return PixelSize::of(le16(bytes, 18)?.into(), le16(bytes, 20)?.into());
    }
    // A height below zero says that the rows come from the top.
    let side = |at| Some(le32(bytes, at)?.cast_signed().unsigned_abs());
    PixelSize::of(side(18)?, side(22)?)
}

/// The largest of all sizes that are announced anywhere: it has a picture of its own for what is seen through.
fn avif(bytes: &[u8]) -> Option<PixelSize> {
    let boxes = memchr::memmem::find_iter(bytes, b"ispe");
    let sizes = boxes.filter_map(|at| PixelSize::of(be32(bytes, at + 8)?, be32(bytes, at + 12)?));
    sizes.reduce(PixelSize::at_least)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_be_bytes)
}

fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::{PixelSize, is_one, size};

    fn of(found_type: &str, pieces: &[&[u8]]) -> Option<(u32, u32)> {
        size(found_type, &pieces.concat()).map(|size| (size.width, size.height))
    }

    #[test]
    fn a_png_says_it_in_its_first_chunk() {
        let front = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        assert_eq!(
            of("image/png", &[front, &[0, 1, 0, 0, 0, 0, 2, 0]]),
            Some((65_536, 512))
        );
        assert_eq!(of("image/png", &[front, &[0; 8]]), None, "no picture is empty");
        assert_eq!(of("image/png", &[front]), None);
    }

    #[test]
    fn the_largest_picture_there_is_does_not_become_a_small_one() {
        let front = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice();
        let bytes = [front, &[0, 1, 0, 0], &[0, 1, 0, 0]].concat();
        assert_eq!(size("image/png", &bytes).unwrap().count(), 1 << 32);
    }

    #[test]
    fn a_jpeg_says_it_behind_what_its_camera_says() {
        let front: &[u8] = b"\xff\xd8\xff\xe1\0\x06ab\xff\xc0";
        // A thumbnail of its own is inside of the camera's segment, which is passed over.
        let frame: &[u8] = b"\xff\xc2\0\x0b\x08\x01\x2c\x01\x90\x01\x01\x11\0";
        assert_eq!(
            of("image/jpeg", &[front, frame, b"\xff\xda\0\x02"]),
            Some((400, 300))
        );
        let larger: &[u8] = b"\xff\xc0\0\x0b\x08\xff\xff\x00\x10\x01\x01\x11\0";
        assert_eq!(
            of("image/jpeg", &[front, frame, larger]),
            Some((400, 65_535)),
            "the larger one counts"
        );
        assert_eq!(of("image/jpeg", &[front, b"\xff\xd9"]), None);
        assert_eq!(of("image/jpeg", &[b"\xff\xd8\xff\xe0\0"]), None);
    }

    #[test]
    fn a_gif_is_as_large_as_its_largest_frame() {
        let screen: &[u8] = b"GIF89a\x0a\0\x05\0\x80\0\0rgbRGB";
        let comment: &[u8] = b"\x21\xfe\x02hi\0";
        let frame: &[u8] = b"\x2c\x05\0\0\0\x00\x10\x06\0\0\x02\x02\x4c\x01\0";
        assert_eq!(of("image/gif", &[screen, b";"]), Some((10, 5)));
        assert_eq!(of("image/gif", &[screen, comment, frame, b";"]), Some((4101, 6)));
        assert_eq!(of("image/gif", &[screen, &frame[..5]]), Some((10, 5)));
    }

    #[test]
    fn webp_has_three_ways_to_say_it() {
        let lossy: &[u8] = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x90\x41\x2c\x01";
        assert_eq!(of("image/webp", &[lossy]), Some((400, 300)));
        let lossless: &[u8] = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x8f\xc1\x4a\0";
        assert_eq!(of("image/webp", &[lossless]), Some((400, 300)));
        let extended: &[u8] = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\x2b\x01\0";
        assert_eq!(of("image/webp", &[extended]), Some((1 << 24, 300)));
        assert_eq!(of("image/webp", &[b"RIFF\0\0\0\0WEBPICCP"]), None);
    }

    #[test]
    fn a_bmp_may_stand_on_its_head() {
        let front: &[u8] = b"BM\0\0\0\0\0\0\0\0\0\0\0\0";
        let new: &[u8] = b"\x28\0\0\0\x90\x01\0\0\xd4\xfe\xff\xff";
        assert_eq!(of("image/bmp", &[front, new]), Some((400, 300)));
        assert_eq!(
            of("image/bmp", &[front, b"\x0c\0\0\0\x90\x01\x2c\x01"]),
            Some((400, 300))
        );
    }

    #[test]
    fn an_avif_is_as_large_as_its_largest_picture() {
        let one: &[u8] = b"\0\0\0\x14ispe\0\0\0\0\0\0\x01\x90\0\0\x01\x2c";
        let other: &[u8] = b"\0\0\0\x14ispe\0\0\0\0\0\0\x03\x20\0\0\0\x64";
        assert_eq!(of("image/avif", &[b"....ftypavif", one, other]), Some((800, 300)));
        assert_eq!(of("image/avif", &[b"....ftypavif"]), None);
    }

    #[test]
    fn what_is_written_as_text_is_no_such_picture() {
        assert!(is_one("image/png"));
        assert!(!is_one("image/svg+xml"));
        assert_eq!(size("image/svg+xml", b"<svg width='1' height='1'/>"), None);
    }

    #[test]
    fn whatever_follows_it_comes_to_an_end() {
        for found_type in super::TYPES {
            for front in [&b"GIF89a"[..], b"\xff\xd8", b"RIFF....WEBPVP8X", b"BM", b"ispe"] {
                for filling in [0x00, 0x21, 0x2c, 0xff] {
                    let bytes = [front, &[filling; 300]].concat();
                    let found = size(found_type, &bytes);
                    assert!(found.is_none_or(|found: PixelSize| found.count() > 0));
                }
            }
        }
    }
}
