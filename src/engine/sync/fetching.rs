//! Bringing what the plan wants: headers, then messages, asked for in one row, so that the line never falls silent
//! between them. It must not decide what is wanted.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;
use std::pin::pin;

use futures::future::{Either, select};

use super::batch::{Batch, Whole};
use super::recognise::Unlisted;
use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::EngineOptions;
use crate::engine::driver::Link;
use crate::engine::plan::{Listed, Plan};
use crate::mail;
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::{MessagePreview, SeenKey, SeenState, SkipReason, Store, SyncLease};
use crate::transport::{Dial, Stream};
use crate::units::{MessageNumber, Octets, UnixMillis};

/// Headers are committed in groups: a first screenful at once, then a page of the store each.
const FIRST_PREVIEWS: usize = 50;
const PREVIEWS_PER_COMMIT: usize = 500;
/// A header longer than this is cut for its row; the whole message still comes.
pub(super) const MAX_HEADER: usize = 256 * 1024;
/// A message that has the size it should have, but for a terminator glued to it, ends after so much silence.
const GLUED_AFTER_MS: u32 = 5_000;
/// How much is asked for ahead of what has come. A round trip of a tenth of a second then carries 80 MB/s.
const AHEAD_OCTETS: u64 = 8 * 1024 * 1024;
/// The same in messages: as many as [`Link`] lets out at once, and half of that again, to be at hand when it can.
const AHEAD_MESSAGES: usize = 1536;

/// One answer that is on its way, or will be.
#[derive(Debug)]
struct Asked {
    part: Part,
    listed: Listed,
    /// More of it than this is not taken.
    max: Octets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    /// A header whose message does not follow.
    HeaderAlone,
    Whole,
}

impl Asked {
    const fn intent(&self) -> Intent {
        let number = self.listed.number;
        match self.part {
            Part::Header | Part::HeaderAlone => Intent::Top { number, lines: 0 },
            Part::Whole => Intent::Retrieve(number),
        }
    }

    /// What its answer may weigh.
    const fn octets(&self) -> u64 {
        match self.part {
            Part::Header | Part::HeaderAlone => 0,
            Part::Whole => self.listed.octets.0,
        }
    }

    fn is_refused_by(&self, command: CommandKind) -> bool {
        command
            == match self.part {
                Part::Header | Part::HeaderAlone => CommandKind::Top(self.listed.number),
                Part::Whole => CommandKind::Retrieve(self.listed.number),
            }
    }
}

/// What is asked, in order.
struct Queue<I> {
    waiting: I,
    /// What turned out to be wanted.
    late: Vec<Asked>,
    asked: VecDeque<Asked>,
    octets: u64,
}

impl<I: Iterator<Item = Asked>> Queue<I> {
    fn ask<T: Stream, C: Clock>(&mut self, link: &mut Link<'_, T, C>) -> Result<(), RunError> {
        while self.asked.len() < AHEAD_MESSAGES
            && (self.asked.is_empty() || self.octets < AHEAD_OCTETS)
            && let Some(next) = self.waiting.next().or_else(|| self.late.pop())
        {
            link.send(next.intent())?;
            self.octets = self.octets.saturating_add(next.octets());
            self.asked.push_back(next);
        }
        Ok(())
    }

    fn answered(&mut self) -> Option<Asked> {
        let answered = self.asked.pop_front()?;
        self.octets = self.octets.saturating_sub(answered.octets());
        Some(answered)
    }
}

/// What came and is not committed.
struct Arrived {
    header: Vec<u8>,
    previews: Vec<MessagePreview>,
    /// So many previews are worth a commit.
    group: usize,
    batch: Batch,
    /// What is here and not listed.
    unlisted: Unlisted,
    /// The names of messages without one whose headers came.
    names: HashMap<MessageNumber, SeenKey>,
    /// The message ids that `TOP` showed in this session, where there are any: hashes, since there may be many.
    shown: HashMap<MessageNumber, u64>,
}

