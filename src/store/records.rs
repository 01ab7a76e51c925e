//! What the store keeps, as plain records. They must not know how they are kept.
//!
//! ```text
//!   AccountRecord 1 ──── n SummaryRecord (500 a page) 1 ──── 0..1 Original (bytes + SHA-256)
//!                 1 ──── n SeenMark      (what of the server is known; outlives its message)
//!                 1 ──── n Deletion      (what was deleted there; outlives its message too)
//!                 1 ──── n Wish          (what the user wants of one of the server's messages)
//!                 1 ──── n FolderRecord  (folders of the user's own, as a tree)
//!                 1 ──── n Rule          (what is done with messages as they come)
//!   Tags    (words with a colour, which rows name; of no account)
//!   Choices (how mail is shown, by sender and domain; of no account)
//! ```

mod choice;
mod deletion;
mod folder;
mod rule;
mod tag;
mod wish;

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use choice::{Choice, ChoiceChange, Choices, ImagePolicy, Whose};
pub use deletion::{Deletion, DeletionPolicy, DeletionReason, DeletionState, NO_COPY};
pub use folder::{Folder, FolderChange, FolderProblem, FolderRecord, Folders, RemovedFolders};
pub use rule::{Rule, RuleAction, Ruling};
pub use tag::{TagChange, Tags};
pub use wish::{FetchLimits, Will, Wish, Wishes};

use crate::mail::MailSummary;
use crate::units::{AccountId, MessageId, Octets, Sha256, TagId, Uidl, UnixMillis};

/// How many message ids share a page of summaries, and of seen-marks. Pages make a list of 100,000 messages load in
/// a tenth of the time of single records.
pub const PAGE_MESSAGES: u32 = 500;

/// An account and where its counters stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// Which.
    pub id: AccountId,
    /// How it is reached.
    pub connection: Connection,
    /// The id that the next new message gets.
    pub next_message: u32,
    /// [`super::SyncLease::epoch`] of the run that owns the account.
    pub sync_epoch: u32,
    /// When a run last ended well.
    pub checked_at: Option<UnixMillis>,
    /// How it is signed in to. Last, and nothing where an earlier build wrote the record.
    #[serde(deserialize_with = "absent_is_default")]
    pub sign_in: SignIn,
}

/// What was learnt about signing in. Ways have their protocol's names, such as `SCRAM-SHA-256`, `USER` and `APOP`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The one way that the user has chosen, if any.
    pub wanted: Option<String>,
    /// What worked last: nothing weaker is tried.
    pub worked: Option<String>,
    /// Whether the password was in Latin-1 then.
    pub latin1: bool,
    /// What the server lists and refused, before something else worked.
    pub useless: Vec<String>,
}

/// What an account's server said of itself at the last log-in. Losing it costs nothing but courtesy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerRecord {
    /// When it last let us in.
    pub signed_in_at: Option<UnixMillis>,
    /// The pause that it wants between two log-ins (`LOGIN-DELAY`, RFC 2449 §6.5).
    pub login_delay_s: Option<u32>,
    /// How long it keeps mail (`EXPIRE`, RFC 2449 §6.7).
    pub retention: Option<Retention>,
    /// What it is (`IMPLEMENTATION`, RFC 2449 §6.9), in its own words: data, escaped and cut short.
    pub implementation: Option<String>,
    /// How much it listed last. Last here, too, and nothing where an earlier build wrote the record.
    #[serde(deserialize_with = "absent_is_default")]
    pub listed: Option<ListedMail>,
}

/// How much mail a server listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedMail {
    /// When.
    pub at: UnixMillis,
    /// How many messages.
    pub messages: u32,
    /// How large they are, as far as that was known.
    pub octets: Octets,
}

/// How long a server keeps mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retention {
    /// For ever.
    Unlimited,
    /// So many days; 0: a fetched message may be gone when the session ends.
    Days(u32),
}

/// How a mailbox is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The mail address.
    pub email: String,
    /// The POP3 server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub protection: Protection,
    /// What the server calls the mailbox.
    pub username: String,
    /// The one certificate that is trusted beside the known authorities' ones.
    pub pinned_certificate: Option<Sha256>,
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Protection {
    /// TLS from the first byte.
    Tls,
    /// TLS after `STLS`, never without.
    Stls,
    /// None; the user agreed to it.
    PlainWithConsent,
}

/// Names one message of a server for ever: its unique id, and which of the messages with that id it is (broken servers
/// give one id to several), counted from 0 in the order of the server's list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeenKey {
    /// The server's id.
    pub uidl: Uidl,
    /// 0 except on servers that repeat ids.
    pub occurrence: u16,
}

/// What is known of one of the server's messages. It stays when the message is removed here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenMark {
    /// Which of the server's messages.
    pub key: SeenKey,
    /// Its id here.
    pub message: MessageId,
    /// How far it is known.
    pub state: SeenState,
}

