//! The way a message came, and how far its sender is to be believed. All texts are strangers' words: data, never markup.

use serde::{Deserialize, Serialize};

use crate::units::UnixMillis;

/// How far a sender is to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderView {
    /// In a word.
    pub verdict: SenderVerdict,
    /// Why.
    pub reason: VerdictReason,
    /// What does not fit, the worst first.
    pub hints: Vec<SenderHint>,
    /// Messages from that address that are older than this one; `None` for one inside of another.
    pub earlier: Option<u32>,
}

/// Whether a message is from whom it says, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SenderVerdict {
    /// The account's provider found that it is.
    Verified,
    /// Nobody who is believed says so, nor otherwise.
    Unverified,
    /// The account's provider found that it is not.
    Failed,
}

/// Why a sender is believed, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VerdictReason {
    /// The domain's policy (DMARC) holds, or does not.
    Dmarc,
    /// A signature (DKIM) is the domain's, or does not hold.
    Signature,
    /// The server that sent it is one of the domain's (SPF), or is said not to be.
    Path,
    /// No server says that it checked anything.
    NobodyChecked,
    /// Servers say so, but not the account's provider.
    OnlyOthers,
    /// A check bears the provider's name where the sender could have written it.
    MaybeForged,
    /// What was checked and right is another domain's.
    ForAnother,
    /// What was checked was neither right nor wrong.
    Nothing,
    /// There are several senders.
    SeveralWriters,
    /// There is no sender's address.
    NoSender,
    /// It lies in another message, whose sender wrote all of it.
    Inside,
    /// The domain is who it says, and looks like another, or hides behind a name.
    Deceptive,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the address or domain that the hint is about")]
pub enum SenderHint {
    /// There are several senders; programs differ in whom they show.
    SeveralWriters,
    /// The sender's domain looks like another.
    LooksLike { domain: String, like: String },
    /// A word of the sender's domain is of letters of several scripts.
    MixedScripts { domain: String },
    /// The display name holds another address than the message is from.
    NameHoldsAddress { address: String },
    /// A word of the display name is of letters of several scripts.
    MixedName,
    /// Somebody else has written under this name.
    NameOfAnother { address: String },
    /// Answers go to another domain.
    RepliesElsewhere { address: String },
    /// Another domain handed it in.
    SentByAnother { address: String },
    /// Its date is so long before it came; negative: after.
    DateFarOff { by_ms: i64 },
    /// Reports of failure go to another domain.
    ReturnsElsewhere { address: String },
    /// Its id is another domain's.
    ForeignId { domain: String },
}

/// The way a message came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceView {
    /// From the oldest to the newest.
    pub hops: Vec<HopView>,
    /// Hops older than those.
    pub left_out: u32,
    /// When its sender says that it was written.
    pub written_at: Option<UnixMillis>,
    /// The server that this account's mail is fetched from: whose words are believed.
    pub provider: String,
    /// Whom the header names.
    pub names: Vec<NameView>,
    /// What servers say that they checked, the newest first.
    pub reports: Vec<ResultsView>,
    /// What follows from that.
    pub sender: SenderView,
    /// The header's lines as text.
    pub header: String,
    /// Whether that is only its beginning.
    pub is_header_cut: bool,
}

/// One server handing the message to another. Texts are empty where nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HopView {
    /// What the giving side called itself.
    pub from: String,
    /// What the taking side found its address to be called.
    pub found: String,
    /// The giving side's address.
    pub address: String,
    /// What kind of address that is.
    pub network: Option<NetworkKind>,
    /// Who took it, and wrote this.
    pub by: String,
    /// How it was handed over, such as "ESMTPS".
    pub protocol: String,
    /// Whether it says that the way was encrypted.
    pub encrypted: bool,
    /// Such as "TLS 1.3".
    pub tls: String,
    /// Such as "TLS_AES_256_GCM_SHA384".
    pub cipher: String,
    /// What the taking side called the message.
    pub id: String,
    /// For whom.
    pub recipient: String,
    /// When, where that can be.
    pub at: Option<UnixMillis>,
    /// The date as written.
    pub date: String,
    /// Since the hop before; negative when a clock is wrong.
    pub delay_ms: Option<i64>,
    /// Whether the account's provider wrote it.
    pub believed: bool,
}

/// Where an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkKind {
    /// On the internet.
    Public,
    /// In somebody's own network.
    Private,
    /// On the same machine.
    Loopback,
    /// Nowhere: kept for examples or for later.
    Reserved,
}

/// Somebody whom a header names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameView {
    /// As what.
    pub role: NamedAs,
    /// The address or domain.
    pub text: String,
    /// How it stands to the sender's domain.
    pub alignment: DomainAlignment,
}

/// The field that names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields of RFC 5322 and RFC 6376")]
pub enum NamedAs {
    From,
    Sender,
    ReplyTo,
    ReturnPath,
    MessageId,
    Signature,
}

/// How a domain stands to the sender's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DomainAlignment {
    /// The same.
    Same,
    /// Of the same organisation, as far as names tell.
    Organisation,
    /// Somebody else's.
    Other,
    /// There is none.
    Absent,
}

/// What a server says that it checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultsView {
    /// In which field.
    pub kind: ResultsKind,
    /// Which server; empty when it does not say.
    pub by: String,
    /// Whether it is believed.
    pub standing: ResultsStanding,
    /// What.
    pub checks: Vec<CheckView>,
}

/// The field that a report is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultsKind {
    /// `Authentication-Results`
    Authentication,
    /// `Received-SPF`
    ReceivedSpf,
    /// `ARC-Authentication-Results`
    Arc,
}

/// Whether a report is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultsStanding {
    /// It is the account's provider's.
    Believed,
    /// It bears the provider's name where the sender could have written it.
    Doubtful,
    /// It is somebody else's.
    Reported,
}

/// One method and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// Such as "dkim".
    pub method: String,
    /// Such as "pass".
    pub result: String,
    /// Such as "header.d" and "example.org".
    pub properties: Vec<(String, String)>,
}
