//! What is said of folders. Their names are data, in whatever language people gave them.

use super::catalogue::{counted, filled, phrase, said, sentences};
use crate::ui::state::figures::count;
use crate::ui::state::folders::NameRefusal;
use crate::units::{FolderName, NameProblem};

sentences! {
    all_accounts: "All accounts",
    all_inboxes: "All inboxes",
    new_folder: "New folder",
    this_folder: "Folder",
    edit_folder_hint: "Rename, move or remove this folder",
    folder_name: "Name",
    folder_inside: "Inside of",
    folder_top: "Nothing: it stands by itself",
    create: "Create",
    folder_remove: "Remove this folder",
    folder_remove_to: "Its messages go to",
    folder_remove_confirm: "Remove",
    folder_restored: "The folder is back",
    folder_back: "The folder is as it was",
    folder_undo_failed: "That could not be taken back: the folders have changed since",
    move_to_folder: "Move to a folder",
    move_title: "Move to",
    move_filter: "Folder",
    move_filter_example: "Type a part of its name",
    move_none: "No folder is called that.",
}

/// Opens or closes what is in a folder.
#[must_use]
pub fn folders_in(name: &str) -> String {
    phrase("Folders in {folder}", &[("folder", name)])
}

/// Changes a folder.
#[must_use]
pub fn edit_folder(name: &str) -> String {
    phrase("Rename, move or remove {folder}", &[("folder", name)])
}

/// A new folder with that name, and the messages into it.
#[must_use]
pub fn create_and_move(name: &str) -> String {
    phrase("New folder “{folder}”", &[("folder", name)])
}

/// Why that is no name for a folder.
#[must_use]
pub fn name_refusal(refusal: NameRefusal) -> String {
    let most = u32::try_from(FolderName::MOST_CHARS).unwrap_or(u32::MAX);
    let sentence = said(match refusal {
        NameRefusal::Bad(NameProblem::Empty) => "Give it a name.",
        NameRefusal::Bad(NameProblem::TooLong) => "A name has at most {count} characters.",
        NameRefusal::Bad(NameProblem::Invisible) => "There are characters in it that nobody can see.",
        NameRefusal::Bad(NameProblem::Reserved) => "A folder of the app has that name.",
        NameRefusal::Taken => "The folder beside it has that name.",
    });
    filled(sentence, &[("count", &count(most))])
}

/// What goes with a folder.
#[must_use]
pub fn removal(folders: usize, messages: u32) -> String {
    let inner = u32::try_from(folders.saturating_sub(1)).unwrap_or(u32::MAX);
    let inner = match inner {
        0 => String::new(),
        _ => {
            counted(
                "The folder in it goes with it.",
                "The {count} folders in it go with it.",
                inner,
                &[],
            ) + " "
        }
    };
    let mail = match messages {
        0 => said("There are no messages in it.").to_owned(),
        _ => counted(
            "1 message stays in this browser.",
            "{count} messages stay in this browser.",
            messages,
            &[],
        ),
    };
    inner + &mail
}

/// What became of a removed folder.
#[must_use]
pub fn removed(name: &str, messages: usize, to: &str) -> String {
    let fill = [("folder", name), ("to", to)];
    match u32::try_from(messages).unwrap_or(u32::MAX) {
        0 => phrase("{folder} is removed", &fill),
        messages => counted(
            "{folder} is removed. Its message is in {to}",
            "{folder} is removed. Its {count} messages are in {to}",
            messages,
            &fill,
        ),
    }
}

/// What was made.
#[must_use]
pub fn created(name: &str) -> String {
    phrase("{folder} is a folder now", &[("folder", name)])
}

/// What was changed.
#[must_use]
pub fn changed(name: &str) -> String {
    phrase("{folder} is changed", &[("folder", name)])
}
