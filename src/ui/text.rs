//! Every sentence that people read, in one place, ready to be translated. No other file of the interface may hold one.
#![allow(missing_docs, reason = "a sentence says itself")]

mod deletion;
mod diagnosis;
mod fault;
mod reading;
mod sender;
mod server_box;
mod setup;
mod trace;

pub use deletion::*;
pub use diagnosis::*;
pub use fault::{Action, Explanation, certificate_problems, copy_details, explain};
pub use reading::*;
pub use sender::*;
pub use server_box::*;
pub use setup::{check_label, need, problem};
pub use trace::*;

use crate::ui::state::dates::DayGroup;
use crate::ui::state::figures::{count, size_progress};
use crate::units::Octets;
use crate::wire::{AddressView, Folder, SyncState, SyncView};

pub const APP: &str = "Restante";

// Welcome and set-up.
pub const WELCOME_TITLE: &str = "Your mail, fetched and kept here";
pub const WELCOME_LEAD: &str =
    "Restante collects mail over POP3 and keeps it in this browser, so that it opens with the network gone.";
pub const WELCOME_BLIND: &str = "The connection is encrypted in this page. Whoever runs this server sees neither your password nor your mail.";
pub const WELCOME_KEEPS: &str =
    "Mail stays on your provider’s server. Nothing is deleted there unless you ask for it.";
pub const WELCOME_OFFLINE: &str = "What has been fetched opens at once, online or not.";
pub const ADD_ACCOUNT: &str = "Add an account";
pub const OPEN_DEMO: &str = "Open the demo mailbox";
pub const OPENING_DEMO: &str = "Opening…";
pub const INSTALL_HINT_IOS: &str = "On an iPhone or iPad, add Restante to the Home Screen first (Share, then Add to Home Screen): the installed app keeps its own mail.";
pub const SETUP_TITLE: &str = "Add an account";
pub const SETUP_LEAD: &str =
    "Your address and password go from this page to your provider, encrypted, and nowhere else.";
pub const SETUP_KEEPS: &str = "Your mail stays on the server: Restante copies it and deletes nothing there, unless you ask for it later in the settings.";
pub const EMAIL: &str = "Mail address";
pub const EMAIL_EXAMPLE: &str = "name@example.org";
pub const PASSWORD: &str = "Password";
pub const SHOW_PASSWORD: &str = "Show";
pub const HIDE_PASSWORD: &str = "Hide";
pub const SHOW_PASSWORD_LONG: &str = "Show password";
pub const REMEMBER: &str = "Remember the password on this device";
pub const REMEMBER_HINT: &str = "Kept encrypted in this browser. Otherwise you are asked in each new tab.";
pub const NEXT: &str = "Next";
pub const BACK: &str = "Back";
pub const MANUAL: &str = "Server settings";
pub const SERVER_HEADING: &str = "Incoming server (POP3)";
pub const HOST: &str = "Server";
pub const PORT: &str = "Port";
pub const SECURITY: &str = "Protection";
pub const SECURITY_TLS: &str = "TLS (recommended)";
pub const SECURITY_STLS: &str = "STARTTLS";
pub const SECURITY_PLAIN: &str = "None: readable on the way";
pub const USERNAME: &str = "User name";
pub const RECENT: &str = "Also fetched on other devices";
pub const RECENT_HINT: &str =
    "Gmail’s recent mode: every device gets all mail of the last 30 days, whatever another one has fetched.";
pub const CONSENT: &str = "I know that everybody on the way can read my password and my mail.";
pub const CONSENT_TITLE: &str = "This connection is not encrypted";
pub const TEST: &str = "Test the connection";
pub const TESTING: &str = "Testing…";
pub const TEST_AGAIN: &str = "Test again";
pub const FINISH: &str = "Add account and fetch mail";
pub const SAVING: &str = "Saving…";
pub const GUESSED: &str = "We do not know this provider. The settings below are the usual ones; your provider’s help pages name the right ones.";
pub const LEARN_MORE: &str = "Show me how";
pub const CHECKS_LABEL: &str = "Connection test";
pub const CANCEL: &str = "Cancel";
pub const CLOSE: &str = "Close";

