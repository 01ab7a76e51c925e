//! What came with a message: parts, and files inside of parts. Each has one number, by which its bytes are found again;
//! it must give them back as they were before they were sent.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::mail::body::Shape;
use crate::mail::inner::{self, File};
use crate::mail::kind::{self, Danger, NameTrick};
use crate::mail::names::Names;
use crate::mail::nested::{self, NestedFacts};
use crate::mail::parts::{self, Part};
use crate::units::Octets;

/// How much of an attachment is looked at to tell what it is.
const FRONT_OCTETS: usize = 64 * 1024;
/// How much of an office document is looked at for programs in it.
const DOCUMENT_OCTETS: usize = 8 * 1024 * 1024;
/// The number of a part is its place; that of a file inside of it is so much more for each file before it, and for
/// itself. There are never so many parts.
const INNER: usize = 1 << 16;

/// What is known of an attachment without keeping its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentFacts {
    /// For [`attachment`].
    pub part: u32,
    /// Safe on every system, and unlike the others'.
    pub name: String,
    /// What it claims to be, such as "application/pdf". Not to be believed.
    pub media_type: String,
    /// What it is by its bytes, where they say.
    pub found_type: Option<&'static str>,
    /// What it can do to whoever opens it.
    pub danger: Option<Danger>,
    /// How its name misleads.
    pub tricks: Vec<NameTrick>,
    /// Its decoded size.
    pub octets: Octets,
    /// What it says at its beginning, where it is a message itself, for [`super::nested`].
    pub nested: Option<NestedFacts>,
}

/// The bytes of an attachment as they were before they were sent; `None` when there is no such part.
#[must_use]
pub fn attachment(original: &[u8], part: u32) -> Option<Vec<u8>> {
    Files::of(original).bytes(part).map(Cow::into_owned)
}

/// What can be taken out of one message, by number. The message is read once, however many are.
pub(super) struct Files<'m> {
    parts: Vec<Part<'m>>,
    /// The files of the part that was unpacked last, and its place.
    unpacked: Option<(usize, Vec<File>)>,
}

impl<'m> Files<'m> {
    pub(super) fn of(original: &'m [u8]) -> Self {
        let (_, parts) = parts::parts(original);
        Self {
            parts,
            unpacked: None,
        }
    }

    /// The bytes as they were before they were sent.
    pub(super) fn bytes(&mut self, number: u32) -> Option<Cow<'_, [u8]>> {
        let number = usize::try_from(number).ok()?;
        let place = number % INNER;
        let part = self.parts.get(place)?;
        let Some(file) = (number / INNER).checked_sub(1) else {
            return Some(part.encoding.decode(part.body));
        };
        if self.unpacked.as_ref().is_none_or(|(of, _)| *of != place) {
            self.unpacked = Some((place, inner::files(part)));
        }
        let (_, files) = self.unpacked.as_ref()?;
        files.get(file).map(|file| Cow::Borrowed(file.bytes.as_slice()))
    }

    /// The charset that it says it is written in; a file inside of a part says none.
    pub(super) fn charset(&self, number: u32) -> Option<&str> {
        self.parts.get(usize::try_from(number).ok()?)?.charset.as_deref()
    }
}

/// The bytes of an attachment that is a message.
pub(super) fn message(original: &[u8], part: u32) -> Option<Vec<u8>> {
    let (_, parts) = parts::parts(original);
    let number = usize::try_from(part).ok()?;
    let part = parts.get(number % INNER)?;
    match (number / INNER).checked_sub(1) {
        None => nested_in(part).map(|_| part.encoding.decode(part.body).into_owned()),
        Some(file) => {
            let file = inner::files(part).into_iter().nth(file)?;
            nested_in_file(&file).map(|_| file.bytes)
        }
    }
}

/// The number of a file inside of a part: of the first, the second and so on.
pub(super) const fn inner_number(place: usize, file: usize) -> usize {
    place + (file + 1) * INNER
}

