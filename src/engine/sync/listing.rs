//! What is on the server: `STAT`, `UIDL` and `LIST`, asked in one go.

use std::collections::BTreeMap;

use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::{Listed, pair};
use crate::pop3::{Capabilities, CommandKind, Event, Intent};
use crate::store::Store;
use crate::transport::{Dial, Stream};
use crate::units::{MessageNumber, Octets, Uidl};

/// So many messages are believed in although no list names them.
const MOST_COUNTED: u32 = 100_000;

/// Every message on the server, in the server's order.
pub(super) async fn list<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
) -> Result<Vec<Listed>, RunError> {
    if link.capabilities().is_some_and(differs_per_user) {
        link.send(Intent::Capabilities)?;
    }
    link.send(Intent::Stat)?;
    link.send(Intent::UniqueIds(None))?;
    link.send(Intent::List(None))?;
    let mut uidls: Vec<(MessageNumber, Uidl)> = Vec::new();
    let mut sizes: BTreeMap<MessageNumber, Octets> = BTreeMap::new();
    let mut count = 0;
    let mut answered = false;
    loop {
        match run.event(link).await? {
            Event::CapabilitiesReceived(found) => run.note_server(Some(&found)).await?,
            Event::StatReceived { messages, .. } => count = messages,
            Event::UniqueIdsEnded => answered = true,
            Event::UniqueIdListed { number, uidl } => uidls.push((number, uidl)),
            Event::Listed { number, octets } => {
                sizes.insert(number, octets);
            }
            // Sizes are for progress, and ids spare us a fetch; a server without them still has its messages.
            Event::Refused {
                command: CommandKind::List(_),
                ..
            } => break,
            Event::ListingEnded => {
                answered = true;
                break;
            }
            _ => {}
        }
    }
    if !answered {
        let numbers = (1..=count.min(MOST_COUNTED)).filter_map(MessageNumber::new);
        sizes.extend(numbers.map(|number| (number, Octets(0))));
    }
    Ok(pair(uidls, &sizes))
}

/// Whether the server may want another pause, or keep mail for another time, now that it knows who asks.
fn differs_per_user(capabilities: &Capabilities) -> bool {
    capabilities.login_delay.is_some_and(|delay| delay.per_user)
        || capabilities.expire.is_some_and(|expire| expire.per_user)
}
