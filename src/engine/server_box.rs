//! What is on the server, as far as its last list says, and what the user wants of it: of all messages (limits) and of
//! single ones (wishes). Nothing here talks to a server: `sync` does.

use std::collections::{HashMap, HashSet};

use super::mailbox::Mailbox;
use super::plan::Listed;
use super::{Engine, deletion, ledger, order};
use crate::clock::Clock;
use crate::mail::MailSummary;
use crate::store::{
    BodyState, DeletionPolicy, FetchLimits, ListedMail, SeenKey, SeenMark, SkipReason, Store, Will, Wish,
    Wishes,
};
use crate::transport::Dial;
use crate::units::{AccountId, MessageId, Octets, UnixMillis};
use crate::wire::{Decision, Fault, FetchLimitsView, Presence, ServerBoxView, ServerMessage, ServerRowView};

/// More rows are not handed out at a time.
const MOST_ROWS: u32 = 500;

/// What a server listed.
#[derive(Debug)]
pub(super) struct Listing {
    at: UnixMillis,
    octets: u64,
    /// In the server's order, which is oldest first.
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    /// `None`: the server has no id for it.
    key: Option<SeenKey>,
    /// As it was listed; 0 where that was not said.
    octets: Octets,
    /// The same, or else the size of what is here.
    size: Octets,
    /// Its row here.
    message: Option<MessageId>,
    /// What its header says, where it has no row and somebody looked.
    header: Option<Box<MailSummary>>,
}

impl Listing {
    /// `here` are the account's rows: they know the sizes that the server was not asked for.
    pub(super) fn new(at: UnixMillis, listed: &[Listed], seen: &[SeenMark], here: &Mailbox) -> Self {
        let known: HashMap<&SeenKey, MessageId> = seen.iter().map(|mark| (&mark.key, mark.message)).collect();
        let line = |listed: &Listed| {
            let message = listed.key.as_ref().and_then(|key| known.get(key)).copied();
            let unsaid = message.filter(|_| listed.octets == Octets(0));
            Line {
                key: listed.key.clone(),
                octets: listed.octets,
                size: unsaid
                    .and_then(|message| here.row(message))
                    .map_or(listed.octets, |row| row.octets),
                message,
                header: None,
            }
        };
        let lines: Vec<Line> = listed.iter().map(line).collect();
        Self {
            at,
            octets: lines.iter().map(|line| line.size.0).fold(0, u64::saturating_add),
            lines,
        }
    }

    /// Takes over what was seen when the server was looked at before.
    pub(super) fn remember(mut self, before: Option<Self>) -> Self {
        let seen = before.into_iter().flat_map(|before| before.lines);
        let mut seen: HashMap<SeenKey, Box<MailSummary>> =
            seen.filter_map(|line| Some((line.key?, line.header?))).collect();
        for line in self.lines.iter_mut().filter(|line| line.message.is_none()) {
            line.header = line.key.as_ref().and_then(|key| seen.remove(key));
        }
        self
    }

    /// The places on the list of messages of which nothing is known, in a stretch of it that is counted from the newest.
    pub(super) fn strangers(&self, start: u32, count: u32) -> Vec<usize> {
        let places = self.lines.iter().enumerate().rev();
        let stretch = places.skip(start as usize).take(count as usize);
        stretch
            .filter(|(_, line)| line.message.is_none() && line.header.is_none())
            .map(|(place, _)| place)
            .collect()
    }

    /// Notes what the header of the message at a place says.
    pub(super) fn show(&mut self, place: usize, header: MailSummary) {
        if let Some(line) = self.lines.get_mut(place) {
            line.header = Some(Box::new(header));
        }
    }

    /// Notes the rows that messages got since.
    pub(super) fn note(&mut self, noted: &[(SeenKey, MessageId)]) {
        let noted: HashMap<&SeenKey, MessageId> =
            noted.iter().map(|(key, message)| (key, *message)).collect();
        for line in self.lines.iter_mut().filter(|line| line.message.is_none()) {
            line.message = line.key.as_ref().and_then(|key| noted.get(key)).copied();
        }
    }

    /// Leaves out what is gone since.
    pub(super) fn forget(&mut self, gone: &HashSet<&SeenKey>) {
        let octets = &mut self.octets;
        self.lines.retain(|line| {
            let is_gone = line.key.as_ref().is_some_and(|key| gone.contains(key));
            if is_gone {
                *octets = octets.saturating_sub(line.size.0);
            }
            !is_gone
        });
    }

    /// When it was, and how much is on it.
    pub(super) fn in_short(&self) -> ListedMail {
        ListedMail {
            at: self.at,
            messages: u32::try_from(self.lines.len()).unwrap_or(u32::MAX),
            octets: Octets(self.octets),
        }
    }

    /// The row here of each, where it has one.
    pub(super) fn messages(&self) -> impl Iterator<Item = Option<MessageId>> {
        self.lines.iter().map(|line| line.message)
    }

    /// The listed messages here for which somebody wishes something, by id.
    pub(super) fn wished(&self, wishes: &Wishes) -> Vec<(MessageId, Will)> {
        let wished = self
            .lines
            .iter()
            .filter_map(|line| Some((line.message?, line.will(wishes)?)))
            .collect();
        order::by(wished, |(message, _)| (0, message.0))
    }
}

