//! Accounts and their checks for mail: loading, starting, stopping, unlocking, trusting, removing. Also the few
//! preferences of this browser.

use futures::future::{AbortHandle, abortable, join};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{App, Dialog};
use crate::secret::Secret;
use crate::ui::browser;
use crate::ui::route::Route;
use crate::ui::state::settings::Page;
use crate::ui::state::sync;
use crate::ui::text::{self, Action};
use crate::units::{AccountId, MessageId, Sha256, by_account};
use crate::wire::{
    AccountView, Fault, FaultKind, ForgetAccount, ListAccounts, PresentToken, Sync, SyncState, SyncView,
    TrustCertificate, UnlockAccount,
};

/// Where the bridge's access token is kept. It is no secret of a mailbox: it lets people in who use this bridge.
const ACCESS_TOKEN: &str = "access-token";

/// Why mail is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occasion {
    Asked,
    Automatic,
}

impl App {
    pub(crate) async fn load_accounts(self) {
        if let Some(Ok(accounts)) = self.call(ListAccounts {}).await {
            self.accounts.set(Some(accounts));
            self.settle();
        } else if self.accounts.get_untracked().is_none() {
            self.accounts.set(Some(Vec::new()));
        }
    }

    /// An account by its id.
    pub(crate) fn account(self, id: AccountId) -> Option<AccountView> {
        self.accounts.with(|accounts| {
            accounts
                .iter()
                .flatten()
                .find(|account| account.id == id)
                .cloned()
        })
    }

    /// The account whose mail is on the screen; the first one beside messages of files.
    pub(crate) fn current_account(self) -> Option<AccountId> {
        let routed = self.route.get().folder().map(|(account, _)| account);
        let routed = routed.filter(|account| *account != AccountId::FILES);
        routed.or_else(|| {
            self.accounts
                .with(|accounts| accounts.as_ref()?.first().map(|account| account.id))
        })
    }

    /// The check that most is to be said of among those of the accounts on the screen.
    pub(crate) fn sync_shown(self) -> Option<SyncView> {
        let shown = self.current_account()?;
        self.syncs.with(|syncs| {
            let of_it = syncs.values().filter(|view| shown.includes(view.account));
            of_it.max_by_key(|view| sync::urgency(view)).cloned()
        })
    }

    /// Whether there are several accounts, so that all of them together are something else than one.
    pub(crate) fn has_several(self) -> bool {
        self.accounts
            .with(|accounts| accounts.as_ref().is_some_and(|accounts| accounts.len() > 1))
    }

    pub(super) fn check_all_unlocked(self) {
        let is_asked_for = self.takes_up_wish_to_check();
        if self.check_every_minutes.get_untracked().is_none() && !is_asked_for {
            return;
        }
        let occasion = if is_asked_for {
            Occasion::Asked
        } else {
            Occasion::Automatic
        };
        self.check_all(occasion);
    }

    fn check_all(self, occasion: Occasion) {
        let to_check: Vec<AccountId> = self.accounts.with_untracked(|accounts| {
            let all = || accounts.iter().flatten();
            let unlocked = all().filter(|account| account.unlocked);
            // Whoever asked for it is asked for one password, rather than be left to wonder.
            let one_of_none = all()
                .take(1)
                .filter(|_| occasion == Occasion::Asked && all().all(|account| !account.unlocked));
            unlocked.chain(one_of_none).map(|account| account.id).collect()
        });
        for account in to_check {
            self.check(account, Vec::new(), occasion);
        }
    }

    /// Checks for new mail without having been asked to.
    pub(super) fn check_by_itself(self, account: AccountId) {
        self.check(account, Vec::new(), Occasion::Automatic);
    }

    /// Checks for new mail, with some messages fetched first. What is asked for during a check comes right after it.
    pub(crate) fn check_mail(self, account: AccountId, first: Vec<MessageId>) {
        if !first.is_empty() {
            for (account, first) in by_account(account, &first) {
                self.check(account, first, Occasion::Asked);
            }
        } else if account == AccountId::ALL {
            self.check_all(Occasion::Asked);
        } else {
            self.check(account, first, Occasion::Asked);
        }
    }

