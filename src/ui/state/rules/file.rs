//! Rules as a file: written as JSON, and read from what a browser made of one. Folders and tags have their names in it, because
//! their ids are one account's. It must take a file as something that a stranger wrote.
//!
//! ```text
//!   { "format": "restante-rules", "version": 1, "rules": [
//!       { "name": "…", "on": true, "match": "all" | "any", "stop": false,
//!         "conditions": [ { "in": "from" | "to-or-cc" | "recipient" | "subject" | "list" | "body",
//!                           "test": "contains" | "is" | "begins" | "ends", "words": "…" },
//!                         { "in": "header", "field": "…", "test": …, "words": … },
//!                         { "larger-than": octets }, { "smaller-than": octets }, { "attachments": true } ],
//!         "actions": [ "star", "read", "leave-on-server", "delete-on-server",
//!                      { "file": "inbox" | "archive" | "junk" | "trash" }, { "folder": ["Work", "Ada"] },
//!                      { "tag": "Bills" } ] } ] }
//! ```

use crate::units::{
    Condition, FieldName, FolderId, MOST_CONDITIONS, MOST_RULES, Matches, Octets, Place, Tag, Test, Words,
};
use crate::wire::{Folder, FolderView, Rule, RuleAction};

/// Under which name rules are exported.
pub const FILE_NAME: &str = "restante-rules.json";

const FORMAT: &str = "restante-rules";
const VERSION: u64 = 1;

