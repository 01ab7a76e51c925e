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

/// What somebody has a row do that is moved to one side. All of it can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Read, and unread where it is read.
    Read,
    /// A star, or none where it has one.
    Star,
    /// To the archive; from there and from Junk on to Trash, from Trash back to the inbox.
    Archive,
    /// To Trash, and from there back to the inbox.
    Trash,
    /// It stays where it is.
    Nothing,
}

impl Side {
    /// In the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::End, Self::Start];

    /// As it is kept what a row does that is moved there.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "swipe-start",
            Self::End => "swipe-end",
        }
    }
}

impl Gesture {
    /// In the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Read, Self::Star, Self::Archive, Self::Trash, Self::Nothing];

    /// Reads a kept choice.
    #[must_use]
    pub fn from_preference(side: Side, kept: Option<&str>) -> Self {
        let named = Self::ALL.into_iter().find(|gesture| kept == Some(gesture.name()));
        named.unwrap_or(match side {
            Side::End => Self::Read,
            Side::Start => Self::Archive,
        })
    }

    /// As it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Star => "star",
            Self::Archive => "archive",
            Self::Trash => "trash",
            Self::Nothing => "nothing",
        }
    }

    /// What it asks for, for a row of a folder.
    #[must_use]
    pub const fn asks_for(self, folder: Folder, is_unread: bool, is_starred: bool) -> Option<Mark> {
        match (self, folder) {
            (Self::Read, _) => Some(Mark::Read(is_unread)),
            (Self::Star, _) => Some(Mark::Starred(!is_starred)),
            (Self::Archive | Self::Trash, Folder::Trash) => Some(Mark::Filed(Folder::Inbox)),
            (Self::Archive, Folder::Archive | Folder::Junk) | (Self::Trash, _) => {
                Some(Mark::Filed(Folder::Trash))
            }
            (Self::Archive, _) => Some(Mark::Filed(Folder::Archive)),
            (Self::Nothing, _) => None,
        }
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
        for (gesture, folder, to) in [
            (Gesture::Archive, Folder::Inbox, Folder::Archive),
            (Gesture::Archive, own, Folder::Archive),
            (Gesture::Archive, Folder::Sent, Folder::Archive),
            (Gesture::Archive, Folder::Archive, Folder::Trash),
            (Gesture::Archive, Folder::Junk, Folder::Trash),
            (Gesture::Archive, Folder::Trash, Folder::Inbox),
            (Gesture::Trash, Folder::Inbox, Folder::Trash),
            (Gesture::Trash, Folder::Archive, Folder::Trash),
            (Gesture::Trash, Folder::Trash, Folder::Inbox),
        ] {
            assert_eq!(
                gesture.asks_for(folder, true, false),
                Some(Mark::Filed(to)),
                "{gesture:?} in {folder:?}"
            );
        }
    }

    #[test]
    fn what_is_on_a_row_is_taken_off_it() {
        for is_so in [true, false] {
            assert_eq!(
                Gesture::Read.asks_for(Folder::Inbox, is_so, false),
                Some(Mark::Read(is_so))
            );
            assert_eq!(
                Gesture::Star.asks_for(Folder::Inbox, true, is_so),
                Some(Mark::Starred(!is_so))
            );
        }
        assert_eq!(Gesture::Nothing.asks_for(Folder::Inbox, true, true), None);
    }

    #[test]
    fn nobody_has_to_choose_and_what_was_chosen_is_kept() {
        assert_eq!(Gesture::from_preference(Side::End, None), Gesture::Read);
        assert_eq!(
            Gesture::from_preference(Side::Start, Some("waltz")),
            Gesture::Archive
        );
        for gesture in Gesture::ALL {
            for side in Side::ALL {
                assert_eq!(Gesture::from_preference(side, Some(gesture.name())), gesture);
            }
        }
    }
}
