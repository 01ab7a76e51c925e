//! Checking for mail by itself, again and again, while the page is open. When, stands in `state::rhythm`.

use leptos::prelude::*;

use super::App;
use crate::ui::browser;
use crate::ui::state::rhythm::{Attempts, EVERY_MINUTES, USUAL_MINUTES};
use crate::units::AccountId;
use crate::wire::{Fault, FaultKind};

/// Where the choice is kept, and how it says "never".
const PREFERENCE: &str = "check-every";
const NEVER: &str = "never";

/// Every so many minutes, as it was chosen; `None`: never.
pub(super) fn chosen() -> Option<u32> {
    let kept = browser::preference(PREFERENCE);
    if kept.as_deref() == Some(NEVER) {
        return None;
    }
    let kept = kept.and_then(|kept| kept.parse().ok());
    Some(
        kept.filter(|kept| EVERY_MINUTES.contains(kept))
            .unwrap_or(USUAL_MINUTES),
    )
}

impl App {
    /// Checks for mail every so many minutes from now on; `None`: never.
    pub(crate) fn check_every(self, minutes: Option<u32>) {
        let kept = minutes.map_or_else(|| NEVER.to_owned(), |minutes| minutes.to_string());
        browser::keep_preference(PREFERENCE, &kept);
        self.check_every_minutes.set(minutes);
    }

    /// Looks at the clock whenever the page's own moves on, and when the network is back.
    pub(super) fn keep_the_rhythm(self) {
        Effect::new(move |_| {
            self.now.track();
            if self.is_online.get() {
                untrack(|| self.check_what_is_due());
            }
        });
    }

    fn check_what_is_due(self) {
        let Some(every_minutes) = self.check_every_minutes.get() else {
            return;
        };
        let now = browser::now();
        let due: Vec<AccountId> = self.accounts.with(|accounts| {
            let unlocked = accounts.iter().flatten().filter(|account| account.unlocked);
            let is_due = |id: AccountId, checked_at| {
                self.attempts
                    .with_value(|all| all.get(&id.0).copied().unwrap_or_default())
                    .is_due(now, checked_at, every_minutes)
            };
            unlocked
                .filter(|account| !self.is_checking(account.id))
                .filter(|account| is_due(account.id, account.checked_at))
                .map(|account| account.id)
                .collect()
        });
        for account in due {
            self.check_by_itself(account);
        }
    }

    pub(super) fn note_begin(self, account: AccountId) {
        // A number below 2^32 in whole.
        let chance = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        self.note(account, |attempts| attempts.begin(browser::now(), chance));
    }

    pub(super) fn note_end(self, account: AccountId, fault: Option<&Fault>) {
        match fault.map(|fault| fault.kind) {
            None => self.note(account, Attempts::succeed),
            // It was not tried.
            Some(FaultKind::Cancelled | FaultKind::BusyElsewhere | FaultKind::LoginDelayed) => {}
            Some(kind) => self.note(account, |attempts| attempts.fail(kind)),
        }
    }

    fn note(self, account: AccountId, change: impl FnOnce(&mut Attempts)) {
        self.attempts
            .update_value(|all| change(all.entry(account.0).or_default()));
    }
}
