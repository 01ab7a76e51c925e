//! Tags: words with a colour that the user puts on messages, the same ones in all accounts. Data and its rules only: a
//! message knows by itself which tags are on it ([`super::SummaryRecord::tags`]), and one that is gone is not shown.

use serde::{Deserialize, Serialize};

use super::FolderProblem;
use crate::units::{MOST_TAGS, Tag, TagId};

/// All tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tags {
    /// The id that the next new one gets.
    next: u32,
    /// By name.
    all: Vec<Tag>,
}

/// A change to the tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagChange {
    /// Another name or colour for the tag with that id; a new tag where the id is none's yet.
    Keep(Tag),
    /// The tag is no more. It stays on messages, unseen, in case it comes back.
    Remove(TagId),
}

impl Tags {
    /// By name.
    #[must_use]
    pub fn all(&self) -> &[Tag] {
        &self.all
    }

    /// Makes a change; tells which tag it is about. A new tag gets an id that was never used before; one that was
    /// removed comes back under its own.
    ///
    /// # Errors
    /// Why it cannot be; then nothing has changed.
    pub fn change(&mut self, change: TagChange) -> Result<TagId, FolderProblem> {
        match change {
            TagChange::Keep(mut tag) => {
                let folded = tag.name.folded();
                let others = self.all.iter().filter(|other| other.id != tag.id);
                if others.clone().any(|other| other.name.folded() == folded) {
                    return Err(FolderProblem::NameTaken);
                }
                if others.count() >= MOST_TAGS {
                    return Err(FolderProblem::TooMany);
                }
                if tag.id.0 >= self.next {
                    tag.id = TagId(self.next);
                    self.next = self.next.checked_add(1).ok_or(FolderProblem::TooMany)?;
                }
                let id = tag.id;
                self.all.retain(|other| other.id != id);
                let place = self.all.iter().take_while(|other| other.name.folded() < folded);
                self.all.insert(place.count(), tag);
                Ok(id)
            }
            TagChange::Remove(id) => {
                let before = self.all.len();
                self.all.retain(|tag| tag.id != id);
                if self.all.len() == before {
                    Err(FolderProblem::Gone)
                } else {
                    Ok(id)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::units::{FolderName, TagColour};

    fn tag(id: u32, name: &str) -> Tag {
        Tag {
            id: TagId(id),
            name: FolderName::new(name).unwrap(),
            colour: TagColour::default(),
        }
    }

    fn new(name: &str) -> TagChange {
        TagChange::Keep(tag(TagId::NEW.0, name))
    }

    fn names(tags: &Tags) -> Vec<&str> {
        tags.all().iter().map(|tag| tag.name.as_str()).collect()
    }

    #[test]
    fn tags_stand_by_name_and_have_one_each() {
        let mut tags = Tags::default();
        assert_eq!(tags.change(new("Work")), Ok(TagId(0)));
        assert_eq!(tags.change(new("bills")), Ok(TagId(1)));
        assert_eq!(tags.change(new("work")), Err(FolderProblem::NameTaken));
        assert_eq!(names(&tags), ["bills", "Work"]);
        assert_eq!(tags.change(TagChange::Keep(tag(0, "Archive 2025"))), Ok(TagId(0)));
        assert_eq!(names(&tags), ["Archive 2025", "bills"]);
    }

    #[test]
    fn a_removed_tag_comes_back_as_it_was_and_its_id_is_nobody_elses() {
        let mut tags = Tags::default();
        tags.change(new("Work")).unwrap();
        assert_eq!(tags.change(TagChange::Remove(TagId(0))), Ok(TagId(0)));
        assert_eq!(tags.change(TagChange::Remove(TagId(0))), Err(FolderProblem::Gone));
        assert_eq!(tags.change(new("Home")), Ok(TagId(1)));
        assert_eq!(tags.change(TagChange::Keep(tag(0, "Work"))), Ok(TagId(0)));
        assert_eq!(names(&tags), ["Home", "Work"]);
    }

    #[test]
    fn there_are_only_so_many() {
        let mut tags = Tags::default();
        for number in 0..MOST_TAGS {
            tags.change(new(&format!("tag {number}"))).unwrap();
        }
        assert_eq!(tags.change(new("one more")), Err(FolderProblem::TooMany));
        assert!(tags.change(TagChange::Keep(tag(3, "another name"))).is_ok());
    }
}
