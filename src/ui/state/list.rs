//! The virtual list: which rows are known, which are to be asked for, and where the cursor stands. It must not ask by
//! itself, nor know how rows are drawn.
//!
//! Rows keep their place on the screen when newer ones arrive above: [`List::shift`] moves everything that is known,
//! and [`List::key`] stays the same for the same message, so that what is drawn and what has the focus stays too.

use std::collections::VecDeque;
use std::ops::Range;

use litemap::LiteMap;

use crate::ui::state::list_order::{mark_row, messages_of};
use crate::units::{AccountId, MessageId};
use crate::wire::{Folder, MailboxView, Mark, RowView};

/// How many rows are asked for at once.
pub const CHUNK_ROWS: u32 = 200;
/// Rows drawn above and below what is seen, so that a fast wheel meets rows.
const OVERSCAN_ROWS: u32 = 10;
/// Up to here all rows are fetched in idle time, so that the scroll bar can be dragged anywhere at once.
const PREFETCH_ROWS: u32 = 30_000;

/// The rows of one folder, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Whose folder, and which.
    pub place: Option<(AccountId, Folder)>,
    /// Whether anything is known at all.
    pub loaded: bool,
    /// The row that the keyboard is on, 0-based; below `total` unless the folder is empty.
    pub cursor: u32,
    /// Messages in the folder, however many of them a row stands for.
    pub messages: u32,
    rows: VecDeque<Option<RowView>>,
    shifted: i64,
    generation: u32,
    fresh: LiteMap<u32, ()>,
    asked: LiteMap<u32, ()>,
}

/// A stretch of rows to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// First row, 0-based.
    pub start: u32,
    /// The state of the folder that is asked about.
    pub generation: u32,
}

impl List {
    /// A folder about which nothing is known yet.
    #[must_use]
    pub fn of(account: AccountId, folder: Folder) -> Self {
        Self {
            place: Some((account, folder)),
            ..Self::default()
        }
    }

    /// Rows in the folder.
    #[must_use]
    pub fn total(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// A row, if it is known; perhaps as it was a moment ago.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<&RowView> {
        self.rows.get(usize::try_from(index).ok()?)?.as_ref()
    }

    /// Names a row for as long as its message keeps it, wherever it is shifted to.
    #[must_use]
    pub fn key(&self, index: u32) -> i64 {
        i64::from(index) - self.shifted
    }

    /// Where the row of a key is now.
    #[must_use]
    pub fn index(&self, key: i64) -> u32 {
        u32::try_from(key + self.shifted).unwrap_or(0)
    }

    /// The place of a message among the known rows.
    #[must_use]
    pub fn place_of(&self, message: MessageId) -> Option<u32> {
        self.rows
            .iter()
            .position(|row| {
                row.as_ref()
                    .is_some_and(|row| messages_of(row).contains(&message))
            })
            .and_then(|index| u32::try_from(index).ok())
    }

    /// The rows that are seen of a stretch of the scroll area.
    #[must_use]
    pub fn seen(&self, scroll_top_px: u32, height_px: u32, row_px: u32) -> Range<u32> {
        let at = |px: u32| px / row_px.max(1);
        let last = at(scroll_top_px.saturating_add(height_px)).saturating_add(1);
        at(scroll_top_px).min(self.total())..last.min(self.total())
    }

    /// The rows to draw for it.
    #[must_use]
    pub fn window(&self, scroll_top_px: u32, height_px: u32, row_px: u32) -> Range<u32> {
        let seen = self.seen(scroll_top_px, height_px, row_px);
        seen.start.saturating_sub(OVERSCAN_ROWS)..seen.end.saturating_add(OVERSCAN_ROWS).min(self.total())
    }

    /// What to ask for so that `window` can be drawn, and then the chunks next to it. What is returned counts as asked.
    pub fn wanted(&mut self, window: &Range<u32>) -> Vec<Chunk> {
        let (first, last) = (window.start / CHUNK_ROWS, window.end / CHUNK_ROWS);
        let mut chunks: Vec<u32> = (first..=last).collect();
        if self.loaded {
            chunks.extend(first.checked_sub(1).into_iter().chain([last + 1]));
            let there = self.total().saturating_sub(1) / CHUNK_ROWS;
            chunks.retain(|chunk| *chunk <= there);
        }
        chunks.into_iter().filter_map(|chunk| self.ask(chunk)).collect()
    }

