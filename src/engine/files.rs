//! Messages that lie in files of the user's: read here and kept in memory until others are opened or the tab goes. They
//! are no account's ([`AccountId::FILES`]), nothing of them is stored, and no server hears of them.

use std::cell::RefCell;

use super::Engine;
use super::mailbox::{Mailbox, page_of};
use super::reading::attached::hash;
use crate::clock::Clock;
use crate::mail;
use crate::store::{BodyState, Folder, Original, Store, SummaryPage, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets, UnixMillis};
use crate::wire::{self, Fault};

/// What was opened last.
#[derive(Debug, Default)]
pub(super) struct Files(RefCell<Opened>);

#[derive(Debug, Default)]
struct Opened {
    /// The id of the first: none is given twice, so that nobody takes one message for another.
    first: MessageId,
    originals: Vec<Original>,
}

impl Files {
    /// A message as it stands in its file.
    pub(super) fn original(&self, message: MessageId) -> Option<Original> {
        let opened = self.0.borrow();
        let place = message.0.checked_sub(opened.first.0)?;
        opened.originals.get(usize::try_from(place).ok()?).cloned()
    }

    /// The first id that no message has had.
    fn next(&self) -> MessageId {
        let opened = self.0.borrow();
        let count = u32::try_from(opened.originals.len()).unwrap_or(u32::MAX);
        MessageId(opened.first.0.saturating_add(count))
    }

    /// Takes these in the place of what was opened before.
    fn replace(&self, first: MessageId, originals: Vec<Original>) {
        self.0.replace(Opened { first, originals });
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Opens messages (`.eml`) and files of many (`mbox`), in the place of those that were opened before. Where none of
    /// them is or holds a message, those stay. Returns where the messages of each file begin, and last where they end.
    ///
    /// # Errors
    /// [`wire::FaultKind::PartAbsent`].
    pub async fn open_files(&self, files: &[wire::Bytes]) -> Result<Vec<MessageId>, Fault> {
        let reader = self.reader().await?;
        let mut originals = Vec::new();
        let first = self.files.next();
        let mut begins = vec![first];
        for file in files {
            originals.extend(reader.messages_in(&file.0).into_iter().map(|bytes| Original {
                sha256: hash(&bytes),
                bytes,
            }));
            let count = u32::try_from(originals.len()).unwrap_or(u32::MAX);
            begins.push(MessageId(first.0.saturating_add(count)));
        }
        if !originals.is_empty() {
            self.take_up(first, originals);
        }
        Ok(begins)
    }

    fn take_up(&self, first: MessageId, originals: Vec<Original>) {
        let now = self.clock.now();
        let mut pages = Vec::<SummaryPage>::new();
        for (id, original) in (first.0..).map(MessageId).zip(&originals) {
            let page = page_of(id);
            if pages.last().is_none_or(|last| last.page != page) {
                pages.push(SummaryPage {
                    page,
                    rows: Vec::new(),
                });
            }
            if let Some(last) = pages.last_mut() {
                last.rows.push(row(id, original, now));
            }
        }
        self.files.replace(first, originals);
        let mut mailboxes = self.mailboxes.borrow_mut();
        mailboxes.insert(AccountId::FILES, Mailbox::new(pages));
    }
}

fn row(id: MessageId, original: &Original, now: UnixMillis) -> SummaryRecord {
    SummaryRecord {
        id,
        folder: Folder::Inbox,
        unread: false,
        starred: false,
        octets: Octets(original.bytes.len() as u64),
        arrived_at: now,
        body: BodyState::Here,
        mail: mail::summarise(&original.bytes, now),
        tags: Vec::new(),
        moment: None,
    }
}
