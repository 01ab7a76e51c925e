//! Version 2: the ledger of deletions, and in `meta` what the user wants of servers. It must stay as it was released.

use idb::{Database, Error, ObjectStoreParams};

/// Its number.
pub(super) const VERSION: u32 = 2;

/// What may be deleted from servers is in `meta`, under `[POLICY, account]`.
pub(in super::super) const POLICY: &str = "deletion-policy";
/// How much is fetched, under `[LIMITS, account]`.
pub(in super::super) const LIMITS: &str = "fetch-limits";
/// What is wanted of single messages, under `[WISHES, account]`.
pub(in super::super) const WISHES: &str = "wishes";
/// `[account, message]` → line of the ledger.
pub(in super::super) const DELETIONS: &str = "deletions";

/// Adds it.
pub(super) fn create(database: &Database) -> Result<(), Error> {
    database.create_object_store(DELETIONS, ObjectStoreParams::new())?;
    Ok(())
}
