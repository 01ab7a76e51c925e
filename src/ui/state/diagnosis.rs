//! What a look at a connection shows: its steps in the order in which a connection comes about, each as it stands now.

use crate::units::UnixMillis;
use crate::wire::{CheckState, SetupCheck, StepView};

const DAY_MS: i64 = 86_400_000;

/// All steps, in their order.
pub const STEPS: [SetupCheck; 9] = [
    SetupCheck::Bridge,
    SetupCheck::Name,
    SetupCheck::Connect,
    SetupCheck::Encryption,
    SetupCheck::Greeting,
    SetupCheck::Capabilities,
    SetupCheck::SignIn,
    SetupCheck::UniqueIds,
    SetupCheck::Mailbox,
];

/// How a step stands, by what was heard of it last, and whether the look is over: then nothing is under way.
#[must_use]
pub fn state(step: Option<&StepView>, is_over: bool) -> CheckState {
    match step.map_or(CheckState::Waiting, |step| step.state) {
        CheckState::Running if is_over => CheckState::Waiting,
        state => state,
    }
}

/// Whole days until then; 0 when it is past.
#[must_use]
pub fn days_left(moment: UnixMillis, now: UnixMillis) -> u32 {
    u32::try_from(moment.0.saturating_sub(now.0) / DAY_MS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Learnt;

    #[test]
    fn nothing_turns_when_the_look_is_over() {
        let running = StepView {
            check: SetupCheck::SignIn,
            state: CheckState::Running,
            took_ms: None,
            learnt: Learnt::Nothing,
        };
        assert_eq!(state(Some(&running), false), CheckState::Running);
        assert_eq!(state(Some(&running), true), CheckState::Waiting);
        assert_eq!(state(None, false), CheckState::Waiting);
    }

    #[test]
    fn a_day_that_has_begun_is_none() {
        assert_eq!(days_left(UnixMillis(3 * DAY_MS - 1), UnixMillis(0)), 2);
        assert_eq!(days_left(UnixMillis(0), UnixMillis(DAY_MS)), 0);
    }
}
