//! What a rule looks for in a message: words that interface, engine and store have in common. A condition that makes no
//! sense cannot be built. It must not know how messages are read.

use serde::{Deserialize, Serialize};

use crate::units::Octets;

/// So many rules an account may have.
pub const MOST_RULES: usize = 200;

/// So many conditions one rule may have.
pub const MOST_CONDITIONS: usize = 20;

/// Something that is so of a message, or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Condition {
    /// These words stand there.
    Says(Place, Test, Words),
    /// It is larger than this.
    Above(Octets),
    /// It is smaller than this.
    Below(Octets),
    /// Whether something is attached to it.
    Attachments(bool),
}

/// Where in a message words stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// The sender's name and address.
    From,
    /// The names and addresses of `To` and `Cc`.
    ToOrCc,
    /// The same, and the addresses that it was delivered to.
    Recipient,
    /// The subject.
    Subject,
    /// Every field of the header with this name.
    Header(FieldName),
    /// The name and the id of the mailing list that it came by.
    List,
    /// Its text.
    Body,
}

/// How words stand there. Upper and lower case are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Test {
    /// Anywhere in it.
    Contains,
    /// They are all of it.
    Is,
    /// It begins with them.
    Begins,
    /// It ends with them.
    Ends,
}

/// How many of a rule's conditions have to be met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Matches {
    /// Each of them.
    #[default]
    All,
    /// One of them.
    Any,
}

/// Words somebody typed: 1 to [`Words::MOST_CHARS`] characters in one line, with single spaces between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Words(String);

/// The name of a header field (RFC 5322 §2.2), in lower case: up to [`FieldName::MOST_CHARS`] visible characters of ASCII
/// without a colon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct FieldName(String);

impl Words {
    /// As many as anybody types.
    pub const MOST_CHARS: usize = 300;

    /// `None` when there is nothing in it, or too much. Controls are no words.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let visible = |c: char| if c.is_control() { ' ' } else { c };
        let line: String = typed.chars().map(visible).collect();
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_good = !words.is_empty() && words.chars().count() <= Self::MOST_CHARS;
        is_good.then_some(Self(words))
    }

    /// As they were typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FieldName {
    /// As many as any field's name has.
    pub const MOST_CHARS: usize = 76;

    /// `None` when no field can have that name. A colon behind it is forgiven.
    #[must_use]
    pub fn new(typed: &str) -> Option<Self> {
        let name = typed.trim();
        let name = name.strip_suffix(':').unwrap_or(name).trim_end();
        let is_good = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        let fits = !name.is_empty() && name.len() <= Self::MOST_CHARS && name.bytes().all(is_good);
        fits.then(|| Self(name.to_ascii_lowercase()))
    }

    /// In lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Words {
    type Error = &'static str;

    fn try_from(words: String) -> Result<Self, Self::Error> {
        Self::new(&words).ok_or("no words")
    }
}

impl TryFrom<String> for FieldName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name).ok_or("no name of a field")
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldName, Words};

    #[test]
    fn words_are_one_line_without_controls() {
        let words = |typed: &str| Words::new(typed).map(|words| words.as_str().to_owned());
        assert_eq!(words("  your \n\0 order "), Some("your order".to_owned()));
        assert_eq!(words(" \u{0}\t"), None);
        assert_eq!(
            words(&"x".repeat(Words::MOST_CHARS)).map(|kept| kept.len()),
            Some(300)
        );
        assert_eq!(words(&"x".repeat(Words::MOST_CHARS + 1)), None);
    }

    #[test]
    fn a_field_is_named_as_the_rfc_allows() {
        let name = |typed: &str| FieldName::new(typed).map(|name| name.as_str().to_owned());
        assert_eq!(name(" X-Spam-Flag: "), Some("x-spam-flag".to_owned()));
        for bad in ["", ":", "two words", "a:b", "naïve", &"x".repeat(77)] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_kept_and_makes_no_sense_is_not_read() {
        let empty = postcard::to_stdvec("").unwrap_or_default();
        assert!(postcard::from_bytes::<Words>(&empty).is_err());
        assert!(postcard::from_bytes::<FieldName>(&empty).is_err());
    }
}
