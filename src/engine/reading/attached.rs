//! What came with a message: looked at, saved, packed. Each time the original is read anew and checked against its hash:
//! nothing that is damaged is handed out as what was sent.

use std::borrow::Cow;

use sha2::{Digest, Sha256 as Hasher};

use super::{previews, within};
use crate::clock::Clock;
use crate::engine::Engine;
use crate::mail::{Picture, Reading, Sight};
use crate::store::{Original, Store};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Sha256};
use crate::wire::{self, Bytes, Fault, FaultKind, LookView, SavedView, SightView};

/// A message on its way to what is attached to it.
struct Opened {
    reader: &'static dyn Reading,
    original: Original,
}

impl Opened {
    fn within(&self, path: &[u32]) -> Result<Cow<'_, [u8]>, Fault> {
        within(self.reader, &self.original.bytes, path)
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// One attachment, decoded.
    ///
    /// # Errors
    /// As [`Self::open_message`]; [`FaultKind::NotHere`] when the message has no such part.
    pub async fn attachment(&self, call: &wire::Attachment) -> Result<SavedView, Fault> {
        let opened = self.opened(call.account, call.message).await?;
        let message = opened.within(&call.within)?;
        let bytes = opened
            .reader
            .attachment(&message, call.part)
            .ok_or_else(not_here)?;
        Ok(SavedView {
            sha256: hash(&bytes),
            bytes: Bytes(bytes),
        })
    }

    /// One attachment, to be looked at.
    ///
    /// # Errors
    /// As [`Self::attachment`].
    pub async fn look(&self, call: &wire::Look) -> Result<LookView, Fault> {
        let opened = self.opened(call.account, call.message).await?;
        let message = opened.within(&call.within)?;
        let bytes = opened
            .reader
            .attachment(&message, call.part)
            .ok_or_else(not_here)?;
        let sight = match opened.reader.preview(&message, call.part) {
            Some(read) => SightView::Read(previews::preview(read)),
            None => view(opened.reader.look(&message, call.part).ok_or_else(not_here)?),
        };
        Ok(LookView {
            sha256: hash(&bytes),
            sight,
        })
    }

    /// The attachments that are pictures, each with its number, for somebody who makes small ones of them.
    ///
    /// # Errors
    /// As [`Self::open_message`].
    pub async fn pictures(&self, call: &wire::Thumbnails) -> Result<Vec<(u32, Picture)>, Fault> {
        let opened = self.opened(call.account, call.message).await?;
        let message = opened.within(&call.within)?;
        Ok(opened.reader.pictures(&message, &call.parts))
    }

    /// Several attachments in one file.
    ///
    /// # Errors
    /// As [`Self::attachment`]; [`FaultKind::NotHere`] also when they are larger than [`wire::MOST_PACKED_OCTETS`].
    pub async fn pack(&self, call: &wire::Pack) -> Result<Vec<u8>, Fault> {
        let opened = self.opened(call.account, call.message).await?;
        let message = opened.within(&call.within)?;
        let files: Vec<(u32, &str)> = call
            .files
            .iter()
            .map(|file| (file.part, file.name.as_str()))
            .collect();
        let packed = opened.reader.pack(&message, &files);
        packed
            .filter(|zip| zip.len() as u64 <= wire::MOST_PACKED_OCTETS)
            .ok_or_else(not_here)
    }

    async fn opened(&self, account: AccountId, message: MessageId) -> Result<Opened, Fault> {
        let (_, original) = self.stored(account, message).await?;
        let reader = self.reader().await?;
        Ok(Opened { reader, original })
    }
}

const fn not_here() -> Fault {
    Fault::of(FaultKind::NotHere)
}

pub(in crate::engine) fn hash(bytes: &[u8]) -> Sha256 {
    Sha256(Hasher::digest(bytes).into())
}

fn view(sight: Sight) -> SightView {
    match sight {
        Sight::Picture(picture) => SightView::Picture {
            media_type: picture.media_type.to_owned(),
            width: picture.size.width,
            height: picture.size.height,
            bytes: Bytes(picture.bytes),
        },
        Sight::TooLarge(size) => SightView::TooLarge(size.map(|size| (size.width, size.height))),
        Sight::Text { text, is_cut } => SightView::Text { text, is_cut },
        Sight::Nothing => SightView::Nothing,
    }
}
