//! What the interface and the engine's worker say to each other: data only, public fields, no behaviour.
//!
//! ```text
//!   ui ── ToWorker::Call{id, Request} ──►  worker        every request type names its reply type (`Call`)
//!      ── ToWorker::Cancel{id} ─────────►
//!      ◄─ ToPage::Reply{id, bytes} ──────               Result<Reply, Fault> of that request
//!      ◄─ ToPage::Event(Event) ──────────               Ready{version} comes first
//! ```
//!
//! Both travel as postcard bytes in an `ArrayBuffer` that is transferred, not copied.

mod attached;
mod calendar;
mod card;
mod deletion;
mod diagnosis;
mod event;
mod fault;
mod folders;
mod images;
mod list;
mod list_order;
mod outgoing;
mod parts;
mod rules;
mod server_box;
mod setup;
mod storage;
mod trace;
mod view;

pub use attached::{LookView, MOST_PACKED_OCTETS, SavedView, SightView, ThumbnailView, ToPack};
pub use calendar::{
    Answer, AttendeeRole, AttendeeView, CalendarEventView, CalendarMethod, CalendarView, EventStatus,
    MomentView, RepeatsView, RuleDay, RuleEndView, RuleUnit, RuleView, WallClock, WallTime,
};
pub use card::{Birthday, CardFieldKind, CardFieldView, CardUse, CardView, CardsView};
pub use deletion::{DeletionPlanView, DeletionPolicyView, DeletionReason, DeletionState, DeletionView};
pub use diagnosis::{DiagnosisView, Learnt, StepView, TranscriptView};
pub use event::{CheckState, Event, SetupCheck, SyncState, SyncView};
pub use fault::{
    BridgeRefusal, CertificateProblem, CertificateView, Clue, DamagedView, Fault, FaultKind, OnServer,
    SkippedView,
};
pub use folders::{Folder, FolderChange, FolderView, RemovedFolder, RemovedFolders, TagChange};
pub use images::{
    ChoiceChange, ChoiceView, ChoicesView, ImagePolicy, ImageRule, ImagesView, RemoteContent, TrackerView,
    Whose,
};
pub use list::{ListLink, ListPurpose, ListView};
pub use list_order::{ConversationLine, Gathered, ListOrder, SortBy};
pub use outgoing::{Errand, OutgoingEnd, OutgoingView};
pub use parts::{
    BodyForm, Danger, FormsView, NameTrick, NestedView, NoteView, Outcome, PreviewView, RecipientView,
    ReportKind, ReportView, Scheme, StatusCode,
};
pub use rules::{Rule, RuleAction, RuleRunView, RuleTrialLine, RuleTrialView};
pub use server_box::{
    Decision, DuplicateCopy, DuplicateGroup, DuplicatesView, FetchLimitsView, Presence, ServerBoxView,
    ServerMessage, ServerRowView,
};
pub use setup::{AccountSetup, ConnectionFacts, Security};
pub use storage::{AccountStorageView, ListedView};
pub use trace::{
    CheckView, DomainAlignment, HopView, NameView, NamedAs, NetworkKind, ResultsKind, ResultsStanding,
    ResultsView, SenderHint, SenderVerdict, SenderView, TraceView, VerdictReason,
};
pub use view::{
    AccountView, AddressView, AttachmentView, BodyView, DemoView, FoundRow, HostingView, MailboxView, Mark,
    MessageView, RetentionView, RowView, ServerFactsView, Snoozed, StorageView, TextBlock, TextSpan,
    ThrownAwayView, VersionView,
};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::units::{AccountId, FolderId, MessageId, Tag, TagId, UnixMillis};

/// The version of everything in this module. Page and worker compare it first; a difference means "reload".
pub const WIRE_VERSION: u32 = 1;

/// What the page sends to the worker. One type a direction: neither side has code for what it never reads or writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToWorker {
    /// Please do this. `id` is the page's own count.
    Call {
        /// Names the reply.
        id: u32,
        /// What to do.
        request: Request,
    },
    /// The reply to call `id` is no longer wanted.
    Cancel {
        /// The call.
        id: u32,
    },
}

