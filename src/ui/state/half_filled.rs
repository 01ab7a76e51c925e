//! A form of a dialog that is half filled in, as a tab keeps it for when its page is loaded anew. None of them asks for a
//! password. What is kept may be anybody's; whatever is wrong with it, it is nothing.

use std::str::{FromStr, Split};

use super::bookmark::{read_stretches, stretches};
use super::rules::{Copy, Draft, Line, TESTS, What};
use crate::ui::route::{Route, folder_name, folder_named};
use crate::units::{AccountId, FolderId, MOST_CONDITIONS, Matches, MessageId, TagId};
use crate::wire::{Folder, Rule};

/// What is kept begins with this: what another version of the app has kept is not taken for one's own.
const VERSION: &str = "1";
const RULE: &str = "rule";
const FOLDER: &str = "folder";
const YES: &str = "yes";
const COPIES: [Copy; 3] = [Copy::AsAlways, Copy::Left, Copy::Deleted];

/// A form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HalfFilled {
    /// Of a rule.
    Rule(RuleForm),
    /// Of a folder.
    Folder(FolderForm),
}

/// The form of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleForm {
    /// Whose.
    pub account: AccountId,
    /// What was typed.
    pub draft: Draft,
    /// The rule as it was; `None`: it is a new one.
    pub was: Option<Draft>,
}

/// The form of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderForm {
    /// Whose.
    pub account: AccountId,
    /// Which; `None`: a new one.
    pub folder: Option<FolderId>,
    /// The folder that was listed: messages are called as they are there.
    pub listed: Option<(AccountId, Folder)>,
    /// What goes into the new one, by ascending id.
    pub messages: Vec<MessageId>,
    /// What was typed as its name.
    pub typed: String,
    /// In which it is to be.
    pub parent: Option<FolderId>,
    /// Where its messages would go if it were removed.
    pub to: Folder,
}

impl RuleForm {
    /// Where the rule is by now that the form was opened with; `None` where it is a new one, or has gone.
    #[must_use]
    pub fn place(&self, rules: &[Rule]) -> Option<usize> {
        let was = self.was.as_ref()?;
        rules.iter().position(|rule| Draft::of(rule) == *was)
    }
}

impl HalfFilled {
    /// As it is kept: a line each.
    #[must_use]
    pub fn written(&self) -> String {
        let mut lines = Written(vec![VERSION.to_owned()]);
        match self {
            Self::Rule(form) => {
                lines.push(RULE);
                lines.push(&form.account.0.to_string());
                lines.draft(&form.draft);
                lines.tick(form.was.is_some());
                if let Some(was) = &form.was {
                    lines.draft(was);
                }
            }
            Self::Folder(form) => {
                lines.push(FOLDER);
                lines.push(&form.account.0.to_string());
                lines.own(form.folder);
                let listed = form
                    .listed
                    .map(|(account, folder)| Route::Folder { account, folder });
                lines.push(&listed.map(|route| route.hash()).unwrap_or_default());
                lines.push(&stretches(&form.messages));
                lines.push(&form.typed);
                lines.own(form.parent);
                lines.push(&folder_name(form.to));
            }
        }
        lines.0.join("\n")
    }

    /// Reads what was kept, if that is what it is.
    #[must_use]
    pub fn read(kept: &str) -> Option<Self> {
        let mut lines = Kept(kept.split('\n'));
        if lines.next()? != VERSION {
            return None;
        }
        let kind = lines.next()?;
        let account = AccountId(lines.parsed()?);
        let form = match kind {
            RULE => {
                let draft = lines.draft()?;
                let has_been = lines.tick()?;
                let was = if has_been { Some(lines.draft()?) } else { None };
                Self::Rule(RuleForm { account, draft, was })
            }
            FOLDER => Self::Folder(FolderForm {
                account,
                folder: lines.own()?,
                listed: Route::parse(lines.next()?).folder(),
                messages: read_stretches(lines.next()?)?,
                typed: lines.next()?.to_owned(),
                parent: lines.own()?,
                to: folder_named(lines.next()?)?,
            }),
            _ => return None,
        };
        lines.0.next().is_none().then_some(form)
    }
}

