//! What the worker tells its page and the other tabs, no more often than anybody can see.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use web_sys::DedicatedWorkerGlobalScope;

use super::post;
use super::tabs::{News, Tabs};
use crate::engine::SyncEvent;
use crate::units::AccountId;
use crate::wire::{Event, SyncState, SyncView, ToPage};

/// Progress within one phase is told this often at most.
const PROGRESS_EVERY_MS: f64 = 150.0;
/// That rows changed is told this often at most: whoever hears it asks for what is on the screen again.
const ROWS_EVERY_MS: f64 = 250.0;

/// The way out, to the page and to the other tabs.
#[derive(Debug)]
pub(super) struct Outbox {
    scope: DedicatedWorkerGlobalScope,
    /// `None` where the browser has no channel: then every tab is alone, and right.
    tabs: Option<Tabs>,
    told_at: Cell<f64>,
    told: RefCell<HashMap<AccountId, SyncState>>,
    rows_told_at: Cell<f64>,
    /// The pages whose change is not told yet.
    changed: RefCell<Vec<(AccountId, Vec<u32>)>>,
}

impl Outbox {
    pub(super) fn new(scope: DedicatedWorkerGlobalScope, on_news: impl FnMut(News) + 'static) -> Rc<Self> {
        Rc::new(Self {
            scope,
            tabs: Tabs::join(on_news).ok(),
            told_at: Cell::new(0.0),
            told: RefCell::default(),
            rows_told_at: Cell::new(0.0),
            changed: RefCell::default(),
        })
    }

    pub(super) fn event(&self, event: Event) {
        post(&self.scope, &ToPage::Event(event));
    }

    pub(super) fn sync_event(self: &Rc<Self>, account: AccountId, event: SyncEvent) {
        match event {
            SyncEvent::Progress(view) => self.progress(view),
            SyncEvent::PagesChanged(pages) => self.pages_changed(account, pages),
            SyncEvent::Fetched { .. }
            | SyncEvent::Deleted { .. }
            | SyncEvent::Skipped { .. }
            | SyncEvent::Traffic(_) => {}
        }
    }

    pub(super) fn pages_changed(self: &Rc<Self>, account: AccountId, pages: Vec<u32>) {
        if pages.is_empty() || self.joins_others(account, pages) {
            return;
        }
        let wait_ms = self.rows_told_at.get() + ROWS_EVERY_MS - js_sys::Date::now();
        if wait_ms <= 0.0 {
            return self.tell_rows();
        }
        let outbox = Rc::clone(self);
        spawn_local(async move {
            // A clock that went back must not hold rows back.
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a quarter of a second at most"
            )]
            TimeoutFuture::new(wait_ms.min(ROWS_EVERY_MS) as u32).await;
            outbox.tell_rows();
        });
    }

    /// Puts pages to those that wait to be told. Whether there were any.
    fn joins_others(&self, account: AccountId, mut pages: Vec<u32>) -> bool {
        let mut changed = self.changed.borrow_mut();
        let others_wait = !changed.is_empty();
        match changed.iter_mut().find(|(known, _)| *known == account) {
            Some((_, known)) => known.append(&mut pages),
            None => changed.push((account, pages)),
        }
        others_wait
    }

    fn tell_rows(&self) {
        for (account, mut pages) in self.changed.take() {
            self.rows_told_at.set(js_sys::Date::now());
            pages.sort_unstable();
            pages.dedup();
            self.event(Event::MailboxChanged { account });
            self.tell(&News::Pages { account, pages });
        }
    }

    pub(super) fn accounts_changed(&self) {
        self.event(Event::AccountsChanged);
        self.tell(&News::Accounts);
    }

    fn progress(&self, view: SyncView) {
        let now = js_sys::Date::now();
        let same_phase = self.told.borrow_mut().insert(view.account, view.state) == Some(view.state);
        if same_phase && now - self.told_at.get() < PROGRESS_EVERY_MS {
            return;
        }
        self.told_at.set(now);
        if !same_phase {
            // Whoever hears that a run is over has heard of all its rows.
            self.tell_rows();
        }
        self.event(Event::Sync(view.clone()));
        self.tell(&News::Sync(view));
    }

    fn tell(&self, news: &News) {
        if let Some(tabs) = &self.tabs {
            tabs.tell(news);
        }
    }
}
