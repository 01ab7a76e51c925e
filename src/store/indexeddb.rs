//! The store in the browser: IndexedDB, from a worker or a page. It must not use `window`, and must await nothing but
//! the database inside a transaction.
//!
//! ```text
//!   verb ──► one Transaction on a Database ──► object stores of schema
//!    │          ▲
//!    ├─ commit ─┤ (what comes in; pages)        codec: records ◄─► values
//!    └─ seal ───┘ (passwords, WebCrypto)
//! ```
//!
//! Mail is written with relaxed durability: the server still has it, and a power cut can only undo whole transactions.
//! Accounts and passwords exist nowhere else and are written strictly.

mod codec;
mod commit;
mod database;
mod erasing;
mod folders;
mod pages;
mod rules;
mod schema;
mod seal;
mod tags;
mod transaction;

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use futures::lock::{Mutex, MutexGuard};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

use self::codec::{account_key, all_decoded, choice_key, decoded, encoded, message_key, meta_key, page_key};
use self::commit::{Arrival, Ledger, leased};
use self::database::Database;
use self::schema::v1::{
    ACCOUNTS, KEYS, META, NEXT_ACCOUNT, OF_ACCOUNT, ORIGINALS, PASSWORD_KEY, PASSWORDS, SEEN, SERVER,
    SUMMARIES,
};
use self::schema::v2::{DELETIONS, LIMITS, POLICY, WISHES};
use self::schema::v3::{CHOICES, IMAGE_POLICY};
use self::transaction::{Access, Transaction};
use crate::secret::Secret;
use crate::store::{
    AccountRecord, Choice, ChoiceChange, Choices, Connection, Deletion, DeletionPolicy, DeletionState,
    FetchLimits, FetchedMessage, Folder, FolderChange, Folders, ImagePolicy, MarkChange, MessagePreview,
    Original, RemovedFolders, Rule, SeenKey, SeenMark, ServerRecord, SignIn, SkipReason, Store, StoreError,
    SummaryPage, SyncLease, TagChange, Tags, Whose, Wish, Wishes,
};
use crate::units::{AccountId, FolderId, MessageId, TagId, UnixMillis};

/// The name of the app's database.
pub const DATABASE: &str = "restante";

/// A database of this browser. Clones share one connection, which closes with the last of them.
#[derive(Clone)]
pub struct IndexedDbStore(Rc<Handle>);

struct Handle {
    database: Database,
    /// Of the runs that this handle began.
    ledgers: Mutex<HashMap<AccountId, Ledger>>,
}

impl IndexedDbStore {
    /// Opens the database of this name, creating or upgrading it when that is needed. It lets go of it as soon as
    /// another tab wants to upgrade or delete it; every later call then fails.
    ///
    /// # Errors
    /// [`StoreError::NewerVersion`], [`StoreError::Full`], [`StoreError::Unavailable`].
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let database = Database::open(name).await?;
        Ok(Self(Rc::new(Handle {
            database,
            ledgers: Mutex::default(),
        })))
    }

    fn begin(&self, stores: &[&str], access: Access) -> Result<Transaction, StoreError> {
        self.0.database.begin(stores, access)
    }

    async fn ledgers(&self) -> MutexGuard<'_, HashMap<AccountId, Ledger>> {
        self.0.ledgers.lock().await
    }

    /// Reads an account's record, changes it and writes it back.
    async fn change_account(
        &self,
        account: AccountId,
        access: Access,
        change: impl FnOnce(&JsValue) -> Result<AccountRecord, StoreError>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[ACCOUNTS], access)?;
        let key = account_key(account);
        let record = change(&transaction.ask(ACCOUNTS, &key)?.value().await?)?;
        transaction.put(ACCOUNTS, &key, &encoded(&record)?)?;
        transaction.finish().await
    }

    /// Reads one thing about an account from `meta`.
    async fn about(&self, what: &str, account: AccountId) -> Result<JsValue, StoreError> {
        let transaction = self.begin(&[META], Access::Read)?;
        transaction.ask(META, &meta_key(what, account))?.value().await
    }

    /// Changes it, for an account that is here.
    async fn change_about(
        &self,
        what: &str,
        account: AccountId,
        access: Access,
        change: impl FnOnce(&JsValue) -> Result<JsValue, StoreError>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin(&[META, ACCOUNTS], access)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?;
        let key = meta_key(what, account);
        let kept = transaction.ask(META, &key)?;
        if record.value().await?.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        transaction.put(META, &key, &change(&kept.value().await?)?)?;
        transaction.finish().await
    }

    /// The key that seals passwords; made when it is first needed.
    async fn password_key(&self) -> Result<CryptoKey, StoreError> {
        let key = PASSWORD_KEY.into();
        let kept = self
            .begin(&[KEYS], Access::Read)?
            .ask(KEYS, &key)?
            .value()
            .await?;
        if let Ok(kept) = kept.dyn_into() {
            return Ok(kept);
        }
        let new = seal::new_key().await?;
        let transaction = self.begin(&[KEYS], Access::WriteStrict)?;
        // Another tab may have made one meanwhile; the first one counts.
        if let Ok(kept) = transaction.ask(KEYS, &key)?.value().await?.dyn_into() {
            return Ok(kept);
        }
        transaction.put(KEYS, &key, &new)?;
        transaction.finish().await?;
        Ok(new)
    }
}

