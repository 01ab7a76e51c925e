//! Sentences about new mail: what is shown of it outside of the page, and what the settings say about that.

use super::catalogue::{counted, said, sentences};
use crate::ui::state::notifications::Permission;
use crate::wire::RowView;

sentences! {
    notifications_switch: "Tell me of new mail",
    notifications_what: "When you are looking elsewhere: sender and subject of one message, or how many have come.",
    notifications_when: "They come only while Restante is open, in a tab or as the installed app, and checks for mail. The server that brought it here keeps no mailbox and no password, and so nobody is there who could wake it.",
    notifications_asleep: "A phone soon puts an app to sleep that nobody looks at. Then none come until it is opened again.",
}

/// What a browser has to say about notifications, to whoever wants them or does not; empty where there is nothing to say.
#[must_use]
pub fn notifications_standing(permission: Permission, is_wanted: bool) -> &'static str {
    match (permission, is_wanted) {
        (Permission::Impossible, _) => said("This browser shows no notifications here."),
        (Permission::OnceInstalled, _) => said(
            "Here only apps on the Home Screen show notifications. Put Restante there (Share, then Add to Home Screen), set your accounts up in it, and switch this on there.",
        ),
        (Permission::Denied, _) => said(
            "The browser has been told to show no notifications of this site. Allow them in what it says about the site (the sign beside the address) or in its settings, and switch this on again.",
        ),
        (Permission::Unasked, true) => {
            said("The browser has not been asked yet. Switch this off and on again.")
        }
        (Permission::Granted, _) | (Permission::Unasked, false) => "",
    }
}

/// Who wrote a message, as the list says it.
#[must_use]
pub fn sender_of(row: &RowView) -> String {
    match row.from_name.trim() {
        "" => super::no_sender().into(),
        name => name.into(),
    }
}

/// What a message is about, as the list says it.
#[must_use]
pub fn subject_of(row: &RowView) -> String {
    match row.subject.trim() {
        "" => super::no_subject().into(),
        subject => subject.into(),
    }
}

/// How many messages have come.
#[must_use]
pub fn new_messages(number: u32) -> String {
    counted("1 new message", "{count} new messages", number, &[])
}
