//! How messages come in: one transaction a batch, which reads the account and the pages it touches (mostly one or two),
//! then puts everything at once. It must not write before it has seen that the lease is still good.
//!
//! What a run has seen is kept in memory while it commits, because every commit asks "is this known?" and a mailbox of
//! 100,000 messages has 200 pages of answers. The lease guards that copy: nobody else writes seen-marks.

use std::collections::{BTreeSet, HashMap};

use wasm_bindgen::JsValue;

use super::IndexedDbStore;
use super::codec::{account_key, all_decoded, decoded, encoded, message_key, meta_key, original_value};
use super::folders::tree;
use super::pages::{AskedPages, RowChange};
use super::schema::v1::{ACCOUNTS, META, ORIGINALS, SEEN, SUMMARIES};
use super::schema::v2::WISHES;
use super::schema::v4::FOLDERS;
use super::transaction::{Access, Transaction};
use crate::mail::MailSummary;
use crate::store::{
    AccountRecord, FetchedMessage, Folders, MessagePreview, Original, Ruling, SeenKey, SeenMark, SeenState,
    SkipReason, StoreError, SummaryRecord, SyncLease, Wishes, page_of,
};
use crate::units::{AccountId, MessageId, Octets, UnixMillis};

/// What a run has seen so far.
pub(super) struct Ledger {
    epoch: u32,
    next_message: u32,
    seen: HashMap<SeenKey, (MessageId, SeenState)>,
}

/// A message or only its header, as it comes.
pub(super) struct Arrival {
    key: SeenKey,
    octets: Octets,
    mail: MailSummary,
    arrived_at: UnixMillis,
    original: Option<Original>,
    ruling: Ruling,
}

/// What a batch changes.
#[derive(Default)]
struct Changes {
    seen: Vec<(SeenMark, RowChange)>,
    originals: Vec<(MessageId, Original)>,
    rulings: Vec<(MessageId, Ruling)>,
}

/// What rules refer to, in the transaction that does what they say.
struct RuledBy {
    /// Empty where none of the user's own is named.
    folders: Folders,
    /// `None` where nothing is wished.
    wishes: Option<Wishes>,
}

impl Changes {
    /// The object stores beside those of every batch.
    fn ruled_by(&self) -> impl Iterator<Item = &'static str> {
        let is_any = |is: fn(&Ruling) -> bool| self.rulings.iter().any(|(_, ruling)| is(ruling));
        let folders = is_any(Ruling::is_about_own_folder).then_some(FOLDERS);
        let wishes = is_any(|ruling| ruling.wish.is_some()).then_some(META);
        folders.into_iter().chain(wishes)
    }
}

impl RuledBy {
    async fn ask(
        transaction: &Transaction,
        account: AccountId,
        changes: &Changes,
    ) -> Result<Self, StoreError> {
        let mut ruled_by = Self {
            folders: Folders::default(),
            wishes: None,
        };
        for store in changes.ruled_by() {
            if store == FOLDERS {
                ruled_by.folders = tree(transaction, account).await?;
            } else {
                let kept = transaction.ask(META, &meta_key(WISHES, account))?;
                ruled_by.wishes = Some(decoded(&kept.value().await?)?.unwrap_or_default());
            }
        }
        Ok(ruled_by)
    }
}

impl From<MessagePreview> for Arrival {
    fn from(preview: MessagePreview) -> Self {
        let MessagePreview {
            key,
            octets,
            mail,
            arrived_at,
        } = preview;
        Self {
            key,
            octets,
            mail,
            arrived_at,
            original: None,
            ruling: Ruling::default(),
        }
    }
}

impl From<FetchedMessage> for Arrival {
    fn from(message: FetchedMessage) -> Self {
        let FetchedMessage {
            key,
            original,
            mail,
            arrived_at,
            ruling,
        } = message;
        Self {
            key,
            octets: original.octets(),
            mail,
            arrived_at,
            original: Some(original),
            ruling,
        }
    }
}

impl Ledger {
    /// What is known at the beginning of a run.
    pub(super) fn new(record: &AccountRecord, marks: &[SeenMark]) -> Self {
        let seen = marks
            .iter()
            .map(|mark| (mark.key.clone(), (mark.message, mark.state)))
            .collect();
        Self {
            epoch: record.sync_epoch,
            next_message: record.next_message,
            seen,
        }
    }

