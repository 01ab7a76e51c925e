//! What came with a message: parts, and files inside of parts. Each has one number, by which its bytes are found again;
//! it must give them back as they were before they were sent.

use std::borrow::Cow;

use crate::mail::names::Names;
use crate::mail::nested::{self, NestedFacts};
use crate::mail::parts::{self, Part};
use crate::units::Octets;

/// How much of an attachment is looked at to tell what it is.
const FRONT_OCTETS: usize = 64 * 1024;

/// What is known of an attachment without keeping its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFacts {
    /// For [`attachment`].
    pub part: u32,
    /// Safe on every system, and unlike the others'.
    pub name: String,
    /// What it claims to be, such as "application/pdf". Not to be believed.
    pub media_type: String,
    /// Its decoded size.
    pub octets: Octets,
    /// What it says at its beginning, where it is a message itself, for [`super::nested`].
    pub nested: Option<NestedFacts>,
}

/// The bytes of an attachment as they were before they were sent; `None` when there is no such part.
#[must_use]
pub fn attachment(original: &[u8], part: u32) -> Option<Vec<u8>> {
    let (_, parts) = parts::parts(original);
    let part = parts.get(usize::try_from(part).ok()?)?;
    Some(part.encoding.decode(part.body).into_owned())
}

/// The bytes of an attachment that is a message.
pub(super) fn message(original: &[u8], part: u32) -> Option<Vec<u8>> {
    let (_, parts) = parts::parts(original);
    let part = parts.get(usize::try_from(part).ok()?)?;
    nested::facts(part).map(|_| part.encoding.decode(part.body).into_owned())
}

/// The facts of those parts, in their order.
pub(super) fn facts<'p>(parts: &[Part<'_>], places: impl Iterator<Item = &'p usize>) -> Vec<AttachmentFacts> {
    let mut names = Names::default();
    places
        .filter_map(|&place| of_part(place, parts.get(place)?, &mut names))
        .collect()
}

fn of_part(place: usize, part: &Part<'_>, names: &mut Names) -> Option<AttachmentFacts> {
    let media_type = part.media_type();
    let nested = nested::facts(part);
    let subject = nested.as_ref().filter(|nested| !nested.subject.is_empty());
    let file_name = subject.map(|nested| [&nested.subject, ".eml"].concat());
    let wanted = part.name.as_deref().or(file_name.as_deref());
    Some(AttachmentFacts {
        part: u32::try_from(place).ok()?,
        name: names.attachment(wanted, &media_type),
        octets: Octets(part.encoding.decoded_octets(part.body)),
        media_type,
        nested,
    })
}

/// The beginning of a part's bytes.
pub(super) fn front<'m>(part: &Part<'m>) -> Cow<'m, [u8]> {
    let encoded = part.body.get(..FRONT_OCTETS).unwrap_or(part.body);
    part.encoding.decode(encoded)
}
