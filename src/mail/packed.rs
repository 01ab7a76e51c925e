//! Several files in one (zip: PKWARE's APPNOTE 6.3), stored as they are: what people attach is compressed already. A name
//! in it must be as safe as the name of a file that is saved alone, and no two may be the same.
//!
//! Our own, because it is a page: crates that write zip bring compressors along, or write a stored file's size behind it,
//! where some programs that unpack do not look.

use mail_parser::DateTime;

use crate::mail::attached::Files;
use crate::mail::header;
use crate::mail::names::Names;
use crate::units::UnixMillis;

/// What two octets can count.
const MOST_FILES: usize = u16::MAX as usize;
/// Version 2.0 of the form.
const VERSION: u16 = 20;
/// Names are in UTF-8 (APPNOTE, appendix D).
const FLAGS: u16 = 1 << 11;
/// As they are.
const STORED: u16 = 0;

/// The attachments of these numbers under these names; `None` where one of them is not there, or they are too many or
/// too large.
pub(super) fn pack(original: &[u8], wanted: &[(u32, &str)]) -> Option<Vec<u8>> {
    if wanted.len() > MOST_FILES {
        return None;
    }
    let mut files = Files::of(original);
    let (header, _) = header::split(header::without_leader(original));
    let mut zip = Zip::at(header.date(UnixMillis(i64::MAX)));
    let mut names = Names::default();
    for &(number, name) in wanted {
        let bytes = files.bytes(number)?;
        zip.add(&names.attachment(Some(name), ""), &bytes)?;
    }
    zip.finish()
}

/// An archive on its way.
struct Zip {
    bytes: Vec<u8>,
    /// What stands at the end: where each file is.
    directory: Vec<u8>,
    files: u16,
    /// Time and date as MS-DOS counts them.
    moment: [u16; 2],
}

impl Zip {
    fn at(date: Option<UnixMillis>) -> Self {
        Self {
            bytes: Vec::new(),
            directory: Vec::new(),
            files: 0,
            moment: dos(date),
        }
    }

    fn add(&mut self, name: &str, file: &[u8]) -> Option<()> {
        let place = self.place(name.len() + file.len())?;
        let octets = u32::try_from(file.len()).ok()?;
        let mut facts = Vec::new();
        shorts(&mut facts, &[VERSION, FLAGS, STORED]);
        shorts(&mut facts, &self.moment);
        longs(&mut facts, &[crc32(file), octets, octets]);
        shorts(&mut facts, &[u16::try_from(name.len()).ok()?, 0]);

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&facts);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(file);

        self.directory.extend(b"PK\x01\x02");
        shorts(&mut self.directory, &[VERSION]);
        self.directory.extend(&facts);
        // No comment, on the first disk, nothing to say of it.
        shorts(&mut self.directory, &[0, 0, 0]);
        longs(&mut self.directory, &[0, place]);
        self.directory.extend(name.as_bytes());
        self.files += 1;
        Some(())
    }

    fn finish(mut self) -> Option<Vec<u8>> {
        let place = self.place(self.directory.len())?;
        let octets = u32::try_from(self.directory.len()).ok()?;
        self.bytes.append(&mut self.directory);
        self.bytes.extend(b"PK\x05\x06");
        shorts(&mut self.bytes, &[0, 0, self.files, self.files]);
        longs(&mut self.bytes, &[octets, place]);
        shorts(&mut self.bytes, &[0]);
        Some(self.bytes)
    }

    /// Where the next octet goes, if there is room for so many more and for what stands around them.
    fn place(&self, more: usize) -> Option<u32> {
        const AROUND: usize = 100;
        let octets = self.bytes.len().checked_add(self.directory.len())?;
        let octets = octets.checked_add(more)?.checked_add(AROUND)?;
        // Places and sizes have four octets.
        u32::try_from(octets).ok()?;
        u32::try_from(self.bytes.len()).ok()
    }
}

