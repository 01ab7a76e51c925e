//! What the worker tells its page and the other tabs, no more often than anybody can see.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use web_sys::DedicatedWorkerGlobalScope;

use super::post;
use super::tabs::{News, Tabs};
use crate::engine::SyncEvent;
use crate::units::AccountId;
use crate::wire::{Event, SyncState, SyncView, ToPage};

/// Progress within one phase is told this often at most.
const PROGRESS_EVERY_MS: f64 = 150.0;

/// The way out, to the page and to the other tabs.
#[derive(Debug)]
pub(super) struct Outbox {
    scope: DedicatedWorkerGlobalScope,
    /// `None` where the browser has no channel: then every tab is alone, and right.
    tabs: Option<Tabs>,
    told_at: Cell<f64>,
    told: RefCell<HashMap<AccountId, SyncState>>,
}

impl Outbox {
    pub(super) fn new(scope: DedicatedWorkerGlobalScope, on_news: impl FnMut(News) + 'static) -> Self {
        Self {
            scope,
            tabs: Tabs::join(on_news).ok(),
            told_at: Cell::new(0.0),
            told: RefCell::default(),
        }
    }

    pub(super) fn event(&self, event: Event) {
        post(&self.scope, &ToPage::Event(event));
    }

    pub(super) fn sync_event(&self, account: AccountId, event: SyncEvent) {
        match event {
            SyncEvent::Progress(view) => self.progress(view),
            SyncEvent::PagesChanged(pages) => self.pages_changed(account, pages),
            SyncEvent::Fetched { .. }
            | SyncEvent::Deleted { .. }
            | SyncEvent::Skipped { .. }
            | SyncEvent::Traffic(_) => {}
        }
    }

    pub(super) fn pages_changed(&self, account: AccountId, pages: Vec<u32>) {
        if pages.is_empty() {
            return;
        }
        self.event(Event::MailboxChanged { account });
        self.tell(&News::Pages { account, pages });
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
        self.event(Event::Sync(view.clone()));
        self.tell(&News::Sync(view));
    }

    fn tell(&self, news: &News) {
        if let Some(tabs) = &self.tabs {
            tabs.tell(news);
        }
    }
}