impl Store for IndexedDbStore {
    async fn accounts(&self) -> Result<Vec<AccountRecord>, StoreError> {
        let all = self.begin(&[ACCOUNTS], Access::Read)?.ask_all(ACCOUNTS)?;
        all_decoded(&all.value().await?)
    }

    async fn add_account(&self, connection: Connection) -> Result<AccountRecord, StoreError> {
        let transaction = self.begin(&[META, ACCOUNTS], Access::WriteStrict)?;
        let next = transaction.ask(META, &NEXT_ACCOUNT.into())?.value().await?;
        let id: u32 = decoded(&next)?.unwrap_or_default();
        let next = id.checked_add(1).ok_or(StoreError::Full)?;
        let id = AccountId(id);
        let record = AccountRecord {
            id,
            connection,
            next_message: 0,
            sync_epoch: 0,
            checked_at: None,
            sign_in: SignIn::default(),
        };
        transaction.put(META, &NEXT_ACCOUNT.into(), &encoded(&next)?)?;
        transaction.put(ACCOUNTS, &account_key(id), &encoded(&record)?)?;
        transaction.finish().await?;
        Ok(record)
    }

    async fn update_connection(&self, account: AccountId, connection: Connection) -> Result<(), StoreError> {
        self.change_account(account, Access::WriteStrict, |record| {
            let record: AccountRecord = decoded(record)?.ok_or(StoreError::NoSuchAccount)?;
            Ok(AccountRecord { connection, ..record })
        })
        .await
    }

    async fn remember_sign_in(&self, account: AccountId, sign_in: SignIn) -> Result<(), StoreError> {
        self.change_account(account, Access::WriteRelaxed, |record| {
            let record: AccountRecord = decoded(record)?.ok_or(StoreError::NoSuchAccount)?;
            Ok(AccountRecord { sign_in, ..record })
        })
        .await
    }

    async fn server(&self, account: AccountId) -> Result<ServerRecord, StoreError> {
        Ok(decoded(&self.about(SERVER, account).await?)?.unwrap_or_default())
    }

    async fn note_server(&self, account: AccountId, server: ServerRecord) -> Result<(), StoreError> {
        let new = encoded(&server)?;
        self.change_about(SERVER, account, Access::WriteRelaxed, |_| Ok(new))
            .await
    }

    async fn forget_account(&self, account: AccountId) -> Result<(), StoreError> {
        let stores: Vec<&str> = [META, ACCOUNTS, PASSWORDS, DELETIONS]
            .into_iter()
            .chain(OF_ACCOUNT)
            .collect();
        let transaction = self.begin(&stores, Access::WriteStrict)?;
        for what in [SERVER, POLICY, LIMITS, WISHES] {
            transaction.delete(META, &meta_key(what, account))?;
        }
        transaction.delete_all_of(DELETIONS, account)?;
        transaction.delete(ACCOUNTS, &account_key(account))?;
        transaction.delete(PASSWORDS, &account_key(account))?;
        for store in OF_ACCOUNT {
            transaction.delete_all_of(store, account)?;
        }
        transaction.finish().await
    }

