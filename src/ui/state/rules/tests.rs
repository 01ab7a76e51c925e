//! What comes of what is typed into the form of a rule.

use super::{Copy, Draft, Lacking, What};
use crate::units::{Condition, FieldName, Matches, Octets, Place, Test, Words};
use crate::wire::{Folder, Rule, RuleAction};

fn words(typed: &str) -> Words {
    Words::new(typed).unwrap()
}

fn everything() -> Rule {
    let says = |place| Condition::Says(place, Test::Ends, words("some words"));
    Rule {
        name: words("A rule"),
        is_on: false,
        matches: Matches::Any,
        conditions: vec![
            says(Place::From),
            says(Place::ToOrCc),
            says(Place::Recipient),
            says(Place::Subject),
            says(Place::Header(FieldName::new("x-a").unwrap())),
            says(Place::List),
            says(Place::Body),
            Condition::Above(Octets(5_000)),
            Condition::Below(Octets(6_000)),
            Condition::Attachments(true),
            Condition::Attachments(false),
        ],
        actions: vec![
            RuleAction::File(Folder::Junk),
            RuleAction::Star,
            RuleAction::MarkRead,
            RuleAction::DeleteOnServer,
        ],
        stops: true,
    }
}

#[test]
fn a_rule_that_is_opened_and_kept_is_the_same() {
    assert_eq!(Draft::of(&everything()).rule(), Ok(everything()));
}

#[test]
fn everything_that_is_missing_is_named() {
    let mut draft = Draft::default();
    let field = draft.add_line();
    let size = draft.add_line();
    for (id, what) in [(field, What::Header), (size, What::Above)] {
        let line = draft.lines.iter_mut().find(|line| line.id == id).unwrap();
        line.what = what;
        line.field = "two words".to_owned();
        line.size = "many".to_owned();
    }
    assert_eq!(
        draft.rule(),
        Err(vec![
            Lacking::Name,
            Lacking::Words(0),
            Lacking::Field(field),
            Lacking::Size(size),
            Lacking::Action
        ])
    );
}

#[test]
fn a_rule_may_only_stop_the_others() {
    let draft = Draft {
        name: "Friends".to_owned(),
        lines: Draft::of(&everything()).lines,
        stops: true,
        ..Draft::default()
    };
    assert_eq!(draft.rule().map(|rule| rule.actions), Ok(Vec::new()));
}

#[test]
fn a_line_that_is_taken_out_gives_its_id_to_no_other() {
    let mut draft = Draft::default();
    let (second, third) = (draft.add_line(), draft.add_line());
    draft.lines.retain(|line| line.id != second);
    let fourth = draft.add_line();
    assert!(fourth > third);
}

#[test]
fn the_servers_copy_is_left_or_deleted() {
    for (copy, action) in [
        (Copy::Left, RuleAction::LeaveOnServer),
        (Copy::Deleted, RuleAction::DeleteOnServer),
    ] {
        let draft = Draft {
            copy,
            ..Draft::of(&everything())
        };
        let rule = draft.rule().unwrap();
        assert_eq!(rule.actions.last(), Some(&action));
        assert_eq!(Draft::of(&rule).copy, copy);
    }
}
