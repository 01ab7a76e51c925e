//! The list on the screen: following the route, asking for rows, staying in place when mail arrives above.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use crate::ui::browser;
use crate::ui::state::arrangement::{self, Density};
use crate::ui::state::list::{self, Chunk, List, Step};
use crate::ui::state::list_order::opened_by;
use crate::units::{AccountId, MessageId};
use crate::wire::{FindRow, Folder, MailboxRows, Mark, MarkMessages};

impl App {
    /// Shows what the address says.
    pub(super) fn follow_the_route(self) {
        let place = Memo::new(move |_| self.route.get().folder());
        Effect::new(move |_| {
            if let Some((account, folder)) = place.get() {
                self.show_folder(account, folder);
            }
        });
        let open = Memo::new(move |_| self.route.get().message());
        Effect::new(move |_| self.read(open.get()));
        Effect::new(move |_| {
            // Rows that come into sight are asked for.
            self.scroll.track();
            self.density.track();
            self.look();
        });
    }

    fn show_folder(self, account: AccountId, folder: Folder) {
        if self
            .list
            .with_untracked(|list| list.place == Some((account, folder)))
        {
            return;
        }
        self.list_fault.set(None);
        self.choose_none();
        self.list.set(List::of(account, folder));
        self.scroll_to(0);
        self.look();
    }

    /// Asks for what is seen and not known.
    pub(crate) fn look(self) {
        if self.list.with_untracked(|list| list.place.is_none()) {
            return;
        }
        let (top, height) = self.scroll.get_untracked();
        let row_px = self.density.get_untracked().row_px();
        let mut chunks = Vec::new();
        self.list.update_untracked(|list| {
            let window = list.window(top, height, row_px);
            chunks = list.wanted(&window);
        });
        for chunk in chunks {
            self.fetch(chunk);
        }
    }

    fn fetch(self, chunk: Chunk) {
        let Some((account, folder)) = self.list.with_untracked(|list| list.place) else {
            return;
        };
        let order = self.order.get_untracked();
        let call = MailboxRows {
            account,
            folder,
            order,
            start: chunk.start,
            count: list::CHUNK_ROWS,
        };
        spawn_local(async move {
            let reply = self.call(call).await;
            let was_at = match &reply {
                Some(Ok(_)) => self.found_again(account, folder).await,
                _ => None,
            };
            let is_shown = self
                .list
                .with_untracked(|list| list.place == Some((account, folder)));
            if !is_shown || self.order.get_untracked() != order {
                return;
            }
            match reply {
                Some(Ok(view)) => {
                    self.list_fault.set(None);
                    self.list.update(|list| list.apply(chunk, view));
                    if let Some(place) = was_at {
                        self.go_back_to(place);
                    }
                    // What was filed there a moment ago may come a moment later.
                    let has_rows = self.list.with_untracked(|list| list.total() > 0);
                    if has_rows && self.comes_by_keys.get_value() {
                        self.comes_by_keys.set_value(false);
                        if self.dialog.with_untracked(Option::is_none) {
                            self.focus_cursor();
                        }
                    }
                    self.look();
                    self.fill_idly();
                }
                Some(Err(fault)) => {
                    self.list.update_untracked(|list| list.forget(chunk));
                    self.list_fault.set(Some(fault));
                }
                None => self.list.update_untracked(|list| list.forget(chunk)),
            }
        });
    }

    /// Fetches rows that nobody looks at yet, one stretch after the other.
    fn fill_idly(self) {
        self.run("fill", async move {
            gloo_timers::future::TimeoutFuture::new(30).await;
            let mut wish = None;
            self.list.update_untracked(|list| wish = list.idle_wish());
            if let Some(chunk) = wish {
                self.fetch(chunk);
            }
        });
    }

    /// Starts again after the worker did.
    pub(crate) fn refresh_list(self) {
        self.list_fault.set(None);
        self.list.update_untracked(List::outdate);
        self.look();
    }

    pub(super) fn mailbox_changed(self, account: AccountId) {
        self.reload_accounts_soon();
        self.mail_changes
            .update(|changes| *changes = changes.wrapping_add(1));
        let Some((shown, folder)) = self.list.with_untracked(|list| list.place) else {
            return;
        };
        if shown.includes(account) {
            self.run("refresh", self.refresh_in_place(shown, folder));
        }
        self.read_again_if_it_came();
    }

