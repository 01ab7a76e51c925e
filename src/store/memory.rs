//! A store in memory: for tests, and for the engine without a browser. It must stay plain enough to be right at a
//! glance, because [`super::conformance`] measures the other one by it.

mod folders;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::secret::Secret;
use crate::store::{
    AccountRecord, BodyState, ChoiceChange, Choices, Connection, Deletion, DeletionPolicy, FetchLimits,
    FetchedMessage, Folder, FolderChange, Folders, ImagePolicy, MarkChange, MessagePreview, Original,
    PAGE_MESSAGES, RemovedFolders, Rule, SeenKey, SeenMark, SeenState, ServerRecord, SignIn, SkipReason,
    Store, StoreError, SummaryPage, SummaryRecord, SyncLease, TagChange, Tags, Whose, Wish, Wishes, page_of,
};
use crate::units::{AccountId, FolderId, MessageId, TagId, UnixMillis};

/// A store that lasts as long as its last clone; every clone is another handle on the same records.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Rc<RefCell<Records>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store that is full once its originals would exceed so many bytes.
    #[must_use]
    pub fn with_room_for_octets(octets: u64) -> Self {
        let store = Self::new();
        store.set_room_for_octets(octets);
        store
    }

    /// Puts other bytes in place of an original: what a failing disk does.
    pub fn damage(&self, account: AccountId, message: MessageId, original: Original) {
        if let Some(account) = self.0.borrow_mut().accounts.get_mut(&account) {
            account.originals.insert(message, original);
        }
    }

    /// From now on the originals may be so many bytes, all together; what is there stays.
    pub fn set_room_for_octets(&self, octets: u64) {
        self.0.borrow_mut().room_octets = Some(octets);
    }
}

#[derive(Debug, Default)]
struct Records {
    accounts: BTreeMap<AccountId, Account>,
    next_account: u32,
    choices: Choices,
    tags: Tags,
    /// `None`: without end.
    room_octets: Option<u64>,
}

#[derive(Debug)]
struct Account {
    record: AccountRecord,
    password: Option<Secret>,
    server: ServerRecord,
    policy: DeletionPolicy,
    limits: FetchLimits,
    wishes: Wishes,
    folders: Folders,
    rules: Vec<Rule>,
    deletions: BTreeMap<MessageId, Deletion>,
    seen: BTreeMap<SeenKey, (MessageId, SeenState)>,
    rows: BTreeMap<MessageId, SummaryRecord>,
    originals: BTreeMap<MessageId, Original>,
}

impl Records {
    fn account(&mut self, id: AccountId) -> Result<&mut Account, StoreError> {
        self.accounts.get_mut(&id).ok_or(StoreError::NoSuchAccount)
    }

    fn leased(&mut self, lease: SyncLease) -> Result<&mut Account, StoreError> {
        let account = self.account(lease.account)?;
        if account.record.sync_epoch != lease.epoch {
            return Err(StoreError::Superseded);
        }
        Ok(account)
    }

    fn check_room(&self, account: &Account, messages: &[FetchedMessage]) -> Result<(), StoreError> {
        let Some(room_octets) = self.room_octets else {
            return Ok(());
        };
        let kept = self
            .accounts
            .values()
            .flat_map(|account| account.originals.values());
        let coming = messages
            .iter()
            .filter(|message| !matches!(account.seen.get(&message.key), Some((_, SeenState::Fetched))))
            .map(|message| &message.original);
        let octets = kept
            .chain(coming)
            .map(|original| original.octets().0)
            .fold(0, u64::saturating_add);
        if octets > room_octets {
            Err(StoreError::Full)
        } else {
            Ok(())
        }
    }
}

impl Account {
    /// The id of the key's message, a new one if it has none.
    fn id_of(&self, key: &SeenKey) -> Result<(MessageId, Option<SeenState>), StoreError> {
        match self.seen.get(key) {
            Some((id, state)) => Ok((*id, Some(*state))),
            None if self.record.next_message == u32::MAX => Err(StoreError::Full),
            None => Ok((MessageId(self.record.next_message), None)),
        }
    }

    fn see(&mut self, key: SeenKey, id: MessageId, state: SeenState) {
        self.record.next_message = self.record.next_message.max(id.0.saturating_add(1));
        self.seen.insert(key, (id, state));
    }

    fn preview(&mut self, preview: MessagePreview) -> Result<MessageId, StoreError> {
        let (id, known) = self.id_of(&preview.key)?;
        if matches!(known, None | Some(SeenState::Erased)) {
            let MessagePreview {
                key,
                octets,
                mail,
                arrived_at,
            } = preview;
            self.see(key, id, SeenState::Previewed);
            self.rows
                .insert(id, SummaryRecord::of_header(id, octets, arrived_at, mail));
        }
        Ok(id)
    }

