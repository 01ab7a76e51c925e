//! What is on the server: `STAT`, `UIDL` and `LIST`, asked in one go where the server takes several commands at a time.
//! Where it does not, each of them is a round trip, and sizes are asked for only when something is to be fetched.

use std::collections::{BTreeMap, HashSet};

use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::mailbox::Mailbox;
use crate::engine::plan::{Listed, pair};
use crate::engine::server_box::Listing;
use crate::pop3::{Capabilities, CommandKind, Event, Intent};
use crate::store::{ListedMail, SeenKey, SeenMark, SeenState, ServerRecord, Store};
use crate::transport::{Dial, Stream};
use crate::units::{MessageNumber, Octets, Uidl};
use crate::wire::Fault;

/// So many messages are believed in although no list names them.
const MOST_COUNTED: u32 = 100_000;

/// Every message on the server, in the server's order. `seen` is what is known here.
pub(super) async fn list<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
    seen: &[SeenMark],
) -> Result<Vec<Listed>, RunError> {
    let mut lists = Lists::default();
    if link.capabilities().is_some_and(may_be_more_now) {
        link.send(Intent::Capabilities)?;
        if !takes_several(link) {
            lists.hear(run, link, CommandKind::Capabilities).await?;
        }
    }
    let at_once = takes_several(link);
    link.send(Intent::Stat)?;
    link.send(Intent::UniqueIds(None))?;
    if at_once {
        link.send(Intent::List(None))?;
    }
    lists.hear(run, link, CommandKind::UniqueIds(None)).await?;
    if !at_once {
        if lists.names_only(seen) {
            return Ok(pair(&lists.uidls, &lists.sizes));
        }
        link.send(Intent::List(None))?;
    }
    lists.hear(run, link, CommandKind::List(None)).await?;
    if !lists.answered {
        let count = lists.count.unwrap_or_default();
        let numbers = (1..=count.min(MOST_COUNTED)).filter_map(MessageNumber::new);
        lists.sizes.extend(numbers.map(|number| (number, Octets(0))));
    }
    Ok(pair(&lists.uidls, &lists.sizes))
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// Remembers what the server listed, for whoever asks what is there.
    pub(super) async fn keep_listing(&self, listed: &[Listed], seen: &[SeenMark]) -> Result<(), RunError> {
        let now = self.engine.clock.now();
        let keep = |mailbox: &mut Mailbox| {
            let before = mailbox.listing.take();
            mailbox.listing = Some(Listing::new(now, listed, seen, mailbox).remember(before));
        };
        Ok(self.engine.with_mailbox(self.view.account, keep).await?)
    }

    /// Adds what this run brought to that. How much there is, in all, outlives the tab.
    pub(super) async fn complete_listing(&self) -> Result<(), Fault> {
        let account = self.view.account;
        let complete = |mailbox: &mut Mailbox| {
            let listing = mailbox.listing.as_mut()?;
            listing.note(&self.noted);
            Some(listing.in_short())
        };
        let listed = self.engine.with_mailbox(account, complete).await?;
        let store = &self.engine.store;
        let server = store.server(account).await?;
        // A session that ended before its list has an older one, than which another tab may know better.
        let is_of_this_session = |mail: ListedMail| Some(mail.at) >= server.signed_in_at;
        if listed.is_some_and(is_of_this_session) {
            store
                .note_server(account, ServerRecord { listed, ..server })
                .await?;
        }
        Ok(())
    }
}

/// Whether the server may say more of itself to who has signed in: another pause, another time for which it keeps mail,
/// or that it takes several commands at a time, which Gmail says to nobody else.
fn may_be_more_now(capabilities: &Capabilities) -> bool {
    !capabilities.pipelining
        || capabilities.login_delay.is_some_and(|delay| delay.per_user)
        || capabilities.expire.is_some_and(|expire| expire.per_user)
}

fn takes_several<T: Stream, C: Clock>(link: &Link<'_, T, C>) -> bool {
    link.capabilities().is_some_and(|found| found.pipelining)
}

/// What the server has answered so far.
#[derive(Default)]
struct Lists {
    count: Option<u32>,
    uidls: Vec<(MessageNumber, Uidl)>,
    sizes: BTreeMap<MessageNumber, Octets>,
    /// Whether there is a list at all.
    answered: bool,
}

impl Lists {
    /// Takes answers, up to the one to `last`. Sizes are for progress, and ids spare us a fetch; a server without them
    /// still has its messages.
    async fn hear<S: Store, D: Dial, C: Clock, T: Stream>(
        &mut self,
        run: &mut Run<'_, S, D, C>,
        link: &mut Link<'_, T, C>,
        last: CommandKind,
    ) -> Result<(), RunError> {
        loop {
            let answered = match run.event(link).await? {
                Event::CapabilitiesReceived(found) => {
                    run.note_server(Some(&found)).await?;
                    CommandKind::Capabilities
                }
                Event::CapabilitiesUnsupported(_) => CommandKind::Capabilities,
                Event::StatReceived { messages, .. } => {
                    self.count = Some(messages);
                    CommandKind::Stat
                }
                Event::UniqueIdListed { number, uidl } => {
                    self.uidls.push((number, uidl));
                    continue;
                }
                Event::UniqueIdsEnded => {
                    self.answered = true;
                    CommandKind::UniqueIds(None)
                }
                Event::Listed { number, octets } => {
                    self.sizes.insert(number, octets);
                    continue;
                }
                Event::ListingEnded => {
                    self.answered = true;
                    CommandKind::List(None)
                }
                Event::Refused { command, .. } => command,
                _ => continue,
            };
            if answered == last {
                return Ok(());
            }
        }
    }

    /// Whether every message that the server counts has an id, and is here.
    fn names_only(&self, seen: &[SeenMark]) -> bool {
        let here = seen.iter().filter(|mark| mark.state == SeenState::Fetched);
        let here: HashSet<&SeenKey> = here.map(|mark| &mark.key).collect();
        let count = self.count.and_then(|count| usize::try_from(count).ok());
        let named = pair(&self.uidls, &self.sizes);
        self.answered
            && count == Some(named.len())
            && named
                .iter()
                .all(|listed| listed.key.as_ref().is_some_and(|key| here.contains(key)))
    }
}