    async fn remember_password(&self, account: AccountId, password: &Secret) -> Result<(), StoreError> {
        let sealed = seal::sealed(&self.password_key().await?, account, password).await?;
        let transaction = self.begin(&[ACCOUNTS, PASSWORDS], Access::WriteStrict)?;
        let record = transaction.ask(ACCOUNTS, &account_key(account))?.value().await?;
        if record.is_undefined() {
            return Err(StoreError::NoSuchAccount);
        }
        transaction.put(PASSWORDS, &account_key(account), &sealed)?;
        transaction.finish().await
    }

    async fn remembered_password(&self, account: AccountId) -> Result<Option<Secret>, StoreError> {
        let transaction = self.begin(&[KEYS, PASSWORDS], Access::Read)?;
        let key = transaction.ask(KEYS, &PASSWORD_KEY.into())?;
        let sealed = transaction.ask(PASSWORDS, &account_key(account))?;
        let (key, sealed) = (key.value().await?, sealed.value().await?);
        match key.dyn_into::<CryptoKey>() {
            Ok(key) if !sealed.is_undefined() => seal::opened(&key, account, &sealed).await,
            _ => Ok(None),
        }
    }

    async fn forget_password(&self, account: AccountId) -> Result<(), StoreError> {
        let transaction = self.begin(&[PASSWORDS], Access::WriteStrict)?;
        transaction.delete(PASSWORDS, &account_key(account))?;
        transaction.finish().await
    }

    async fn begin_sync(&self, account: AccountId) -> Result<(SyncLease, Vec<SeenMark>), StoreError> {
        let mut ledgers = self.ledgers().await;
        let transaction = self.begin(&[ACCOUNTS, SEEN], Access::WriteRelaxed)?;
        let key = account_key(account);
        let record = transaction.ask(ACCOUNTS, &key)?;
        let pages = transaction.ask_all_of(SEEN, account)?;
        let record: AccountRecord = decoded(&record.value().await?)?.ok_or(StoreError::NoSuchAccount)?;
        let record = AccountRecord {
            sync_epoch: record.sync_epoch.wrapping_add(1),
            ..record
        };
        let pages: Vec<Vec<SeenMark>> = all_decoded(&pages.value().await?)?;
        transaction.put(ACCOUNTS, &key, &encoded(&record)?)?;
        transaction.finish().await?;
        let marks = pages.concat();
        ledgers.insert(account, Ledger::new(&record, &marks));
        Ok((
            SyncLease {
                account,
                epoch: record.sync_epoch,
            },
            marks,
        ))
    }

    async fn finish_sync(&self, lease: SyncLease, at: UnixMillis) -> Result<(), StoreError> {
        self.change_account(lease.account, Access::WriteRelaxed, |record| {
            Ok(AccountRecord {
                checked_at: Some(at),
                ..leased(record, lease)?
            })
        })
        .await?;
        self.ledgers().await.remove(&lease.account);
        Ok(())
    }

    async fn commit_previews(
        &self,
        lease: SyncLease,
        previews: Vec<MessagePreview>,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.commit(lease, previews.into_iter().map(Arrival::from)).await
    }

    async fn commit_messages(
        &self,
        lease: SyncLease,
        messages: Vec<FetchedMessage>,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.commit(lease, messages.into_iter().map(Arrival::from)).await
    }

    async fn mend_message(&self, lease: SyncLease, message: FetchedMessage) -> Result<(), StoreError> {
        self.mend(lease, message).await
    }

    async fn mark_skipped(
        &self,
        lease: SyncLease,
        key: &SeenKey,
        reason: SkipReason,
    ) -> Result<(), StoreError> {
        self.skip(lease, key, reason).await
    }

    async fn relink(&self, lease: SyncLease, links: Vec<(MessageId, SeenKey)>) -> Result<(), StoreError> {
        self.rename(lease, links).await
    }

