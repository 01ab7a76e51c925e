//! Files of rules: what is written is read again, and what is wrong is named with its place.

use super::{FileProblem, Json, RuleProblem, object, read, text, written};
use crate::units::{
    Condition, FieldName, FolderId, FolderName, MOST_RULES, Matches, Octets, Place, Tag, TagColour, TagId,
    Test, Words,
};
use crate::wire::{Folder, FolderView, Rule, RuleAction};

/// What a browser makes of a file; `Other` where it is no JSON.
fn parsed(file: &str) -> Json {
    fn of(value: serde_json::Value) -> Json {
        match value {
            serde_json::Value::Bool(is) => Json::Bool(is),
            serde_json::Value::Number(number) => number.as_u64().map_or(Json::Other, Json::Number),
            serde_json::Value::String(text) => Json::Text(text),
            serde_json::Value::Array(list) => Json::List(list.into_iter().map(of).collect()),
            serde_json::Value::Object(fields) => Json::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| (name, of(value)))
                    .collect(),
            ),
            serde_json::Value::Null => Json::Other,
        }
    }
    serde_json::from_str(file).map_or(Json::Other, of)
}

fn folder(id: u32, name: &str, depth: u8) -> FolderView {
    FolderView {
        folder: Folder::Own(FolderId(id)),
        name: name.to_owned(),
        depth,
        total: 0,
        unread: 0,
    }
}

fn tags() -> Vec<Tag> {
    vec![Tag {
        id: TagId(4),
        name: FolderName::new("Bills").unwrap(),
        colour: TagColour::default(),
    }]
}

fn rule() -> Rule {
    let words = || Words::new("a \"word\" \\ ü").unwrap();
    let says = |place| Condition::Says(place, Test::Begins, words());
    Rule {
        name: words(),
        is_on: true,
        matches: Matches::Any,
        conditions: vec![
            says(Place::From),
            says(Place::Header(FieldName::new("X-A").unwrap())),
            Condition::Above(Octets(1)),
            Condition::Below(Octets(u64::from(u32::MAX))),
            Condition::Attachments(false),
        ],
        actions: vec![
            RuleAction::File(Folder::Own(FolderId(2))),
            RuleAction::Star,
            RuleAction::MarkRead,
            RuleAction::LeaveOnServer,
            RuleAction::Tag(TagId(4)),
        ],
        stops: true,
    }
}

#[test]
fn what_is_written_is_read_again_under_other_ids() {
    let ours = [folder(1, "Work", 0), folder(2, "Ada / Co", 1)];
    let file = written(&[rule(), rule()], &ours, &tags());
    let theirs = [
        folder(5, "Ada / Co", 0),
        folder(7, "Work", 0),
        folder(9, "Ada / Co", 1),
    ];
    let mut expected = rule();
    expected.actions[0] = RuleAction::File(Folder::Own(FolderId(9)));
    expected.actions[4] = RuleAction::Tag(TagId(7));
    let renamed = tags().into_iter().map(|tag| Tag { id: TagId(7), ..tag });
    let renamed: Vec<Tag> = renamed.collect();
    assert_eq!(
        read(&parsed(&file), &theirs, &renamed, 0),
        Ok(vec![expected.clone(), expected])
    );
}

#[test]
fn controls_are_written_so_that_they_are_read() {
    let mut out = String::new();
    text("a\u{1}\n\u{1f}").write(0, &mut out);
    assert_eq!(out, "\"a\\u0001\\u000a\\u001f\"");
}

#[test]
fn another_file_is_no_file_of_rules() {
    for file in [
        "[]",
        "{}",
        "7",
        r#"{"format":"restante-rules"}"#,
        r#"{"format":"x","version":1,"rules":[]}"#,
    ] {
        assert_eq!(
            read(&parsed(file), &[], &[], 0),
            Err(FileProblem::NotRules),
            "{file}"
        );
    }
    let newer = r#"{"format":"restante-rules","version":2,"rules":[]}"#;
    assert_eq!(read(&parsed(newer), &[], &[], 0), Err(FileProblem::Newer));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let good = written(&[rule(), rule()], &[folder(2, "Work", 0)], &tags());
    let here = [folder(3, "Work", 0)];
    for (from, to, problem) in [
        ("\"any\"", "\"some\"", RuleProblem::Value("match")),
        ("\"stop\": true", "\"stop\": 1", RuleProblem::Value("stop")),
        ("\"begins\"", "\"matches\"", RuleProblem::Condition(1)),
        ("\"x-a\"", "\"x a\"", RuleProblem::Condition(2)),
        (
            "\"larger-than\": 1",
            "\"larger-than\": -1",
            RuleProblem::Condition(3),
        ),
        ("\"star\"", "\"explode\"", RuleProblem::Action(2)),
        ("\"Work\"", "\"Play\"", RuleProblem::NoFolder("Play".to_owned())),
        ("\"Bills\"", "\"Taxes\"", RuleProblem::NoTag("Taxes".to_owned())),
        ("\"conditions\"", "\"if\"", RuleProblem::Value("conditions")),
    ] {
        let (first, second) = good.split_at(good.rfind("\"name\"").unwrap());
        let bad = [first, &second.replacen(from, to, 1)].concat();
        assert_ne!(bad, good, "{from}");
        assert_eq!(
            read(&parsed(&bad), &here, &tags(), 0),
            Err(FileProblem::Rule(2, problem)),
            "{to}"
        );
    }
}

#[test]
fn more_rules_than_there_may_be_are_not_taken() {
    let file = parsed(&written(&[rule()], &[folder(2, "Work", 0)], &tags()));
    let here = [folder(2, "Work", 0)];
    assert!(read(&file, &here, &tags(), MOST_RULES - 1).is_ok());
    assert_eq!(read(&file, &here, &tags(), MOST_RULES), Err(FileProblem::TooMany));
    let rule = object([("conditions", Json::List(vec![Json::Other; 21]))]);
    let file = object([
        ("format", text("restante-rules")),
        ("version", Json::Number(1)),
        ("rules", Json::List(vec![rule])),
    ]);
    assert_eq!(
        read(&file, &[], &[], 0),
        Err(FileProblem::Rule(1, RuleProblem::TooMany))
    );
}
