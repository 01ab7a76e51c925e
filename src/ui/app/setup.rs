//! Adding an account: starting the set-up, testing, saving, the demo.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{App, Dialog};
use crate::ui::browser;
use crate::ui::route::Route;
use crate::ui::state::setup::{Checks, Form};
use crate::units::AccountId;
use crate::wire::{
    self, AccountView, ConnectionFacts, Fault, FaultKind, Folder, MeetServer, SaveAccount, TestConnection,
};

/// How the connection test stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    /// Not begun.
    Idle,
    /// Under way.
    Running,
    /// The connection works.
    Passed(ConnectionFacts),
    /// It does not.
    Failed(Fault),
    /// The account is being saved.
    Saving,
}

/// What tries connections runs under this name, so that a change of the form ends it.
pub(crate) const TEST: &str = "test";

impl App {
    /// Opens the set-up, with what is known of an account that is to be changed.
    pub(crate) fn start_setup(self, changed: Option<&AccountView>) {
        let mut form = Form::default();
        if let Some(account) = changed {
            // What follows from these, the page knows (`Form::fill_in`).
            form.email.clone_from(&account.email);
            if let Some((host, port)) = account.server.rsplit_once(':') {
                form.host = host.into();
                form.port = port.into();
            }
        }
        self.form.set(form);
        self.forget_test();
        self.go(Route::Setup);
    }

    /// The settings changed: what was tested no longer holds.
    pub(crate) fn forget_test(self) {
        self.stop(TEST);
        if self.test.with_untracked(|test| *test != Test::Idle) {
            self.test.set(Test::Idle);
        }
        self.checks.set(Checks::default());
    }

    /// Tries the connection as it stands in the form.
    pub(crate) fn test_connection(self) {
        self.run(TEST, async move {
            let (setup, password) = self
                .form
                .with_untracked(|form| (form.account(), form.sent_password()));
            match self.try_out(TestConnection { setup, password }).await {
                Some(Ok(facts)) => self.test.set(Test::Passed(facts)),
                Some(Err(fault)) => self.test_failed(fault),
                None => {}
            }
        });
    }

    /// Meets the server in the form, and says how it went; `None` where there is nobody to try it.
    pub(crate) async fn meet_server(self) -> Option<Result<(), Fault>> {
        let setup = self.form.with_untracked(Form::account);
        self.try_out(MeetServer { setup }).await
    }

    async fn try_out<C: wire::Call>(self, call: C) -> Option<Result<C::Reply, Fault>> {
        self.checks.set(Checks::default());
        self.test.set(Test::Running);
        let outcome = self.call(call).await;
        if outcome.is_none() {
            self.test.set(Test::Idle);
        }
        outcome
    }

    /// Tells why a connection cannot be had.
    pub(crate) fn test_failed(self, fault: Fault) {
        self.checks.update(Checks::fail);
        if let (FaultKind::CertificateUntrusted, Some(certificate)) = (fault.kind, &fault.certificate) {
            self.dialog
                .set(Some(Dialog::Certificate(certificate.clone(), None)));
        }
        self.test.set(Test::Failed(fault));
    }

    /// Saves the account and starts the first fetch.
    pub(crate) fn finish_setup(self) {
        let (setup, password, remember_password) = self
            .form
            .with_untracked(|form| (form.account(), form.sent_password(), form.remember));
        self.test.set(Test::Saving);
        spawn_local(self.keep(SaveAccount {
            setup,
            password,
            remember_password,
        }));
    }

    /// Opens the demo mailbox that the host offers.
    pub(crate) fn open_demo(self) {
        let Some(demo) = self
            .hosting
            .with_untracked(|hosting| hosting.as_ref()?.demo.clone())
        else {
            return;
        };
        self.test.set(Test::Saving);
        spawn_local(self.keep(SaveAccount {
            setup: demo.setup,
            password: demo.password,
            // It is printed on the page, so there is nothing to keep secret.
            remember_password: true,
        }));
    }

    async fn keep(self, call: SaveAccount) {
        match self.call(call).await {
            Some(Ok(account)) => self.saved(account).await,
            Some(Err(fault)) => self.test.set(Test::Failed(fault)),
            None => self.test.set(Test::Idle),
        }
    }

    async fn saved(self, account: AccountId) {
        let is_first = self
            .accounts
            .with_untracked(|accounts| accounts.iter().flatten().next().is_none());
        self.load_accounts().await;
        self.form.set(Form::default());
        self.forget_test();
        let inbox = Route::Folder {
            account,
            folder: Folder::Inbox,
        };
        if browser::is_narrow() {
            self.go_instead(Route::Folders);
            self.go(inbox);
        } else {
            self.go_instead(inbox);
        }
        self.check_mail(account, Vec::new());
        if is_first {
            // From now on there is something to lose.
            browser::persist_storage().await;
        }
    }
}
