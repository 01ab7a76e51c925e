//! Every sentence that people read, in English; `lang/` has what is said for it in other languages. No other file of the
//! interface may hold one, and no function here may glue one from pieces: the order of words is a language's own.
#![allow(missing_docs, reason = "a sentence says itself")]

mod attached;
mod calendar;
mod catalogue;
mod deletion;
mod diagnosis;
mod erasing;
mod fault;
mod files;
mod folders;
mod images;
mod installed;
mod keyboard;
mod list_order;
mod notifications;
mod outgoing;
mod palette;
mod reading;
mod recurrence;
mod rules;
mod sender;
mod server_box;
mod settings;
mod setup;
mod sizes;
mod storage;
mod swipes;
mod tags;
mod trace;
mod walkthrough;

pub use attached::*;
pub use calendar::*;
pub use catalogue::{Language, Table, language, speak, table};
pub use deletion::*;
pub use diagnosis::*;
pub use erasing::*;
pub use fault::{Action, Explanation, certificate_problems, copy_details, explain};
pub use files::*;
pub use folders::*;
pub use images::*;
pub use installed::*;
pub use keyboard::*;
pub use list_order::*;
pub use notifications::*;
pub use outgoing::*;
pub use palette::*;
pub use reading::*;
pub use recurrence::{names_days, repeats};
pub use rules::*;
pub use sender::*;
pub use server_box::*;
pub use settings::*;
pub use setup::*;
pub use sizes::*;
pub use storage::*;
pub use swipes::*;
pub use tags::*;
pub use trace::*;
pub use walkthrough::{Step, Walkthrough, walkthrough};

use catalogue::{counted, filled, phrase, said, sentences};

use crate::ui::state::arrangement::{Density, Reading};
use crate::ui::state::dates::DayGroup;
use crate::ui::state::figures::{count, size, size_progress};
use crate::units::Octets;
use crate::wire::{AddressView, Folder, Mark, SyncState, SyncView};

pub const APP: &str = "Restante";
pub const EMAIL_EXAMPLE: &str = "name@example.org";
pub const SECURITY_STLS: &str = "STARTTLS";

