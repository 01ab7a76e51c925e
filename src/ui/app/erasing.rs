//! When what was thrown away is erased by itself: after so many days, if somebody wants that. Nothing is, unless it was
//! chosen.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::App;
use crate::ui::browser;
use crate::units::{AccountId, UnixMillis};
use crate::wire::{EraseThrownAway, Folder};

/// Where the choice is kept.
const PREFERENCE: &str = "erase-after-days";
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// So often it is looked whether something is due.
const EVERY_MS: i64 = 60 * 60 * 1000;

/// After how many days, as they are offered.
pub(crate) const ERASE_AFTER_DAYS: [u32; 4] = [7, 30, 90, 365];

impl App {
    /// After so many days what was thrown away is erased; `None`: never.
    pub(crate) fn erases_after(self) -> Option<u32> {
        let kept = browser::preference(PREFERENCE)?.parse().ok()?;
        ERASE_AFTER_DAYS.contains(&kept).then_some(kept)
    }

    /// Erases it after so many days from now on; `None`: never.
    pub(crate) fn erase_after(self, days: Option<u32>) {
        let kept = days.map(|days| days.to_string()).unwrap_or_default();
        browser::keep_preference(PREFERENCE, &kept);
        if days.is_some() {
            self.erase_what_is_due();
        }
    }

    /// Looks now and then whether something is due.
    pub(super) fn erase_in_time(self) {
        let looked_at = StoredValue::new(UnixMillis::default());
        let is_known = Memo::new(move |_| self.accounts.with(Option::is_some));
        Effect::new(move |_| {
            let now = self.now.get();
            let is_time = now >= looked_at.get_value().plus_ms(EVERY_MS);
            if is_known.get() && is_time {
                looked_at.set_value(now);
                self.erase_what_is_due();
            }
        });
    }

    fn erase_what_is_due(self) {
        let Some(days) = self.erases_after() else {
            return;
        };
        let thrown_before = browser::now().plus_ms(-DAY_MS * i64::from(days));
        spawn_local(async move {
            for folder in [Folder::Trash, Folder::Junk] {
                let call = EraseThrownAway {
                    account: AccountId::ALL,
                    folder,
                    thrown_before: Some(thrown_before),
                    is_trial: false,
                };
                // What could not be erased is tried again in an hour.
                let _ = self.call(call).await;
            }
        });
    }
}