// Certificate.
pub const CERTIFICATE_TITLE: &str = "Is this really your mail server?";
pub const CERTIFICATE_TITLE_CHANGED: &str = "This server’s certificate has changed";
pub const CERTIFICATE_ADVICE: &str = "Trust it only if you know this server, such as your own or your company’s. Compare the fingerprint with the one its operator gives you.";
pub const CERTIFICATE_ADVICE_CHANGED: &str = "It is not the one you trusted. Unless its operator tells you that it was renewed, do not go on: somebody may be listening.";
pub const CERTIFICATE_NAMES: &str = "Is for";
pub const CERTIFICATE_SUBJECT: &str = "Belongs to";
pub const CERTIFICATE_ISSUER: &str = "Signed by";
pub const CERTIFICATE_VALID: &str = "Valid";
pub const CERTIFICATE_SERVER: &str = "Server";
pub const CERTIFICATE_FINGERPRINT: &str = "Fingerprint (SHA-256)";
pub const TRUST: &str = "Trust this certificate";
pub const REFUSE: &str = "Do not connect";

// Sidebar.
pub const FOLDERS: &str = "Folders";
pub const SETTINGS: &str = "Settings";
pub const OFFLINE_CHIP: &str = "Offline: showing saved mail";
pub const CHECK_FAILED: &str = "The last check failed";
pub const NEVER_CHECKED: &str = "Not checked yet";
pub const NOT_ENCRYPTED: &str = "Not encrypted";
pub const KEYBOARD: &str = "Keyboard shortcuts";

// List.
pub const CHECK_MAIL: &str = "Check for mail";
pub const STOP: &str = "Stop";
pub const STOP_HINT: &str = "Stop fetching; what has come stays";
pub const MESSAGES: &str = "Messages";
pub const NO_SUBJECT: &str = "(no subject)";
pub const NO_SENDER: &str = "(unknown sender)";
pub const UNREAD: &str = "Unread";
pub const HAS_ATTACHMENT: &str = "has an attachment";
pub const STARRED: &str = "starred";
pub const NOT_FETCHED_YET: &str = "not fetched yet";
pub const LOADING: &str = "Loading";
pub const EMPTY_INBOX: &str = "Nothing here yet";
pub const EMPTY_INBOX_LEAD: &str = "New mail lands here when you check for it.";
pub const EMPTY_FETCHING: &str = "Fetching your first messages…";
pub const EMPTY_FETCHING_LEAD: &str = "They appear as they arrive. You can read while the rest comes in.";
pub const EMPTY_FOLDER: &str = "This folder is empty";
pub const LIST_FAILED: &str = "The list could not be read";
pub const SKIP_TO_LIST: &str = "Skip to the messages";
pub const SKIP_TO_MESSAGE: &str = "Skip to the open message";

