//! Where the reader is: addresses after the `#`, both ways. It must not touch the browser's history itself.

use crate::units::{AccountId, FolderId, MessageId, TagId};
use crate::wire::Folder;

/// What the page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Wherever a visit begins: the first inbox, or the welcome.
    Home,
    /// The set-up of an account.
    Setup,
    /// The list of folders, a pane of its own on a phone.
    Folders,
    /// A folder's messages.
    Folder {
        /// Whose.
        account: AccountId,
        /// Which.
        folder: Folder,
    },
    /// A message, opened from a folder.
    Message {
        /// Whose.
        account: AccountId,
        /// The folder it was opened from.
        folder: Folder,
        /// Which.
        message: MessageId,
    },
}

impl Route {
    /// Reads an address such as `#/a/1/inbox/m/42`. What it does not know is [`Route::Home`].
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        // What stands behind a `?` is the page's own business.
        let path = hash.split('?').next().unwrap_or_default();
        let mut parts = path
            .trim_start_matches('#')
            .split('/')
            .filter(|part| !part.is_empty());
        match parts.next() {
            Some("setup") => Self::Setup,
            Some("folders") => Self::Folders,
            Some("a") => {
                let account = parts.next().and_then(|id| id.parse().ok());
                account
                    .and_then(|id| Self::in_account(AccountId(id), &mut parts))
                    .unwrap_or(Self::Home)
            }
            Some("files") => Self::in_account(AccountId::FILES, &mut parts).unwrap_or(Self::Home),
            Some("all") => Self::in_account(AccountId::ALL, &mut parts).unwrap_or(Self::Home),
            _ => Self::Home,
        }
    }

    fn in_account<'a>(account: AccountId, parts: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let folder = folder_named(parts.next()?)?;
        match (parts.next(), parts.next()) {
            (Some("m"), Some(id)) => Some(Self::Message {
                account,
                folder,
                message: MessageId(id.parse().ok()?),
            }),
            _ => Some(Self::Folder { account, folder }),
        }
    }

    /// The address, with its `#`.
    #[must_use]
    pub fn hash(&self) -> String {
        match self {
            Self::Home => "#/".into(),
            Self::Setup => "#/setup".into(),
            Self::Folders => "#/folders".into(),
            Self::Folder { account, folder } => {
                let whose = match *account {
                    AccountId::ALL => "#/all/".into(),
                    AccountId::FILES => "#/files/".into(),
                    AccountId(id) => format!("#/a/{id}/"),
                };
                whose + &folder_name(*folder)
            }
            Self::Message {
                account,
                folder,
                message,
            } => {
                let (account, folder) = (*account, *folder);
                format!("{}/m/{}", Self::Folder { account, folder }.hash(), message.0)
            }
        }
    }

    /// The folder that is listed, if one is.
    #[must_use]
    pub const fn folder(&self) -> Option<(AccountId, Folder)> {
        match self {
            Self::Folder { account, folder } | Self::Message { account, folder, .. } => {
                Some((*account, *folder))
            }
            _ => None,
        }
    }

    /// The message that is open, if one is.
    #[must_use]
    pub const fn message(&self) -> Option<(AccountId, MessageId)> {
        match self {
            Self::Message { account, message, .. } => Some((*account, *message)),
            _ => None,
        }
    }
}

const FOLDERS: [(Folder, &str); 9] = [
    (Folder::Inbox, "inbox"),
    (Folder::Starred, "starred"),
    (Folder::Snoozed, "snoozed"),
    (Folder::Archive, "archive"),
    (Folder::Sent, "sent"),
    (Folder::Drafts, "drafts"),
    (Folder::Outbox, "outbox"),
    (Folder::Junk, "junk"),
    (Folder::Trash, "trash"),
];

/// Names of the user's own folders change, and their numbers never do.
const OWN: &str = "own-";
/// So do those of tags.
const TAGGED: &str = "tag-";

/// A folder's name in addresses; it never changes and is never translated.
#[must_use]
pub fn folder_name(folder: Folder) -> String {
    let known = FOLDERS.iter().find(|(known, _)| *known == folder);
    match (known, folder) {
        (_, Folder::Own(id)) => [OWN, &id.0.to_string()].concat(),
        (_, Folder::Tagged(id)) => [TAGGED, &id.0.to_string()].concat(),
        (known, _) => known.map(|(_, name)| (*name).to_owned()).unwrap_or_default(),
    }
}

/// The folder of a name in addresses.
#[must_use]
pub fn folder_named(name: &str) -> Option<Folder> {
    if let Some(id) = name.strip_prefix(OWN) {
        return Some(Folder::Own(FolderId(id.parse().ok()?)));
    }
    if let Some(id) = name.strip_prefix(TAGGED) {
        return Some(Folder::Tagged(TagId(id.parse().ok()?)));
    }
    FOLDERS
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(folder, _)| *folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_reads_back_as_itself() {
        let account = AccountId(3);
        let mut routes = vec![Route::Home, Route::Setup, Route::Folders];
        let own = Folder::Own(FolderId(12));
        for folder in FOLDERS
            .map(|(folder, _)| folder)
            .into_iter()
            .chain([own, Folder::Tagged(TagId(4))])
        {
            routes.push(Route::Folder { account, folder });
            routes.push(Route::Message {
                account,
                folder,
                message: MessageId(42),
            });
        }
        for (account, folder) in [
            (AccountId::ALL, Folder::Inbox),
            (AccountId::ALL, Folder::Trash),
            (AccountId::FILES, Folder::Inbox),
        ] {
            routes.push(Route::Folder { account, folder });
            let message = MessageId(8_192_001);
            routes.push(Route::Message {
                account,
                folder,
                message,
            });
        }
        for route in routes {
            assert_eq!(Route::parse(&route.hash()), route);
        }
    }

    #[test]
    fn what_a_page_is_given_does_not_lead_elsewhere() {
        assert_eq!(
            Route::parse("#/setup?pop=pop://ada@pop.example.org/a/1/inbox"),
            Route::Setup
        );
    }

    #[test]
    fn an_unknown_address_is_home() {
        for hash in [
            "",
            "#",
            "#/nowhere",
            "#/a/x/inbox",
            "#/a/1/attic",
            "#/a/1/own-",
            "#/a/1/own-Work",
            "#/a/1/inbox/m/me",
        ] {
            assert_eq!(Route::parse(hash), Route::Home, "{hash}");
        }
    }

    #[test]
    fn folder_names_agree_both_ways() {
        for (folder, name) in FOLDERS {
            assert_eq!(folder_name(folder), name);
        }
    }
}