impl Line {
    fn will(&self, wishes: &Wishes) -> Option<Will> {
        wishes.of(self.key.as_ref()?, self.octets)
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// A stretch of what the server listed last, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn server_box(
        &self,
        account: AccountId,
        start: u32,
        count: u32,
    ) -> Result<ServerBoxView, Fault> {
        let facts = Facts {
            wishes: self.store.wishes(account).await?,
            policy: self.store.deletion_policy(account).await?,
            now: self.clock.now(),
        };
        let copies_stay = self.is_storage_persistent() || facts.policy.although_browser_may_forget;
        let view = self
            .with_mailbox(account, |mailbox| {
                facts.view(mailbox, start, count.min(MOST_ROWS))
            })
            .await?;
        Ok(ServerBoxView {
            browser_may_forget: !copies_stay,
            ..view
        })
    }

    /// Keeps what the user wants of messages on the server. It counts from the next check on.
    ///
    /// # Errors
    /// The store's.
    pub async fn decide(
        &self,
        account: AccountId,
        messages: &[ServerMessage],
        decision: Decision,
    ) -> Result<(), Fault> {
        let will = match decision {
            Decision::Fetch => Some(Will::Fetch),
            Decision::Leave => Some(Will::Leave),
            Decision::Delete => Some(Will::Delete),
            Decision::DeleteWithoutCopy => Some(Will::DeleteWithoutCopy),
            Decision::Later => None,
        };
        let keys: Vec<(SeenKey, Octets)> = messages.iter().map(key_of).collect();
        let mut settled = Vec::new();
        let mut new = Vec::new();
        match will {
            Some(will) => new.extend(keys.into_iter().map(|(key, octets)| Wish { key, octets, will })),
            None => {
                let keys: HashSet<&SeenKey> = keys.iter().map(|(key, _)| key).collect();
                let wishes = self.store.wishes(account).await?;
                settled.extend(wishes.iter().filter(|wish| keys.contains(&wish.key)).cloned());
            }
        }
        Ok(self.store.change_wishes(account, &settled, new).await?)
    }

    /// How much of an account's mail is fetched without being asked for.
    ///
    /// # Errors
    /// The store's.
    pub async fn fetch_limits(&self, account: AccountId) -> Result<FetchLimitsView, Fault> {
        let limits = self.store.fetch_limits(account).await?;
        Ok(FetchLimitsView {
            headers_only: limits.headers_only,
            largest: limits.largest,
            most_per_check: limits.most_per_check,
        })
    }

    /// Changes that, from the next check on.
    ///
    /// # Errors
    /// The store's.
    pub async fn set_fetch_limits(&self, account: AccountId, limits: FetchLimitsView) -> Result<(), Fault> {
        let limits = FetchLimits {
            headers_only: limits.headers_only,
            largest: limits.largest,
            most_per_check: limits.most_per_check,
        };
        Ok(self.store.set_fetch_limits(account, limits).await?)
    }
}

/// What decides about a listed message.
struct Facts {
    wishes: Wishes,
    policy: DeletionPolicy,
    now: UnixMillis,
}

impl Facts {
    fn view(&self, mailbox: &Mailbox, start: u32, count: u32) -> ServerBoxView {
        let Some(listing) = &mailbox.listing else {
            return ServerBoxView::default();
        };
        let ListedMail {
            at,
            messages: total,
            octets,
        } = listing.in_short();
        let newest_first = listing.lines.iter().rev().skip(start as usize);
        let mut view = ServerBoxView {
            listed_at: Some(at),
            total,
            octets,
            start: start.min(total),
            rows: newest_first
                .take(count as usize)
                .map(|line| self.row(line, mailbox))
                .collect(),
            ..ServerBoxView::default()
        };
        if !self.wishes.is_empty() {
            for will in listing.lines.iter().filter_map(|line| line.will(&self.wishes)) {
                match will {
                    Will::Fetch => view.to_fetch += 1,
                    Will::Delete | Will::DeleteWithoutCopy => view.to_delete += 1,
                    Will::Leave => view.left += 1,
                }
            }
        }
        view
    }

    fn row(&self, line: &Line, mailbox: &Mailbox) -> ServerRowView {
        let will = line.will(&self.wishes);
        let row = line.message.and_then(|message| mailbox.row(message));
        let goes = row.and_then(|row| deletion::reason(&self.policy, will, row, self.now));
        let date = row.map(|row| row.mail.date.unwrap_or(row.arrived_at));
        let words = row.map(|row| &row.mail).or(line.header.as_deref());
        let words = words.cloned().unwrap_or_default();
        ServerRowView {
            server: line.key.as_ref().map(|key| ServerMessage {
                uidl: key.uidl.clone(),
                occurrence: key.occurrence,
                octets: line.octets,
            }),
            octets: line.size,
            message: row.map(|row| row.id),
            from: if words.from_name.is_empty() {
                words.from_address
            } else {
                words.from_name
            },
            subject: words.subject,
            date: date.or(words.date),
            presence: row.map_or(Presence::NotHere, |row| presence(row.body)),
            decision: will.map(decision),
            goes: goes.map(ledger::reason_view),
        }
    }
}

const fn presence(body: BodyState) -> Presence {
    match body {
        BodyState::Here => Presence::Here,
        BodyState::Missing => Presence::HeaderOnly,
        BodyState::Skipped(SkipReason::Refused) => Presence::Refused,
        BodyState::Skipped(SkipReason::TooLarge | SkipReason::LargerThanSaid) => Presence::TooLarge,
    }
}

const fn decision(will: Will) -> Decision {
    match will {
        Will::Fetch => Decision::Fetch,
        Will::Leave => Decision::Leave,
        Will::Delete => Decision::Delete,
        Will::DeleteWithoutCopy => Decision::DeleteWithoutCopy,
    }
}

fn key_of(message: &ServerMessage) -> (SeenKey, Octets) {
    let key = SeenKey {
        uidl: message.uidl.clone(),
        occurrence: message.occurrence,
    };
    (key, message.octets)
}