/// As much of JSON as such a file needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that is not negative.
    Number(u64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
    /// Anything else.
    Other,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileProblem {
    /// It is not JSON; with the browser's words for what is wrong, and where.
    NotJson(String),
    /// It holds something else.
    NotRules,
    /// A newer version of the app wrote it.
    Newer,
    /// There would be more rules than an account may have.
    TooMany,
    /// This rule, counted from 1, is not as it should be.
    Rule(usize, RuleProblem),
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleProblem {
    /// The value of this name is missing, or of the wrong kind.
    Value(&'static str),
    /// It has too many conditions.
    TooMany,
    /// This condition, counted from 1.
    Condition(usize),
    /// This action, counted from 1.
    Action(usize),
    /// It names a folder that is not here.
    NoFolder(String),
    /// It names a tag that is not here.
    NoTag(String),
}

impl Json {
    fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    const fn bool(&self) -> Option<bool> {
        match self {
            Self::Bool(is) => Some(*is),
            _ => None,
        }
    }

    const fn number(&self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The text of a file, a value a line.
    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Self::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => quote(text, out),
            Self::List(list) => write_all(depth, ('[', ']'), list.iter(), out, |one, out| {
                one.write(depth + 1, out);
            }),
            Self::Object(fields) => write_all(depth, ('{', '}'), fields.iter(), out, |(name, value), out| {
                quote(name, out);
                out.push_str(": ");
                value.write(depth + 1, out);
            }),
            Self::Other => out.push_str("null"),
        }
    }
}

fn write_all<T>(
    depth: usize,
    (open, close): (char, char),
    all: impl ExactSizeIterator<Item = T>,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
    let last = all.len();
    out.push(open);
    for (at, one) in all.enumerate() {
        line(depth + 1, out);
        write(one, out);
        if at + 1 < last {
            out.push(',');
        }
    }
    if last > 0 {
        line(depth, out);
    }
    out.push(close);
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            // Words and names of folders have no other controls; the four digits would do for any.
            control if control < ' ' => {
                out.push_str("\\u00");
                out.extend(char::from_digit(u32::from(control) >> 4, 16));
                out.extend(char::from_digit(u32::from(control) & 15, 16));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

const PLACES: [(&str, Place); 6] = [
    ("from", Place::From),
    ("to-or-cc", Place::ToOrCc),
    ("recipient", Place::Recipient),
    ("subject", Place::Subject),
    ("list", Place::List),
    ("body", Place::Body),
];
const TESTS: [(&str, Test); 4] = [
    ("contains", Test::Contains),
    ("is", Test::Is),
    ("begins", Test::Begins),
    ("ends", Test::Ends),
];
const MATCHES: [(&str, Matches); 2] = [("all", Matches::All), ("any", Matches::Any)];
const ACTIONS: [(&str, RuleAction); 4] = [
    ("star", RuleAction::Star),
    ("read", RuleAction::MarkRead),
    ("leave-on-server", RuleAction::LeaveOnServer),
    ("delete-on-server", RuleAction::DeleteOnServer),
];
const FOLDERS: [(&str, Folder); 4] = [
    ("inbox", Folder::Inbox),
    ("archive", Folder::Archive),
    ("junk", Folder::Junk),
    ("trash", Folder::Trash),
];

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: &T) -> Json {
    let found = names.iter().find(|(_, known)| known == value);
    text(found.map_or("", |(name, _)| name))
}

fn named<T: Clone>(names: &[(&'static str, T)], name: Option<&Json>) -> Option<T> {
    let name = name?.text()?;
    names
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.clone())
}

/// The text of a file with these rules.
#[must_use]
pub fn written(rules: &[Rule], folders: &[FolderView], tags: &[Tag]) -> String {
    let names = Names {
        paths: paths(folders),
        tags,
    };
    let file = object([
        ("format", text(FORMAT)),
        ("version", Json::Number(VERSION)),
        (
            "rules",
            Json::List(rules.iter().map(|rule| of_rule(rule, &names)).collect()),
        ),
    ]);
    let mut out = String::new();
    file.write(0, &mut out);
    out.push('\n');
    out
}

fn of_rule(rule: &Rule, names: &Names<'_>) -> Json {
    let conditions = rule.conditions.iter().map(of_condition).collect();
    let actions = rule.actions.iter().filter_map(|action| of_action(*action, names));
    object([
        ("name", text(rule.name.as_str())),
        ("on", Json::Bool(rule.is_on)),
        ("match", name_of(&MATCHES, &rule.matches)),
        ("conditions", Json::List(conditions)),
        ("actions", Json::List(actions.collect())),
        ("stop", Json::Bool(rule.stops)),
    ])
}

fn of_condition(condition: &Condition) -> Json {
    match condition {
        Condition::Says(Place::Header(field), test, words) => object([
            ("in", text("header")),
            ("field", text(field.as_str())),
            ("test", name_of(&TESTS, test)),
            ("words", text(words.as_str())),
        ]),
        Condition::Says(place, test, words) => object([
            ("in", name_of(&PLACES, place)),
            ("test", name_of(&TESTS, test)),
            ("words", text(words.as_str())),
        ]),
        Condition::Above(octets) => object([("larger-than", Json::Number(octets.0))]),
        Condition::Below(octets) => object([("smaller-than", Json::Number(octets.0))]),
        Condition::Attachments(is_any) => object([("attachments", Json::Bool(*is_any))]),
    }
}

/// A folder or a tag that is gone takes the action along: a file without a name for it could not be read again.
fn of_action(action: RuleAction, names: &Names<'_>) -> Option<Json> {
    Some(match action {
        RuleAction::File(Folder::Own(id)) => {
            let (_, path) = names.paths.iter().find(|(known, _)| *known == id)?;
            let path = path.iter().map(|name| text(name)).collect();
            object([("folder", Json::List(path))])
        }
        RuleAction::File(folder) => object([("file", name_of(&FOLDERS, &folder))]),
        RuleAction::Tag(id) => {
            let tag = names.tags.iter().find(|tag| tag.id == id)?;
            object([("tag", text(tag.name.as_str()))])
        }
        other => name_of(&ACTIONS, &other),
    })
}

/// What folders and tags are called.
struct Names<'a> {
    paths: Vec<(FolderId, Vec<String>)>,
    tags: &'a [Tag],
}

/// The folders of the user's own, each by the names of those that it is in and its own.
fn paths(folders: &[FolderView]) -> Vec<(FolderId, Vec<String>)> {
    let mut above: Vec<String> = Vec::new();
    let mut paths = Vec::new();
    for view in folders {
        if let Folder::Own(id) = view.folder {
            above.truncate(usize::from(view.depth));
            above.push(view.name.clone());
            paths.push((id, above.clone()));
        }
    }
    paths
}

/// The rules of a file, for an account with these folders, beside these tags, that has so many rules already.
///
/// # Errors
/// What is wrong with it, and where; then none of its rules is taken.
pub fn read(
    file: &Json,
    folders: &[FolderView],
    tags: &[Tag],
    have: usize,
) -> Result<Vec<Rule>, FileProblem> {
    if file.get("format").and_then(Json::text) != Some(FORMAT) {
        return Err(FileProblem::NotRules);
    }
    match file.get("version").and_then(Json::number) {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(FileProblem::Newer),
        _ => return Err(FileProblem::NotRules),
    }
    let rules = file
        .get("rules")
        .and_then(Json::list)
        .ok_or(FileProblem::NotRules)?;
    if rules.len().saturating_add(have) > MOST_RULES {
        return Err(FileProblem::TooMany);
    }
    let names = Names {
        paths: paths(folders),
        tags,
    };
    let read = |(at, rule)| to_rule(rule, &names).map_err(|problem| FileProblem::Rule(at, problem));
    (1..).zip(rules).map(read).collect()
}

fn to_rule(rule: &Json, names: &Names<'_>) -> Result<Rule, RuleProblem> {
    let name = rule.get("name").and_then(Json::text).and_then(Words::new);
    let conditions = rule.get("conditions").and_then(Json::list);
    let conditions = conditions.ok_or(RuleProblem::Value("conditions"))?;
    if conditions.len() > MOST_CONDITIONS {
        return Err(RuleProblem::TooMany);
    }
    let actions = rule.get("actions").and_then(Json::list);
    let actions = (1..).zip(actions.ok_or(RuleProblem::Value("actions"))?);
    let conditions = (1..).zip(conditions);
    let condition = |(at, one)| to_condition(one).ok_or(RuleProblem::Condition(at));
    Ok(Rule {
        name: name.ok_or(RuleProblem::Value("name"))?,
        is_on: bool_of(rule, "on")?,
        matches: named(&MATCHES, rule.get("match")).ok_or(RuleProblem::Value("match"))?,
        conditions: conditions.map(condition).collect::<Result<_, _>>()?,
        actions: actions
            .map(|(at, one)| to_action(one, at, names))
            .collect::<Result<_, _>>()?,
        stops: bool_of(rule, "stop")?,
    })
}

fn bool_of(rule: &Json, name: &'static str) -> Result<bool, RuleProblem> {
    rule.get(name)
        .and_then(Json::bool)
        .ok_or(RuleProblem::Value(name))
}

fn to_condition(condition: &Json) -> Option<Condition> {
    if let Some(octets) = condition.get("larger-than") {
        return Some(Condition::Above(Octets(octets.number()?)));
    }
    if let Some(octets) = condition.get("smaller-than") {
        return Some(Condition::Below(Octets(octets.number()?)));
    }
    if let Some(attachments) = condition.get("attachments") {
        return Some(Condition::Attachments(attachments.bool()?));
    }
    let place = match condition.get("in")?.text()? {
        "header" => Place::Header(FieldName::new(condition.get("field")?.text()?)?),
        _ => named(&PLACES, condition.get("in"))?,
    };
    let words = Words::new(condition.get("words")?.text()?)?;
    Some(Condition::Says(
        place,
        named(&TESTS, condition.get("test"))?,
        words,
    ))
}

fn to_action(action: &Json, at: usize, names: &Names<'_>) -> Result<RuleAction, RuleProblem> {
    if let Some(name) = action.get("tag").and_then(Json::text) {
        let folded = name.to_lowercase();
        let found = names.tags.iter().find(|tag| tag.name.folded() == folded);
        return match found {
            Some(tag) => Ok(RuleAction::Tag(tag.id)),
            None => Err(RuleProblem::NoTag(name.to_owned())),
        };
    }
    if let Some(path) = action.get("folder").and_then(Json::list) {
        let path: Option<Vec<&str>> = path.iter().map(Json::text).collect();
        let path = path.ok_or(RuleProblem::Action(at))?;
        let found = names.paths.iter().find(|(_, known)| *known == path);
        return match found {
            Some((id, _)) => Ok(RuleAction::File(Folder::Own(*id))),
            None => Err(RuleProblem::NoFolder(path.join(" / "))),
        };
    }
    let file = named(&FOLDERS, action.get("file")).map(RuleAction::File);
    file.or_else(|| named(&ACTIONS, Some(action)))
        .ok_or(RuleProblem::Action(at))
}

#[cfg(test)]
mod tests;
