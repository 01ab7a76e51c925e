//! Telling of new mail outside of the page. What is said, and when, is `state::notifications`' matter.

use std::rc::Rc;

use futures::FutureExt;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::app::{App, app};
use crate::ui::browser::notifying;
use crate::ui::route::Route;
use crate::ui::state::notifications::{Circumstances, Notice, arrivals};
use crate::units::{AccountId, MessageId};
use crate::wire::{FindRow, Folder, ListOrder, MailboxIds, MailboxRows, RowView};

/// Draws nothing: it is there for as long as somebody wants to be told.
#[component]
pub(crate) fn Notifier() -> impl IntoView {
    let app = app();
    app.witness.set_value(Some(Rc::new(move |account| {
        look_before(app, account)
            .map(move |before| -> Box<dyn FnOnce()> { Box::new(move || tell(app, account, before)) })
            .boxed_local()
    })));
    on_cleanup(move || app.witness.set_value(None));
    // What was shown is clicked on later, whoever wants to be told by then.
    notifying::on_click(move |place| app.go(Route::parse(&place)));
}

/// What is unread in an inbox before a check. The first check of all brings what is old, and tells nobody.
async fn look_before(app: App, account: AccountId) -> Option<Vec<MessageId>> {
    let is_known = untrack(|| app.account(account)).is_some_and(|account| account.checked_at.is_some());
    if is_known {
        unread_in_inbox(app, account).await
    } else {
        None
    }
}

/// Tells what a check has brought.
fn tell(app: App, account: AccountId, before: Option<Vec<MessageId>>) {
    let circumstances = Circumstances {
        is_wanted: app.wants_notifications.get_untracked(),
        permission: notifying::permission(),
        is_seen: notifying::is_page_seen(),
    };
    let Some(before) = before.filter(|_| circumstances.call_for_it()) else {
        return;
    };
    spawn_local(async move {
        let now = unread_in_inbox(app, account).await.unwrap_or_default();
        let new = arrivals(&before, &now);
        let newest = match *new.as_slice() {
            [message] => row_in_inbox(app, account, message).await,
            _ => None,
        };
        let email = untrack(|| app.account(account)).map(|account| account.email);
        if let Some(notice) = Notice::of(account, &email.unwrap_or_default(), &new, newest.as_ref()) {
            let leads_to = notice.leads_to;
            notifying::show(&notice, move || app.go(leads_to)).await;
        }
    });
}

async fn unread_in_inbox(app: App, account: AccountId) -> Option<Vec<MessageId>> {
    let unread = MailboxIds {
        account,
        folder: Folder::Inbox,
        order: ListOrder::default(),
        start: 0,
        count: u32::MAX,
        only_unread: true,
    };
    app.call(unread).await?.ok()
}

async fn row_in_inbox(app: App, account: AccountId, message: MessageId) -> Option<RowView> {
    let (folder, order) = (Folder::Inbox, ListOrder::default());
    let found = FindRow {
        account,
        folder,
        order,
        message,
    };
    let start = app.call(found).await?.ok()??.row;
    let rows = MailboxRows {
        account,
        folder,
        order,
        start,
        count: 1,
    };
    let rows = app.call(rows).await?.ok()?.rows;
    rows.into_iter().find(|row| row.message == message)
}
