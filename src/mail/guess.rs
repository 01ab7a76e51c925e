//! The charset of a text whose sender named none, or one that cannot be. It must guess only where the bytes leave hardly
//! a doubt: words of one script throughout. Everything else is read as [`decode`] reads it.

use std::borrow::Cow;

use crate::mail::{charset, decode};

/// How much of a text is looked at.
const LOOKED_AT: usize = 16 * 1024;
/// Letters beyond ASCII that a guess needs. Fewer may be anything.
const FEWEST_LETTERS: usize = 6;

/// The text in `bytes`, which say that they are in `charset`.
pub(super) fn text<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    match better(bytes, charset) {
        Some(name) => decoded(name, bytes).map_or_else(|| decode::text(bytes, charset), Cow::Owned),
        None => decode::text(bytes, charset),
    }
}

/// The same of a page, which may say its charset itself.
pub(super) fn page<'b>(bytes: &'b [u8], charset: Option<&str>) -> Cow<'b, str> {
    let said = charset
        .map(str::to_owned)
        .or_else(|| decode::charset_of_page(bytes));
    text(bytes, said.as_deref())
}

/// A charset that the bytes are in more likely than in the one they claim.
fn better(bytes: &[u8], charset: Option<&str>) -> Option<&'static str> {
    if let Some(name) = by_mark(bytes) {
        return Some(name);
    }
    let said = charset.unwrap_or_default().trim().to_ascii_lowercase();
    let is_weak = WEAK.contains(&said.as_str()) || charset::text(&said, b"").is_none();
    if is_weak && is_iso_2022_jp(bytes) {
        return Some("iso-2022-jp");
    }
    if bytes.is_ascii() {
        return None;
    }
    // Hardly any text of another charset is UTF-8 by chance.
    if is_utf8(bytes) {
        let has_mark = bytes.starts_with(b"\xef\xbb\xbf");
        return (!said.starts_with("utf") && !has_mark).then_some("utf-8");
    }
    is_weak.then(|| legacy(sample(bytes))).flatten()
}

/// Whether the bytes are UTF-8. The last character may be cut off, if it is not the only one beyond ASCII.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).err().is_none_or(|error| {
        let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
        error.error_len().is_none() && !whole.is_ascii()
    })
}

/// Names that programs write without looking.
const WEAK: &[&str] = &[
    "",
    "us-ascii",
    "ascii",
    "utf-8",
    "utf8",
    "unknown-8bit",
    "x-unknown",
    "default_charset",
    "iso-8859-1",
    "latin1",
    "iso-8859-15",
    "windows-1252",
    "cp1252",
    "ansi_x3.4-1968",
];

fn by_mark(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    }
}

fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let has = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
    bytes.is_ascii() && (has(b"\x1b$B") || has(b"\x1b$@"))
}

fn decoded(name: &str, bytes: &[u8]) -> Option<String> {
    let marked = if name.starts_with("utf-16") {
        bytes.get(2..).unwrap_or_default()
    } else {
        bytes
    };
    match name {
        "utf-16le" => Some(utf16(marked, u16::from_le_bytes)),
        "utf-16be" => Some(utf16(marked, u16::from_be_bytes)),
        "utf-8" => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => charset::text(name, bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| pair.try_into().ok().map(unit));
    char::decode_utf16(units)
        .map(|found| found.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The first lines, cut where no character is.
fn sample(bytes: &[u8]) -> &[u8] {
    let front = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    if front.len() == bytes.len() {
        return bytes;
    }
    let end = memchr::memrchr(b'\n', front).unwrap_or(front.len());
    front.get(..end).unwrap_or(front)
}

/// How likely a text is what it would be in a charset; 0 when it is not.
type Score = fn(&str) -> usize;

/// The one charset in which the bytes make words, if there is one.
fn legacy(bytes: &[u8]) -> Option<&'static str> {
    const CANDIDATES: &[(&str, Score)] = &[
        ("euc-jp", japanese),
        ("shift_jis", japanese),
        ("euc-kr", korean),
        ("gb18030", |text| {
            chinese(text, "的一是不了在有我他这们中来上国大和你个说时要就会对")
        }),
        ("big5", |text| {
            chinese(text, "的一是不了在有我他這們中來上國大和你個說時要就會對")
        }),
        ("windows-1251", cyrillic),
        ("koi8-r", cyrillic),
        ("windows-1253", greek),
        ("windows-1255", hebrew),
    ];
    let scored = CANDIDATES.iter().filter_map(|(name, score)| {
        let text = charset::text(name, bytes)?;
        let is_whole = !text.contains(|c: char| c == char::REPLACEMENT_CHARACTER || is_private(c));
        Some((is_whole.then(|| score(&text)).filter(|score| *score > 0)?, *name))
    });
    scored.max_by_key(|(score, _)| *score).map(|(_, name)| name)
}

/// Characters that no standard names, and the controls of nobody.
const fn is_private(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}')
}

/// How many characters beyond ASCII there are, and how many of them are such.
fn share(text: &str, is: impl Fn(char) -> bool) -> (usize, usize) {
    let beyond = text.chars().filter(|c| !c.is_ascii());
    beyond.fold((0, 0), |(all, such), c| (all + 1, such + usize::from(is(c))))
}

const fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}