/// How far one of the server's messages is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeenState {
    /// Its header is here.
    Previewed,
    /// All of it is here.
    Fetched,
    /// Its header is here, and the rest was passed over.
    Skipped(SkipReason),
    /// It was here, and somebody had it erased: it comes again only for whoever asks for it.
    Erased,
}

/// Why a message was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkipReason {
    /// The server answered its `RETR` with `-ERR`.
    Refused,
    /// It is larger than what is fetched without asking.
    TooLarge,
    /// It went on far beyond its size, and beyond what is fetched without asking.
    LargerThanSaid,
}

/// A message known by its header only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePreview {
    /// Which of the server's messages.
    pub key: SeenKey,
    /// Its size as the server says.
    pub octets: Octets,
    /// What the header says.
    pub mail: MailSummary,
    /// When it came into this browser.
    pub arrived_at: UnixMillis,
}

/// A message as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedMessage {
    /// Which of the server's messages.
    pub key: SeenKey,
    /// The exact bytes, dot-unstuffed.
    pub original: Original,
    /// What they say.
    pub mail: MailSummary,
    /// When it came into this browser.
    pub arrived_at: UnixMillis,
    /// What rules make of it.
    pub ruling: Ruling,
}

/// A message's exact bytes and their SHA-256, taken when they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub sha256: Sha256,
}

/// Up to [`PAGE_MESSAGES`] rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "KeptPage")]
pub struct SummaryPage {
    /// Its number.
    pub page: u32,
    /// Its rows by ascending id; ids of removed messages are missing.
    pub rows: Vec<SummaryRecord>,
}

/// A page as it is kept: what few rows have stands apart, so that it costs the others nothing, and pages of earlier
/// builds, which end before it, are pages without.
#[derive(Deserialize)]
struct KeptPage {
    page: u32,
    rows: Vec<SummaryRecord>,
    #[serde(deserialize_with = "absent_is_default")]
    extras: Vec<Extras>,
}

/// What few rows have: [`SummaryRecord::tags`] and [`SummaryRecord::moment`].
#[derive(Serialize, Deserialize)]
struct Extras(MessageId, Vec<TagId>, Option<UnixMillis>);

/// A message's row: everything about it that can be asked without opening it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryRecord {
    /// Which.
    pub id: MessageId,
    /// Where it is filed.
    pub folder: Folder,
    /// Not read yet.
    pub unread: bool,
    /// Starred.
    pub starred: bool,
    /// Exact once fetched; before, what the server says.
    pub octets: Octets,
    /// When it came into this browser.
    pub arrived_at: UnixMillis,
    /// Whether its original is here.
    pub body: BodyState,
    /// What it says.
    pub mail: MailSummary,
    /// The tags on it, each once, by id; some of them may be gone.
    #[serde(skip)]
    pub tags: Vec<TagId>,
    /// What its folder makes of it, until it is filed elsewhere: when it comes back ([`Folder::Snoozed`]), when it came
    /// back (in the inbox), since when it counts as thrown away (in the trash and in junk).
    #[serde(skip)]
    pub moment: Option<UnixMillis>,
}

/// Whether a message's original is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyState {
    /// Not yet.
    Missing,
    /// Not, and for a reason.
    Skipped(SkipReason),
    /// Yes.
    Here,
}

/// A change to messages' rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkChange {
    /// Read or unread.
    Unread(bool),
    /// Starred or not.
    Starred(bool),
    /// Filed elsewhere.
    File(Folder),
    /// A tag is on it, or not.
    Tagged(TagId, bool),
    /// Filed in the trash or in junk, at that time.
    ThrowAway(Folder, UnixMillis),
    /// What lies there counts as thrown away since then, where that is not known.
    ThrownAt(UnixMillis),
    /// Out of sight until then.
    Snooze(UnixMillis),
    /// It is so late: what was to come back by now is in the inbox again, unread.
    ComeBack(UnixMillis),
}

impl ServerRecord {
    /// The first moment at which a log-in that nobody asked for is polite; `None`: any.
    #[must_use]
    pub fn automatic_from(&self) -> Option<UnixMillis> {
        let delay_ms = i64::from(self.login_delay_s?) * 1000;
        Some(self.signed_in_at?.plus_ms(delay_ms))
    }
}

impl SummaryRecord {
    /// The row of a message known by its header only: unread, in the inbox.
    #[must_use]
    pub fn of_header(id: MessageId, octets: Octets, arrived_at: UnixMillis, mail: MailSummary) -> Self {
        Self {
            body: BodyState::Missing,
            ..Self::of_arrival(id, octets, arrived_at, mail)
        }
    }

