//! What is said of tags and of messages that come back later. The names of tags are data, in whatever language people
//! gave them.

use super::catalogue::{counted, phrase, said, sentences};
use crate::ui::state::folders::NameRefusal;
use crate::ui::state::snooze::Until;
use crate::units::{NameProblem, TagColour};

sentences! {
    /// Words with a colour that are put on messages.
    tags: "Tags",
    tag: "Tag",
    tag_title: "Put a tag on it, or take it away",
    tag_filter: "Tag",
    tag_filter_example: "Type a part of its name, or a new one",
    tags_none: "There are no tags yet. Type a name for the first one.",
    tag_none: "No tag is called that.",
    tag_is_on: "is on it",
    tags_manage: "Change tags…",
    tags_lead: "A tag can be on messages of all accounts and folders. The server knows nothing of them.",
    tag_new: "New tag",
    tag_name: "Name of the tag",
    tag_colour: "Colour",
    tag_add: "Add",
    tag_is_back: "The tag is back",
    tag_undo_failed: "That could not be taken back: the tags have changed since",
    empty_tag: "No message has this tag",
    empty_starred: "Nothing has a star",
    empty_snoozed: "Nothing is waiting",

    snooze: "Put out of sight until later",
    snooze_title: "Bring it back",
    snooze_other: "At another time",
    snooze_when: "Day and time",
    snooze_set: "Put out of sight",
    snooze_now: "Bring it back now",
    snooze_past: "Choose a moment that is still to come.",
    /// Of a message that was put out of sight.
    came_back: "came back",
}

/// A moment, as people mean it.
#[must_use]
pub fn snooze_until(until: Until) -> &'static str {
    said(match until {
        Until::LaterToday => "Later today",
        Until::Evening => "This evening",
        Until::Tomorrow => "Tomorrow",
        Until::Weekend => "At the weekend",
        Until::NextWeek => "Next week",
    })
}

/// When a message comes back, in a row.
#[must_use]
pub fn back_at(moment: &str) -> String {
    phrase("back {moment}", &[("moment", moment)])
}

/// A new tag with that name.
#[must_use]
pub fn create_tag(name: &str) -> String {
    phrase("New tag “{tag}”", &[("tag", name)])
}

/// Removes a tag.
#[must_use]
pub fn tag_remove(name: &str) -> String {
    phrase("Remove the tag “{tag}”", &[("tag", name)])
}

/// What was removed.
#[must_use]
pub fn tag_removed(name: &str) -> String {
    phrase("The tag “{tag}” is removed", &[("tag", name)])
}

/// How many tags on a row are not shown.
#[must_use]
pub fn more_tags(count: u32) -> String {
    counted("1 more tag", "{count} more tags", count, &[])
}

/// What a tag's colour is called.
#[must_use]
pub fn colour(colour: TagColour) -> &'static str {
    said(match colour.number() {
        0 => "Blue",
        1 => "Violet",
        2 => "Pink",
        3 => "Red",
        4 => "Orange",
        5 => "Olive",
        6 => "Green",
        _ => "Teal",
    })
}

/// Why that is no name for a tag.
#[must_use]
pub fn tag_refusal(refusal: NameRefusal) -> String {
    match refusal {
        NameRefusal::Taken => said("Another tag has that name.").to_owned(),
        NameRefusal::Bad(NameProblem::Reserved) => {
            said("Choose another name: a folder has that one.").to_owned()
        }
        refusal => super::name_refusal(refusal),
    }
}
