//! What the app can do with mail: one use case a file, over the traits of [`crate::store`], [`crate::transport`] and
//! [`crate::clock`]. It must not know a browser, nor make sentences for people.
//!
//! ```text
//!   account   keep, unlock, forget an account        sync      fetch what is new (plan → driver → store)
//!   probe     try a connection, step by step         reading   rows, messages, originals, attachments
//!                                                    tracing   the way a message came, and its sender
//!   ─────────────────────────────────────────────────────────────────────────────────────────────────
//!   mailbox   rows in memory, sorted                 plan      what a run fetches, and in which order
//!   deletion  which of the server's copies may go    ledger    that policy, its plan, and what was deleted
//!   server_box  what is on the server    duplicates  what is here twice
//!   driver    the only loop that moves bytes         fault     every error as one `wire::Fault`
//!   sign_in   which ways in, in which order          transcript  what was said, without what is secret
//!   outgoing  what was connected to, and what for    alphabet  where a name stands among others
//!   storage   how much of each account's mail is here, and how much its server had
//!   folders   the user's own folders             marks    read, starred, tagged, filed
//!   tags      words with a colour                snoozed  what comes back later
//!   erasing   emptying the trash
//!   rules     what is done with mail as it comes, and on demand
//!   together  the messages of all accounts in one mailbox
//!   diagnosis what is wrong with an account's connection   damage  copies that are no longer what came
//! ```

mod account;
mod alphabet;
mod choices;
mod conversations;
mod damage;
mod deletion;
mod diagnosis;
mod driver;
mod duplicates;
mod erasing;
mod fault;
mod files;
mod folders;
mod ledger;
mod mailbox;
mod marks;
mod order;
mod outgoing;
mod patience;
mod plan;
mod probe;
mod reading;
mod rules;
mod server_box;
mod sign_in;
mod snoozed;
mod storage;
mod sync;
mod tags;
mod together;
mod tracing;
mod transcript;
mod undo;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::ready;

use futures::future::LocalBoxFuture;
pub use marks::Marked;
pub use sync::{Stop, Stretch, SyncEvent, SyncReport};

use self::mailbox::Mailbox;
use self::patience::Patience;
use self::transcript::Recording;
use self::undo::Undo;
use crate::clock::Clock;
use crate::mail::{Reader, Reading};
use crate::platform::Platform;
use crate::secret::Secret;
use crate::store::Store;
use crate::transport::Dial;
use crate::units::{AccountId, Octets};
use crate::wire::Fault;

/// The engine of one tab, or of one process.
#[derive(Debug)]
pub struct Engine<S, D, C> {
    store: S,
    dial: D,
    clock: C,
    options: EngineOptions,
    read: Read,
    /// The passwords that this tab knows. They go when it goes.
    passwords: RefCell<HashMap<AccountId, Secret>>,
    mailboxes: RefCell<HashMap<AccountId, Mailbox>>,
    storage_persistent: Cell<bool>,
    patience: Patience,
    undo: Undo,
    transcripts: RefCell<Vec<(AccountId, Recording)>>,
    outgoing: outgoing::Log,
    files: files::Files,
}

/// Brings what reads messages; `None` when it does not come.
pub type Read = fn() -> LocalBoxFuture<'static, Option<&'static dyn Reading>>;

