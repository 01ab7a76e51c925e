//! Where somebody was in a folder's list, as a tab keeps it for when its page is loaded anew. By message, not by row:
//! mail that has come meanwhile moves the rows. What is kept may be anybody's; whatever is wrong with it, it is nothing.

use std::fmt::Write;

use crate::ui::route::Route;
use crate::units::{AccountId, MessageId};
use crate::wire::Folder;

/// What is kept begins with this: what another version of the app has kept is not taken for one's own.
const VERSION: &str = "1";
/// More than these are not kept chosen: nobody chose them one by one.
const MOST_CHOSEN: usize = 200_000;

/// Where somebody was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// Whose folder, and which.
    pub place: (AccountId, Folder),
    /// The row on top, and how much of it was out of sight, in pixels; `None`: whatever is newest.
    pub top: Option<(Spot, u32)>,
    /// The keyboard's row.
    pub cursor: Option<Spot>,
    /// The chosen messages, by id.
    pub chosen: Vec<MessageId>,
}

/// A message, and the row where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Which.
    pub message: MessageId,
    /// Where, 0-based: for when it has gone.
    pub row: u32,
}

impl Bookmark {
    /// As it is kept.
    #[must_use]
    pub fn written(&self) -> String {
        let (account, folder) = self.place;
        let top = self
            .top
            .map(|(spot, hidden_px)| [spot.text(), hidden_px.to_string()].join("."));
        let cursor = self.cursor.map(Spot::text);
        [
            VERSION.to_owned(),
            Route::Folder { account, folder }.hash(),
            top.unwrap_or_default(),
            cursor.unwrap_or_default(),
            stretches(&self.chosen),
        ]
        .join(" ")
    }

    /// Reads what was kept, if that is what it is.
    #[must_use]
    pub fn read(kept: &str) -> Option<Self> {
        let mut parts = kept.split(' ');
        if parts.next()? != VERSION {
            return None;
        }
        let place = Route::parse(parts.next()?).folder()?;
        let top = match parts.next()? {
            "" => None,
            text => {
                let (spot, hidden_px) = text.rsplit_once('.')?;
                Some((Spot::read(spot)?, hidden_px.parse().ok()?))
            }
        };
        let cursor = match parts.next()? {
            "" => None,
            text => Some(Spot::read(text)?),
        };
        let chosen = read_stretches(parts.next()?)?;
        parts.next().is_none().then_some(Self {
            place,
            top,
            cursor,
            chosen,
        })
    }
}

impl Spot {
    fn text(self) -> String {
        [self.message.0.to_string(), self.row.to_string()].join(".")
    }

    fn read(text: &str) -> Option<Self> {
        let (message, row) = text.split_once('.')?;
        Some(Self {
            message: MessageId(message.parse().ok()?),
            row: row.parse().ok()?,
        })
    }
}

/// Ids as stretches: where all of a folder is chosen, that is one.
pub(super) fn stretches(ids: &[MessageId]) -> String {
    let mut text = String::new();
    let mut rest = ids.iter().take(MOST_CHOSEN).map(|id| id.0).peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        while let Some(next) = rest.next_if(|next| last.checked_add(1) == Some(*next)) {
            last = next;
        }
        let gap = if text.is_empty() { "" } else { "," };
        // Writing to memory does not fail.
        let _ = if first == last {
            write!(text, "{gap}{first}")
        } else {
            write!(text, "{gap}{first}-{last}")
        };
    }
    text
}

/// Reads what [`stretches`] has written.
pub(super) fn read_stretches(text: &str) -> Option<Vec<MessageId>> {
    let mut ids = Vec::new();
    for stretch in text.split(',').filter(|_| !text.is_empty()) {
        let (first, last) = stretch.split_once('-').unwrap_or((stretch, stretch));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let count = usize::try_from(last.checked_sub(first)?).ok()?.checked_add(1)?;
        if ids.len().saturating_add(count) > MOST_CHOSEN {
            return None;
        }
        ids.extend((first..=last).map(MessageId));
    }
    ids.is_sorted().then_some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::FolderId;

    fn bookmark() -> Bookmark {
        Bookmark {
            place: (AccountId(3), Folder::Own(FolderId(12))),
            top: Some((spot(812, 40), 13)),
            cursor: Some(spot(809, 37)),
            chosen: ids(&[3, 4, 5, 9, 11, 12]),
        }
    }

    const fn spot(message: u32, row: u32) -> Spot {
        Spot {
            message: MessageId(message),
            row,
        }
    }

    fn ids(numbers: &[u32]) -> Vec<MessageId> {
        numbers.iter().copied().map(MessageId).collect()
    }

    #[test]
    fn what_is_kept_is_where_one_was() {
        let at_the_top = Bookmark {
            top: None,
            cursor: None,
            chosen: Vec::new(),
            ..bookmark()
        };
        let everything = Bookmark {
            chosen: (0..100_000).map(MessageId).collect(),
            ..bookmark()
        };
        for bookmark in [bookmark(), at_the_top, everything] {
            assert_eq!(Bookmark::read(&bookmark.written()), Some(bookmark));
        }
    }

    #[test]
    fn a_chosen_folder_is_kept_in_a_few_letters() {
        assert_eq!(
            bookmark().written(),
            "1 #/a/3/own-12 812.40.13 809.37 3-5,9,11-12"
        );
        let last = u32::MAX;
        assert_eq!(stretches(&ids(&[0, last - 1, last])), "0,4294967294-4294967295");
    }

    #[test]
    fn what_is_damaged_is_nothing() {
        for kept in [
            "",
            "1",
            "2 #/a/3/inbox 812.40.13 809.37 3-5",
            "1 #/a/3/attic 812.40.13 809.37 3-5",
            "1 #/folders 812.40.13 809.37 3-5",
            "1 #/a/3/inbox 812.40 809.37 3-5 more",
            "1 #/a/3/inbox 812 809.37 3-5",
            "1 #/a/3/inbox 812.x.13 809.37 3-5",
            "1 #/a/3/inbox 812.40.-13 809.37 3-5",
            "1 #/a/3/inbox 812.40.13 -1.37 3-5",
            "1 #/a/3/inbox 812.40.13 809.37 5-3",
            "1 #/a/3/inbox 812.40.13 809.37 9,3",
            "1 #/a/3/inbox 812.40.13 809.37 3,,5",
            "1 #/a/3/inbox 812.40.13 809.37 0-4294967295",
            "1 #/a/3/inbox 812.40.13 809.37 0-4294967295,0-4294967295",
            "1 #/a/3/inbox 812.40.13 809.37",
            "[object Object]",
        ] {
            assert_eq!(Bookmark::read(kept), None, "{kept}");
        }
    }
}
