//! Messages here that the server does not list by a name that is known, to be found by what they say.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256 as Hasher};

use crate::mail::MailSummary;
use crate::store::{SeenKey, SeenMark, SummaryRecord};
use crate::units::{MessageId, Sha256, Uidl, UnixMillis};

/// What two copies of a message have in common for certain: a quick way to the few that are worth a closer look.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Words {
    MessageId(String),
    Rest(String, String, Option<UnixMillis>),
}

impl Words {
    fn of(mail: &MailSummary) -> Self {
        if mail.message_id.is_empty() {
            Self::Rest(mail.from_address.clone(), mail.subject.clone(), mail.date)
        } else {
            Self::MessageId(mail.message_id.clone())
        }
    }
}

/// The messages of an account that a listing does not name.
#[derive(Debug, Default)]
pub(in super::super) struct Unlisted {
    by_words: HashMap<Words, Vec<(SeenMark, SummaryRecord)>>,
    /// What stands for a message on the server by now.
    taken: HashSet<MessageId>,
    /// How often each name was given that was made from a message's content.
    made: HashMap<Uidl, u16>,
}

impl Unlisted {
    pub(super) fn new(marks: Vec<SeenMark>, mut row: impl FnMut(MessageId) -> Option<SummaryRecord>) -> Self {
        let mut unlisted = Self::default();
        for mark in marks {
            let next = mark.key.occurrence.saturating_add(1);
            let made = unlisted.made.entry(mark.key.uidl.clone()).or_default();
            *made = next.max(*made);
            if let Some(row) = row(mark.message) {
                let same_words = unlisted.by_words.entry(Words::of(&row.mail)).or_default();
                same_words.push((mark, row));
            }
        }
        unlisted
    }

    pub(in super::super) fn is_empty(&self) -> bool {
        self.by_words.is_empty()
    }

    /// The messages that may be this one.
    pub(in super::super) fn like(
        &self,
        mail: &MailSummary,
    ) -> impl Iterator<Item = &(SeenMark, SummaryRecord)> {
        let alike = self.by_words.get(&Words::of(mail)).into_iter().flatten();
        alike.filter(|(mark, _)| !self.taken.contains(&mark.message))
    }

    /// One message here stands for one on the server, and for no other.
    pub(in super::super) fn take(&mut self, taken: &SeenMark) {
        self.taken.insert(taken.message);
    }

    /// A name for a message that the server has none for.
    pub(in super::super) fn name(&mut self, prefix: &str, sha256: Sha256) -> Option<SeenKey> {
        let uidl = Uidl::new(format!("{prefix}:{sha256}").as_bytes())?;
        let made = self.made.entry(uidl.clone()).or_default();
        let occurrence = *made;
        *made = made.saturating_add(1);
        Some(SeenKey { uidl, occurrence })
    }

    /// A name for a message whose header alone is known.
    pub(in super::super) fn name_by_header(&mut self, header: &[u8]) -> Option<SeenKey> {
        self.name("header-sha-256", Sha256(Hasher::digest(header).into()))
    }
}
