//! What the URL parser asks about host names, answered without Unicode's tables and without the machinery that reads
//! them, which would be 37 kB of every download (brotli).
//!
//! The parser only decides here whether an address in a message is one and which scheme and host it names; what is kept
//! is the address as it came, and who follows it is the browser, with tables of its own. So this must accept what names
//! a host, and may accept more than that; it must not be used to compare hosts.

mod punycode;

use std::borrow::Cow;

/// No host has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errors;

/// Which characters of ASCII no host has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsciiDenyList(&'static str);

impl AsciiDenyList {
    /// Beside what is not printed: the "forbidden domain code points" of the URL standard.
    pub const URL: Self = Self("%#/:<>?@[\\]^|");

    fn has(self, c: char) -> bool {
        c <= ' ' || c == '\u{7f}' || self.0.contains(c)
    }
}

/// A host's name as it is looked up.
///
/// # Errors
/// When no host can have it.
pub fn domain_to_ascii_from_cow(
    domain: Cow<'_, [u8]>,
    denied: AsciiDenyList,
) -> Result<Cow<'_, str>, Errors> {
    let domain = std::str::from_utf8(&domain).map_err(|_| Errors)?;
    let mut name = String::new();
    for c in domain.chars() {
        if let Some(c) = looked_up(c)? {
            if c.is_ascii() && denied.has(c) {
                return Err(Errors);
            }
            name.extend(c.to_lowercase());
        }
    }
    let labels: Option<Vec<Cow<'_, str>>> = name.split('.').map(ascii).collect();
    Ok(Cow::Owned(labels.ok_or(Errors)?.join(".")))
}

/// A host's name as it is read: as it is looked up, here.
pub fn domain_to_unicode(domain: &str) -> (String, Result<(), Errors>) {
    (domain.to_owned(), Ok(()))
}

fn ascii(label: &str) -> Option<Cow<'_, str>> {
    if label.is_ascii() {
        return Some(label.into());
    }
    Some(format!("xn--{}", punycode::encode(label)?).into())
}

/// The character as it is looked up; `None` where it is not seen.
fn looked_up(c: char) -> Result<Option<char>, Errors> {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Ok(None),
        '\u{3002}' | '\u{ff0e}' | '\u{ff61}' => Ok(Some('.')),
        c if !c.is_ascii() && !c.is_alphanumeric() && !is_kept(c) => Err(Errors),
        c => Ok(Some(c)),
    }
}

/// Marks and joiners stand in the names of many scripts, and some sites have a picture for a name.
const fn is_kept(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5f4}' | '\u{610}'..='\u{6ff}' | '\u{900}'..='\u{1fff}'
        | '\u{200c}' | '\u{200d}' | '\u{2600}'..='\u{27bf}' | '\u{3040}'..='\u{30ff}' | '\u{fe0f}'
        | '\u{1f300}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(host: &str) -> Option<String> {
        let name = domain_to_ascii_from_cow(host.as_bytes().into(), AsciiDenyList::URL);
        name.ok().map(Cow::into_owned)
    }

    #[test]
    fn hosts_are_looked_up_in_small_letters() {
        assert_eq!(looked_up("Mail.EXAMPLE").as_deref(), Some("mail.example"));
        assert_eq!(
            looked_up("BÜCHER。example").as_deref(),
            Some("xn--bcher-kva.example")
        );
    }

    #[test]
    fn what_is_not_seen_is_not_looked_up() {
        assert_eq!(looked_up("a\u{ad}b\u{200b}c").as_deref(), Some("abc"));
    }

    #[test]
    fn what_is_no_letter_makes_an_address_none() {
        for host in [
            "a\u{2028}b",
            "a\u{2044}b",
            "a\u{202e}b",
            "a b",
            "a/b",
            "a%b",
            "a\u{7f}b",
            "a<b",
            "a\0b",
        ] {
            assert_eq!(looked_up(host), None, "{host:?}");
        }
        let not_utf8 = domain_to_ascii_from_cow(b"a\xffb".as_slice().into(), AsciiDenyList::URL);
        assert_eq!(not_utf8, Err(Errors));
    }

    #[test]
    fn many_scripts_are_letters() {
        for host in [
            "中国.example",
            "हिन्दी.example",
            "עברית.example",
            "ไทย.example",
            "日本ガ.example",
            "☕.example",
        ] {
            let name = looked_up(host).unwrap_or_default();
            assert!(name.is_ascii() && name.starts_with("xn--"), "{host}: {name}");
        }
    }

    #[test]
    fn what_was_encoded_already_stays() {
        assert_eq!(
            looked_up("xn--bcher-kva.example").as_deref(),
            Some("xn--bcher-kva.example")
        );
    }
}
