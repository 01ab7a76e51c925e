//! The messages of all accounts as those of one ([`AccountId::ALL`]): the same rows under ids that tell them apart. It must
//! not keep anything that an account's own rows do not say.

use super::mailbox::Mailbox;
use crate::store::{PAGE_MESSAGES, SummaryPage};
use crate::units::{AccountId, MessageId};

const PAGES_OF_EACH: u32 = MessageId::OF_EACH / PAGE_MESSAGES;
const _: () = assert!(
    MessageId::OF_EACH.is_multiple_of(PAGE_MESSAGES),
    "no page belongs to two accounts"
);

/// The rows of all accounts.
pub(super) fn mailbox<'m>(accounts: impl Iterator<Item = (AccountId, &'m Mailbox)>) -> Mailbox {
    let pages = accounts.flat_map(|(account, mailbox)| pages(account, mailbox.pages()));
    Mailbox::new(pages.collect())
}

/// Pages of an account as pages of all.
pub(super) fn pages<'p>(
    account: AccountId,
    pages: impl Iterator<Item = &'p SummaryPage>,
) -> impl Iterator<Item = SummaryPage> {
    pages.filter_map(move |page| {
        let mut page = page.clone();
        page.page = account.0.checked_mul(PAGES_OF_EACH)?.checked_add(page.page)?;
        page.rows.retain_mut(|row| {
            let id = row.id.among_all(account);
            row.id = id.unwrap_or(row.id);
            id.is_some()
        });
        Some(page)
    })
}