    /// Notes an arrival and what it changes; nothing when it is known as well already.
    fn take_in(&mut self, arrival: Arrival, changes: &mut Changes) -> Result<MessageId, StoreError> {
        let Arrival {
            key,
            octets,
            mail,
            arrived_at,
            original,
            ruling,
        } = arrival;
        let state = if original.is_some() {
            SeenState::Fetched
        } else {
            SeenState::Previewed
        };
        let message = match self.seen.get(&key) {
            Some(&(known, SeenState::Fetched)) => return Ok(known),
            Some(&(known, seen)) if state == SeenState::Previewed && seen != SeenState::Erased => {
                return Ok(known);
            }
            Some(&(known, _)) => known,
            None => {
                let new = MessageId(self.next_message);
                self.next_message = self.next_message.checked_add(1).ok_or(StoreError::Full)?;
                new
            }
        };
        let known = self.seen.get(&key);
        let has_row = known.is_some_and(|(_, seen)| *seen != SeenState::Erased);
        let row = match (has_row, original.is_some()) {
            (true, _) => RowChange::Complete(octets, mail),
            (false, true) => RowChange::Add(SummaryRecord::of_arrival(message, octets, arrived_at, mail)),
            (false, false) => RowChange::Add(SummaryRecord::of_header(message, octets, arrived_at, mail)),
        };
        changes
            .originals
            .extend(original.map(|original| (message, original)));
        if ruling != Ruling::default() {
            changes.rulings.push((message, ruling));
        }
        self.note(SeenMark { key, message, state }, row, changes);
        Ok(message)
    }

    fn mend(&mut self, message: FetchedMessage, changes: &mut Changes) {
        let FetchedMessage {
            key, original, mail, ..
        } = message;
        if let Some(&(message, state @ SeenState::Fetched)) = self.seen.get(&key) {
            let row = RowChange::Complete(original.octets(), mail);
            changes.originals.push((message, original));
            self.note(SeenMark { key, message, state }, row, changes);
        }
    }

    fn skip(&mut self, key: &SeenKey, reason: SkipReason, changes: &mut Changes) {
        match self.seen.get(key) {
            None | Some((_, SeenState::Fetched | SeenState::Erased)) => {}
            Some(&(message, _)) => {
                let mark = SeenMark {
                    key: key.clone(),
                    message,
                    state: SeenState::Skipped(reason),
                };
                self.note(mark, RowChange::Skip(reason), changes);
            }
        }
    }

    fn relink(&mut self, links: Vec<(MessageId, SeenKey)>, changes: &mut Changes) {
        let old: HashMap<MessageId, SeenKey> = self
            .seen
            .iter()
            .map(|(key, (message, _))| (*message, key.clone()))
            .collect();
        for (message, key) in links {
            if !self.seen.contains_key(&key)
                && let Some((message, state)) = old.get(&message).and_then(|old| self.seen.remove(old))
            {
                self.note(SeenMark { key, message, state }, RowChange::Keep, changes);
            }
        }
    }

    /// Messages that were here are so no more.
    pub(super) fn note_erased(&mut self, messages: &[MessageId]) {
        for (message, state) in self.seen.values_mut() {
            if messages.contains(message) {
                *state = SeenState::Erased;
            }
        }
    }

    fn note(&mut self, mark: SeenMark, row: RowChange, changes: &mut Changes) {
        self.seen.insert(mark.key.clone(), (mark.message, mark.state));
        changes.seen.push((mark, row));
    }
}

impl IndexedDbStore {
    /// Takes a batch in; ids in its order.
    pub(super) async fn commit(
        &self,
        lease: SyncLease,
        arrivals: impl IntoIterator<Item = Arrival>,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.with_ledger(lease, |ledger, changes| {
            arrivals
                .into_iter()
                .map(|arrival| ledger.take_in(arrival, changes))
                .collect()
        })
        .await
    }

    /// Puts whole bytes in the place of damaged ones.
    pub(super) async fn mend(&self, lease: SyncLease, message: FetchedMessage) -> Result<(), StoreError> {
        self.with_ledger(lease, |ledger, changes| {
            ledger.mend(message, changes);
            Ok(())
        })
        .await
    }

