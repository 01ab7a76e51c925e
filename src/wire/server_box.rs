//! What is on a server, ready to be shown, and what can be said about it: how much is fetched, and what becomes of single
//! messages.

use serde::{Deserialize, Serialize};

use super::DeletionReason;
use crate::units::{MessageId, Octets, Uidl, UnixMillis};

/// How much of an account's mail is fetched without being asked for; by default all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchLimitsView {
    /// Headers come, messages only when they are opened or asked for.
    pub headers_only: bool,
    /// Of larger messages the headers come.
    pub largest: Option<Octets>,
    /// So many messages come in one check at most, the newest first; the others in the next ones.
    pub most_per_check: Option<u32>,
}

/// A stretch of what a server listed last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerBoxView {
    /// When; `None`: it was not asked since this app was opened.
    pub listed_at: Option<UnixMillis>,
    /// Messages there.
    pub total: u32,
    /// Their size, as the server says.
    pub octets: Octets,
    /// The first row's 0-based place, counted from the newest.
    pub start: u32,
    /// The rows.
    pub rows: Vec<ServerRowView>,
    /// So many are to be fetched because somebody asked for them.
    pub to_fetch: u32,
    /// So many are to be deleted because somebody asked for it.
    pub to_delete: u32,
    /// So many are left alone.
    pub left: u32,
    /// What is here too is not deleted there, because the browser may lose it and the user has not agreed to that.
    pub browser_may_forget: bool,
}

/// A message on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerRowView {
    /// What it is called there; `None`: the server has no name for it, and nothing can be decided about it.
    pub server: Option<ServerMessage>,
    /// Its size, as the server says.
    pub octets: Octets,
    /// Its row here.
    pub message: Option<MessageId>,
    /// The sender, as far as known.
    pub from: String,
    /// The subject, as far as known.
    pub subject: String,
    /// When it was sent, or its header came.
    pub date: Option<UnixMillis>,
    /// How much of it is here.
    pub presence: Presence,
    /// What was decided about it.
    pub decision: Option<Decision>,
    /// Why it goes from the server at the next check; `None`: it stays.
    pub goes: Option<DeletionReason>,
}

/// Names one of the server's messages, whatever its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMessage {
    /// The server's id.
    pub uidl: Uidl,
    /// 0, but where an id was given again.
    pub occurrence: u16,
    /// The size that it was listed with: another size is another message.
    pub octets: Octets,
}

/// How much of a message is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// All of it.
    Here,
    /// Its header.
    HeaderOnly,
    /// Nothing, or nothing any more.
    NotHere,
    /// The server would not hand it over.
    Refused,
    /// It is larger than what is fetched without asking.
    TooLarge,
}

/// What can be decided about a message on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decision {
    /// It comes with the next check, whatever the limits.
    Fetch,
    /// It stays there: it neither comes by itself, nor does a rule delete it.
    Leave,
    /// It is deleted there once it is safe here, and fetched for that first.
    Delete,
    /// It is deleted there although there is no copy of it here.
    DeleteWithoutCopy,
    /// What was decided is taken back.
    Later,
}

/// What is here more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicatesView {
    /// The messages, newest first, at most 200.
    pub groups: Vec<DuplicateGroup>,
    /// So many more there are.
    pub more: u32,
}

/// One message that is here more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateGroup {
    /// What it is about.
    pub subject: String,
    /// Who sent it.
    pub from: String,
    /// When.
    pub date: UnixMillis,
    /// Its copies; the first is the one to keep.
    pub copies: Vec<DuplicateCopy>,
}

/// One of the copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuplicateCopy {
    /// Its id here.
    pub message: MessageId,
    /// Where it is filed.
    pub folder: super::Folder,
    /// When it came here.
    pub arrived_at: UnixMillis,
    /// Its exact size.
    pub octets: Octets,
}