    /// The next stretch that nobody looks at yet, for idle time.
    pub fn idle_wish(&mut self) -> Option<Chunk> {
        if !self.asked.is_empty() {
            return None;
        }
        let known = self.total().min(PREFETCH_ROWS);
        let chunk = (0..known.div_ceil(CHUNK_ROWS)).find(|chunk| self.row(chunk * CHUNK_ROWS).is_none())?;
        self.ask(chunk)
    }

    fn ask(&mut self, chunk: u32) -> Option<Chunk> {
        let new = !self.fresh.contains_key(&chunk) && self.asked.insert(chunk, ()).is_none();
        new.then_some(Chunk {
            start: chunk * CHUNK_ROWS,
            generation: self.generation,
        })
    }

    /// Takes an answer in.
    pub fn apply(&mut self, asked: Chunk, view: MailboxView) {
        let chunk = asked.start / CHUNK_ROWS;
        if asked.generation == self.generation {
            self.asked.remove(&chunk);
            self.fresh.insert(chunk, ());
        } else if self.loaded {
            return; // The rows may stand elsewhere by now; the newer question is on its way.
        }
        self.loaded = true;
        self.messages = view.messages;
        self.rows.resize(usize::try_from(view.total).unwrap_or(0), None);
        self.cursor = self.cursor.min(self.total().saturating_sub(1));
        let start = usize::try_from(view.start).unwrap_or(0);
        for (slot, row) in self.rows.iter_mut().skip(start).zip(view.rows) {
            *slot = Some(row);
        }
    }

    /// Takes a failed question back, so that it can be asked again.
    pub fn forget(&mut self, asked: Chunk) {
        if asked.generation == self.generation {
            self.asked.remove(&(asked.start / CHUNK_ROWS));
        }
    }

    /// Everything known may be out of date. It stays on the screen until the answers come.
    pub fn outdate(&mut self) {
        self.generation = self.generation.wrapping_add(1);
        self.fresh.clear();
        self.asked.clear();
    }

    /// Newer messages came (positive) or went (negative) above everything that is known.
    pub fn shift(&mut self, rows: i64) {
        for _ in 0..rows.max(0) {
            self.rows.push_front(None);
        }
        for _ in 0..(-rows).max(0) {
            self.rows.pop_front();
        }
        self.shifted += rows;
        self.cursor = u32::try_from(i64::from(self.cursor) + rows).unwrap_or(0);
    }

    /// Takes messages out, at once, given by ascending id; the store is told elsewhere, and answers to older questions no
    /// longer count. Of rows that are not known it cannot tell: they stay until the next answers.
    pub fn remove(&mut self, messages: &[MessageId]) {
        let gone = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        self.messages = self.messages.saturating_sub(gone);
        if self.messages == 0 {
            self.rows.clear();
        }
        let cursor = self.cursor as usize;
        let (mut place, mut gone_above) = (0, 0);
        self.rows.retain(|row| {
            let is_gone = row.as_ref().is_some_and(|row| {
                messages_of(row)
                    .iter()
                    .all(|message| messages.binary_search(message).is_ok())
            });
            gone_above += u32::from(is_gone && place < cursor);
            place += 1;
            !is_gone
        });
        self.cursor = self
            .cursor
            .saturating_sub(gone_above)
            .min(self.total().saturating_sub(1));
        self.outdate();
    }

    /// The messages from one row to another, both among them; `None` where one of them is not known.
    #[must_use]
    pub fn between(&self, from: u32, to: u32) -> Option<Vec<MessageId>> {
        (from.min(to)..=from.max(to))
            .map(|index| self.row(index).map(messages_of))
            .collect::<Option<Vec<_>>>()
            .map(|rows| rows.concat())
    }

    /// Moves the cursor; stops at both ends. Says whether it moved.
    pub fn step(&mut self, step: Step, page_rows: u32) -> bool {
        let last = self.total().saturating_sub(1);
        let from = self.cursor;
        self.cursor = match step {
            Step::Next => from.saturating_add(1),
            Step::Previous => from.saturating_sub(1),
            Step::PageDown => from.saturating_add(page_rows.max(1)),
            Step::PageUp => from.saturating_sub(page_rows.max(1)),
            Step::First => 0,
            Step::Last => last,
        }
        .min(last);
        self.cursor != from
    }

