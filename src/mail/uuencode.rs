//! Files between the lines of a text, as they were sent before MIME (uuencode). It must take nothing out of a text that
//! may be somebody's words: what is quoted, what has no end, and lines that do not hold what they say stay.

use std::borrow::Cow;

use crate::mail::decode;
use crate::mail::inner::File;

/// Files in one text.
const MOST_FILES: usize = 200;
/// What a name may be long.
const NAME_OCTETS: usize = 500;

/// A text, and the files that were in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split<'t> {
    /// What is left.
    pub(super) text: Cow<'t, [u8]>,
    pub(super) files: Vec<File>,
    /// Whether a file is in it that is not taken out, because it is yEnc.
    pub(super) has_yenc: bool,
}

/// Takes the files out of a text.
pub(super) fn split(text: &[u8]) -> Split<'_> {
    let mut files = Vec::new();
    let mut kept = Vec::new();
    let mut rest = text;
    let mut looked_at = 0;
    while let Some(begin) = line_with(rest, looked_at, b"begin ").filter(|_| files.len() < MOST_FILES) {
        let (before, from) = rest.split_at_checked(begin).unwrap_or((rest, &[]));
        match read(from) {
            Found::File(file, after) => {
                kept.extend_from_slice(before);
                files.push(file);
                rest = after;
                looked_at = 0;
            }
            Found::Words(length) => looked_at = begin + length,
        }
    }
    kept.extend_from_slice(if files.is_empty() { &[] } else { rest });
    Split {
        has_yenc: line_with(text, 0, b"=ybegin ").is_some(),
        text: if files.is_empty() {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(kept)
        },
        files,
    }
}

/// Where the first line at or after `place` is that begins like this.
fn line_with(text: &[u8], place: usize, beginning: &[u8]) -> Option<usize> {
    let rest = text.get(place..)?;
    memchr::memmem::find_iter(rest, beginning)
        .map(|at| place + at)
        .find(|at| {
            at.checked_sub(1)
                .is_none_or(|before| text.get(before) == Some(&b'\n'))
        })
}

enum Found<'t> {
    /// A file, and what follows it.
    File(File, &'t [u8]),
    /// It only looks like one, for so many bytes.
    Words(usize),
}

/// Reads a file from its first line on.
fn read(text: &[u8]) -> Found<'_> {
    let (first, mut rest) = line(text);
    let words = |rest: &[u8]| Found::Words(text.len() - rest.len());
    let Some(name) = name(first) else {
        return words(rest);
    };
    let mut bytes = Vec::new();
    loop {
        let (data, after) = line(rest);
        if data == b"end" {
            let file = File {
                name: Some(name),
                media_type: None,
                content_id: None,
                bytes,
            };
            return Found::File(file, after);
        }
        if rest.is_empty() || !decode_line(data, &mut bytes) {
            return words(rest);
        }
        rest = after;
    }
}

/// A line without its end, and what follows it.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
    let (line, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// The name in a first line: `begin 644 name`.
fn name(line: &[u8]) -> Option<String> {
    let rest = line.strip_prefix(b"begin ")?;
    let blank = memchr::memchr(b' ', rest)?;
    let (mode, name) = rest.split_at_checked(blank)?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.iter().all(|digit| (b'0'..=b'7').contains(digit));
    let name = name.trim_ascii();
    (is_mode && !name.is_empty() && name.len() <= NAME_OCTETS).then(|| decode::unlabelled(name).into_owned())
}

/// Adds the bytes of a line; `false` if it is none. Spaces at its end may have been lost, and a check sum may follow.
fn decode_line(line: &[u8], bytes: &mut Vec<u8>) -> bool {
    const MOST_EXTRA: usize = 2;
    let Some((&first, data)) = line.split_first() else {
        return true;
    };
    if !line.iter().all(|byte| (b' '..=b'`').contains(byte)) {
        return false;
    }
    let octets = usize::from(six_bits(first));
    let digits = octets.div_ceil(3) * 4;
    if data.len() > digits + MOST_EXTRA {
        return false;
    }
    let wanted = bytes.len() + octets;
    let padded = data.iter().copied().chain(std::iter::repeat(b' ')).take(digits);
    let (mut group, mut count) = (0_u32, 0);
    for digit in padded {
        group = group << 6 | u32::from(six_bits(digit));
        count += 1;
        if count == 4 {
            let [_, three @ ..] = group.to_be_bytes();
            bytes.extend_from_slice(&three);
            (group, count) = (0, 0);
        }
    }
    bytes.truncate(wanted);
    true
}

const fn six_bits(digit: u8) -> u8 {
    digit.wrapping_sub(b' ') & 63
}

#[cfg(test)]
mod tests {
    use super::split;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        let files = split(text.as_bytes()).files.into_iter();
        files.map(|file| (file.name.unwrap(), file.bytes)).collect()
    }

    #[test]
    fn a_file_is_taken_out_of_a_text() {
        let text = "Here it is.\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nBye.\r\n";
        assert_eq!(files(text), [("cat.txt".to_owned(), b"Cat".to_vec())]);
        assert_eq!(split(text.as_bytes()).text.as_ref(), b"Here it is.\r\nBye.\r\n");
    }

    #[test]
    fn files_may_follow_each_other() {
        let file = "begin 600 a b.bin\n#0V%T\n \nend\n";
        assert_eq!(files(&file.repeat(3)).len(), 3);
    }

    #[test]
    fn spaces_lost_at_the_end_of_a_line_are_found_again() {
        // Nine zeros are twelve spaces.
        assert_eq!(
            files("begin 644 zero\n)\n`\nend\n"),
            [("zero".to_owned(), vec![0; 9])]
        );
    }

    #[test]
    fn words_stay() {
        for text in [
            "begin 644 times and\nthen you will see.\nend\n",
            "> begin 644 cat.txt\n> #0V%T\n> `\n> end\n",
            "begin 644 cat.txt\n#0V%T\n`\n",
            "begin with the\nend\n",
            "begin 999 x\n#0V%T\nend\n",
            "so we begin 644 cat.txt\n#0V%T\n`\nend\n",
        ] {
            assert_eq!(files(text), [], "{text}");
            assert_eq!(split(text.as_bytes()).text.as_ref(), text.as_bytes());
        }
    }

    #[test]
    fn beginnings_without_end_take_time_in_proportion() {
        let text = "begin 644 x\n".to_owned() + &"#0V%T\n".repeat(100_000) + &"begin 644 x\n".repeat(100_000);
        assert_eq!(files(&text), []);
    }

    #[test]
    fn yenc_is_told_of() {
        assert!(split(b"a\r\n=ybegin line=128 size=3 name=a\r\n").has_yenc);
        assert!(!split(b"the line =ybegin starts one").has_yenc);
    }
}
