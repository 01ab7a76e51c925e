//! Folders as the interface shows them: which are seen in the tree, where a message or a folder may go, and whether what
//! was typed can be a folder's name. It must not change anything.

use crate::ui::text;
use crate::units::{FolderId, FolderName, MOST_FOLDER_DEPTH, NameProblem};
use crate::wire::{Folder, FolderView};

/// A folder of the tree that is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The folder.
    pub view: FolderView,
    /// Whether those in it are seen; `None`: there are none.
    pub is_open: Option<bool>,
    /// Unread messages in it, and in those of its folders that are not seen.
    pub unread: u32,
}

/// The folders of an account that are seen while some are closed.
#[must_use]
pub fn seen(folders: &[FolderView], is_closed: impl Fn(Folder) -> bool) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    // How deep the closed folder lies that everything comes into until one is as high as it.
    let mut closed: Option<u8> = None;
    for view in folders {
        if closed.is_some_and(|depth| view.depth > depth) {
            if let Some(above) = seen.last_mut() {
                above.unread = above.unread.saturating_add(view.unread);
            }
            continue;
        }
        let has_inner = is_parent(folders, view);
        let is_open = has_inner.then(|| !is_closed(view.folder));
        closed = (is_open == Some(false)).then_some(view.depth);
        seen.push(Seen {
            view: view.clone(),
            is_open,
            unread: view.unread,
        });
    }
    seen
}

/// Whether it only gathers what lies elsewhere.
#[must_use]
pub const fn gathers(folder: Folder) -> bool {
    matches!(folder, Folder::Starred | Folder::Tagged(_))
}

/// The folders of the app in several accounts, each with what is in it in all of them; those that the user made are one
/// account's. Tags come last.
#[must_use]
pub fn together<'v>(folders: impl Iterator<Item = &'v FolderView>) -> Vec<FolderView> {
    let mut all: Vec<FolderView> = Vec::new();
    for view in folders {
        match (
            view.folder,
            all.iter_mut().find(|known| known.folder == view.folder),
        ) {
            (Folder::Own(_), _) => {}
            (_, Some(known)) => {
                known.total = known.total.saturating_add(view.total);
                known.unread = known.unread.saturating_add(view.unread);
            }
            (folder, None) => {
                let place = all.iter().take_while(|known| known.folder < folder).count();
                all.insert(place, view.clone());
            }
        }
    }
    all
}

fn is_parent(folders: &[FolderView], view: &FolderView) -> bool {
    let mut after = folders
        .iter()
        .skip_while(|other| other.folder != view.folder)
        .skip(1);
    after.next().is_some_and(|next| next.depth > view.depth)
}

/// Somewhere that a message or a folder may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub folder: Folder,
    /// Its name behind those of the folders that it is in.
    pub path: String,
    /// In how many it is.
    pub depth: u8,
}

/// All folders that messages can be put in, with their paths.
#[must_use]
pub fn places(folders: &[FolderView]) -> Vec<Place> {
    // The app's own are there also before the first message is in them.
    let own = [Folder::Inbox, Folder::Archive, Folder::Junk, Folder::Trash].map(|folder| Place {
        folder,
        path: text::folder(folder).to_owned(),
        depth: 0,
    });
    let mut places = Vec::from(own);
    let mut above: Vec<&str> = Vec::new();
    for view in folders
        .iter()
        .filter(|view| matches!(view.folder, Folder::Own(_)))
    {
        above.truncate(usize::from(view.depth));
        above.push(&view.name);
        places.push(Place {
            folder: view.folder,
            path: above.join(" / "),
            depth: view.depth,
        });
    }
    places
}

/// Those of some places whose paths have all words of what is typed.
#[must_use]
pub fn found(places: Vec<Place>, typed: &str) -> Vec<Place> {
    let typed = typed.to_lowercase();
    let has_all = |place: &Place| {
        let path = place.path.to_lowercase();
        typed.split_whitespace().all(|word| path.contains(word))
    };
    places.into_iter().filter(has_all).collect()
}

/// Which folder another one is in.
#[must_use]
pub fn parent_of(folders: &[FolderView], folder: FolderId) -> Option<FolderId> {
    let at = folders
        .iter()
        .position(|view| view.folder == Folder::Own(folder))?;
    let depth = folders.get(at)?.depth;
    let above = folders.get(..at)?.iter().rev().find(|view| view.depth < depth)?;
    match above.folder {
        Folder::Own(parent) => Some(parent),
        _ => None,
    }
}

