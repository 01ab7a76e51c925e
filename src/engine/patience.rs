//! How much an account's server may try us. It is waited for longer after it was silent too long, since some need minutes
//! to index a large mailbox, and who gives up and tries again only makes them begin anew.

use std::cell::RefCell;
use std::collections::HashMap;

use super::EngineOptions;
use crate::store::SeenKey;
use crate::units::AccountId;

/// Never more than so many times the usual.
const MOST_TIMES: u32 = 10;

/// How patient the engine is with each account's server.
#[derive(Debug, Default)]
pub(super) struct Patience {
    /// How many times the usual.
    times: RefCell<HashMap<AccountId, u32>>,
    /// The message at which the line broke last.
    stumbled: RefCell<HashMap<AccountId, SeenKey>>,
}

impl Patience {
    pub(super) fn silence_ms(&self, account: AccountId, options: &EngineOptions) -> u32 {
        let times = self.times.borrow().get(&account).copied().unwrap_or(1);
        options.silence_ms.saturating_mul(times)
    }

    /// It said nothing for as long as it might.
    pub(super) fn was_silent(&self, account: AccountId) {
        let mut times = self.times.borrow_mut();
        let times = times.entry(account).or_insert(1);
        *times = times.saturating_mul(2).min(MOST_TIMES);
    }

    /// It answered all that it was asked, and thought so long about the hardest question. It may take twice that long
    /// next time.
    pub(super) fn answered(&self, account: AccountId, slowest_ms: u32, options: &EngineOptions) {
        let times = slowest_ms.saturating_mul(2).div_ceil(options.silence_ms.max(1));
        self.times
            .borrow_mut()
            .insert(account, times.clamp(1, MOST_TIMES));
    }

    /// The line broke at this message; whether it did so last time too.
    pub(super) fn stumbled_again(&self, account: AccountId, key: Option<&SeenKey>) -> bool {
        let mut stumbled = self.stumbled.borrow_mut();
        let before = match key {
            Some(key) => stumbled.insert(account, key.clone()),
            None => stumbled.remove(&account),
        };
        before.is_some() && before.as_ref() == key
    }
}
