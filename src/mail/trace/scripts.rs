//! Names that look like others: domains read as people read them, and reduced to their looks. It must not flag a name
//! for being written in a script that is not Latin: only mixing scripts, and letters that pass for others, are tricks.
//!
//! The tables hold what has been used to deceive: letters that look like Latin ones. The whole list of Unicode
//! (UTS 39) weighs more than the rest of the trace.

/// A domain as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// With its letters instead of their code (RFC 3492).
    pub(super) text: String,
    /// Whether one of its labels mixes scripts that nobody writes in one word.
    pub(super) is_mixed: bool,
    /// Whether a label is of letters of another script that all look like Latin ones.
    pub(super) is_disguised: bool,
    /// What it looks like.
    pub(super) looks: String,
}

pub(super) fn read(domain: &str) -> Reading {
    const MOST_LABELS: usize = 64;
    let labels: Vec<String> = domain.split('.').take(MOST_LABELS).map(decoded).collect();
    let ends_latin = labels.last().is_some_and(|label| label.is_ascii());
    Reading {
        is_mixed: labels.iter().any(|label| is_mixed(label)),
        is_disguised: ends_latin && labels.iter().any(|label| is_disguised(label)),
        looks: looks(&labels.join(".")),
        text: labels.join("."),
    }
}

/// Whether a word of the text mixes scripts that nobody writes in one word.
pub(super) fn has_mixed_word(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(is_mixed)
}

/// A name reduced to its looks: what many read when they read quickly.
pub(super) fn looks(name: &str) -> String {
    looked(name).collect()
}

/// Whether a name reduced to its looks is this. Most are told apart by their first letters, and nothing is kept of them:
/// a sender is held against everybody who ever wrote.
pub(super) fn has_looks(name: &str, looks: &str) -> bool {
    looked(name).eq(looks.chars())
}

/// Which bytes a name may begin with to have certain looks: what tells most names apart before they are looked at.
pub(super) struct Begin([bool; 256]);

impl Begin {
    pub(super) fn of(looks: &str) -> Self {
        let first = looks.chars().next();
        let mut bytes = [true; 256];
        for (byte, may_be) in (0_u8..=127).zip(&mut bytes) {
            let letter = char::from(byte).to_ascii_lowercase();
            // These make another letter with the next.
            let may_join = matches!(letter, 'r' | 'v' | 'c') && matches!(first, Some('m' | 'w' | 'd'));
            *may_be = !letter.is_ascii_alphanumeric() || may_join || Some(look(letter)) == first;
        }
        Self(bytes)
    }

    pub(super) fn may_be_of(&self, name: &str) -> bool {
        let first = name.bytes().next().map(usize::from);
        first.and_then(|first| self.0.get(first)).copied().unwrap_or(true)
    }
}

fn looked(name: &str) -> impl Iterator<Item = char> {
    let letters = name.chars().flat_map(char::to_lowercase);
    let mut letters = letters.filter(|c| *c != '-').map(look).peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let pair = match (letter, letters.peek()) {
            ('r', Some('n')) => 'm',
            ('v', Some('v')) => 'w',
            ('c', Some('l')) => 'd',
            _ => return Some(letter),
        };
        letters.next();
        Some(pair)
    })
}

fn decoded(label: &str) -> String {
    let code = label.get(..4).filter(|mark| mark.eq_ignore_ascii_case("xn--"));
    let letters = code.and_then(|_| label.get(4..)).and_then(punycode);
    letters.unwrap_or_else(|| label.to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    /// Han, Kana, Hangul and Bopomofo, which are mixed with one another and with Latin.
    EastAsian,
    Other,
}

fn script(letter: char) -> Option<Script> {
    if !letter.is_alphabetic() {
        return None;
    }
    Some(match u32::from(letter) {
        0..=0x24f | 0x250..=0x2af | 0x1e00..=0x1eff | 0x2c60..=0x2c7f | 0xa720..=0xa7ff | 0xab30..=0xab6f => {
            Script::Latin
        }
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => Script::Cyrillic,
        0x530..=0x58f => Script::Armenian,
        0x1100..=0x11ff
        | 0x2e80..=0x9fff
        | 0xa960..=0xa97f
        | 0xac00..=0xd7ff
        | 0xf900..=0xfaff
        | 0x20000..=0x3ffff => Script::EastAsian,
        _ => Script::Other,
    })
}

fn is_mixed(word: &str) -> bool {
    let mut scripts: Vec<Script> = Vec::new();
    for found in word.chars().filter_map(script) {
        if !scripts.contains(&found) {
            scripts.push(found);
        }
    }
    let is_usual = scripts.contains(&Script::EastAsian)
        && scripts
            .iter()
            .all(|script| matches!(script, Script::EastAsian | Script::Latin));
    scripts.len() > 1 && !is_usual
}

fn is_disguised(label: &str) -> bool {
    let mut letters = label.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some()
        && letters.all(|c| {
            let is_foreign = matches!(
                script(c),
                Some(Script::Greek | Script::Cyrillic | Script::Armenian)
            );
            is_foreign && look(c).is_ascii()
        })
}

/// The Latin letter that a letter looks like, else itself.
const fn look(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'а' | 'α' | 'ɑ' => 'a',
        'ь' | 'β' | 'ḅ' => 'b',
        'ç' | 'ć' | 'č' | 'ċ' | 'с' | 'ϲ' => 'c',
        'ď' | 'đ' | 'ԁ' | 'ḍ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'е' | 'ё' | 'ε' | 'є' => 'e',
        'ğ' | 'ġ' | 'ģ' | 'ɡ' | 'ց' => 'g',
        'ħ' | 'һ' | 'հ' | 'ḥ' => 'h',
        'ì'..='ï' | 'ī' | 'į' | 'ı' | 'і' | 'ї' | 'ι' | 'ị' => 'i',
        'ј' | 'ϳ' => 'j',
        'ķ' | 'к' | 'κ' | 'ḳ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ӏ' | 'ḷ' | '1' | '|' => 'l',
        'м' | 'ṃ' => 'm',
        'ñ' | 'ń' | 'ņ' | 'ň' | 'п' | 'η' | 'ո' | 'ṇ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ọ' | 'о' | 'ο' | 'σ' | 'օ' | '0' => 'o',
        'р' | 'ρ' | 'þ' => 'p',
        'ԛ' | 'զ' => 'q',
        'ŕ' | 'ř' | 'г' => 'r',
        'ś' | 'š' | 'ş' | 'ș' | 'ѕ' | 'ṣ' => 's',
        'ţ' | 'ť' | 'ț' | 'т' | 'τ' | 'ṭ' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'υ' | 'ս' | 'ụ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ω' | 'ŵ' => 'w',
        'х' | 'χ' => 'x',
        'ý' | 'ÿ' | 'у' | 'γ' => 'y',
        'ź' | 'ż' | 'ž' | 'ẓ' => 'z',
        other => other,
    }
}

