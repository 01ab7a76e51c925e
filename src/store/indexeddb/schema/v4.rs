//! Version 4: folders of the user's own. It must stay as it was released.
//!
//! It adds no object store: there is room for folders since version 1. The number tells earlier builds that pages of
//! summaries name folders which they cannot read, so that they ask for a reload and do not take mail for damaged.

/// Its number.
pub(super) const VERSION: u32 = 4;

/// `[account, TREE]` → the folders of an account that are the user's own.
pub(in super::super) const FOLDERS: &str = "folders";
/// All folders of an account are one record: a change looks at all of them.
pub(in super::super) const TREE: u32 = 0;
