//! Comparing headers: those that the server shows with those that are here. It must not take a likeness for a proof.

use std::collections::{HashMap, VecDeque};

use super::{Found, Unlisted};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::Listed;
use crate::engine::sync::fetching::MAX_HEADER;
use crate::engine::sync::{Run, RunError};
use crate::mail;
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::{SeenMark, SeenState, Store};
use crate::transport::{Dial, Stream};
use crate::units::{MessageId, Octets};

/// How many headers are asked for ahead.
const AHEAD: usize = 1024;
/// So many of what was found by header and size are fetched and compared whole.
const SAMPLE: usize = 3;

/// Which of `strangers` are here, by header and size, each of one message only; none if a sample shows that headers do
/// not tell.
pub(super) async fn compare<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    strangers: Vec<Listed>,
    unlisted: &Unlisted,
) -> Result<Vec<Found>, RunError> {
    if link.capabilities().is_some_and(|capabilities| !capabilities.top) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let mut waiting = strangers.into_iter();
    let mut asked: VecDeque<Listed> = VecDeque::new();
    let mut header = Vec::new();
    loop {
        while asked.len() < AHEAD
            && let Some(next) = waiting.next()
        {
            let number = next.number;
            link.send(Intent::Top { number, lines: 0 })?;
            asked.push_back(next);
        }
        if asked.is_empty() {
            break;
        }
        match run.event(link).await? {
            Event::MessageStarted { .. } => header.clear(),
            Event::MessageChunk { bytes, .. } if header.len() < MAX_HEADER => header.extend(bytes),
            Event::MessageEnded { .. } => {
                if let Some(listed) = asked.pop_front() {
                    let mark = run.counterpart(&header, listed.octets, unlisted).await?;
                    found.extend(mark.map(|mark| Found { listed, mark }));
                }
            }
            Event::Refused {
                command: CommandKind::Top(_),
                ..
            } => drop(asked.pop_front()),
            _ => {}
        }
    }
    let found = claimed_once(found);
    let sample_is_equal = sample_is_equal(run, link, &found).await?;
    Ok(found
        .into_iter()
        .filter(|found| sample_is_equal || found.mark.state != SeenState::Fetched)
        .collect())
}

/// Two messages on the server cannot be one message here.
fn claimed_once(found: Vec<Found>) -> Vec<Found> {
    let mut claims: HashMap<MessageId, u32> = HashMap::new();
    for Found { mark, .. } in &found {
        *claims.entry(mark.message).or_default() += 1;
    }
    found
        .into_iter()
        .filter(|found| claims.get(&found.mark.message) == Some(&1))
        .collect()
}

/// Fetches the first, the middle and the last of them, and compares.
async fn sample_is_equal<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    found: &[Found],
) -> Result<bool, RunError> {
    let whole: Vec<&Found> = found
        .iter()
        .filter(|found| found.mark.state == SeenState::Fetched)
        .collect();
    let places = [0, whole.len() / 2, whole.len().saturating_sub(1)];
    let mut places: Vec<usize> = places.into_iter().take(SAMPLE).collect();
    places.dedup();
    for place in places {
        let Some(Found { listed, mark }) = whole.get(place) else {
            continue;
        };
        let Some(here) = run.original(mark.message).await? else {
            return Ok(false);
        };
        let there = whole_message(run, link, listed, here.len()).await?;
        if !there.is_some_and(|there| mail::is_same(&there, &here)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A message's bytes; `None` when the server refuses it, or it is longer than `octets`.
async fn whole_message<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    listed: &Listed,
    octets: usize,
) -> Result<Option<Vec<u8>>, RunError> {
    link.send(Intent::Retrieve(listed.number))?;
    let mut message = Vec::new();
    let mut too_long = false;
    loop {
        match run.event(link).await? {
            Event::MessageChunk { bytes, .. } => {
                too_long |= message.len() + bytes.len() > octets;
                if !too_long {
                    message.extend(bytes);
                }
            }
            Event::MessageEnded { .. } => return Ok((!too_long).then_some(message)),
            Event::Refused {
                command: CommandKind::Retrieve(_),
                ..
            } => return Ok(None),
            _ => {}
        }
    }
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// The one message here whose header this is, and whose size; `None` when there is none, or more than one.
    async fn counterpart(
        &self,
        header: &[u8],
        octets: Octets,
        unlisted: &Unlisted,
    ) -> Result<Option<SeenMark>, RunError> {
        if unlisted.is_empty() {
            return Ok(None);
        }
        let said = mail::summarise_header(header, self.engine.clock.now());
        let mut counterpart = None;
        for (mark, row) in unlisted.like(&said) {
            let equal = match mark.state {
                SeenState::Fetched if row.octets == octets => {
                    let original = self.original(mark.message).await?;
                    original.is_some_and(|original| mail::has_same_header(header, &original))
                }
                SeenState::Fetched | SeenState::Erased => false,
                // Nothing of it is here that could be lost.
                SeenState::Previewed | SeenState::Skipped(_) => row.mail == said,
            };
            if equal && counterpart.replace(mark.clone()).is_some() {
                return Ok(None);
            }
        }
        Ok(counterpart)
    }
}
