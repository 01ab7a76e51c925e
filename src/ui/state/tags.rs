//! Tags as the interface shows them: which are found by what is typed, whether that can be a tag's name, and which colour
//! a new one gets. It must not change anything.

use crate::ui::state::folders::NameRefusal;
use crate::units::{FolderName, Tag, TagColour, TagId};

/// Those whose names have all words of what is typed.
#[must_use]
pub fn found(tags: &[Tag], typed: &str) -> Vec<Tag> {
    let typed = typed.to_lowercase();
    let has_all = |tag: &&Tag| {
        let name = tag.name.as_str().to_lowercase();
        typed.split_whitespace().all(|word| name.contains(word))
    };
    tags.iter().filter(has_all).cloned().collect()
}

/// What was typed as the name of a tag (or of a new one).
///
/// # Errors
/// Why it is none.
pub fn name(tags: &[Tag], typed: &str, of: TagId) -> Result<FolderName, NameRefusal> {
    let name = FolderName::new(typed).map_err(NameRefusal::Bad)?;
    let folded = name.folded();
    let is_same = |tag: &Tag| tag.id != of && tag.name.folded() == folded;
    if tags.iter().any(is_same) {
        Err(NameRefusal::Taken)
    } else {
        Ok(name)
    }
}

/// The colour that the fewest tags have.
#[must_use]
pub fn next_colour(tags: &[Tag]) -> TagColour {
    let uses = |colour: &TagColour| tags.iter().filter(|tag| tag.colour == *colour).count();
    colours().min_by_key(uses).unwrap_or_default()
}

/// All colours, in the order in which they are offered.
pub fn colours() -> impl Iterator<Item = TagColour> {
    (0..TagColour::COUNT).map(TagColour::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NameProblem;

    fn tag(id: u32, name: &str, colour: u8) -> Tag {
        Tag {
            id: TagId(id),
            name: FolderName::new(name).unwrap(),
            colour: TagColour::new(colour),
        }
    }

    #[test]
    fn a_tag_is_found_by_words_of_its_name_in_any_order() {
        let tags = [tag(0, "Bills to pay", 0), tag(1, "Work", 1)];
        let names = |typed| -> Vec<u32> { found(&tags, typed).iter().map(|tag| tag.id.0).collect() };
        assert_eq!(names("PAY bill"), [0]);
        assert_eq!(names(" "), [0, 1]);
        assert_eq!(names("attic"), [0_u32; 0]);
    }

    #[test]
    fn a_name_is_free_where_no_other_tag_has_it() {
        let tags = [tag(0, "Work", 0)];
        assert_eq!(name(&tags, " work ", TagId::NEW), Err(NameRefusal::Taken));
        assert!(name(&tags, "WORK", TagId(0)).is_ok());
        assert_eq!(
            name(&tags, "", TagId::NEW),
            Err(NameRefusal::Bad(NameProblem::Empty))
        );
    }

    #[test]
    fn a_new_tag_looks_unlike_the_others_as_long_as_that_can_be() {
        let mut tags = Vec::new();
        for (id, colour) in (0..).zip([0, 1, 2, 3, 4, 5, 6, 7, 0]) {
            assert_eq!(next_colour(&tags), TagColour::new(colour));
            tags.push(tag(id, &format!("tag {id}"), colour));
        }
    }
}
