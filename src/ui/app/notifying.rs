//! Telling of new mail outside of the page. What is said, and when, is `state::notifications`' matter.

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use crate::ui::browser;
use crate::ui::browser::notifying;
use crate::ui::state::notifications::{Circumstances, Notice, arrivals};
use crate::units::{AccountId, MessageId};
use crate::wire::{FindRow, Folder, ListOrder, MailboxIds, MailboxRows, RowView};

/// Where the choice is kept, and how it says "yes".
const PREFERENCE: &str = "notifications";
const WANTED: &str = "on";

/// Whether new mail is to be told of.
pub(super) fn is_wanted() -> bool {
    browser::preference(PREFERENCE).as_deref() == Some(WANTED)
}

impl App {
    /// Tells of new mail from now on, or no longer.
    pub(crate) fn want_notifications(self, is_wanted: bool) {
        browser::keep_preference(PREFERENCE, if is_wanted { WANTED } else { "off" });
        self.wants_notifications.set(is_wanted);
    }

    /// What is unread in an inbox before a check, for whoever wants to know what it brings. The first check of all brings
    /// what is old, and tells nobody.
    pub(super) fn unread_before_check(
        self,
        account: AccountId,
    ) -> LocalBoxFuture<'static, Option<Vec<MessageId>>> {
        let is_known = untrack(|| self.account(account)).is_some_and(|account| account.checked_at.is_some());
        let is_wanted = self.wants_notifications.get_untracked();
        Box::pin(async move {
            if is_wanted && is_known {
                self.unread_in_inbox(account).await
            } else {
                None
            }
        })
    }

    /// Tells what a check has brought.
    pub(super) fn tell_of_arrivals(self, account: AccountId, before: Option<Vec<MessageId>>) {
        let circumstances = Circumstances {
            is_wanted: self.wants_notifications.get_untracked(),
            permission: notifying::permission(),
            is_seen: notifying::is_page_seen(),
        };
        let Some(before) = before.filter(|_| circumstances.call_for_it()) else {
            return;
        };
        spawn_local(async move {
            let now = self.unread_in_inbox(account).await.unwrap_or_default();
            let new = arrivals(&before, &now);
            let newest = match *new.as_slice() {
                [message] => self.row_in_inbox(account, message).await,
                _ => None,
            };
            let email = untrack(|| self.account(account)).map(|account| account.email);
            if let Some(notice) = Notice::of(account, &email.unwrap_or_default(), &new, newest.as_ref()) {
                let leads_to = notice.leads_to;
                notifying::show(&notice, move || self.go(leads_to));
            }
        });
    }

    async fn unread_in_inbox(self, account: AccountId) -> Option<Vec<MessageId>> {
        let unread = MailboxIds {
            account,
            folder: Folder::Inbox,
            order: ListOrder::default(),
            start: 0,
            count: u32::MAX,
            only_unread: true,
        };
        self.call(unread).await?.ok()
    }

    async fn row_in_inbox(self, account: AccountId, message: MessageId) -> Option<RowView> {
        let folder = Folder::Inbox;
        let found = FindRow {
            account,
            folder,
            order: ListOrder::default(),
            message,
        };
        let start = self.call(found).await?.ok()??.row;
        let rows = MailboxRows {
            account,
            folder,
            order: ListOrder::default(),
            start,
            count: 1,
        };
        let rows = self.call(rows).await?.ok()?.rows;
        rows.into_iter().find(|row| row.message == message)
    }
}