fn shorts(to: &mut Vec<u8>, numbers: &[u16]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

fn longs(to: &mut Vec<u8>, numbers: &[u32]) {
    to.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
}

/// A moment in UTC: the form knows of no zones. Its calendar begins in 1980.
fn dos(date: Option<UnixMillis>) -> [u16; 2] {
    const NEW_YEAR_1980: [u16; 2] = [0, (1 << 5) | 1];
    let date = date.map(|date| DateTime::from_timestamp(date.0.div_euclid(1000)));
    date.filter(|date| (1980..=2107).contains(&date.year))
        .map_or(NEW_YEAR_1980, |date| {
            let [hour, minute, second] = [date.hour, date.minute, date.second].map(u16::from);
            let day = ((date.year - 1980) << 9) | (u16::from(date.month) << 5) | u16::from(date.day);
            [(hour << 11) | (minute << 5) | (second / 2), day]
        })
}

/// The checksum that the form has (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xedb8_8320;
    let table: [u32; 256] = std::array::from_fn(|octet| {
        let octet = u32::try_from(octet).unwrap_or_default();
        (0..8).fold(octet, |left, _| {
            if left & 1 == 0 {
                left >> 1
            } else {
                left >> 1 ^ POLYNOMIAL
            }
        })
    });
    let step = |sum: u32, &octet: &u8| {
        let [low, ..] = sum.to_le_bytes();
        let entry = table.get(usize::from(low ^ octet)).copied().unwrap_or_default();
        sum >> 8 ^ entry
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::{crc32, dos, pack};
    use crate::units::UnixMillis;

    const MESSAGE: &[u8] = b"Date: Mon, 4 May 2026 10:00:01 +0200\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: a/b; name=one.txt\r\n\r\nfirst\r\n\
        --b\r\nContent-Type: a/b; name=two.txt\r\n\r\nsecond\r\n--b--\r\n";

    fn count(bytes: &[u8], wanted: &[u8]) -> usize {
        memchr::memmem::find_iter(bytes, wanted).count()
    }

    #[test]
    fn the_checksum_is_the_one_that_everybody_knows() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn each_file_is_in_it_and_in_its_directory() {
        let zip = pack(MESSAGE, &[(1, "one.txt"), (2, "two.txt")]).unwrap();
        assert_eq!(count(&zip, b"PK\x03\x04"), 2);
        assert_eq!(count(&zip, b"PK\x01\x02"), 2);
        assert_eq!(count(&zip, b"one.txtfirst"), 1);
        assert_eq!(count(&zip, b"two.txtsecond"), 1);
        let end = &zip[zip.len() - 22..];
        assert!(end.starts_with(b"PK\x05\x06\0\0\0\0\x02\0\x02\0"));
        let directory = u32::from_le_bytes(end[16..20].try_into().unwrap()) as usize;
        assert!(zip[directory..].starts_with(b"PK\x01\x02"));
    }

    #[test]
    fn names_are_safe_and_unlike_each_other_whoever_asks() {
        let zip = pack(MESSAGE, &[(1, "../../a.txt"), (2, "a.txt"), (1, "nul.txt")]).unwrap();
        for name in [&b"a.txtfirst"[..], b"a (2).txtsecond", b"_nul.txtfirst"] {
            assert_eq!(count(&zip, name), 1, "{}", name.escape_ascii());
        }
        assert_eq!(count(&zip, b".."), 0);
    }

    #[test]
    fn what_is_not_there_is_not_packed() {
        assert_eq!(pack(MESSAGE, &[(1, "a"), (9, "b")]), None);
    }

    #[test]
    fn files_are_of_the_messages_day() {
        // 2026-05-04 08:00:01 in UTC; seconds come in twos.
        let day = ((2026 - 1980) << 9) | (5 << 5) | 4;
        assert_eq!(dos(Some(UnixMillis(1_777_881_601_000))), [8 << 11, day]);
        assert_eq!(
            dos(Some(UnixMillis(0))),
            [0, 33],
            "before there was such a calendar"
        );
        assert_eq!(dos(None), [0, 33]);
    }
}