    /// Shows rows as read or starred at once, given by ascending id; the store is told elsewhere.
    pub fn mark(&mut self, messages: &[MessageId], mark: Mark) {
        for row in self.rows.iter_mut().flatten() {
            mark_row(row, messages, mark);
        }
    }
}

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "keys say it")]
pub enum Step {
    Next,
    Previous,
    PageDown,
    PageUp,
    First,
    Last,
}

/// The scroll position that brings a row into view with the least movement.
#[must_use]
pub const fn reveal(index: u32, scroll_top_px: u32, height_px: u32, row_px: u32) -> u32 {
    let top = index.saturating_mul(row_px);
    let bottom = top.saturating_add(row_px);
    if top < scroll_top_px {
        top
    } else if bottom > scroll_top_px.saturating_add(height_px) {
        bottom.saturating_sub(height_px)
    } else {
        scroll_top_px
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Octets, UnixMillis};

    fn row(id: u32) -> RowView {
        RowView {
            message: MessageId(id),
            from_name: String::new(),
            from_address: String::new(),
            subject: format!("message {id}"),
            snippet: String::new(),
            date: UnixMillis(0),
            unread: true,
            starred: false,
            attachments: false,
            fetched: true,
            octets: Octets(1),
            tags: Vec::new(),
            snoozed: None,
            gathered: None,
        }
    }

    /// A folder whose newest message has the highest id, as an engine would tell it.
    fn view(total: u32, start: u32) -> MailboxView {
        let rows = (start..total.min(start + CHUNK_ROWS))
            .map(|place| row(total - 1 - place))
            .collect();
        MailboxView {
            total,
            messages: total,
            unread: total,
            start,
            rows,
        }
    }

    fn loaded(total: u32) -> List {
        let mut list = List::of(AccountId(1), Folder::Inbox);
        let first = list.wanted(&(0..0));
        list.apply(first[0], view(total, 0));
        list
    }

    #[test]
    fn the_first_question_is_for_the_newest_rows() {
        let mut list = List::of(AccountId(1), Folder::Inbox);
        assert_eq!(
            list.wanted(&(0..0)),
            [Chunk {
                start: 0,
                generation: 0
            }]
        );
        assert_eq!(list.wanted(&(0..0)), [], "asked once");
    }

    #[test]
    fn a_jump_asks_for_where_it_lands_and_then_for_its_neighbours() {
        let mut list = loaded(10_000);
        let window = list.window(5_000 * 64, 900, 64);
        assert!(window.contains(&5_000) && window.contains(&5_014));
        let starts: Vec<u32> = list.wanted(&window).iter().map(|chunk| chunk.start).collect();
        assert_eq!(starts, [4_800, 5_000, 4_600, 5_200]);
    }

    #[test]
    fn idle_time_fills_the_whole_list() {
        let mut list = loaded(1_000);
        let mut asked = 0;
        while let Some(chunk) = list.idle_wish() {
            assert_eq!(list.idle_wish(), None, "one at a time");
            list.apply(chunk, view(1_000, chunk.start));
            asked += 1;
        }
        assert_eq!(asked, 4);
        assert!((0..1_000).all(|index| list.row(index).is_some()));
    }

    #[test]
    fn newer_mail_above_moves_rows_but_not_their_keys() {
        let mut list = loaded(50);
        list.cursor = 10;
        let key = list.key(10);
        let message = list.row(10).unwrap().message;
        list.outdate();
        list.shift(3);
        assert_eq!(list.cursor, 13);
        assert_eq!(list.index(key), 13);
        assert_eq!(list.row(13).unwrap().message, message);
        assert_eq!(list.row(0), None, "not known yet");
        let chunk = list.wanted(&(0..20))[0];
        list.apply(chunk, view(53, 0));
        assert_eq!(list.row(13).unwrap().message, message);
    }

    #[test]
    fn an_answer_to_an_old_question_is_not_taken() {
        let mut list = loaded(500);
        let old = list.wanted(&(300..310));
        list.outdate();
        list.apply(
            old[0],
            MailboxView {
                total: 1,
                messages: 1,
                unread: 0,
                start: 0,
                rows: vec![row(0)],
            },
        );
        assert_eq!(list.total(), 500);
    }

    #[test]
    fn a_failed_question_can_be_asked_again() {
        let mut list = List::of(AccountId(1), Folder::Inbox);
        let chunk = list.wanted(&(0..0))[0];
        list.forget(chunk);
        assert_eq!(list.wanted(&(0..0)), [chunk]);
    }

    #[test]
    fn a_folder_that_shrinks_keeps_the_cursor_inside() {
        let mut list = loaded(20);
        list.cursor = 19;
        list.outdate();
        let chunk = list.wanted(&(0..20))[0];
        list.apply(chunk, view(5, 0));
        assert_eq!((list.total(), list.cursor), (5, 4));
    }

    #[test]
    fn a_message_that_is_moved_away_leaves_the_cursor_on_the_next_one() {
        let mut list = loaded(20);
        list.cursor = 4;
        let (deleted, next) = (list.row(4).unwrap().message, list.row(5).unwrap().message);
        list.remove(&[deleted]);
        assert_eq!((list.total(), list.cursor), (19, 4));
        assert_eq!(list.row(4).unwrap().message, next);
        assert_eq!(list.place_of(deleted), None);
    }

    #[test]
    fn a_message_that_is_moved_away_above_takes_the_cursor_along() {
        let mut list = loaded(20);
        list.cursor = 4;
        let here = list.row(4).unwrap().message;
        list.remove(&[list.row(0).unwrap().message]);
        assert_eq!(list.row(list.cursor).unwrap().message, here);
    }

    #[test]
    fn the_last_message_leaves_the_cursor_on_the_one_above() {
        let mut list = loaded(3);
        list.cursor = 2;
        list.remove(&[MessageId(0)]);
        assert_eq!((list.total(), list.cursor), (2, 1));
        list.remove(&[MessageId(1), MessageId(2)]);
        assert_eq!((list.total(), list.cursor), (0, 0));
    }

    #[test]
    fn many_messages_go_at_once_and_the_cursor_stays_with_its_own() {
        let mut list = loaded(20);
        list.cursor = 10;
        let here = list.row(10).unwrap().message;
        let gone: Vec<MessageId> = [3, 12, 15, 19].map(MessageId).into();
        list.remove(&gone);
        assert_eq!(list.total(), 16);
        assert_eq!(list.row(list.cursor).unwrap().message, here);
        assert!(gone.iter().all(|&message| list.place_of(message).is_none()));
    }

    #[test]
    fn everything_goes_also_what_was_never_seen() {
        let mut list = loaded(10_000);
        list.remove(&(0..10_000).map(MessageId).collect::<Vec<_>>());
        assert_eq!((list.total(), list.cursor, list.loaded), (0, 0, true));
    }

    #[test]
    fn a_stretch_is_told_in_either_direction_if_all_of_it_is_known() {
        let list = loaded(1_000);
        let messages: Vec<MessageId> = [998, 997, 996].map(MessageId).into();
        assert_eq!(list.between(1, 3), Some(messages.clone()));
        assert_eq!(list.between(3, 1), Some(messages));
        assert_eq!(list.between(190, 210), None);
    }

    #[test]
    fn marks_are_shown_on_the_rows_that_are_known() {
        let mut list = loaded(1_000);
        list.mark(&[MessageId(3), MessageId(999)], Mark::Starred(true));
        list.mark(&[MessageId(999)], Mark::Read(true));
        let first = list.row(0).unwrap();
        assert!(first.starred && !first.unread);
        assert!(!list.row(1).unwrap().starred);
    }

    #[test]
    fn what_was_asked_before_a_move_does_not_bring_the_message_back() {
        let mut list = loaded(20);
        list.outdate();
        let asked = list.wanted(&(0..10))[0];
        list.remove(&[MessageId(19)]);
        list.apply(asked, view(20, 0));
        assert_eq!(list.place_of(MessageId(19)), None);
    }

    #[test]
    fn the_cursor_stops_at_both_ends() {
        let mut list = loaded(30);
        assert!(!list.step(Step::Previous, 10));
        assert!(list.step(Step::PageDown, 10));
        assert_eq!(list.cursor, 10);
        assert!(list.step(Step::Last, 10));
        assert!(!list.step(Step::Next, 10));
        assert_eq!(list.cursor, 29);
        assert!(!loaded(0).step(Step::Next, 10), "an empty folder");
    }

    #[test]
    fn a_row_is_revealed_with_the_least_movement() {
        assert_eq!(reveal(0, 640, 600, 64), 0);
        assert_eq!(reveal(12, 640, 640, 64), 640);
        assert_eq!(reveal(20, 640, 640, 64), 21 * 64 - 640);
    }
}
