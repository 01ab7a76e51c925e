//! Version 5: tags, and messages that come back later. It must stay as it was released.
//!
//! It adds no object store: there is room for tags since version 1. The number tells earlier builds that pages of summaries say more than they would write back,
//! and name a folder that they cannot read, so that they ask for a reload.

/// Its number.
pub(super) const VERSION: u32 = super::v4::VERSION + 1;

/// [`ALL`] → the tags, which are of no account.
pub(in super::super) const TAGS: &str = "tags";
/// All tags are one record: a change looks at all of them.
pub(in super::super) const ALL: &str = "all";
