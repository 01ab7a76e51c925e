//! Being where one was when the page is loaded anew: scrolled as far, the keyboard on the same row, the same messages
//! chosen. The folder and the open message stand in the address.

use leptos::prelude::*;

use super::App;
use crate::ui::browser::session;
use crate::ui::state::bookmark::{Bookmark, Spot};
use crate::units::{AccountId, MessageId};
use crate::wire::{FindRow, Folder, MailboxIds};

/// Under what it is kept.
const PLACE: &str = "place";

impl App {
    /// Reads where somebody was, and keeps it from now on.
    pub(super) fn keep_the_place(self) {
        let kept = session::kept(PLACE);
        self.bookmark
            .set_value(kept.and_then(|kept| Bookmark::read(&kept)));
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
        let find = async |spot: &mut Spot| {
            let message = spot.message;
            let call = FindRow {
                account,
                folder,
                order: self.order.get_untracked(),
                message,
            };
            if let Some(Ok(Some(found))) = self.call(call).await {
                spot.row = found.row;
            }
        };
        if let Some((top, _)) = &mut kept.top {
            find(top).await;
        }
        if let Some(cursor) = &mut kept.cursor {
            find(cursor).await;
        }
        if !kept.chosen.is_empty() {
            let here = self.all_of(account, folder).await;
            kept.chosen.retain(|message| here.binary_search(message).is_ok());
        }
        Some(kept)
    }

    /// The messages of a folder, by id.
    async fn all_of(self, account: AccountId, folder: Folder) -> Vec<MessageId> {
        let call = MailboxIds {
            account,
            folder,
            order: self.order.get_untracked(),
            start: 0,
            count: u32::MAX,
            only_unread: false,
        };
        let mut all = self.call(call).await.and_then(Result::ok).unwrap_or_default();
        all.sort_unstable();
        all
    }

    /// Goes where somebody was. The rows are drawn there at once; the browser can scroll when there is something to.
    pub(super) fn go_back_to(self, place: Bookmark) {
        if let Some(cursor) = place.cursor {
            self.list
                .update(|list| list.cursor = cursor.row.min(list.total().saturating_sub(1)));
        }
        self.selection.update(|selection| selection.choose(place.chosen));
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
        self.reveal_cursor();
    }
}
