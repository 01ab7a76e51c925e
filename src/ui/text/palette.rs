//! Sentences of the command palette.

use super::catalogue::{counted, said, sentences};
use crate::ui::state::palette::{Lack, OfAccount};

sentences! {
    palette: "All commands",
    palette_field: "What to do, or where to go",
    palette_empty: "Nothing is called that.",
}

/// What there is to be opened of each account.
#[must_use]
pub fn of_account(what: OfAccount) -> &'static str {
    match what {
        OfAccount::ServerBox => super::on_the_server(),
        OfAccount::Copies => super::copies_there(),
        OfAccount::Ledger => super::ledger(),
        OfAccount::Limits => super::what_is_fetched(),
        OfAccount::Twice => super::here_twice(),
        OfAccount::Rules => super::rules(),
        OfAccount::Doctor => super::doctor(),
        OfAccount::Remove => super::remove_account(),
    }
}

/// Why something cannot be done now.
#[must_use]
pub fn lack(lack: Lack) -> &'static str {
    said(match lack {
        Lack::Rows => "There is no message here",
        Lack::Open => "No message is open",
        Lack::Chosen => "None is chosen",
        Lack::OtherFolder => "They are there already",
        Lack::Undo => "There is nothing to undo",
        Lack::Network => "There is no network",
    })
}

/// How much was found, for whoever does not see it.
#[must_use]
pub fn commands(entries: usize) -> String {
    match u32::try_from(entries).unwrap_or(u32::MAX) {
        0 => palette_empty().into(),
        entries => counted("1 command", "{count} commands", entries, &[]),
    }
}