    /// Notes that a message was passed over.
    pub(super) async fn skip(
        &self,
        lease: SyncLease,
        key: &SeenKey,
        reason: SkipReason,
    ) -> Result<(), StoreError> {
        self.with_ledger(lease, |ledger, changes| {
            ledger.skip(key, reason, changes);
            Ok(())
        })
        .await
    }

    /// Gives messages new names.
    pub(super) async fn rename(
        &self,
        lease: SyncLease,
        links: Vec<(MessageId, SeenKey)>,
    ) -> Result<(), StoreError> {
        self.with_ledger(lease, |ledger, changes| {
            ledger.relink(links, changes);
            Ok(())
        })
        .await
    }

    /// One change after the other. The ledger is taken out meanwhile and comes back only when its changes are known to
    /// be written: after an error, or when the call is dropped, the next one reads it again.
    async fn with_ledger<T>(
        &self,
        lease: SyncLease,
        change: impl FnOnce(&mut Ledger, &mut Changes) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut ledgers = self.ledgers().await;
        let mut ledger = match ledgers.remove(&lease.account) {
            Some(ledger) if ledger.epoch == lease.epoch => ledger,
            _ => self.read_ledger(lease).await?,
        };
        let mut changes = Changes::default();
        let result = change(&mut ledger, &mut changes)?;
        self.write(lease, ledger.next_message, changes).await?;
        ledgers.insert(lease.account, ledger);
        Ok(result)
    }

    async fn read_ledger(&self, lease: SyncLease) -> Result<Ledger, StoreError> {
        let transaction = self.begin(&[ACCOUNTS, SEEN], Access::Read)?;
        let account = transaction.ask(ACCOUNTS, &account_key(lease.account))?;
        let seen = transaction.ask_all_of(SEEN, lease.account)?;
        let record = leased(&account.value().await?, lease)?;
        let marks: Vec<Vec<SeenMark>> = all_decoded(&seen.value().await?)?;
        Ok(Ledger::new(&record, &marks.concat()))
    }

    async fn write(&self, lease: SyncLease, next_message: u32, changes: Changes) -> Result<(), StoreError> {
        let mut stores = vec![ACCOUNTS, SEEN, SUMMARIES, ORIGINALS];
        stores.extend(changes.ruled_by());
        let transaction = self.begin(&stores, Access::WriteRelaxed)?;
        let account = transaction.ask(ACCOUNTS, &account_key(lease.account))?;
        let mut touched = BTreeSet::new();
        touched.extend(changes.seen.iter().map(|(mark, _)| page_of(mark.message)));
        let pages = AskedPages::ask(&transaction, lease.account, touched)?;

        let record = leased(&account.value().await?, lease)?;
        let mut pages = pages.arrive().await?;
        let mut ruled_by = RuledBy::ask(&transaction, lease.account, &changes).await?;

        // From here on nothing is awaited: all of it is put in one go.
        if record.next_message != next_message {
            let record = AccountRecord {
                next_message,
                ..record
            };
            transaction.put(ACCOUNTS, &account_key(lease.account), &encoded(&record)?)?;
        }
        for (message, original) in changes.originals {
            let key = message_key(lease.account, message);
            transaction.put(ORIGINALS, &key, &original_value(&original)?)?;
        }
        for (mark, row) in changes.seen {
            pages.change(mark, row);
        }
        for (message, ruling) in changes.rulings {
            pages.obey(message, &ruling, &ruled_by.folders);
            ruled_by
                .wishes
                .iter_mut()
                .zip(ruling.wish)
                .for_each(|(all, wish)| all.add(wish));
        }
        if let Some(wishes) = ruled_by.wishes {
            transaction.put(META, &meta_key(WISHES, lease.account), &encoded(&wishes)?)?;
        }
        pages.put(&transaction, lease.account)?;
        transaction.finish().await
    }
}

/// An account's record, if the lease still owns it.
pub(super) fn leased(value: &JsValue, lease: SyncLease) -> Result<AccountRecord, StoreError> {
    let record: AccountRecord = decoded(value)?.ok_or(StoreError::NoSuchAccount)?;
    if record.sync_epoch == lease.epoch {
        Ok(record)
    } else {
        Err(StoreError::Superseded)
    }
}