/// What may differ between one place and another where the engine runs.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Certificate authorities (DER) that are trusted beside the public ones. Always empty in a browser.
    pub extra_roots: Vec<Vec<u8>>,
    /// Larger messages are not fetched without being asked for.
    pub max_message: Octets,
    /// The language that servers are asked to speak, as a tag of RFC 5646.
    pub language: String,
    /// Larger ones are not fetched at all: nothing could hold them.
    pub max_asked: Octets,
    /// How long a server may be silent before it counts as gone.
    pub silence_ms: u32,
    /// The same while a connection is tried: somebody watches.
    pub probe_silence_ms: u32,
    /// Randomness, and Unicode.
    pub platform: Platform,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            extra_roots: Vec::new(),
            max_message: Octets(50 * 1024 * 1024),
            max_asked: Octets(512 * 1024 * 1024),
            language: "en".to_owned(),
            silence_ms: 60_000,
            probe_silence_ms: 20_000,
            platform: Platform::default(),
        }
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// An engine over these adapters. Nothing is read until it is asked.
    pub fn new(store: S, dial: D, clock: C, options: EngineOptions) -> Self {
        Self::reading_with(
            || Box::pin(ready(Some(&Reader as &dyn Reading))),
            store,
            dial,
            clock,
            options,
        )
    }

    /// The same where what reads messages may have to come first.
    pub fn reading_with(read: Read, store: S, dial: D, clock: C, options: EngineOptions) -> Self {
        Self {
            store,
            dial,
            clock,
            options,
            read,
            passwords: RefCell::default(),
            mailboxes: RefCell::default(),
            storage_persistent: Cell::new(false),
            patience: Patience::default(),
            undo: Undo::default(),
            transcripts: RefCell::default(),
            outgoing: outgoing::Log::default(),
            files: files::Files::default(),
        }
    }

    /// Calls `ask` with an account's rows, which are read from the store the first time.
    async fn with_mailbox<T>(
        &self,
        account: AccountId,
        ask: impl FnOnce(&mut Mailbox) -> T,
    ) -> Result<T, Fault> {
        self.read_all_rows(account).await?;
        Ok(ask(self.mailboxes.borrow_mut().entry(account).or_default()))
    }

    async fn read_all_rows(&self, account: AccountId) -> Result<(), Fault> {
        if account != AccountId::ALL {
            return self.read_rows(account).await;
        }
        for record in self.store.accounts().await? {
            self.read_rows(record.id).await?;
        }
        let mut mailboxes = self.mailboxes.borrow_mut();
        if !mailboxes.contains_key(&account) {
            let all = together::mailbox(mailboxes.iter().map(|(account, mailbox)| (*account, mailbox)));
            mailboxes.insert(account, all);
        }
        Ok(())
    }

    async fn read_rows(&self, account: AccountId) -> Result<(), Fault> {
        if self.mailboxes.borrow().contains_key(&account) {
            return Ok(());
        }
        let pages = self.store.summaries(account).await?;
        let mut mailboxes = self.mailboxes.borrow_mut();
        // Another call may have read them meanwhile, and may have seen a later change.
        if let Entry::Vacant(place) = mailboxes.entry(account) {
            place.insert(Mailbox::new(pages));
            // It is made again, with these.
            mailboxes.remove(&AccountId::ALL);
        }
        Ok(())
    }

    /// Reads pages again after they changed, here or in another tab.
    ///
    /// # Errors
    /// The store's.
    pub async fn reload_pages(&self, account: AccountId, pages: &[u32]) -> Result<(), Fault> {
        if !self.mailboxes.borrow().contains_key(&account) {
            return Ok(());
        }
        let pages = self.store.summary_pages(account, pages).await?;
        let mut mailboxes = self.mailboxes.borrow_mut();
        if let Some(all) = mailboxes.get_mut(&AccountId::ALL) {
            all.replace(together::pages(account, pages.iter()).collect());
        }
        if let Some(mailbox) = mailboxes.get_mut(&account) {
            self.undo.note(account, mailbox, &pages, self.clock.now());
            mailbox.replace(pages);
        }
        Ok(())
    }

    /// Says whether what is stored stays until the user removes it. Until then, no server's copy is deleted unless the
    /// user has agreed to the risk.
    pub fn set_storage_persistent(&self, persistent: bool) {
        self.storage_persistent.set(persistent);
    }

    pub(crate) fn is_storage_persistent(&self) -> bool {
        self.storage_persistent.get()
    }

    /// Forgets what is kept in memory of accounts, after they changed in another tab.
    pub fn reload_accounts(&self) {
        let mut mailboxes = self.mailboxes.borrow_mut();
        // What is open of files is kept nowhere else.
        let files = mailboxes.remove(&AccountId::FILES);
        mailboxes.clear();
        if let Some(files) = files {
            mailboxes.insert(AccountId::FILES, files);
        }
    }
}
