//! Rows, messages, originals and attachments. It must not touch the network: everything here works offline.

pub(super) mod attached;
mod previews;
mod slices;
mod views;

use std::borrow::Cow;

use super::{Engine, damage, fault};
use crate::clock::Clock;
use crate::mail::Reading;
use crate::store::{BodyState, Original, SkipReason, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets};
use crate::wire::{self, Fault, FaultKind, SkippedView};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// A stretch of a folder's messages, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn rows(
        &self,
        account: AccountId,
        folder: wire::Folder,
        start: u32,
        count: u32,
    ) -> Result<wire::MailboxView, Fault> {
        let call = wire::MailboxRows {
            account,
            folder,
            order: wire::ListOrder::default(),
            start,
            count,
        };
        self.ordered_rows(&call).await
    }

    /// A stretch of a folder's rows, as they are to stand.
    ///
    /// # Errors
    /// The store's.
    pub async fn ordered_rows(&self, call: &wire::MailboxRows) -> Result<wire::MailboxView, Fault> {
        self.with_mailbox(call.account, |mailbox| {
            mailbox.view(call.folder, call.order, call.start, call.count)
        })
        .await
    }

    /// The messages of a message's conversation.
    ///
    /// # Errors
    /// The store's.
    pub async fn conversation(
        &self,
        account: AccountId,
        message: MessageId,
    ) -> Result<Vec<wire::ConversationLine>, Fault> {
        self.with_mailbox(account, |mailbox| mailbox.conversation(message))
            .await
    }

    /// Where a message's row stands in a folder.
    ///
    /// # Errors
    /// The store's.
    pub async fn find_row(&self, call: &wire::FindRow) -> Result<Option<wire::FoundRow>, Fault> {
        let row = self
            .with_mailbox(call.account, |mailbox| {
                mailbox.find(call.folder, call.order, call.message)
            })
            .await?;
        Ok(row.map(|row| wire::FoundRow { row }))
    }

    /// A message, ready to be shown.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`]; [`FaultKind::NotFetched`], which names the message; the store's.
    pub async fn open_message(&self, call: &wire::OpenMessage) -> Result<wire::MessageView, Fault> {
        let (row, original) = self.stored(call.account, call.message).await?;
        let (account, _) = call.message.of(call.account);
        let reader = self.reader().await?;
        let bytes = within(reader, &original.bytes, &call.within)?;
        let is_inside = !call.within.is_empty();
        let sender = self.sender(account, &row, &bytes, is_inside).await?;
        // Nobody has decided anything about whoever is named inside of somebody else's message.
        let address = if is_inside { "" } else { &row.mail.from_address };
        let decided = self.decided(call.remote, address, &sender).await?;
        let opened = reader.open(&bytes, decided.remote, views::wanted(call.form));
        let sha256 = if call.within.is_empty() {
            original.sha256
        } else {
            attached::hash(&bytes)
        };
        let octets = Octets(bytes.len() as u64);
        Ok(views::message(
            call,
            &row,
            opened,
            (sender, decided),
            (octets, sha256),
        ))
    }

    /// A message as it is stored; a fault names it, as its own account does.
    async fn stored(
        &self,
        account: AccountId,
        message: MessageId,
    ) -> Result<(SummaryRecord, Original), Fault> {
        let (account, message) = message.of(account);
        let row = self
            .with_mailbox(account, |mailbox| mailbox.row(message).cloned())
            .await?
            .ok_or_else(|| Fault::of(FaultKind::NotHere))?;
        match self.message_original(account, message).await {
            Ok(original) => Ok((row, original)),
            Err(fault) => Err(self.naming(account, &row, fault).await?),
        }
    }

    /// Brings what reads messages, so that the first one need not wait for it.
    ///
    /// # Errors
    /// [`FaultKind::PartAbsent`].
    pub async fn prepare_reading(&self) -> Result<(), Fault> {
        self.reader().await.map(drop)
    }

    pub(super) async fn reader(&self) -> Result<&'static dyn Reading, Fault> {
        (self.read)()
            .await
            .ok_or_else(|| Fault::of(FaultKind::PartAbsent))
    }

    /// Names the message that is only on the server.
    async fn naming(&self, account: AccountId, row: &SummaryRecord, fault: Fault) -> Result<Fault, Fault> {
        if row.body == BodyState::Here {
            return self.naming_damage(account, row, fault).await;
        }
        if fault.kind != FaultKind::NotFetched {
            return Ok(fault);
        }
        let limits = self.store.fetch_limits(account).await?;
        let largest = limits.largest.unwrap_or(self.options.max_message);
        Ok(Fault {
            skipped: Some(SkippedView {
                message: row.id,
                subject: row.mail.subject.clone(),
                octets: row.octets,
                too_large: row.octets > largest.min(self.options.max_message)
                    || row.body == BodyState::Skipped(SkipReason::LargerThanSaid),
            }),
            ..fault
        })
    }

    /// The byte-exact original, checked against the hash that was taken when it came.
    ///
    /// # Errors
    /// [`FaultKind::NotFetched`]; [`FaultKind::StorageFailed`] when the bytes are not what they were; the store's.
    pub async fn message_original(&self, account: AccountId, message: MessageId) -> Result<Original, Fault> {
        let (account, message) = message.of(account);
        let original = self.kept(account, message).await?;
        let original = original.ok_or_else(|| Fault::of(FaultKind::NotFetched))?;
        if !damage::is_whole(&original) {
            return Err(fault::damaged(message));
        }
        Ok(original)
    }

    /// What is in an attachment; `None` where it can only be saved.
    ///
    /// # Errors
    /// As [`Self::message_original`]; [`FaultKind::NotHere`] when there is no such message in it.
    pub async fn preview(&self, call: &wire::Preview) -> Result<Option<wire::PreviewView>, Fault> {
        let original = self.message_original(call.account, call.message).await?;
        let reader = self.reader().await?;
        let bytes = within(reader, &original.bytes, &call.within)?;
        Ok(reader.preview(&bytes, call.part).map(previews::preview))
    }

    /// The source of a message, or of one inside of it.
    ///
    /// # Errors
    /// As [`Self::message_original`]; [`FaultKind::NotHere`] when there is no such message in it.
    pub async fn source(&self, call: &wire::MessageOriginal) -> Result<Vec<u8>, Fault> {
        let original = self.message_original(call.account, call.message).await?;
        if call.within.is_empty() {
            return Ok(original.bytes);
        }
        let reader = self.reader().await?;
        within(reader, &original.bytes, &call.within).map(Cow::into_owned)
    }
}

/// The bytes of the message that lies behind these attachments.
pub(super) fn within<'m>(
    reader: &dyn Reading,
    original: &'m [u8],
    within: &[u32],
) -> Result<Cow<'m, [u8]>, Fault> {
    if within.is_empty() {
        return Ok(Cow::Borrowed(original));
    }
    reader
        .nested(original, within)
        .ok_or_else(|| Fault::of(FaultKind::NotHere))
}
