//! What the sync surface says: the state's stable name and how far the bar is. It must not decide when to sync.

use crate::ui::state::figures;
use crate::wire::{SyncState, SyncView};

/// The state's name in `data-state`; stable.
#[must_use]
pub const fn state_name(state: SyncState) -> &'static str {
    match state {
        SyncState::Idle => "idle",
        SyncState::Connecting => "connecting",
        SyncState::Listing => "listing",
        SyncState::Fetching => "fetching",
        SyncState::Offline => "offline",
        SyncState::Error => "error",
    }
}

/// Whether a run is under way, here or in another tab.
#[must_use]
pub const fn is_running(view: &SyncView) -> bool {
    matches!(
        view.state,
        SyncState::Connecting | SyncState::Listing | SyncState::Fetching
    )
}

/// Of several checks, the one that most is to be said of has the largest.
#[must_use]
pub const fn urgency(view: &SyncView) -> u8 {
    match view.state {
        SyncState::Idle => 0,
        SyncState::Offline => 1,
        SyncState::Error => 2,
        SyncState::Connecting | SyncState::Listing => 3,
        SyncState::Fetching => 4,
    }
}

/// How far the bar is in hundredths; `None` while nobody knows.
#[must_use]
pub fn progress(view: &SyncView) -> Option<u32> {
    if !matches!(view.state, SyncState::Fetching) || view.total == 0 {
        return None;
    }
    // Bytes tell the time better; some servers say 0 for all sizes.
    Some(if view.total_octets.0 > 0 {
        figures::percent(view.done_octets.0, view.total_octets.0)
    } else {
        figures::percent(u64::from(view.done), u64::from(view.total))
    })
}

/// Whether a screen reader should hear about `now`, having heard `before`: state changes, and every tenth.
#[must_use]
pub fn is_worth_saying(before: Option<&SyncView>, now: &SyncView) -> bool {
    before.is_none_or(|before| {
        before.state != now.state
            || before.fault.is_some() != now.fault.is_some()
            || progress(before).unwrap_or(0) / 10 != progress(now).unwrap_or(0) / 10
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{AccountId, Octets};

    fn fetching(done: u32, total: u32, done_octets: u64, total_octets: u64) -> SyncView {
        SyncView {
            account: AccountId(1),
            state: SyncState::Fetching,
            done,
            total,
            done_octets: Octets(done_octets),
            total_octets: Octets(total_octets),
            fault: None,
            skipped: 0,
            checked_at: None,
            elsewhere: false,
            silent_s: 0,
        }
    }

    #[test]
    fn the_bar_follows_bytes() {
        assert_eq!(progress(&fetching(1, 2, 10, 100)), Some(10));
    }

    #[test]
    fn the_bar_follows_messages_where_sizes_are_all_zero() {
        assert_eq!(progress(&fetching(1, 2, 0, 0)), Some(50));
    }

    #[test]
    fn nobody_knows_how_long_signing_in_takes() {
        assert_eq!(
            progress(&SyncView {
                state: SyncState::Connecting,
                ..fetching(0, 9, 0, 9)
            }),
            None
        );
        assert_eq!(progress(&fetching(0, 0, 0, 0)), None);
    }

    #[test]
    fn screen_readers_hear_every_tenth() {
        let before = fetching(11, 100, 0, 0);
        assert!(!is_worth_saying(Some(&before), &fetching(19, 100, 0, 0)));
        assert!(is_worth_saying(Some(&before), &fetching(20, 100, 0, 0)));
        assert!(is_worth_saying(None, &before));
        assert!(is_worth_saying(
            Some(&before),
            &SyncView {
                state: SyncState::Idle,
                ..before.clone()
            }
        ));
    }
}
