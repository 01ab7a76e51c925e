//! Messages whose stored copy is no longer what came: a disk that fails, a browser that lost a file. What is shown of them
//! is that, and whether the server can help. Nothing here may change what is stored; `sync` mends it.

use sha2::{Digest, Sha256 as Hasher};

use super::server_box::Listing;
use super::{Engine, fault};
use crate::clock::Clock;
use crate::store::{BodyState, DeletionState, Original, Store, SummaryRecord};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Sha256};
use crate::wire::{DamagedView, Fault, FaultKind, OnServer};

/// Whether an original is what came.
pub(super) fn is_whole(original: &Original) -> bool {
    Sha256(Hasher::digest(&original.bytes).into()) == original.sha256
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// What is here of a message, in the store or in an opened file, whole or not.
    pub(super) async fn kept(
        &self,
        account: AccountId,
        message: MessageId,
    ) -> Result<Option<Original>, Fault> {
        Ok(match account {
            AccountId::FILES => self.files.original(message),
            _ => self.store.original(account, message).await?,
        })
    }

    /// What is here of a message, whatever became of it.
    ///
    /// # Errors
    /// [`FaultKind::NotFetched`] when nothing is; the store's.
    pub async fn stored_bytes(&self, account: AccountId, message: MessageId) -> Result<Vec<u8>, Fault> {
        let (account, message) = message.of(account);
        self.kept(account, message)
            .await?
            .map(|original| original.bytes)
            .ok_or_else(|| Fault::of(FaultKind::NotFetched))
    }

    /// Says of a message that could not be read whether its copy is damaged, or gone, and whether the server has it.
    pub(super) async fn naming_damage(
        &self,
        account: AccountId,
        row: &SummaryRecord,
        fault: Fault,
    ) -> Result<Fault, Fault> {
        if row.body != BodyState::Here {
            return Ok(fault);
        }
        let stored = self.kept(account, row.id).await?;
        if stored.as_ref().is_some_and(is_whole) {
            return Ok(fault);
        }
        Ok(Fault {
            damaged: Some(DamagedView {
                message: row.id,
                subject: row.mail.subject.clone(),
                octets: stored.map(|original| original.octets()).unwrap_or_default(),
                there: self.on_server(account, row.id).await?,
            }),
            ..fault::damaged(row.id)
        })
    }

    async fn on_server(&self, account: AccountId, message: MessageId) -> Result<OnServer, Fault> {
        let listed = self.with_mailbox(account, |mailbox| {
            mailbox.listing.as_ref().map(|listing| listing.has(message))
        });
        if let Some(there) = listed.await? {
            return Ok(there);
        }
        let ledger = self.store.deletions(account).await?;
        let is_deleted = ledger
            .iter()
            .any(|line| line.message == message && line.state == DeletionState::Deleted);
        Ok(if is_deleted {
            OnServer::Gone
        } else {
            OnServer::Unknown
        })
    }
}

impl Listing {
    /// Whether this message is on the list, as far as can be told.
    fn has(&self, message: MessageId) -> OnServer {
        let mut is_clear = true;
        for listed in self.messages() {
            if listed == Some(message) {
                return OnServer::Listed;
            }
            is_clear &= listed.is_some();
        }
        if is_clear {
            OnServer::Gone
        } else {
            OnServer::Unknown
        }
    }
}
