//! The form in which a rule is written: what is typed, what of that is missing, and the rule that comes of it. It must not
//! know which messages there are: the engine asks them.

pub mod file;

use crate::units::{Condition, FieldName, Matches, Octets, Place, TagId, Test, Words};
use crate::wire::{Folder, MessageView, Rule, RuleAction};

/// What a condition is about, as it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`text::rule_what` says what each is")]
pub enum What {
    From,
    ToOrCc,
    Recipient,
    Subject,
    List,
    Header,
    Body,
    Above,
    Below,
    Attached,
    Bare,
}

impl What {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::From,
        Self::ToOrCc,
        Self::Recipient,
        Self::Subject,
        Self::List,
        Self::Header,
        Self::Body,
        Self::Above,
        Self::Below,
        Self::Attached,
        Self::Bare,
    ];

    /// Whether it is about words.
    #[must_use]
    pub const fn has_words(self) -> bool {
        !matches!(self, Self::Above | Self::Below | Self::Attached | Self::Bare)
    }

    /// Whether it is about a size.
    #[must_use]
    pub const fn has_size(self) -> bool {
        matches!(self, Self::Above | Self::Below)
    }
}

/// The ways in which words can stand somewhere, in the order in which they are offered.
pub const TESTS: [Test; 4] = [Test::Contains, Test::Is, Test::Begins, Test::Ends];

/// A condition, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Tells it from the others of its rule.
    pub id: u32,
    /// What it is about.
    pub what: What,
    /// How the words stand there.
    pub test: Test,
    /// The words.
    pub words: String,
    /// The name of the field, for [`What::Header`].
    pub field: String,
    /// The size in KB.
    pub size: String,
}

/// What becomes of the server's copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Copy {
    /// What the account's policy says.
    #[default]
    AsAlways,
    /// It stays.
    Left,
    /// It goes.
    Deleted,
}

/// A rule, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a box to tick")]
pub struct Draft {
    /// What it is called.
    pub name: String,
    /// Whether it counts.
    pub is_on: bool,
    /// How many of the conditions have to be met.
    pub matches: Matches,
    /// The conditions.
    pub lines: Vec<Line>,
    /// Where messages go.
    pub folder: Option<Folder>,
    /// Whether they get a star.
    pub star: bool,
    /// Whether they count as read.
    pub read: bool,
    /// Which tag they get.
    pub tag: Option<TagId>,
    /// What becomes of them on the server.
    pub copy: Copy,
    /// Whether the rules behind it do not count.
    pub stops: bool,
}

/// What is missing or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// It has no name, or too long a one.
    Name,
    /// This line has no words, or too many.
    Words(u32),
    /// What this line names can be no field of a header.
    Field(u32),
    /// This line has no size.
    Size(u32),
    /// There is no condition.
    Condition,
    /// It does nothing.
    Action,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            name: String::new(),
            is_on: true,
            matches: Matches::All,
            lines: vec![Line::new(0)],
            folder: None,
            star: false,
            read: false,
            tag: None,
            copy: Copy::AsAlways,
            stops: false,
        }
    }
}

impl Line {
    fn new(id: u32) -> Self {
        Self {
            id,
            what: What::From,
            test: Test::Contains,
            words: String::new(),
            field: String::new(),
            size: String::new(),
        }
    }

    fn of(id: u32, condition: &Condition) -> Self {
        let line = Self::new(id);
        match condition {
            Condition::Says(place, test, words) => {
                let (what, field) = match place {
                    Place::From => (What::From, ""),
                    Place::ToOrCc => (What::ToOrCc, ""),
                    Place::Recipient => (What::Recipient, ""),
                    Place::Subject => (What::Subject, ""),
                    Place::Header(name) => (What::Header, name.as_str()),
                    Place::List => (What::List, ""),
                    Place::Body => (What::Body, ""),
                };
                Self {
                    what,
                    test: *test,
                    words: words.as_str().to_owned(),
                    field: field.to_owned(),
                    ..line
                }
            }
            Condition::Above(octets) => line.sized(What::Above, *octets),
            Condition::Below(octets) => line.sized(What::Below, *octets),
            Condition::Attachments(is_any) => Self {
                what: if *is_any { What::Attached } else { What::Bare },
                ..line
            },
        }
    }

    fn sized(self, what: What, octets: Octets) -> Self {
        Self {
            what,
            size: octets.0.div_ceil(1000).to_string(),
            ..self
        }
    }

