//! Rules asked about messages, hostile ones too: what each makes of them, and which of several counts.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::{Outcome, Rulebook};
use crate::mail::Reader;
use crate::store::{Folder, Rule, RuleAction, SeenKey, Will};
use crate::units::{Condition, FieldName, Matches, Octets, Place, Test, Uidl, Words};

const ADA: &[u8] = b"From: Ada Lovelace <ada@analytical.example>\r\n\
To: me@example.org, Babbage <charles@engine.example>\r\n\
Cc: \"The Club\" <club@example.net>\r\n\
Delivered-To: me+club@example.org\r\n\
Subject: =?utf-8?q?Die_gro=C3=9Fe_Maschine?=\r\n\
List-Id: \"Engines\" <engines.lists.example>\r\n\
X-Priority: 1\r\n\
X-Priority: second\r\n\
\r\n\
The words\r\nof the message.\r\n";

fn says(place: Place, test: Test, words: &str) -> Condition {
    Condition::Says(place, test, Words::new(words).unwrap())
}

fn contains(place: Place, words: &str) -> Condition {
    says(place, Test::Contains, words)
}

fn rule(conditions: Vec<Condition>, actions: Vec<RuleAction>) -> Rule {
    Rule {
        name: Words::new("a rule").unwrap(),
        is_on: true,
        matches: Matches::All,
        conditions,
        actions,
        stops: false,
    }
}

fn starring(conditions: Vec<Condition>) -> Rule {
    rule(conditions, vec![RuleAction::Star])
}

fn always() -> Condition {
    Condition::Below(Octets(u64::MAX))
}

fn outcome(rules: Vec<Rule>, message: &[u8]) -> Outcome {
    let mut book = Rulebook::new(rules);
    if book.asks_for_text() {
        book.read_with(Some(&Reader));
    }
    book.outcome(message, false)
}

fn meets(condition: Condition, message: &[u8]) -> bool {
    outcome(vec![starring(vec![condition])], message).starred
}

#[test]
fn words_are_found_in_every_place_in_any_case() {
    let header = |name: &str| Place::Header(FieldName::new(name).unwrap());
    for (place, test, words) in [
        (Place::From, Test::Is, "ADA LOVELACE"),
        (Place::From, Test::Is, "ada@Analytical.example"),
        (Place::From, Test::Ends, "@analytical.example"),
        (Place::ToOrCc, Test::Contains, "engine"),
        (Place::ToOrCc, Test::Is, "the club"),
        (Place::Recipient, Test::Begins, "me+club@"),
        (Place::Subject, Test::Begins, "die GROẞE"),
        (Place::List, Test::Is, "engines.lists.example"),
        (Place::List, Test::Is, "engines"),
        (header("x-priority"), Test::Is, "second"),
        (header("Subject"), Test::Ends, "maschine"),
        (Place::Body, Test::Contains, "words of the"),
    ] {
        assert!(meets(says(place.clone(), test, words), ADA), "{place:?} {words}");
    }
}

#[test]
fn what_does_not_stand_there_is_not_found() {
    for (place, test, words) in [
        (Place::From, Test::Is, "ada"),
        (Place::From, Test::Contains, "charles"),
        (Place::ToOrCc, Test::Contains, "me+club"),
        (Place::Subject, Test::Begins, "maschine"),
        (Place::Subject, Test::Ends, "die"),
        (Place::Body, Test::Contains, "Subject"),
        (
            Place::Header(FieldName::new("x-spam").unwrap()),
            Test::Contains,
            "1",
        ),
    ] {
        assert!(!meets(says(place.clone(), test, words), ADA), "{place:?} {words}");
    }
}

#[test]
fn greek_at_the_end_of_a_word_is_the_same_letter() {
    let message = "Subject: ΟΔΟΣ\r\n\r\n".as_bytes();
    assert!(meets(says(Place::Subject, Test::Is, "οδος"), message));
    assert!(meets(contains(Place::Subject, "οδοσ"), message));
}

#[test]
fn size_and_attachments_are_looked_at() {
    let size = ADA.len() as u64;
    assert!(meets(Condition::Above(Octets(size - 1)), ADA));
    assert!(!meets(Condition::Above(Octets(size)), ADA));
    assert!(meets(Condition::Below(Octets(size + 1)), ADA));
    assert!(!meets(Condition::Below(Octets(size)), ADA));
    assert!(meets(Condition::Attachments(false), ADA));
    let book = Rulebook::new(vec![starring(vec![Condition::Attachments(true)])]);
    assert!(book.outcome(ADA, true).starred);
}

