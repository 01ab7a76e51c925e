//! What stays in this browser: accounts, passwords, messages, and which of the server's messages are already here.
//!
//! A trait with the verbs of the domain, a [`memory`] implementation (tests, `examples/fetch.rs`) and one on IndexedDB
//! (`indexeddb`, browsers). [`conformance`] holds both to the same behaviour. One verb is one transaction: it happens
//! whole or not at all, whenever the process dies. Only `indexeddb` may know the browser.

pub mod conformance;
#[cfg(target_arch = "wasm32")]
pub mod indexeddb;
pub mod memory;
pub mod records;

use std::fmt;

pub use records::{
    AccountRecord, BodyState, Choice, ChoiceChange, Choices, Connection, Deletion, DeletionPolicy,
    DeletionReason, DeletionState, FetchLimits, FetchedMessage, Folder, FolderChange, FolderProblem,
    FolderRecord, Folders, ImagePolicy, ListedMail, MarkChange, MessagePreview, NO_COPY, Original,
    PAGE_MESSAGES, Protection, RemovedFolders, Retention, Rule, RuleAction, Ruling, SeenKey, SeenMark,
    SeenState, ServerRecord, SignIn, SkipReason, SummaryPage, SummaryRecord, TagChange, Tags, Whose, Will,
    Wish, Wishes, page_of,
};

use crate::secret::Secret;
use crate::units::{AccountId, FolderId, MessageId, TagId, UnixMillis};

/// Proof that a run of fetching owns an account. A later [`Store::begin_sync`] takes the ownership away: what the older
/// lease then tries to commit fails with [`StoreError::Superseded`], so that two tabs can never both add a message.
/// It is good only with the store (and its clones) that handed it out, which remembers what the run has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncLease {
    /// Whose mail.
    pub account: AccountId,
    /// Counts the runs of this account; the highest one owns it.
    pub epoch: u32,
}

/// Everything that is kept.
#[allow(async_fn_in_trait, reason = "the engine runs on one thread")]
pub trait Store {
    /// All accounts, by id. Reads `accounts`.
    async fn accounts(&self) -> Result<Vec<AccountRecord>, StoreError>;

    /// Keeps a new account under an id that was never used before, and returns it. Writes `accounts` and `meta`.
    async fn add_account(&self, connection: Connection) -> Result<AccountRecord, StoreError>;

    /// Changes how an account is reached. Writes `accounts`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn update_connection(&self, account: AccountId, connection: Connection) -> Result<(), StoreError>;

    /// Changes what was learnt about signing in. Writes `accounts`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn remember_sign_in(&self, account: AccountId, sign_in: SignIn) -> Result<(), StoreError>;

    /// What is known of an account's server; nothing at first. Reads `meta`.
    async fn server(&self, account: AccountId) -> Result<ServerRecord, StoreError>;

    /// Notes what an account's server said of itself, and how much it listed. Writes `meta`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn note_server(&self, account: AccountId, server: ServerRecord) -> Result<(), StoreError>;

    /// Removes an account with its password, messages and seen-marks. Writes every object store but `choices`, which are
    /// of no account.
    async fn forget_account(&self, account: AccountId) -> Result<(), StoreError>;

    /// Seals a password so that it outlives the tab. Replaces an earlier one. Reads `accounts`, writes `passwords`
    /// (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`]: a password never stays behind an account that another tab forgot.
    async fn remember_password(&self, account: AccountId, password: &Secret) -> Result<(), StoreError>;

    /// The remembered password; `None` when there is none or it cannot be opened any more. Reads `passwords`.
    async fn remembered_password(&self, account: AccountId) -> Result<Option<Secret>, StoreError>;

    /// Forgets a remembered password. Writes `passwords`.
    async fn forget_password(&self, account: AccountId) -> Result<(), StoreError>;

    /// Takes the account over for a run of fetching and returns what is already known of the server's messages.
    /// Reads `seen`, writes `accounts`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn begin_sync(&self, account: AccountId) -> Result<(SyncLease, Vec<SeenMark>), StoreError>;

    /// Notes when a run ended well. Writes `accounts`.
    ///
    /// # Errors
    /// [`StoreError::Superseded`].
    async fn finish_sync(&self, lease: SyncLease, at: UnixMillis) -> Result<(), StoreError>;

    /// Adds rows for messages whose bodies are not here yet; each is seen as [`SeenState::Previewed`]. Keys that are
    /// known already are left alone (their id comes back all the same). Ids are in the order of `previews`.
    /// Reads and writes `seen`, `summaries`, `accounts`.
    ///
    /// # Errors
    /// [`StoreError::Superseded`]; then, as with every error, nothing was written.
    async fn commit_previews(
        &self,
        lease: SyncLease,
        previews: Vec<MessagePreview>,
    ) -> Result<Vec<MessageId>, StoreError>;

