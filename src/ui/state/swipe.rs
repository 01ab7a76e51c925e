//! What a finger asks for that moves a row of the list sideways. It must not know how the row follows it.

use crate::wire::{Folder, Mark};

/// A finger that moves less than this may still mean anything.
const SLOP_PX: i32 = 10;
/// So far a row is to be moved, as a part of its width and at most and at least.
const PART: u32 = 4;
const LEAST_PX: u32 = 72;
const MOST_PX: u32 = 128;

/// Where a row is moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Where lines begin.
    Start,
    /// Where they end.
    End,
}

/// A finger on a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swipe {
    from: (i32, i32),
    width_px: u32,
    is_right_to_left: bool,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Undecided,
    /// So far to the right, or left of where it began.
    Sideways(i32),
    /// It scrolls.
    Elsewhere,
}

impl Swipe {
    /// A finger is put down on a row that is so wide.
    #[must_use]
    pub const fn begin(from: (i32, i32), width_px: u32, is_right_to_left: bool) -> Self {
        Self {
            from,
            width_px,
            is_right_to_left,
            way: Way::Undecided,
        }
    }

    /// It moves. Which way it goes first decides.
    pub fn moved(&mut self, to: (i32, i32)) {
        let (across_px, down_px) = (to.0.saturating_sub(self.from.0), to.1.saturating_sub(self.from.1));
        let (width, height) = (across_px.saturating_abs(), down_px.saturating_abs());
        self.way = match self.way {
            Way::Undecided if width.max(height) < SLOP_PX => Way::Undecided,
            Way::Undecided if height >= width => Way::Elsewhere,
            Way::Undecided | Way::Sideways(_) => Way::Sideways(across_px),
            Way::Elsewhere => Way::Elsewhere,
        };
    }

    /// How far the row follows, to the right; `None` where it stays, whatever becomes of the finger.
    #[must_use]
    pub fn follows_px(&self) -> Option<i32> {
        let most = i32::try_from(self.width_px).unwrap_or(i32::MAX);
        match self.way {
            Way::Sideways(across_px) => Some(across_px.clamp(-most, most)),
            Way::Undecided | Way::Elsewhere => None,
        }
    }

    /// Where the row is moved to, and whether so far that it counts.
    #[must_use]
    pub fn side(&self) -> Option<(Side, bool)> {
        let across_px = self.follows_px()?;
        let side = match (across_px > 0, self.is_right_to_left) {
            (true, false) | (false, true) => Side::End,
            (true, true) | (false, false) => Side::Start,
        };
        let threshold_px = (self.width_px / PART).clamp(LEAST_PX, MOST_PX);
        (across_px != 0).then_some((side, across_px.unsigned_abs() >= threshold_px))
    }
}

/// What moving a row of a folder asks for. All of it can be undone.
#[must_use]
pub const fn asked_for(side: Side, folder: Folder, is_unread: bool) -> Mark {
    match (side, folder) {
        (Side::End, _) => Mark::Read(is_unread),
        (Side::Start, Folder::Archive | Folder::Junk) => Mark::Filed(Folder::Trash),
        (Side::Start, Folder::Trash) => Mark::Filed(Folder::Inbox),
        (Side::Start, _) => Mark::Filed(Folder::Archive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::FolderId;

    fn swipe(steps: &[(i32, i32)], is_right_to_left: bool) -> Swipe {
        let mut swipe = Swipe::begin((200, 300), 390, is_right_to_left);
        for (across, down) in steps {
            swipe.moved((200 + across, 300 + down));
        }
        swipe
    }

    #[test]
    fn the_way_a_finger_goes_first_decides() {
        for (steps, follows) in [
            (&[][..], None),
            (&[(9, 9)], None),
            (&[(9, 0), (12, 0)], Some(12)),
            (&[(12, 11)], Some(12)),
            (&[(11, 12)], None),
            (&[(3, 20), (200, 20)], None),
            (&[(20, 3), (80, 200)], Some(80)),
            (&[(20, 3), (-80, 0)], Some(-80)),
            (&[(20, 0), (0, 0)], Some(0)),
            (&[(20, 0), (5_000, 0)], Some(390)),
            (&[(-20, 0), (i32::MIN + 200, 0)], Some(-390)),
        ] {
            assert_eq!(swipe(steps, false).follows_px(), follows, "{steps:?}");
        }
    }

    #[test]
    fn a_row_is_to_be_moved_a_good_part_of_its_width() {
        for (across, is_right_to_left, expected) in [
            (96, false, Some((Side::End, false))),
            (97, false, Some((Side::End, true))),
            (-96, false, Some((Side::Start, false))),
            (-97, false, Some((Side::Start, true))),
            (97, true, Some((Side::Start, true))),
            (-97, true, Some((Side::End, true))),
        ] {
            let found = swipe(&[(across, 0)], is_right_to_left).side();
            assert_eq!(found, expected, "{across} px, rtl {is_right_to_left}");
        }
        assert_eq!(
            swipe(&[(50, 0), (0, 0)], false).side(),
            None,
            "back where it began"
        );
    }

    #[test]
    fn neither_the_narrowest_nor_the_widest_row_asks_too_little_or_too_much() {
        for (width_px, across, is_enough) in [
            (200, 71, false),
            (200, 72, true),
            (1_400, 127, false),
            (1_400, 128, true),
        ] {
            let mut swipe = Swipe::begin((0, 0), width_px, false);
            swipe.moved((across, 0));
            assert_eq!(
                swipe.side(),
                Some((Side::End, is_enough)),
                "{across} of {width_px}"
            );
        }
    }

    #[test]
    fn no_row_is_moved_to_where_it_is() {
        let own = Folder::Own(FolderId(1));
        for (folder, to) in [
            (Folder::Inbox, Folder::Archive),
            (own, Folder::Archive),
            (Folder::Sent, Folder::Archive),
            (Folder::Archive, Folder::Trash),
            (Folder::Junk, Folder::Trash),
            (Folder::Trash, Folder::Inbox),
        ] {
            assert_eq!(
                asked_for(Side::Start, folder, true),
                Mark::Filed(to),
                "{folder:?}"
            );
        }
        for is_unread in [true, false] {
            assert_eq!(
                asked_for(Side::End, own, is_unread),
                Mark::Read(is_unread),
                "what is unread becomes read, and the other way round"
            );
        }
    }
}