/// Fetches what is planned. What came whole before a fault is committed.
pub(super) async fn fetch<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    lease: SyncLease,
    plan: Plan,
    unlisted: Unlisted,
) -> Result<Line, RunError> {
    let EngineOptions {
        max_message,
        max_asked,
        ..
    } = run.engine.options;
    let header = |part| {
        move |listed: Listed| Asked {
            part,
            listed,
            max: max_message,
        }
    };
    let headers = plan.previews.into_iter().map(header(Part::Header));
    let headers = headers.chain(plan.headers.into_iter().map(header(Part::HeaderAlone)));
    let messages = plan.fetches.into_iter().enumerate().map(|(place, listed)| Asked {
        part: Part::Whole,
        listed,
        max: if place < plan.asked_for {
            max_asked
        } else {
            max_message
        },
    });
    let mut queue = Queue {
        waiting: headers.chain(messages),
        late: Vec::new(),
        asked: VecDeque::new(),
        octets: 0,
    };
    let mut arrived = Arrived {
        header: Vec::new(),
        previews: Vec::new(),
        group: FIRST_PREVIEWS,
        batch: Batch::new(run.engine.clock.now()),
        unlisted,
        names: HashMap::new(),
        shown: HashMap::new(),
    };
    let outcome = receive(run, link, lease, &mut queue, &mut arrived).await;
    link.awake_during(arrived.commit(run, lease)).await?;
    if let (Err(RunError::Link(error)), Some(current)) = (&outcome, queue.asked.pop_front())
        && run.stumbled_over(error, &current.listed)
    {
        arrived
            .pass_over(run, lease, current.listed, SkipReason::Refused)
            .await?;
    }
    let line = outcome?;
    for listed in plan.too_large {
        arrived
            .pass_over(run, lease, listed, SkipReason::TooLarge)
            .await?;
    }
    Ok(line)
}

