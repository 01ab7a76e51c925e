//! What only somebody who reads a message needs, as one thing: the browser keeps it in a module of its own
//! (`bin/engine.rs`), which need not be there before mail can be fetched. It must be reached through [`Reading`] alone:
//! whoever calls what is behind it directly has it in the first module as well.

use std::borrow::Cow;

use crate::mail::{
    BodyForm, Hint, Home, OpenedMessage, RemoteImages, Trace, attached, look_alike, nested, opened, trace,
};

/// Reads messages.
pub trait Reading {
    /// A message for showing.
    fn open(&self, original: &[u8], remote: RemoteImages, form: BodyForm) -> OpenedMessage;

    /// The bytes of the message that lies in `original` behind these attachments, each one of the message before;
    /// `None` when one of them is no message, or they are too many.
    fn nested<'m>(&self, original: &'m [u8], within: &[u32]) -> Option<Cow<'m, [u8]>>;

    /// Which way a message came, and how far that and its sender are to be believed.
    fn trace(&self, original: &[u8], home: Home<'_>) -> Trace;

    /// The first of the domains that write to an account and that somebody's looks like.
    fn look_alike(&self, address: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Hint>;

    /// The bytes of an attachment as they were before they were sent; `None` when there is no such part.
    fn attachment(&self, original: &[u8], part: u32) -> Option<Vec<u8>>;
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

    fn trace(&self, original: &[u8], home: Home<'_>) -> Trace {
        trace(original, home)
    }

    fn look_alike(&self, address: &str, known: &mut dyn Iterator<Item = &str>) -> Option<Hint> {
        look_alike(address, known)
    }

    fn attachment(&self, original: &[u8], part: u32) -> Option<Vec<u8>> {
        attached::attachment(original, part)
    }
}
