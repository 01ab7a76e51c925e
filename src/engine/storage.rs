//! How much of each account's mail is here, and how much its server had when it last listed it. It asks no server.

use super::Engine;
use super::mailbox::Mailbox;
use crate::clock::Clock;
use crate::store::{BodyState, ListedMail, Store};
use crate::transport::Dial;
use crate::units::Octets;
use crate::wire::{AccountStorageView, Fault, ListedView};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// That, by account.
    ///
    /// # Errors
    /// The store's.
    pub async fn storage_of_accounts(&self) -> Result<Vec<AccountStorageView>, Fault> {
        let mut views = Vec::new();
        for record in self.store.accounts().await? {
            let (messages, octets, headers) = self.with_mailbox(record.id, |mailbox| kept(mailbox)).await?;
            views.push(AccountStorageView {
                account: record.id,
                email: record.connection.email,
                messages,
                octets,
                headers,
                listed: self.store.server(record.id).await?.listed.map(listed),
            });
        }
        Ok(views)
    }
}

/// How many messages are here as a whole, how large those are, and of how many only the header is here.
fn kept(mailbox: &Mailbox) -> (u32, Octets, u32) {
    let (mut messages, mut octets, mut headers) = (0, 0_u64, 0);
    for row in mailbox.all_rows() {
        if row.body == BodyState::Here {
            messages += 1;
            octets = octets.saturating_add(row.octets.0);
        } else {
            headers += 1;
        }
    }
    (messages, Octets(octets), headers)
}

const fn listed(mail: ListedMail) -> ListedView {
    ListedView {
        at: mail.at,
        messages: mail.messages,
        octets: mail.octets,
    }
}