    /// Adds whole messages: originals, rows and seen-marks ([`SeenState::Fetched`]) in one transaction. A message that
    /// was previewed keeps its id, folder and read state. What rules make of each is part of the same transaction. One that
    /// is fetched already is left alone, whatever they say. Ids are in the order of `messages`. Reads and writes `seen`,
    /// `summaries`, `originals`, `accounts`; reads `folders` and writes `meta` where rules say so.
    ///
    /// # Errors
    /// [`StoreError::Superseded`], [`StoreError::Full`]; then nothing was written.
    async fn commit_messages(
        &self,
        lease: SyncLease,
        messages: Vec<FetchedMessage>,
    ) -> Result<Vec<MessageId>, StoreError>;

    /// Puts a message's bytes in the place of those that are here under the same key, which are no longer what came. Its
    /// id, folder, marks and seen-mark stay. Keys of which nothing was fetched are ignored. Reads `accounts`, reads and
    /// writes `seen`, `summaries`, `originals`.
    ///
    /// # Errors
    /// [`StoreError::Superseded`], [`StoreError::Full`]; then the old bytes are still there.
    async fn mend_message(&self, lease: SyncLease, message: FetchedMessage) -> Result<(), StoreError>;

    /// Remembers that a message was passed over, and why, so that the list can say so and the next run may try again.
    /// Its row stays a preview. Keys that are unknown or fetched already are ignored. Reads `accounts`, reads and
    /// writes `seen` and `summaries`.
    ///
    /// # Errors
    /// [`StoreError::Superseded`].
    async fn mark_skipped(
        &self,
        lease: SyncLease,
        key: &SeenKey,
        reason: SkipReason,
    ) -> Result<(), StoreError>;

    /// Gives messages that are here the names under which the server lists them now, all in one transaction. What is
    /// known by a name keeps it: a link to a key that is known already is ignored, as is one of an unknown message.
    /// Reads `accounts`, reads and writes `seen`.
    ///
    /// # Errors
    /// [`StoreError::Superseded`].
    async fn relink(&self, lease: SyncLease, links: Vec<(MessageId, SeenKey)>) -> Result<(), StoreError>;

    /// Which of the server's copies may be deleted; none at first. Reads `meta`.
    async fn deletion_policy(&self, account: AccountId) -> Result<DeletionPolicy, StoreError>;

    /// Changes that. Writes `meta` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn set_deletion_policy(&self, account: AccountId, policy: DeletionPolicy)
    -> Result<(), StoreError>;

    /// How much is fetched without being asked for; everything at first. Reads `meta`.
    async fn fetch_limits(&self, account: AccountId) -> Result<FetchLimits, StoreError>;

    /// Changes that. Writes `meta`.
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn set_fetch_limits(&self, account: AccountId, limits: FetchLimits) -> Result<(), StoreError>;

    /// What the user wants of single messages on the server; nothing at first. Reads `meta`.
    async fn wishes(&self, account: AccountId) -> Result<Wishes, StoreError>;

