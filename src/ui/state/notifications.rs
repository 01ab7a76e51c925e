//! What is said about new mail outside of the page, and when: once for a check of an account, to whoever has asked for it
//! and looks elsewhere. It must not know how a browser shows it.

use crate::ui::route::Route;
use crate::ui::text;
use crate::units::{AccountId, MessageId};
use crate::wire::{Folder, RowView};

/// What the browser lets the page do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It shows nothing for a page.
    Impossible,
    /// It shows what the app tells of that is on the Home Screen, and nothing for a page.
    OnceInstalled,
    /// It would have to be asked.
    Unasked,
    /// It shows what it is given.
    Granted,
    /// It was told not to.
    Denied,
}

/// How things stand at the end of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Whether the user wants to be told.
    pub is_wanted: bool,
    /// What the browser lets us do.
    pub permission: Permission,
    /// Whether the page is in front of somebody.
    pub is_seen: bool,
}

impl Circumstances {
    /// Whether new mail is told of.
    #[must_use]
    pub fn call_for_it(self) -> bool {
        self.is_wanted && self.permission == Permission::Granted && !self.is_seen
    }
}

/// The messages that are unread now and were not before: what a check brought into a folder.
#[must_use]
pub fn arrivals(unread_before: &[MessageId], unread_now: &[MessageId]) -> Vec<MessageId> {
    let mut before = unread_before.to_vec();
    before.sort_unstable();
    let is_new = |id: &&MessageId| before.binary_search(id).is_err();
    unread_now.iter().filter(is_new).copied().collect()
}

/// What is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
    /// What it replaces: the last one about the same account.
    pub tag: String,
    /// Where whoever clicks on it wants to be.
    pub leads_to: Route,
}

impl Notice {
    /// About what came for an account, newest first; `newest` is the row of the first. `None` where nothing came.
    #[must_use]
    pub fn of(account: AccountId, email: &str, new: &[MessageId], newest: Option<&RowView>) -> Option<Self> {
        let folder = Folder::Inbox;
        let (title, body, leads_to) = match (new, newest) {
            ([], _) => return None,
            ([message], Some(row)) => {
                let leads_to = Route::Message {
                    account,
                    folder,
                    message: *message,
                };
                (text::sender_of(row), text::subject_of(row), leads_to)
            }
            _ => {
                let count = u32::try_from(new.len()).unwrap_or(u32::MAX);
                let leads_to = Route::Folder { account, folder };
                (text::new_messages(count), email.to_owned(), leads_to)
            }
        };
        Some(Self {
            title,
            body,
            tag: ["mail-", &account.0.to_string()].concat(),
            leads_to,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Octets, UnixMillis};

    const ANA: AccountId = AccountId(3);

    fn ids(ids: &[u32]) -> Vec<MessageId> {
        ids.iter().copied().map(MessageId).collect()
    }

    fn row(message: u32, from_name: &str, subject: &str) -> RowView {
        RowView {
            message: MessageId(message),
            from_name: from_name.into(),
            from_address: "bo@example.org".into(),
            subject: subject.into(),
            snippet: "Never shown outside of the page".into(),
            date: UnixMillis(0),
            unread: true,
            starred: false,
            attachments: false,
            fetched: true,
            octets: Octets(1),
            tags: Vec::new(),
            snoozed: None,
            gathered: None,
        }
    }

    fn notice(new: &[u32], newest: Option<&RowView>) -> Option<Notice> {
        Notice::of(ANA, "ana@example.org", &ids(new), newest)
    }

    #[test]
    fn only_whoever_wants_it_may_have_it_and_looks_elsewhere_is_told() {
        use Permission::{Denied, Granted, Impossible, OnceInstalled, Unasked};
        let cases = [
            (true, Granted, false, true),
            (true, Granted, true, false),
            (false, Granted, false, false),
            (true, Denied, false, false),
            (true, Unasked, false, false),
            (true, Impossible, false, false),
            (true, OnceInstalled, false, false),
        ];
        for (is_wanted, permission, is_seen, is_told) in cases {
            let circumstances = Circumstances {
                is_wanted,
                permission,
                is_seen,
            };
            assert_eq!(circumstances.call_for_it(), is_told, "{circumstances:?}");
        }
    }

    #[test]
    fn what_was_unread_before_is_not_new_and_what_was_read_meanwhile_is_not_missed() {
        let cases: [(&[u32], &[u32], &[u32]); 6] = [
            (&[], &[], &[]),
            (&[], &[7, 2], &[7, 2]),
            (&[5, 1], &[9, 5, 1], &[9]),
            // In any order: a message may be dated before those that are here.
            (&[5, 1], &[5, 9, 1], &[9]),
            (&[5, 1], &[1], &[]),
            (&[5, 1], &[8, 1], &[8]),
        ];
        for (before, now, new) in cases {
            assert_eq!(arrivals(&ids(before), &ids(now)), ids(new), "{before:?} {now:?}");
        }
    }

    #[test]
    fn one_message_is_named_and_leads_to_itself() {
        let notice = notice(&[9], Some(&row(9, "Bo Berg", "Lunch"))).unwrap();
        assert_eq!(
            (notice.title.as_str(), notice.body.as_str()),
            ("Bo Berg", "Lunch")
        );
        assert_eq!(notice.leads_to.hash(), "#/a/3/inbox/m/9");
    }

    #[test]
    fn one_message_from_nobody_about_nothing_is_called_as_in_the_list() {
        let notice = notice(&[9], Some(&row(9, " ", ""))).unwrap();
        assert_eq!(
            (notice.title.as_str(), notice.body.as_str()),
            ("(unknown sender)", "(no subject)")
        );
    }

    #[test]
    fn several_are_counted_and_lead_to_the_inbox() {
        let notice = notice(&[9, 8, 7], Some(&row(9, "Bo Berg", "Lunch"))).unwrap();
        assert_eq!(
            (notice.title.as_str(), notice.body.as_str()),
            ("3 new messages", "ana@example.org")
        );
        assert_eq!(notice.leads_to.hash(), "#/a/3/inbox");
    }

    #[test]
    fn one_whose_row_has_gone_meanwhile_is_counted() {
        let notice = notice(&[9], None).unwrap();
        assert_eq!(notice.title, "1 new message");
        assert_eq!(notice.leads_to.hash(), "#/a/3/inbox");
    }

    #[test]
    fn nothing_new_is_nothing_to_say_and_notices_of_an_account_replace_each_other() {
        assert_eq!(notice(&[], None), None);
        let tags = [notice(&[1], None), notice(&[2, 3], None)].map(|notice| notice.unwrap().tag);
        assert_eq!(tags, ["mail-3", "mail-3"]);
    }
}
