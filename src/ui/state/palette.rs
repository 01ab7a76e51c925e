//! What the command palette offers, and in which order it is found. It must not do anything: whoever draws it does.
//!
//! What cannot be done now is offered all the same, below everything else and with the reason: a command that comes and
//! goes cannot be learnt.

mod rank;

use crate::ui::route::folder_name;
use crate::ui::state::settings::Page;
use crate::ui::state::shortcuts::{Command, KeySet, SHORTCUTS, first_keys, first_keys_of_account};
use crate::ui::text;
use crate::units::{AccountId, Tag};
use crate::wire::{AccountView, Folder, FolderView};

use rank::Rank;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// What a key does too, or could.
    Obey(Command),
    /// Go to a folder.
    Go(AccountId, Folder),
    /// Open what concerns one account.
    Open(OfAccount, AccountId),
    /// Open a page of the settings.
    Set(Page),
}

/// What there is to be opened of each account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`text::of_account` says what each is")]
pub enum OfAccount {
    ServerBox,
    Copies,
    Ledger,
    Limits,
    Twice,
    Rules,
    Doctor,
    Remove,
}

impl OfAccount {
    const ALL: [Self; 8] = [
        Self::ServerBox,
        Self::Copies,
        Self::Ledger,
        Self::Limits,
        Self::Twice,
        Self::Rules,
        Self::Doctor,
        Self::Remove,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::ServerBox => "box",
            Self::Copies => "copies",
            Self::Ledger => "ledger",
            Self::Limits => "limits",
            Self::Twice => "twice",
            Self::Rules => "rules",
            Self::Doctor => "doctor",
            Self::Remove => "remove",
        }
    }
}

impl Deed {
    /// As it is remembered; it never changes and is never translated.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Obey(command) => command_name(command).into(),
            Self::Go(account, folder) => ["go/", &account.0.to_string(), "/", &folder_name(folder)].concat(),
            Self::Open(what, account) => [what.name(), "/", &account.0.to_string()].concat(),
            Self::Set(page) => ["settings/", page.name()].concat(),
        }
    }
}

/// Empty for what the palette does not offer: steps in the list, and places, which it offers as such.
const fn command_name(command: Command) -> &'static str {
    match command {
        Command::Next => "next",
        Command::Previous => "previous",
        Command::Open => "open",
        Command::NextInConversation => "next-in-conversation",
        Command::PreviousInConversation => "previous-in-conversation",
        Command::Back => "back",
        Command::Choose => "choose",
        Command::ChooseAll => "choose-all",
        Command::ChooseNone => "choose-none",
        Command::ChooseUnread => "choose-unread",
        Command::Star => "star",
        Command::ToggleRead => "toggle-read",
        Command::MarkRead => "read",
        Command::MarkUnread => "unread",
        Command::Archive => "archive",
        Command::Junk => "junk",
        Command::Delete => "delete",
        Command::Move => "move",
        Command::Tag => "tag",
        Command::Snooze => "snooze",
        Command::Undo => "undo",
        Command::Trace => "trace",
        Command::Source => "source",
        Command::MakeRule => "make-rule",
        Command::Save => "save",
        Command::Print => "print",
        Command::CheckMail => "check",
        Command::AddAccount => "add-account",
        Command::OpenFiles => "open-files",
        Command::Order => "order",
        Command::Settings => "settings",
        Command::Help => "keys",
        Command::Row(_)
        | Command::Stretch(_)
        | Command::GoInbox
        | Command::GoArchive
        | Command::GoStarred
        | Command::GoSnoozed
        | Command::GoAccount(_)
        | Command::Palette => "",
    }
}

/// Why something cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The list has no rows.
    Rows,
    /// No message is open.
    Open,
    /// No message is chosen.
    Chosen,
    /// The messages are in that folder already.
    OtherFolder,
    /// Nothing can be undone.
    Undo,
    /// The network is gone.
    Network,
}

/// How things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Situation {
    /// The folder that is listed.
    pub place: Option<(AccountId, Folder)>,
    /// Whether it holds messages.
    pub has_rows: bool,
    /// Whether a message is open, and can be read.
    pub is_open: bool,
    /// Whether messages are chosen.
    pub is_chosen: bool,
    /// Whether something was done that can be taken back.
    pub can_undo: bool,
    /// Whether there is a network.
    pub is_online: bool,
}

impl Situation {
    /// What is missing for a command.
    #[must_use]
    pub fn lack(&self, command: Command) -> Option<Lack> {
        let (is_enough, lack) = match command {
            Command::Next
            | Command::Previous
            | Command::Open
            | Command::Choose
            | Command::ChooseAll
            | Command::ChooseUnread => (self.has_rows, Lack::Rows),
            Command::Back => (self.is_open || self.is_chosen, Lack::Open),
            Command::ChooseNone => (self.is_chosen, Lack::Chosen),
            Command::Star
            | Command::ToggleRead
            | Command::MarkRead
            | Command::MarkUnread
            | Command::Move
            | Command::Tag
            | Command::Snooze => (self.is_open || self.has_rows, Lack::Rows),
            Command::Archive => return self.lack_to_file(Folder::Archive),
            Command::Junk => return self.lack_to_file(Folder::Junk),
            Command::Delete => return self.lack_to_file(Folder::Trash),
            Command::Undo => (self.can_undo, Lack::Undo),
            Command::Trace | Command::Source | Command::Save | Command::Print | Command::MakeRule => {
                (self.is_open, Lack::Open)
            }
            Command::CheckMail => (self.is_online, Lack::Network),
            _ => return None,
        };
        (!is_enough).then_some(lack)
    }