/// Syllables are a fifth at least of what is written in Japanese, but letters of half width are not.
fn japanese(text: &str) -> usize {
    let (all, kana) = share(text, |c| matches!(c, '\u{3041}'..='\u{30fe}'));
    let (_, known) = share(text, |c| {
        is_han(c) || matches!(c, '\u{3000}'..='\u{30fe}' | '\u{ff01}'..='\u{ff5e}')
    });
    // Their places are those of the same syllables in Chinese charsets, and so they count twice.
    if all >= FEWEST_LETTERS && kana * 5 >= all && known * 10 >= all * 9 {
        all * 2
    } else {
        0
    }
}

/// The most frequent syllables are a seventh at least of what is written in Korean.
fn korean(text: &str) -> usize {
    let (all, hangul) = share(text, |c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let (_, often) = share(text, |c| {
        "이다는의에가을를고은하지한기로사서도니나아시요".contains(c)
    });
    if all >= FEWEST_LETTERS && hangul * 20 >= all * 17 && often * 7 >= all {
        all + hangul
    } else {
        0
    }
}

/// The most frequent characters are a tenth at least of what is written in Chinese.
fn chinese(text: &str, frequent: &str) -> usize {
    let (all, han) = share(text, |c| {
        is_han(c) || matches!(c, '\u{3000}'..='\u{301f}' | '\u{ff01}'..='\u{ff5e}')
    });
    let (_, often) = share(text, |c| frequent.contains(c));
    if all >= FEWEST_LETTERS && han * 10 >= all * 9 && often * 10 >= all {
        all + often
    } else {
        0
    }
}

/// Words of small letters, or that begin with a capital. In another charset of the same letters they do not.
fn cyrillic(text: &str) -> usize {
    let (all, letters) = share(text, |c| matches!(c, '\u{400}'..='\u{45f}'));
    let (_, frequent) = share(text, |c| "оеаинтсрвлОЕАИНТСРВЛ".contains(c));
    let is_likely = frequent * 2 >= letters;
    worth(text, all, letters, is_likely)
}

/// Nearly each word has an accent.
fn greek(text: &str) -> usize {
    let (all, letters) = share(text, |c| matches!(c, '\u{384}'..='\u{3ce}'));
    let (_, accents) = share(text, |c| "άέήίόύώΆΈΉΊΌΎΏ".contains(c));
    worth(text, all, letters, accents * 20 >= letters)
}

fn hebrew(text: &str) -> usize {
    let (all, letters) = share(text, |c| matches!(c, '\u{5d0}'..='\u{5ea}'));
    worth(text, all, letters, true)
}

fn worth(text: &str, all: usize, letters: usize, is_likely: bool) -> usize {
    let is_enough = letters >= FEWEST_LETTERS && letters * 10 >= all * 9;
    if is_enough && is_likely && has_words(text, letters) && !has_odd_words(text) {
        letters
    } else {
        0
    }
}

/// Whether at least half of the letters beyond ASCII stand beside others. Single ones between the tags of a page may be
/// what is left of words in another script.
fn has_words(text: &str, letters: usize) -> bool {
    const FEWEST: usize = 3;
    let words = text.split(|c: char| c.is_ascii() || !c.is_alphabetic());
    let lengths = words.map(|word| word.chars().count());
    let in_words: usize = lengths.filter(|length| *length >= FEWEST).sum();
    in_words * 2 >= letters
}

/// Whether more than a tenth of the words with letters beyond ASCII are of two scripts, or have capitals within.
fn has_odd_words(text: &str) -> bool {
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_ascii());
    let (mut all, mut odd) = (0_usize, 0_usize);
    for word in words {
        let is_mixed = word.contains(|c: char| c.is_ascii_alphabetic());
        let is_loud = word.chars().all(char::is_uppercase);
        let has_capital_within = word.chars().skip(1).any(char::is_uppercase);
        all += 1;
        odd += usize::from(is_mixed || (has_capital_within && !is_loud));
    }
    odd * 10 > all
}

#[cfg(test)]
mod tests;
