//! Rules for mail: which of them are about a message, and what they make of it. Pure decisions over what a message says;
//! when they are made is the matter of `sync` (as mail comes) and of [`on_demand`]. It must not know how anything is kept
//! or deleted.
//!
//! Rules are asked in their order. Of several that file a message, or want something of the server's copy, the first one
//! counts; a rule that stops ends the asking for the messages that it is about.

mod kept;
mod on_demand;

use std::collections::BTreeMap;

use crate::mail::{self, Fields, Reading};
use crate::store::{Folder, Rule, RuleAction, Ruling, SeenKey, Will, Wish};
use crate::units::{Condition, Matches, Octets, Place, TagId, Test};

/// So much of a text is looked at.
const BODY_OCTETS: usize = 512 * 1024;

const TO_OR_CC: &[&str] = &["To", "Cc"];
const RECIPIENTS: &[&str] = &[
    "To",
    "Cc",
    "Bcc",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
];

/// The rules that count for an account, and what they look at.
#[derive(Default)]
pub(super) struct Rulebook {
    rules: Vec<Rule>,
    places: Vec<Place>,
    /// Reads texts; `None` where no rule asks for one, or where it cannot be had. Then no text has words.
    reader: Option<&'static dyn Reading>,
}

/// What a message shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    octets: Octets,
    has_attachments: bool,
    /// What is said in the places that rules look at, ready to be compared.
    said: BTreeMap<Place, Vec<String>>,
}

/// What rules make of a message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) folder: Option<Folder>,
    pub(super) starred: bool,
    pub(super) read: bool,
    pub(super) tags: Vec<TagId>,
    pub(super) will: Option<Will>,
    /// Which rules did it, by their places, and what each of them did.
    pub(super) by: Vec<(usize, Vec<RuleAction>)>,
}

impl Rulebook {
    /// Of the rules that are on.
    pub(super) fn new(rules: Vec<Rule>) -> Self {
        let on = rules.iter().filter(|rule| rule.is_on);
        let mut places: Vec<Place> = on
            .flat_map(|rule| &rule.conditions)
            .filter_map(|condition| match condition {
                Condition::Says(place, ..) => Some(place.clone()),
                Condition::Above(_) | Condition::Below(_) | Condition::Attachments(_) => None,
            })
            .collect();
        places.sort_unstable();
        places.dedup();
        Self {
            rules,
            places,
            reader: None,
        }
    }

    /// Whether a rule asks for the text of messages.
    pub(super) fn asks_for_text(&self) -> bool {
        self.places.contains(&Place::Body)
    }

    pub(super) const fn read_with(&mut self, reader: Option<&'static dyn Reading>) {
        self.reader = reader;
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.rules.iter().any(|rule| rule.is_on)
    }

    pub(super) fn rule(&self, place: usize) -> Option<&Rule> {
        self.rules.get(place)
    }

    /// What the rules make of a message.
    pub(super) fn outcome(&self, original: &[u8], has_attachments: bool) -> Outcome {
        if self.is_empty() {
            return Outcome::default();
        }
        evaluate(&self.rules, &self.shown(original, has_attachments))
    }

    /// What they make of one that comes, under a name where the server has one for it.
    pub(super) fn ruling(
        &self,
        original: &[u8],
        has_attachments: bool,
        listed: Option<(&SeenKey, Octets)>,
    ) -> Ruling {
        let outcome = self.outcome(original, has_attachments);
        let wish = |(key, octets): (&SeenKey, Octets)| {
            Some(Wish {
                key: key.clone(),
                octets,
                will: outcome.will?,
            })
        };
        Ruling {
            folder: outcome.folder,
            starred: outcome.starred,
            read: outcome.read,
            tags: outcome.tags.clone(),
            wish: listed.and_then(wish),
        }
    }

    fn shown(&self, original: &[u8], has_attachments: bool) -> Shown {
        let facts = mail::Facts::of(original);
        let said = |place: &Place| match place {
            Place::From => facts.said(Fields::Sender),
            Place::ToOrCc => facts.said(Fields::People(TO_OR_CC)),
            Place::Recipient => facts.said(Fields::People(RECIPIENTS)),
            Place::Subject => facts.said(Fields::Text("Subject")),
            Place::Header(name) => facts.said(Fields::Text(name.as_str())),
            Place::List => facts.said(Fields::List),
            Place::Body => {
                let words = self.reader.map(|reader| reader.words(original, BODY_OCTETS));
                words.into_iter().collect()
            }
        };
        let ready = |place: &Place| {
            let said = said(place).iter().map(|said| folded(said)).collect();
            (place.clone(), said)
        };
        Shown {
            octets: Octets(original.len() as u64),
            has_attachments,
            said: self.places.iter().map(ready).collect(),
        }
    }
}

/// Asks the rules in their order.
fn evaluate(rules: &[Rule], shown: &Shown) -> Outcome {
    let mut outcome = Outcome::default();
    let on = rules.iter().enumerate().filter(|(_, rule)| rule.is_on);
    for (place, rule) in on {
        if !is_about(rule, shown) {
            continue;
        }
        let done: Vec<RuleAction> = rule
            .actions
            .iter()
            .copied()
            .filter(|action| outcome.take(*action))
            .collect();
        outcome.by.push((place, done));
        if rule.stops {
            break;
        }
    }
    outcome
}

impl Outcome {
    /// Notes what a rule does; `false` when an earlier one has said so, or otherwise.
    fn take(&mut self, action: RuleAction) -> bool {
        match action {
            RuleAction::File(folder) => self.folder.is_none() && self.folder.replace(folder).is_none(),
            RuleAction::Star => !std::mem::replace(&mut self.starred, true),
            RuleAction::MarkRead => !std::mem::replace(&mut self.read, true),
            RuleAction::LeaveOnServer => self.want(Will::Leave),
            RuleAction::DeleteOnServer => self.want(Will::Delete),
            RuleAction::Tag(tag) => {
                let is_new = !self.tags.contains(&tag);
                self.tags.extend(is_new.then_some(tag));
                is_new
            }
        }
    }

    fn want(&mut self, will: Will) -> bool {
        self.will.is_none() && self.will.replace(will).is_none()
    }
}

/// Whether a rule is about a message. One without conditions is about none.
fn is_about(rule: &Rule, shown: &Shown) -> bool {
    let mut conditions = rule.conditions.iter();
    match rule.matches {
        Matches::All => !rule.conditions.is_empty() && conditions.all(|condition| is_met(condition, shown)),
        Matches::Any => conditions.any(|condition| is_met(condition, shown)),
    }
}

fn is_met(condition: &Condition, shown: &Shown) -> bool {
    match condition {
        Condition::Above(octets) => shown.octets > *octets,
        Condition::Below(octets) => shown.octets < *octets,
        Condition::Attachments(wanted) => shown.has_attachments == *wanted,
        Condition::Says(place, test, words) => {
            let words = folded(words.as_str());
            let holds = |said: &String| match test {
                Test::Contains => said.contains(&words),
                Test::Is => *said == words,
                Test::Begins => said.starts_with(&words),
                Test::Ends => said.ends_with(&words),
            };
            shown.said.get(place).is_some_and(|said| said.iter().any(holds))
        }
    }
}

/// A text as it is compared: in lower case, with single spaces and nothing that cannot be seen between words.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            folded.push(' ');
        }
        // The last sigma of a word is the same letter.
        folded.extend(
            character
                .to_lowercase()
                .map(|lower| if lower == '\u{3c2}' { '\u{3c3}' } else { lower }),
        );
    }
    folded
}

#[cfg(test)]
mod tests;
