//! What is kept of a form, and what is made of it again.

use super::{FolderForm, HalfFilled, RuleForm};
use crate::ui::state::rules::{Copy, Draft, What};
use crate::units::{AccountId, FolderId, Matches, MessageId, TagId, Test};
use crate::wire::{Folder, Rule};

fn draft() -> Draft {
    let mut draft = Draft {
        name: "Bees".to_owned(),
        is_on: false,
        matches: Matches::Any,
        folder: Some(Folder::Own(FolderId(12))),
        star: true,
        tag: Some(TagId(6)),
        copy: Copy::Deleted,
        ..Draft::default()
    };
    draft.add_line();
    draft.add_line();
    for (line, what) in draft
        .lines
        .iter_mut()
        .zip([What::Header, What::Below, What::From])
    {
        line.what = what;
        line.test = Test::Ends;
        line.words = "hives ".to_owned();
        line.field = "two words".to_owned();
        line.size = "many".to_owned();
    }
    draft
}

fn rule_form() -> RuleForm {
    RuleForm {
        account: AccountId(3),
        draft: draft(),
        was: None,
    }
}

fn folder_form() -> FolderForm {
    FolderForm {
        account: AccountId(3),
        folder: None,
        listed: Some((AccountId::ALL, Folder::Junk)),
        messages: [3, 4, 5, 9].map(MessageId).into(),
        typed: " Ada & co".to_owned(),
        parent: Some(FolderId(7)),
        to: Folder::Archive,
    }
}

fn rule(name: &str) -> Rule {
    let draft = Draft {
        name: name.to_owned(),
        stops: true,
        ..draft()
    };
    // Only whole lines make a rule.
    let lines = draft.lines.iter().skip(2).cloned().collect();
    Draft { lines, ..draft }.rule().unwrap()
}

#[test]
fn what_was_typed_is_there_again_right_or_wrong() {
    let changed = RuleForm {
        was: Some(Draft::of(&rule("Bees"))),
        ..rule_form()
    };
    let untouched = RuleForm {
        draft: Draft::default(),
        ..rule_form()
    };
    let known = FolderForm {
        folder: Some(FolderId(9)),
        listed: None,
        messages: Vec::new(),
        parent: None,
        to: Folder::Own(FolderId(1)),
        ..folder_form()
    };
    let rules = [rule_form(), changed, untouched].map(HalfFilled::Rule);
    let folders = [folder_form(), known].map(HalfFilled::Folder);
    for form in rules.into_iter().chain(folders) {
        assert_eq!(HalfFilled::read(&form.written()), Some(form));
    }
}

#[test]
fn lines_have_new_ids_as_those_of_a_rule_that_is_opened() {
    let mut gone = rule_form();
    gone.draft.lines.retain(|line| line.id != 1);
    let Some(HalfFilled::Rule(read)) = HalfFilled::read(&HalfFilled::Rule(gone).written()) else {
        panic!("it is a rule's");
    };
    let ids: Vec<u32> = read.draft.lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, [0, 1]);
}

#[test]
fn a_line_that_was_pasted_into_a_field_does_not_become_another_field() {
    let pasted = FolderForm {
        typed: "Ada\n9\ntrash".to_owned(),
        ..folder_form()
    };
    let Some(HalfFilled::Folder(read)) = HalfFilled::read(&HalfFilled::Folder(pasted).written()) else {
        panic!("it is a folder's");
    };
    assert_eq!(read.typed, "Ada 9 trash");
}

#[test]
fn a_rule_is_found_where_it_is_by_now_and_no_other_is_taken_for_it() {
    let form = RuleForm {
        was: Some(Draft::of(&rule("Bees"))),
        ..rule_form()
    };
    assert_eq!(form.place(&[rule("Bees"), rule("Birds")]), Some(0));
    assert_eq!(form.place(&[rule("Birds"), rule("Bees")]), Some(1));
    assert_eq!(form.place(&[rule("Birds")]), None);
    assert_eq!(rule_form().place(&[rule("Bees")]), None, "it is a new one");
}

#[test]
fn what_is_damaged_is_nothing() {
    let forms = [HalfFilled::Rule(rule_form()), HalfFilled::Folder(folder_form())];
    for whole in forms.map(|form| form.written()) {
        let lines: Vec<&str> = whole.split('\n').collect();
        for count in 0..lines.len() {
            let cut = lines.get(..count).unwrap().join("\n");
            assert_eq!(HalfFilled::read(&cut), None, "{cut}");
        }
        for damaged in [
            whole.replacen('1', "2", 1),
            whole.replacen('3', "x", 1),
            whole.replacen("r", "", 1),
            whole.replace("own-12", "attic"),
            whole.replace("archive", "attic"),
            [&whole, "\nmore"].concat(),
        ] {
            assert!(
                damaged == whole || HalfFilled::read(&damaged).is_none(),
                "{damaged}"
            );
        }
    }
    let many = HalfFilled::Rule(rule_form())
        .written()
        .replace("\n3\n5\n", "\n4000000000\n5\n");
    assert!(many.contains("4000000000"));
    assert_eq!(HalfFilled::read(&many), None);
    assert_eq!(HalfFilled::read("[object Object]"), None);
}