sentences! {
    // Welcome and set-up.
    welcome_title: "Your mail, fetched and kept here",
    welcome_lead: "Restante collects mail over POP3 and keeps it in this browser, so that it opens with the network gone.",
    welcome_blind: "The connection is encrypted in this page. Whoever runs this server sees neither your password nor your mail.",
    welcome_keeps: "Mail stays on your provider’s server. Nothing is deleted there unless you ask for it.",
    welcome_offline: "What has been fetched opens at once, online or not.",
    add_account: "Add an account",
    open_demo: "Open the demo mailbox",
    opening_demo: "Opening…",
    install_hint_ios: "On an iPhone or iPad, add Restante to the Home Screen first (Share, then Add to Home Screen): the installed app keeps its own mail.",
    setup_title: "Add an account",
    setup_lead: "Your address and password go from this page to your provider, encrypted, and nowhere else.",
    setup_keeps: "Your mail stays on the server: Restante copies it and deletes nothing there, unless you ask for it later in the settings.",
    email: "Mail address",
    password: "Password",
    show_password: "Show",
    hide_password: "Hide",
    show_password_long: "Show password",
    remember: "Remember the password on this device",
    remember_hint: "Kept encrypted in this browser. Otherwise you are asked in each new tab.",
    next: "Next",
    back: "Back",
    manual: "Server settings",
    server_heading: "Incoming server (POP3)",
    host: "Server",
    port: "Port",
    security: "Protection",
    security_tls: "TLS (recommended)",
    security_plain: "None: readable on the way",
    username: "User name",
    recent: "Also fetched on other devices",
    recent_hint: "Gmail’s recent mode: every device gets all mail of the last 30 days, whatever another one has fetched.",
    consent: "I know that everybody on the way can read my password and my mail.",
    consent_title: "This connection is not encrypted",
    test: "Test the connection",
    testing: "Testing…",
    test_again: "Test again",
    finish: "Add account and fetch mail",
    saving: "Saving…",
    learn_more: "Show me how",
    checks_label: "Connection test",
    cancel: "Cancel",
    close: "Close",

    // Certificate.
    certificate_title: "Is this really your mail server?",
    certificate_title_changed: "This server’s certificate has changed",
    certificate_advice: "Trust it only if you know this server, such as your own or your company’s. Compare the fingerprint with the one its operator gives you.",
    certificate_advice_changed: "It is not the one you trusted. Unless its operator tells you that it was renewed, do not go on: somebody may be listening.",
    certificate_names: "Is for",
    certificate_subject: "Belongs to",
    certificate_issuer: "Signed by",
    certificate_valid: "Valid",
    certificate_server: "Server",
    certificate_fingerprint: "Fingerprint (SHA-256)",
    trust: "Trust this certificate",
    refuse: "Do not connect",

    // Sidebar.
    folders: "Folders",
    settings: "Settings",
    offline_chip: "Offline: showing saved mail",
    check_failed: "The last check failed",
    never_checked: "Not checked yet",
    not_encrypted: "Not encrypted",
    keyboard: "Keyboard shortcuts",

    // List.
    check_mail: "Check for mail",
    stop: "Stop",
    stop_hint: "Stop fetching; what has come stays",
    message_list: "Messages",
    no_subject: "(no subject)",
    no_sender: "(unknown sender)",
    unread_mark: "Unread",
    /// What a message becomes.
    read_mark: "Read",
    has_attachment: "has an attachment",
    starred: "starred",
    not_fetched_yet: "not fetched yet",
    loading: "Loading",
    empty_inbox: "Nothing here yet",
    empty_inbox_lead: "New mail lands here when you check for it.",
    empty_fetching: "Fetching your first messages…",
    empty_fetching_lead: "They appear as they arrive. You can read while the rest comes in.",
    empty_folder: "This folder is empty",
    list_failed: "The list could not be read",
    skip_to_list: "Skip to the messages",
    skip_to_message: "Skip to the open message",
    /// A line between two panes that can be moved.
    folders_border: "Width of the folders",
    /// A line between two panes that can be moved.
    list_border: "Size of the list",

    // Reader.
    message: "Message",
    nothing_open: "Nothing open",
    nothing_open_lead: "Choose a message to read it here.",
    back_to_list: "Back to the list",
    back_to_folders: "Folders and accounts",
    mark_unread: "Mark as unread",
    mark_read: "Mark as read",
    save_eml: "Save as file (.eml)",
    source: "View source",
    more: "More actions",
    next_message: "Older message",
    previous_message: "Newer message",
    to: "to",
    copy_to: "copy to",
    reply_to: "answers go to",
    nobody: "nobody in particular",
    quote_show: "Show quoted text",
    quote_hide: "Hide quoted text",
    body_title: "Message body",
    no_body: "This message has no text.",
    attachment_list: "Attachments",
    save: "Save",
    save_attachment: "Save attachment",
    copy_address: "Copy address",
    copy: "Copy",
    copied: "Copied",
    source_title: "Source of the message",
    source_cut: "Only the first megabyte is shown. “Save as file” gives you everything.",
    download_failed: "It could not be saved",
    /// A file's name.
    damaged_file: "damaged message.eml",

    // Moving messages.
    delete: "Move to Trash",
    restore: "Move back to the inbox",
    archive: "Move to Archive",
    junk: "Move to Junk",
    star: "Star, or take the star away",
    mark_failed: "It could not be kept",
    move_failed: "It could not be moved",
    undo: "Undo",
    last_action: "What was just done",

    // Choosing messages.
    choose: "Choose",
    choose_none: "Choose none",
    chosen_actions: "What to do with the chosen messages",

    // Sync.
    sync_idle: "Up to date",
    sync_connecting: "Signing in…",
    sync_listing: "Looking for new mail…",
    sync_elsewhere: "Another tab is fetching the mail",
    sync_offline: "No network. What has been fetched opens as always.",
    copy_the_details: "Copy details",

    // Password prompt.
    password_title: "Password needed",
    password_unlock: "Sign in and check for mail",
    password_refused: "The server did not accept the last one.",

    // Settings.
    settings_accounts: "Accounts",
    remove: "Remove…",
    remove_account: "Remove the account",
    remove_title: "Remove this account?",
    remove_lead: "Its mail and its password are removed from this browser. On the provider’s server nothing changes.",
    remove_confirm: "Remove from this browser",
    check_every: "Check for mail",
    check_never: "Only when asked to",
    check_every_note: "While Restante is open, and never more often than the server wishes.",
    settings_appearance: "Appearance",
    language_label: "Language",
    /// The language that the browser asks for.
    language_automatic: "Automatic",
    theme: "Theme",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    density: "Rows of the list",
    reading_place: "Open messages",
    settings_storage: "Storage",
    storage_kept: "The browser keeps this mail until you remove it.",
    storage_loose: "The browser may clear this mail by itself when the disk fills up. What was not deleted from the server is still there.",
    storage_ask: "Ask the browser to keep it",
    settings_about: "About",
    version: "Version",
    roots: "Certificate authorities as of",
    about_blind: "TLS ends in this page. The server that brought it here moves encrypted bytes between you and your provider, and keeps none of them.",

    // Whole page.
    /// Between things that are listed, with its space.
    comma: ", ",
    update_ready: "A new version is ready.",
    reload: "Reload",
    later: "Later",
    engine_old: "Restante was updated while this tab was open.",
    engine_dead: "The part of Restante that fetches and opens mail does not start.",
    engine_dead_lead: "Your mail is safe in this browser. Reloading the page usually helps.",
    try_again: "Try again",
    coming: "One moment…",
    absent: "This part of Restante could not be loaded.",
    absent_next: "Look whether the network is there, and try again. If that does not help, reload the page.",
}