    fn check(self, account: AccountId, first: Vec<MessageId>, occasion: Occasion) {
        if self.is_checking(account) {
            self.asked_for.update_value(|asked_for| {
                asked_for.entry(account.0).or_default().extend(first);
            });
            return;
        }
        let (run, handle) = abortable(self.call(Sync {
            account,
            first,
            automatic: occasion == Occasion::Automatic,
        }));
        self.keep_run(account, handle);
        self.note_begin(account);
        let witnessed = self.witnessed(account);
        spawn_local(async move {
            let (after, ended) = join(witnessed, run).await;
            if let Ok(reply) = ended {
                self.note_end(account, reply.as_ref().and_then(|reply| reply.as_ref().err()));
                if let Some(Err(fault)) = reply {
                    self.sync_failed(account, fault);
                }
                if let Some(after) = after {
                    after();
                }
                self.read_again_if_it_was_damaged(account);
                self.fetch_what_was_asked_for(account);
            }
        });
    }

    pub(super) fn is_checking(self, account: AccountId) -> bool {
        self.syncs
            .with_untracked(|syncs| syncs.get(&account.0).is_some_and(sync::is_running))
    }

    /// Fetches what was asked for during the check that has just ended.
    fn fetch_what_was_asked_for(self, account: AccountId) {
        let mut asked_for = None;
        self.asked_for
            .update_value(|waiting| asked_for = waiting.remove(&account.0));
        if let Some(first) = asked_for.filter(|first| !first.is_empty()) {
            self.check_mail(account, first);
        }
    }

    fn keep_run(self, account: AccountId, handle: AbortHandle) {
        self.syncs_here.update_value(|runs| {
            runs.insert(account.0, handle);
        });
    }

    /// Stops a check for mail; what has come stays.
    pub(crate) fn stop_check(self, account: AccountId) {
        self.asked_for.update_value(|asked_for| {
            asked_for.remove(&account.0);
        });
        self.syncs_here.update_value(|runs| {
            if let Some(run) = runs.remove(&account.0) {
                run.abort();
            }
        });
    }

    fn sync_failed(self, account: AccountId, fault: Fault) {
        if fault.kind == FaultKind::BusyElsewhere {
            return; // How that one stands comes as events.
        }
        match (fault.kind, &fault.certificate) {
            (FaultKind::PasswordNeeded, _) => self.dialog.set(Some(Dialog::Password(account, false))),
            (FaultKind::CertificateUntrusted, Some(certificate)) => {
                self.dialog
                    .set(Some(Dialog::Certificate(certificate.clone(), Some(account))));
            }
            _ => {}
        }
        // The engine tells the same as an event; where it does not, the reply is all there is.
        self.syncs.update(|syncs| {
            let view = syncs.entry(account.0).or_insert_with(|| idle(account));
            if sync::is_running(view) || (view.fault.is_none() && view.state != SyncState::Offline) {
                let is_stopped = fault.kind == FaultKind::Cancelled;
                view.state = if is_stopped {
                    SyncState::Idle
                } else {
                    SyncState::Error
                };
                view.fault = (!is_stopped).then_some(fault);
            }
        });
    }

    pub(super) fn hear_sync(self, view: SyncView) {
        let is_news = self
            .syncs
            .with_untracked(|syncs| sync::is_worth_saying(syncs.get(&view.account.0), &view));
        if is_news {
            self.announcement.set(match &view.fault {
                Some(fault) => text::explain(fault).what,
                None if view.state == SyncState::Idle => text::sync_idle().into(),
                None => text::sync(&view),
            });
        }
        let has_ended = view.state == SyncState::Idle;
        self.syncs.update(|syncs| {
            syncs.insert(view.account.0, view);
        });
        if has_ended {
            spawn_local(self.load_accounts());
        }
    }

    /// Goes on where another tab ended in the middle.
    pub(super) fn take_over(self, account: AccountId) {
        self.syncs.update(|syncs| {
            if syncs.get(&account.0).is_some_and(|view| view.elsewhere) {
                syncs.remove(&account.0);
            }
        });
        if self.account(account).is_some_and(|account| account.unlocked) {
            self.check_mail(account, Vec::new());
        }
    }

