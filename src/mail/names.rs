//! Names under which things of a message are saved. It must not let a sender choose a folder, hide an extension, or
//! name a device.

use std::collections::HashSet;

use crate::mail::clean;
use crate::units::UnixMillis;

/// Short enough for every file system, also when a browser adds " (1)".
const CHARACTERS: usize = 120;
/// A longer ending is no extension.
const EXTENSION_CHARACTERS: usize = 16;

/// Names that are given so far, so that no two are the same.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: HashSet<String>,
    unnamed: u32,
}

impl Names {
    /// The name for an attachment whose sender asked for `wanted`.
    pub(super) fn attachment(&mut self, wanted: Option<&str>, media_type: &str) -> String {
        let wanted = wanted.map(safe).filter(|name| !name.is_empty());
        let wanted = wanted.or_else(|| of_machines(media_type).map(str::to_owned));
        let name = wanted.unwrap_or_else(|| {
            self.unnamed += 1;
            format!("attachment-{}.{}", self.unnamed, extension_of(media_type))
        });
        let name = if media_type == "message/rfc822" && !name.to_ascii_lowercase().ends_with(".eml") {
            within(&name, "eml", CHARACTERS)
        } else {
            name
        };
        self.unlike_others(name)
    }

    fn unlike_others(&mut self, name: String) -> String {
        if self.given.insert(name.to_lowercase()) {
            return name;
        }
        let (stem, extension) = parted(&name);
        for number in 2_u32.. {
            let room = CHARACTERS.saturating_sub(12);
            let numbered = within(
                &format!("{} ({number})", shortened(stem, room)),
                extension,
                CHARACTERS,
            );
            if self.given.insert(numbered.to_lowercase()) {
                return numbered;
            }
        }
        name
    }
}

/// `YYYY-MM-DD Sender - Subject.eml`.
pub(super) fn of_message(date: Option<UnixMillis>, sender: &str, subject: &str) -> String {
    let date = date.map(|date| mail_parser::DateTime::from_timestamp(date.0.div_euclid(1000)));
    let date = date.map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day));
    let sender = Some(shortened(sender, 40).to_owned()).filter(|text| !text.is_empty());
    let before = [date, sender].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let subject = without_specials(subject);
    let subject = if subject.is_empty() {
        "message"
    } else {
        subject.as_str()
    };
    let stem = if before.is_empty() {
        subject.to_owned()
    } else {
        format!("{before} - {subject}")
    };
    within(&without_specials(&stem), "eml", CHARACTERS)
}

/// A name without anything that a file system or a reader takes for something else.
fn safe(wanted: &str) -> String {
    let name = without_specials(wanted);
    let (stem, extension) = parted(&name);
    let stem = if is_device(stem) {
        format!("_{stem}")
    } else {
        stem.to_owned()
    };
    within(&stem, extension, CHARACTERS)
}

fn without_specials(wanted: &str) -> String {
    let name: String = wanted
        .chars()
        .map(|c| if is_special(c) { ' ' } else { c })
        .collect();
    clean::line(&name, 1000).trim_matches(['.', ' ']).to_owned()
}

const fn is_special(character: char) -> bool {
    matches!(character, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

/// Names that Windows keeps for devices, whatever their extension.
fn is_device(stem: &str) -> bool {
    let name = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_lowercase();
    let numbered = |kind: &str| {
        name.strip_prefix(kind)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes() != b"0")
    };
    matches!(
        name.as_str(),
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$"
    ) || numbered("com")
        || numbered("lpt")
}

/// Before and after the last dot.
fn parted(name: &str) -> (&str, &str) {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && !extension.contains(' ')
                && extension.chars().count() <= EXTENSION_CHARACTERS =>
        {
            (stem, extension)
        }
        _ => (name, ""),
    }
}

/// The stem cut so that the extension stays.
fn within(stem: &str, extension: &str, most: usize) -> String {
    if extension.is_empty() {
        return shortened(stem, most).to_owned();
    }
    format!(
        "{}.{extension}",
        shortened(stem, most.saturating_sub(extension.chars().count() + 1))
    )
}

fn shortened(text: &str, most: usize) -> &str {
    let cut = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    text.get(..cut).unwrap_or_default().trim_end_matches(['.', ' '])
}

/// What programs write for programs has no name, and always the same content.
fn of_machines(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "message/delivery-status" | "message/global-delivery-status" => "delivery-status.txt",
        "message/disposition-notification" | "message/global-disposition-notification" => "receipt.txt",
        "message/feedback-report" => "complaint.txt",
        "application/pgp-signature" => "signature.asc",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "smime.p7s",
        _ => return None,
    })
}

