//! What the URL parser asks of Unicode when a link's host is not ASCII, answered without Unicode's tables, which would
//! be 33 kB of every download (brotli).
//!
//! The parser only decides here whether an address in a message is one and which scheme and host it names; what is kept
//! is the address as it came, and who follows it is the browser, with tables of its own. So this must accept what names
//! a host, and may accept more than that; it must not be used to compare hosts.

#![no_std]

macro_rules! masks {
    ($($(#[$doc:meta])* $name:ident : $mask:ident;)*) => {
        $($(#[$doc])* pub const $name: $mask = $mask;)*
    };
}

masks! {
    /// Never asked for: no letter joins.
    LEFT_OR_DUAL_JOINING_MASK: JoiningTypeMask;
    /// Never asked for: no letter joins.
    RIGHT_OR_DUAL_JOINING_MASK: JoiningTypeMask;
    /// Whether a name is written from right to left: never, as far as this knows.
    RTL_MASK: BidiClassMask;
    /// What a label may begin with.
    FIRST_BC_MASK: BidiClassMask;
    /// What a label from left to right may end with.
    LAST_LTR_MASK: BidiClassMask;
    /// What a label from right to left may end with.
    LAST_RTL_MASK: BidiClassMask;
    /// What may be within a label from left to right.
    MIDDLE_LTR_MASK: BidiClassMask;
    /// What may be within a label from right to left.
    MIDDLE_RTL_MASK: BidiClassMask;
}

/// How a letter joins its neighbours: not known.
#[derive(Clone, Copy, Debug)]
pub struct JoiningType;

/// Several of them.
#[derive(Clone, Copy, Debug)]
pub struct JoiningTypeMask;

/// Which way a letter is written: not known.
#[derive(Clone, Copy, Debug)]
pub struct BidiClass;

/// Several of them.
#[derive(Clone, Copy, Debug)]
pub struct BidiClassMask;

impl JoiningType {
    /// As a mask.
    #[must_use]
    pub const fn to_mask(self) -> JoiningTypeMask {
        JoiningTypeMask
    }

    /// Whether it does not stand between its neighbours.
    #[must_use]
    pub const fn is_transparent(self) -> bool {
        true
    }
}

impl JoiningTypeMask {
    /// Whether they have one in common: a joiner is allowed everywhere.
    #[must_use]
    pub const fn intersects(self, _other: Self) -> bool {
        true
    }
}

impl BidiClass {
    /// As a mask.
    #[must_use]
    pub const fn to_mask(self) -> BidiClassMask {
        BidiClassMask
    }

    /// Whether it is written from left to right.
    #[must_use]
    pub const fn is_ltr(self) -> bool {
        true
    }

    /// Whether it stands on another letter.
    #[must_use]
    pub const fn is_nonspacing_mark(self) -> bool {
        false
    }

    /// Whether it is a digit.
    #[must_use]
    pub const fn is_european_number(self) -> bool {
        false
    }

    /// Whether it is an Arabic digit.
    #[must_use]
    pub const fn is_arabic_number(self) -> bool {
        false
    }
}

impl BidiClassMask {
    /// Whether they have one in common: nothing is known to be from right to left.
    #[must_use]
    pub const fn intersects(self, _other: Self) -> bool {
        false
    }
}

/// What the parser asks.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Adapter;

impl Adapter {
    /// One like any other.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Whether a joiner may follow.
    #[must_use]
    pub const fn is_virama(&self, _c: char) -> bool {
        true
    }

    /// Whether no label may begin with it.
    #[must_use]
    pub const fn is_mark(&self, _c: char) -> bool {
        false
    }

    /// Which way it is written.
    #[must_use]
    pub const fn bidi_class(&self, _c: char) -> BidiClass {
        BidiClass
    }

    /// How it joins.
    #[must_use]
    pub const fn joining_type(&self, _c: char) -> JoiningType {
        JoiningType
    }

    /// A host's letters as they are looked up: small, and nothing among them that is no letter. U+FFFD makes an address
    /// none.
    pub fn map_normalize<'a>(
        &'a self,
        host: impl Iterator<Item = char> + 'a,
    ) -> impl Iterator<Item = char> + 'a {
        host.flat_map(|c| c.to_lowercase()).filter_map(|c| match c {
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
            '\u{3002}' | '\u{ff0e}' | '\u{ff61}' => Some('.'),
            c if !c.is_ascii() && !c.is_alphanumeric() && !is_kept(c) => Some('\u{fffd}'),
            c => Some(c),
        })
    }

    /// The same of letters that were looked up already.
    pub fn normalize_validate<'a>(
        &'a self,
        host: impl Iterator<Item = char> + 'a,
    ) -> impl Iterator<Item = char> + 'a {
        host
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
    extern crate std;
    use super::Adapter;
    use std::string::String;

    fn mapped(host: &str) -> String {
        Adapter::new().map_normalize(host.chars()).collect()
    }

    #[test]
    fn hosts_are_looked_up_in_small_letters() {
        assert_eq!(mapped("BÜCHER。example"), "bücher.example");
    }

    #[test]
    fn what_is_not_seen_is_not_looked_up() {
        assert_eq!(mapped("a\u{ad}b\u{200b}c"), "abc");
    }

    #[test]
    fn what_is_no_letter_makes_an_address_none() {
        assert_eq!(mapped("a\u{2028}b"), "a\u{fffd}b");
        assert_eq!(mapped("a\u{2044}b"), "a\u{fffd}b");
        assert_eq!(mapped("a\u{202e}b"), "a\u{fffd}b");
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
            assert_eq!(mapped(host), host);
        }
    }
}
