//! Version 1: the object stores of the first release. It must stay as it was released.
//!
//! All keys are explicit (out of line) and there is no index: lists are read in pages, single records by key. Records
//! that belong to an account have array keys that begin with its id, so that one range holds all of them.

use idb::{Database, Error, ObjectStoreParams};

/// Its number.
pub(super) const VERSION: u32 = 1;

/// Counters of the whole database: [`NEXT_ACCOUNT`] → number.
pub(in super::super) const META: &str = "meta";
/// What servers said of themselves is in [`META`] too, under `[SERVER, account]`.
pub(in super::super) const SERVER: &str = "server";
/// The key in [`META`] of the id that the next account gets.
pub(in super::super) const NEXT_ACCOUNT: &str = "next-account";
/// Account id → account record.
pub(in super::super) const ACCOUNTS: &str = "accounts";
/// Account id → `{iv, sealed}`: the password under [`PASSWORD_KEY`], bound to the account's id.
pub(in super::super) const PASSWORDS: &str = "passwords";
/// Name → a `CryptoKey` that cannot be exported.
pub(in super::super) const KEYS: &str = "keys";
/// The key in [`KEYS`] of the key that seals passwords.
pub(in super::super) const PASSWORD_KEY: &str = "passwords";
/// `[account, page]` → page of summaries.
pub(in super::super) const SUMMARIES: &str = "summaries";
/// `[account, page]` → page of seen-marks; the page is that of the message's id.
pub(in super::super) const SEEN: &str = "seen";
/// `[account, message]` → `{bytes, sha256}`.
pub(in super::super) const ORIGINALS: &str = "originals";

/// Room for what is not kept yet: `[account, …]` → record. Adding a store later would need every tab to close first.
const ROOM: [&str; 5] = ["folders", "tags", "rules", "outbox", "search"];

/// The stores whose keys begin with an account's id: what is forgotten with it.
pub(in super::super) const OF_ACCOUNT: [&str; 8] = [
    SUMMARIES, SEEN, ORIGINALS, ROOM[0], ROOM[1], ROOM[2], ROOM[3], ROOM[4],
];

/// Makes all of it.
pub(super) fn create(database: &Database) -> Result<(), Error> {
    for name in [META, ACCOUNTS, PASSWORDS, KEYS].into_iter().chain(OF_ACCOUNT) {
        database.create_object_store(name, ObjectStoreParams::new())?;
    }
    Ok(())
}
