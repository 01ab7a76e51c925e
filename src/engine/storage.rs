//! How much of each account's mail is here, and how much its server had when this tab last looked. It asks no server.

use super::Engine;
use super::mailbox::Mailbox;
use super::server_box::Listing;
use crate::clock::Clock;
use crate::store::{BodyState, Store};
use crate::transport::Dial;
use crate::units::{AccountId, Octets};
use crate::wire::{AccountStorageView, Fault};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// That, by account.
    ///
    /// # Errors
    /// The store's.
    pub async fn storage_of_accounts(&self) -> Result<Vec<AccountStorageView>, Fault> {
        let mut views = Vec::new();
        for record in self.store.accounts().await? {
            let email = record.connection.email;
            let view = |mailbox: &mut Mailbox| view(record.id, email, mailbox);
            views.push(self.with_mailbox(record.id, view).await?);
        }
        Ok(views)
    }
}

fn view(account: AccountId, email: String, mailbox: &Mailbox) -> AccountStorageView {
    let mut view = AccountStorageView {
        account,
        email,
        messages: 0,
        octets: Octets(0),
        headers: 0,
        listed: mailbox.listing.as_ref().map(Listing::in_short),
    };
    for row in mailbox.all_rows() {
        if row.body == BodyState::Here {
            view.messages += 1;
            view.octets.0 = view.octets.0.saturating_add(row.octets.0);
        } else {
            view.headers += 1;
        }
    }
    view
}
