//! How much of the bridge one client, and all clients together, may take.
//! It counts; it never waits: whoever asks gets an answer at once.

mod client;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::config::LimitSettings;

pub use client::{Client, client_of};

/// Clients without tunnels are forgotten, when they have waited long enough, once there are this many.
const SWEEP_ABOVE: usize = 1024;
const MINUTE_MS: u128 = 60_000;

/// What all tunnels share.
#[derive(Debug)]
pub struct Limits {
    counts: Mutex<Counts>,
}

#[derive(Debug)]
struct Counts {
    settings: LimitSettings,
    tunnels: usize,
    clients: HashMap<Client, Usage>,
}

#[derive(Debug)]
struct Usage {
    tunnels: usize,
    /// Connections that may still be opened at `counted_at`, in thousandths.
    opens_left_milli: u128,
    counted_at: Instant,
}

/// The right to have one tunnel; dropping it gives it back.
#[derive(Debug)]
pub struct Permit {
    limits: Arc<Limits>,
    client: Client,
}

impl Limits {
    /// None taken yet.
    #[must_use]
    pub fn new(settings: LimitSettings) -> Arc<Self> {
        Arc::new(Self {
            counts: Mutex::new(Counts {
                settings,
                tunnels: 0,
                clients: HashMap::new(),
            }),
        })
    }

    /// Judges by `settings` from here on. Nothing that was taken is given back.
    pub fn follow(&self, settings: LimitSettings) {
        self.counts().settings = settings;
    }

    /// A tunnel for `client`, unless it or the bridge has as many as it may.
    #[must_use]
    pub fn admit(self: &Arc<Self>, client: Client, now: Instant) -> Option<Permit> {
        let mut counts = self.counts();
        let settings = counts.settings;
        if counts.tunnels >= settings.max_tunnels {
            return None;
        }
        if counts.clients.len() > SWEEP_ABOVE {
            counts
                .clients
                .retain(|_, usage| usage.tunnels > 0 || usage.refill(&settings, now) < full(&settings));
        }
        let usage = counts.clients.entry(client).or_insert_with(|| Usage {
            tunnels: 0,
            opens_left_milli: full(&settings),
            counted_at: now,
        });
        if usage.tunnels >= settings.max_tunnels_per_client {
            return None;
        }
        usage.tunnels += 1;
        counts.tunnels += 1;
        Some(Permit {
            limits: Arc::clone(self),
            client,
        })
    }

    /// Open tunnels, in all.
    #[must_use]
    pub fn open_tunnels(&self) -> usize {
        self.counts().tunnels
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn full(settings: &LimitSettings) -> u128 {
    u128::from(settings.max_opens_per_minute) * 1000
}

impl Usage {
    fn refill(&mut self, settings: &LimitSettings, now: Instant) -> u128 {
        let per_minute_milli = full(settings);
        let passed_ms = now.saturating_duration_since(self.counted_at).as_millis();
        let gained = passed_ms * per_minute_milli / MINUTE_MS;
        if gained > 0 {
            self.opens_left_milli = (self.opens_left_milli + gained).min(per_minute_milli);
            self.counted_at = now;
        }
        self.opens_left_milli
    }
}

impl Permit {
    /// Takes one connection from what this client may have opened; `false` where nothing is left.
    #[must_use]
    pub fn may_open(&self, now: Instant) -> bool {
        let mut counts = self.limits.counts();
        let settings = counts.settings;
        let Some(usage) = counts.clients.get_mut(&self.client) else {
            return false;
        };
        if usage.refill(&settings, now) < 1000 {
            return false;
        }
        usage.opens_left_milli -= 1000;
        true
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut counts = self.limits.counts();
        counts.tunnels -= 1;
        if let Entry::Occupied(mut entry) = counts.clients.entry(self.client) {
            entry.get_mut().tunnels -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
