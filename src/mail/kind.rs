//! What a file is, by its bytes, and what it can do to whoever opens it, by its bytes and by the ending of its name: the
//! reader's system goes by the ending. It must not believe what the sender calls it.

/// What a file can do that a document cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// It is a program, or installs one.
    Program,
    /// It is run by a program that most systems have.
    Script,
    /// It starts something else.
    Shortcut,
    /// It opens as a disk, past what checks files.
    DiskImage,
    /// It is an office document with programs in it.
    Macros,
    /// It is a page that can run scripts in a browser.
    WebPage,
}

/// How a name misleads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameTrick {
    /// It has the ending of a document before its true one: `invoice.pdf.exe`.
    TwoEndings,
    /// It held characters that turn the direction of reading.
    Direction,
    /// It has much space in it, which pushes the ending away.
    Space,
    /// Its ending says something else than its bytes.
    OtherThanItSays,
}

/// The media type of a file, by what it begins with; `None` where nothing says.
pub(super) fn of(bytes: &[u8]) -> Option<&'static str> {
    signature(bytes)
        .or_else(|| container(bytes))
        .or_else(|| markup(bytes))
}

/// Beginnings, and where they are.
#[rustfmt::skip]
const SIGNATURES: &[(usize, &[u8], &str)] = &[
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"MSCF", "application/vnd.ms-cab-compressed"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (0, b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (0x8001, b"CD001", "application/x-iso9660-image"),
    (0, b"vhdxfile", "application/x-virtual-disk"),
    (0, b"conectix", "application/x-virtual-disk"),
    (0, b"#!", "text/x-script"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"BEGIN:VCARD", "text/vcard"),
    (0, b"-----BEGIN PGP MESSAGE-----", "application/pgp-encrypted"),
    (0, b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature"),
    (0, b"-----BEGIN PGP PUBLIC KEY BLOCK-----", "application/pgp-keys"),
    (0, b"wOF2", "font/woff2"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (0, b"ITSF", "application/vnd.ms-htmlhelp"),
];

fn signature(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"MZ") && is_windows_program(bytes) {
        return Some("application/x-msdownload");
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some("image/bmp");
    }
    // RIFF says only how its parts lie; the part says what they are.
    let found = SIGNATURES.iter().find(|(at, beginning, _)| {
        let is_riff = *at != 8 || bytes.starts_with(b"RIFF");
        is_riff && bytes.get(*at..).is_some_and(|rest| rest.starts_with(beginning))
    });
    found.map(|(_, _, media_type)| *media_type)
}

/// Two letters may begin any text; at 60 stands where the rest of the program is.
fn is_windows_program(bytes: &[u8]) -> bool {
    let place = bytes.get(60..64).and_then(|four| four.try_into().ok());
    let place = place
        .map(u32::from_le_bytes)
        .and_then(|place| usize::try_from(place).ok());
    let head = place.and_then(|place| bytes.get(place..));
    head.is_some_and(|head| head.starts_with(b"PE\0\0") || head.starts_with(b"NE") || head.starts_with(b"LE"))
        || bytes.get(2..60).is_some_and(|head| head.contains(&0))
}

/// What is kept in a zip, or in Microsoft's older container.
fn container(bytes: &[u8]) -> Option<&'static str> {
    const ZIPS: &[(&[u8], &str)] = &[
        (
            b"word/",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            b"xl/",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            b"ppt/",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            b"mimetypeapplication/vnd.oasis.opendocument",
            "application/vnd.oasis.opendocument",
        ),
        (b"mimetypeapplication/epub+zip", "application/epub+zip"),
        (b"AndroidManifest.xml", "application/vnd.android.package-archive"),
        (b"META-INF/MANIFEST.MF", "application/java-archive"),
        (b"", "application/zip"),
    ];
    const OLD: &[(&str, &str)] = &[
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
        ("__substg1.0", "application/vnd.ms-outlook"),
        ("", "application/x-ole-storage"),
    ];
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    if bytes.starts_with(b"PK\x03\x04") {
        return ZIPS.iter().find(|(name, _)| has(name)).map(|(_, kind)| *kind);
    }
    if bytes.starts_with(OLE) {
        return OLD
            .iter()
            .find(|(name, _)| has(&wide(name)))
            .map(|(_, kind)| *kind);
    }
    None
}

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Pages and pictures that are written as text. Where a browser would see one, this does.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    const LOOKED_AT: usize = 1024;
    let front = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let front = front.strip_prefix(b"\xef\xbb\xbf").unwrap_or(front);
    let front = String::from_utf8_lossy(front).to_ascii_lowercase();
    let front = front.trim_start();
    if !front.starts_with('<') {
        return None;
    }
    let pages = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<iframe",
        "<a href",
        "<h1",
        "<table",
        "<div",
    ];
    if front.contains("<svg") {
        Some("image/svg+xml")
    } else if pages.iter().any(|page| front.contains(page)) {
        Some("text/html")
    } else if front.starts_with("<?xml") {
        Some("text/xml")
    } else {
        None
    }
}

