//! When mail is checked without being asked for. It must not ask by itself, and the server's own wishes are the engine's
//! matter: it declines what comes too early.

use crate::units::UnixMillis;
use crate::wire::FaultKind;

/// What can be chosen, in minutes.
pub const EVERY_MINUTES: [u32; 5] = [5, 10, 15, 30, 60];
/// What is chosen at first.
pub const USUAL_MINUTES: u32 = 10;

/// After so many failures in a row the pause grows no more.
const MOST_DOUBLINGS: u32 = 3;
/// Many people's browsers must not all ask at the same moment: the pause differs by a tenth in either direction.
const SPREAD_SHARE: i64 = 10;

/// How the checks of an account went lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    /// When the last one began.
    pub last: Option<UnixMillis>,
    /// How many failed in a row.
    pub failures: u32,
    /// Whether the last one failed in a way that only the user can mend.
    pub waits_for_user: bool,
    /// Any number: it says how far the next pause differs from others.
    pub chance: u32,
}

impl Attempts {
    /// A check begins.
    pub fn begin(&mut self, now: UnixMillis, chance: u32) {
        self.last = Some(now);
        self.chance = chance;
        self.waits_for_user = false;
    }

    /// It went well.
    pub fn succeed(&mut self) {
        self.failures = 0;
    }

    /// It did not.
    pub fn fail(&mut self, kind: FaultKind) {
        self.failures = self.failures.saturating_add(1);
        self.waits_for_user = needs_user(kind);
    }

    /// Whether it is time for the next one. `checked_at` is when a check ended well, perhaps in another tab.
    #[must_use]
    pub fn is_due(&self, now: UnixMillis, checked_at: Option<UnixMillis>, every_minutes: u32) -> bool {
        if self.waits_for_user {
            return false;
        }
        let Some(last) = self.last.max(checked_at) else {
            return true;
        };
        let pause_ms = (i64::from(every_minutes) * 60_000) << self.failures.min(MOST_DOUBLINGS);
        let spread_ms = pause_ms / SPREAD_SHARE;
        let shift_ms = i64::from(self.chance) % (2 * spread_ms + 1) - spread_ms;
        // A clock that was set back must not stop the checks.
        now < last || now.0 - last.0 >= pause_ms + shift_ms
    }
}

/// What no waiting mends.
const fn needs_user(kind: FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::PasswordNeeded
            | FaultKind::LoginRefused
            | FaultKind::CertificateUntrusted
            | FaultKind::ServerPermanent
            | FaultKind::BridgeRefused
            | FaultKind::StorageFull
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: UnixMillis = UnixMillis(1_800_000_000_000);
    /// In the middle: no shift.
    const MIDDLE: u32 = 60_000;

    fn later(minutes: i64) -> UnixMillis {
        UnixMillis(NOON.0 + minutes * 60_000)
    }

    #[test]
    fn the_first_check_is_due_at_once_and_the_next_after_the_pause() {
        let mut attempts = Attempts::default();
        assert!(attempts.is_due(NOON, None, 10));
        attempts.begin(NOON, MIDDLE);
        attempts.succeed();
        assert!(!attempts.is_due(later(9), None, 10));
        assert!(attempts.is_due(later(10), None, 10));
    }

    #[test]
    fn what_another_tab_has_checked_need_not_be_checked_again() {
        let mut attempts = Attempts::default();
        attempts.begin(NOON, MIDDLE);
        assert!(!attempts.is_due(later(12), Some(later(8)), 10));
        assert!(attempts.is_due(later(18), Some(later(8)), 10));
    }

    #[test]
    fn failures_make_the_pause_longer_up_to_a_limit() {
        let mut attempts = Attempts::default();
        for _ in 0..9 {
            attempts.begin(NOON, 480_000);
            attempts.fail(FaultKind::ConnectFailed);
        }
        assert!(!attempts.is_due(later(70), None, 10));
        assert!(attempts.is_due(later(80), None, 10));
        attempts.begin(NOON, MIDDLE);
        attempts.succeed();
        assert!(attempts.is_due(later(10), None, 10));
    }

    #[test]
    fn a_refused_password_waits_for_the_user() {
        let mut attempts = Attempts::default();
        attempts.begin(NOON, MIDDLE);
        attempts.fail(FaultKind::LoginRefused);
        assert!(!attempts.is_due(later(10_000), None, 10));
        attempts.begin(later(10_000), MIDDLE);
        attempts.succeed();
        assert!(attempts.is_due(later(10_010), None, 10));
    }

    #[test]
    fn the_moment_differs_by_a_tenth() {
        let mut attempts = Attempts::default();
        attempts.begin(NOON, 0);
        assert!(attempts.is_due(later(9), None, 10), "the earliest");
        attempts.begin(NOON, 120_000);
        assert!(!attempts.is_due(later(10), None, 10), "the latest");
        assert!(attempts.is_due(later(11), None, 10));
    }

    #[test]
    fn a_clock_that_was_set_back_stops_nothing() {
        let mut attempts = Attempts::default();
        attempts.begin(NOON, MIDDLE);
        assert!(attempts.is_due(later(-1_000), None, 10));
    }
}
