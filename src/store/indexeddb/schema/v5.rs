//! Version 5: tags, and messages that come back later. It must stay as it was released.
//!
//! It adds no object store. The number tells earlier builds that pages of summaries say more than they would write back,
//! and name a folder that they cannot read, so that they ask for a reload.

/// Its number.
pub(super) const VERSION: u32 = super::v4::VERSION + 1;

/// The key in `meta` of all tags, which are one record.
pub(in super::super) const TAGS: &str = "tags";