/// A folder and those in it.
#[must_use]
pub fn with_inner(folders: &[FolderView], folder: FolderId) -> Vec<&FolderView> {
    let from = folders
        .iter()
        .skip_while(|view| view.folder != Folder::Own(folder));
    let mut from = from.peekable();
    let depth = from.peek().map_or(0, |view| view.depth);
    let mut is_first = true;
    from.take_while(|view| view.depth > depth || std::mem::take(&mut is_first))
        .collect()
}

/// The folders that one may lie in: neither itself nor what is in it, and none that is too deep for all of it. `None` is a
/// new one.
#[must_use]
pub fn parents_for(folders: &[FolderView], folder: Option<FolderId>) -> Vec<Place> {
    let moved = folder
        .map(|folder| with_inner(folders, folder))
        .unwrap_or_default();
    let top = moved.first().map_or(0, |view| view.depth);
    let height = moved
        .iter()
        .map(|view| view.depth - top)
        .max()
        .unwrap_or_default();
    let is_moved = |place: &Place| moved.iter().any(|view| view.folder == place.folder);
    let fits = |place: &Place| {
        matches!(place.folder, Folder::Own(_))
            && usize::from(place.depth) + 2 + usize::from(height) <= MOST_FOLDER_DEPTH
    };
    let places = places(folders).into_iter();
    places.filter(|place| fits(place) && !is_moved(place)).collect()
}

/// Why what was typed cannot be a folder's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRefusal {
    /// It is no name.
    Bad(NameProblem),
    /// The folder beside it has it.
    Taken,
}

/// What was typed as the name of a folder (or of a new one) that lies in another.
///
/// # Errors
/// Why it is none.
pub fn name(
    folders: &[FolderView],
    typed: &str,
    folder: Option<FolderId>,
    parent: Option<FolderId>,
) -> Result<FolderName, NameRefusal> {
    let name = FolderName::new(typed).map_err(NameRefusal::Bad)?;
    let folded = name.folded();
    let is_same = |view: &&FolderView| match view.folder {
        Folder::Own(other) => {
            Some(other) != folder && view.name.to_lowercase() == folded && parent_of(folders, other) == parent
        }
        _ => false,
    };
    match folders.iter().find(is_same) {
        Some(_) => Err(NameRefusal::Taken),
        None => Ok(name),
    }
}