/// A folder's name.
#[must_use]
pub fn folder(folder: Folder) -> &'static str {
    said(match folder {
        Folder::Inbox => "Inbox",
        Folder::Starred => "Starred",
        Folder::Snoozed => "Snoozed",
        Folder::Archive => "Archive",
        Folder::Sent => "Sent",
        Folder::Drafts => "Drafts",
        Folder::Outbox => "Outbox",
        Folder::Junk => "Junk",
        Folder::Trash => "Trash",
        Folder::Own(_) => "Folder",
        Folder::Tagged(_) => "Tag",
    })
}

/// How much room a row has.
#[must_use]
pub fn density_name(density: Density) -> &'static str {
    said(match density {
        Density::Comfortable => "Comfortable",
        Density::Cosy => "Cosy",
        Density::Compact => "Compact",
    })
}

/// Where messages are read.
#[must_use]
pub fn reading_name(place: Reading) -> &'static str {
    said(match place {
        Reading::Right => "Beside the list",
        Reading::Below => "Below it",
        Reading::Alone => "In its place",
    })
}

/// How often mail is checked.
#[must_use]
pub fn every(minutes: u32) -> String {
    match minutes {
        60 => said("Every hour").into(),
        _ => counted("Every minute", "Every {count} minutes", minutes, &[]),
    }
}

/// What was done with messages: in which folder they are, which tag is on them, or when they come back.
#[must_use]
pub fn marked(mark: Mark, to: &str, messages: usize) -> String {
    let done = said(match mark {
        Mark::Read(true) => "Marked as read",
        Mark::Read(false) => "Marked as unread",
        Mark::Starred(true) => "Star given",
        Mark::Starred(false) => "Star taken away",
        Mark::Filed(Folder::Inbox) => "Moved to the inbox",
        Mark::Filed(_) => "Moved to {folder}",
        Mark::Tagged(_, true) => "Tagged “{tag}”",
        Mark::Tagged(_, false) => "The tag “{tag}” is taken away",
        Mark::Snoozed(_) => "Comes back {moment}",
    });
    let done = filled(done, &[("folder", to), ("tag", to), ("moment", to)]);
    match u32::try_from(messages) {
        Ok(0) => said("It was so already").into(),
        Ok(1) | Err(_) => done,
        Ok(messages) => {
            let messages = self::messages(messages);
            phrase("{done}: {messages}", &[("done", &done), ("messages", &messages)])
        }
    }
}