    async fn deletion_policy(&self, account: AccountId) -> Result<DeletionPolicy, StoreError> {
        Ok(decoded(&self.about(POLICY, account).await?)?.unwrap_or_default())
    }

    async fn set_deletion_policy(
        &self,
        account: AccountId,
        policy: DeletionPolicy,
    ) -> Result<(), StoreError> {
        let new = encoded(&policy)?;
        self.change_about(POLICY, account, Access::WriteStrict, |_| Ok(new))
            .await
    }

    async fn fetch_limits(&self, account: AccountId) -> Result<FetchLimits, StoreError> {
        Ok(decoded(&self.about(LIMITS, account).await?)?.unwrap_or_default())
    }

    async fn set_fetch_limits(&self, account: AccountId, limits: FetchLimits) -> Result<(), StoreError> {
        let new = encoded(&limits)?;
        self.change_about(LIMITS, account, Access::WriteStrict, |_| Ok(new))
            .await
    }

    async fn wishes(&self, account: AccountId) -> Result<Wishes, StoreError> {
        Ok(decoded(&self.about(WISHES, account).await?)?.unwrap_or_default())
    }

    async fn change_wishes(
        &self,
        account: AccountId,
        settled: &[Wish],
        new: Vec<Wish>,
    ) -> Result<(), StoreError> {
        self.change_about(WISHES, account, Access::WriteStrict, |kept| {
            let mut wishes: Wishes = decoded(kept)?.unwrap_or_default();
            wishes.change(settled, new);
            encoded(&wishes)
        })
        .await
    }

    async fn note_deletions(&self, lease: SyncLease, deletions: &[Deletion]) -> Result<(), StoreError> {
        let transaction = self.begin(&[ACCOUNTS, DELETIONS, ORIGINALS], Access::WriteStrict)?;
        let account = transaction.ask(ACCOUNTS, &account_key(lease.account))?;
        let ask = |deletion: &Deletion| {
            let key = message_key(lease.account, deletion.message);
            let asked = match deletion.state {
                DeletionState::Asked => Some(transaction.ask(ORIGINALS, &key)?),
                DeletionState::Deleted | DeletionState::StillThere => None,
            };
            Ok((key, encoded(deletion)?, asked))
        };
        let asked: Vec<_> = deletions.iter().map(ask).collect::<Result<_, StoreError>>()?;
        leased(&account.value().await?, lease)?;
        for (key, line, original) in asked {
            // Browsers keep long values in files of their own, which a later strict transaction does not force to the
            // disk. So what was written relaxed is written again, strictly.
            if let Some(original) = original {
                let original = original.value().await?;
                if !original.is_undefined() {
                    transaction.put(ORIGINALS, &key, &original)?;
                }
            }
            transaction.put(DELETIONS, &key, &line)?;
        }
        transaction.finish().await
    }

    async fn deletions(&self, account: AccountId) -> Result<Vec<Deletion>, StoreError> {
        let transaction = self.begin(&[DELETIONS], Access::Read)?;
        all_decoded(&transaction.ask_all_of(DELETIONS, account)?.value().await?)
    }

    async fn choices(&self) -> Result<Choices, StoreError> {
        let transaction = self.begin(&[META, CHOICES], Access::Read)?;
        let policy = transaction.ask(META, &IMAGE_POLICY.into())?;
        let all = transaction.ask_all(CHOICES)?;
        let policy = decoded(&policy.value().await?)?.unwrap_or_default();
        let by: Vec<(Whose, Choice)> = all_decoded(&all.value().await?)?;
        Ok(Choices {
            policy,
            by: by.into_iter().collect(),
        })
    }

    async fn choices_about(&self, whose: &[Whose]) -> Result<Choices, StoreError> {
        let transaction = self.begin(&[META, CHOICES], Access::Read)?;
        let policy = transaction.ask(META, &IMAGE_POLICY.into())?;
        let ask = |whose| transaction.ask(CHOICES, &choice_key(whose));
        let asked: Vec<_> = whose.iter().map(ask).collect::<Result<_, _>>()?;
        let mut choices = Choices {
            policy: decoded(&policy.value().await?)?.unwrap_or_default(),
            ..Choices::default()
        };
        for answer in asked {
            choices
                .by
                .extend(decoded::<(Whose, Choice)>(&answer.value().await?)?);
        }
        Ok(choices)
    }

