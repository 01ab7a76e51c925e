//! Pictures that a message brings along, as `data:` URLs. It must let only raster pictures through, and decide what is
//! one by its bytes, not by what anybody calls it.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::mail::inner::File;
use crate::mail::parts::Part;

/// How much a page may hold of pictures, as `data:` URLs. What is over it can still be saved.
const MOST_OCTETS: usize = 16 * 1024 * 1024;

/// The pictures of a message by their content id.
#[derive(Debug, Default)]
pub(in crate::mail) struct InlineImages {
    by_id: HashMap<String, (usize, String)>,
    used: usize,
    shown: Vec<usize>,
}

impl InlineImages {
    /// The pictures that a page which says `html` may refer to.
    pub(in crate::mail) fn of(parts: &[Part<'_>], html: &str) -> Self {
        let mut images = Self::default();
        if memchr::memmem::find(html.to_ascii_lowercase().as_bytes(), b"cid:").is_none() {
            return images;
        }
        let mut held = 0;
        for (place, part) in parts.iter().enumerate() {
            let Some(id) = part.content_id.as_ref().filter(|_| !part.is_multipart()) else {
                continue;
            };
            let is_text = ["text", "message"].contains(&part.main_type.as_str());
            if is_text || images.by_id.contains_key(id) || held + part.body.len() > MOST_OCTETS {
                continue;
            }
            if let Some(url) = data_url(&part.encoding.decode(part.body)) {
                held += url.len();
                images.by_id.insert(id.clone(), (place, url));
            }
        }
        images
    }

    /// The pictures among files that are no parts, by their numbers.
    pub(in crate::mail) fn of_files<'f>(files: impl Iterator<Item = (usize, &'f File)>) -> Self {
        let mut images = Self::default();
        let mut held = 0;
        for (number, file) in files {
            let Some(id) = file.content_id.as_ref() else {
                continue;
            };
            if images.by_id.contains_key(id) || held + file.bytes.len() > MOST_OCTETS {
                continue;
            }
            if let Some(url) = data_url(&file.bytes) {
                held += url.len();
                images.by_id.insert(id.clone(), (number, url));
            }
        }
        images
    }

    /// For `cid:` URLs (RFC 2392).
    pub(super) fn of_content_id(&mut self, id: &str) -> Option<String> {
        let id = percent_decoded(id);
        let (place, url) = self.by_id.get(id.trim_matches(['<', '>']))?;
        let (place, url) = (*place, url.clone());
        self.within_limit(url).inspect(|_| self.shown.push(place))
    }

    /// For `data:` URLs that the sender wrote: the same picture under its true type.
    pub(super) fn of_data_url(&mut self, url: &str) -> Option<String> {
        let (_, encoded) = url.split_once(";base64,")?;
        if encoded.len() > MOST_OCTETS {
            return None;
        }
        let digits: String = percent_decoded(encoded).split_ascii_whitespace().collect();
        let url = data_url(&STANDARD.decode(digits).ok()?)?;
        self.within_limit(url)
    }

    fn within_limit(&mut self, url: String) -> Option<String> {
        let used = self.used + url.len();
        if used > MOST_OCTETS {
            return None;
        }
        self.used = used;
        Some(url)
    }

    pub(super) fn into_shown(self) -> Vec<usize> {
        self.shown
    }
}

fn data_url(bytes: &[u8]) -> Option<String> {
    let media_type = raster_type(bytes)?;
    Some(format!("data:{media_type};base64,{}", STANDARD.encode(bytes)))
}

/// The type of a raster picture. Whatever can hold script or refer to something is none.
fn raster_type(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        Some("image/gif")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        Some("image/bmp")
    } else {
        None
    }
}

/// Text without the escapes of addresses.
pub(in crate::mail) fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .filter(|_| byte == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = digits
            .filter(|hex| !hex.starts_with('+'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() {
            after.get(2..).unwrap_or_default()
        } else {
            after
        };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