/// What was taken back.
#[must_use]
pub fn taken_back(back: Mark) -> &'static str {
    said(match back {
        Mark::Filed(_) | Mark::Snoozed(_) => "It is back where it was",
        Mark::Read(_) | Mark::Starred(_) | Mark::Tagged(..) => "It is as it was",
    })
}

/// How many messages are chosen.
#[must_use]
pub fn how_many_chosen(messages: usize) -> String {
    box_chosen(u32::try_from(messages).unwrap_or(u32::MAX))
}

/// Offers to choose every message of a folder.
#[must_use]
pub fn choose_all(messages: u32) -> String {
    phrase("Choose all {count}", &[("count", &count(messages))])
}

/// The label of a group of days, where it is not a month (those the browser names).
#[must_use]
pub fn day_group(group: DayGroup) -> Option<&'static str> {
    Some(said(match group {
        DayGroup::Later => "Dated ahead",
        DayGroup::Today => "Today",
        DayGroup::Yesterday => "Yesterday",
        DayGroup::ThisWeek => "This week",
        DayGroup::LastWeek => "Last week",
        DayGroup::Month(_) | DayGroup::MonthAndYear(_) => return None,
    }))
}

/// What a running or finished check for mail says.
#[must_use]
pub fn sync(view: &SyncView) -> String {
    let sentence = match view.state {
        SyncState::Fetching if view.elsewhere => said("Another tab is fetching the mail: {done} of {total}"),
        SyncState::Connecting | SyncState::Listing if view.elsewhere => sync_elsewhere(),
        SyncState::Connecting => sync_connecting(),
        SyncState::Listing => sync_listing(),
        SyncState::Fetching => said("Fetching {done} of {total}"),
        SyncState::Offline => sync_offline(),
        SyncState::Error | SyncState::Idle => "",
    };
    let (done, total) = (count(view.done), count(view.total));
    filled(sentence, &[("done", &done), ("total", &total)])
}

/// The bytes of a running check for mail, or that none come.
#[must_use]
pub fn sync_bytes(view: &SyncView) -> String {
    if view.silent_s > 0 {
        return counted(
            "The server has said nothing for 1 s",
            "The server has said nothing for {count} s",
            view.silent_s,
            &[],
        );
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
    phrase("Open {host} in a new tab", &[("host", host)])
}

/// Messages that a run passed over.
#[must_use]
pub fn skipped(number: u32) -> String {
    counted(
        "1 message was passed over and is still on the server.",
        "{count} messages were passed over and are still on the server.",
        number,
        &[],
    )
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
    phrase("and {count} more", &[("count", &many(number))])
}

/// "1 message", "1 980 messages".
#[must_use]
pub fn messages(number: u32) -> String {
    counted("1 message", "{count} messages", number, &[])
}

/// "72 messages, 14 KB".
#[must_use]
pub fn messages_and_size(number: u32, octets: Octets) -> String {
    counted(
        "1 message, {size}",
        "{count} messages, {size}",
        number,
        &[("size", &size(octets))],
    )
}

/// "5 unread".
#[must_use]
pub fn unread(number: u32) -> String {
    counted("1 unread", "{count} unread", number, &[])
}

/// "1.8 GB here".
#[must_use]
pub fn stored(size: &str) -> String {
    phrase("{size} kept here", &[("size", size)])
}

/// "1.8 GB of 40 GB used".
#[must_use]
pub fn stored_of(used: &str, quota: &str) -> String {
    phrase(
        "{used} used of about {quota} that the browser allows",
        &[("used", used), ("quota", quota)],
    )
}

/// "Checked 2 minutes ago".
#[must_use]
pub fn checked(ago: &str) -> String {
    phrase("Checked {moment}", &[("moment", ago)])
}

/// "3 attachments, 4.2 MB".
#[must_use]
pub fn attachments(number: usize, size: &str) -> String {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    counted(
        "1 attachment, {size}",
        "{count} attachments, {size}",
        number,
        &[("size", size)],
    )
}

fn many(number: usize) -> String {
    count(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::AccountId;

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