/// What a file can do. `bytes` is all of it, or as much as there is; `found` is what [`of`] says.
pub(super) fn danger(name: &str, bytes: &[u8], found: Option<&str>) -> Option<Danger> {
    let by_content = found.and_then(|found| match found {
        "application/x-msdownload"
        | "application/x-executable"
        | "application/x-mach-binary"
        | "application/vnd.android.package-archive"
        | "application/java-archive" => Some(Danger::Program),
        "text/x-script" | "application/vnd.ms-htmlhelp" => Some(Danger::Script),
        "application/x-ms-shortcut" => Some(Danger::Shortcut),
        "application/x-iso9660-image" | "application/x-virtual-disk" => Some(Danger::DiskImage),
        "text/html" | "image/svg+xml" => Some(Danger::WebPage),
        _ => None,
    });
    let ending = ending(name);
    by_content
        .or_else(|| of_ending(&ending))
        .or_else(|| has_macros(bytes).then_some(Danger::Macros))
}

/// Whether all of a file has to be looked at to tell.
pub(super) fn may_have_macros(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(OLE)
}

/// Whether an office document has programs in it, or an old one is made to look for them.
fn has_macros(bytes: &[u8]) -> bool {
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    (bytes.starts_with(b"PK\x03\x04") && (has(b"vbaProject.bin") || has(b"xl/macrosheets/")))
        || (bytes.starts_with(OLE) && has(&wide("_VBA_PROJECT")))
}

fn of_ending(ending: &str) -> Option<Danger> {
    const ENDINGS: &[(Danger, &str)] = &[
        (
            Danger::Program,
            " exe com scr pif cpl dll ocx sys drv msi msp msix appx appinstaller gadget apk aab jar app pkg deb rpm run elf xll ",
        ),
        (
            Danger::Script,
            " bat cmd ps1 psm1 ps1xml vbs vbe js jse mjs wsf wsh wsc sct hta chm hlp inf reg py pyw rb pl sh bash zsh command tcl scpt applescript ",
        ),
        (
            Danger::Shortcut,
            " lnk url webloc desktop website scf library-ms search-ms settingcontent-ms rdp one onepkg ",
        ),
        (Danger::DiskImage, " iso img vhd vhdx dmg udf toast "),
        (
            Danger::Macros,
            " docm dotm xlsm xltm xlam xlsb xla pptm potm ppam ppsm sldm accdb accde mdb ade adp ",
        ),
        (Danger::WebPage, " html htm xhtml xht shtml mht mhtml svg svgz "),
    ];
    let padded = [" ", ending, " "].concat();
    let found = ENDINGS.iter().find(|(_, endings)| endings.contains(&padded));
    found.filter(|_| !ending.is_empty()).map(|(danger, _)| *danger)
}

/// What stands after the last dot, in small letters.
fn ending(name: &str) -> String {
    let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.');
    ending
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// How a name misleads. `sent` is the name as it came, `safe` the one that is shown.
pub(super) fn tricks(
    sent: Option<&str>,
    safe: &str,
    found: Option<&str>,
    danger: Option<Danger>,
) -> Vec<NameTrick> {
    const SPACES: &str = "     ";
    let sent = sent.unwrap_or_default();
    let (before, _) = safe.rsplit_once('.').unwrap_or((safe, ""));
    let is_active = danger.is_some_and(|danger| danger != Danger::Macros);
    let tricks = [
        (is_active && is_document(&ending(before)), NameTrick::TwoEndings),
        (sent.contains(super::clean::is_direction), NameTrick::Direction),
        (sent.contains(SPACES), NameTrick::Space),
        (says_otherwise(&ending(safe), found), NameTrick::OtherThanItSays),
    ];
    tricks
        .into_iter()
        .filter_map(|(is_there, trick)| is_there.then_some(trick))
        .collect()
}

/// Endings that people open without a thought.
fn is_document(ending: &str) -> bool {
    const ENDINGS: &str = " pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv jpg jpeg png gif bmp tif tiff heic webp mp3 mp4 mov avi zip eml ";
    !ending.is_empty() && ENDINGS.contains(&[" ", ending, " "].concat())
}

/// Whether an ending promises a kind of file of which the bytes are none.
fn says_otherwise(ending: &str, found: Option<&str>) -> bool {
    const PROMISES: &[(&str, &[&str])] = &[
        (" pdf ", &["application/pdf"]),
        (" jpg jpeg png gif bmp tif tiff webp heic ", &["image/"]),
        (" mp3 wav ogg flac m4a ", &["audio/", "video/"]),
        (" mp4 mov avi webm ", &["video/", "audio/"]),
        (
            " docx xlsx pptx odt ods odp ",
            &[
                "application/vnd.openxml",
                "application/vnd.oasis",
                "application/zip",
                "application/x-ole-storage",
            ],
        ),
        (" doc xls ppt ", &["application/", "text/"]),
        (" txt csv log ", &["text/", "application/pgp-"]),
        (
            " zip ",
            &[
                "application/zip",
                "application/vnd.",
                "application/epub",
                "application/java-archive",
            ],
        ),
    ];
    let Some(found) = found else {
        return false;
    };
    if found == "image/svg+xml" {
        return is_document(ending);
    }
    let padded = [" ", ending, " "].concat();
    let promised = PROMISES
        .iter()
        .find(|(endings, _)| !ending.is_empty() && endings.contains(&padded));
    promised.is_some_and(|(_, types)| {
        let is_program =
            found.contains("x-ms") || found.contains("executable") || found.contains("mach-binary");
        is_program || !types.iter().any(|wanted| found.starts_with(wanted))
    })
}

#[cfg(test)]
mod tests;