    /// The row of a message that came whole at once: unread, in the inbox.
    #[must_use]
    pub fn of_arrival(id: MessageId, octets: Octets, arrived_at: UnixMillis, mail: MailSummary) -> Self {
        Self {
            id,
            folder: Folder::Inbox,
            unread: true,
            starred: false,
            octets,
            arrived_at,
            body: BodyState::Here,
            mail,
            tags: Vec::new(),
            moment: None,
        }
    }

    /// Its original came: everything the bytes say is new, everything the user did stays, and so does when it came.
    pub fn complete(&mut self, octets: Octets, mail: MailSummary) {
        self.octets = octets;
        self.body = BodyState::Here;
        self.mail = mail;
    }

    /// Makes a change; `false` when it was so already.
    pub fn change(&mut self, change: MarkChange) -> bool {
        match change {
            MarkChange::Unread(unread) => std::mem::replace(&mut self.unread, unread) != unread,
            MarkChange::Starred(starred) => std::mem::replace(&mut self.starred, starred) != starred,
            MarkChange::File(folder) | MarkChange::ThrowAway(folder, _) if folder == self.folder => false,
            MarkChange::ThrowAway(folder, at) => {
                (self.folder, self.moment) = (folder, Some(at));
                true
            }
            MarkChange::File(folder) => {
                (self.folder, self.moment) = (folder, None);
                true
            }
            MarkChange::Tagged(tag, is_on) => match self.tags.binary_search(&tag) {
                Err(at) if is_on => {
                    self.tags.insert(at, tag);
                    true
                }
                Ok(at) if !is_on => {
                    self.tags.remove(at);
                    true
                }
                _ => false,
            },
            MarkChange::ThrownAt(at) => {
                let is_new = self.is_thrown_away() && self.moment.is_none();
                self.moment = if is_new { Some(at) } else { self.moment };
                is_new
            }
            MarkChange::Snooze(until) => {
                let later = (Folder::Snoozed, Some(until));
                let is_new = (self.folder, self.moment) != later;
                (self.folder, self.moment) = later;
                is_new
            }
            MarkChange::ComeBack(now) => {
                let is_due = self.is_to_come_back(now);
                if is_due {
                    (self.folder, self.unread) = (Folder::Inbox, true);
                }
                is_due
            }
        }
    }

    /// Whether it is in the trash or in junk.
    #[must_use]
    pub const fn is_thrown_away(&self) -> bool {
        matches!(self.folder, Folder::Trash | Folder::Junk)
    }

    /// Whether it is out of sight, and should not be any more.
    #[must_use]
    pub fn is_to_come_back(&self, now: UnixMillis) -> bool {
        self.folder == Folder::Snoozed && self.moment.is_none_or(|moment| moment <= now)
    }
}

impl From<KeptPage> for SummaryPage {
    fn from(
        KeptPage {
            page,
            mut rows,
            extras,
        }: KeptPage,
    ) -> Self {
        for Extras(message, tags, moment) in extras {
            let row = rows.binary_search_by_key(&message, |row| row.id);
            if let Some(row) = row.ok().and_then(|at| rows.get_mut(at)) {
                (row.tags, row.moment) = (tags, moment);
            }
        }
        Self { page, rows }
    }
}

impl Serialize for SummaryPage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let has_extras = |row: &&SummaryRecord| !row.tags.is_empty() || row.moment.is_some();
        let extras = |row: &SummaryRecord| Extras(row.id, row.tags.clone(), row.moment);
        let extras: Vec<Extras> = self.rows.iter().filter(has_extras).map(extras).collect();
        let mut page = serializer.serialize_struct("SummaryPage", 3)?;
        page.serialize_field("page", &self.page)?;
        page.serialize_field("rows", &self.rows)?;
        page.serialize_field("extras", &extras)?;
        page.end()
    }
}

impl Original {
    /// How long it is.
    #[must_use]
    pub fn octets(&self) -> Octets {
        Octets(u64::try_from(self.bytes.len()).unwrap_or(u64::MAX))
    }
}

/// For the last field of a record, where earlier builds ended.
fn absent_is_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(T::deserialize(deserializer).unwrap_or_default())
}

