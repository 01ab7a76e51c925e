//! Being where one was when the page is loaded anew: scrolled as far, the keyboard on the same row, the same messages
//! chosen. The folder and the open message stand in the address; forms of dialogs are `components/half_filled.rs`' matter,
//! which is loaded when there is one.

use leptos::prelude::*;

use super::App;
use crate::ui::browser::session;
use crate::ui::state::bookmark::{Bookmark, Spot};
use crate::units::AccountId;
use crate::wire::Folder;

/// Under what it is kept.
const PLACE: &str = "place";
/// Under what a dialog's form is kept.
pub(crate) const HALF_FILLED: &str = "form";

impl App {
    /// Reads where somebody was.
    pub(super) fn read_the_place(self) {
        let kept = session::kept(PLACE);
        self.bookmark
            .set_value(kept.and_then(|kept| Bookmark::read(&kept)));
    }

    /// Keeps where somebody is, for as long as whoever calls this is there.
    pub(crate) fn keep_the_place(self) {
        let follow = move || {
            self.scroll.track();
            self.selection.track();
            self.list.track();
        };
        session::keep_following(PLACE, follow, move || Some(self.bookmark_here()?.written()));
    }

    fn bookmark_here(self) -> Option<Bookmark> {
        let top_px = self.scroll.get_untracked().0;
        let row_px = self.density.get_untracked().row_px();
        self.list.with_untracked(|list| {
            let place = list.place.filter(|_| list.loaded)?;
            let spot = |row| {
                Some(Spot {
                    message: list.row(row)?.message,
                    row,
                })
            };
            // Rows that are still to come are no place to come back to.
            let top = match top_px {
                0 => None,
                _ => Some((spot(top_px / row_px)?, top_px % row_px)),
            };
            Some(Bookmark {
                place,
                top,
                cursor: spot(list.cursor),
                chosen: self
                    .selection
                    .with_untracked(|selection| selection.messages().to_vec()),
            })
        })
    }

    /// Where somebody was in a folder, with the rows as they are by now. Asked for once: by then one has arrived.
    pub(super) async fn found_again(self, account: AccountId, folder: Folder) -> Option<Bookmark> {
        let kept = self.bookmark.try_update_value(Option::take)??;
        let mut kept = Some(kept).filter(|kept| kept.place == (account, folder))?;
        let top = kept.top.as_mut().map(|(spot, _)| spot);
        for spot in top.into_iter().chain(kept.cursor.as_mut()) {
            if let Some(row) = self.row_of(account, folder, spot.message).await {
                spot.row = row;
            }
        }
        Some(kept)
    }

    /// Goes where somebody was. The rows are drawn there at once; the browser can scroll when there is something to.
    pub(super) fn go_back_to(self, place: Bookmark) {
        if let Some(cursor) = place.cursor {
            self.list
                .update(|list| list.cursor = cursor.row.min(list.total().saturating_sub(1)));
        }
        if !place.chosen.is_empty() {
            self.selection.update(|selection| selection.choose(place.chosen));
            self.choose_what_is_here();
        }
        if let Some((top, hidden_px)) = place.top {
            let row_px = self.density.get_untracked().row_px();
            let top_px = top
                .row
                .saturating_mul(row_px)
                .saturating_add(hidden_px.min(row_px));
            self.scroll.update(|scroll| scroll.0 = top_px);
            request_animation_frame(move || self.scroll_to(top_px));
        }
    }

    /// The list comes into sight: what was scrolled while nobody saw it is scrolled now.
    pub(crate) fn list_appears(self) {
        self.scroll_to(self.scroll.get_untracked().0);
    }
}
