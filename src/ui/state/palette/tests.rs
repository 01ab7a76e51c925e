//! What is offered to whom, in which order.

use super::*;
use crate::wire::{FolderView, ServerFactsView};

fn account(id: u32, email: &str, folders: &[Folder]) -> AccountView {
    AccountView {
        id: AccountId(id),
        email: email.into(),
        server: "pop.example.org:995".into(),
        plaintext: false,
        unlocked: true,
        folders: folders
            .iter()
            .map(|folder| FolderView {
                folder: *folder,
                name: String::new(),
                depth: 0,
                total: 1,
                unread: 0,
            })
            .collect(),
        checked_at: None,
        server_facts: ServerFactsView::default(),
    }
}

/// Somebody who reads the inbox of the first of two accounts.
const READING: Situation = Situation {
    place: Some((AccountId(1), Folder::Inbox)),
    has_rows: true,
    is_open: true,
    is_chosen: false,
    can_undo: false,
    is_online: true,
};

fn all(situation: &Situation) -> Vec<Entry> {
    let accounts = [
        account(1, "ana@example.org", &[Folder::Inbox, Folder::Archive]),
        account(2, "bo@example.org", &[Folder::Inbox]),
    ];
    offers(situation, &accounts, &[], KeySet::Gmail)
}

fn found(query: &str, recent: &[&str]) -> Vec<String> {
    let recent: Vec<String> = recent.iter().map(|name| (*name).to_owned()).collect();
    let found = find(&all(&READING), query, &recent);
    found.iter().map(|entry| entry.deed.name()).collect()
}

fn lack(command: Command, situation: Situation) -> Option<Lack> {
    let entries = all(&situation);
    let entry = entries.iter().find(|entry| entry.deed == Deed::Obey(command));
    entry.unwrap().lack
}

#[test]
fn every_command_of_the_table_is_offered_or_is_a_step_or_a_place() {
    let entries = all(&READING);
    for shortcut in SHORTCUTS {
        let is_offered = entries
            .iter()
            .any(|entry| entry.deed == Deed::Obey(shortcut.command));
        let is_other = matches!(
            shortcut.command,
            Command::Row(_)
                | Command::Stretch(_)
                | Command::GoInbox
                | Command::GoArchive
                | Command::GoStarred
                | Command::GoSnoozed
                | Command::GoAccount(_)
                | Command::Palette
        );
        assert!(is_offered != is_other, "{:?}", shortcut.command);
    }
}

#[test]
fn no_two_entries_have_one_name() {
    let mut names = found("", &[]);
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(names.iter().all(|name| !name.is_empty() && !name.contains(' ')));
}

#[test]
fn each_entry_shows_the_keys_of_its_set() {
    let entries = all(&READING);
    let keys = |deed| {
        entries
            .iter()
            .find(|entry| entry.deed == deed)
            .unwrap()
            .keys
            .clone()
    };
    assert_eq!(keys(Deed::Obey(Command::Archive)).as_deref(), Some("e"));
    assert_eq!(
        keys(Deed::Go(AccountId(1), Folder::Inbox)).as_deref(),
        Some("g i")
    );
    assert_eq!(
        keys(Deed::Go(AccountId(1), Folder::Archive)).as_deref(),
        Some("g a")
    );
    assert_eq!(
        keys(Deed::Go(AccountId(2), Folder::Inbox)).as_deref(),
        Some("g 2")
    );
    assert_eq!(keys(Deed::Open(OfAccount::Doctor, AccountId(1))), None);
}

#[test]
fn a_folder_is_named_with_those_it_lies_in() {
    let mut account = account(
        1,
        "ana@example.org",
        &[Folder::Inbox, Folder::Archive, Folder::Junk, Folder::Trash],
    );
    for (view, (name, depth)) in
        account
            .folders
            .iter_mut()
            .skip(1)
            .zip([("Work", 0), ("Bills", 1), ("Home", 0)])
    {
        (view.name, view.depth) = (name.into(), depth);
    }
    let entries = offers(&READING, &[account], &[], KeySet::Gmail);
    let is_folder = |entry: &&Entry| matches!(entry.deed, Deed::Go(..));
    let labels: Vec<&str> = entries
        .iter()
        .filter(is_folder)
        .map(|entry| entry.label.as_str())
        .collect();
    assert_eq!(labels, ["Inbox", "Work", "Work / Bills", "Home"]);
}

#[test]
fn what_fits_better_comes_first() {
    let archive = found("archive", &[]);
    assert_eq!(
        archive.first().map(String::as_str),
        Some("go/1/archive"),
        "it begins so"
    );
    assert_eq!(archive.get(1).map(String::as_str), Some("archive"));
    assert_eq!(found("inbox bo@", &[]), ["go/2/inbox"]);
    assert!(found("no such thing", &[]).is_empty());
}

#[test]
fn the_first_letters_of_a_commands_words_find_it() {
    assert_eq!(found("mta", &[]).first().map(String::as_str), Some("archive"));
}

#[test]
fn what_was_done_lately_comes_first_among_what_fits_as_well() {
    assert_eq!(
        found("", &["print", "go/2/inbox"]).get(..2).unwrap(),
        ["print", "go/2/inbox"]
    );
    assert_eq!(found("inbox", &["go/2/inbox"]).first().unwrap(), "go/2/inbox");
    assert_eq!(
        found("archive", &["archive"]).first().unwrap(),
        "go/1/archive",
        "that fits better"
    );
}

#[test]
fn what_cannot_be_done_now_comes_last_and_says_why() {
    let offline = Situation {
        is_online: false,
        ..READING
    };
    let entries = find(&all(&offline), "check for mail", &["check".into()]);
    assert_eq!(entries.last().unwrap().lack, Some(Lack::Network));
    let undo = find(&all(&READING), "", &["undo".into()]);
    assert!(undo.first().unwrap().lack.is_none());
    assert!(undo.last().unwrap().lack.is_some());
}

#[test]
fn what_is_missing_is_named() {
    let nothing = Situation {
        is_online: true,
        ..Situation::default()
    };
    assert_eq!(lack(Command::Next, nothing), Some(Lack::Rows));
    assert_eq!(lack(Command::Delete, nothing), Some(Lack::Rows));
    assert_eq!(lack(Command::Print, nothing), Some(Lack::Open));
    assert_eq!(lack(Command::Undo, nothing), Some(Lack::Undo));
    assert_eq!(lack(Command::ChooseNone, READING), Some(Lack::Chosen));
    assert_eq!(lack(Command::Settings, nothing), None);
    let in_trash = Situation {
        place: Some((AccountId(1), Folder::Trash)),
        ..READING
    };
    assert_eq!(lack(Command::Delete, in_trash), Some(Lack::OtherFolder));
    assert_eq!(lack(Command::Archive, in_trash), None);
}

#[test]
fn the_last_things_done_are_remembered_each_once() {
    let before = recent(Some("print archive go/1/inbox"));
    assert_eq!(
        with_recent(&before, Deed::Obey(Command::Archive)),
        "archive print go/1/inbox"
    );
    let many = recent(Some("a b c d e f g h"));
    assert_eq!(
        with_recent(&many, Deed::Obey(Command::Print)),
        "print a b c d e f g"
    );
    assert!(recent(None).is_empty());
}
