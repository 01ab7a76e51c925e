//! Accounts: keeping, unlocking, trusting, forgetting. It must not open connections.

use super::sync::gmail;
use super::{Engine, fault};
use crate::clock::Clock;
use crate::pop3::auth::Way;
use crate::secret::Secret;
use crate::store::{AccountRecord, Connection, Protection, Retention, ServerRecord, SignIn, Store};
use crate::transport::Dial;
use crate::units::{AccountId, Sha256};
use crate::wire::{AccountSetup, AccountView, Fault, FaultKind, RetentionView, Security, ServerFactsView};

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// The accounts with their folders, by id.
    ///
    /// # Errors
    /// The store's.
    pub async fn accounts(&self) -> Result<Vec<AccountView>, Fault> {
        let mut views = Vec::new();
        for record in self.store.accounts().await? {
            let own = self.store.folders(record.id).await?;
            let folders = self
                .with_mailbox(record.id, |mailbox| mailbox.folders(&own))
                .await?;
            let unlocked = self.password(record.id).await?.is_some();
            let server_facts = server_facts(self.store.server(record.id).await?);
            let connection = record.connection;
            views.push(AccountView {
                id: record.id,
                server: format!("{}:{}", connection.host, connection.port),
                plaintext: connection.protection == Protection::PlainWithConsent,
                email: connection.email,
                unlocked,
                folders,
                checked_at: record.checked_at,
                server_facts,
            });
        }
        Ok(views)
    }

    /// Keeps an account. One with the same server and user name is changed instead of kept twice.
    ///
    /// # Errors
    /// [`FaultKind::Bug`] for a connection without protection that nobody agreed to; the store's.
    pub async fn save_account(
        &self,
        setup: &AccountSetup,
        password: Secret,
        remember_password: bool,
    ) -> Result<AccountId, Fault> {
        let connection = connection(setup)?;
        let account = match self.known(&connection).await? {
            Some(known) => {
                self.store.update_connection(known.id, connection).await?;
                // Whoever sets an account up anew may have moved it to a server that knows less.
                self.store.remember_sign_in(known.id, SignIn::default()).await?;
                known.id
            }
            None => self.store.add_account(connection).await?.id,
        };
        self.unlock_account(account, password, remember_password).await?;
        Ok(account)
    }

    /// Gives a kept account the certificate that its set-up names now: the demo server makes a new one at each start.
    /// Does nothing when the account is not kept.
    ///
    /// # Errors
    /// As [`Self::save_account`].
    pub async fn follow_certificate(&self, setup: &AccountSetup) -> Result<(), Fault> {
        let connection = connection(setup)?;
        if let Some(known) = self.known(&connection).await?
            && known.connection != connection
        {
            self.store.update_connection(known.id, connection).await?;
        }
        Ok(())
    }

    /// The account with the same server and user name.
    async fn known(&self, connection: &Connection) -> Result<Option<AccountRecord>, Fault> {
        let accounts = self.store.accounts().await?;
        Ok(accounts.into_iter().find(|known| {
            let known = &known.connection;
            known.host == connection.host
                && known.port == connection.port
                && gmail::mailbox(&known.username) == gmail::mailbox(&connection.username)
        }))
    }

    /// Takes an account's password, for the tab or for longer.
    ///
    /// # Errors
    /// The store's.
    pub async fn unlock_account(
        &self,
        account: AccountId,
        password: Secret,
        remember_password: bool,
    ) -> Result<(), Fault> {
        if remember_password {
            self.store.remember_password(account, &password).await?;
        } else {
            self.store.forget_password(account).await?;
        }
        self.passwords.borrow_mut().insert(account, password);
        Ok(())
    }

    /// Pins the certificate that the user has seen and trusts.
    ///
    /// # Errors
    /// [`FaultKind::NotHere`]; the store's.
    pub async fn trust_certificate(&self, account: AccountId, fingerprint: Sha256) -> Result<(), Fault> {
        let record = self.account(account).await?;
        let connection = Connection {
            pinned_certificate: Some(fingerprint),
            ..record.connection
        };
        self.store.update_connection(account, connection).await?;
        Ok(())
    }

    /// Has an account sign in one way and no other, such as `XOAUTH2` (the password is then an access token), `APOP`, or a
    /// mechanism that its server has but does not list; `None` has the engine choose again.
    ///
    /// # Errors
    /// [`FaultKind::SignInUnsupported`] for a way that is not known here; [`FaultKind::NotHere`]; the store's.
    pub async fn choose_sign_in(&self, account: AccountId, way: Option<&str>) -> Result<(), Fault> {
        let wanted =
            way.map(|name| Way::of_name(name).ok_or_else(|| Fault::of(FaultKind::SignInUnsupported)));
        let sign_in = SignIn {
            wanted: wanted.transpose()?.map(|way| way.name().to_owned()),
            ..SignIn::default()
        };
        Ok(self.store.remember_sign_in(account, sign_in).await?)
    }

    /// Removes an account, its password and its mail from this browser.
    ///
    /// # Errors
    /// The store's.
    pub async fn forget_account(&self, account: AccountId) -> Result<(), Fault> {
        self.store.forget_account(account).await?;
        self.passwords.borrow_mut().remove(&account);
        for gone in [account, AccountId::ALL] {
            self.mailboxes.borrow_mut().remove(&gone);
        }
        self.forget_transcripts(account);
        Ok(())
    }

    pub(super) async fn account(&self, account: AccountId) -> Result<AccountRecord, Fault> {
        let accounts = self.store.accounts().await?;
        accounts
            .into_iter()
            .find(|record| record.id == account)
            .ok_or_else(|| Fault::of(FaultKind::NotHere))
    }

    /// The password, from this tab or from the store.
    pub(super) async fn password(&self, account: AccountId) -> Result<Option<Secret>, Fault> {
        if let Some(password) = self.passwords.borrow().get(&account) {
            return Ok(Some(password.clone()));
        }
        let remembered = self.store.remembered_password(account).await?;
        if let Some(password) = &remembered {
            self.passwords.borrow_mut().insert(account, password.clone());
        }
        Ok(remembered)
    }
}

fn server_facts(server: ServerRecord) -> ServerFactsView {
    ServerFactsView {
        login_delay_s: server.login_delay_s,
        automatic_from: server.automatic_from(),
        retention: server.retention.map(|retention| match retention {
            Retention::Unlimited => RetentionView::Unlimited,
            Retention::Days(days) => RetentionView::Days(days),
        }),
        implementation: server.implementation,
    }
}

/// The record of a set-up. Everything typed is trimmed; a host name is lower-cased.
pub(super) fn connection(setup: &AccountSetup) -> Result<Connection, Fault> {
    let protection = match setup.security {
        Security::Tls => Protection::Tls,
        Security::Stls => Protection::Stls,
        Security::Plain if setup.plaintext_consent => Protection::PlainWithConsent,
        Security::Plain => return Err(fault::bug("a connection without TLS needs the user's consent")),
    };
    Ok(Connection {
        email: setup.email.trim().to_owned(),
        host: setup.host.trim().trim_end_matches('.').to_lowercase(),
        port: setup.port,
        protection,
        username: setup.username.trim().to_owned(),
        pinned_certificate: setup.pinned_certificate,
    })
}
