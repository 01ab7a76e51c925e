//! The versions of the database, one module each. A released version is never edited: a new one adds, migrates and
//! deletes in steps inside one upgrade transaction, so that an upgrade that dies leaves the old version whole.

pub(super) mod v1;
pub(super) mod v2;
pub(super) mod v3;
pub(super) mod v4;
pub(super) mod v5;

use idb::DatabaseEvent;
use idb::event::VersionChangeEvent;

/// The version this build writes.
pub(super) const VERSION: u32 = v5::VERSION;

/// Brings a database from whatever it is to [`VERSION`]; runs inside the upgrade transaction.
pub(super) fn upgrade(event: &VersionChangeEvent) -> Result<(), idb::Error> {
    let database = event.database()?;
    if event.old_version()? < v1::VERSION {
        v1::create(&database)?;
    }
    if event.old_version()? < v2::VERSION {
        v2::create(&database)?;
    }
    if event.old_version()? < v3::VERSION {
        v3::create(&database)?;
    }
    Ok(())
}