/// What a label's code stands for (RFC 3492); `None` for what is none.
fn punycode(code: &str) -> Option<String> {
    const MOST_OCTETS: usize = 63;
    const BASE: u32 = 36;
    if code.len() > MOST_OCTETS {
        return None;
    }
    let (basic, extended) = code.rsplit_once('-').unwrap_or(("", code));
    let mut letters: Vec<char> = basic.chars().collect();
    let (mut next, mut place, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = extended.bytes();
    let mut is_first = true;
    while digits.len() > 0 {
        let before = place;
        let (mut weight, mut position) = (1_u32, BASE);
        loop {
            let digit = digit(digits.next()?)?;
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = position.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            position += BASE;
        }
        let count = u32::try_from(letters.len()).ok()? + 1;
        bias = adapted(place - before, count, is_first);
        is_first = false;
        next = next.checked_add(place / count)?;
        place %= count;
        letters.insert(usize::try_from(place).ok()?, char::from_u32(next)?);
        place += 1;
    }
    Some(letters.into_iter().collect())
}

fn digit(byte: u8) -> Option<u32> {
    match byte {
        b'a'..=b'z' => Some(u32::from(byte - b'a')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A')),
        b'0'..=b'9' => Some(u32::from(byte - b'0') + 26),
        _ => None,
    }
}

const fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut bias = 0;
    while delta > 455 {
        delta /= 35;
        bias += 36;
    }
    bias + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::{Begin, has_looks, has_mixed_word, looks, punycode, read};

    #[test]
    fn codes_are_read_as_letters() {
        for (code, letters) in [
            ("mnchen-3ya", "münchen"),
            ("bcher-kva", "bücher"),
            ("d1acpjx3f", "яндекс"),
            ("fiqs8s", "中国"),
            ("80ak6aa92e", "аррӏе"),
        ] {
            assert_eq!(punycode(code).as_deref(), Some(letters));
        }
        for damaged in ["99999999999", "a-ü", "---", "zzzzzzzzzzzzzz"] {
            let _whatever_it_is = punycode(damaged);
        }
    }

    #[test]
    fn another_script_is_no_trick() {
        for domain in [
            "xn--d1acpjx3f.xn--p1ai",
            "münchen.de",
            "日本語テスト.jp",
            "xn--e1afmkfd.com",
        ] {
            let reading = read(domain);
            assert!(!reading.is_mixed, "{domain} reads {}", reading.text);
        }
        assert!(
            !read("xn--e1afmkfd.com").is_disguised,
            "пример has letters that are only Cyrillic"
        );
    }

    #[test]
    fn scripts_in_one_label_are_flagged() {
        let reading = read("p\u{430}ypal.com");
        assert!(reading.is_mixed);
        assert_eq!(reading.looks, "paypal.com");
    }

    #[test]
    fn a_label_in_disguise_is_flagged() {
        let reading = read("xn--80ak6aa92e.com");
        assert!(reading.is_disguised && !reading.is_mixed);
        assert_eq!(reading.looks, "apple.com");
    }

    #[test]
    fn looks_are_what_is_read_quickly() {
        assert_eq!(looks("paypa1.com"), looks("paypal.com"));
        assert_eq!(looks("rnicrosoft.com"), looks("microsoft.com"));
        assert_eq!(looks("bicycle-post.example"), looks("bicyclepost.example"));
        assert_ne!(looks("example.org"), looks("example.com"));
        assert_eq!(looks("Rrnvvvcl"), "rmwvd");
        assert!(
            Begin::of("modern.org").may_be_of("rnodern.org")
                && !Begin::of("paypal.com").may_be_of("ebay.com")
        );
        assert!(Begin::of("paypal.com").may_be_of("Paypal.com") && Begin::of("a.com").may_be_of("<á.com"));
        assert!(has_looks("Paypa1.com", "paypal.com") && !has_looks("paypal.co", "paypal.com"));
    }

    #[test]
    fn a_name_is_looked_at_word_by_word() {
        assert!(!has_mixed_word("Вера Sokolova"));
        assert!(has_mixed_word("Pay\u{420}al Service"));
    }
}