    async fn choose(&self, whose: &Whose, change: ChoiceChange) -> Result<(), StoreError> {
        let transaction = self.begin(&[CHOICES], Access::WriteStrict)?;
        let key = choice_key(whose);
        let kept = transaction.ask(CHOICES, &key)?.value().await?;
        let known = decoded::<(Whose, Choice)>(&kept)?.map(|(_, choice)| choice);
        match known.unwrap_or_default().changed(change) {
            Some(choice) => transaction.put(CHOICES, &key, &encoded(&(whose, choice))?)?,
            None => transaction.delete(CHOICES, &key)?,
        }
        transaction.finish().await
    }

    async fn set_image_policy(&self, policy: ImagePolicy) -> Result<(), StoreError> {
        let transaction = self.begin(&[META], Access::WriteStrict)?;
        transaction.put(META, &IMAGE_POLICY.into(), &encoded(&policy)?)?;
        transaction.finish().await
    }

    async fn forget_choices(&self) -> Result<(), StoreError> {
        let transaction = self.begin(&[CHOICES], Access::WriteStrict)?;
        transaction.clear(CHOICES)?;
        transaction.finish().await
    }

    async fn summaries(&self, account: AccountId) -> Result<Vec<SummaryPage>, StoreError> {
        let pages = self
            .begin(&[SUMMARIES], Access::Read)?
            .ask_all_of(SUMMARIES, account)?;
        all_decoded(&pages.value().await?)
    }

    async fn summary_pages(&self, account: AccountId, pages: &[u32]) -> Result<Vec<SummaryPage>, StoreError> {
        let transaction = self.begin(&[SUMMARIES], Access::Read)?;
        let mut asked = BTreeSet::new();
        asked.extend(pages.iter().copied());
        let ask = |page| transaction.ask(SUMMARIES, &page_key(account, page));
        let asked: Vec<_> = asked.into_iter().map(ask).collect::<Result<_, _>>()?;
        let mut pages = Vec::new();
        for page in asked {
            pages.extend(decoded(&page.value().await?)?);
        }
        Ok(pages)
    }

    async fn original(&self, account: AccountId, message: MessageId) -> Result<Option<Original>, StoreError> {
        let transaction = self.begin(&[ORIGINALS], Access::Read)?;
        let original = transaction.ask(ORIGINALS, &message_key(account, message))?;
        codec::original(&original.value().await?)
    }

    async fn change_marks(
        &self,
        account: AccountId,
        messages: &[MessageId],
        change: MarkChange,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.mark(account, messages, change).await
    }

    async fn erase(&self, account: AccountId, messages: &[MessageId]) -> Result<Vec<MessageId>, StoreError> {
        self.take_out(account, messages).await
    }

    async fn tags(&self) -> Result<Tags, StoreError> {
        self.all_tags().await
    }

    async fn change_tags(&self, change: TagChange) -> Result<TagId, StoreError> {
        self.change_all_tags(change).await
    }

    async fn rules(&self, account: AccountId) -> Result<Vec<Rule>, StoreError> {
        self.kept_rules(account).await
    }

    async fn replace_rules(
        &self,
        account: AccountId,
        before: &[Rule],
        new: Vec<Rule>,
    ) -> Result<Vec<Rule>, StoreError> {
        self.swap_rules(account, before, new).await
    }

    async fn folders(&self, account: AccountId) -> Result<Folders, StoreError> {
        self.folder_tree(account).await
    }

    async fn change_folders(&self, account: AccountId, change: FolderChange) -> Result<FolderId, StoreError> {
        self.change_tree(account, change).await
    }

    async fn remove_folder(
        &self,
        account: AccountId,
        folder: FolderId,
        to: Folder,
    ) -> Result<RemovedFolders, StoreError> {
        self.remove_from_tree(account, folder, to).await
    }

    async fn restore_folders(
        &self,
        account: AccountId,
        removed: &RemovedFolders,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.restore_to_tree(account, removed).await
    }
}