fn extension_of(media_type: &str) -> &'static str {
    const KNOWN: &[(&str, &str)] = &[
        ("application/gzip", "gz"),
        ("application/ics", "ics"),
        ("application/json", "json"),
        ("application/msword", "doc"),
        ("application/pdf", "pdf"),
        ("application/pkcs7-mime", "p7m"),
        ("application/rtf", "rtf"),
        ("application/xml", "xml"),
        ("application/zip", "zip"),
        ("audio/mpeg", "mp3"),
        ("audio/ogg", "ogg"),
        ("audio/wav", "wav"),
        ("image/bmp", "bmp"),
        ("image/gif", "gif"),
        ("image/heic", "heic"),
        ("image/jpeg", "jpg"),
        ("image/jpg", "jpg"),
        ("image/png", "png"),
        ("image/svg+xml", "svg"),
        ("image/tiff", "tiff"),
        ("image/webp", "webp"),
        ("message/external-body", "txt"),
        ("message/partial", "txt"),
        ("message/rfc822", "eml"),
        ("text/calendar", "ics"),
        ("text/css", "css"),
        ("text/csv", "csv"),
        ("text/html", "html"),
        ("text/plain", "txt"),
        ("text/rfc822-headers", "txt"),
        ("text/vcard", "vcf"),
        ("text/x-vcard", "vcf"),
        ("text/xml", "xml"),
        ("video/mp4", "mp4"),
        ("video/quicktime", "mov"),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| *known == media_type)
        .map_or("bin", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::{Names, of_message, safe};
    use crate::units::UnixMillis;

    #[test]
    fn no_folder_is_chosen() {
        assert_eq!(safe("../../etc/passwd"), "etc passwd");
        assert_eq!(
            safe("C:\\Windows\\system32\\evil.dll"),
            "C Windows system32 evil.dll"
        );
    }

    #[test]
    fn direction_marks_do_not_hide_an_extension() {
        assert_eq!(safe("invoice\u{202e}fdp.exe"), "invoicefdp.exe");
    }

    #[test]
    fn line_ends_are_not_part_of_a_name() {
        assert_eq!(
            safe("a.txt\r\nContent-Type: text/html"),
            "a.txt Content-Type text html"
        );
    }

    #[test]
    fn devices_are_not_named() {
        assert_eq!(safe("NUL.txt"), "_NUL.txt");
        assert_eq!(safe("com1"), "_com1");
        assert_eq!(safe("com10.txt"), "com10.txt");
        assert_eq!(safe("aux.tar.gz"), "_aux.tar.gz");
    }

    #[test]
    fn a_long_name_keeps_its_true_extension() {
        let name = safe(&format!("{}.pdf.exe", "a".repeat(300)));
        assert_eq!(name.chars().count(), 120);
        assert!(name.ends_with(".exe"));
    }

    #[test]
    fn a_name_of_nothing_is_none() {
        let mut names = Names::default();
        assert_eq!(
            names.attachment(Some("..."), "application/pdf"),
            "attachment-1.pdf"
        );
        assert_eq!(names.attachment(None, "x/y"), "attachment-2.bin");
    }

    #[test]
    fn what_programs_write_for_programs_is_called_what_it_is() {
        let mut names = Names::default();
        assert_eq!(
            names.attachment(None, "message/delivery-status"),
            "delivery-status.txt"
        );
        assert_eq!(
            names.attachment(Some("a.txt"), "message/delivery-status"),
            "a.txt"
        );
    }

    #[test]
    fn the_same_name_twice_is_numbered() {
        let mut names = Names::default();
        assert_eq!(names.attachment(Some("a.txt"), "text/plain"), "a.txt");
        assert_eq!(names.attachment(Some("A.txt"), "text/plain"), "A (2).txt");
        assert_eq!(names.attachment(Some("a.txt"), "text/plain"), "a (3).txt");
    }

    #[test]
    fn a_message_is_named_after_its_day_sender_and_subject() {
        let date = Some(UnixMillis(1_700_000_000_000));
        assert_eq!(
            of_message(date, "Ana B.", "Re: v1.2/3?"),
            "2023-11-14 Ana B - Re v1.2 3.eml"
        );
        assert_eq!(of_message(None, "", ""), "message.eml");
        assert_eq!(of_message(date, "a", &"x".repeat(500)).chars().count(), 120);
    }
}
