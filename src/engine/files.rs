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
use crate::wire::{self, Fault, FaultKind};

/// What was opened last.
#[derive(Debug, Default)]
pub(super) struct Files(RefCell<Opened>);

#[derive(Debug, Default)]
struct Opened {
    /// The id of the first: none is given twice, so that nobody takes one message for another.
    first: u32,
    originals: Vec<Original>,
}

impl Files {
    /// A message as it stands in its file.
    pub(super) fn original(&self, message: MessageId) -> Option<Original> {
        let opened = self.0.borrow();
        let place = message.0.checked_sub(opened.first)?;
        opened.originals.get(usize::try_from(place).ok()?).cloned()
    }

    /// Takes these in the place of what was opened before. Returns the id of the first.
    fn replace(&self, originals: Vec<Original>) -> MessageId {
        let mut opened = self.0.borrow_mut();
        let before = u32::try_from(opened.originals.len()).unwrap_or(u32::MAX);
        let first = opened.first.saturating_add(before);
        *opened = Opened { first, originals };
        MessageId(first)
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Opens messages (`.eml`) and files of many (`mbox`), in the place of those that were opened before. Where none of
    /// them is or holds a message, those stay.
    ///
    /// # Errors
    /// [`FaultKind::PartAbsent`].
    pub async fn open_files(&self, files: &[wire::Bytes]) -> Result<wire::OpenedFiles, Fault> {
        let reader = self.reader().await?;
        let mut opened = wire::OpenedFiles::default();
        let mut originals = Vec::new();
        for (place, file) in (0_u32..).zip(files) {
            let messages = reader.messages_in(&file.0);
            if messages.is_empty() {
                opened.refused.push(place);
            }
            originals.extend(messages.into_iter().map(|bytes| Original {
                sha256: hash(&bytes),
                bytes,
            }));
        }
        if !originals.is_empty() {
            opened.messages = u32::try_from(originals.len()).unwrap_or(u32::MAX);
            opened.first = self.take_up(originals);
        }
        Ok(opened)
    }

    fn take_up(&self, originals: Vec<Original>) -> MessageId {
        let now = self.clock.now();
        let mut pages = Vec::<SummaryPage>::new();
        let first = self.files.replace(originals);
        for id in (first.0..).map(MessageId) {
            let Some(original) = self.files.original(id) else {
                break;
            };
            let row = row(id, &original, now);
            match pages.last_mut().filter(|page| page.page == page_of(id)) {
                Some(page) => page.rows.push(row),
                None => pages.push(SummaryPage {
                    page: page_of(id),
                    rows: vec![row],
                }),
            }
        }
        let mut mailboxes = self.mailboxes.borrow_mut();
        mailboxes.insert(AccountId::FILES, Mailbox::new(pages));
        first
    }

    /// Nothing can be done to messages of files but to read them.
    pub(super) fn refuse_files(account: AccountId) -> Result<(), Fault> {
        if account == AccountId::FILES {
            return Err(Fault::of(FaultKind::NotHere));
        }
        Ok(())
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
    }
}
