//! So many in a time, and as many at once after a pause: a bucket that fills with time.
//! It counts exactly, in units times milliseconds, so that nothing is lost between two looks however close.

use std::time::{Duration, Instant};

/// How many, in which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) amount: u64,
    pub(super) period_ms: u64,
}

impl Rate {
    fn full(self) -> u128 {
        self.cost(self.amount)
    }

    fn cost(self, units: u64) -> u128 {
        u128::from(units) * u128::from(self.period_ms)
    }
}

/// What is left of a rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowance {
    /// In units times milliseconds of the period; at most all of the rate.
    left: u128,
    counted_at: Instant,
}

impl Allowance {
    pub(super) fn whole(rate: Rate, now: Instant) -> Self {
        Self {
            left: rate.full(),
            counted_at: now,
        }
    }

    pub(super) fn is_whole(&mut self, rate: Rate, now: Instant) -> bool {
        self.refill(rate, now) == rate.full()
    }

    pub(super) fn has(&mut self, units: u64, rate: Rate, now: Instant) -> bool {
        self.refill(rate, now) >= rate.cost(units)
    }

    /// Takes `units`; where fewer are left, it takes none and says so.
    pub(super) fn take(&mut self, units: u64, rate: Rate, now: Instant) -> bool {
        self.has(units, rate, now) && self.spend(units, rate, now)
    }

    /// Takes `units` that are gone in any case; `false` where fewer were left, and now none are.
    pub(super) fn spend(&mut self, units: u64, rate: Rate, now: Instant) -> bool {
        let enough = self.has(units, rate, now);
        self.left = self.left.saturating_sub(rate.cost(units));
        enough
    }

    fn refill(&mut self, rate: Rate, now: Instant) -> u128 {
        let passed_ms = now.saturating_duration_since(self.counted_at).as_millis();
        let gained = passed_ms.saturating_mul(u128::from(rate.amount));
        // At most all of it, also where the operator lowered the rate meanwhile.
        self.left = self.left.saturating_add(gained).min(rate.full());
        // Only whole milliseconds are counted, so the rest of one waits for the next look.
        if passed_ms > 0 {
            self.counted_at += Duration::from_millis(u64::try_from(passed_ms).unwrap_or(u64::MAX));
        }
        self.left
    }
}
