//! What the interface shows, ready to be shown.

use serde::{Deserialize, Serialize};

use super::{
    Danger, Folder, FolderView, FormsView, Gathered, ImagesView, ListView, NameTrick, NestedView, NoteView,
    ReportView,
};
use crate::units::{AccountId, MessageId, Octets, Sha256, TagId, UnixMillis};

/// An account in the sidebar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Which.
    pub id: AccountId,
    /// Its address, which is its name.
    pub email: String,
    /// The POP3 server, as "host:port".
    pub server: String,
    /// Whether the connection is not encrypted.
    pub plaintext: bool,
    /// Whether this tab knows the password.
    pub unlocked: bool,
    /// Its folders, in the order of the sidebar.
    pub folders: Vec<FolderView>,
    /// When the last check for mail ended well.
    pub checked_at: Option<UnixMillis>,
    /// What its server said of itself at the last log-in.
    pub server_facts: ServerFactsView,
}

/// What a server said of itself; all of it is empty before the first log-in, and where it said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerFactsView {
    /// The pause that it wants between two log-ins, in seconds (`LOGIN-DELAY`).
    pub login_delay_s: Option<u32>,
    /// Before this moment no check begins that nobody asked for.
    pub automatic_from: Option<UnixMillis>,
    /// How long it keeps mail (`EXPIRE`).
    pub retention: Option<RetentionView>,
    /// What it is, in its own words (`IMPLEMENTATION`): data, never markup.
    pub implementation: Option<String>,
}

/// How long a server keeps mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RetentionView {
    /// For ever.
    Unlimited,
    /// So many days; 0: a fetched message may be gone from the server at once.
    Days(u32),
}

/// What is said of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// It is read, or not.
    Read(bool),
    /// It has a star, or none.
    Starred(bool),
    /// It lies in this folder, where messages can be filed.
    Filed(Folder),
    /// A tag is on it, or not.
    Tagged(TagId, bool),
    /// It is out of sight until then.
    Snoozed(UnixMillis),
}

/// A stretch of a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxView {
    /// Rows in the folder.
    pub total: u32,
    /// Messages in it: as many, unless a row stands for several.
    pub messages: u32,
    /// Unread ones.
    pub unread: u32,
    /// The first row's 0-based place.
    pub start: u32,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// Which message.
    pub message: MessageId,
    /// The sender's name; the address where there is none.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// The subject; empty when there is none.
    pub subject: String,
    /// The beginning of the text; empty until the body is here.
    pub snippet: String,
    /// When it was sent, or came, or came back.
    pub date: UnixMillis,
    /// Not read yet.
    pub unread: bool,
    /// Marked with a star.
    pub starred: bool,
    /// Has attachments.
    pub attachments: bool,
    /// Whether the whole message is here, so that it opens offline.
    pub fetched: bool,
    /// Its size.
    pub octets: Octets,
    /// The tags on it, each once, by id; some of them may be gone.
    pub tags: Vec<TagId>,
    /// Whether it was put out of sight.
    pub snoozed: Option<Snoozed>,
    /// The conversation that the row stands for, where it is one: the rest of the row says what its newest message says.
    pub gathered: Option<Gathered>,
}

/// A message that was put out of sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Snoozed {
    /// It is, until then.
    Until(UnixMillis),
    /// It came back, and has not been filed since.
    Back,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRow {
    /// 0-based.
    pub row: u32,
}

