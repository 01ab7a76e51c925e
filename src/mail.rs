//! What a message says, read from its bytes. Everything here is a pure function of them; whatever they are, it answers,
//! in bounded time and space. It must not know where messages come from, nor how they are shown.
//!
//! ```text
//! original ─► parts (places, nothing decoded) ─► body (which parts are read, which are attached)
//!                                                  ├─► summary: header, snippet             for the list
//!                                                  └─► opened: text │ html ─► ammonia       for the reader
//! part ─────► preview: calendar │ cards; sight: picture │ text; packed: zip                    for the reader
//! header ───► facts: what fields say and whom they name, for rules
//! header ───► trace: the way it came, who says who sent it, and how much of that is believed   for the reader
//! ```
//!
//! mail-parser reads fields and charsets, the platform reads charsets with large tables, html5ever and ammonia read
//! HTML, linkify finds links; what they are given is bounded here first.

mod armour;
mod attached;
mod body;
mod calendar;
mod card;
mod charset;
mod clean;
mod content_lines;
mod decode;
mod encoded;
mod facts;
mod filed;
mod guess;
mod header;
mod html;
mod inner;
mod invitation;
mod kind;
mod list;
mod moment;
mod names;
mod nested;
mod notes;
mod opened;
mod packed;
mod parts;
mod preview;
mod raster;
mod reader;
mod report;
mod same;
mod shared;
mod sight;
mod smime;
mod snippet;
mod style;
mod summary;
mod text;
mod tnef;
mod trace;
mod uuencode;

use serde::{Deserialize, Serialize};

use crate::units::UnixMillis;

pub use attached::{AttachmentFacts, attachment};
pub use calendar::{
    Answer, Attendee, AttendeeRole, Calendar, CalendarEvent, CalendarMethod, EventStatus, Moment, Repeats,
    Rule, RuleDay, RuleEnd, RuleUnit, WallClock, WallTime,
};
pub use card::{Birthday, Card, CardField, CardFieldKind, CardUse, Cards};
pub use facts::{Facts, Fields};
pub use html::{RemoteImages, RemotePictures};
pub use kind::{Danger, NameTrick};
pub use list::{ListFacts, ListLink, ListPurpose};
pub use nested::{NestedFacts, nested};
pub use notes::{Note, Scheme};
pub use opened::{Body, BodyForm, Forms, OpenedMessage, TextBlock, TextSpan, open, open_as};
pub use preview::{Preview, preview};
pub use raster::PixelSize;
pub use reader::{Reader, Reading};
pub use report::{Outcome, RecipientReport, Report, ReportKind, StatusCode};
pub use same::{has_same_header, is_same};
pub use sight::{Picture, Sight};
pub use summary::{summarise, summarise_header};
pub use trace::{
    Alignment, Check, Hint, Home, Hop, Name, Reach, Reason, Results, ResultsKind, Role, Standing, Trace,
    Verdict, header_lines, look_alike, trace,
};

/// A person or a list. Neither text holds controls or direction marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The display name; empty when there is none.
    pub name: String,
    /// The address; empty when there is none.
    pub address: String,
}

/// What a list shows of a message. Kept with it, so that a list never parses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSummary {
    /// The sender's display name; empty when there is none.
    pub from_name: String,
    /// The sender's address; empty when there is none.
    pub from_address: String,
    /// The subject, unfolded and decoded; empty when there is none.
    pub subject: String,
    /// The beginning of the text, one line, at most 160 characters; empty when only the header was read.
    pub snippet: String,
    /// When it was sent by its own account, or delivered where that is absurd; `None` when nothing says.
    pub date: Option<UnixMillis>,
    /// Without angle brackets; empty when there is none.
    pub message_id: String,
    /// `References` and `In-Reply-To`, oldest first, at most 30: what conversations are made of.
    pub references: Vec<String>,
    /// Whether something is attached that is not part of the text.
    pub attachments: bool,
}
