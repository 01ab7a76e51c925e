//! What the interface shows of how a message is made: messages inside of it, what it reports, what there is to know
//! about how it was read.

use serde::{Deserialize, Serialize};

use super::{AddressView, CalendarView, CardsView};
use crate::units::UnixMillis;

/// The header of a message inside of another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NestedView {
    /// The sender.
    pub from: AddressView,
    /// The subject; empty when there is none.
    pub subject: String,
    /// When it was sent, or came.
    pub date: Option<UnixMillis>,
}

/// What is in an attachment, to be looked at without opening the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PreviewView {
    /// A calendar.
    Calendar(CalendarView),
    /// Contact cards.
    Cards(CardsView),
}

/// What a file can do that a document cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Danger {
    /// It is a program, or installs one.
    Program,
    /// It is run by a program that most systems have.
    Script,
    /// It starts something else.
    Shortcut,
    /// It opens as a disk, past what checks files.
    DiskImage,
    /// It is an office document with programs in it.
    Macros,
    /// It is a page that can run scripts in a browser.
    WebPage,
}

/// How a name misleads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NameTrick {
    /// It has the ending of a document before its true one.
    TwoEndings,
    /// It held characters that turn the direction of reading.
    Direction,
    /// It has much space in it, which pushes the ending away.
    Space,
    /// Its ending says something else than its bytes.
    OtherThanItSays,
}

/// How a body is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BodyForm {
    /// As its sender designed it.
    Designed,
    /// As text alone.
    Plain,
}

/// In which forms a message can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormsView {
    /// Whether its sender designed it, as a page.
    pub designed: bool,
    /// Whether its sender wrote it as text; the text of a page can be read in any case.
    pub plain: bool,
    /// In which form it is.
    pub shown: BodyForm,
}

/// Something that is worth a line above the message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoteView {
    /// Somebody signed it; nobody here looked whether that is true.
    Signed(Scheme),
    /// It is locked, and the key is not here.
    Encrypted(Scheme),
    /// It is a piece of a message that was sent in several.
    Piece {
        /// Which, counted from 1; 0 when it does not say.
        number: u32,
        /// Of how many; 0 when it does not say.
        total: u32,
    },
    /// Something that belongs to it was not sent along.
    Elsewhere {
        /// How it could be had, such as "anon-ftp" or "url": data, never markup.
        access: String,
        /// Where it lies; empty when it does not say.
        place: String,
    },
    /// What Outlook packed (`winmail.dat`) could not be unpacked whole.
    ContainerDamaged,
    /// A file is among its words, in an encoding of newsgroups (yEnc) that is not read.
    YEnc,
    /// It has more parts than are told apart.
    PartsLeftOut,
    /// It has more bodies than are read together; the others are among its attachments.
    BodiesLeftOut,
    /// Its parts lie deeper within each other than they are told apart.
    TooDeep,
    /// Its header has more than is read.
    HeaderCut,
    /// It is longer than what is shown.
    TextCut,
    /// Its page is too large or too tangled to be shown as one: this is its text.
    PageAsText,
    /// Nothing of its page would be seen: this is its text.
    PageHidden,
}

/// How a message was signed or locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scheme {
    /// OpenPGP.
    Pgp,
    /// S/MIME.
    Smime,
}

/// What became of a message that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    /// Of what.
    pub kind: ReportKind,
    /// The server or program that reports; empty when it does not say.
    pub reporter: String,
    /// What became of it for each of those it was for.
    pub recipients: Vec<RecipientView>,
    /// Whether there are more of them.
    pub more: bool,
}

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportKind {
    /// Whether it was delivered.
    Delivery,
    /// What became of it in somebody's mailbox.
    Receipt,
    /// That somebody called it junk.
    Complaint,
}

/// What became of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientView {
    /// Whom it was for; empty when it does not say.
    pub address: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The reason as a number.
    pub status: Option<StatusCode>,
    /// The reason as the server gave it: data, never markup.
    pub said: String,
    /// The server that gave it; empty when it does not say.
    pub server: String,
    /// Until when the reporter tries again.
    pub retries_until: Option<UnixMillis>,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each says itself")]
pub enum Outcome {
    Failed,
    Delayed,
    Delivered,
    /// It went on to a server that reports nothing.
    Relayed,
    /// It went on to several others.
    Expanded,
    /// It was shown to somebody, who need not have read it.
    Displayed,
    Deleted,
    Unsaid,
}

/// The reason as a number (RFC 3463), such as 5.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCode {
    /// 2: success, 4: for now, 5: for good.
    pub class: u8,
    /// What it is about.
    pub subject: u16,
    /// What about it.
    pub detail: u16,
}