async fn receive<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    lease: SyncLease,
    queue: &mut Queue<impl Iterator<Item = Asked>>,
    arrived: &mut Arrived,
) -> Result<Line, RunError> {
    loop {
        queue.ask(link)?;
        let Some(current) = queue.asked.front() else {
            return Ok(Line::Good);
        };
        let event = arrived.next_event(run, link, current).await?;
        let number = current.listed.number;
        match (event, current.part) {
            (Event::MessageStarted { .. }, part) => arrived.start(part, current.max),
            (Event::MessageChunk { bytes, .. }, part) => {
                arrived.chunk(part, &bytes);
                if arrived.batch.is_overflown()
                    && let Some(endless) = queue.answered()
                {
                    // Nobody knows how much more would come: what comes behind comes over another line.
                    run.view.total = run.view.total.saturating_sub(1);
                    let reason = SkipReason::LargerThanSaid;
                    arrived.pass_over(run, lease, endless.listed, reason).await?;
                    return Ok(Line::Choked);
                }
            }
            (Event::MessageEnded { number: ended, .. }, _) if ended == number => {
                if let Some(answered) = queue.answered() {
                    let doubtful = link.awake_during(arrived.end(run, lease, answered)).await?;
                    run.view.total = run.view.total.saturating_add(u32::from(doubtful.is_some()));
                    queue.late.extend(doubtful);
                }
            }
            (Event::Refused { command, .. }, _) if current.is_refused_by(command) => {
                match queue.answered() {
                    Some(Asked {
                        part: Part::Whole,
                        listed,
                        ..
                    }) => {
                        run.view.total = run.view.total.saturating_sub(1);
                        arrived.pass_over(run, lease, listed, SkipReason::Refused).await?;
                    }
                    // Whoever opens its row has it fetched.
                    Some(Asked {
                        part: Part::HeaderAlone,
                        listed:
                            Listed {
                                key: Some(key),
                                octets,
                                ..
                            },
                        ..
                    }) => {
                        arrived.show(key, octets, mail::MailSummary::default(), run.engine.clock.now());
                    }
                    // A message whose header cannot be had shows its row when its body comes.
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// What became of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It can be parted from as the protocol wants it.
    Good,
    /// A message came over it that did not end.
    Choked,
}

impl Arrived {
    /// The next event, or the end of a message whose terminator came glued to its last line.
    async fn next_event<S: Store, D: Dial, C: Clock, T: Stream>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        link: &mut Link<'_, T, C>,
        current: &Asked,
    ) -> Result<Event, RunError> {
        let engine = run.engine;
        let may_be_glued = current.part == Part::Whole
            && link.message_looks_complete()
            && self.batch.is_of_size_without_terminator(current.listed.octets);
        if may_be_glued {
            let patience = pin!(engine.clock.sleep_ms(GLUED_AFTER_MS));
            if let Either::Left((event, _)) = select(pin!(run.event(link)), patience).await {
                return event;
            }
            self.batch.cut_terminator();
            link.end_glued_message();
        }
        run.event(link).await
    }

    fn start(&mut self, part: Part, max: Octets) {
        match part {
            Part::Header | Part::HeaderAlone => self.header.clear(),
            Part::Whole => self.batch.start(max),
        }
    }

    fn chunk(&mut self, part: Part, bytes: &[u8]) {
        match part {
            Part::Header | Part::HeaderAlone if self.header.len() < MAX_HEADER => {
                self.header.extend_from_slice(bytes);
            }
            Part::Header | Part::HeaderAlone => {}
            Part::Whole => self.batch.chunk(bytes),
        }
    }

    /// An answer is whole. What comes back has to be fetched to be told from what is here.
    async fn end<S: Store, D: Dial, C: Clock>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        lease: SyncLease,
        Asked { part, listed, max }: Asked,
    ) -> Result<Option<Asked>, RunError> {
        let now = run.engine.clock.now();
        let doubtful = match part {
            Part::Header | Part::HeaderAlone => self.header_ended(listed, now),
            Part::Whole => {
                if let Some(whole) = self.batch.end(now) {
                    self.message_ended(run, lease, listed, whole).await?;
                }
                None
            }
        };
        // No more headers come behind the first message.
        if self.previews.len() >= self.group || part == Part::Whole {
            self.group = PREVIEWS_PER_COMMIT;
            run.commit_previews(lease, &mut self.previews).await?;
        }
        if self.batch.is_due(now) {
            run.commit(lease, &mut self.batch).await?;
        }
        // The message of a header that came ahead follows anyway.
        let doubtful = doubtful.filter(|listed| part == Part::HeaderAlone && listed.octets <= max);
        Ok(doubtful.map(|listed| Asked {
            part: Part::Whole,
            listed,
            max,
        }))
    }

    /// What comes back may be here already, and the header alone does not tell.
    fn header_ended(&mut self, listed: Listed, now: UnixMillis) -> Option<Listed> {
        let mail = mail::summarise_header(&self.header, now);
        if !mail.message_id.is_empty() {
            let message_id = self.shown.hasher().hash_one(&mail.message_id);
            self.shown.insert(listed.number, message_id);
        }
        // What may be here already shows its row when its body has told.
        if let Some((mark, _)) = self.unlisted.like(&mail).next() {
            // What has no name of its own and is known by a header has a row already.
            let is_known = listed.key.is_none() && mark.state != SeenState::Fetched;
            return (!is_known).then_some(listed);
        }
        let key = listed.key.or_else(|| {
            let name = self.unlisted.name_by_header(&self.header)?;
            self.names.insert(listed.number, name.clone());
            Some(name)
        });
        if let Some(key) = key {
            self.show(key, listed.octets, mail, now);
        }
        None
    }

    /// A message gets its row.
    fn show(&mut self, key: SeenKey, octets: Octets, mail: mail::MailSummary, now: UnixMillis) {
        self.previews.push(MessagePreview {
            key,
            octets,
            mail,
            arrived_at: now,
        });
    }

    async fn message_ended<S: Store, D: Dial, C: Clock>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        lease: SyncLease,
        listed: Listed,
        whole: Whole,
    ) -> Result<(), RunError> {
        // The server confuses its numbers: under this name, this message would hide another.
        if self
            .shown
            .get(&listed.number)
            .is_some_and(|shown| *shown != self.shown.hasher().hash_one(&whole.mail.message_id))
        {
            run.view.total = run.view.total.saturating_sub(1);
            return self.pass_over(run, lease, listed, SkipReason::Refused).await;
        }
        if let Some(damaged) = run.damaged(listed.key.as_ref()) {
            if damaged.is(&whole) {
                return run.mend(lease, damaged, whole).await;
            }
            // Another message does not take its place.
            run.view.total = run.view.total.saturating_sub(1);
            return self.pass_over(run, lease, listed, SkipReason::Refused).await;
        }
        let Whole { original, mail } = &whole;
        let here = run.copy_here(&original.bytes, mail, &self.unlisted).await?;
        if let Some(mark) = here {
            self.unlisted.take(&mark);
            run.view.total = run.view.total.saturating_sub(1);
            let link = listed.key.map(|key| (mark.message, key));
            run.noted
                .extend(link.iter().map(|(message, key)| (key.clone(), *message)));
            return run.relink(lease, link.into_iter().collect()).await;
        }
        let named = listed.key.as_ref().map(|key| (key, listed.octets));
        let ruling = run.rules.ruling(&original.bytes, mail.attachments, named);
        let key = match listed.key {
            Some(key) => Some(key),
            None => self.unlisted.name("sha-256", original.sha256),
        };
        if let Some(key) = key {
            self.batch.add(key, whole, ruling, run.engine.clock.now());
        }
        Ok(())
    }

    /// A message stays on the server.
    async fn pass_over<S: Store, D: Dial, C: Clock>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        lease: SyncLease,
        listed: Listed,
        reason: SkipReason,
    ) -> Result<(), RunError> {
        let key = listed.key.or_else(|| self.names.remove(&listed.number));
        run.pass_over(lease, key, listed.octets, reason).await
    }

    async fn commit<S: Store, D: Dial, C: Clock>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        lease: SyncLease,
    ) -> Result<(), RunError> {
        run.commit_previews(lease, &mut self.previews).await?;
        run.commit(lease, &mut self.batch).await
    }
}
