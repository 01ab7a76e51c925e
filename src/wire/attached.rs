//! Attachments as they are looked at, saved and packed.

use serde::{Deserialize, Serialize};

use super::{Bytes, PreviewView};
use crate::units::Sha256;

/// So many octets can be packed into one file; the page and the worker hold all of them at once.
pub const MOST_PACKED_OCTETS: u64 = 200_000_000;

/// An attachment to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// As it was before it was sent.
    pub bytes: Bytes,
    /// The hash of that.
    pub sha256: Sha256,
}

/// An attachment to be packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToPack {
    /// [`super::AttachmentView::part`].
    pub part: u32,
    /// [`super::AttachmentView::name`].
    pub name: String,
}

/// A small picture of an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThumbnailView {
    /// [`super::AttachmentView::part`].
    pub part: u32,
    /// A PNG that was made here: nothing of what was sent is in it but colours.
    pub png: Bytes,
}

/// An attachment as somebody looks at it before saving it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookView {
    /// The hash of its bytes as they were before they were sent.
    pub sha256: Sha256,
    /// What there is to look at.
    pub sight: SightView,
}

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SightView {
    /// A picture, to be drawn as an image and as nothing else.
    Picture {
        /// What it is by its bytes: a kind of picture in which nothing can run.
        media_type: String,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// The file.
        bytes: Bytes,
    },
    /// A picture that is larger than what is shown, with its width and height in pixels where it says them.
    TooLarge(Option<(u32, u32)>),
    /// A calendar or contact cards, as what they say.
    Read(PreviewView),
    /// Text: data, never markup.
    Text {
        /// Its beginning.
        text: String,
        /// Whether there is more.
        is_cut: bool,
    },
    /// Nothing.
    Nothing,
}