    fn lack_to_file(&self, folder: Folder) -> Option<Lack> {
        if self.place.is_some_and(|(_, place)| place == folder) {
            Some(Lack::OtherFolder)
        } else {
            (!self.is_open && !self.has_rows).then_some(Lack::Rows)
        }
    }
}

/// One line of the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub deed: Deed,
    /// What it is called.
    pub label: String,
    /// Whose it is; may be empty.
    pub detail: String,
    /// The keys that do the same.
    pub keys: Option<String>,
    /// Why it cannot be done now.
    pub lack: Option<Lack>,
}

/// Everything there is, in the order in which it is offered to somebody who has typed nothing.
#[must_use]
pub fn offers(situation: &Situation, accounts: &[AccountView], tags: &[Tag], set: KeySet) -> Vec<Entry> {
    let commands = SHORTCUTS
        .iter()
        .map(|shortcut| shortcut.command)
        .filter(|command| !command_name(*command).is_empty())
        .map(|command| Entry {
            deed: Deed::Obey(command),
            label: text::command(command).into(),
            detail: String::new(),
            keys: first_keys(command, set).map(str::to_owned),
            lack: situation.lack(command),
        });
    let all = (accounts.len() > 1).then(|| Entry {
        deed: Deed::Go(AccountId::ALL, Folder::Inbox),
        label: text::all_inboxes().into(),
        detail: text::all_accounts().into(),
        keys: None,
        lack: None,
    });
    let folders = accounts
        .iter()
        .enumerate()
        .flat_map(|(place, account)| folders(situation, place, account, set));
    let whose = match accounts {
        [only] => only.id,
        _ => AccountId::ALL,
    };
    let tags = tags.iter().map(|tag| Entry {
        deed: Deed::Go(whose, Folder::Tagged(tag.id)),
        label: tag.name.as_str().to_owned(),
        detail: text::tag().into(),
        keys: None,
        lack: None,
    });
    let of_accounts = accounts.iter().flat_map(|account| {
        OfAccount::ALL.map(|what| Entry {
            deed: Deed::Open(what, account.id),
            label: text::of_account(what).into(),
            detail: account.email.clone(),
            keys: None,
            lack: None,
        })
    });
    let pages = Page::ALL.map(|page| Entry {
        deed: Deed::Set(page),
        label: text::settings_page(page).into(),
        detail: text::settings().into(),
        keys: None,
        lack: None,
    });
    commands
        .chain(all)
        .chain(folders)
        .chain(tags)
        .chain(of_accounts)
        .chain(pages)
        .collect()
}

fn folders(situation: &Situation, place: usize, account: &AccountView, set: KeySet) -> Vec<Entry> {
    let is_here = situation.place.is_some_and(|(here, _)| here == account.id);
    let keys = |folder| match folder {
        Folder::Inbox if is_here => first_keys(Command::GoInbox, set).map(str::to_owned),
        Folder::Archive if is_here => first_keys(Command::GoArchive, set).map(str::to_owned),
        Folder::Starred if is_here => first_keys(Command::GoStarred, set).map(str::to_owned),
        Folder::Snoozed if is_here => first_keys(Command::GoSnoozed, set).map(str::to_owned),
        Folder::Inbox => first_keys_of_account(place, set),
        _ => None,
    };
    let mut path: Vec<&str> = Vec::new();
    let mut entries = Vec::new();
    let is_tag = |view: &&FolderView| matches!(view.folder, Folder::Tagged(_));
    for view in account.folders.iter().filter(|view| !is_tag(view)) {
        path.truncate(view.depth.into());
        path.push(match view.name.as_str() {
            "" => text::folder(view.folder),
            name => name,
        });
        entries.push(Entry {
            deed: Deed::Go(account.id, view.folder),
            label: path.join(" / "),
            detail: account.email.clone(),
            keys: keys(view.folder),
            lack: None,
        });
    }
    entries
}

/// What was found, the best first.
#[must_use]
pub fn find(offers: &[Entry], query: &str, recent: &[String]) -> Vec<Entry> {
    let mut found: Vec<(bool, Rank, usize, &Entry)> = offers
        .iter()
        .filter_map(|entry| {
            let rank = rank::rank(query, &entry.label, &entry.detail)?;
            let name = entry.deed.name();
            let recency = recent.iter().position(|recent| *recent == name);
            Some((entry.lack.is_some(), rank, recency.unwrap_or(usize::MAX), entry))
        })
        .collect();
    // Stable: what is equal stays in the order of the table.
    found.sort_by_key(|(is_lacking, rank, recency, _)| (*is_lacking, *rank, *recency));
    found.into_iter().map(|(.., entry)| entry.clone()).collect()
}

/// So many are remembered.
const RECENT: usize = 8;

/// What was done lately, the last one first, as it is stored.
#[must_use]
pub fn recent(stored: Option<&str>) -> Vec<String> {
    stored
        .unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// To be stored once this was done.
#[must_use]
pub fn with_recent(recent: &[String], deed: Deed) -> String {
    let name = deed.name();
    let others = recent.iter().filter(|other| **other != name);
    let all: Vec<&str> = [&name]
        .into_iter()
        .chain(others)
        .take(RECENT)
        .map(String::as_str)
        .collect();
    all.join(" ")
}

#[cfg(test)]
mod tests;
