//! Rows, messages, originals and attachments. It must not touch the network: everything here works offline.

use sha2::{Digest, Sha256 as Hasher};

use super::{Engine, fault, mailbox};
use crate::clock::Clock;
use crate::mail::{self, Reading};
use crate::store::{BodyState, MarkChange, Original, SkipReason, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets, Sha256};
use crate::wire::{self, Fault, FaultKind, SkippedView};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// A stretch of a folder's rows, newest first.
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
        let folder = mailbox::folder_record(folder);
        self.with_mailbox(account, |mailbox| mailbox.view(folder, start, count))
            .await
    }

    /// Where a message stands in a folder.
    ///
    /// # Errors
    /// The store's.
    pub async fn find_row(
        &self,
        account: AccountId,
        folder: wire::Folder,
        message: MessageId,
    ) -> Result<Option<wire::FoundRow>, Fault> {
        let folder = mailbox::folder_record(folder);
        let row = self
            .with_mailbox(account, |mailbox| mailbox.find(folder, message))
            .await?;
        Ok(row.map(|row| wire::FoundRow { row }))
    }

    /// A message, ready to be shown.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`]; [`FaultKind::NotFetched`], which names the message; the store's.
    pub async fn open_message(
        &self,
        account: AccountId,
        message: MessageId,
        remote: wire::RemoteContent,
    ) -> Result<wire::MessageView, Fault> {
        let row = self
            .with_mailbox(account, |mailbox| mailbox.row(message).cloned())
            .await?
            .ok_or_else(|| Fault::of(FaultKind::NotHere))?;
        let original = match self.message_original(account, message).await {
            Ok(original) => original,
            Err(fault) => return Err(self.naming(account, &row, fault).await?),
        };
        let remote = match remote {
            wire::RemoteContent::Blocked => mail::RemoteImages::Blocked,
            wire::RemoteContent::Images => mail::RemoteImages::Https,
        };
        let opened = self.reader().await?.open(&original.bytes, remote);
        Ok(wire::MessageView {
            message,
            subject: opened.subject,
            from: address(opened.from),
            reply_to: addresses(opened.reply_to),
            to: addresses(opened.to),
            cc: addresses(opened.cc),
            date: row.mail.date.or(opened.date).unwrap_or(row.arrived_at),
            unread: row.unread,
            octets: Octets(original.bytes.len() as u64),
            sha256: original.sha256,
            body: body(opened.body),
            attachments: opened.attachments.into_iter().map(attachment).collect(),
            blocked_images: opened.blocked_images,
            blocked_hosts: opened.blocked_hosts,
            file_name: opened.file_name,
        })
    }

    /// Brings what reads messages, so that the first one need not wait for it.
    ///
    /// # Errors
    /// [`FaultKind::PartAbsent`].
    pub async fn prepare_reading(&self) -> Result<(), Fault> {
        self.reader().await.map(drop)
    }

    async fn reader(&self) -> Result<&'static dyn Reading, Fault> {
        (self.read)()
            .await
            .ok_or_else(|| Fault::of(FaultKind::PartAbsent))
    }

    /// Names the message that is only on the server.
    async fn naming(&self, account: AccountId, row: &SummaryRecord, fault: Fault) -> Result<Fault, Fault> {
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
        let original = self
            .store
            .original(account, message)
            .await?
            .ok_or_else(|| Fault::of(FaultKind::NotFetched))?;
        if Sha256(Hasher::digest(&original.bytes).into()) != original.sha256 {
            return Err(fault::damaged(message));
        }
        Ok(original)
    }

    /// One attachment's decoded bytes.
    ///
    /// # Errors
    /// As [`Self::message_original`]; [`FaultKind::NotHere`] when the message has no such part.
    pub async fn attachment(
        &self,
        account: AccountId,
        message: MessageId,
        part: u32,
    ) -> Result<Vec<u8>, Fault> {
        let original = self.message_original(account, message).await?;
        let bytes = self.reader().await?.attachment(&original.bytes, part);
        bytes.ok_or_else(|| Fault::of(FaultKind::NotHere))
    }

    /// Marks messages as read or unread; returns the pages that changed, for the other tabs.
    ///
    /// # Errors
    /// The store's.
    pub async fn mark_read(
        &self,
        account: AccountId,
        messages: &[MessageId],
        read: bool,
    ) -> Result<Vec<u32>, Fault> {
        let pages = self
            .store
            .change_marks(account, messages, MarkChange::Unread(!read))
            .await?;
        self.reload_pages(account, &pages).await?;
        Ok(pages)
    }
}

fn address(address: mail::Address) -> wire::AddressView {
    wire::AddressView {
        name: address.name,
        address: address.address,
    }
}

fn addresses(list: Vec<mail::Address>) -> Vec<wire::AddressView> {
    list.into_iter().map(address).collect()
}

fn attachment(facts: mail::AttachmentFacts) -> wire::AttachmentView {
    wire::AttachmentView {
        part: facts.part,
        name: facts.name,
        media_type: facts.media_type,
        octets: facts.octets,
    }
}

fn body(body: mail::Body) -> wire::BodyView {
    match body {
        mail::Body::Text(blocks) => wire::BodyView::Text(blocks.into_iter().map(text_block).collect()),
        mail::Body::Html { html, supports_dark } => wire::BodyView::Html { html, supports_dark },
        mail::Body::Empty => wire::BodyView::Empty,
    }
}

fn text_block(block: mail::TextBlock) -> wire::TextBlock {
    let span = |span: mail::TextSpan| wire::TextSpan {
        text: span.text,
        link: span.link,
    };
    wire::TextBlock {
        quote_depth: block.quote_depth,
        signature: block.signature,
        spans: block.spans.into_iter().map(span).collect(),
    }
}
