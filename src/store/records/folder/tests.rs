//! What becomes of the tree of folders. It must not need a store.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

fn name(name: &str) -> FolderName {
    FolderName::new(name).unwrap()
}

fn create(folders: &mut Folders, said: &str, parent: Option<FolderId>) -> Result<FolderId, FolderProblem> {
    let name = name(said);
    folders.change(FolderChange::Create { name, parent })
}

/// Another name in the same place.
fn rename(folders: &mut Folders, folder: FolderId, said: &str) -> Result<FolderId, FolderProblem> {
    let parent = folders.folder(folder).and_then(|folder| folder.parent);
    let name = name(said);
    folders.change(FolderChange::Change { folder, name, parent })
}

/// Another place under the same name.
fn put(folders: &mut Folders, folder: FolderId, parent: Option<FolderId>) -> Result<FolderId, FolderProblem> {
    let name = folders.folder(folder).unwrap().name.clone();
    folders.change(FolderChange::Change { folder, name, parent })
}

/// Names with two spaces for each level.
fn drawn(folders: &Folders) -> Vec<String> {
    let line = |(depth, folder): (usize, &FolderRecord)| "  ".repeat(depth) + folder.name.as_str();
    folders
        .in_order(str::to_lowercase)
        .into_iter()
        .map(line)
        .collect()
}

/// Work (Clients (Ada)), Home.
fn some() -> (Folders, [FolderId; 4]) {
    let mut folders = Folders::default();
    let work = create(&mut folders, "Work", None).unwrap();
    let clients = create(&mut folders, "Clients", Some(work)).unwrap();
    let ada = create(&mut folders, "Ada", Some(clients)).unwrap();
    let home = create(&mut folders, "home", None).unwrap();
    (folders, [work, clients, ada, home])
}

#[test]
fn folders_stand_in_their_folders_by_name() {
    let (mut folders, [work, ..]) = some();
    create(&mut folders, "accounts", Some(work)).unwrap();
    let lines = ["home", "Work", "  accounts", "  Clients", "    Ada"];
    assert_eq!(drawn(&folders), lines);
}

#[test]
fn where_a_name_stands_is_for_others_to_say() {
    let mut folders = Folders::default();
    for said in ["Az", "Ba"] {
        create(&mut folders, said, None).unwrap();
    }
    let from_behind = |name: &str| name.chars().rev().collect();
    let names = folders.in_order(from_behind).into_iter();
    let names: Vec<&str> = names.map(|(_, folder)| folder.name.as_str()).collect();
    assert_eq!(names, ["Ba", "Az"]);
}

#[test]
fn two_folders_beside_each_other_have_two_names() {
    let (mut folders, [work, clients, ada, home]) = some();
    let before = folders.clone();
    assert_eq!(create(&mut folders, "WORK", None), Err(FolderProblem::NameTaken));
    assert_eq!(rename(&mut folders, home, "work"), Err(FolderProblem::NameTaken));
    assert_eq!(folders, before);
    // Elsewhere, or of the folder itself, it is no other's name.
    create(&mut folders, "Work", Some(work)).unwrap();
    assert_eq!(rename(&mut folders, clients, "CLIENTS"), Ok(clients));
    create(&mut folders, "ada", None).unwrap();
    assert_eq!(put(&mut folders, ada, None), Err(FolderProblem::NameTaken));
}

#[test]
fn a_folder_moves_with_everything_in_it() {
    let (mut folders, [_, clients, _, home]) = some();
    put(&mut folders, clients, Some(home)).unwrap();
    assert_eq!(drawn(&folders), ["home", "  Clients", "    Ada", "Work"]);
    put(&mut folders, clients, None).unwrap();
    assert_eq!(drawn(&folders), ["Clients", "  Ada", "home", "Work"]);
}

#[test]
fn no_folder_lies_in_itself() {
    let (mut folders, [work, _, ada, _]) = some();
    for parent in [Some(work), Some(ada)] {
        assert_eq!(put(&mut folders, work, parent), Err(FolderProblem::IntoItself));
    }
}

#[test]
fn folders_are_not_nested_without_end() {
    let (mut folders, [work, _, ada, home]) = some();
    let fourth = create(&mut folders, "4", Some(ada)).unwrap();
    let fifth = create(&mut folders, "5", Some(fourth)).unwrap();
    assert_eq!(
        create(&mut folders, "6", Some(fifth)),
        Err(FolderProblem::TooDeep)
    );
    assert_eq!(put(&mut folders, work, Some(home)), Err(FolderProblem::TooDeep));
    assert_eq!(folders.in_order(str::to_lowercase).len(), 6);
}

#[test]
fn there_is_an_end_to_their_number() {
    let mut folders = Folders::default();
    for number in 0..MOST_FOLDERS {
        create(&mut folders, &number.to_string(), None).unwrap();
    }
    assert_eq!(create(&mut folders, "more", None), Err(FolderProblem::TooMany));
}

#[test]
fn what_is_not_here_is_not_changed() {
    let (mut folders, _) = some();
    let gone = FolderId(99);
    assert_eq!(create(&mut folders, "x", Some(gone)), Err(FolderProblem::Gone));
    assert_eq!(rename(&mut folders, gone, "x"), Err(FolderProblem::Gone));
    assert_eq!(folders.remove(gone, Folder::Archive), Err(FolderProblem::Gone));
}

#[test]
fn what_was_removed_comes_back_as_it_was() {
    let (mut folders, [work, clients, ada, home]) = some();
    let before = folders.clone();
    let to = Folder::Own(home);
    let removed = folders.remove(work, to).unwrap();
    assert_eq!(drawn(&folders), ["home"]);
    let ids: Vec<FolderId> = removed.folders.iter().map(|folder| folder.id).collect();
    assert_eq!(ids, [work, clients, ada]);
    folders.restore(&removed).unwrap();
    assert_eq!(drawn(&folders), drawn(&before));
    assert_eq!(folders.restore(&removed), Err(FolderProblem::Gone), "it is there");
}

#[test]
fn messages_do_not_go_where_they_go_away_from() {
    let (mut folders, [work, _, ada, _]) = some();
    let before = folders.clone();
    assert_eq!(
        folders.remove(work, Folder::Own(ada)),
        Err(FolderProblem::IntoItself)
    );
    assert_eq!(
        folders.remove(work, Folder::Own(FolderId(99))),
        Err(FolderProblem::Gone)
    );
    assert_eq!(folders, before);
}

#[test]
fn what_was_removed_stays_away_where_its_place_is_taken() {
    let (mut folders, [work, clients, ..]) = some();
    let removed = folders.remove(clients, Folder::Archive).unwrap();
    let new = create(&mut folders, "clients", Some(work)).unwrap();
    let before = folders.clone();
    assert_eq!(folders.restore(&removed), Err(FolderProblem::NameTaken));
    assert_eq!(folders, before);
    assert!(
        !removed.folders.iter().any(|folder| folder.id == new),
        "ids are new"
    );
    folders.remove(work, Folder::Archive).unwrap();
    assert_eq!(folders.restore(&removed), Err(FolderProblem::Gone));
}