// Reader.
pub const MESSAGE: &str = "Message";
pub const NOTHING_OPEN: &str = "Nothing open";
pub const NOTHING_OPEN_LEAD: &str = "Choose a message to read it here.";
pub const BACK_TO_LIST: &str = "Back to the list";
pub const BACK_TO_FOLDERS: &str = "Folders and accounts";
pub const MARK_UNREAD: &str = "Mark as unread";
pub const MARK_READ: &str = "Mark as read";
pub const SAVE_EML: &str = "Save as file (.eml)";
pub const SOURCE: &str = "View source";
pub const MORE: &str = "More actions";
pub const NEXT_MESSAGE: &str = "Older message";
pub const PREVIOUS_MESSAGE: &str = "Newer message";
pub const TO: &str = "to";
pub const COPY_TO: &str = "copy to";
pub const REPLY_TO: &str = "answers go to";
pub const NOBODY: &str = "nobody in particular";
pub const SHOW_ONCE: &str = "Show once";
pub const QUOTE_SHOW: &str = "Show quoted text";
pub const QUOTE_HIDE: &str = "Hide quoted text";
pub const BODY_TITLE: &str = "Message body";
pub const NO_BODY: &str = "This message has no text.";
pub const ATTACHMENTS: &str = "Attachments";
pub const SAVE: &str = "Save";
pub const SAVE_ATTACHMENT: &str = "Save attachment";
pub const COPY_ADDRESS: &str = "Copy address";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied";
pub const SOURCE_TITLE: &str = "Source of the message";
pub const SOURCE_CUT: &str = "Only the first megabyte is shown. “Save as file” gives you everything.";
pub const DOWNLOAD_FAILED: &str = "It could not be saved";
/// A file's name.
pub const DAMAGED_FILE: &str = "damaged message.eml";

// Moving messages.
pub const DELETE: &str = "Move to Trash";
pub const DELETE_HINT: &str = "Move to Trash (#)";
pub const RESTORE: &str = "Move back to the inbox";
pub const MOVED_TO_TRASH: &str = "Moved to Trash";
pub const MOVED_TO_INBOX: &str = "Moved to the inbox";
pub const MOVED_BACK: &str = "It is back where it was";
pub const MOVE_FAILED: &str = "It could not be moved";
pub const UNDO: &str = "Undo";
pub const UNDO_HINT: &str = "Undo (z)";
pub const LAST_ACTION: &str = "What was just done";

// Sync.
pub const SYNC_IDLE: &str = "Up to date";
pub const SYNC_CONNECTING: &str = "Signing in…";
pub const SYNC_LISTING: &str = "Looking for new mail…";
pub const SYNC_ELSEWHERE: &str = "Another tab is fetching the mail";
pub const SYNC_OFFLINE: &str = "No network. What has been fetched opens as always.";
pub const COPY_DETAILS: &str = "Copy details";

// Password prompt.
pub const PASSWORD_TITLE: &str = "Password needed";
pub const PASSWORD_UNLOCK: &str = "Sign in and check for mail";
pub const PASSWORD_REFUSED: &str = "The server did not accept the last one.";

// Settings.
pub const SETTINGS_ACCOUNTS: &str = "Accounts";
pub const REMOVE: &str = "Remove…";
pub const REMOVE_TITLE: &str = "Remove this account?";
pub const REMOVE_LEAD: &str =
    "Its mail and its password are removed from this browser. On the provider’s server nothing changes.";
pub const REMOVE_CONFIRM: &str = "Remove from this browser";
pub const SETTINGS_APPEARANCE: &str = "Appearance";
pub const THEME: &str = "Theme";
pub const THEME_SYSTEM: &str = "System";
pub const THEME_LIGHT: &str = "Light";
pub const THEME_DARK: &str = "Dark";
pub const SHORTCUTS_SWITCH: &str = "Keyboard shortcuts with single letters";
pub const SETTINGS_STORAGE: &str = "Storage";
pub const STORAGE_KEPT: &str = "The browser keeps this mail until you remove it.";
pub const STORAGE_LOOSE: &str = "The browser may clear this mail by itself when the disk fills up. What was not deleted from the server is still there.";
pub const STORAGE_ASK: &str = "Ask the browser to keep it";
pub const SETTINGS_ABOUT: &str = "About";
pub const VERSION: &str = "Version";
pub const ROOTS: &str = "Certificate authorities as of";
pub const ABOUT_BLIND: &str = "TLS ends in this page. The server that brought it here moves encrypted bytes between you and your provider, and keeps none of them.";

