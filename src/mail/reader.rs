//! What only somebody who reads a message needs, as one thing: the browser keeps it in a module of its own
//! (`bin/engine.rs`), which need not be there before mail can be fetched. It must be reached through [`Reading`] alone:
//! whoever calls what is behind it directly has it in the first module as well.

use std::borrow::Cow;

use crate::mail::{
    Body, BodyForm, Hint, Home, OpenedMessage, Picture, Preview, RemoteImages, Sight, Trace, attached, filed,
    look_alike, nested, opened, packed, preview, sight, trace,
};

/// Reads messages.
pub trait Reading {
    /// A message for showing.
    fn open(&self, original: &[u8], remote: RemoteImages, form: BodyForm) -> OpenedMessage;

    /// The bytes of the message that lies in `original` behind these attachments, each one of the message before;
    /// `None` when one of them is no message, or they are too many.
    fn nested<'m>(&self, original: &'m [u8], within: &[u32]) -> Option<Cow<'m, [u8]>>;

    /// Its text, at most so many octets of it; empty when there is none.
    fn words(&self, original: &[u8], most: usize) -> String;

    /// Which way a message came, and how far that and its sender are to be believed.
    fn trace(&self, original: &[u8], home: Home<'_>) -> Trace;

    /// The first of the domains that write to an account and that somebody's looks like.
    fn look_alike(&self, address: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Hint>;

    /// The messages in a file, byte for byte; none where it is no message.
    fn messages_in(&self, file: &[u8]) -> Vec<Vec<u8>>;

    /// The bytes of an attachment as they were before they were sent; `None` when there is no such part.
    fn attachment(&self, original: &[u8], part: u32) -> Option<Vec<u8>>;

    /// What is in an attachment, where it can be looked at without opening the file.
    fn preview(&self, original: &[u8], part: u32) -> Option<Preview>;

    /// An attachment as somebody looks at it before saving it; `None` when there is no such part.
    fn look(&self, original: &[u8], part: u32) -> Option<Sight>;

    /// Those of these attachments that are pictures, and not too large to make a small one of each.
    fn pictures(&self, original: &[u8], parts: &[u32]) -> Vec<(u32, Picture)>;

    /// Attachments under these names in one file (zip); `None` when one is not there, or they are too large for that.
    fn pack(&self, original: &[u8], files: &[(u32, &str)]) -> Option<Vec<u8>>;
}

/// The one that reads them.
#[derive(Clone, Copy, Debug)]
pub struct Reader;

impl Reading for Reader {
    fn open(&self, original: &[u8], remote: RemoteImages, form: BodyForm) -> OpenedMessage {
        opened::open_as(original, remote, form)
    }

    fn nested<'m>(&self, original: &'m [u8], within: &[u32]) -> Option<Cow<'m, [u8]>> {
        nested(original, within)
    }

    fn words(&self, original: &[u8], most: usize) -> String {
        let opened = opened::open_as(original, RemoteImages::Blocked, BodyForm::Plain);
        let blocks = match &opened.body {
            Body::Text(blocks) => blocks.as_slice(),
            Body::Html { .. } | Body::Empty => &[],
        };
        let mut words = String::new();
        for span in blocks.iter().flat_map(|block| &block.spans) {
            let room = most.saturating_sub(words.len());
            let end = span.text.floor_char_boundary(room);
            words.push_str(span.text.get(..end).unwrap_or_default());
        }
        words
    }

    fn trace(&self, original: &[u8], home: Home<'_>) -> Trace {
        trace(original, home)
    }

    fn look_alike(&self, address: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Hint> {
        look_alike(address, known)
    }

    fn messages_in(&self, file: &[u8]) -> Vec<Vec<u8>> {
        filed::messages_in(file)
    }

    fn attachment(&self, original: &[u8], part: u32) -> Option<Vec<u8>> {
        attached::attachment(original, part)
    }

    fn preview(&self, original: &[u8], part: u32) -> Option<Preview> {
        preview(original, part)
    }

    fn look(&self, original: &[u8], part: u32) -> Option<Sight> {
        sight::look(original, part)
    }

    fn pictures(&self, original: &[u8], parts: &[u32]) -> Vec<(u32, Picture)> {
        sight::pictures(original, parts)
    }

    fn pack(&self, original: &[u8], files: &[(u32, &str)]) -> Option<Vec<u8>> {
        packed::pack(original, files)
    }
}