struct Written(Vec<String>);

impl Written {
    fn push(&mut self, line: &str) {
        // A field of one line has no other, whatever is put into it.
        self.0.push(line.replace('\n', " "));
    }

    fn tick(&mut self, is_so: bool) {
        self.push(if is_so { YES } else { "" });
    }

    fn own(&mut self, folder: Option<FolderId>) {
        self.push(&folder.map(|id| id.0.to_string()).unwrap_or_default());
    }

    /// Its place among all there are.
    fn one_of<T: PartialEq>(&mut self, all: &[T], one: &T) {
        let place = all.iter().position(|known| known == one);
        self.push(&place.unwrap_or_default().to_string());
    }

    fn draft(&mut self, draft: &Draft) {
        // Whatever a draft gets has to be kept as well.
        let Draft {
            name,
            is_on,
            matches,
            lines,
            folder,
            star,
            read,
            tag,
            copy,
            stops,
        } = draft;
        self.push(name);
        self.tick(*is_on);
        self.tick(*matches == Matches::Any);
        self.push(&folder.map(folder_name).unwrap_or_default());
        self.tick(*star);
        self.tick(*read);
        self.push(&tag.map(|id| id.0.to_string()).unwrap_or_default());
        self.one_of(&COPIES, copy);
        self.tick(*stops);
        self.push(&lines.len().to_string());
        for line in lines {
            self.one_of(&What::ALL, &line.what);
            self.one_of(&TESTS, &line.test);
            self.push(&line.words);
            self.push(&line.field);
            self.push(&line.size);
        }
    }
}

struct Kept<'k>(Split<'k, char>);

impl<'k> Kept<'k> {
    fn next(&mut self) -> Option<&'k str> {
        self.0.next()
    }

    fn parsed<T: FromStr>(&mut self) -> Option<T> {
        self.next()?.parse().ok()
    }

    fn tick(&mut self) -> Option<bool> {
        match self.next()? {
            YES => Some(true),
            "" => Some(false),
            _ => None,
        }
    }

    fn own(&mut self) -> Option<Option<FolderId>> {
        match self.next()? {
            "" => Some(None),
            id => Some(Some(FolderId(id.parse().ok()?))),
        }
    }

    fn one_of<T: std::marker::Copy>(&mut self, all: &[T]) -> Option<T> {
        let place: usize = self.parsed()?;
        all.get(place).copied()
    }

    fn draft(&mut self) -> Option<Draft> {
        let name = self.next()?.to_owned();
        let is_on = self.tick()?;
        let matches = if self.tick()? { Matches::Any } else { Matches::All };
        let folder = match self.next()? {
            "" => None,
            name => Some(folder_named(name)?),
        };
        let (star, read) = (self.tick()?, self.tick()?);
        let tag = match self.next()? {
            "" => None,
            id => Some(TagId(id.parse().ok()?)),
        };
        let copy = self.one_of(&COPIES)?;
        let stops = self.tick()?;
        let count: u32 = self.parsed()?;
        if usize::try_from(count).ok()? > MOST_CONDITIONS {
            return None;
        }
        let lines: Option<Vec<Line>> = (0..count).map(|id| self.line(id)).collect();
        Some(Draft {
            name,
            is_on,
            matches,
            lines: lines?,
            folder,
            star,
            read,
            tag,
            copy,
            stops,
        })
    }

    fn line(&mut self, id: u32) -> Option<Line> {
        Some(Line {
            id,
            what: self.one_of(&What::ALL)?,
            test: self.one_of(&TESTS)?,
            words: self.next()?.to_owned(),
            field: self.next()?.to_owned(),
            size: self.next()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