/// What is unread in the inboxes among these folders. What was filed elsewhere, junk above all, calls for nobody.
pub fn unread_in_inboxes<'a>(folders: impl Iterator<Item = &'a FolderView>) -> u32 {
    folders
        .filter(|view| view.folder == Folder::Inbox)
        .fold(0, |unread, view| unread.saturating_add(view.unread))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(folder: Folder, name: &str, depth: u8, unread: u32) -> FolderView {
        FolderView {
            folder,
            name: name.to_owned(),
            depth,
            total: unread + 1,
            unread,
        }
    }

    #[test]
    fn the_count_is_of_inboxes_alone() {
        let folders = [
            view(Folder::Inbox, "", 0, 7),
            view(Folder::Junk, "", 0, 90),
            view(own(3), "Home", 0, 2),
            view(Folder::Inbox, "", 0, 3),
        ];
        assert_eq!(unread_in_inboxes(folders.iter()), 10);
        assert_eq!(unread_in_inboxes([].iter()), 0);
    }

    #[test]
    fn inboxes_stand_together_and_what_the_user_made_stays_apart() {
        let folders = [
            view(Folder::Inbox, "", 0, 7),
            view(own(3), "Home", 0, 2),
            view(Folder::Inbox, "", 0, 3),
            view(Folder::Trash, "", 0, 1),
            view(Folder::Archive, "", 0, 0),
            view(own(3), "Work", 0, 2),
        ];
        let all = together(folders.iter());
        let line = |view: &FolderView| (view.folder, view.total, view.unread);
        assert_eq!(
            all.iter().map(line).collect::<Vec<_>>(),
            [
                (Folder::Inbox, 12, 10),
                (Folder::Archive, 1, 0),
                (Folder::Trash, 2, 1)
            ]
        );
    }

    /// Home; Work (Clients (Ada), Tax).
    fn folders() -> Vec<FolderView> {
        vec![
            view(Folder::Inbox, "", 0, 7),
            view(own(3), "Home", 0, 0),
            view(own(0), "Work", 0, 1),
            view(own(1), "Clients", 1, 2),
            view(own(2), "Ada", 2, 3),
            view(own(4), "Tax", 1, 4),
        ]
    }

    const fn own(id: u32) -> Folder {
        Folder::Own(FolderId(id))
    }

    fn paths(places: &[Place]) -> Vec<&str> {
        places.iter().map(|place| place.path.as_str()).collect()
    }

    #[test]
    fn a_closed_folder_hides_those_in_it_and_counts_what_is_unread_there() {
        let folders = folders();
        let line = |seen: &Seen| (seen.view.name.clone(), seen.is_open, seen.unread);
        let all: Vec<_> = seen(&folders, |_| false).iter().map(line).collect();
        let row = |name: &str, is_open, unread| (name.to_owned(), is_open, unread);
        assert_eq!(
            all,
            [
                row("", None, 7),
                row("Home", None, 0),
                row("Work", Some(true), 1),
                row("Clients", Some(true), 2),
                row("Ada", None, 3),
                row("Tax", None, 4)
            ]
        );
        let some: Vec<_> = seen(&folders, |folder| folder == own(1))
            .iter()
            .map(line)
            .collect();
        assert_eq!(some[3..], [row("Clients", Some(false), 5), row("Tax", None, 4)]);
        let few: Vec<_> = seen(&folders, |_| true).iter().map(line).collect();
        assert_eq!(few[2..], [row("Work", Some(false), 10)]);
    }

    #[test]
    fn messages_can_go_to_every_folder_also_to_one_that_is_empty_so_far() {
        let all = places(&folders());
        assert_eq!(
            paths(&all),
            [
                "Inbox",
                "Archive",
                "Junk",
                "Trash",
                "Home",
                "Work",
                "Work / Clients",
                "Work / Clients / Ada",
                "Work / Tax"
            ]
        );
    }

    #[test]
    fn a_folder_is_found_by_words_of_its_path_in_any_order() {
        let of = |typed| found(places(&folders()), typed);
        assert_eq!(paths(&of("ada WORK")), ["Work / Clients / Ada"]);
        assert_eq!(paths(&of("  ")).len(), 9);
        assert_eq!(paths(&of("attic")), Vec::<&str>::new());
    }

    #[test]
    fn a_folder_knows_what_it_is_in_and_what_is_in_it() {
        let folders = folders();
        let parents = [0, 1, 2, 3, 4].map(|id| parent_of(&folders, FolderId(id)).map(|parent| parent.0));
        assert_eq!(parents, [None, Some(0), Some(1), None, Some(0)]);
        let names = |id| -> Vec<String> {
            let inner = with_inner(&folders, FolderId(id));
            inner.into_iter().map(|view| view.name.clone()).collect()
        };
        assert_eq!(names(0), ["Work", "Clients", "Ada", "Tax"]);
        assert_eq!(names(2), ["Ada"]);
        assert_eq!(names(9), Vec::<String>::new());
    }

    #[test]
    fn a_folder_goes_neither_into_itself_nor_too_deep() {
        let mut folders = folders();
        assert_eq!(paths(&parents_for(&folders, Some(FolderId(0)))), ["Home"]);
        assert_eq!(
            paths(&parents_for(&folders, Some(FolderId(1)))),
            ["Home", "Work", "Work / Tax"]
        );
        folders.insert(5, view(own(5), "4", 3, 0));
        folders.insert(6, view(own(6), "5", 4, 0));
        let for_new = parents_for(&folders, None);
        assert!(for_new.iter().any(|place| place.folder == own(5)));
        assert!(
            for_new.iter().all(|place| place.folder != own(6)),
            "it is the fifth"
        );
        assert_eq!(
            paths(&parents_for(&folders, Some(FolderId(0)))),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn a_name_is_free_where_no_folder_beside_it_has_it() {
        let folders = folders();
        let work = Some(FolderId(0));
        assert_eq!(name(&folders, " tax ", None, work), Err(NameRefusal::Taken));
        assert_eq!(name(&folders, "TAX", Some(FolderId(4)), work).map(|_| ()), Ok(()));
        assert_eq!(name(&folders, "Tax", None, None).map(|_| ()), Ok(()));
        let bad = NameRefusal::Bad(NameProblem::Reserved);
        assert_eq!(name(&folders, "Inbox", None, None), Err(bad));
    }
}