/// The page that an id belongs to.
#[must_use]
pub const fn page_of(message: MessageId) -> u32 {
    message.0 / PAGE_MESSAGES
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn account(sign_in: SignIn) -> AccountRecord {
        AccountRecord {
            id: AccountId(3),
            connection: Connection {
                email: "a@example.org".to_owned(),
                host: "pop.example.org".to_owned(),
                port: 995,
                protection: Protection::Tls,
                username: "a".to_owned(),
                pinned_certificate: None,
            },
            next_message: 7,
            sync_epoch: 1,
            checked_at: None,
            sign_in,
        }
    }

    #[test]
    fn what_an_earlier_build_knew_of_a_server_is_read_by_this_one_and_the_other_way_round() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Earlier(Option<UnixMillis>, Option<u32>, Option<Retention>, Option<String>);

        let earlier = Earlier(
            Some(UnixMillis(7)),
            Some(900),
            None,
            Some("Mailkeeper".to_owned()),
        );
        let read: ServerRecord = postcard::from_bytes(&postcard::to_stdvec(&earlier).unwrap()).unwrap();
        assert_eq!((read.login_delay_s, read.listed), (Some(900), None));
        let listed = Some(ListedMail {
            at: UnixMillis(8),
            messages: 3,
            octets: Octets(4096),
        });
        let new = postcard::to_stdvec(&ServerRecord { listed, ..read }).unwrap();
        assert_eq!(postcard::from_bytes::<Earlier>(&new).unwrap(), earlier);
        assert_eq!(postcard::from_bytes::<ServerRecord>(&new).unwrap().listed, listed);
    }

    #[test]
    fn account_of_an_earlier_build_is_read_by_this_one_and_the_other_way_round() {
        #[derive(Serialize, Deserialize)]
        struct Earlier(AccountId, Connection, u32, u32, Option<UnixMillis>);

        let AccountRecord { id, connection, .. } = account(SignIn::default());
        let earlier = postcard::to_stdvec(&Earlier(id, connection, 7, 1, None)).unwrap();
        let read: AccountRecord = postcard::from_bytes(&earlier).unwrap();
        assert_eq!(read, account(SignIn::default()));

        let learnt = SignIn {
            worked: Some("PLAIN".to_owned()),
            useless: vec!["CRAM-MD5".to_owned()],
            ..SignIn::default()
        };
        let later = postcard::to_stdvec(&account(learnt.clone())).unwrap();
        assert_eq!(
            postcard::from_bytes::<AccountRecord>(&later).unwrap(),
            account(learnt)
        );
        assert_eq!(postcard::from_bytes::<Earlier>(&later).unwrap().2, 7);
    }

    fn row(id: u32) -> SummaryRecord {
        SummaryRecord::of_arrival(MessageId(id), Octets(9), UnixMillis(5), MailSummary::default())
    }

    #[test]
    fn a_page_of_an_earlier_build_has_no_tags_and_its_rows_are_all_there() {
        #[derive(Serialize)]
        struct Earlier(u32, Vec<SummaryRecord>);

        let earlier = postcard::to_stdvec(&Earlier(3, vec![row(1500), row(1501)])).unwrap();
        let expected = SummaryPage {
            page: 3,
            rows: vec![row(1500), row(1501)],
        };
        assert_eq!(postcard::from_bytes::<SummaryPage>(&earlier).unwrap(), expected);
    }

    #[test]
    fn tags_and_coming_back_are_kept_with_their_rows() {
        let mut page = SummaryPage {
            page: 0,
            rows: vec![row(0), row(1), row(7)],
        };
        page.rows[1].change(MarkChange::Tagged(TagId(4), true));
        page.rows[1].change(MarkChange::Tagged(TagId(2), true));
        page.rows[2].change(MarkChange::Snooze(UnixMillis(90)));
        assert_eq!(page.rows[1].tags, [TagId(2), TagId(4)]);
        let kept = postcard::to_stdvec(&page).unwrap();
        assert_eq!(postcard::from_bytes::<SummaryPage>(&kept).unwrap(), page);
    }

    #[test]
    fn what_is_snoozed_comes_back_unread_when_it_is_time_and_stands_there_until_it_is_filed() {
        let mut row = row(0);
        row.unread = false;
        assert!(row.change(MarkChange::Snooze(UnixMillis(90))));
        assert!(!row.change(MarkChange::Snooze(UnixMillis(90))));
        assert!(!row.change(MarkChange::ComeBack(UnixMillis(89))));
        assert_eq!((row.folder, row.unread), (Folder::Snoozed, false));
        assert!(row.change(MarkChange::ComeBack(UnixMillis(90))));
        assert_eq!(
            (row.folder, row.unread, row.moment),
            (Folder::Inbox, true, Some(UnixMillis(90)))
        );
        assert!(!row.change(MarkChange::ComeBack(UnixMillis(99))));
        assert!(row.change(MarkChange::File(Folder::Archive)));
        assert_eq!(row.moment, None);
    }

    #[test]
    fn what_is_thrown_away_counts_from_when_it_was_first_seen_there() {
        let mut row = row(0);
        assert!(
            !row.change(MarkChange::ThrownAt(UnixMillis(10))),
            "it is in the inbox"
        );
        row.change(MarkChange::File(Folder::Trash));
        assert!(row.change(MarkChange::ThrownAt(UnixMillis(20))));
        assert!(!row.change(MarkChange::ThrownAt(UnixMillis(30))));
        assert_eq!(row.moment, Some(UnixMillis(20)));
    }
}
