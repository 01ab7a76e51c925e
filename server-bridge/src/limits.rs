//! How much of the bridge one client, and all clients together, may take.
//! It counts; it never waits: whoever asks gets an answer at once.

mod allowance;
mod client;
mod connections;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::config::LimitSettings;

use allowance::{Allowance, Rate};
pub use client::{Client, client_of};
pub use connections::{Connections, Place};

/// Clients without tunnels are forgotten, when they have waited long enough, once there are this many.
const SWEEP_ABOVE: usize = 1024;
const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

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
    /// With more clients than this, the next one waits for a sweep.
    sweep_above: usize,
}

#[derive(Debug)]
struct Usage {
    tunnels: usize,
    opens: Allowance,
    bytes: Allowance,
}

/// The right to have one tunnel; dropping it gives it back.
#[derive(Debug)]
pub struct Permit {
    limits: Arc<Limits>,
    client: Client,
}

/// What there is too little of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shortage {
    /// The bridge has as many tunnels as it may.
    Tunnels,
    /// The client has as many tunnels as one may.
    ClientTunnels,
    /// The client has opened as many connections as one may in a minute.
    ClientOpens,
    /// The client has moved as many bytes as one may in an hour.
    ClientBytes,
}

impl Shortage {
    /// As the log and the metrics write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tunnels => "tunnels",
            Self::ClientTunnels => "client-tunnels",
            Self::ClientOpens => "client-opens",
            Self::ClientBytes => "client-bytes",
        }
    }
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
                sweep_above: SWEEP_ABOVE,
            }),
        })
    }

    /// Judges by `settings` from here on. Nothing that was taken is given back.
    pub fn follow(&self, settings: LimitSettings) {
        self.counts().settings = settings;
    }

    /// A tunnel for `client`.
    ///
    /// # Errors
    /// What it or the bridge has as much of as it may.
    pub fn admit(self: &Arc<Self>, client: Client, now: Instant) -> Result<Permit, Shortage> {
        let mut counts = self.counts();
        let settings = counts.settings;
        if counts.tunnels >= settings.max_tunnels {
            return Err(Shortage::Tunnels);
        }
        counts.sweep(now);
        let usage = counts.clients.entry(client).or_insert_with(|| Usage {
            tunnels: 0,
            opens: Allowance::whole(opens(&settings), now),
            bytes: Allowance::whole(bytes(&settings), now),
        });
        if usage.tunnels >= settings.max_tunnels_per_client {
            return Err(Shortage::ClientTunnels);
        }
        // With the few bytes that a moment brings, a tunnel would be cut as soon as it began.
        let minutes_worth = (settings.max_bytes_per_client_per_hour / 60).max(1);
        if !usage.bytes.has(minutes_worth, bytes(&settings), now) {
            return Err(Shortage::ClientBytes);
        }
        usage.tunnels += 1;
        counts.tunnels += 1;
        Ok(Permit {
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

fn opens(settings: &LimitSettings) -> Rate {
    Rate {
        amount: settings.max_opens_per_minute.into(),
        period_ms: MINUTE_MS,
    }
}

fn bytes(settings: &LimitSettings) -> Rate {
    Rate {
        amount: settings.max_bytes_per_client_per_hour,
        period_ms: HOUR_MS,
    }
}

impl Counts {
    /// Forgets clients of whom there is nothing to remember, now and then: each look goes through all of them.
    fn sweep(&mut self, now: Instant) {
        if self.clients.len() <= self.sweep_above {
            return;
        }
        let (opens, bytes) = (opens(&self.settings), bytes(&self.settings));
        self.clients.retain(|_, usage| {
            usage.tunnels > 0 || !usage.opens.is_whole(opens, now) || !usage.bytes.is_whole(bytes, now)
        });
        self.sweep_above = SWEEP_ABOVE.max(2 * self.clients.len());
    }
}

impl Permit {
    /// Takes one connection from what this client may have opened; `false` where nothing is left.
    #[must_use]
    pub fn may_open(&self, now: Instant) -> bool {
        self.usage(|usage, settings| usage.opens.take(1, opens(settings), now))
    }

    /// Takes what went through a tunnel from what this client may move; `false` where that was too much.
    #[must_use]
    pub fn moved(&self, octets: u64, now: Instant) -> bool {
        self.usage(|usage, settings| usage.bytes.spend(octets, bytes(settings), now))
    }

    fn usage(&self, ask: impl FnOnce(&mut Usage, &LimitSettings) -> bool) -> bool {
        let mut counts = self.limits.counts();
        let Counts {
            settings, clients, ..
        } = &mut *counts;
        // A client with a permit is never forgotten.
        clients
            .get_mut(&self.client)
            .is_some_and(|usage| ask(usage, settings))
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
