//! What is on the server: `STAT`, `UIDL` and `LIST`, asked in one go.

use std::collections::HashMap;

use super::{Run, RunError};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::plan::{Listed, pair};
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::Store;
use crate::transport::{Dial, Stream};
use crate::units::{MessageNumber, Octets, Uidl};
use crate::wire::{Fault, FaultKind};

/// Every message on the server, in the server's order.
pub(super) async fn list<S: Store, D: Dial, C: Clock, T: Stream>(
    run: &mut Run<'_, S, D, C>,
    link: &mut Link<'_, T, C>,
) -> Result<Vec<Listed>, RunError> {
    link.send(Intent::Stat)?;
    link.send(Intent::UniqueIds(None))?;
    link.send(Intent::List(None))?;
    let mut uidls: Vec<(MessageNumber, Uidl)> = Vec::new();
    let mut sizes: HashMap<MessageNumber, Octets> = HashMap::new();
    loop {
        match run.event(link).await? {
            Event::UniqueIdListed { number, uidl } => uidls.push((number, uidl)),
            Event::Listed { number, octets } => {
                sizes.insert(number, octets);
            }
            Event::Refused {
                command: CommandKind::UniqueIds(_),
                ..
            } => {
                return Err(Fault::of(FaultKind::UidlMissing).into());
            }
            // Sizes are for progress; a server without them still has its messages.
            Event::Refused {
                command: CommandKind::List(_),
                ..
            } => break,
            Event::ListingEnded => break,
            _ => {}
        }
    }
    Ok(pair(uidls, &sizes))
}