#[test]
fn all_conditions_or_any_of_them() {
    let both = vec![
        contains(Place::From, "ada"),
        contains(Place::Subject, "never said"),
    ];
    assert!(!outcome(vec![starring(both.clone())], ADA).starred);
    let any = Rule {
        matches: Matches::Any,
        ..starring(both)
    };
    assert!(outcome(vec![any], ADA).starred);
}

#[test]
fn a_rule_without_conditions_is_about_nothing() {
    for matches in [Matches::All, Matches::Any] {
        let rule = Rule {
            matches,
            ..starring(Vec::new())
        };
        assert_eq!(outcome(vec![rule], ADA), Outcome::default());
    }
}

#[test]
fn a_rule_that_is_off_does_nothing() {
    let off = Rule {
        is_on: false,
        ..starring(vec![always()])
    };
    assert_eq!(outcome(vec![off], ADA), Outcome::default());
}

#[test]
fn the_first_rule_that_files_a_message_counts() {
    let first = rule(vec![always()], vec![RuleAction::File(Folder::Archive)]);
    let second = rule(
        vec![always()],
        vec![RuleAction::File(Folder::Trash), RuleAction::MarkRead],
    );
    let outcome = outcome(vec![first, second], ADA);
    assert_eq!((outcome.folder, outcome.read), (Some(Folder::Archive), true));
    assert_eq!(
        outcome.by,
        [
            (0, vec![RuleAction::File(Folder::Archive)]),
            (1, vec![RuleAction::MarkRead])
        ]
    );
}

#[test]
fn a_rule_that_stops_lets_none_behind_it_count() {
    let first = Rule {
        stops: true,
        ..rule(vec![always()], vec![RuleAction::MarkRead])
    };
    let second = starring(vec![always()]);
    assert!(!outcome(vec![first.clone(), second.clone()], ADA).starred);
    let about_nothing = Rule {
        conditions: vec![contains(Place::From, "nobody")],
        ..first
    };
    assert!(outcome(vec![about_nothing, second], ADA).starred);
}

#[test]
fn the_first_word_on_the_servers_copy_counts_and_needs_a_name_there() {
    let rules = vec![
        rule(vec![always()], vec![RuleAction::LeaveOnServer]),
        rule(vec![always()], vec![RuleAction::DeleteOnServer]),
    ];
    let book = Rulebook::new(rules);
    let key = SeenKey {
        uidl: Uidl::new(b"1").unwrap(),
        occurrence: 0,
    };
    let wish = book.ruling(ADA, false, Some((&key, Octets(5)))).wish.unwrap();
    assert_eq!((wish.key, wish.octets, wish.will), (key, Octets(5), Will::Leave));
    assert_eq!(book.ruling(ADA, false, None).wish, None);
}

#[test]
fn a_text_that_cannot_be_read_has_no_words() {
    let book = Rulebook::new(vec![starring(vec![contains(Place::Body, "words")])]);
    assert!(book.asks_for_text());
    assert!(!book.outcome(ADA, false).starred);
}

#[test]
fn a_rule_that_is_off_asks_for_no_text() {
    let off = Rule {
        is_on: false,
        ..starring(vec![contains(Place::Body, "words")])
    };
    assert!(!Rulebook::new(vec![off]).asks_for_text());
}

#[test]
fn hostile_messages_are_judged_and_nothing_breaks() {
    let header = |name: &str| Place::Header(FieldName::new(name).unwrap());
    let places = [
        Place::From,
        Place::ToOrCc,
        Place::Recipient,
        Place::Subject,
        header("x"),
        Place::List,
        Place::Body,
    ];
    let huge = |line: &[u8], times: usize| line.repeat(times);
    for message in [
        Vec::new(),
        b"\0\0\0".to_vec(),
        b"From\r\n\r\n".to_vec(),
        b"\r\n\r\n\r\n".to_vec(),
        b"Subject: \xff\xfe\0=?utf-8?b?////?= =?x?q?".to_vec(),
        huge(b"To: a@b.example,\r\n ", 100_000),
        huge(b"X: <<<<\"\"\"\r\n", 100_000),
        [b"List-Id: ".to_vec(), huge(b"<", 1_000_000)].concat(),
        [b"From: ".to_vec(), huge(b"(", 1_000_000)].concat(),
    ] {
        let rules = places
            .iter()
            .map(|place| starring(vec![contains(place.clone(), "never said")]));
        assert_eq!(outcome(rules.collect(), &message), Outcome::default());
    }
}

#[test]
fn nuls_between_letters_hide_no_words() {
    let message = b"Subject: win\0ner \0 takes\r\n\r\n";
    assert!(meets(contains(Place::Subject, "takes"), message));
}