    /// Does what a failure's button says.
    pub(crate) fn act(self, action: Action, account: AccountId, fault: &Fault) {
        match action {
            Action::TryAgain | Action::CheckMail => self.check_mail(account, Vec::new()),
            Action::FetchAnyway | Action::FetchNow => {
                self.check_mail(
                    account,
                    fault.skipped.iter().map(|skipped| skipped.message).collect(),
                );
            }
            Action::EnterPassword => {
                self.dialog.set(Some(Dialog::Password(
                    account,
                    fault.kind == FaultKind::LoginRefused,
                )));
            }
            Action::ReviewCertificate => {
                if let Some(certificate) = &fault.certificate {
                    self.dialog
                        .set(Some(Dialog::Certificate(certificate.clone(), Some(account))));
                }
            }
            Action::EditServer => {
                self.start_setup(self.account(account).as_ref());
            }
            Action::ReviewStorage => self.open_settings(Page::Storage),
            Action::EnterToken => self.open_settings(Page::Connections),
            Action::Reload => {
                let _ = browser::window().location().reload();
            }
            // Only the reader offers these.
            Action::FetchAgain | Action::SaveDamaged | Action::Nothing => {}
        }
    }

    /// The access token that this browser has for the bridge.
    pub(crate) fn kept_token(self) -> Option<String> {
        browser::preference(ACCESS_TOKEN)
    }

    /// Shows the bridge the access token that is kept, before anything is connected to.
    pub(super) async fn present_kept_token(self) {
        if let Some(token) = self.kept_token() {
            let token = Secret::new(token);
            let _ = self.call(PresentToken { token }).await;
        }
    }

    /// Shows this access token from now on, also at the next visit, and checks for mail with it.
    pub(crate) fn present_token(self, token: &str) {
        browser::keep_preference(ACCESS_TOKEN, token);
        spawn_local(async move {
            self.present_kept_token().await;
            self.check_all(Occasion::Asked);
        });
    }

    /// Hands a password over and goes on with the check.
    pub(crate) fn unlock(self, account: AccountId, password: Secret, remember_password: bool) {
        spawn_local(async move {
            match self
                .call(UnlockAccount {
                    account,
                    password,
                    remember_password,
                })
                .await
            {
                Some(Ok(())) => {
                    self.load_accounts().await;
                    self.check_mail(account, Vec::new());
                }
                Some(Err(fault)) => self.sync_failed(account, fault),
                None => {}
            }
        });
    }

    /// Trusts a certificate for an account and goes on with the check.
    pub(crate) fn trust(self, account: AccountId, fingerprint: Sha256) {
        spawn_local(async move {
            match self.call(TrustCertificate { account, fingerprint }).await {
                Some(Ok(())) => self.check_mail(account, Vec::new()),
                Some(Err(fault)) => self.sync_failed(account, fault),
                None => {}
            }
        });
    }

    /// Removes an account from this browser.
    pub(crate) fn remove_account(self, account: AccountId) {
        self.stop_check(account);
        spawn_local(async move {
            if let Some(Err(fault)) = self.call(ForgetAccount { account }).await {
                self.sync_failed(account, fault);
            }
            self.syncs.update(|syncs| {
                syncs.remove(&account.0);
            });
            if self
                .route
                .get_untracked()
                .folder()
                .is_some_and(|(shown, _)| shown == account)
            {
                self.go_instead(Route::Home);
            }
            self.load_accounts().await;
        });
    }

    pub(super) fn listen_to_network(self) {
        window_event_listener(leptos::ev::online, move |_| self.is_online.set(true));
        window_event_listener(leptos::ev::offline, move |_| self.is_online.set(false));
    }
}

fn idle(account: AccountId) -> SyncView {
    SyncView {
        account,
        state: SyncState::Idle,
        done: 0,
        total: 0,
        done_octets: Default::default(),
        total_octets: Default::default(),
        fault: None,
        skipped: 0,
        checked_at: None,
        elsewhere: false,
        silent_s: 0,
    }
}

/// The theme that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetTheme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl SetTheme {
    /// Its name in the preference and in `data-theme`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(super) fn from_preference() -> Self {
        match browser::preference("theme").as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Puts the theme on the page, and keeps it.
    pub(crate) fn apply(self) {
        if let Some(root) = browser::document().document_element() {
            let _ = root.set_attribute("data-theme", self.name());
        }
        browser::keep_preference("theme", self.name());
    }
}
