//! What a certificate says about itself, for a person to read. It must not decide whether to believe it.

use std::net::IpAddr;

use der::asn1::{AnyRef, GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use sha2::Digest;

use crate::units::{Sha256, UnixMillis};

/// What a certificate says about itself. All text in it was chosen by whoever made it: data, never markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whom it names: common name and organisation. Empty when unreadable.
    pub subject: String,
    /// Who signed it: common name and organisation. Empty when unreadable.
    pub issuer: String,
    /// The host names and addresses that it is for, at most [`Self::MAX_NAMES`] of them.
    pub names: Vec<String>,
    /// Valid from.
    pub not_before: UnixMillis,
    /// Valid until.
    pub not_after: UnixMillis,
    /// SHA-256 of the whole certificate (DER).
    pub fingerprint: Sha256,
    /// Whether subject and issuer are the same.
    pub self_issued: bool,
}

impl CertificateFacts {
    /// How many names are kept: more is no help to a person.
    pub const MAX_NAMES: usize = 100;
    /// How many characters of one text are kept.
    pub const MAX_TEXT_CHARS: usize = 200;

    /// Reads a DER certificate. Where it is not readable, only the fingerprint is filled in, and both dates are 0.
    #[must_use]
    pub fn read(certificate_der: &[u8]) -> Self {
        let fingerprint = Sha256(sha2::Sha256::digest(certificate_der).into());
        read_fields(certificate_der, fingerprint).unwrap_or_else(|| Self {
            subject: String::new(),
            issuer: String::new(),
            names: Vec::new(),
            not_before: UnixMillis(0),
            not_after: UnixMillis(0),
            fingerprint,
            self_issued: false,
        })
    }

    /// Whether more than the fingerprint is known.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.not_after != UnixMillis(0)
    }
}

/// RFC 5280 §4.1: `tbsCertificate` is the first member, and these are its members in order.
fn read_fields(certificate_der: &[u8], fingerprint: Sha256) -> Option<CertificateFacts> {
    let certificate = AnyRef::from_der(certificate_der).ok()?;
    let to_be_signed = members(certificate.value()).next()?;
    let mut fields = members(to_be_signed.value())
        .skip_while(|field| field.tag().is_context_specific())
        .skip(2); // serial number, signature algorithm
    let issuer = fields.next()?;
    let validity = fields.next()?;
    let subject = fields.next()?;
    let extensions = fields.find(|field| context_tag(*field) == Some(3));

    let mut times = members(validity.value()).map_while(moment);
    Some(CertificateFacts {
        subject: name_text(subject),
        issuer: name_text(issuer),
        names: extensions.map(alternative_names).unwrap_or_default(),
        not_before: times.next()?,
        not_after: times.next()?,
        fingerprint,
        self_issued: issuer.value() == subject.value(),
    })
}

/// The values inside a constructed value; ends at the first that is not DER.
fn members(contents: &[u8]) -> impl Iterator<Item = AnyRef<'_>> {
    let mut reader = SliceReader::new(contents).ok();
    std::iter::from_fn(move || {
        let reader = reader.as_mut().filter(|reader| !reader.is_finished())?;
        AnyRef::decode(reader).ok()
    })
}

fn context_tag(value: AnyRef<'_>) -> Option<u32> {
    match value.tag() {
        Tag::ContextSpecific {
            number: TagNumber(number),
            ..
        } => Some(number),
        _ => None,
    }
}

fn moment(time: AnyRef<'_>) -> Option<UnixMillis> {
    let since_1970 = match time.tag() {
        Tag::UtcTime => time.decode_as::<UtcTime>().ok()?.to_unix_duration(),
        Tag::GeneralizedTime => time.decode_as::<GeneralizedTime>().ok()?.to_unix_duration(),
        _ => return None,
    };
    i64::try_from(since_1970.as_millis()).ok().map(UnixMillis)
}

/// "common name, organisation", or what there is of them.
fn name_text(name: AnyRef<'_>) -> String {
    const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

    let attribute = |wanted| {
        members(name.value())
            .flat_map(|set| members(set.value()))
            .find_map(|attribute| attribute_value(attribute, wanted))
    };
    match (attribute(COMMON_NAME), attribute(ORGANISATION)) {
        (Some(common), Some(organisation)) if common != organisation => {
            format!("{common}, {organisation}")
        }
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn attribute_value(attribute: AnyRef<'_>, wanted: ObjectIdentifier) -> Option<String> {
    let mut parts = members(attribute.value());
    let kind = parts.next()?.decode_as::<ObjectIdentifier>().ok()?;
    let value = parts.next().filter(|_| kind == wanted)?;
    let text = if value.tag() == Tag::BmpString {
        let units = value
            .value()
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |unit, byte| (unit << 8) | u16::from(*byte)));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    } else {
        String::from_utf8_lossy(value.value()).into_owned()
    };
    Some(shown(&text))
}

fn alternative_names(extensions: AnyRef<'_>) -> Vec<String> {
    const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");

    members(extensions.value())
        .flat_map(|list| members(list.value()))
        .filter_map(|extension| {
            let mut parts = members(extension.value());
            let kind = parts.next()?.decode_as::<ObjectIdentifier>().ok()?;
            parts.last().filter(|_| kind == SUBJECT_ALTERNATIVE_NAME)
        })
        .flat_map(|octets| members(octets.value()))
        .flat_map(|list| members(list.value()))
        .filter_map(alternative_name)
        .take(CertificateFacts::MAX_NAMES)
        .collect()
}

fn alternative_name(name: AnyRef<'_>) -> Option<String> {
    match context_tag(name)? {
        2 => Some(shown(&String::from_utf8_lossy(name.value()))),
        7 => <[u8; 4]>::try_from(name.value())
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(name.value()).map(IpAddr::from))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    }
}

/// `text` with everything replaced that could make it look like something else, and cut to a length for people.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .take(CertificateFacts::MAX_TEXT_CHARS)
        .map(|character| {
            if is_deceptive(character) {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect()
}

fn is_deceptive(character: char) -> bool {
    const INVISIBLE: [std::ops::RangeInclusive<char>; 4] = [
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{feff}'..='\u{feff}',
    ];
    character.is_control() || INVISIBLE.iter().any(|range| range.contains(&character))
}
