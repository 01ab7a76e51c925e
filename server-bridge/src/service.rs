//! Tells a service manager that started the bridge (systemd, `Type=notify`) how far it is.
//! Without one (`NOTIFY_SOCKET` is not set) nothing is said to anybody.

use sd_notify::NotifyState;
use tracing::warn;

/// It answers whoever connects.
pub fn ready() {
    tell(&[NotifyState::Ready]);
}

/// It reads its configuration again; [`ready`] follows.
pub fn reloading() {
    // systemd tells by the time which of several requests this answers.
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(error) => warn!(%error, "the service manager was not told"),
    }
}

/// It has been asked to stop.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// A bridge that cannot report serves all the same; whoever waits for the report says so in a log of its own.
fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        warn!(%error, "the service manager was not told");
    }
}
