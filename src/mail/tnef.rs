//! `winmail.dat`: what Outlook sends where it should send MIME (MS-OXTNEF). It must go forward with every read, and
//! take nothing that a length claims beyond the bytes that are there.

mod properties;
mod rtf;

use crate::mail::inner::File;
use crate::mail::{charset, clean, decode};
use properties::{Properties, Value};

const SIGNATURE: &[u8] = b"\x78\x9f\x3e\x22";
/// Files in one such container.
const MOST_FILES: usize = 500;
/// Attributes that are looked at.
const MOST_ATTRIBUTES: usize = 20_000;

/// What is in a container.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tnef {
    /// What it says.
    pub(super) body: Option<Body>,
    /// What is attached.
    pub(super) files: Vec<File>,
    /// Whether it ended too early, or is no such container at all.
    pub(super) is_damaged: bool,
}

/// What a container says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A page; not sanitised.
    Page(String),
    /// Plain text.
    Text(String),
}

/// Unpacks a container.
pub(super) fn unpack(bytes: &[u8]) -> Tnef {
    let mut reader = Bytes(bytes);
    if reader.take(4) != Some(SIGNATURE) || reader.u16().is_none() {
        return Tnef {
            is_damaged: true,
            ..Tnef::default()
        };
    }
    let mut unpacking = Unpacking::default();
    for _ in 0..MOST_ATTRIBUTES {
        match reader.attribute() {
            Next::Attribute(attribute) => unpacking.add(&attribute),
            Next::Cut(attribute) => {
                unpacking.add(&attribute);
                unpacking.is_damaged = true;
                break;
            }
            Next::End => break,
        }
    }
    unpacking.finish()
}

struct Attribute<'b> {
    /// Without its type, which follows from it.
    id: u16,
    data: &'b [u8],
}

enum Next<'b> {
    Attribute(Attribute<'b>),
    /// Its length is a lie, or the container ends in it.
    Cut(Attribute<'b>),
    End,
}

/// Bytes that are read from front to back.
#[derive(Clone, Copy)]
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, octets: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(octets)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// A length that the bytes which are there have.
    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// What an attribute is, and how long.
    fn attribute_head(&mut self) -> Option<(u16, usize)> {
        let _level = self.take(1)?;
        let id = self.u16()?;
        let _kind = self.u16()?;
        Some((id, self.length()?))
    }

    fn attribute(&mut self) -> Next<'b> {
        let Some((id, length)) = self.attribute_head() else {
            return Next::End;
        };
        match self.take(length) {
            Some(data) => {
                let _checksum = self.take(2);
                Next::Attribute(Attribute { id, data })
            }
            None => Next::Cut(Attribute {
                id,
                data: std::mem::take(&mut self.0),
            }),
        }
    }
}

/// A container on its way out.
#[derive(Default)]
struct Unpacking {
    code_page: u32,
    text: Option<String>,
    message: Properties,
    files: Vec<Attached>,
    is_damaged: bool,
}

#[derive(Default)]
struct Attached {
    title: String,
    data: Vec<u8>,
    properties: Properties,
}

impl Unpacking {
    /// Attributes of [MS-OXTNEF] 2.1.3.
    fn add(&mut self, attribute: &Attribute<'_>) {
        const BODY: u16 = 0x800c;
        const ATTACH_DATA: u16 = 0x800f;
        const ATTACH_TITLE: u16 = 0x8010;
        const ATTACH_BEGINS: u16 = 0x9002;
        const MESSAGE_PROPERTIES: u16 = 0x9003;
        const ATTACH_PROPERTIES: u16 = 0x9005;
        const CODE_PAGE: u16 = 0x9007;
        let data = attribute.data;
        match attribute.id {
            BODY => self.text = Some(self.string(data)),
            CODE_PAGE => self.code_page = Bytes(data).u32().unwrap_or_default(),
            MESSAGE_PROPERTIES => self.message = Properties::read(data),
            ATTACH_BEGINS if self.files.len() < MOST_FILES => self.files.push(Attached::default()),
            ATTACH_BEGINS => self.is_damaged = true,
            _ => {
                let title = (attribute.id == ATTACH_TITLE).then(|| self.string(data));
                let Some(file) = self.files.last_mut() else {
                    return;
                };
                match attribute.id {
                    ATTACH_DATA => file.data = data.to_vec(),
                    ATTACH_PROPERTIES => file.properties = Properties::read(data),
                    _ => file.title = title.unwrap_or_else(|| std::mem::take(&mut file.title)),
                }
            }
        }
    }

