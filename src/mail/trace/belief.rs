//! Which hops the account's own provider wrote: the newest ones that name it, as long as each was handed on from
//! within. It must not believe a hop below one that came from outside, whatever name it bears.
//!
//! What a filter of the provider's server (a milter) adds stands right below that server's own line, and so does the first
//! line of whoever sent the message. RFC 8601 §5 has the server remove what bears its name there, but not every server
//! does, and one message does not tell whether this one did. Only a field that holds what the server called the message
//! is certainly a filter's: nobody knew that when the message was written. It vouches for what stands above it.

use std::net::IpAddr;

use crate::mail::header::Header;
use crate::mail::trace::received::Read;
use crate::mail::trace::{Home, hosts};

/// The domains of the account's provider.
pub(super) struct Own {
    domains: Vec<String>,
}

/// Where trust ends, in places of the header's fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Border {
    /// The oldest hop that is believed: the provider wrote everything above it.
    pub(super) received: Option<usize>,
    /// The newest one that is not, if there is one: others wrote everything below it.
    pub(super) foreign: Option<usize>,
    /// The oldest field that a filter of the provider wrote, if one shows it: it wrote everything above that, too.
    pub(super) sealed: Option<usize>,
}

/// What filters write.
const OF_FILTERS: [&[u8]; 4] = [
    b"Authentication-Results",
    b"DKIM-Filter",
    b"DMARC-Filter",
    b"Received-SPF",
];
/// So many guesses at what a server will call a message are let through, and no more.
const MOST_OF_FILTERS: usize = 6;
/// A shorter name may be guessed.
const ID_CHARACTERS: usize = 10;

impl Own {
    pub(super) fn of(home: Home<'_>) -> Self {
        let mut domains = hosts::family(&hosts::normal(home.server));
        domains.extend(hosts::family(&hosts::of_address(home.email)));
        Self { domains }
    }

    pub(super) fn has(&self, host: &str) -> bool {
        self.domains.iter().any(|domain| hosts::is_within(host, domain))
    }
}

/// Marks the hops, newest first, that are believed.
pub(super) fn mark(hops: &mut [Read], own: &Own, header: Header<'_>) -> Border {
    let mut believed = 0;
    for (place, hop) in hops.iter().enumerate() {
        let names_itself = own.has(&hop.hop.by);
        // Machines inside often sign with an address, or not at all. They are somebody's once the provider's name
        // stands above or below them.
        let is_anonymous = hop.hop.by.is_empty() || hosts::address(&hop.hop.by).is_some();
        if names_itself || (is_anonymous && believed > 0) {
            believed = place + 1;
        } else if !is_anonymous {
            break;
        }
        if !is_from_within(hop, own) {
            break;
        }
    }
    let oldest = believed.checked_sub(1).and_then(|oldest| hops.get(oldest));
    let border = Border {
        received: oldest.map(|hop| hop.place),
        sealed: oldest.and_then(|hop| sealed(hop, header)),
        foreign: hops.get(believed).map(|hop| hop.place),
    };
    hops.iter_mut()
        .take(believed)
        .for_each(|hop| hop.hop.believed = true);
    border
}

/// The last field right below a hop that names its server and what that called the message.
fn sealed(read: &Read, header: Header<'_>) -> Option<usize> {
    if read.hop.id.len() < ID_CHARACTERS {
        return None;
    }
    let below = header.fields().enumerate().skip(read.place + 1);
    let of_filters = below
        .take_while(|(_, (name, _))| OF_FILTERS.iter().any(|known| name.eq_ignore_ascii_case(known)))
        .take(MOST_OF_FILTERS);
    let sealed = of_filters.filter(|(_, (name, value))| {
        let has = |word: &str| {
            let mut words = value.split(u8::is_ascii_whitespace);
            words.any(|found| found == word.as_bytes())
        };
        name.to_ascii_lowercase().ends_with(b"-filter") && has(&read.hop.by) && has(&read.hop.id)
    });
    sealed.last().map(|(place, _)| place)
}

/// Whether the provider gave the message to itself. What the giving side calls itself says nothing about that.
fn is_from_within(read: &Read, own: &Own) -> bool {
    let hop = &read.hop;
    if read.is_doubtful {
        return false;
    }
    if read.ip.is_none() && hop.found.is_empty() {
        let is_local = ["LMTP", "LOCAL", "HTTP", "MAPI"]
            .iter()
            .any(|kind| hop.protocol.to_ascii_uppercase().starts_with(kind));
        return hop.from.is_empty() || is_local;
    }
    read.is_near() || own.has(&hop.found) || (own.has(&hosts::normal(&hop.from)) && is_same_network(read))
}

/// Exchange writes the addresses of both sides. Those of one owner begin alike.
fn is_same_network(read: &Read) -> bool {
    match (read.ip, read.by_ip) {
        (Some(IpAddr::V6(from)), Some(IpAddr::V6(by))) => from.segments().get(..2) == by.segments().get(..2),
        _ => false,
    }
}
