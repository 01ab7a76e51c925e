//! How much room each pane has: how far the borders between them can be moved, by which keys, and how far a pointer has
//! moved them. What keeps every pane usable while the window shrinks stands in `layout.css` as well. It must not know
//! what a border looks like.

/// A border between two panes that can be moved. The size that goes with it is that of the pane before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Border {
    /// Between folders and list.
    Folders,
    /// Between the list and the reader beside it.
    ListWidth,
    /// Between the list and the reader below it.
    ListHeight,
}

/// So wide is the window, and so high.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// In CSS pixels.
    pub width_px: u32,
    /// In CSS pixels.
    pub height_px: u32,
}

/// Between what a size may be, and what it is where nobody chose; all in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The smallest.
    pub least: u32,
    /// The largest; never below the smallest.
    pub most: u32,
    /// Where nobody chose.
    pub usual: u32,
}

/// Below this the folders are a rail of signs, which has one width.
const WIDE_PX: u32 = 1200;
const RAIL_PX: u32 = 64;
const READER_WIDTH_PX: u32 = 360;
const READER_HEIGHT_PX: u32 = 240;
const STEP_PX: i64 = 16;
const LONG_STEP_PX: i64 = 64;

impl Border {
    /// As they come from where lines begin.
    pub const ALL: [Self; 3] = [Self::Folders, Self::ListWidth, Self::ListHeight];

    /// The property that the style sheets read.
    #[must_use]
    pub fn property(self) -> String {
        ["--", self.name()].concat()
    }

    /// As its size is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Folders => "folders-width",
            Self::ListWidth => "list-width",
            Self::ListHeight => "list-height",
        }
    }

    /// Whether it runs from top to bottom.
    #[must_use]
    pub const fn is_upright(self) -> bool {
        !matches!(self, Self::ListHeight)
    }

    /// How far it can be moved. `folders` is the size that was chosen for the folders.
    #[must_use]
    pub fn limits(self, room: Room, folders: Option<u32>) -> Limits {
        let is_wide = room.width_px >= WIDE_PX;
        let (least, most, usual) = match self {
            Self::Folders => (180, 360, 240),
            Self::ListWidth => {
                let before = if is_wide {
                    Self::Folders.limits(room, None).size(folders)
                } else {
                    RAIL_PX
                };
                let most = room.width_px.saturating_sub(before + READER_WIDTH_PX);
                (280, most, if is_wide { 400 } else { 340 })
            }
            Self::ListHeight => {
                let most = room.height_px.saturating_sub(READER_HEIGHT_PX);
                (160, most, room.height_px * 2 / 5)
            }
        };
        let most = most.max(least);
        Limits {
            least,
            most,
            usual: usual.clamp(least, most),
        }
    }
}

impl Limits {
    /// The size that a pane has of which somebody chose this one, or none.
    #[must_use]
    pub fn size(self, chosen: Option<u32>) -> u32 {
        chosen.unwrap_or(self.usual).clamp(self.least, self.most)
    }

    fn moved(self, size: u32, by_px: i64) -> u32 {
        let moved = (i64::from(size) + by_px).clamp(i64::from(self.least), i64::from(self.most));
        u32::try_from(moved).unwrap_or(self.least)
    }

    /// The size after a border was dragged so far to the right, or down, from where it was `size`.
    #[must_use]
    pub fn dragged(self, border: Border, size: u32, by_px: i32, is_right_to_left: bool) -> u32 {
        let sign = if border.is_upright() && is_right_to_left {
            -1
        } else {
            1
        };
        self.moved(size, sign * i64::from(by_px))
    }

    /// What a key makes of a size: another one, none that was chosen, or nothing at all where it is no key for borders.
    #[must_use]
    pub fn heard(
        self,
        border: Border,
        size: u32,
        (key, has_shift): (&str, bool),
        is_right_to_left: bool,
    ) -> Option<Option<u32>> {
        let step = if has_shift { LONG_STEP_PX } else { STEP_PX };
        let along_line = if is_right_to_left { -step } else { step };
        let by_px = match (key, border.is_upright()) {
            ("ArrowRight", true) => along_line,
            ("ArrowLeft", true) => -along_line,
            ("ArrowDown", false) => step,
            ("ArrowUp", false) => -step,
            ("Home", _) => return Some(Some(self.least)),
            ("End", _) => return Some(Some(self.most)),
            ("Enter", _) => return Some(None),
            _ => return None,
        };
        Some(Some(self.moved(size, by_px)))
    }
}