    fn string(&self, bytes: &[u8]) -> String {
        string(bytes, self.code_page)
    }

    fn finish(mut self) -> Tnef {
        let body = self.body();
        let code_page = self.code_page;
        Tnef {
            body,
            files: self
                .files
                .into_iter()
                .map(|file| file.finish(code_page))
                .collect(),
            is_damaged: self.is_damaged,
        }
    }

    fn body(&mut self) -> Option<Body> {
        const TEXT: u16 = 0x1000;
        const RTF: u16 = 0x1009;
        const HTML: u16 = 0x1013;
        const CHARSET: u16 = 0x3fde;
        if let Some(Value::Bytes(html)) = self.message.value(HTML) {
            let charset = self.message.number(CHARSET).and_then(charset_of);
            return Some(Body::Page(decode::page(html, charset.as_deref()).into_owned()));
        }
        if let Some(Value::Bytes(compressed)) = self.message.value(RTF)
            && let Some(body) = rtf::body(compressed)
        {
            return Some(body);
        }
        let text = self
            .message
            .text(TEXT, self.code_page)
            .or_else(|| self.text.take());
        text.filter(|text| !text.trim().is_empty()).map(Body::Text)
    }
}

impl Attached {
    fn finish(self, code_page: u32) -> File {
        const CONTENT: u16 = 0x3701;
        const NAME_8_3: u16 = 0x3704;
        const LONG_NAME: u16 = 0x3707;
        const MEDIA_TYPE: u16 = 0x370e;
        const CONTENT_ID: u16 = 0x3712;
        const DISPLAY_NAME: u16 = 0x3001;
        let text = |id| self.properties.text(id, code_page);
        let title = Some(self.title.as_str()).filter(|title| !title.is_empty());
        let name = [LONG_NAME, NAME_8_3].into_iter().find_map(text);
        let name = name
            .or_else(|| title.map(str::to_owned))
            .or_else(|| text(DISPLAY_NAME));
        let media_type = text(MEDIA_TYPE);
        let content_id = text(CONTENT_ID).map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
        let content = match self.properties.value(CONTENT) {
            // An object begins with what it is one of.
            Some(Value::Object(bytes)) => bytes.get(16..).unwrap_or_default(),
            Some(Value::Bytes(bytes)) => bytes,
            _ => &[],
        };
        if content.starts_with(SIGNATURE) {
            return message_of(&text(DISPLAY_NAME).or(name).unwrap_or_default(), content);
        }
        File {
            name,
            media_type,
            content_id,
            bytes: if self.data.is_empty() {
                content.to_vec()
            } else {
                self.data
            },
        }
    }
}

/// A message inside of a container is a container itself: as a message of its own it can be opened like any other.
fn message_of(subject: &str, container: &[u8]) -> File {
    const HEADER: &[u8] =
        b"\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    const CHARACTERS: usize = 200;
    // In one line nothing can follow that is a field.
    let subject = clean::line(subject, CHARACTERS);
    File {
        name: None,
        media_type: Some("message/rfc822".to_owned()),
        content_id: None,
        bytes: [b"Subject: ", subject.as_bytes(), HEADER, container].concat(),
    }
}

/// Text in a code page of Windows, up to its end.
fn string(bytes: &[u8], code_page: u32) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    let bytes = bytes.get(..end).unwrap_or_default();
    decode::text(bytes, charset_of(code_page).as_deref()).into_owned()
}

/// The name of a code page's charset, if it is one.
fn charset_of(code_page: u32) -> Option<String> {
    let name = match code_page {
        0 => return None,
        65001 => "utf-8".to_owned(),
        20127 => "us-ascii".to_owned(),
        20866 => "koi8-r".to_owned(),
        28591..=28606 => ["iso-8859-", &(code_page - 28590).to_string()].concat(),
        50220..=50222 => "iso-2022-jp".to_owned(),
        51932 => "euc-jp".to_owned(),
        1250..=1258 => ["windows-", &code_page.to_string()].concat(),
        _ => ["cp", &code_page.to_string()].concat(),
    };
    charset::text(&name, b"").map(|_| name)
}

#[cfg(test)]
mod tests;
