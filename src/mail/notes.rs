//! What a reader is to know about how a message was read: what could not be read, what was not looked at, and what was
//! left out because mail has no end. Facts only; it must not word them.

use crate::mail::body::Shape;
use crate::mail::clean;
use crate::mail::decode::TransferEncoding;
use crate::mail::header::Header;
use crate::mail::parts::{self, Part};

/// Something that is worth a line above the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Somebody signed it; nobody here looked whether that is true.
    Signed(Scheme),
    /// It is locked, and the key is not here.
    Encrypted(Scheme),
    /// It is a piece of a message that was sent in several (RFC 2046 §5.2.2).
    Piece {
        /// Which, counted from 1; 0 when it does not say.
        number: u32,
        /// Of how many; 0 when it does not say.
        total: u32,
    },
    /// Something that belongs to it was not sent along (RFC 2046 §5.2.3).
    Elsewhere {
        /// How it could be had, such as "anon-ftp" or "url".
        access: String,
        /// Where it lies; empty when it does not say.
        place: String,
    },
    /// What Outlook packed (`winmail.dat`) could not be unpacked whole.
    ContainerDamaged,
    /// A file is among its words, in an encoding of newsgroups (yEnc) that is not read.
    YEnc,
    /// It has more parts than are told apart.
    PartsLeftOut,
    /// It has more bodies than are read together; the others are among its attachments.
    BodiesLeftOut,
    /// Its parts lie deeper within each other than they are told apart.
    TooDeep,
    /// Its header has more, or longer, fields than are read.
    HeaderCut,
    /// It is longer than what is shown.
    TextCut,
    /// Its page is too large or too tangled to be shown as one: this is its text.
    PageAsText,
    /// Nothing of its page would be seen: this is its text.
    PageHidden,
}

/// How a message was signed or locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// OpenPGP.
    Pgp,
    /// S/MIME.
    Smime,
}

/// These notes, and what the parts themselves give rise to say.
pub(super) fn with(known: Vec<Note>, header: Header<'_>, parts: &[Part<'_>], shape: &Shape) -> Vec<Note> {
    let limits = [
        (parts.len() >= parts::MOST_PARTS, Note::PartsLeftOut),
        (shape.leaves_bodies_out, Note::BodiesLeftOut),
        (parts::is_too_deep(parts), Note::TooDeep),
        (header.is_cut(), Note::HeaderCut),
    ];
    let limits = limits
        .into_iter()
        .filter_map(|(is_met, note)| is_met.then_some(note));
    let mut notes = Vec::new();
    for note in known
        .into_iter()
        .chain(limits)
        .chain(parts.iter().filter_map(of_part))
    {
        if !notes.contains(&note) && notes.len() < MOST_NOTES {
            notes.push(note);
        }
    }
    notes
}

/// More would push the message away.
const MOST_NOTES: usize = 8;

fn of_part(part: &Part<'_>) -> Option<Note> {
    match (part.main_type.as_str(), part.subtype.as_str()) {
        ("multipart", "signed") => Some(Note::Signed(scheme(part))),
        ("multipart", "encrypted") => Some(Note::Encrypted(scheme(part))),
        ("application", "pkcs7-mime" | "x-pkcs7-mime") => of_smime(part),
        ("message", "partial") => Some(Note::Piece {
            number: number(part, "number"),
            total: number(part, "total"),
        }),
        ("message", "external-body") => Some(Note::Elsewhere {
            access: said(part, "access-type"),
            place: place(part),
        }),
        _ => None,
    }
}

fn said(part: &Part<'_>, attribute: &str) -> String {
    const CHARACTERS: usize = 300;
    let found = part.header.content_type("Content-Type");
    let value = found.as_ref().and_then(|found| found.attribute(attribute));
    clean::line(value.unwrap_or_default(), CHARACTERS)
}

fn number(part: &Part<'_>, attribute: &str) -> u32 {
    said(part, attribute).parse().unwrap_or_default()
}

/// The address of what was not sent along. URLs are cut into pieces there (RFC 2017 §3).
fn place(part: &Part<'_>) -> String {
    let url: String = said(part, "url").split_whitespace().collect();
    if !url.is_empty() {
        return url;
    }
    let pieces = ["site", "server", "directory", "name"].map(|attribute| said(part, attribute));
    let pieces: Vec<_> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    pieces.join("/")
}

fn scheme(part: &Part<'_>) -> Scheme {
    if said(part, "protocol").to_ascii_lowercase().contains("pgp") {
        Scheme::Pgp
    } else {
        Scheme::Smime
    }
}

/// Signed, locked, or only certificates (RFC 8551 §3.2.2); where it does not say, its content type does.
fn of_smime(part: &Part<'_>) -> Option<Note> {
    let said = said(part, "smime-type").to_ascii_lowercase();
    match said.as_str() {
        "signed-data" => Some(Note::Signed(Scheme::Smime)),
        "certs-only" | "compressed-data" => None,
        "" if is_signed_data(part) => Some(Note::Signed(Scheme::Smime)),
        _ => Some(Note::Encrypted(Scheme::Smime)),
    }
}

fn is_signed_data(part: &Part<'_>) -> bool {
    /// 1.2.840.113549.1.7.2 (RFC 5652 §5.1), with its tag and length.
    const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    const LOOKED_AT: usize = 128;
    let front = part.body.get(..LOOKED_AT).unwrap_or(part.body);
    let front = match part.encoding {
        TransferEncoding::Identity => TransferEncoding::Base64.decode(front),
        encoding => encoding.decode(front),
    };
    memchr::memmem::find(&front, SIGNED_DATA).is_some()
}
