//! Files inside of parts: in the containers of Outlook, in wrappers that are signed, and between the lines of a
//! text. It must number them the same way each time it is asked.

use crate::mail::parts::Part;
use crate::mail::{smime, tnef, uuencode};

/// A file inside of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    /// The name it asks to be saved under, as sent.
    pub(super) name: Option<String>,
    /// What it claims to be, if it does.
    pub(super) media_type: Option<String>,
    /// What a page calls it by, without angle brackets.
    pub(super) content_id: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// What a part holds that can be saved by itself.
pub(super) fn files(part: &Part<'_>) -> Vec<File> {
    if is_container(part) {
        return tnef::unpack(&part.encoding.decode(part.body)).files;
    }
    if smime::is_wrapper(part) {
        let content = smime::content(&part.encoding.decode(part.body));
        return content.map(signed).into_iter().collect();
    }
    if is_uuencoded(part) {
        let files = uuencode::split(part.body).files.into_iter().take(1);
        let labelled = files.map(|file| File {
            name: part.name.clone().or(file.name),
            media_type: Some(part.media_type()),
            ..file
        });
        return labelled.collect();
    }
    if part.main_type == "text" && part.subtype != "html" {
        return uuencode::split(&part.encoding.decode(part.body)).files;
    }
    Vec::new()
}

/// What is in a wrapper that is only signed: a message of its own, with what is attached to it.
fn signed(bytes: Vec<u8>) -> File {
    File {
        name: Some("signed.eml".to_owned()),
        media_type: Some("message/rfc822".to_owned()),
        content_id: None,
        bytes,
    }
}

/// Whether a part is nothing to save itself, once the files in it are.
pub(super) fn is_wrapping(part: &Part<'_>) -> bool {
    is_container(part) || is_uuencoded(part)
}

/// Whether a part that is no text was made fit for transport as newsgroups do it.
fn is_uuencoded(part: &Part<'_>) -> bool {
    let encoding = || part.header.word("Content-Transfer-Encoding").unwrap_or_default();
    const NAMES: &[&str] = &["x-uuencode", "uuencode", "x-uue", "uue"];
    part.main_type != "text" && NAMES.contains(&encoding().trim().to_ascii_lowercase().as_str())
}

/// Whether a part is what Outlook calls `winmail.dat`, whatever its sender's server calls it.
pub(super) fn is_container(part: &Part<'_>) -> bool {
    let is_named = || {
        let name = part.name.as_deref().unwrap_or_default();
        name.eq_ignore_ascii_case("winmail.dat") || name.eq_ignore_ascii_case("win.dat")
    };
    part.main_type == "application"
        && (["ms-tnef", "vnd.ms-tnef"].contains(&part.subtype.as_str()) || is_named())
}