/// Reads a kept size. What is kept may be nothing, or nonsense; how large it may be is for [`Limits`] to say.
#[must_use]
pub fn kept(preference: Option<&str>) -> Option<u32> {
    preference?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Room = Room {
        width_px: 1440,
        height_px: 900,
    };

    fn limits(border: Border) -> Limits {
        border.limits(DESK, None)
    }

    #[test]
    fn nobody_who_moves_nothing_sees_a_difference() {
        for (width_px, border, usual) in [
            (1440, Border::Folders, 240),
            (1440, Border::ListWidth, 400),
            (1200, Border::ListWidth, 400),
            (1199, Border::ListWidth, 340),
            (768, Border::ListWidth, 340),
            (1440, Border::ListHeight, 360),
        ] {
            let room = Room { width_px, ..DESK };
            assert_eq!(
                border.limits(room, None).size(None),
                usual,
                "{border:?} at {width_px}"
            );
        }
    }

    #[test]
    fn the_reader_keeps_its_room_whatever_was_chosen_in_a_larger_window() {
        for (width_px, folders, chosen, size) in [
            (2560, Some(240), 1400, 1400),
            (1440, Some(240), 1400, 840),
            (1440, Some(360), 1400, 720),
            (1200, Some(9_999), 1400, 480),
            (1199, Some(360), 1400, 775),
            (768, None, 1400, 344),
            (768, None, 10, 280),
            (0, None, 1400, 280),
        ] {
            let room = Room { width_px, ..DESK };
            let limits = Border::ListWidth.limits(room, folders);
            assert_eq!(
                limits.size(Some(chosen)),
                size,
                "{chosen} beside {folders:?} in {width_px}"
            );
        }
    }

    #[test]
    fn a_window_too_low_for_both_leaves_the_list_its_first_row() {
        for (height_px, size) in [(900, 660), (420, 180), (380, 160), (0, 160)] {
            let room = Room { height_px, ..DESK };
            assert_eq!(
                Border::ListHeight.limits(room, None).size(Some(5_000)),
                size,
                "{height_px}"
            );
        }
    }

    #[test]
    fn keys_move_a_border_where_they_point() {
        use Border::{Folders, ListHeight, ListWidth};
        for (border, key, has_shift, is_right_to_left, expected) in [
            (ListWidth, "ArrowRight", false, false, Some(Some(416))),
            (ListWidth, "ArrowLeft", false, false, Some(Some(384))),
            (ListWidth, "ArrowRight", true, false, Some(Some(464))),
            (ListWidth, "ArrowRight", false, true, Some(Some(384))),
            (ListWidth, "ArrowLeft", true, true, Some(Some(464))),
            (ListWidth, "ArrowDown", false, false, None),
            (ListWidth, "Home", false, false, Some(Some(280))),
            (ListWidth, "End", false, true, Some(Some(840))),
            (ListWidth, "Enter", false, false, Some(None)),
            (ListWidth, "j", false, false, None),
            (Folders, "Home", true, false, Some(Some(180))),
            (Folders, "End", false, false, Some(Some(360))),
            (ListHeight, "ArrowDown", false, true, Some(Some(376))),
            (ListHeight, "ArrowUp", true, true, Some(Some(296))),
            (ListHeight, "ArrowRight", false, false, None),
        ] {
            let limits = limits(border);
            let heard = limits.heard(border, limits.usual, (key, has_shift), is_right_to_left);
            assert_eq!(
                heard, expected,
                "{border:?} {key}, shift {has_shift}, rtl {is_right_to_left}"
            );
        }
    }

    #[test]
    fn keys_stop_at_the_ends() {
        let limits = limits(Border::Folders);
        for (size, key, expected) in [
            (355, "ArrowRight", 360),
            (185, "ArrowLeft", 180),
            (360, "ArrowRight", 360),
        ] {
            let heard = limits.heard(Border::Folders, size, (key, true), false);
            assert_eq!(heard, Some(Some(expected)), "{key} from {size}");
        }
    }

    #[test]
    fn a_border_follows_the_pointer_from_where_it_was_taken() {
        for (border, size, by_px, is_right_to_left, expected) in [
            (Border::ListWidth, 400, 100, false, 500),
            (Border::ListWidth, 400, 100, true, 300),
            (Border::ListWidth, 400, -9_000, false, 280),
            (Border::ListWidth, 400, i32::MAX, false, 840),
            (Border::ListHeight, 400, 100, true, 500),
        ] {
            let dragged = limits(border).dragged(border, size, by_px, is_right_to_left);
            assert_eq!(dragged, expected, "{border:?} by {by_px}, rtl {is_right_to_left}");
        }
    }

    #[test]
    fn what_is_kept_may_be_nonsense() {
        for (preference, expected) in [
            (None, None),
            (Some(""), None),
            (Some("-3"), None),
            (Some("wide"), None),
            (Some("99999999999999"), None),
            (Some("412"), Some(412)),
        ] {
            assert_eq!(kept(preference), expected, "{preference:?}");
        }
    }
}