    /// Changes that, as [`Wishes::change`] says. Reads and writes `meta` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn change_wishes(
        &self,
        account: AccountId,
        settled: &[Wish],
        new: Vec<Wish>,
    ) -> Result<(), StoreError>;

    /// Writes lines of the ledger, each in place of an earlier one of the same message. The originals of those that are
    /// [`DeletionState::Asked`] have reached the disk when it returns: no server is asked to delete a message before
    /// that. Reads `accounts`, writes `deletions` and, again, `originals` (strict durability). Meant for a few megabytes
    /// of originals at a time.
    ///
    /// # Errors
    /// [`StoreError::Superseded`].
    async fn note_deletions(&self, lease: SyncLease, deletions: &[Deletion]) -> Result<(), StoreError>;

    /// The ledger of an account, by message. Reads `deletions`.
    async fn deletions(&self, account: AccountId) -> Result<Vec<Deletion>, StoreError>;

    /// Everything that was decided about how mail is shown. Reads `meta` and `choices`.
    async fn choices(&self) -> Result<Choices, StoreError>;

    /// The same, as far as it is about these. Reads `meta` and `choices`.
    async fn choices_about(&self, whose: &[Whose]) -> Result<Choices, StoreError>;

    /// Changes what was decided about somebody. Reads and writes `choices` (strict durability).
    async fn choose(&self, whose: &Whose, change: ChoiceChange) -> Result<(), StoreError>;

    /// Changes what was decided for everybody. Writes `meta` (strict durability).
    async fn set_image_policy(&self, policy: ImagePolicy) -> Result<(), StoreError>;

    /// Forgets what was decided about anybody. Writes `choices` (strict durability).
    async fn forget_choices(&self) -> Result<(), StoreError>;

    /// All rows of an account, in pages of [`PAGE_MESSAGES`] ids; page `n` holds ids from `n * PAGE_MESSAGES`.
    /// Reads `summaries`.
    async fn summaries(&self, account: AccountId) -> Result<Vec<SummaryPage>, StoreError>;

    /// Some pages again, after another tab changed them. Pages that do not exist are left out. Reads `summaries`.
    async fn summary_pages(&self, account: AccountId, pages: &[u32]) -> Result<Vec<SummaryPage>, StoreError>;

    /// A message's exact bytes and their hash; `None` when it is not fetched. Reads `originals`.
    async fn original(&self, account: AccountId, message: MessageId) -> Result<Option<Original>, StoreError>;

    /// Changes read state, star, tags or folder of messages; unknown ids are ignored. Returns those that were not so before, by
    /// id. Reads and writes `summaries`, and reads `folders` where they go to one of the user's own.
    ///
    /// # Errors
    /// [`StoreError::Folder`]: no message ever lies in a folder that is not here.
    async fn change_marks(
        &self,
        account: AccountId,
        messages: &[MessageId],
        change: MarkChange,
    ) -> Result<Vec<MessageId>, StoreError>;

    /// Takes messages out for good: rows and originals, all in one transaction. They are seen as [`SeenState::Erased`], so
    /// that nothing fetches them again that was not asked for. Those whose originals are not here stay, and unknown ids
    /// are ignored. Returns those that went, by id. Reads and writes `summaries` and `seen`, writes `originals` (strict
    /// durability).
    async fn erase(&self, account: AccountId, messages: &[MessageId]) -> Result<Vec<MessageId>, StoreError>;

    /// The tags, by name; none at first. Reads `tags`.
    async fn tags(&self) -> Result<Tags, StoreError>;

    /// Changes them, as [`Tags::change`] says. Reads and writes `tags` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::Folder`].
    async fn change_tags(&self, change: TagChange) -> Result<TagId, StoreError>;

    /// The rules for an account's mail, in their order; none at first. Reads `rules`.
    async fn rules(&self, account: AccountId) -> Result<Vec<Rule>, StoreError>;

    /// Puts rules in the place of those that are here, and tells which are here then: where those are not `before` any
    /// more, because another tab was faster, they stay. Reads `accounts`, reads and writes `rules` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`].
    async fn replace_rules(
        &self,
        account: AccountId,
        before: &[Rule],
        new: Vec<Rule>,
    ) -> Result<Vec<Rule>, StoreError>;

    /// The folders of the user's own; none at first. Reads `folders`.
    async fn folders(&self, account: AccountId) -> Result<Folders, StoreError>;

    /// Changes them, as [`Folders::change`] says. Reads `accounts`, reads and writes `folders` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`], [`StoreError::Folder`].
    async fn change_folders(&self, account: AccountId, change: FolderChange) -> Result<FolderId, StoreError>;

    /// Removes a folder with those in it, and files their messages somewhere else, as one thing. Reads `accounts`, reads
    /// and writes `folders` and `summaries` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`], [`StoreError::Folder`].
    async fn remove_folder(
        &self,
        account: AccountId,
        folder: FolderId,
        to: Folder,
    ) -> Result<RemovedFolders, StoreError>;

    /// Puts back what was removed, and its messages as far as they are still where they went. Returns those, by id. Reads
    /// `accounts`, reads and writes `folders` and `summaries` (strict durability).
    ///
    /// # Errors
    /// [`StoreError::NoSuchAccount`], [`StoreError::Folder`].
    async fn restore_folders(
        &self,
        account: AccountId,
        removed: &RemovedFolders,
    ) -> Result<Vec<MessageId>, StoreError>;
}

/// Why the store could not do it. Nothing was written then. Every verb that takes a lease can also say
/// [`StoreError::NoSuchAccount`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// There is no room (environment): the browser's quota or the disk.
    Full,
    /// The account is gone, forgotten perhaps in another tab (user).
    NoSuchAccount,
    /// A later run took the account over (another tab).
    Superseded,
    /// The user's folders cannot be changed so, or messages not filed there (user).
    Folder(FolderProblem),
    /// The database is of a newer version of the app (environment): reload.
    NewerVersion,
    /// The database cannot be opened or read (environment): private mode, damaged profile, cleared under us.
    Unavailable(String),
    /// A record does not decode (us).
    Corrupt(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the browser's storage is full"),
            Self::NoSuchAccount => f.write_str("the account is not here any more"),
            Self::Superseded => f.write_str("another tab took the account over"),
            Self::Folder(FolderProblem::Gone) => f.write_str("a folder is not here any more"),
            Self::Folder(FolderProblem::NameTaken) => f.write_str("a folder beside it has that name"),
            Self::Folder(FolderProblem::TooDeep) => f.write_str("a folder would lie too deep"),
            Self::Folder(FolderProblem::TooMany) => f.write_str("there are too many folders"),
            Self::Folder(FolderProblem::IntoItself) => f.write_str("a folder would go into itself"),
            Self::NewerVersion => f.write_str("the database belongs to a newer version"),
            Self::Unavailable(reason) => write!(f, "the database is not available: {reason}"),
            Self::Corrupt(what) => write!(f, "a record cannot be read: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<FolderProblem> for StoreError {
    fn from(problem: FolderProblem) -> Self {
        Self::Folder(problem)
    }
}