/// A message, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Which.
    pub message: MessageId,
    /// The attachments behind which it lies, each one of the message before; empty for the message itself.
    pub within: Vec<u32>,
    /// The subject; empty when there is none.
    pub subject: String,
    /// The sender.
    pub from: AddressView,
    /// Whether that is to be believed.
    pub sender: super::SenderView,
    /// Where answers go, when elsewhere.
    pub reply_to: Vec<AddressView>,
    /// To whom.
    pub to: Vec<AddressView>,
    /// With copies to whom.
    pub cc: Vec<AddressView>,
    /// When it was sent, or came.
    pub date: UnixMillis,
    /// Not read yet.
    pub unread: bool,
    /// The tags on it, each once, by id; some of them may be gone.
    pub tags: Vec<TagId>,
    /// The size of the original.
    pub octets: Octets,
    /// The hash of the original, kept since it came.
    pub sha256: Sha256,
    /// What it says.
    pub body: BodyView,
    /// In which forms it can be read.
    pub forms: FormsView,
    /// What it reports of another message, where it is a report.
    pub report: Option<ReportView>,
    /// The part that is an invitation, or what came of one, for the `Preview` call.
    pub invitation: Option<u32>,
    /// What there is to know about how it was read.
    pub notes: Vec<NoteView>,
    /// What is attached. Inline images that the body shows are not among them.
    pub attachments: Vec<AttachmentView>,
    /// Remote images.
    pub images: ImagesView,
    /// Whether the user wants this sender's pages darkened in the dark theme.
    pub darkened: bool,
    /// The list that it came by, if it says so.
    pub list: Option<ListView>,
    /// A name to save the original under, safe on every system, ending in `.eml`.
    pub file_name: String,
}

/// A person or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    /// The display name; empty when there is none.
    pub name: String,
    /// The address.
    pub address: String,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyView {
    /// Plain text.
    Text(Vec<TextBlock>),
    /// Sanitised HTML: the content of a `<body>`, inline images as `data:`.
    Html {
        /// The markup.
        html: String,
        /// Whether the mail says that it has a dark look of its own.
        supports_dark: bool,
    },
    /// Nothing to read.
    Empty,
}

/// A run of lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBlock {
    /// How deep it is quoted; 0 is the sender's own text.
    pub quote_depth: u8,
    /// Whether it is the signature.
    pub signature: bool,
    /// Whether it is for programs (OpenPGP), and nothing that people read.
    pub armour: bool,
    /// The text; line breaks are in it.
    pub spans: Vec<TextSpan>,
}

/// A piece of text, with a link behind it or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSpan {
    /// What is read.
    pub text: String,
    /// `https:`, `http:` or `mailto:`.
    pub link: Option<String>,
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Its part, for the `Attachment` call.
    pub part: u32,
    /// Its name, safe on every system.
    pub name: String,
    /// The media type it claims.
    pub media_type: String,
    /// Its decoded size.
    pub octets: Octets,
    /// The media type that its bytes have, where they say.
    pub found_type: Option<String>,
    /// What it can do to whoever opens it.
    pub danger: Option<Danger>,
    /// How its name misleads.
    pub tricks: Vec<NameTrick>,
    /// What it says at its beginning, where it is a message itself, which can be opened like any other.
    pub nested: Option<NestedView>,
}

/// How much is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageView {
    /// What this origin uses.
    pub used: Octets,
    /// What the browser would give it.
    pub quota: Octets,
    /// Whether the browser promised not to clear it by itself.
    pub persistent: bool,
}

/// What is erased of a folder, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrownAwayView {
    /// So many messages go.
    pub messages: u32,
    /// Their size.
    pub octets: Octets,
    /// So many stay until their copies on the server are deleted, which needs what is here.
    pub waiting: u32,
    /// So many stay because only their headers are here.
    pub not_here: u32,
}

/// What this build is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// The app's version.
    pub app: String,
    /// When the trust roots were taken, such as "2026-10-19".
    pub trust_roots: String,
}

/// What whoever hosts this app offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostingView {
    /// A mailbox to try the app with.
    pub demo: Option<DemoView>,
    /// Whether its bridge connects only those who have an access token.
    pub token_required: bool,
}

/// A mailbox to try the app with. Its password is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoView {
    /// Where and how; its certificate is pinned.
    pub setup: super::AccountSetup,
    /// The password.
    pub password: crate::secret::Secret,
}