/// What can be saved, in the order in which it came. `shown` is in the body already.
pub(super) fn facts(parts: &[Part<'_>], shape: &Shape, shown: &HashSet<usize>) -> Vec<AttachmentFacts> {
    let texts = shape.bodies.iter().filter_map(|body| body.plain);
    let mut places: Vec<usize> = shape.attachments.iter().copied().chain(texts).collect();
    places.sort_unstable();
    // What is shown for want of anything better is both.
    places.dedup();
    let mut names = Names::default();
    let mut facts = Vec::new();
    for place in places.into_iter().filter(|place| !shown.contains(place)) {
        let Some(part) = parts.get(place) else {
            continue;
        };
        let files = inner::files(part);
        // A container that was unpacked is nothing to save itself.
        let is_text = !shape.attachments.contains(&place);
        let is_unpacked = !files.is_empty() && inner::is_wrapping(part);
        if !is_text && !is_unpacked {
            facts.extend(of_part(place, part, &mut names));
        }
        let files = files.iter().enumerate();
        let files = files.map(|(at, file)| (inner_number(place, at), file));
        let files = files.filter(|(number, _)| !shown.contains(number));
        facts.extend(files.filter_map(|(number, file)| of_file(number, file, &mut names)));
    }
    facts
}

fn of_part(place: usize, part: &Part<'_>, names: &mut Names) -> Option<AttachmentFacts> {
    let media_type = part.media_type();
    let nested = nested_in(part);
    let name = names.attachment(
        wanted(part.name.as_deref(), nested.as_ref()).as_deref(),
        &media_type,
    );
    let bytes = front(part);
    let is_document = kind::may_have_macros(&bytes) && part.body.len() <= DOCUMENT_OCTETS;
    let bytes = if is_document {
        part.encoding.decode(part.body)
    } else {
        bytes
    };
    let octets = part.encoding.decoded_octets(part.body);
    of(
        place,
        part.name.as_deref(),
        name,
        media_type,
        &bytes,
        octets,
        nested,
    )
}

fn of_file(number: usize, file: &File, names: &mut Names) -> Option<AttachmentFacts> {
    let found = kind::of(front_of(&file.bytes));
    let claimed = file.media_type.as_deref().or(found);
    let media_type = crate::mail::clean::line(claimed.unwrap_or("application/octet-stream"), 200);
    let nested = nested_in_file(file);
    let name = names.attachment(
        wanted(file.name.as_deref(), nested.as_ref()).as_deref(),
        &media_type,
    );
    let octets = file.bytes.len() as u64;
    of(
        number,
        file.name.as_deref(),
        name,
        media_type,
        &file.bytes,
        octets,
        nested,
    )
}

fn of(
    number: usize,
    sent_name: Option<&str>,
    name: String,
    media_type: String,
    bytes: &[u8],
    octets: u64,
    nested: Option<NestedFacts>,
) -> Option<AttachmentFacts> {
    let found_type = kind::of(front_of(bytes));
    let danger = kind::danger(&name, bytes, found_type);
    Some(AttachmentFacts {
        part: u32::try_from(number).ok()?,
        tricks: kind::tricks(sent_name, &name, found_type, danger),
        name,
        media_type,
        found_type,
        danger,
        octets: Octets(octets),
        nested,
    })
}

/// The name an attachment asks for; a message without one is called by its subject.
fn wanted(name: Option<&str>, nested: Option<&NestedFacts>) -> Option<String> {
    let subject = nested.filter(|nested| !nested.subject.is_empty());
    let of_subject = || subject.map(|nested| [&nested.subject, ".eml"].concat());
    name.map(str::to_owned).or_else(of_subject)
}

fn nested_in(part: &Part<'_>) -> Option<NestedFacts> {
    nested::facts(&part.media_type(), part.name.as_deref(), || front(part))
}

fn nested_in_file(file: &File) -> Option<NestedFacts> {
    let media_type = file.media_type.as_deref().unwrap_or("application/octet-stream");
    nested::facts(media_type, file.name.as_deref(), || {
        Cow::Borrowed(front_of(&file.bytes))
    })
}

/// The beginning of a part's bytes.
fn front<'m>(part: &Part<'m>) -> Cow<'m, [u8]> {
    part.encoding.decode(front_of(part.body))
}

fn front_of(bytes: &[u8]) -> &[u8] {
    bytes.get(..FRONT_OCTETS).unwrap_or(bytes)
}