/// What the worker sends to the page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ToPage {
    /// Postcard bytes of the `Result<C::Reply, Fault>` of call `id`.
    Reply {
        /// The call.
        id: u32,
        /// The result.
        #[serde(with = "serde_bytes")]
        result: Vec<u8>,
    },
    /// Something happened.
    Event(Event),
}

/// A request that names its reply.
pub trait Call: Into<Request> {
    /// What comes back when all goes well.
    type Reply: Serialize + DeserializeOwned;
}

/// Bytes that may be large: a message's original, an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes(#[serde(with = "serde_bytes")] pub Vec<u8>);

macro_rules! calls {
    ($( $(#[$doc:meta])* $name:ident { $( $(#[$field_doc:meta])* $field:ident : $type:ty ),* $(,)? } -> $reply:ty; )*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Serialize, Deserialize)]
            pub struct $name { $( $(#[$field_doc])* pub $field: $type, )* }

            impl Call for $name { type Reply = $reply; }

            impl From<$name> for Request {
                fn from(call: $name) -> Self { Self::$name(call) }
            }
        )*

        /// Everything the page can ask for.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub enum Request { $( $(#[$doc])* $name($name), )* }
    };
}

calls! {
    /// The accounts of this browser with their folders.
    ListAccounts {} -> Vec<AccountView>;

    /// Tries a connection as far as it goes, without keeping anything; tells its progress as [`Event::Check`].
    TestConnection {
        /// Where and how.
        setup: AccountSetup,
        /// The password.
        password: Secret,
    } -> ConnectionFacts;

    /// Connects to a server as far as what it says of itself; tells its progress as [`Event::Check`]. Nobody signs in:
    /// neither a name nor a password leaves this browser.
    MeetServer {
        /// Where and how.
        setup: AccountSetup,
    } -> ();

    /// Keeps an account, replacing the one with the same address and server.
    SaveAccount {
        /// Where and how.
        setup: AccountSetup,
        /// The password.
        password: Secret,
        /// Whether the password outlives the tab (sealed with a key that cannot be exported).
        remember_password: bool,
    } -> AccountId;

    /// Hands over the password of an account that this tab does not know.
    UnlockAccount {
        /// Whose.
        account: AccountId,
        /// The password.
        password: Secret,
        /// Whether it outlives the tab.
        remember_password: bool,
    } -> ();

    /// Pins a server's certificate for an account: that key, for that server, is trusted from now on.
    TrustCertificate {
        /// Whose.
        account: AccountId,
        /// What was shown to the user.
        fingerprint: crate::units::Sha256,
    } -> ();

    /// Removes an account, its password and its mail from this browser. Nothing changes on the server.
    ForgetAccount {
        /// Which.
        account: AccountId,
    } -> ();

    /// Checks for new mail. Progress comes as [`Event::Sync`]; the reply comes at the end; cancelling keeps what came.
    Sync {
        /// Whose mail.
        account: AccountId,
        /// Messages to fetch first, however large: ones that the user opened or asked for.
        first: Vec<MessageId>,
        /// Nobody asked for it: it does not begin within the pause that the server wants between two log-ins.
        automatic: bool,
    } -> ();

    /// A stretch of a folder's rows.
    MailboxRows {
        /// Whose.
        account: AccountId,
        /// Which folder.
        folder: Folder,
        /// How they stand.
        order: ListOrder,
        /// First row, 0-based.
        start: u32,
        /// How many at most.
        count: u32,
    } -> MailboxView;

    /// Where a message's row stands in its folder now.
    FindRow {
        /// Whose.
        account: AccountId,
        /// Which folder.
        folder: Folder,
        /// How the rows stand.
        order: ListOrder,
        /// Which message.
        message: MessageId,
    } -> Option<FoundRow>;

    /// The messages of a message's conversation, oldest first. Of those that were thrown away, only what lies with it.
    Conversation {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
    } -> Vec<ConversationLine>;

    /// A message, ready to be shown.
    OpenMessage {
        /// Whose.
        account: AccountId,
        /// Which.
        message: MessageId,
        /// The attachments behind which it lies, each one of the message before; empty for the message itself.
        within: Vec<u32>,
        /// Whether remote images are in the document.
        remote: RemoteContent,
        /// How its body is wanted.
        form: BodyForm,
    } -> MessageView;

    /// Which way a message came, and how far that and its sender are to be believed.
    Trace {
        /// Whose.
        account: AccountId,
        /// Which.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
    } -> TraceView;

    /// The byte-exact original.
    MessageOriginal {
        /// Whose.
        account: AccountId,
        /// Which.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
    } -> Bytes;

    /// What is stored of a message, whole or not: for saving what is left of a damaged one.
    StoredBytes {
        /// Whose.
        account: AccountId,
        /// Which.
        message: MessageId,
    } -> Bytes;

    /// One attachment, decoded.
    Attachment {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
        /// [`AttachmentView::part`].
        part: u32,
    } -> SavedView;

    /// One attachment, to be looked at.
    Look {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
        /// [`AttachmentView::part`].
        part: u32,
    } -> LookView;

    /// Small pictures of those attachments that are pictures themselves.
    Thumbnails {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
        /// Which ([`AttachmentView::part`]).
        parts: Vec<u32>,
    } -> Vec<ThumbnailView>;

    /// Several attachments in one file (zip).
    Pack {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
        /// Which, under which names.
        files: Vec<ToPack>,
    } -> Bytes;

    /// What is in an attachment, where it can be looked at without opening the file.
    Preview {
        /// Whose.
        account: AccountId,
        /// Which message.
        message: MessageId,
        /// As for [`OpenMessage`].
        within: Vec<u32>,
        /// [`AttachmentView::part`], or [`MessageView::invitation`].
        part: u32,
    } -> Option<PreviewView>;

    /// The messages of a stretch of a folder's rows: for choosing many of them.
    MailboxIds {
        /// Whose.
        account: AccountId,
        /// Which folder.
        folder: Folder,
        /// How the rows stand.
        order: ListOrder,
        /// First row, 0-based.
        start: u32,
        /// How many at most.
        count: u32,
        /// Whether only those among them that are unread.
        only_unread: bool,
    } -> Vec<MessageId>;

    /// Says something of messages, however many. The reply has what takes it back, each to be said of those messages of
    /// which it was not true before.
    MarkMessages {
        /// Whose.
        account: AccountId,
        /// Which.
        messages: Vec<MessageId>,
        /// What.
        mark: Mark,
    } -> Vec<(Mark, Vec<MessageId>)>;

    /// Changes the user's own folders. The reply names the one that it is about.
    ChangeFolders {
        /// Whose.
        account: AccountId,
        /// What.
        change: FolderChange,
    } -> FolderId;

    /// Removes a folder with those in it; their messages go somewhere else.
    RemoveFolder {
        /// Whose.
        account: AccountId,
        /// Which.
        folder: FolderId,
        /// Where its messages go.
        to: Folder,
    } -> RemovedFolders;

    /// Brings back what was removed, and those of its messages that nobody has filed elsewhere since.
    RestoreFolders {
        /// Whose.
        account: AccountId,
        /// What.
        removed: RemovedFolders,
    } -> ();

    /// The tags, by name.
    Tags {} -> Vec<Tag>;

    /// Changes the tags. The reply names the one that it is about.
    ChangeTags {
        /// What.
        change: TagChange,
    } -> TagId;

    /// Brings back what was to come back by now.
    BringBack {} -> ();

    /// Erases what was thrown away, or tells what that would be. Nothing brings it back.
    EraseThrownAway {
        /// Whose.
        account: AccountId,
        /// The trash, or junk.
        folder: Folder,
        /// Only what has been there since before that; `None`: all of it.
        thrown_before: Option<UnixMillis>,
        /// Nothing is erased.
        is_trial: bool,
    } -> ThrownAwayView;

    /// The rules for an account's mail, in their order.
    Rules {
        /// Whose.
        account: AccountId,
    } -> Vec<Rule>;

    /// Puts rules in the place of those that are kept. The reply tells those that are kept then: others, where another
    /// tab has changed them since they were asked for.
    SetRules {
        /// Whose.
        account: AccountId,
        /// What is kept, as far as the page knows.
        before: Vec<Rule>,
        /// What is to be kept.
        rules: Vec<Rule>,
    } -> Vec<Rule>;

    /// What rules, which need not be kept, would do with a folder's messages. Nothing changes.
    TryRules {
        /// Whose.
        account: AccountId,
        /// Which folder.
        folder: Folder,
        /// The rules.
        rules: Vec<Rule>,
    } -> RuleTrialView;

    /// Does what the kept rules say with a folder's messages, but for what they want of the server.
    RunRules {
        /// Whose.
        account: AccountId,
        /// Which folder.
        folder: Folder,
    } -> RuleRunView;

    /// Which of the server's copies may be deleted.
    DeletionPolicy {
        /// Whose.
        account: AccountId,
    } -> DeletionPolicyView;

    /// Changes that, from the next check on.
    SetDeletionPolicy {
        /// Whose.
        account: AccountId,
        /// What may go.
        policy: DeletionPolicyView,
    } -> ();

    /// What the next check would delete under a policy that need not be kept yet.
    PlanDeletions {
        /// Whose.
        account: AccountId,
        /// What may go.
        policy: DeletionPolicyView,
    } -> DeletionPlanView;

    /// The ledger of what was deleted from the server, newest first.
    Deletions {
        /// Whose.
        account: AccountId,
        /// What their subjects or the server's ids contain; empty for all.
        search: String,
    } -> Vec<DeletionView>;

    /// Looks at an account's connection, step by step; tells its progress as [`Event::Step`]. Fetches and deletes nothing.
    Diagnose {
        /// Whose.
        account: AccountId,
    } -> DiagnosisView;

    /// What was said in an account's last sessions of this tab, newest first.
    Transcripts {
        /// Whose.
        account: AccountId,
    } -> Vec<TranscriptView>;

    /// How much is fetched without being asked for.
    FetchLimits {
        /// Whose.
        account: AccountId,
    } -> FetchLimitsView;

    /// Changes that, from the next check on.
    SetFetchLimits {
        /// Whose.
        account: AccountId,
        /// How much.
        limits: FetchLimitsView,
    } -> ();

    /// A stretch of what the server listed last, newest first, at most 500 rows.
    ServerBox {
        /// Whose.
        account: AccountId,
        /// First row, 0-based.
        start: u32,
        /// How many at most.
        count: u32,
    } -> ServerBoxView;

    /// Asks the server what is there now, and what the headers of a stretch of it say; nothing is kept. Progress comes as
    /// [`Event::Sync`].
    LookAtServer {
        /// Whose.
        account: AccountId,
        /// First row, 0-based, counted from the newest.
        start: u32,
        /// How many rows are looked at more closely.
        count: u32,
    } -> ();

    /// Says what becomes of messages on the server, from the next check on.
    Decide {
        /// Whose.
        account: AccountId,
        /// Which.
        messages: Vec<ServerMessage>,
        /// What.
        decision: Decision,
    } -> ();

    /// The messages that are here more than once.
    Duplicates {
        /// Whose.
        account: AccountId,
    } -> DuplicatesView;

    /// What was decided about how mail is shown.
    Choices {} -> ChoicesView;

    /// Decides it, for messages that are opened from then on.
    Choose {
        /// What.
        change: ChoiceChange,
    } -> ();

    /// The messages in these files, each a message or a mailbox ("mbox"); those of [`AccountId::FILES`] from now on, if
    /// there are any. The reply has where those of each file begin, and last where they end.
    OpenFiles {
        /// Their bytes.
        files: Vec<Bytes>,
    } -> Vec<MessageId>;

    /// How much is stored, and how safely.
    StorageStatus {} -> StorageView;

    /// What this build is: version, trust roots.
    Versions {} -> VersionView;

    /// What whoever hosts this app offers.
    Hosting {} -> HostingView;

    /// Shows this access token to the bridge from now on; none, if it is empty.
    PresentToken {
        /// What whoever runs the bridge has given out.
        token: Secret,
    } -> ();

    /// What has been connected to from this tab, newest first.
    Outgoing {} -> Vec<OutgoingView>;

    /// How much of each account's mail is here, and how much its server had.
    StorageOfAccounts {} -> Vec<AccountStorageView>;
}
