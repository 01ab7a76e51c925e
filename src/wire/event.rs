//! What the worker tells without being asked.

use serde::{Deserialize, Serialize};

use super::{Bytes, Fault};
use crate::units::{AccountId, Octets, UnixMillis};

/// Something happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Event {
    /// The worker runs, and speaks this version.
    Ready {
        /// [`super::WIRE_VERSION`] of the worker.
        version: u32,
    },
    /// A step of [`super::TestConnection`].
    Check {
        /// Which step.
        check: SetupCheck,
        /// How it stands.
        state: CheckState,
        /// What was learnt: a certificate's name, a capability, a size. May be empty.
        detail: String,
    },
    /// A step of [`super::Diagnose`]: postcard bytes of a [`super::StepView`], which only its page has the code to read.
    Step(Bytes),
    /// How a check for mail stands, here or in another tab.
    Sync(SyncView),
    /// The tab that fetched an account's mail ended without a word: whoever hears this may go on.
    SyncAbandoned {
        /// Whose.
        account: AccountId,
    },
    /// A folder's rows changed (new mail, read state), here or in another tab. At most a few a second.
    MailboxChanged {
        /// Whose.
        account: AccountId,
    },
    /// Accounts were added, changed or forgotten, here or in another tab.
    AccountsChanged,
}

/// The steps of a connection test, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum SetupCheck {
    /// The bridge answers.
    Bridge,
    /// The server's name is found. A step of a diagnosis only: a test tells it with the next one.
    Name,
    /// The server takes the connection.
    Connect,
    /// TLS, with a certificate that is trusted.
    Encryption,
    /// The server greets as POP3.
    Greeting,
    /// The server says what it can do.
    Capabilities,
    /// Name and password are accepted.
    SignIn,
    /// Messages have unique ids.
    UniqueIds,
    /// How much mail there is.
    Mailbox,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckState {
    /// Its turn has not come.
    Waiting,
    /// Under way.
    Running,
    /// Well.
    Ok,
    /// Not well; the call's fault says why.
    Failed,
}

/// How a check for mail stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// Whose.
    pub account: AccountId,
    /// The phase.
    pub state: SyncState,
    /// Messages that have come in this run.
    pub done: u32,
    /// Messages that this run wants.
    pub total: u32,
    /// Bytes of messages that have come in this run.
    pub done_octets: Octets,
    /// Bytes that this run wants, as the server counts them.
    pub total_octets: Octets,
    /// Why it stands in [`SyncState::Error`].
    pub fault: Option<Fault>,
    /// Messages that were passed over in this run (refused by the server, or too large), each still on the server.
    pub skipped: u32,
    /// When the last run ended well.
    pub checked_at: Option<UnixMillis>,
    /// Whether another tab does the work.
    pub elsewhere: bool,
    /// For so many seconds nothing has come that the run waits for.
    pub silent_s: u32,
}

/// The phase of a check for mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SyncState {
    /// Nothing is under way.
    Idle,
    /// Until signed in.
    Connecting,
    /// Finding out what is new.
    Listing,
    /// Messages arrive.
    Fetching,
    /// There is no network.
    Offline,
    /// The last run failed.
    Error,
}