    fn fetch(&mut self, message: FetchedMessage) -> Result<MessageId, StoreError> {
        let FetchedMessage {
            key,
            original,
            mail,
            arrived_at,
            ruling,
        } = message;
        let (id, known) = self.id_of(&key)?;
        if known == Some(SeenState::Fetched) {
            return Ok(id);
        }
        self.see(key, id, SeenState::Fetched);
        match self.rows.get_mut(&id) {
            Some(row) => row.complete(original.octets(), mail),
            None => {
                let row = SummaryRecord::of_arrival(id, original.octets(), arrived_at, mail);
                self.rows.insert(id, row);
            }
        }
        if let Some(row) = self.rows.get_mut(&id) {
            row.obey(&ruling, &self.folders);
        }
        if let Some(wish) = ruling.wish {
            self.wishes.add(wish);
        }
        self.originals.insert(id, original);
        Ok(id)
    }

    fn mend(&mut self, message: FetchedMessage) {
        if let Some(&(id, SeenState::Fetched)) = self.seen.get(&message.key)
            && let Some(row) = self.rows.get_mut(&id)
        {
            row.complete(message.original.octets(), message.mail);
            self.originals.insert(id, message.original);
        }
    }

    fn skip(&mut self, key: &SeenKey, reason: SkipReason) {
        let Some((id, state)) = self.seen.get_mut(key) else {
            return;
        };
        if matches!(*state, SeenState::Fetched | SeenState::Erased) {
            return;
        }
        *state = SeenState::Skipped(reason);
        if let Some(row) = self.rows.get_mut(id) {
            row.body = BodyState::Skipped(reason);
        }
    }

    fn relink(&mut self, links: Vec<(MessageId, SeenKey)>) {
        let old: BTreeMap<MessageId, SeenKey> = self
            .seen
            .iter()
            .map(|(key, (message, _))| (*message, key.clone()))
            .collect();
        for (message, key) in links {
            if !self.seen.contains_key(&key)
                && let Some(known) = old.get(&message).and_then(|old| self.seen.remove(old))
            {
                self.seen.insert(key, known);
            }
        }
    }

    fn pages(&self) -> Vec<SummaryPage> {
        let mut pages: Vec<SummaryPage> = Vec::new();
        for row in self.rows.values() {
            let page = page_of(row.id);
            match pages.last_mut() {
                Some(last) if last.page == page => last.rows.push(row.clone()),
                _ => pages.push(SummaryPage {
                    page,
                    rows: vec![row.clone()],
                }),
            }
        }
        pages
    }
}

impl Store for MemoryStore {
    async fn accounts(&self) -> Result<Vec<AccountRecord>, StoreError> {
        Ok(self
            .0
            .borrow()
            .accounts
            .values()
            .map(|account| account.record.clone())
            .collect())
    }

    async fn add_account(&self, connection: Connection) -> Result<AccountRecord, StoreError> {
        let mut records = self.0.borrow_mut();
        let id = AccountId(records.next_account);
        let record = AccountRecord {
            id,
            connection,
            next_message: 0,
            sync_epoch: 0,
            checked_at: None,
            sign_in: SignIn::default(),
        };
        records.next_account = records.next_account.checked_add(1).ok_or(StoreError::Full)?;
        let account = Account {
            record: record.clone(),
            password: None,
            server: ServerRecord::default(),
            policy: DeletionPolicy::default(),
            limits: FetchLimits::default(),
            wishes: Wishes::default(),
            folders: Folders::default(),
            rules: Vec::new(),
            deletions: BTreeMap::new(),
            seen: BTreeMap::new(),
            rows: BTreeMap::new(),
            originals: BTreeMap::new(),
        };
        records.accounts.insert(id, account);
        Ok(record)
    }