// Whole page.
pub const UPDATE_READY: &str = "A new version is ready.";
pub const RELOAD: &str = "Reload";
pub const LATER: &str = "Later";
pub const ENGINE_OLD: &str = "Restante was updated while this tab was open.";
pub const ENGINE_DEAD: &str = "The part of Restante that fetches and opens mail does not start.";
pub const ENGINE_DEAD_LEAD: &str = "Your mail is safe in this browser. Reloading the page usually helps.";
pub const TRY_AGAIN: &str = "Try again";
pub const COMING: &str = "One moment…";
pub const ABSENT: &str = "This part of Restante could not be loaded.";
pub const ABSENT_NEXT: &str =
    "Look whether the network is there, and try again. If that does not help, reload the page.";

// Keys.
pub const KEY_NEXT: &str = "Next message";
pub const KEY_PREVIOUS: &str = "Previous message";
pub const KEY_OPEN: &str = "Open the message";
pub const KEY_BACK: &str = "Back to the list";
pub const KEY_READ: &str = "Mark as read";
pub const KEY_UNREAD: &str = "Mark as unread";
pub const KEY_DELETE: &str = "Move to Trash";
pub const KEY_UNDO: &str = "Undo";
pub const KEY_CHECK: &str = "Check for mail";
pub const KEY_HELP: &str = "This list";
pub const KEYS_NOTE: &str =
    "Letters can be switched off in the settings. In the list, Home, End, Page Up and Page Down work too.";

/// A folder's name.
#[must_use]
pub const fn folder(folder: Folder) -> &'static str {
    match folder {
        Folder::Inbox => "Inbox",
        Folder::Archive => "Archive",
        Folder::Sent => "Sent",
        Folder::Drafts => "Drafts",
        Folder::Outbox => "Outbox",
        Folder::Junk => "Junk",
        Folder::Trash => "Trash",
    }
}

/// The label of a group of days, where it is not a month (those the browser names).
#[must_use]
pub const fn day_group(group: DayGroup) -> Option<&'static str> {
    match group {
        DayGroup::Later => Some("Dated ahead"),
        DayGroup::Today => Some("Today"),
        DayGroup::Yesterday => Some("Yesterday"),
        DayGroup::ThisWeek => Some("This week"),
        DayGroup::LastWeek => Some("Last week"),
        DayGroup::Month(_) | DayGroup::MonthAndYear(_) => None,
    }
}

/// What a running or finished check for mail says.
#[must_use]
pub fn sync(view: &SyncView) -> String {
    match view.state {
        SyncState::Fetching if view.elsewhere => {
            format!("{SYNC_ELSEWHERE}: {} of {}", count(view.done), count(view.total))
        }
        SyncState::Connecting | SyncState::Listing if view.elsewhere => SYNC_ELSEWHERE.into(),
        SyncState::Connecting => SYNC_CONNECTING.into(),
        SyncState::Listing => SYNC_LISTING.into(),
        SyncState::Fetching => format!("Fetching {} of {}", count(view.done), count(view.total)),
        SyncState::Offline => SYNC_OFFLINE.into(),
        SyncState::Error | SyncState::Idle => String::new(),
    }
}

/// The bytes of a running check for mail, or that none come.
#[must_use]
pub fn sync_bytes(view: &SyncView) -> String {
    if view.silent_s > 0 {
        return [
            "The server has said nothing for ",
            &view.silent_s.to_string(),
            " s",
        ]
        .concat();
    }
    if view.state != SyncState::Fetching || view.total_octets == Octets(0) {
        return String::new();
    }
    size_progress(view.done_octets, view.total_octets)
}

/// Opens a page over https that a server wants visited, and says whose it is.
#[must_use]
pub fn open_page(page: &str) -> String {
    let behind = page.strip_prefix("https://").unwrap_or_default();
    let host = behind.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    // What stands before an `@` only looks like a host.
    let host = host.rsplit('@').next().unwrap_or_default();
    ["Open ", host, " in a new tab"].concat()
}

