//! Version 3: what the user has decided about how mail is shown. It must stay as it was released.

use idb::{Database, Error, ObjectStoreParams};

/// Its number.
pub(super) const VERSION: u32 = 3;

/// The key in `meta` of whether remote images are ever loaded.
pub(in super::super) const IMAGE_POLICY: &str = "image-policy";
/// `[SENDER, address]` and `[DOMAIN, domain]` → whom it is about, and what was decided.
pub(in super::super) const CHOICES: &str = "choices";
/// Choices about one address.
pub(in super::super) const SENDER: &str = "sender";
/// Choices about a domain and those below it.
pub(in super::super) const DOMAIN: &str = "domain";

/// Adds it.
pub(super) fn create(database: &Database) -> Result<(), Error> {
    database.create_object_store(CHOICES, ObjectStoreParams::new())?;
    Ok(())
}