    fn condition(&self) -> Result<Condition, Lacking> {
        let place = match self.what {
            What::From => Place::From,
            What::ToOrCc => Place::ToOrCc,
            What::Recipient => Place::Recipient,
            What::Subject => Place::Subject,
            What::List => Place::List,
            What::Body => Place::Body,
            What::Header => Place::Header(FieldName::new(&self.field).ok_or(Lacking::Field(self.id))?),
            What::Above => return self.octets().map(Condition::Above),
            What::Below => return self.octets().map(Condition::Below),
            What::Attached => return Ok(Condition::Attachments(true)),
            What::Bare => return Ok(Condition::Attachments(false)),
        };
        let words = Words::new(&self.words).ok_or(Lacking::Words(self.id))?;
        Ok(Condition::Says(place, self.test, words))
    }

    fn octets(&self) -> Result<Octets, Lacking> {
        let kilobytes: Option<u64> = self.size.trim().parse().ok();
        let octets = kilobytes
            .filter(|&size| size > 0)
            .and_then(|size| size.checked_mul(1000));
        octets.map(Octets).ok_or(Lacking::Size(self.id))
    }
}

impl Draft {
    /// A rule that is there, to be changed.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        let lines = (0..).zip(&rule.conditions);
        let mut draft = Self {
            name: rule.name.as_str().to_owned(),
            is_on: rule.is_on,
            matches: rule.matches,
            lines: lines.map(|(id, condition)| Line::of(id, condition)).collect(),
            stops: rule.stops,
            ..Self::default()
        };
        for action in &rule.actions {
            match action {
                RuleAction::File(folder) => draft.folder = Some(*folder),
                RuleAction::Star => draft.star = true,
                RuleAction::MarkRead => draft.read = true,
                RuleAction::Tag(tag) => draft.tag = Some(*tag),
                RuleAction::LeaveOnServer => draft.copy = Copy::Left,
                RuleAction::DeleteOnServer => draft.copy = Copy::Deleted,
            }
        }
        draft
    }

    /// A rule for messages like this one: of its list, or else of its sender.
    #[must_use]
    pub fn like(message: &MessageView) -> Self {
        let list = message.list.as_ref().filter(|list| !list.id.is_empty());
        let (what, words, name) = match list {
            Some(list) => (What::List, &list.id, &list.name),
            None => (What::From, &message.from.address, &message.from.name),
        };
        let name = if name.is_empty() { words } else { name };
        Self {
            name: name.clone(),
            lines: vec![Line {
                what,
                test: Test::Is,
                words: words.clone(),
                ..Line::new(0)
            }],
            ..Self::default()
        }
    }

    /// One more condition, to be filled in; its id.
    pub fn add_line(&mut self) -> u32 {
        let id = self
            .lines
            .iter()
            .map(|line| line.id + 1)
            .max()
            .unwrap_or_default();
        self.lines.push(Line::new(id));
        id
    }

    /// The rule; or else everything that is missing.
    ///
    /// # Errors
    /// In the order of the form.
    pub fn rule(&self) -> Result<Rule, Vec<Lacking>> {
        let mut lacking = Vec::new();
        let name = Words::new(&self.name);
        if name.is_none() {
            lacking.push(Lacking::Name);
        }
        let mut conditions = Vec::new();
        for line in &self.lines {
            match line.condition() {
                Ok(condition) => conditions.push(condition),
                Err(lack) => lacking.push(lack),
            }
        }
        if self.lines.is_empty() {
            lacking.push(Lacking::Condition);
        }
        let actions = self.actions();
        if actions.is_empty() && !self.stops {
            lacking.push(Lacking::Action);
        }
        match name {
            Some(name) if lacking.is_empty() => Ok(Rule {
                name,
                is_on: self.is_on,
                matches: self.matches,
                conditions,
                actions,
                stops: self.stops,
            }),
            _ => Err(lacking),
        }
    }

    fn actions(&self) -> Vec<RuleAction> {
        let copy = match self.copy {
            Copy::AsAlways => None,
            Copy::Left => Some(RuleAction::LeaveOnServer),
            Copy::Deleted => Some(RuleAction::DeleteOnServer),
        };
        let filed = self.folder.map(RuleAction::File);
        let star = self.star.then_some(RuleAction::Star);
        let read = self.read.then_some(RuleAction::MarkRead);
        let tag = self.tag.map(RuleAction::Tag);
        [filed, tag, star, read, copy].into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