    async fn update_connection(&self, account: AccountId, connection: Connection) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.record.connection = connection;
        Ok(())
    }

    async fn remember_sign_in(&self, account: AccountId, sign_in: SignIn) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.record.sign_in = sign_in;
        Ok(())
    }

    async fn server(&self, account: AccountId) -> Result<ServerRecord, StoreError> {
        let records = self.0.borrow();
        let known = records.accounts.get(&account);
        Ok(known.map(|known| known.server.clone()).unwrap_or_default())
    }

    async fn note_server(&self, account: AccountId, server: ServerRecord) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.server = server;
        Ok(())
    }

    async fn forget_account(&self, account: AccountId) -> Result<(), StoreError> {
        self.0.borrow_mut().accounts.remove(&account);
        Ok(())
    }

    async fn remember_password(&self, account: AccountId, password: &Secret) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.password = Some(password.clone());
        Ok(())
    }

    async fn remembered_password(&self, account: AccountId) -> Result<Option<Secret>, StoreError> {
        Ok(self
            .0
            .borrow()
            .accounts
            .get(&account)
            .and_then(|account| account.password.clone()))
    }

    async fn forget_password(&self, account: AccountId) -> Result<(), StoreError> {
        if let Some(account) = self.0.borrow_mut().accounts.get_mut(&account) {
            account.password = None;
        }
        Ok(())
    }

    async fn begin_sync(&self, account: AccountId) -> Result<(SyncLease, Vec<SeenMark>), StoreError> {
        let mut records = self.0.borrow_mut();
        let known = records.account(account)?;
        known.record.sync_epoch = known.record.sync_epoch.wrapping_add(1);
        let marks = known
            .seen
            .iter()
            .map(|(key, (message, state))| SeenMark {
                key: key.clone(),
                message: *message,
                state: *state,
            })
            .collect();
        Ok((
            SyncLease {
                account,
                epoch: known.record.sync_epoch,
            },
            marks,
        ))
    }

    async fn finish_sync(&self, lease: SyncLease, at: UnixMillis) -> Result<(), StoreError> {
        self.0.borrow_mut().leased(lease)?.record.checked_at = Some(at);
        Ok(())
    }

    async fn commit_previews(
        &self,
        lease: SyncLease,
        previews: Vec<MessagePreview>,
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut records = self.0.borrow_mut();
        let account = records.leased(lease)?;
        previews
            .into_iter()
            .map(|preview| account.preview(preview))
            .collect()
    }

    async fn commit_messages(
        &self,
        lease: SyncLease,
        messages: Vec<FetchedMessage>,
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut records = self.0.borrow_mut();
        records.leased(lease)?;
        if let Some(account) = records.accounts.get(&lease.account) {
            records.check_room(account, &messages)?;
        }
        let account = records.leased(lease)?;
        messages
            .into_iter()
            .map(|message| account.fetch(message))
            .collect()
    }

    async fn mend_message(&self, lease: SyncLease, message: FetchedMessage) -> Result<(), StoreError> {
        self.0.borrow_mut().leased(lease)?.mend(message);
        Ok(())
    }

    async fn mark_skipped(
        &self,
        lease: SyncLease,
        key: &SeenKey,
        reason: SkipReason,
    ) -> Result<(), StoreError> {
        self.0.borrow_mut().leased(lease)?.skip(key, reason);
        Ok(())
    }

    async fn relink(&self, lease: SyncLease, links: Vec<(MessageId, SeenKey)>) -> Result<(), StoreError> {
        self.0.borrow_mut().leased(lease)?.relink(links);
        Ok(())
    }

    async fn deletion_policy(&self, account: AccountId) -> Result<DeletionPolicy, StoreError> {
        let records = self.0.borrow();
        Ok(records
            .accounts
            .get(&account)
            .map(|known| known.policy)
            .unwrap_or_default())
    }

    async fn set_deletion_policy(
        &self,
        account: AccountId,
        policy: DeletionPolicy,
    ) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.policy = policy;
        Ok(())
    }

    async fn fetch_limits(&self, account: AccountId) -> Result<FetchLimits, StoreError> {
        let records = self.0.borrow();
        let known = records.accounts.get(&account);
        Ok(known.map(|known| known.limits).unwrap_or_default())
    }

    async fn set_fetch_limits(&self, account: AccountId, limits: FetchLimits) -> Result<(), StoreError> {
        self.0.borrow_mut().account(account)?.limits = limits;
        Ok(())
    }

    async fn wishes(&self, account: AccountId) -> Result<Wishes, StoreError> {
        let records = self.0.borrow();
        let known = records.accounts.get(&account);
        Ok(known.map(|known| known.wishes.clone()).unwrap_or_default())
    }

    async fn change_wishes(
        &self,
        account: AccountId,
        settled: &[Wish],
        new: Vec<Wish>,
    ) -> Result<(), StoreError> {
        let mut records = self.0.borrow_mut();
        records.account(account)?.wishes.change(settled, new);
        Ok(())
    }

    async fn note_deletions(&self, lease: SyncLease, deletions: &[Deletion]) -> Result<(), StoreError> {
        let mut records = self.0.borrow_mut();
        let ledger = &mut records.leased(lease)?.deletions;
        ledger.extend(
            deletions
                .iter()
                .map(|deletion| (deletion.message, deletion.clone())),
        );
        Ok(())
    }

    async fn deletions(&self, account: AccountId) -> Result<Vec<Deletion>, StoreError> {
        let records = self.0.borrow();
        let ledger = records.accounts.get(&account).map(|known| &known.deletions);
        Ok(ledger
            .into_iter()
            .flat_map(|ledger| ledger.values().cloned())
            .collect())
    }

    async fn choices(&self) -> Result<Choices, StoreError> {
        Ok(self.0.borrow().choices.clone())
    }

    async fn choices_about(&self, whose: &[Whose]) -> Result<Choices, StoreError> {
        let mut choices = self.0.borrow().choices.clone();
        choices.by.retain(|known, _| whose.contains(known));
        Ok(choices)
    }

    async fn choose(&self, whose: &Whose, change: ChoiceChange) -> Result<(), StoreError> {
        let by = &mut self.0.borrow_mut().choices.by;
        let known = by.remove(whose).unwrap_or_default();
        by.extend(known.changed(change).map(|choice| (whose.clone(), choice)));
        Ok(())
    }

    async fn set_image_policy(&self, policy: ImagePolicy) -> Result<(), StoreError> {
        self.0.borrow_mut().choices.policy = policy;
        Ok(())
    }

    async fn forget_choices(&self) -> Result<(), StoreError> {
        self.0.borrow_mut().choices.by.clear();
        Ok(())
    }

    async fn summaries(&self, account: AccountId) -> Result<Vec<SummaryPage>, StoreError> {
        Ok(self
            .0
            .borrow()
            .accounts
            .get(&account)
            .map(Account::pages)
            .unwrap_or_default())
    }

    async fn summary_pages(&self, account: AccountId, pages: &[u32]) -> Result<Vec<SummaryPage>, StoreError> {
        let records = self.0.borrow();
        let Some(account) = records.accounts.get(&account) else {
            return Ok(Vec::new());
        };
        let mut pages: Vec<u32> = pages.to_vec();
        pages.sort_unstable();
        pages.dedup();
        let page = |page: u32| {
            let first = page.saturating_mul(PAGE_MESSAGES);
            let ids = MessageId(first)..MessageId(first.saturating_add(PAGE_MESSAGES));
            let rows: Vec<_> = account.rows.range(ids).map(|(_, row)| row.clone()).collect();
            (!rows.is_empty()).then_some(SummaryPage { page, rows })
        };
        Ok(pages.into_iter().filter_map(page).collect())
    }

    async fn original(&self, account: AccountId, message: MessageId) -> Result<Option<Original>, StoreError> {
        let records = self.0.borrow();
        Ok(records
            .accounts
            .get(&account)
            .and_then(|account| account.originals.get(&message).cloned()))
    }

    async fn change_marks(
        &self,
        account: AccountId,
        messages: &[MessageId],
        change: MarkChange,
    ) -> Result<Vec<MessageId>, StoreError> {
        let mut records = self.0.borrow_mut();
        let Some(account) = records.accounts.get_mut(&account) else {
            return Ok(Vec::new());
        };
        account.mark(messages, change)
    }

    async fn erase(&self, account: AccountId, messages: &[MessageId]) -> Result<Vec<MessageId>, StoreError> {
        let mut records = self.0.borrow_mut();
        let known = records.accounts.get_mut(&account);
        Ok(known.map(|known| known.erase(messages)).unwrap_or_default())
    }

    async fn tags(&self) -> Result<Tags, StoreError> {
        Ok(self.0.borrow().tags.clone())
    }

    async fn change_tags(&self, change: TagChange) -> Result<TagId, StoreError> {
        Ok(self.0.borrow_mut().tags.change(change)?)
    }

    async fn rules(&self, account: AccountId) -> Result<Vec<Rule>, StoreError> {
        let records = self.0.borrow();
        let known = records.accounts.get(&account);
        Ok(known.map(|known| known.rules.clone()).unwrap_or_default())
    }

    async fn replace_rules(
        &self,
        account: AccountId,
        before: &[Rule],
        new: Vec<Rule>,
    ) -> Result<Vec<Rule>, StoreError> {
        let mut records = self.0.borrow_mut();
        let rules = &mut records.account(account)?.rules;
        if rules.as_slice() == before {
            *rules = new;
        }
        Ok(rules.clone())
    }

    async fn folders(&self, account: AccountId) -> Result<Folders, StoreError> {
        let records = self.0.borrow();
        let known = records.accounts.get(&account);
        Ok(known.map(|known| known.folders.clone()).unwrap_or_default())
    }

    async fn change_folders(&self, account: AccountId, change: FolderChange) -> Result<FolderId, StoreError> {
        Ok(self.0.borrow_mut().account(account)?.folders.change(change)?)
    }

    async fn remove_folder(
        &self,
        account: AccountId,
        folder: FolderId,
        to: Folder,
    ) -> Result<RemovedFolders, StoreError> {
        self.0.borrow_mut().account(account)?.remove_folder(folder, to)
    }

    async fn restore_folders(
        &self,
        account: AccountId,
        removed: &RemovedFolders,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.0.borrow_mut().account(account)?.restore_folders(removed)
    }
}
