//! What is said of rows that a finger moves sideways.

use super::catalogue::{said, sentences};
use crate::ui::state::swipe::{Gesture, Side};

sentences! {
    /// Under a row that a finger moves: what it gets.
    star_mark: "Star",
    /// Under a row that a finger moves: what it loses.
    unstar_mark: "No star",
}

/// Over the choice of what a row does that is moved to this side, for who reads in this direction.
#[must_use]
pub fn swiped(side: Side) -> &'static str {
    let is_to_the_right = (side == Side::End) != super::language().is_right_to_left;
    said(if is_to_the_right {
        "A message that is swiped right"
    } else {
        "A message that is swiped left"
    })
}

/// What such a row does.
#[must_use]
pub fn gesture(gesture: Gesture) -> &'static str {
    match gesture {
        Gesture::Read => said("becomes read, or unread"),
        Gesture::Star => said("gets a star, or loses it"),
        Gesture::Archive => said("goes to Archive"),
        Gesture::Trash => said("goes to Trash"),
        Gesture::Nothing => said("stays where it is"),
    }
}