    fn reload_accounts_soon(self) {
        self.run("accounts", async move {
            gloo_timers::future::TimeoutFuture::new(120).await;
            self.load_accounts().await;
        });
    }

    /// Where a message is in a folder by now.
    pub(super) async fn row_of(self, account: AccountId, folder: Folder, message: MessageId) -> Option<u32> {
        let call = FindRow {
            account,
            folder,
            order: self.order.get_untracked(),
            message,
        };
        let found = self.call(call).await?.ok()??;
        Some(found.row)
    }

    /// Finds out how far the rows moved before new ones are drawn, so that what is read stays where it is.
    async fn refresh_in_place(self, account: AccountId, folder: Folder) {
        let (top, _) = self.scroll.get_untracked();
        let row_px = self.density.get_untracked().row_px();
        let anchor = self.list.with_untracked(|list| {
            let first = top / row_px;
            (first..first + 3).find_map(|index| Some((index, list.row(index)?.message)))
        });
        if let Some((before, message)) = anchor
            && let Some(row) = self.row_of(account, folder, message).await
        {
            let moved = i64::from(row) - i64::from(before);
            if moved != 0 {
                self.list.update(|list| list.shift(moved));
                if top > 0 {
                    self.scroll_to(u32::try_from(i64::from(top) + moved * i64::from(row_px)).unwrap_or(0));
                }
            }
        }
        self.list.update_untracked(List::outdate);
        self.look();
    }

    /// Makes rows higher or lower. The one on top stays there.
    pub(crate) fn choose_density(self, density: Density) {
        let first = self.scroll.get_untracked().0 / self.density.get_untracked().row_px();
        self.density.set(density);
        browser::keep_preference("density", density.name());
        request_animation_frame(move || self.scroll_to(first.saturating_mul(density.row_px())));
    }

    /// Puts open messages elsewhere.
    pub(crate) fn choose_reading_place(self, place: arrangement::Reading) {
        self.reading_place.set(place);
        browser::keep_preference("reading", place.name());
    }

    /// Moves the keyboard's row, keeps it in sight and focused.
    pub(crate) fn step(self, step: Step) {
        let row_px = self.density.get_untracked().row_px();
        let page_rows = (self.scroll.get_untracked().1 / row_px).saturating_sub(1);
        self.list.update(|list| {
            list.step(step, page_rows);
        });
        self.focus_cursor();
    }

    /// Puts the focus on the keyboard's row.
    pub(crate) fn focus_cursor(self) {
        let cursor = self.list.with_untracked(|list| list.cursor);
        let (top, height) = self.scroll.get_untracked();
        let wanted = list::reveal(cursor, top, height, self.density.get_untracked().row_px());
        // How high the list is, nobody knows before it was seen.
        if wanted != top && height > 0 {
            self.scroll_to(wanted);
        }
        let key = self.list.with_untracked(|list| list.key(list.cursor));
        browser::focus_soon(["row-", &key.to_string()].concat());
    }

    pub(crate) fn scroll_to(self, top: u32) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
        }
        self.scroll.update(|scroll| scroll.0 = top);
    }

    /// Puts the keyboard on a message's row.
    pub(crate) fn point_at(self, message: MessageId) {
        let place = self
            .list
            .with_untracked(|list| list.place_of(message).filter(|place| *place != list.cursor));
        if let Some(place) = place {
            self.list.update(|list| list.cursor = place);
        }
    }

    /// Opens the keyboard's row.
    pub(crate) fn open_cursor(self) {
        let target = self
            .list
            .with_untracked(|list| Some((list.place?, opened_by(list.row(list.cursor)?))));
        if let Some(((account, folder), message)) = target {
            self.open(account, folder, message);
        }
    }

    /// Marks a message, on the screen at once and in the store.
    pub(crate) fn mark(self, account: AccountId, message: MessageId, read: bool) {
        let mark = Mark::Read(read);
        self.list.update(|list| list.mark(&[message], mark));
        self.note_read_state(message, read);
        spawn_local(async move {
            if let Some(Err(_)) = self
                .call(MarkMessages {
                    account,
                    messages: vec![message],
                    mark,
                })
                .await
            {
                // What is on the screen must be what is stored.
                self.refresh_list();
            }
        });
    }
}
