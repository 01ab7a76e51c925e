//! Whether two copies of a message are one message. It must say no when in doubt: whoever is told yes does not fetch.

use memchr::memchr;

/// Fields that servers change between one fetch and the next (qpopper, UCB popper).
const VOLATILE: [&[u8]; 3] = [b"status", b"x-status", b"x-uidl"];

/// Fields without which two headers may be equal by chance.
const TELLING: [&[u8]; 2] = [b"message-id", b"received"];

/// Whether two originals are copies of one message: the same but for what servers write into a header, for line ends,
/// and for the blank line that qmail's server appends.
#[must_use]
pub fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (one_header, one_body) = split(one);
    let (other_header, other_body) = split(other);
    lines_of(one_header).eq(lines_of(other_header)) && bare(one_body) == bare(other_body)
}

/// Whether a header (and what may follow it) is this original's, and says enough to be nobody else's.
#[must_use]
pub fn has_same_header(header: &[u8], original: &[u8]) -> bool {
    let (one, _) = split(header);
    let (other, _) = split(original);
    tells_apart(one) && lines_of(one).eq(lines_of(other))
}

/// Header and body; the empty line is the body's first.
fn split(message: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while let Some(rest) = message.get(at..).filter(|rest| !rest.is_empty()) {
        let line = line_of(rest);
        if without_end(line).is_empty() {
            return message.split_at_checked(at).unwrap_or((message, &[]));
        }
        at += line.len();
    }
    (message, &[])
}

/// The lines of a header without volatile fields and without line ends.
fn lines_of(header: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left_out = false;
    lines(header).filter(move |line| {
        if !is_continuation(line) {
            left_out = is_one_of(line, &VOLATILE);
        }
        !left_out
    })
}

fn tells_apart(header: &[u8]) -> bool {
    lines(header).any(|line| is_one_of(line, &TELLING))
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let line = (!rest.is_empty()).then(|| line_of(rest))?;
        rest = rest.get(line.len()..).unwrap_or_default();
        Some(without_end(line))
    })
}

/// The first line with its end.
fn line_of(text: &[u8]) -> &[u8] {
    memchr(b'\n', text).and_then(|at| text.get(..=at)).unwrap_or(text)
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_continuation(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

fn is_one_of(line: &[u8], names: &[&[u8]]) -> bool {
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    let name = name.trim_ascii_end();
    !is_continuation(line) && names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A body without one blank line at its end.
fn bare(body: &[u8]) -> &[u8] {
    let Some(shorter) = body.strip_suffix(b"\r\n").or_else(|| body.strip_suffix(b"\n")) else {
        return body;
    };
    if shorter.ends_with(b"\n") { shorter } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = b"Message-ID: <1@x>\r\nSubject: a\r\n\r\nHello.\r\n";

    #[test]
    fn a_message_is_itself() {
        assert!(is_same(MESSAGE, MESSAGE));
        assert!(has_same_header(MESSAGE, MESSAGE));
    }

    #[test]
    fn another_word_makes_another_message() {
        let other = b"Message-ID: <1@x>\r\nSubject: a\r\n\r\nHullo.\r\n";
        assert!(!is_same(MESSAGE, other));
        assert!(
            has_same_header(MESSAGE, other),
            "the header alone does not show it"
        );
        let other = b"Message-ID: <1@x>\r\nSubject: b\r\n\r\nHello.\r\n";
        assert!(!is_same(MESSAGE, other));
        assert!(!has_same_header(other, MESSAGE));
    }

    #[test]
    fn status_fields_of_qpopper_do_not_count() {
        let fetched = b"Message-ID: <1@x>\r\nSubject: a\r\nStatus: RO\r\nX-UIDL: 7\r\n 8\r\n\r\nHello.\r\n";
        assert!(is_same(MESSAGE, fetched));
        assert!(has_same_header(fetched, MESSAGE));
    }

    #[test]
    fn the_blank_line_of_qmail_does_not_count_but_two_do() {
        let one_more = [MESSAGE, b"\r\n"].concat();
        assert!(is_same(MESSAGE, &one_more));
        let two_more = [MESSAGE, b"\r\n\r\n"].concat();
        assert!(!is_same(MESSAGE, &two_more));
    }

    #[test]
    fn a_header_that_anybody_could_have_tells_nothing() {
        let bare: &[u8] = b"Subject: a\r\n\r\nHello.\r\n";
        assert!(is_same(bare, bare));
        assert!(!has_same_header(bare, bare));
        let named_in_a_folded_line: &[u8] = b"Subject: a\r\n Message-ID: <1@x>\r\n\r\n";
        assert!(!has_same_header(named_in_a_folded_line, named_in_a_folded_line));
    }

    #[test]
    fn a_header_that_was_cut_is_not_the_whole_one() {
        assert!(!has_same_header(b"Message-ID: <1@x>\r\nSub", MESSAGE));
        assert!(!has_same_header(b"Message-ID: <1@x>\r\n", MESSAGE));
    }

    #[test]
    fn nothing_is_the_same_as_nothing_only() {
        assert!(is_same(b"", b""));
        assert!(!is_same(b"", MESSAGE));
        assert!(!has_same_header(b"", b""));
    }
}