/// Messages that a run passed over.
#[must_use]
pub fn skipped(number: u32) -> String {
    match number {
        1 => "1 message was passed over and is still on the server.".into(),
        _ => format!(
            "{} messages were passed over and are still on the server.",
            count(number)
        ),
    }
}

/// The banner about blocked images.
#[must_use]
pub fn blocked(images: u32, places: usize) -> String {
    let images = if images == 1 {
        "1 image".to_owned()
    } else {
        format!("{images} images")
    };
    match places {
        0 => format!("{images} not loaded."),
        1 => format!("{images} from 1 place not loaded."),
        _ => format!("{images} from {places} places not loaded."),
    }
}

/// A person in a list of recipients: the name, or the address where there is none.
#[must_use]
pub fn person(address: &AddressView) -> &str {
    if address.name.trim().is_empty() {
        &address.address
    } else {
        &address.name
    }
}

/// "and 3 more".
#[must_use]
pub fn more_people(number: usize) -> String {
    format!("and {number} more")
}

/// "1 message", "1 980 messages".
#[must_use]
pub fn messages(number: u32) -> String {
    if number == 1 {
        "1 message".into()
    } else {
        format!("{} messages", count(number))
    }
}

/// "5 unread".
#[must_use]
pub fn unread(number: u32) -> String {
    format!("{} unread", count(number))
}

/// "1.8 GB here".
#[must_use]
pub fn stored(size: &str) -> String {
    format!("{size} kept here")
}

/// "1.8 GB of 40 GB used".
#[must_use]
pub fn stored_of(used: &str, quota: &str) -> String {
    format!("{used} used of about {quota} that the browser allows")
}

/// "Checked 2 minutes ago".
#[must_use]
pub fn checked(ago: &str) -> String {
    format!("Checked {ago}")
}

/// "3 attachments, 4.2 MB".
#[must_use]
pub fn attachments(number: usize, size: &str) -> String {
    if number == 1 {
        format!("1 attachment, {size}")
    } else {
        format!("{number} attachments, {size}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::AccountId;

    #[test]
    fn blocked_images_are_counted_in_words() {
        assert_eq!(blocked(1, 1), "1 image from 1 place not loaded.");
        assert_eq!(blocked(3, 2), "3 images from 2 places not loaded.");
        assert_eq!(blocked(3, 0), "3 images not loaded.");
    }

    fn fetching_elsewhere() -> SyncView {
        SyncView {
            account: AccountId(0),
            state: SyncState::Fetching,
            done: 3,
            total: 10,
            done_octets: Octets(0),
            total_octets: Octets(0),
            fault: None,
            skipped: 0,
            checked_at: None,
            elsewhere: true,
            silent_s: 0,
        }
    }

    #[test]
    fn a_fetch_of_another_tab_is_told_as_such() {
        let view = fetching_elsewhere();
        assert_eq!(sync(&view), "Another tab is fetching the mail: 3 of 10");
        let alone = SyncView {
            elsewhere: false,
            ..view
        };
        assert_eq!(sync(&alone), "Fetching 3 of 10");
    }

    #[test]
    fn a_page_is_named_by_the_host_that_serves_it() {
        assert_eq!(
            open_page("https://accounts.google.com/signin?x=https://evil.example/"),
            "Open accounts.google.com in a new tab"
        );
        assert_eq!(
            open_page("https://google.com@evil.example?google.com/"),
            "Open evil.example in a new tab"
        );
    }

    #[test]
    fn a_silent_server_is_said_to_be_silent() {
        let view = SyncView {
            silent_s: 30,
            ..fetching_elsewhere()
        };
        assert_eq!(sync_bytes(&view), "The server has said nothing for 30 s");
    }

    #[test]
    fn somebody_without_a_name_is_called_by_the_address() {
        let nameless = AddressView {
            name: " ".into(),
            address: "a@example.org".into(),
        };
        assert_eq!(person(&nameless), "a@example.org");
    }
}
